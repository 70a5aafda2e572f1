use super::Error;
use super::Symmetric;
use super::draw::shuffle;
use super::resample::resample;
use super::subset_tree::RANK_TOLERANCE;
use crate::units::as_f64;

/// Shapley values estimated from random orderings.
#[derive(Debug, Clone, PartialEq)]
pub struct SampledShapley {
    /// Mean gain per group; the values sum to what all groups explain, exactly.
    pub shares: Vec<f64>,
    /// Monte-Carlo standard error per group.
    pub standard_errors: Vec<f64>,
    /// Number of orderings used, an even number.
    pub n_orderings: usize,
}

/// Pairs of orderings per random stream; part of the result, as each stream is one generator.
const PAIRS_PER_TASK: usize = 16;

/// Estimates Shapley values of explained variance from orderings drawn in antithetic pairs.
///
/// Each ordering is used forwards and backwards: a group that enters early in one enters late in the
/// other, which cancels much of the noise. The standard error is that of the pair means.
///
/// # Shapes
///
/// As for [`sum_over_subsets`](super::sum_over_subsets); an odd number of orderings is raised by one.
///
/// # Errors
///
/// [`Error::TooFewOrderings`] below four.
///
/// # Panics
///
/// When a group names a column that the matrix does not have.
///
/// # References
///
/// Castro, Gómez & Tejada (2009); Mitchell, Cooper, Frank & Holmes (2022), JMLR 23, §3.2, for the
/// pairs.
pub fn sample_shapley(
    covariance: &Symmetric,
    groups: &[Vec<usize>],
    n_orderings: usize,
    seed: u64,
) -> Result<SampledShapley, Error> {
    if n_orderings < 4 {
        return Err(Error::TooFewOrderings {
            n_orderings,
            least: 4,
        });
    }
    let k = groups.len();
    let n_pairs = n_orderings.div_ceil(2);
    let n_tasks = n_pairs.div_ceil(PAIRS_PER_TASK);
    let pairs: Vec<Vec<f64>> = resample(n_tasks, seed, |task, generator| {
        let n_mine = PAIRS_PER_TASK.min(n_pairs - task * PAIRS_PER_TASK);
        let mut ordering: Vec<usize> = (0..k).collect();
        let mut walks = Walks::new(covariance, groups);
        let mut gains = Vec::with_capacity(n_mine);
        let mut orderings = Vec::with_capacity(LANES);
        for number in 0..n_mine {
            shuffle(generator, &mut ordering);
            orderings.push(ordering.clone());
            ordering.reverse();
            orderings.push(ordering.clone());
            if orderings.len() == LANES || number + 1 == n_mine {
                let found = walks.gains(&orderings);
                gains.extend(found.chunks(2).map(mean_of_pair));
                orderings.clear();
            }
        }
        gains
    })
    .into_iter()
    .flatten()
    .collect();

    let n = as_f64(n_pairs);
    let mut shares = vec![0.0; k];
    let mut standard_errors = vec![0.0; k];
    for group in 0..k {
        let mean = pairs.iter().map(|pair| pair[group]).sum::<f64>() / n;
        let scatter: f64 = pairs.iter().map(|pair| (pair[group] - mean).powi(2)).sum();
        shares[group] = mean;
        standard_errors[group] = (scatter / (n - 1.0) / n).sqrt();
    }
    Ok(SampledShapley {
        shares,
        standard_errors,
        n_orderings: 2 * n_pairs,
    })
}

fn mean_of_pair(pair: &[Vec<f64>]) -> Vec<f64> {
    let gains = (0..pair[0].len()).map(|group| pair.iter().map(|one| one[group]).sum::<f64>());
    gains.map(|sum| sum * 0.5).collect()
}

/// Orderings walked beside one another, so that one instruction serves several; an even number.
const LANES: usize = 4;

/// Walks over several orderings at once: one number of each stands beside that of the others.
struct Walks<'a> {
    groups: &'a [Vec<usize>],
    /// The whole matrix, row after row, with zero for the response's own entry, as in
    /// [`root_matrix`](super::subset_tree::root_matrix).
    full: Vec<f64>,
    /// Order of the whole matrix.
    width: usize,
    /// Packed matrices; those swept out are cut off at the front.
    nodes: Vec<[f64; LANES]>,
    /// What is left of the response's own entry after each column.
    left: Vec<[f64; LANES]>,
}

