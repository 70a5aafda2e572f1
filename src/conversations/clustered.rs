//! Means, shares and differences of conversations that hang together: those of one agent resemble each other.

use crate::stats::{normal_margin, t_margin, wilson_interval};
use crate::units::{Interval, Probability, as_f64};
use std::collections::{BTreeMap, BTreeSet};

/// Fewest clusters from which an interval is given: robust errors of fewer are far too small.
pub const MIN_CLUSTERS: usize = 5;
/// Fewest conversations on either side of a difference.
pub const MIN_SIDE: usize = 10;

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

/// The mean of (value, cluster) pairs with a cluster-robust interval; `None` with fewer than
/// [`MIN_CLUSTERS`] clusters.
///
/// # References
///
/// Liang & Zeger (1986), *Biometrika* 73, p. 13, with the factor G/(G − 1) and Student's t with G − 1 degrees of
/// freedom of Cameron & Miller (2015), *Journal of Human Resources* 50, p. 317.
pub(super) fn mean(sample: &[(f64, u64)], level: Probability) -> Option<Interval> {
    let n = as_f64(sample.len());
    let estimate = sample.iter().map(|(value, _)| value).sum::<f64>() / n;
    let residuals = sample
        .iter()
        .map(|&(value, cluster)| (value - estimate, cluster));
    let (variance, n_clusters) =
        variance_of_sums(residuals.map(|(rest, cluster)| (rest / n, cluster)));
    if n_clusters < MIN_CLUSTERS {
        return None;
    }
    let margin = t_margin(level, as_f64(n_clusters - 1)).ok()? * variance.sqrt();
    Interval::new(estimate - margin, estimate, estimate + margin, level).ok()
}

/// The share of (whether, cluster) pairs with the score interval at the effective size; `None` with fewer than
/// [`MIN_CLUSTERS`] clusters.
///
/// The effective size is that at which the binomial variance is the cluster-robust one, at most the number of pairs,
/// and less for few clusters. Where all pairs agree there is no such variance, and each cluster counts once.
///
/// # References
///
/// Korn & Graubard (1998), *Survey Methodology* 24, p. 193, for the effective size; Dean & Pagano (2015), *Statistics
/// in Medicine* 34, p. 2890, for the score interval at it.
pub(super) fn share(sample: &[(bool, u64)], level: Probability) -> Option<Interval> {
    let n = as_f64(sample.len());
    let share = as_f64(sample.iter().filter(|(is_so, _)| *is_so).count()) / n;
    let value = |is_so: bool| if is_so { 1.0 } else { 0.0 };
    let residuals = sample
        .iter()
        .map(|&(is_so, cluster)| ((value(is_so) - share) / n, cluster));
    let (variance, n_clusters) = variance_of_sums(residuals);
    if n_clusters < MIN_CLUSTERS {
        return None;
    }
    let binomial = share * (1.0 - share);
    let effective = if binomial > 0.0 && variance > 0.0 {
        (binomial / variance).min(n)
    } else {
        as_f64(n_clusters)
    };
    let few = normal_margin(level) / t_margin(level, as_f64(n_clusters - 1)).ok()?;
    wilson_interval(effective * few * few, share, level).ok()
}

/// The difference of the means of two sets of (value, cluster) pairs, which may share clusters.
///
/// Degrees of freedom are the clusters of the side that has fewer, less one: a behaviour of a few agents is known no
/// better than those few. `None` with fewer than [`MIN_SIDE`] pairs or [`MIN_CLUSTERS`] clusters on a side.
///
/// # References
///
/// As [`mean`]: it is the regression on an indicator, with errors clustered.
pub(super) fn difference(
    with: &[(f64, u64)],
    without: &[(f64, u64)],
    level: Probability,
) -> Option<Difference> {
    let n_clusters = |side: &[(f64, u64)]| {
        let clusters: BTreeSet<u64> = side.iter().map(|(_, cluster)| *cluster).collect();
        clusters.len()
    };
    let fewest = n_clusters(with).min(n_clusters(without));
    if with.len().min(without.len()) < MIN_SIDE || fewest < MIN_CLUSTERS {
        return None;
    }
    let average =
        |side: &[(f64, u64)]| side.iter().map(|(value, _)| value).sum::<f64>() / as_f64(side.len());
    let (one, other) = (average(with), average(without));
    let influence = |side: &[(f64, u64)], average: f64, sign: f64| -> Vec<(f64, u64)> {
        let n = as_f64(side.len());
        let parts = side.iter();
        parts
            .map(|&(value, cluster)| (sign * (value - average) / n, cluster))
            .collect()
    };
    let parts = influence(with, one, 1.0).into_iter();
    let (variance, _) = variance_of_sums(parts.chain(influence(without, other, -1.0)));
    let margin = t_margin(level, as_f64(fewest - 1)).ok()? * variance.sqrt();
    let estimate = one - other;
    // Values that never differ have no doubt that could be told.
    let difference = (variance > 0.0)
        .then(|| Interval::new(estimate - margin, estimate, estimate + margin, level).ok())
        .flatten()?;
    Some(Difference {
        difference,
        with: one,
        without: other,
        n_with: with.len(),
        n_without: without.len(),
    })
}

