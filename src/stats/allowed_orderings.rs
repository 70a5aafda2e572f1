use super::Error;
use super::Symmetric;
use super::subset_tree::{RANK_TOLERANCE, root_matrix};
use super::symmetric::{eliminate_first, packed_len};
use crate::units::as_f64;
use ndarray::Array2;

/// Most groups for which allowed orderings are counted: 16! and every sum below it are whole numbers
/// that `f64` holds exactly, and one value per subset is kept.
pub const MAX_ORDERED_GROUPS: usize = 16;

/// Shapley values over those orderings in which some groups come after others.
#[derive(Debug, Clone, PartialEq)]
pub struct AllowedShapley {
    /// Mean gain per group; the values sum to what all groups explain.
    pub shares: Vec<f64>,
    /// Mean gain of a group over the allowed orderings in which it is preceded by `level` others,
    /// `(n_groups, n_groups)`; 0 where no allowed ordering has it there.
    pub by_level: Array2<f64>,
    /// Number of allowed orderings, a whole number.
    pub n_orderings: f64,
}

/// Averages gains of explained variance over the orderings in which every group comes after all of
/// its predecessors.
///
/// The subsets that occur as the beginning of an allowed ordering are those that hold the
/// predecessors of all their members. With `before(S)` the number of allowed orderings of such a
/// subset and `after(S)` the number of ways to go on from it to all groups, a gain from S to S∪{j}
/// stands in `before(S) · after(S∪{j})` orderings out of `before(all)`. Without predecessors the
/// weights are |S|!(p − |S| − 1)!/p!, the ordinary Shapley value.
///
/// # Shapes
///
/// As for [`sum_over_subsets`](super::sum_over_subsets); `predecessors[j]` names the groups that
/// come before group j.
///
/// # Errors
///
/// [`Error::TooManyGroups`] above [`MAX_ORDERED_GROUPS`], [`Error::Shape`] when the lists differ in
/// length, [`Error::Value`] when a predecessor is no group, or none of the groups could ever come
/// first (a circle).
///
/// # Panics
///
/// When a group names a column that the matrix does not have.
///
/// # References
///
/// Faigle & Kern (1992), *International Journal of Game Theory* 21, p. 249: the Shapley value under
/// precedence constraints. Grömping (2006), *Journal of Statistical Software* 17(1), §4.4, for
/// products after their main effects.
pub fn shapley_over_allowed_orderings(
    covariance: &Symmetric,
    groups: &[Vec<usize>],
    predecessors: &[Vec<usize>],
) -> Result<AllowedShapley, Error> {
    let n_groups = groups.len();
    if n_groups > MAX_ORDERED_GROUPS {
        return Err(Error::TooManyGroups {
            n_groups,
            limit: MAX_ORDERED_GROUPS,
        });
    }
    let required = required_masks(n_groups, predecessors)?;
    let sequence = sequence_of(&required)?;
    let explained = explained_by_subset(covariance, groups, &required, &sequence);
    let full = (1usize << n_groups) - 1;
    let allowed = |mask: usize| explained[mask].is_finite();
    let members = |mask: usize| (0..n_groups).filter(move |&j| mask >> j & 1 == 1);

    let mut before = vec![0.0; full + 1];
    before[0] = 1.0;
    for mask in (1..=full).filter(|&mask| allowed(mask)) {
        before[mask] = members(mask)
            .map(|j| mask & !(1 << j))
            .filter(|&shorter| allowed(shorter))
            .map(|shorter| before[shorter])
            .sum();
    }
    let mut after = vec![0.0; full + 1];
    after[full] = 1.0;
    for mask in (0..full).rev().filter(|&mask| allowed(mask)) {
        after[mask] = members(full & !mask)
            .map(|j| mask | 1 << j)
            .filter(|&longer| allowed(longer))
            .map(|longer| after[longer])
            .sum();
    }

    let n_orderings = before[full];
    let mut gains = Array2::<f64>::zeros((n_groups, n_groups));
    let mut weights = Array2::<f64>::zeros((n_groups, n_groups));
    for mask in (0..full).filter(|&mask| allowed(mask)) {
        let level = mask.count_ones() as usize;
        for j in members(full & !mask) {
            let longer = mask | 1 << j;
            if allowed(longer) {
                let weight = before[mask] * after[longer] / n_orderings;
                gains[[j, level]] += weight * (explained[longer] - explained[mask]);
                weights[[j, level]] += weight;
            }
        }
    }
    let shares = gains.rows().into_iter().map(|row| row.sum()).collect();
    let by_level = Array2::from_shape_fn((n_groups, n_groups), |at| {
        if weights[at] > 0.0 {
            gains[at] / weights[at]
        } else {
            0.0
        }
    });
    Ok(AllowedShapley {
        shares,
        by_level,
        n_orderings,
    })
}