impl<'a> Walks<'a> {
    fn new(covariance: &Symmetric, groups: &'a [Vec<usize>]) -> Self {
        let width = covariance.order();
        let mut full = Vec::with_capacity(width * width);
        for row in 0..width {
            full.extend((0..width).map(|column| covariance.get(row, column)));
        }
        if let Some(last) = full.last_mut() {
            *last = 0.0;
        }
        Self {
            groups,
            full,
            width,
            nodes: Vec::new(),
            left: Vec::new(),
        }
    }

    /// What each group explains beyond those before it, per ordering of the groups; at most as many as lanes.
    fn gains(&mut self, orderings: &[Vec<usize>]) -> Vec<Vec<f64>> {
        self.fill(orderings);
        self.sweep();
        let gains = orderings.iter().enumerate().map(|(lane, ordering)| {
            let mut gains = vec![0.0; self.groups.len()];
            let (mut swept, mut before) = (0, 0.0);
            for &group in ordering {
                swept += self.groups[group].len();
                let explained = -self.left[swept][lane];
                gains[group] += explained - before;
                before = explained;
            }
            gains
        });
        gains.collect()
    }

    /// Writes the matrix of each ordering; lanes without one take the last.
    fn fill(&mut self, orderings: &[Vec<usize>]) {
        let response = self.width - 1;
        let columns = |lane: usize| -> Vec<usize> {
            let ordering = &orderings[lane.min(orderings.len() - 1)];
            let columns = ordering.iter().flat_map(|&group| &self.groups[group]);
            columns.copied().chain([response]).collect()
        };
        let columns: [Vec<usize>; LANES] = std::array::from_fn(columns);
        let order = columns[0].len();
        self.nodes.clear();
        for row in 0..order {
            let rows: [&[f64]; LANES] = std::array::from_fn(|lane| {
                let start = columns[lane][row] * self.width;
                &self.full[start..start + self.width]
            });
            let entry =
                |column: usize| std::array::from_fn(|lane| rows[lane][columns[lane][column]]);
            self.nodes.extend((row..order).map(entry));
        }
    }

    /// Sweeps all columns out, one after the other: each row is brought up to date with all rows above it when its turn comes,
    /// four of them at a time, so that its numbers are fetched and put back a quarter as often.
    fn sweep(&mut self) {
        let n_columns: usize = self.groups.iter().map(Vec::len).sum();
        let order = n_columns + 1;
        self.left.clear();
        let (mut start, mut starts) = (0, Vec::with_capacity(order));
        for row in 0..n_columns {
            let (above, rest) = self.nodes.split_at_mut(start);
            let target = &mut rest[..order - row];
            let above =
                |other: usize| Above::of(&above[starts[other]..], row - other, order - other);
            let whole = row - row % 4;
            for first in (0..whole).step_by(4) {
                sweep_four(target, std::array::from_fn(|next| above(first + next)));
            }
            for other in whole..row {
                sweep_one(target, &above(other));
            }
            starts.push(start);
            start += order - row;
        }
        // What is left of the response is asked for after each column.
        let (above, rest) = self.nodes.split_at_mut(start);
        let response = &mut rest[..1];
        for (column, &start) in starts.iter().enumerate() {
            self.left.push(response[0]);
            let above = Above::of(&above[start..], n_columns - column, order - column);
            sweep_one(response, &above);
        }
        self.left.push(response[0]);
    }
}

/// A row that is swept out, as a row below it sees it.
struct Above<'n> {
    /// How often it is taken off the row below: never where nothing of its column was left.
    factors: [f64; LANES],
    /// Its entries in the columns of the row below.
    entries: &'n [[f64; LANES]],
}

impl<'n> Above<'n> {
    /// `row` begins with the pivot; the row below begins at `from`, and `until` is the end.
    fn of(row: &'n [[f64; LANES]], from: usize, until: usize) -> Self {
        let (pivots, entries) = (row[0], &row[from..until]);
        let factor = |lane: usize| {
            if pivots[lane] <= RANK_TOLERANCE {
                0.0
            } else {
                entries[0][lane] / pivots[lane]
            }
        };
        Self {
            factors: std::array::from_fn(factor),
            entries,
        }
    }
}

fn sweep_one(target: &mut [[f64; LANES]], above: &Above<'_>) {
    for (values, others) in target.iter_mut().zip(above.entries) {
        for lane in 0..LANES {
            values[lane] -= above.factors[lane] * others[lane];
        }
    }
}