/// Variance of a sum of parts that hang together within clusters, and how many clusters there are.
fn variance_of_sums(parts: impl Iterator<Item = (f64, u64)>) -> (f64, usize) {
    let mut sums: BTreeMap<u64, f64> = BTreeMap::new();
    for (part, cluster) in parts {
        *sums.entry(cluster).or_default() += part;
    }
    let n = as_f64(sums.len());
    let squares: f64 = sums.values().map(|sum| sum * sum).sum();
    (squares * n / (n - 1.0), sums.len())
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
            (doubled.low - once.low).abs() < 0.01,
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

    /// Every agent has a level of its own; the stated coverage holds although conversations of one hang together.
    #[test]
    fn the_interval_of_a_difference_covers_as_often_as_it_says() {
        let n_trials = 400;
        let covered = (0..n_trials).filter(|&trial| {
            let mut source = generator(7, trial);
            let (mut with, mut without) = (Vec::new(), Vec::new());
            for agent in 0..24_u64 {
                let own = source.random::<f64>() - 0.5;
                for _ in 0..6 {
                    let value = own + source.random::<f64>() - 0.5;
                    if source.random::<f64>() < 0.5 {
                        with.push((value + 0.3, agent));
                    } else {
                        without.push((value, agent));
                    }
                }
            }
            let found = difference(&with, &without, level()).unwrap();
            found.difference.contains(0.3)
        });
        let share = as_f64(covered.count()) / as_f64(400);
        // Four standard errors below 95 %.
        assert!(
            0.95 - share < 4.0 * (0.95_f64 * 0.05 / 400.0).sqrt(),
            "{share}"
        );
    }

    proptest! {
        #[test]
        fn the_difference_is_that_of_the_definition(
            with in proptest::collection::vec((-1.0_f64..1.0, 0_u64..7), 12..30),
            without in proptest::collection::vec((-1.0_f64..1.0, 0_u64..7), 12..30),
        ) {
            let Some(found) = difference(&with, &without, level()) else { return Ok(()) };
            let average = |side: &[(f64, u64)]| side.iter().map(|one| one.0).sum::<f64>() / as_f64(side.len());
            let (one, other) = (average(&with), average(&without));
            let mut variance = 0.0;
            let clusters: BTreeSet<u64> = with.iter().chain(&without).map(|one| one.1).collect();
            for cluster in &clusters {
                let part = |side: &[(f64, u64)], average: f64| {
                    side.iter().filter(|one| one.1 == *cluster).map(|one| one.0 - average).sum::<f64>() / as_f64(side.len())
                };
                variance += (part(&with, one) - part(&without, other)).powi(2);
            }
            let g = as_f64(clusters.len());
            let error = (variance * g / (g - 1.0)).sqrt();
            prop_assert!((found.difference.estimate - (one - other)).abs() < 1e-12);
            let half = (found.difference.high - found.difference.low) / 2.0;
            let counts = |side: &[(f64, u64)]| side.iter().map(|one| one.1).collect::<BTreeSet<_>>().len();
            let t = t_margin(level(), as_f64(counts(&with).min(counts(&without)) - 1)).unwrap();
            prop_assert!((half - t * error).abs() < 1e-9);
        }
    }
}
