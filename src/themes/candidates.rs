use super::Options;
use super::counts::{Counts, Occurrence, TermKey};
use super::theme::Background;
use crate::stats::{discoveries, normal_margin, normal_two_sided_p};
use crate::units::{Interval, Probability};

/// Fewest explained documents on each half for a comparison.
const LEAST_BACKGROUND: u32 = 50;
/// Most terms that are joined to themes: their pairs are counted in a square table.
const MOST_CANDIDATES: usize = 1_500;

/// A term that stands out where no topic explains the words.
#[derive(Debug, Clone)]
pub(super) struct Candidate {
    pub(super) key: TermKey,
    /// Unexplained documents with it.
    pub(super) n: u32,
    /// Odds of it there over its odds in explained sentences; `None` without a background.
    pub(super) odds_ratio: Option<Interval>,
    /// What orders candidates: documents times log odds ratio.
    weight: f64,
}

/// Terms that are found on one half of the documents and again on the other, weightiest first.
pub(super) fn candidates(
    counts: &Counts,
    options: &Options,
    order: impl Fn(TermKey) -> Vec<String>,
) -> (Vec<Candidate>, Background) {
    let mut keys: Vec<(Vec<String>, TermKey)> =
        counts.terms.keys().map(|&key| (order(key), key)).collect();
    keys.sort();
    let terms: Vec<(TermKey, Occurrence)> = keys
        .into_iter()
        .map(|(_, key)| (key, counts.terms[&key]))
        .collect();
    let background = if counts.all.explained.iter().all(|&n| n >= LEAST_BACKGROUND) {
        Background::Explained
    } else {
        Background::Absent
    };
    let stands = match background {
        Background::Explained => {
            let both = [[0, 1], [1, 0]]
                .map(|[first, second]| found_again(&terms, &counts.all, first, second, options));
            both[0]
                .iter()
                .zip(&both[1])
                .map(|(a, b)| *a || *b)
                .collect()
        }
        Background::Absent => vec![true; terms.len()],
    };
    let mut found: Vec<Candidate> = terms
        .iter()
        .zip(stands)
        .filter(|(_, stands)| *stands)
        .map(|((key, occurrence), _)| candidate(*key, occurrence, &counts.all, background))
        .collect();
    // Sorting is stable, so equal weights stay in the order of the words.
    found.sort_by(|a, b| b.weight.total_cmp(&a.weight));
    found.truncate(MOST_CANDIDATES);
    (found, background)
}

fn candidate(
    key: TermKey,
    occurrence: &Occurrence,
    all: &Occurrence,
    background: Background,
) -> Candidate {
    let sum = |parts: [u32; 2]| parts[0] + parts[1];
    let n = sum(occurrence.unexplained);
    let odds = LogOdds::of(
        [n, sum(all.unexplained)],
        [sum(occurrence.explained), sum(all.explained)],
    );
    let odds_ratio = match background {
        Background::Explained => Some(odds.interval()),
        Background::Absent => None,
    };
    let weight = match background {
        Background::Explained => f64::from(n) * odds.ratio.max(0.0),
        Background::Absent => f64::from(n),
    };
    Candidate {
        key,
        n,
        odds_ratio,
        weight,
    }
}

/// Which terms stand out on half `first`, and again on half `second`.
fn found_again(
    terms: &[(TermKey, Occurrence)],
    all: &Occurrence,
    first: usize,
    second: usize,
    options: &Options,
) -> Vec<bool> {
    let p_on = |half: usize, occurrence: &Occurrence| {
        LogOdds::of(
            [occurrence.unexplained[half], all.unexplained[half]],
            [occurrence.explained[half], all.explained[half]],
        )
        .p_above(options.odds_ratio)
    };
    let p: Vec<Probability> = terms.iter().map(|(_, found)| p_on(first, found)).collect();
    let mut stands = discoveries(&p, options.false_discoveries);
    let places: Vec<usize> = (0..terms.len()).filter(|&at| stands[at]).collect();
    let again: Vec<Probability> = places
        .iter()
        .map(|&at| p_on(second, &terms[at].1))
        .collect();
    let confirmed = discoveries(&again, options.false_discoveries);
    for (at, is_confirmed) in places.into_iter().zip(confirmed) {
        stands[at] = is_confirmed;
    }
    stands
}

/// Logarithm of an odds ratio, half a count added to each cell.
///
/// # References
///
/// Haldane (1956), *Annals of Human Genetics* 20, p. 309; its variance as in Monroe et al. (2008),
/// equation 19.
#[derive(Debug, Clone, Copy)]
struct LogOdds {
    ratio: f64,
    standard_error: f64,
}

impl LogOdds {
    /// Of documents with a term and all documents, there and in the background.
    fn of(there: [u32; 2], background: [u32; 2]) -> Self {
        let cells = |[with, all]: [u32; 2]| {
            let without = f64::from(all.saturating_sub(with));
            (f64::from(with) + 0.5, without + 0.5)
        };
        let ((a, b), (c, d)) = (cells(there), cells(background));
        Self {
            ratio: (a / b).ln() - (c / d).ln(),
            standard_error: (1.0 / a + 1.0 / b + 1.0 / c + 1.0 / d).sqrt(),
        }
    }

    /// Probability of a ratio at least this large where the true one is `least`.
    fn p_above(self, least: f64) -> Probability {
        let z = (self.ratio - least.ln()) / self.standard_error;
        let two_sided = normal_two_sided_p(z).map_or(1.0, Probability::get);
        let tail = if z > 0.0 {
            0.5 * two_sided
        } else {
            0.5_f64.mul_add(-two_sided, 1.0)
        };
        Probability::saturating(tail)
    }

    fn interval(self) -> Interval {
        let level = Probability::saturating(0.95);
        let margin = normal_margin(level) * self.standard_error;
        Interval {
            low: (self.ratio - margin).exp(),
            estimate: self.ratio.exp(),
            high: (self.ratio + margin).exp(),
            level,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_log_odds_ratio_is_that_of_the_four_cells() {
        let odds = LogOdds::of([9, 19], [4, 109]);
        let expected = (9.5_f64 / 10.5).ln() - (4.5_f64 / 105.5).ln();
        assert!((odds.ratio - expected).abs() < 1e-12);
        let variance: f64 = 1.0 / 9.5 + 1.0 / 10.5 + 1.0 / 4.5 + 1.0 / 105.5;
        assert!((odds.standard_error - variance.sqrt()).abs() < 1e-12);
    }

    #[test]
    fn a_ratio_at_its_bound_is_as_likely_above_as_below() {
        let odds = LogOdds {
            ratio: 1.5_f64.ln(),
            standard_error: 0.3,
        };
        assert!((odds.p_above(1.5).get() - 0.5).abs() < 1e-12);
        assert!(odds.p_above(3.0).get() > 0.9);
        assert!(odds.p_above(0.5).get() < 0.01);
    }
}
