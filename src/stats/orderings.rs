use super::Error;
use super::Symmetric;
use super::draw::shuffle;
use super::resample::resample;
use super::subset_tree::{RANK_TOLERANCE, root_matrix};
use super::symmetric::{eliminate_first, packed_len};
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
        let mut gains = Vec::with_capacity(n_mine);
        for _ in 0..n_mine {
            shuffle(generator, &mut ordering);
            let mut pair = vec![0.0; k];
            add_gains(covariance, groups, &ordering, &mut pair);
            ordering.reverse();
            add_gains(covariance, groups, &ordering, &mut pair);
            for gain in &mut pair {
                *gain *= 0.5;
            }
            gains.push(pair);
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

/// Adds what each group explains beyond those before it.
fn add_gains(covariance: &Symmetric, groups: &[Vec<usize>], ordering: &[usize], gains: &mut [f64]) {
    let root = root_matrix(covariance, ordering.iter().map(|&group| &groups[group]));
    let mut order = root.order();
    let mut node = root.packed().to_vec();
    let mut next = vec![0.0; packed_len(order)];
    let mut before = 0.0;
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
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::subset_sums::tests::random_correlation;
    use crate::stats::sum_over_subsets;

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