fn required_masks(n_groups: usize, predecessors: &[Vec<usize>]) -> Result<Vec<usize>, Error> {
    if predecessors.len() != n_groups {
        return Err(Error::Shape {
            what: "the list of predecessors",
            got: predecessors.len(),
            expected: n_groups,
        });
    }
    let mut required = vec![0usize; n_groups];
    for (mask, list) in required.iter_mut().zip(predecessors) {
        for &earlier in list {
            if earlier >= n_groups {
                return Err(Error::Value {
                    what: "a predecessor",
                    value: as_f64(earlier),
                });
            }
            *mask |= 1 << earlier;
        }
    }
    Ok(required)
}

/// One allowed ordering.
fn sequence_of(required: &[usize]) -> Result<Vec<usize>, Error> {
    let mut sequence = Vec::with_capacity(required.len());
    let mut present = 0usize;
    while sequence.len() < required.len() {
        let next = (0..required.len())
            .find(|&j| present >> j & 1 == 0 && required[j] & !present == 0)
            .ok_or(Error::Value {
                what: "the number of groups in a circle of predecessors",
                value: as_f64(required.len() - sequence.len()),
            })?;
        present |= 1 << next;
        sequence.push(next);
    }
    Ok(sequence)
}

/// What every allowed subset explains; NaN for the others.
fn explained_by_subset(
    covariance: &Symmetric,
    groups: &[Vec<usize>],
    required: &[usize],
    sequence: &[usize],
) -> Vec<f64> {
    let root = root_matrix(covariance, sequence.iter().map(|&group| &groups[group]));
    let mut walk = Walk {
        widths: sequence.iter().map(|&group| groups[group].len()).collect(),
        required,
        sequence,
        explained: vec![f64::NAN; 1 << groups.len()],
    };
    walk.visit(0, 0, root.packed(), root.order());
    walk.explained
}

struct Walk<'a> {
    widths: Vec<usize>,
    required: &'a [usize],
    sequence: &'a [usize],
    explained: Vec<f64>,
}

