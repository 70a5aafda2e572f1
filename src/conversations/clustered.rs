//! Means, shares and differences of conversations that hang together: those of one agent resemble each other.

use crate::stats::{
    ClusteredDifference, ClusteredValue, clustered_mean, clustered_share, t_margin,
};
use crate::units::{Interval, Probability, as_f64, as_u32};
use std::collections::{BTreeMap, BTreeSet};

/// Fewest clusters from which an interval is given: robust errors of fewer are far too small.
pub const MIN_CLUSTERS: usize = 5;
/// Fewest conversations on either side of a difference.
pub const MIN_SIDE: usize = 10;

/// A standard error of less of the mean than this is what rounding leaves of none.
const NO_SPREAD: f64 = 1e-9;

/// The mean of conversations with something less that of those without it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Difference {
    /// Mean with less mean without.
    pub difference: Interval,
    /// Mean with.
    pub with: f64,
    /// Mean without.
    pub without: f64,
    /// Conversations with.
    pub n_with: usize,
    /// Conversations without.
    pub n_without: usize,
}

/// The mean of (value, cluster) pairs with a cluster-robust interval; `None` with fewer than [`MIN_CLUSTERS`] clusters, and
/// for values that never differ.
///
/// Its errors and degrees of freedom allow for clusters of unequal size: see [`clustered_mean`].
pub(super) fn mean(sample: &[(f64, u64)], level: Probability) -> Option<Interval> {
    let found = clustered_mean(values(sample.iter().copied())).ok()?;
    let is_told = found.n_clusters >= MIN_CLUSTERS
        && found.standard_error > NO_SPREAD * found.plain.mean.abs();
    is_told.then(|| found.interval(level).ok()).flatten()?
}

/// The share of (whether, cluster) pairs with the score interval at the effective size; `None` with fewer than
/// [`MIN_CLUSTERS`] clusters.
///
/// Where all pairs agree each cluster counts as its part of them allows: see [`clustered_share`].
pub(super) fn share(sample: &[(bool, u64)], level: Probability) -> Option<Interval> {
    let clusters: BTreeSet<u64> = sample.iter().map(|(_, cluster)| *cluster).collect();
    if clusters.len() < MIN_CLUSTERS {
        return None;
    }
    let value = |is_so: bool| if is_so { 1.0 } else { 0.0 };
    let pairs = sample.iter();
    let pairs = pairs.map(|&(is_so, cluster)| (value(is_so), cluster));
    let found = clustered_share(values(pairs), level).ok()?;
    // A quotient of counts, without the rounding of a mean of weights.
    let n_so = sample.iter().filter(|(is_so, _)| *is_so).count();
    let exact = as_f64(n_so) / as_f64(sample.len());
    Some(Interval::new(found.low, exact, found.high, level).unwrap_or(found))
}

/// The difference of the means of two sets of (value, cluster) pairs, which may share clusters.
///
/// Its doubt is that of [`ClusteredDifference`]. `None` with fewer than [`MIN_SIDE`] pairs on a side, with fewer than
/// [`MIN_CLUSTERS`] effective clusters there, and for values that never differ.
pub(super) fn difference(
    with: &[(f64, u64)],
    without: &[(f64, u64)],
    level: Probability,
) -> Option<Difference> {
    if with.len().min(without.len()) < MIN_SIDE {
        return None;
    }
    let average =
        |side: &[(f64, u64)]| side.iter().map(|(value, _)| value).sum::<f64>() / as_f64(side.len());
    let (one, other) = (average(with), average(without));
    // Per cluster and side: its part of the side, and what it moves the mean of the side by.
    let mut clusters: BTreeMap<u64, [(f64, f64); 2]> = BTreeMap::new();
    for (at, (side, average)) in [(with, one), (without, other)].into_iter().enumerate() {
        let n = as_f64(side.len());
        for &(value, cluster) in side {
            let (part, moved) = &mut clusters.entry(cluster).or_default()[at];
            *part += 1.0 / n;
            *moved += (value - average) / n;
        }
    }
    let mut sums = ClusteredDifference::default();
    for [(part, moved), (other_part, other_moved)] in clusters.into_values() {
        sums.add([part, other_part], [moved, other_moved]);
    }
    // A little less: five equal parts are five, whatever their squares round to.
    let least = as_f64(MIN_CLUSTERS) - 1e-9;
    if sums.n_effective_clusters().iter().any(|&n| n < least) {
        return None;
    }
    let error = sums.variance().sqrt();
    // Values that never differ have no doubt that could be told, nor have those whose sides move as one.
    if error <= NO_SPREAD * (one.abs() + other.abs()) {
        return None;
    }
    let margin = t_margin(level, sums.degrees_of_freedom()).ok()? * error;
    let estimate = one - other;
    let difference = Interval::new(estimate - margin, estimate, estimate + margin, level).ok()?;
    Some(Difference {
        difference,
        with: one,
        without: other,
        n_with: with.len(),
        n_without: without.len(),
    })
}

