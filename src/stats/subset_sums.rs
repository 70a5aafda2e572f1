use super::{Error, MAX_GROUPS};
use crate::units::as_f64;
use ndarray::Array2;

/// Explained variance summed over all subsets of groups, by size: all that Shapley values and
/// conditional dominance need.
#[derive(Debug, Clone, PartialEq)]
pub struct SubsetSums {
    /// By size 0 to k, over all subsets of that size.
    all: Vec<f64>,
    /// By group and size, over the subsets with that group.
    with: Vec<Vec<f64>>,
}

impl SubsetSums {
    pub(super) fn new(all: Vec<f64>, with: Vec<Vec<f64>>) -> Self {
        Self { all, with }
    }

    /// Sums values that are known for every subset: entry `s` of `values` belongs to the subset whose
    /// groups are the bits of `s`.
    ///
    /// # Shapes
    ///
    /// `values` is `(2^n_groups,)`.
    ///
    /// # Errors
    ///
    /// [`Error::TooManyGroups`] above [`MAX_GROUPS`], [`Error::Shape`] for another length,
    /// [`Error::Value`] for a value that is not finite.
    pub fn from_values(n_groups: usize, values: &[f64]) -> Result<Self, Error> {
        if n_groups > MAX_GROUPS {
            return Err(Error::TooManyGroups {
                n_groups,
                limit: MAX_GROUPS,
            });
        }
        if values.len() != 1 << n_groups {
            return Err(Error::Shape {
                what: "the list of subset values",
                got: values.len(),
                expected: 1 << n_groups,
            });
        }
        if let Some(&value) = values.iter().find(|value| !value.is_finite()) {
            return Err(Error::Value {
                what: "the value of a subset",
                value,
            });
        }
        let mut all = vec![0.0; n_groups + 1];
        let mut with = vec![vec![0.0; n_groups + 1]; n_groups];
        for (subset, value) in values.iter().enumerate() {
            let size = subset.count_ones() as usize;
            all[size] += value;
            for (group, sums) in with.iter_mut().enumerate() {
                if subset >> group & 1 == 1 {
                    sums[size] += value;
                }
            }
        }
        Ok(Self { all, with })
    }

    /// Number of groups.
    pub fn n_groups(&self) -> usize {
        self.with.len()
    }

    /// What all groups explain together.
    pub fn explained(&self) -> f64 {
        self.all[self.n_groups()]
    }

    /// The mean gain of a group when `level` other groups are in already (conditional dominance).
    ///
    /// # Shapes
    ///
    /// `(n_groups, n_groups)`: group by level.
    ///
    /// # References
    ///
    /// Azen & Budescu (2003), *Psychological Methods* 8, p. 129.
    pub fn by_level(&self) -> Array2<f64> {
        let k = self.n_groups();
        let mut gains = Array2::zeros((k, k));
        // The number of subsets of `level` out of the k − 1 other groups; exact below 2⁵³.
        let mut n_subsets = 1.0;
        for level in 0..k {
            for (group, with) in self.with.iter().enumerate() {
                let without = self.all[level] - with[level];
                gains[[group, level]] = (with[level + 1] - without) / n_subsets;
            }
            n_subsets *= as_f64(k - 1 - level) / as_f64(level + 1);
        }
        gains
    }

    /// The Shapley values: the mean gain over all orders in which the groups can enter.
    ///
    /// They sum to [`Self::explained`].
    ///
    /// # References
    ///
    /// Lindeman, Merenda & Gold (1980); Shapley (1953); Grömping (2007) for the name LMG.
    pub fn shapley(&self) -> Vec<f64> {
        let k = as_f64(self.n_groups());
        self.by_level()
            .rows()
            .into_iter()
            .map(|levels| levels.sum() / k)
            .collect()
    }
}

#[cfg(test)]
pub(super) mod tests {
    use crate::stats::draw::normal;
    use crate::stats::{
        Factor, RANK_TOLERANCE, SubsetSums, Symmetric, generator, sum_over_subsets,
    };
    use ndarray::{Array2, array};

