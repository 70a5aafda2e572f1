#![expect(
    clippy::suboptimal_flops,
    reason = "a fused operation is a library call without the instruction, and the formula reads as printed"
)]

use super::Error;
use super::SubsetSums;
use super::Symmetric;
use super::resample::compute_in_order;
use super::symmetric::{eliminate_first, packed_len};

/// Most groups whose subsets can be visited; the counts of subsets per size must stay exact.
pub const MAX_GROUPS: usize = 32;

/// A column whose variance is explained to all but this part adds nothing.
pub const RANK_TOLERANCE: f64 = 1e-10;

/// The first groups of the walk are decided by the task number: 2⁸ tasks from 15 groups on.
const SPLIT_DEPTH: usize = 8;
const SPLIT_FROM: usize = 15;

/// Sums the explained variance of every subset of groups, by size, with and without each group.
///
/// The walk decides group after group: in or out. Going out costs nothing, since the matrix of the
/// other columns is the tail of the present one; going in is one elimination. A subset costs a few
/// operations whatever the number of groups, and no fit is stored.
///
/// # Shapes
///
/// `covariance` is `(p + 1, p + 1)` with the response last; `groups` hold different columns below
/// p. Columns in no group are not in the model. Scale each column to variance one first: rank is
/// judged against that.
///
/// # Errors
///
/// [`Error::TooManyGroups`] above [`MAX_GROUPS`].
///
/// # Panics
///
/// When a group names a column that the matrix does not have.
///
/// # References
///
/// Lindeman, Merenda & Gold (1980), p. 120 ff.; the walk is ours.
pub fn sum_over_subsets(
    covariance: &Symmetric,
    groups: &[Vec<usize>],
) -> Result<SubsetSums, Error> {
    let n_groups = groups.len();
    if n_groups > MAX_GROUPS {
        return Err(Error::TooManyGroups {
            n_groups,
            limit: MAX_GROUPS,
        });
    }
    // Wide groups first: they are then decided near the root, where nodes are few.
    let mut sequence: Vec<usize> = (0..n_groups).collect();
    sequence.sort_by_key(|&group| std::cmp::Reverse(groups[group].len()));
    let widths: Vec<usize> = sequence.iter().map(|&group| groups[group].len()).collect();
    let root = root_matrix(covariance, sequence.iter().map(|&group| &groups[group]));

    let split = if n_groups < SPLIT_FROM {
        0
    } else {
        SPLIT_DEPTH
    };
    let tasks = compute_in_order(1 << split, |task| {
        Walk::new(&widths).subtree(root.packed(), task, split)
    });
    let mut total = Sums::new(n_groups);
    for sums in &tasks {
        total.add(sums);
    }
    Ok(total.in_order(&sequence))
}

/// The columns of the groups in walking order and the response, whose own entry starts at zero.
///
/// Elimination subtracts the explained part from that entry. Starting at zero instead of the total
/// keeps the sums as precise for a small R² as for a large one.
pub(super) fn root_matrix<'a>(
    covariance: &Symmetric,
    groups: impl Iterator<Item = &'a Vec<usize>>,
) -> Symmetric {
    let response = covariance.order() - 1;
    let mut indices: Vec<usize> = groups.flatten().copied().collect();
    indices.push(response);
    let mut root = covariance.selected(&indices);
    root.set(indices.len() - 1, indices.len() - 1, 0.0);
    root
}

/// Sums of minus the explained variance, in walking order.
struct Sums {
    n_groups: usize,
    /// By size, all subsets; length `n_groups + 1`.
    all: Vec<f64>,
    /// By group and size, subsets with the group; `n_groups` rows of `n_groups + 1`.
    with: Vec<f64>,
}

impl Sums {
    fn new(n_groups: usize) -> Self {
        Self {
            n_groups,
            all: vec![0.0; n_groups + 1],
            with: vec![0.0; n_groups * (n_groups + 1)],
        }
    }

    fn add(&mut self, other: &Self) {
        for (mine, theirs) in self.all.iter_mut().zip(&other.all) {
            *mine += theirs;
        }
        for (mine, theirs) in self.with.iter_mut().zip(&other.with) {
            *mine += theirs;
        }
    }