impl Walk<'_> {
    fn visit(&mut self, depth: usize, mask: usize, node: &[f64], order: usize) {
        let Some(&group) = self.sequence.get(depth) else {
            // Elimination subtracted what is explained from an entry that began at zero.
            self.explained[mask] = 0.0 - node[0];
            return;
        };
        let left = order - self.widths[depth];
        self.visit(
            depth + 1,
            mask,
            &node[node.len() - packed_len(left)..],
            left,
        );
        if self.required[group] & !mask == 0 {
            let mut child = node.to_vec();
            for order in (left + 1..=order).rev() {
                let mut reduced = vec![0.0; packed_len(order - 1)];
                eliminate_first(&child, order, RANK_TOLERANCE, &mut reduced);
                child = reduced;
            }
            self.visit(depth + 1, mask | 1 << group, &child, left);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::subset_sums::tests::{orderings, random_correlation};
    use crate::stats::{Factor, sum_over_subsets};
    use proptest::prelude::*;

    fn singles(n: usize) -> Vec<Vec<usize>> {
        (0..n).map(|j| vec![j]).collect()
    }

    /// The mean gain over every allowed ordering, each subset fitted by itself.
    fn by_definition(
        covariance: &Symmetric,
        groups: &[Vec<usize>],
        predecessors: &[Vec<usize>],
    ) -> (Vec<f64>, f64) {
        let response = covariance.order() - 1;
        let fitted = |members: &[usize]| -> f64 {
            let columns: Vec<usize> = members.iter().flat_map(|&g| groups[g].clone()).collect();
            let rhs: Vec<f64> = (0..=response)
                .map(|j| covariance.get(j, response))
                .collect();
            let solution = Factor::new(covariance, &columns, RANK_TOLERANCE).solve(&rhs);
            solution.iter().zip(&rhs).map(|(b, r)| b * r).sum()
        };
        let mut shares = vec![0.0; groups.len()];
        let mut n_allowed = 0.0;
        for order in orderings(groups.len()) {
            let position = |group: usize| order.iter().position(|&g| g == group);
            let is_allowed = predecessors
                .iter()
                .enumerate()
                .all(|(j, list)| list.iter().all(|&k| position(k) < position(j)));
            if is_allowed {
                n_allowed += 1.0;
                for (at, &group) in order.iter().enumerate() {
                    shares[group] += fitted(&order[..=at]) - fitted(&order[..at]);
                }
            }
        }
        let mean = shares.iter().map(|share| share / n_allowed).collect();
        (mean, n_allowed)
    }

    fn check(covariance: &Symmetric, groups: &[Vec<usize>], predecessors: &[Vec<usize>]) {
        let got = shapley_over_allowed_orderings(covariance, groups, predecessors).unwrap();
        let (shares, n_orderings) = by_definition(covariance, groups, predecessors);
        assert!((got.n_orderings - n_orderings).abs() < 0.5);
        for (got, expected) in got.shares.iter().zip(&shares) {
            assert!((got - expected).abs() < 1e-10, "{got} is not {expected}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(12))]

        #[test]
        fn the_lattice_equals_the_mean_over_all_allowed_orderings(seed in any::<u64>()) {
            let correlation = random_correlation(6, seed);
            let none: Vec<usize> = vec![];
            let product = |a, b| vec![a, b];
            // One product; two that share a parent; a product of everything, numbered first.
            check(&correlation, &singles(3), &[none.clone(), none.clone(), product(0, 1)]);
            check(
                &correlation,
                &singles(6),
                &[none.clone(), none.clone(), none.clone(), product(0, 1), product(1, 2), none.clone()],
            );
            check(
                &correlation,
                &[vec![2, 5], vec![0], vec![3, 1]],
                &[product(1, 2), none.clone(), none.clone()],
            );
        }

        #[test]
        fn without_predecessors_the_value_is_that_of_shapley(seed in any::<u64>()) {
            let correlation = random_correlation(5, seed);
            let plain = sum_over_subsets(&correlation, &singles(5)).unwrap();
            let got =
                shapley_over_allowed_orderings(&correlation, &singles(5), &vec![vec![]; 5]).unwrap();
            prop_assert!((got.n_orderings - 120.0).abs() < 1e-9);
            for (got, expected) in got.shares.iter().zip(plain.shapley()) {
                prop_assert!((got - expected).abs() < 1e-12);
            }
            for (got, expected) in got.by_level.iter().zip(&plain.by_level()) {
                prop_assert!((got - expected).abs() < 1e-12);
            }
        }
    }

    #[test]
    fn a_product_of_the_first_two_comes_last_in_both_orderings_of_three() {
        let correlation = random_correlation(3, 4);
        let got = shapley_over_allowed_orderings(
            &correlation,
            &singles(3),
            &[vec![], vec![], vec![0, 1]],
        )
        .unwrap();
        assert!((got.n_orderings - 2.0).abs() < 1e-12);
        // Its share is what it adds last; it never stands first or second.
        assert!((got.shares[2] - got.by_level[[2, 2]]).abs() < 1e-14);
        assert!(got.by_level[[2, 0]].abs() < 1e-15 && got.by_level[[2, 1]].abs() < 1e-15);
    }

    #[test]
    fn circles_strangers_and_crowds_are_refused() {
        let correlation = random_correlation(2, 1);
        let refused = |predecessors: &[Vec<usize>]| {
            shapley_over_allowed_orderings(&correlation, &singles(2), predecessors).is_err()
        };
        assert!(refused(&[vec![1], vec![0]]));
        assert!(refused(&[vec![0], vec![]]));
        assert!(refused(&[vec![7], vec![]]));
        assert!(refused(&[vec![]]));
        let many = vec![vec![]; MAX_ORDERED_GROUPS + 1];
        assert!(shapley_over_allowed_orderings(&correlation, &many, &many).is_err());
    }
}