/// Pairs as values of clusters, which are numbered anew in their order.
fn values(pairs: impl Iterator<Item = (f64, u64)>) -> Vec<ClusteredValue> {
    let mut numbers: BTreeMap<u64, u32> = BTreeMap::new();
    let number = |(value, cluster)| {
        let fresh = as_u32(numbers.len());
        ClusteredValue {
            value,
            weight: 1.0,
            cluster: *numbers.entry(cluster).or_insert(fresh),
        }
    };
    pairs.map(number).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::{generator, weighted_mean};
    use proptest::prelude::*;
    use rand::RngExt;

    fn level() -> Probability {
        Probability::new(0.95).unwrap()
    }

    #[test]
    fn with_every_conversation_its_own_cluster_the_mean_is_the_usual_one() {
        let values = [0.2, -0.5, 0.9, 0.1, 0.4, -0.3];
        let sample: Vec<(f64, u64)> = values.into_iter().zip(0..).collect();
        let usual = weighted_mean(values.map(|value| (value, 1.0))).unwrap();
        let usual = usual.interval(level()).unwrap();
        let found = mean(&sample, level()).unwrap();
        assert!((found.low - usual.low).abs() < 1e-12);
        assert!((found.high - usual.high).abs() < 1e-12);
    }

    #[test]
    fn conversations_of_one_agent_that_agree_count_once() {
        let doubled: Vec<(bool, u64)> = (0..200).map(|i| (i % 20 < 8, i % 20)).collect();
        let once: Vec<(bool, u64)> = (0..20).map(|i| (i < 8, i)).collect();
        let (doubled, once) = (
            share(&doubled, level()).unwrap(),
            share(&once, level()).unwrap(),
        );
        assert!(
            (doubled.low - once.low).abs() < 0.02,
            "{doubled:?} {once:?}"
        );
        assert!((doubled.estimate - 0.4).abs() < 1e-12);
    }

    #[test]
    fn where_all_agree_the_interval_keeps_a_width() {
        let sample: Vec<(bool, u64)> = (0..60).map(|i| (true, i % 6)).collect();
        let found = share(&sample, level()).unwrap();
        assert!(
            found.low < 0.7 && (found.high - 1.0).abs() < 1e-12,
            "{found:?}"
        );
    }

    #[test]
    fn too_few_clusters_or_conversations_cannot_tell() {
        let few: Vec<(f64, u64)> = (0_u32..40)
            .map(|i| (f64::from(i), u64::from(i % 4)))
            .collect();
        assert_eq!(mean(&few, level()), None);
        assert_eq!(mean(&[], level()), None);
        assert_eq!(share(&[], level()), None);
        let many: Vec<(f64, u64)> = (0_u32..40)
            .map(|i| (f64::from(i), u64::from(i % 8)))
            .collect();
        assert_eq!(difference(&many, &few, level()), None);
        assert_eq!(difference(&many, &many[..9], level()), None);
        assert!(difference(&many, &many[5..], level()).is_some());
    }

    /// Conversations of 24 agents, each with a level of its own; those of a side stand 0.3 higher.
    struct Agents {
        seed: u64,
        /// How many conversations an agent has.
        size: fn(u64) -> u64,
        /// How far conversations of one agent differ.
        spread: f64,
        side: Side,
    }

    enum Side {
        /// Of each conversation, by chance.
        OfConversation,
        /// Of the whole agent.
        OfAgent(fn(u64) -> bool),
    }

    type Values = Vec<(f64, u64)>;

    impl Agents {
        /// Values with and without what raises them.
        fn draw(&self, trial: u64) -> (Values, Values) {
            let mut source = generator(self.seed, trial);
            let (mut with, mut without) = (Vec::new(), Vec::new());
            for agent in 0..24_u64 {
                let own = source.random::<f64>() - 0.5;
                for _ in 0..(self.size)(agent) {
                    let value = self.spread.mul_add(source.random::<f64>() - 0.5, own);
                    let is_with = match self.side {
                        Side::OfConversation => source.random::<f64>() < 0.5,
                        Side::OfAgent(is_with) => is_with(agent),
                    };
                    if is_with {
                        with.push((value + 0.3, agent));
                    } else {
                        without.push((value, agent));
                    }
                }
            }
            (with, without)
        }

        /// Part of the trials in which the interval of the difference holds the true one.
        fn coverage(&self) -> f64 {
            let covered = (0..N_TRIALS).filter(|&trial| {
                let (with, without) = self.draw(trial);
                let found = difference(&with, &without, level()).unwrap();
                found.difference.contains(0.3)
            });
            as_f64(covered.count()) / 400.0
        }
    }

    const N_TRIALS: u64 = 400;

    /// The stated coverage holds although conversations of one agent hang together.
    #[test]
    fn the_interval_of_a_difference_covers_as_often_as_it_says() {
        let agents = Agents {
            seed: 7,
            size: |_| 6,
            spread: 1.0,
            side: Side::OfConversation,
        };
        let share = agents.coverage();
        // Four standard errors below 95 %.
        assert!(
            0.95 - share < 4.0 * (0.95_f64 * 0.05 / 400.0).sqrt(),
            "{share}"
        );
    }

    /// Agents of four or forty conversations each; half of the agents always do it, the others never.
    #[test]
    fn intervals_cover_where_agents_are_of_unequal_size() {
        let agents = Agents {
            seed: 11,
            size: |agent| if agent.is_multiple_of(6) { 40 } else { 4 },
            spread: 0.3,
            side: Side::OfAgent(|agent| agent % 12 < 6),
        };
        let (mut n_mean, mut n_difference) = (0, 0);
        for trial in 0..N_TRIALS {
            let (with, without) = agents.draw(trial);
            let all: Values = with.iter().map(|one| (one.0 - 0.3, one.1)).collect();
            let all = [&all[..], &without].concat();
            n_mean += usize::from(mean(&all, level()).unwrap().contains(0.0));
            // Two large agents on a side: as good as three, which is too few.
            n_difference += usize::from(difference(&with, &without, level()).is_some());
        }
        // Four large agents leave 90 %; by numbers of clusters it would be far less.
        let share = as_f64(n_mean) / 400.0;
        assert!(share > 0.85, "{share}");
        assert_eq!(n_difference, 0);
    }

    #[test]
    fn the_interval_of_a_difference_covers_where_agents_differ_in_size() {
        let agents = Agents {
            seed: 13,
            size: |agent| (agent % 12) * 2 + 1,
            spread: 0.3,
            side: Side::OfAgent(|agent| agent < 12),
        };
        let share = agents.coverage();
        assert!(share > 0.9, "{share}");
    }

    #[test]
    fn values_that_never_differ_have_no_interval() {
        let same: Vec<(f64, u64)> = (0..40).map(|i| (0.3, i % 8)).collect();
        assert_eq!(mean(&same, level()), None);
        assert_eq!(difference(&same, &same, level()), None);
    }

    #[test]
    fn one_agent_who_holds_most_of_a_side_leaves_nothing_to_tell() {
        let value = |i: u32| f64::from(i % 5);
        let even: Vec<(f64, u64)> = (0..40).map(|i| (value(i), u64::from(i % 8))).collect();
        let one = (0..40).map(|i| (value(i), u64::from(if i < 30 { 0 } else { i % 8 })));
        let one: Vec<(f64, u64)> = one.collect();
        assert!(difference(&even, &even[3..], level()).is_some());
        assert_eq!(difference(&one, &even, level()), None);
    }

    proptest! {
        /// With every conversation its own cluster it is Welch's.
        #[test]
        fn the_difference_is_that_of_the_definition(
            with in proptest::collection::vec(-1.0_f64..1.0, 12..30),
            without in proptest::collection::vec(-1.0_f64..1.0, 12..30),
        ) {
            let numbered = |side: &[f64], from: u64| side.iter().copied().zip(from..).collect::<Vec<_>>();
            let found = difference(&numbered(&with, 0), &numbered(&without, 100), level());
            let found = found.unwrap();
            let (one, other) = (weighted_mean(with.iter().map(|&x| (x, 1.0))), weighted_mean(without.iter().map(|&x| (x, 1.0))));
            let (one, other) = (one.unwrap(), other.unwrap());
            let (a, b) = (one.standard_error.powi(2), other.standard_error.powi(2));
            let degrees = (a + b).powi(2) / (a * a / (as_f64(with.len()) - 1.0) + b * b / (as_f64(without.len()) - 1.0));
            let half = (found.difference.high - found.difference.low) / 2.0;
            prop_assert!((found.difference.estimate - (one.mean - other.mean)).abs() < 1e-12);
            let expected = t_margin(level(), degrees).unwrap() * (a + b).sqrt();
            prop_assert!((half - expected).abs() < 1e-9);
        }
    }
}
