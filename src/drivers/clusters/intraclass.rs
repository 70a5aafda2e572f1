#![expect(
    clippy::suboptimal_flops,
    reason = "a fused operation is a library call without the instruction, and the formula reads as printed"
)]

use super::mixed::solve_with;
use super::sums::ClusterSums;
use crate::drivers::{Design, Error, regression::Regression};
use crate::stats::{f_quantile, f_upper_p};
use crate::units::{Interval, Probability, as_f64};

/// How much of the outcome's variance lies between clusters, drivers left aside.
#[derive(Debug, Clone, PartialEq)]
pub struct Intraclass {
    /// By one-way analysis of variance; below zero when clusters are more alike than chance makes them.
    pub by_anova: Interval,
    /// By restricted maximum likelihood, never below zero, with its profile interval.
    pub by_likelihood: Interval,
    /// Mean squares between over within clusters.
    pub f_statistic: f64,
    /// Probability of so large a ratio if all clusters were the same.
    pub p_value: Probability,
    /// 1 + (m₀ − 1) · ICC of the analysis of variance, with its interval.
    pub design_effect: Interval,
    /// 1 + (Σm²/Σm − 1) · ICC: how much larger the variance of the plain mean is than that of as many
    /// independent observations. With unequal clusters it is larger than `design_effect`.
    pub design_effect_of_mean: Interval,
    /// Number and sizes of the clusters.
    pub sizes: ClusterSizes,
}

/// Number and sizes of clusters; an observation outside clusters counts as one of its own.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ClusterSizes {
    /// Number of clusters.
    pub n_clusters: usize,
    /// Number of observations.
    pub n_observations: usize,
    /// Fewest observations in a cluster.
    pub least: usize,
    /// Middle number of observations; between the two middle ones the mean.
    pub median: f64,
    /// Most observations in a cluster.
    pub most: usize,
    /// m₀ = (n − Σm²/n)/(G − 1), the size that stands for unequal ones.
    pub typical: f64,
}

/// Estimates the intraclass correlation of the outcome.
///
/// The interval of the analysis of variance inverts the F test at m₀: exact for normal outcomes in
/// clusters of one size, approximate otherwise and too narrow where sizes differ strongly and the
/// correlation is high; then trust the one by likelihood. Both assume normal parts; with a bounded
/// scale and few clusters they are rough.
///
/// Weights are those of precision, scaled to mean 1; sizes for m₀ are then sums of weights.
///
/// # Errors
///
/// [`Error::TooFewClusters`] without clusters or with one, [`Error::NoReplication`] when every cluster
/// holds a single observation, [`Error::NoResidual`] when the outcome never varies within a cluster.
///
/// # References
///
/// Searle (1971), *Linear Models*, ch. 9, and Donner (1986), *International Statistical Review* 54,
/// p. 67, for the estimate and the interval by F with m₀; Kish (1965), *Survey Sampling*, §5.4, for the
/// design effect and Gabler, Häder & Lahiri (1999), *Survey Methodology* 25, p. 105, for Σm²/Σm.
pub fn intraclass(design: &Design, level: Probability) -> Result<Intraclass, Error> {
    let sums = ClusterSums::new(design)?;
    let plain = Regression::solve(&design.sample_moments(), &[], crate::stats::RANK_TOLERANCE);
    let solved = solve_with(design, sums, &plain, &[], level)?;
    let sums = &solved.sums;

    let (n, g) = (as_f64(sums.n_observations), as_f64(sums.n_clusters));
    let outcome = sums.within.order() - 1;
    let squares = sums.outer_sum(|w| w);
    let total = squares.get(0, outcome);
    let between = squares.get(outcome, outcome) - total * total / n;
    let between = between.max(0.0) / (g - 1.0);
    let within = sums.within.get(outcome, outcome) / (n - g);
    let squared_sizes = sums.sum_over(|w| w * w) / n;
    let typical = (n - squared_sizes) / (g - 1.0);
    let f_statistic = between / within;

    let tail = 0.5 - 0.5 * level.get();
    let quantile = |p: f64| f_quantile(Probability::saturating(p), g - 1.0, n - g);
    let correlation = |ratio: f64| (ratio - 1.0) / (ratio + typical - 1.0);
    let by_anova = Interval::new(
        correlation(f_statistic / quantile(1.0 - tail)?),
        correlation(f_statistic),
        correlation(f_statistic / quantile(tail)?),
        level,
    )?;
    let effect = |size: f64| {
        let of = |icc: f64| 1.0 + (size - 1.0) * icc;
        // One observation per cluster on average turns the line; the bounds then change places.
        let (a, b) = (of(by_anova.low), of(by_anova.high));
        Interval::new(a.min(b), of(by_anova.estimate), a.max(b), level)
    };
    Ok(Intraclass {
        by_anova,
        by_likelihood: solved.model.intraclass,
        f_statistic,
        p_value: f_upper_p(f_statistic, g - 1.0, n - g)?,
        design_effect: effect(typical)?,
        design_effect_of_mean: effect(squared_sizes)?,
        sizes: sizes(sums, typical),
    })
}

fn sizes(sums: &ClusterSums, typical: f64) -> ClusterSizes {
    let mut sizes: Vec<usize> = sums.clusters.iter().map(|c| c.n_observations).collect();
    sizes.resize(sums.n_clusters, 1);
    sizes.sort_unstable();
    let middle = sizes.len() / 2;
    let median = if sizes.len() % 2 == 1 {
        as_f64(sizes[middle])
    } else {
        0.5 * as_f64(sizes[middle - 1] + sizes[middle])
    };
    ClusterSizes {
        n_clusters: sums.n_clusters,
        n_observations: sums.n_observations,
        least: sizes[0],
        median,
        most: sizes[sizes.len() - 1],
        typical,
    }
}