    /// Explained variance per group as the caller numbers them.
    fn in_order(&self, sequence: &[usize]) -> SubsetSums {
        let mut with = vec![Vec::new(); self.n_groups];
        for (row, &group) in self.with.chunks(self.n_groups + 1).zip(sequence) {
            with[group] = row.iter().map(|sum| -sum).collect();
        }
        SubsetSums::new(self.all.iter().map(|sum| -sum).collect(), with)
    }
}

/// One walk: the shape of the tree and what was summed so far.
struct Walk<'a> {
    /// Columns per group, in walking order.
    widths: &'a [usize],
    /// Order of the node matrix when groups `depth..` are undecided, the response included.
    orders: Vec<usize>,
    /// Whether all groups from a depth on have one column.
    plain_from: usize,
    sums: Sums,
}

impl<'a> Walk<'a> {
    fn new(widths: &'a [usize]) -> Self {
        let n = widths.len();
        let orders = (0..=n)
            .map(|depth| widths[depth..].iter().sum::<usize>() + 1)
            .collect();
        let plain_from = widths.iter().rposition(|&w| w != 1).map_or(0, |at| at + 1);
        Self {
            widths,
            orders,
            plain_from,
            sums: Sums::new(n),
        }
    }

    /// Walks the subtree in which bit `i` of `task` decides group `i` for the first groups.
    fn subtree(mut self, root: &[f64], task: usize, split: usize) -> Sums {
        let n = self.widths.len();
        // Per depth a child matrix and its sums; once more for the intermediate columns of a group.
        let len: usize = self
            .orders
            .iter()
            .map(|&order| 2 * packed_len(order) + n + 2)
            .sum();
        let mut scratch = vec![0.0; len];
        let mut node = root.to_vec();
        let mut n_included = 0;
        for depth in 0..split {
            let from = packed_len(self.orders[depth]) - packed_len(self.orders[depth + 1]);
            let mut child = node[from..].to_vec();
            if task >> depth & 1 == 1 {
                self.include(depth, &node, &mut child, &mut scratch);
                n_included += 1;
            }
            node = child;
        }
        let mut sums = vec![0.0; n - split + 1];
        self.visit(split, n_included, &node, &mut scratch, &mut sums);
        for (size, sum) in sums.iter().enumerate() {
            self.sums.all[n_included + size] += sum;
            for group in (0..split).filter(|group| task >> group & 1 == 1) {
                self.sums.with[group * (n + 1) + n_included + size] += sum;
            }
        }
        self.sums
    }

    /// Writes to `sums`, by number of further groups, what the subsets below this node explain.
    fn visit(
        &mut self,
        depth: usize,
        n_included: usize,
        node: &[f64],
        scratch: &mut [f64],
        sums: &mut [f64],
    ) {
        let n = self.widths.len();
        let undecided = n - depth;
        if undecided == 0 {
            sums[0] = node[0];
            return;
        }
        if undecided == 2 && self.plain_from <= depth {
            self.visit_pair(depth, n_included, node, sums);
            return;
        }
        let child_len = packed_len(self.orders[depth + 1]);
        let tail = &node[node.len() - child_len..];
        self.visit(depth + 1, n_included, tail, scratch, &mut sums[..undecided]);

        let (child, rest) = scratch.split_at_mut(child_len);
        self.include(depth, node, child, rest);
        let (inside, rest) = rest.split_at_mut(undecided);
        self.visit(depth + 1, n_included + 1, child, rest, inside);

        let start = depth * (n + 1) + n_included + 1;
        let with = &mut self.sums.with[start..start + undecided];
        for (target, sum) in with.iter_mut().zip(inside.iter()) {
            *target += sum;
        }
        sums[undecided] = 0.0;
        for (target, sum) in sums[1..].iter_mut().zip(inside.iter()) {
            *target += sum;
        }
    }