    /// Shapley values from every ordering, each subset fitted by itself: slow and plain.
    pub(crate) fn by_definition(covariance: &Symmetric, groups: &[Vec<usize>]) -> Vec<f64> {
        let response = covariance.order() - 1;
        let fitted = |members: &[usize]| -> f64 {
            let columns: Vec<usize> = members.iter().flat_map(|&g| groups[g].clone()).collect();
            let rhs: Vec<f64> = (0..=response)
                .map(|j| covariance.get(j, response))
                .collect();
            let solution = Factor::new(covariance, &columns, RANK_TOLERANCE).solve(&rhs);
            solution.iter().zip(&rhs).map(|(b, r)| b * r).sum()
        };
        let orders = orderings(groups.len());
        let mut shares = vec![0.0; groups.len()];
        for order in &orders {
            for (at, &group) in order.iter().enumerate() {
                shares[group] += fitted(&order[..=at]) - fitted(&order[..at]);
            }
        }
        let n = crate::units::as_f64(orders.len());
        shares.iter().map(|share| share / n).collect()
    }

    pub(crate) fn orderings(n: usize) -> Vec<Vec<usize>> {
        if n == 0 {
            return vec![vec![]];
        }
        let mut all = Vec::new();
        for shorter in orderings(n - 1) {
            for at in 0..n {
                let mut longer = shorter.clone();
                longer.insert(at, n - 1);
                all.push(longer);
            }
        }
        all
    }

    /// The correlations of p predictors and a response in a few random rows.
    pub(crate) fn random_correlation(p: u32, seed: u64) -> Symmetric {
        let mut source = generator(seed, 0);
        let mut sums = Symmetric::zeros(p as usize + 1);
        for _ in 0..2 * p + 4 {
            let row: Vec<(u32, f64)> = (0..=p).map(|j| (j, normal(&mut source))).collect();
            sums.add_outer(&row, 1.0);
        }
        sums.standardized().0
    }

    fn shares(correlation: &Array2<f64>) -> Vec<f64> {
        let groups: Vec<Vec<usize>> = (0..correlation.nrows() - 1).map(|j| vec![j]).collect();
        sum_over_subsets(&Symmetric::from_full(correlation).unwrap(), &groups)
            .unwrap()
            .shapley()
    }

    fn check(correlation: &Array2<f64>, expected: &[f64], half_digit: f64) {
        for (got, expected) in shares(correlation).iter().zip(expected) {
            assert!(
                (got - expected).abs() <= half_digit,
                "{got} is not {expected}"
            );
        }
    }

    fn azen_budescu() -> Array2<f64> {
        array![
            [1.0, 0.8, 0.1, 0.3, 0.6],
            [0.8, 1.0, 0.1, 0.1, 0.3],
            [0.1, 0.1, 1.0, 0.5, 0.4],
            [0.3, 0.1, 0.5, 1.0, 0.5],
            [0.6, 0.3, 0.4, 0.5, 1.0]
        ]
    }

    /// SES, IQ and need for achievement explain grade points.
    fn grade_points() -> Array2<f64> {
        array![
            [1.0, 0.30, 0.41, 0.33],
            [0.30, 1.0, 0.16, 0.57],
            [0.41, 0.16, 1.0, 0.50],
            [0.33, 0.57, 0.50, 1.0]
        ]
    }

    #[test]
    fn small_fixtures_have_their_shapley_values() {
        // Two predictors in closed form, the rank swap of two measures of importance, and a suppressor.
        let two = array![[1.0, 0.5, 0.6], [0.5, 1.0, 0.3], [0.6, 0.3, 1.0]];
        check(&two, &[0.315, 0.045], 1e-12);
        let swap = array![
            [1.0, 0.64, 0.71, 0.11],
            [0.64, 1.0, -0.01, -0.13],
            [0.71, -0.01, 1.0, 0.20],
            [0.11, -0.13, 0.20, 1.0]
        ];
        check(&swap, &[0.026_09, 0.035_65, 0.028_17], 5e-6);
        assert!((shares(&swap).iter().sum::<f64>() - 0.089_90).abs() <= 5e-6);
        let suppressor = array![[1.0, 0.7, 0.5], [0.7, 1.0, 0.1], [0.5, 0.1, 1.0]];
        check(&suppressor, &[0.306_274_509_8, 0.066_274_509_8], 5e-11);
    }

