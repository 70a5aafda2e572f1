use super::{Comment, Respondent};
use std::collections::BTreeMap;

/// How respondents were put into cells that each have enough commenters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Cells {
    /// The (segment, band) pairs that each cell unites, ascending.
    pub(super) members: Vec<Vec<(u32, u32)>>,
    /// Cell of each respondent.
    pub(super) of_respondent: Vec<usize>,
}

/// Neighbouring score bands that became one.
struct Run {
    bands: Vec<u32>,
    n_commenters: usize,
}

/// Unites score bands, and where that is not enough segments, until every cell has `least`
/// commenters; the rule is that of [`selection_weights`](super::selection_weights).
pub(super) fn form_cells(respondents: &[Respondent], least: usize) -> Cells {
    let mut commenters: BTreeMap<(u32, u32), usize> = BTreeMap::new();
    for respondent in respondents {
        let key = (respondent.segment, respondent.band);
        *commenters.entry(key).or_default() += usize::from(respondent.comment == Comment::Given);
    }
    let mut members: Vec<Vec<(u32, u32)>> = Vec::new();
    for segments in united_segments(&commenters, least) {
        let mut bands: BTreeMap<u32, usize> = BTreeMap::new();
        for (&(segment, band), n) in &commenters {
            if segments.contains(&segment) {
                *bands.entry(band).or_default() += n;
            }
        }
        for run in united_bands(&bands, least) {
            members.push(
                commenters
                    .keys()
                    .filter(|(segment, band)| {
                        segments.contains(segment) && run.bands.contains(band)
                    })
                    .copied()
                    .collect(),
            );
        }
    }
    members.sort();
    let cell_of: BTreeMap<(u32, u32), usize> = members
        .iter()
        .enumerate()
        .flat_map(|(cell, pairs)| pairs.iter().map(move |&pair| (pair, cell)))
        .collect();
    let of_respondent = respondents
        .iter()
        .filter_map(|respondent| cell_of.get(&(respondent.segment, respondent.band)).copied())
        .collect();
    Cells {
        members,
        of_respondent,
    }
}

/// Segments with enough commenters each alone; all others together, with the next smallest added
/// while they are too few.
fn united_segments(commenters: &BTreeMap<(u32, u32), usize>, least: usize) -> Vec<Vec<u32>> {
    let mut totals: BTreeMap<u32, usize> = BTreeMap::new();
    for (&(segment, _), n) in commenters {
        *totals.entry(segment).or_default() += n;
    }
    let mut by_size: Vec<(usize, u32)> = totals.iter().map(|(&code, &n)| (n, code)).collect();
    by_size.sort_unstable();
    let (mut pool, mut in_pool) = (Vec::new(), 0);
    let mut alone = Vec::new();
    for (n, segment) in by_size {
        if n < least || (!pool.is_empty() && in_pool < least) {
            pool.push(segment);
            in_pool += n;
        } else {
            alone.push(vec![segment]);
        }
    }
    if !pool.is_empty() {
        alone.push(pool);
    }
    alone
}

/// Joins the run with the fewest commenters to the smaller of its neighbours while it has too few.
fn united_bands(bands: &BTreeMap<u32, usize>, least: usize) -> Vec<Run> {
    let mut runs: Vec<Run> = bands
        .iter()
        .map(|(&band, &n_commenters)| Run {
            bands: vec![band],
            n_commenters,
        })
        .collect();
    while runs.len() > 1 {
        let size = |at: usize| runs[at].n_commenters;
        let Some(smallest) = (0..runs.len()).min_by_key(|&at| size(at)) else {
            break;
        };
        if size(smallest) >= least {
            break;
        }
        let after = smallest + 1;
        let joins_before =
            smallest > 0 && (after == runs.len() || size(smallest - 1) <= size(after));
        let first = if joins_before { smallest - 1 } else { smallest };
        let joined = runs.remove(first + 1);
        runs[first].bands.extend(joined.bands);
        runs[first].n_commenters += joined.n_commenters;
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Cells from (segment, band, commenters) with one silent respondent each.
    fn check(counts: &[(u32, u32, usize)], least: usize, expected: &[&[(u32, u32)]]) {
        let mut respondents = Vec::new();
        for &(segment, band, n) in counts {
            let silent = Respondent {
                segment,
                band,
                ..Respondent::new(0.0, Comment::Absent)
            };
            respondents.push(silent);
            respondents.extend(vec![
                Respondent {
                    comment: Comment::Given,
                    ..silent
                };
                n
            ]);
        }
        let cells = form_cells(&respondents, least);
        assert_eq!(cells.members, expected);
        assert_eq!(cells.of_respondent.len(), respondents.len());
        for (respondent, &cell) in respondents.iter().zip(&cells.of_respondent) {
            assert!(expected[cell].contains(&(respondent.segment, respondent.band)));
        }
    }

    #[test]
    fn cells_with_enough_commenters_stay_apart() {
        check(
            &[(0, 0, 20), (0, 1, 30), (1, 0, 25)],
            20,
            &[&[(0, 0)], &[(0, 1)], &[(1, 0)]],
        );
    }

    #[test]
    fn a_small_band_joins_its_smaller_neighbour_in_the_segment() {
        check(
            &[(0, 0, 40), (0, 1, 5), (0, 2, 30), (1, 1, 22)],
            20,
            &[&[(0, 0)], &[(0, 1), (0, 2)], &[(1, 1)]],
        );
        // The ends have one neighbour; joining goes on until there are enough.
        check(
            &[(0, 0, 0), (0, 1, 5), (0, 2, 30)],
            20,
            &[&[(0, 0), (0, 1), (0, 2)]],
        );
    }

    #[test]
    fn small_segments_are_pooled_and_cut_into_bands_again() {
        check(
            &[
                (0, 0, 50),
                (0, 1, 50),
                (1, 0, 15),
                (1, 1, 4),
                (2, 0, 6),
                (2, 1, 12),
                (2, 2, 1),
                (3, 1, 15),
            ],
            20,
            &[
                &[(0, 0)],
                &[(0, 1)],
                &[(1, 0), (2, 0)],
                &[(1, 1), (2, 1), (2, 2), (3, 1)],
            ],
        );
    }

    #[test]
    fn a_pool_that_is_too_small_takes_the_next_segment() {
        check(
            &[(0, 0, 3), (1, 0, 21), (2, 0, 90)],
            20,
            &[&[(0, 0), (1, 0)], &[(2, 0)]],
        );
        check(&[(0, 0, 1), (1, 3, 2)], 20, &[&[(0, 0), (1, 3)]]);
    }
}