    /// The four subsets of the last two single columns, written out: half of all nodes end here.
    #[inline]
    fn visit_pair(&mut self, depth: usize, n_included: usize, node: &[f64], sums: &mut [f64]) {
        let &[aa, ab, ay, bb, by, none] = node else {
            return;
        };
        let (a_free, b_free) = (aa > RANK_TOLERANCE, bb > RANK_TOLERANCE);
        let only_b = if b_free { none - by * by / bb } else { none };
        let (mut only_a, mut both) = (none, only_b);
        if a_free {
            let slope = ab / aa;
            let left = bb - slope * ab;
            let by = by - slope * ay;
            only_a = none - ay * ay / aa;
            both = if left > RANK_TOLERANCE {
                only_a - by * by / left
            } else {
                only_a
            };
        }
        let row = self.widths.len() + 1;
        let start = depth * row + n_included + 1;
        let with = &mut self.sums.with;
        with[start] += only_a;
        with[start + 1] += both;
        with[start + row] += only_b;
        with[start + row + 1] += both;
        sums[0] = none;
        sums[1] = only_a + only_b;
        sums[2] = both;
    }

    /// Sweeps the columns of the group at `depth` out of `node`, into `child`.
    fn include(&self, depth: usize, node: &[f64], child: &mut [f64], scratch: &mut [f64]) {
        let mut order = self.orders[depth];
        match self.widths[depth] {
            0 => child.copy_from_slice(node),
            1 => eliminate_first(node, order, RANK_TOLERANCE, child),
            width => {
                // Columns alternate between two halves of the scratch; the last lands in the child.
                let (mut from, to) = scratch.split_at_mut(packed_len(order - 1));
                let mut to = &mut to[..packed_len(order - 2)];
                eliminate_first(node, order, RANK_TOLERANCE, from);
                order -= 1;
                for _ in 2..width {
                    let len = packed_len(order - 1);
                    eliminate_first(&from[..packed_len(order)], order, RANK_TOLERANCE, to);
                    order -= 1;
                    let used = std::mem::replace(&mut from, &mut to[..len]);
                    to = used;
                }
                eliminate_first(&from[..packed_len(order)], order, RANK_TOLERANCE, child);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::subset_sums::tests::{by_definition, random_correlation};
    use proptest::prelude::*;

    fn check(covariance: &Symmetric, groups: &[Vec<usize>]) {
        let sums = sum_over_subsets(covariance, groups).unwrap();
        let expected = by_definition(covariance, groups);
        for (got, expected) in sums.shapley().iter().zip(&expected) {
            assert!(
                (got - expected).abs() < 1e-10,
                "{:?} is not {expected:?}",
                sums.shapley()
            );
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        #[test]
        fn the_walk_equals_the_mean_over_all_orderings(seed in any::<u64>()) {
            let correlation = random_correlation(7, seed);
            check(&correlation, &[vec![0], vec![1], vec![2], vec![3], vec![4]]);
            check(&correlation, &[vec![0], vec![5, 1], vec![2, 3, 4], vec![6]]);
            check(&correlation, &[vec![0, 1, 2, 3], vec![4], vec![], vec![6, 5]]);
            check(&correlation, &[vec![3]]);
        }
    }

    #[test]
    fn splitting_the_tree_changes_nothing() {
        // 16 groups are split into tasks; leaving out useless groups gives a tree that is not.
        let mut correlation = random_correlation(16, 9);
        let few: Vec<Vec<usize>> = (0..9).map(|column| vec![column]).collect();
        for useless in 9..16 {
            for other in 0..17 {
                let value = if other == useless { 1.0 } else { 0.0 };
                correlation.set(useless, other, value);
            }
        }
        let many: Vec<Vec<usize>> = (0..16).rev().map(|column| vec![column]).collect();
        let small = sum_over_subsets(&correlation, &few).unwrap().shapley();
        let mut large = sum_over_subsets(&correlation, &many).unwrap().shapley();
        large.reverse();
        for (column, value) in large.iter().enumerate() {
            let expected = small.get(column).copied().unwrap_or(0.0);
            assert!((value - expected).abs() < 1e-12);
        }
    }

    #[test]
    fn no_group_explains_nothing_and_too_many_are_refused() {
        let correlation = random_correlation(2, 1);
        assert!(
            sum_over_subsets(&correlation, &[])
                .unwrap()
                .shapley()
                .is_empty()
        );
        let many = vec![vec![]; MAX_GROUPS + 1];
        assert!(sum_over_subsets(&correlation, &many).is_err());
    }
}