    #[test]
    fn published_correlations_give_their_dominance_table() {
        // Azen & Budescu (2003): levels printed to three digits, means recomputed to six.
        let table = array![
            [0.360, 0.300, 0.263, 0.246],
            [0.090, 0.074, 0.069, 0.071],
            [0.160, 0.095, 0.063, 0.061],
            [0.250, 0.152, 0.073, 0.010]
        ];
        let correlation = azen_budescu();
        check(
            &correlation,
            &[0.292_176, 0.075_861, 0.094_911, 0.121_404],
            5e-7,
        );
        let groups: Vec<Vec<usize>> = (0..4).map(|j| vec![j]).collect();
        let sums = sum_over_subsets(&Symmetric::from_full(&correlation).unwrap(), &groups).unwrap();
        assert!((sums.explained() - 0.584_353).abs() <= 5e-7);
        for (got, expected) in sums.by_level().iter().zip(&table) {
            assert!(
                (got - expected).abs() <= 5.001e-4,
                "{got} is not {expected}"
            );
        }
    }

    #[test]
    fn grouped_columns_enter_together() {
        // SES, IQ and need for achievement (tests of dominanceAnalysis), by level and with SES and IQ as one group.
        let correlation = Symmetric::from_full(&grade_points()).unwrap();
        let alone = sum_over_subsets(&correlation, &[vec![0], vec![1], vec![2]]).unwrap();
        let expected = array![
            [0.1089, 0.023_281_81, 0.000_065_487_09],
            [0.3249, 0.245_094_7, 0.227_691_2],
            [0.25, 0.165_695_2, 0.143_792_2]
        ];
        for (got, expected) in alone.by_level().iter().zip(&expected) {
            assert!((got - expected).abs() <= 5.1e-8, "{got} is not {expected}");
        }
        for (got, expected) in alone
            .shapley()
            .iter()
            .zip([0.044_082, 0.265_895, 0.186_496])
        {
            assert!((got - expected).abs() <= 5e-7);
        }
        let grouped = sum_over_subsets(&correlation, &[vec![0, 1], vec![2]]).unwrap();
        let levels = grouped.by_level();
        assert!((levels[[0, 0]] - 0.352_681_3).abs() <= 5e-8);
        assert!((levels[[1, 0]] - 0.25).abs() <= 1e-12);
        assert!((grouped.explained() - 0.496_473_5).abs() <= 5e-8);
    }

    #[test]
    fn equal_columns_share_equally() {
        let correlation = array![
            [1.0, 1.0, 0.2, 0.5],
            [1.0, 1.0, 0.2, 0.5],
            [0.2, 0.2, 1.0, 0.3],
            [0.5, 0.5, 0.3, 1.0]
        ];
        let shares = shares(&correlation);
        assert!((shares[0] - shares[1]).abs() < 1e-12);
        let r2 = (0.34 - 0.06) / 0.96;
        assert!((shares.iter().sum::<f64>() - r2).abs() < 1e-12);
    }

    #[test]
    fn values_of_all_subsets_are_shared_as_the_gloves_are() {
        // Shapley's glove game: two left gloves, one right; a pair is worth 1. Values 1/6, 1/6, 2/3.
        let worth = |subset: usize| f64::from(u8::from(subset & 4 > 0 && subset & 3 > 0));
        let values: Vec<f64> = (0..8).map(worth).collect();
        let sums = SubsetSums::from_values(3, &values).unwrap();
        for (got, expected) in sums.shapley().iter().zip([1.0 / 6.0, 1.0 / 6.0, 2.0 / 3.0]) {
            assert!((got - expected).abs() < 1e-15);
        }
        assert!(SubsetSums::from_values(2, &values).is_err());
        assert!(SubsetSums::from_values(40, &[]).is_err());
        assert!(SubsetSums::from_values(1, &[0.0, f64::NAN]).is_err());
    }
}