/// [`sweep_one`] of each, one after the other in every number.
fn sweep_four(target: &mut [[f64; LANES]], above: [Above<'_>; 4]) {
    let [a, b, c, d] = above;
    let others = a.entries.iter().zip(b.entries);
    let others = others.zip(c.entries.iter().zip(d.entries));
    for (values, ((of_a, of_b), (of_c, of_d))) in target.iter_mut().zip(others) {
        for lane in 0..LANES {
            let mut value = values[lane];
            value -= a.factors[lane] * of_a[lane];
            value -= b.factors[lane] * of_b[lane];
            value -= c.factors[lane] * of_c[lane];
            value -= d.factors[lane] * of_d[lane];
            values[lane] = value;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::subset_sums::tests::random_correlation;
    use crate::stats::subset_tree::root_matrix;
    use crate::stats::sum_over_subsets;
    use crate::stats::symmetric::{eliminate_first, packed_len};

    /// What each group explains beyond those before it, one ordering at a time.
    fn plain(covariance: &Symmetric, groups: &[Vec<usize>], ordering: &[usize]) -> Vec<f64> {
        let root = root_matrix(covariance, ordering.iter().map(|&group| &groups[group]));
        let mut order = root.order();
        let mut node = root.packed().to_vec();
        let mut next = vec![0.0; packed_len(order)];
        let (mut gains, mut before) = (vec![0.0; groups.len()], 0.0);
        for &group in ordering {
            for _ in &groups[group] {
                eliminate_first(&node[..packed_len(order)], order, RANK_TOLERANCE, &mut next);
                std::mem::swap(&mut node, &mut next);
                order -= 1;
            }
            let explained = -node[packed_len(order) - 1];
            gains[group] += explained - before;
            before = explained;
        }
        gains
    }

    #[test]
    fn orderings_beside_one_another_gain_what_each_gains_alone_to_the_last_bit() {
        let mut correlation = random_correlation(9, 3);
        // Column 4 is column 1 again: whichever comes second has nothing left to explain.
        for other in 0..correlation.order() {
            let value = correlation.get(1, other);
            correlation.set(4, other, value);
        }
        correlation.set(4, 4, 1.0);
        correlation.set(1, 4, 1.0);
        let groups = [
            vec![0, 1],
            vec![2],
            vec![],
            vec![3, 4, 5],
            vec![6, 7],
            vec![8],
        ];
        let mut source = crate::stats::generator(6, 0);
        let mut walks = Walks::new(&correlation, &groups);
        let mut ordering: Vec<usize> = (0..groups.len()).collect();
        for n_orderings in [LANES, 2, LANES, 1] {
            let orderings: Vec<Vec<usize>> = (0..n_orderings)
                .map(|_| {
                    shuffle(&mut source, &mut ordering);
                    ordering.clone()
                })
                .collect();
            for (found, ordering) in walks.gains(&orderings).iter().zip(&orderings) {
                let bits = |gains: &[f64]| gains.iter().map(|g| g.to_bits()).collect::<Vec<_>>();
                assert_eq!(bits(found), bits(&plain(&correlation, &groups, ordering)));
            }
        }
    }

    #[test]
    fn sampled_shares_lie_within_four_standard_errors_and_sum_exactly() {
        let correlation = random_correlation(12, 21);
        let groups: Vec<Vec<usize>> = (0..6).map(|g| vec![2 * g, 2 * g + 1]).collect();
        let exact = sum_over_subsets(&correlation, &groups).unwrap();
        let sampled = sample_shapley(&correlation, &groups, 2000, 5).unwrap();
        for ((got, se), expected) in sampled
            .shares
            .iter()
            .zip(&sampled.standard_errors)
            .zip(exact.shapley())
        {
            assert!(*se > 0.0 && *se < 0.01);
            assert!((got - expected).abs() < 4.0 * se, "{got} {se} {expected}");
        }
        let sum: f64 = sampled.shares.iter().sum();
        assert!((sum - exact.explained()).abs() < 1e-12);
    }

    #[test]
    fn few_orderings_are_refused_and_odd_numbers_raised() {
        let correlation = random_correlation(3, 2);
        let groups = [vec![0], vec![1], vec![2]];
        assert!(sample_shapley(&correlation, &groups, 3, 1).is_err());
        let sampled = sample_shapley(&correlation, &groups, 33, 1).unwrap();
        assert_eq!(sampled.n_orderings, 34);
    }
}
