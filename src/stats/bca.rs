#![expect(
    clippy::suboptimal_flops,
    reason = "a fused operation is a library call without the instruction, and the formula reads as printed"
)]

use super::quantile::{normal_probability, normal_quantile, percentile_interval, upper_tail};
use crate::units::{Interval, InvalidInterval, Probability, as_f64};
use std::cmp::Ordering;

/// How an interval is read off replicates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IntervalKind {
    /// Between the two quantiles that leave out equal tails.
    Percentile,
    /// Bias-corrected and accelerated: quantiles moved for bias and skewness.
    Bca,
}

/// An interval over replicates and what it turned out to be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ResampledInterval {
    /// The interval.
    pub interval: Interval,
    /// Percentile where `BCa` was asked for but is not defined.
    pub kind: IntervalKind,
}

/// The weights that units had in the replicates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReplicateWeights {
    /// Counts of draws with replacement: variance 1, third cumulant 1.
    Multinomial,
    /// Exponential draws: variance 1, third cumulant 2.
    Exponential,
}

/// The acceleration Σ L³ / (6 (Σ L²)^1.5) of the influences L of the units on an estimate; `None`
/// when no unit has any.
///
/// Their scale does not matter; they should sum to zero, as influences do.
///
/// # References
///
/// Efron (1987), *JASA* 82, p. 171, equation 7.3.
pub fn acceleration(influences: impl IntoIterator<Item = f64>) -> Option<f64> {
    let (mut squares, mut cubes) = (0.0, 0.0);
    for influence in influences {
        squares += influence * influence;
        cubes += influence * influence * influence;
    }
    acceleration_of(squares, cubes)
}

/// The acceleration from the sums of squared and cubed influences.
pub fn acceleration_of(squares: f64, cubes: f64) -> Option<f64> {
    let value = cubes / (6.0 * squares.powf(1.5));
    (squares > 0.0 && value.is_finite()).then_some(value)
}

/// The bias-corrected and accelerated interval.
///
/// With z₀ the normal quantile of the share of replicates below the estimate (ties count half) and a
/// the acceleration, a bound lies at β = z₀ + (z₀ + z)/(1 − a(z₀ + z)) on the normal scale of the
/// replicates. Quantiles are interpolated on that scale between order statistics of positions
/// (R + 1)Φ(β), the outermost one beyond them, as R's `boot` does.
///
/// That is for multinomial replicates. Exponential weights have a third cumulant of 2 instead of 1, so
/// that the part of the replicates' skewness that comes from the influences is 6a too large: their
/// quantile function is that of multinomial replicates plus a(z² − 1) standard deviations, and their z₀
/// is larger by a. Both are taken out: z₀ − a for z₀, and the bound lies at β − a(β² − 1). For a mean
/// this gives z + γ(2z² + 1)/(6√n), the second-order correct bound, as the classical form does with
/// multinomial replicates.
///
/// The percentile interval stands in, and the result says so, when all replicates lie on one side of the
/// estimate, without an acceleration, and when the acceleration is too large for the formula (a denominator
/// at or below zero, or bounds that stop moving with z).
///
/// # Errors
///
/// [`InvalidInterval`] without replicates or when a value is not finite.
///
/// # References
///
/// Efron (1987), *JASA* 82, p. 171; `DiCiccio` & Efron (1996), *Statistical Science* 11, p. 189; Davison
/// & Hinkley (1997), *Bootstrap Methods*, equation 5.8 for the interpolation. Second order of exponential
/// weights: Weng (1989), *Annals of Statistics* 17, p. 705; the correction is derived here.
pub fn bca_interval(
    mut replicates: Vec<f64>,
    estimate: f64,
    acceleration: Option<f64>,
    weights: ReplicateWeights,
    level: Probability,
) -> Result<ResampledInterval, InvalidInterval> {
    replicates.sort_unstable_by(f64::total_cmp);
    let Some([low, high]) = acceleration
        .filter(|a| a.is_finite())
        .and_then(|a| moved_margins(&replicates, estimate, a, weights, level))
    else {
        return Ok(ResampledInterval {
            interval: percentile_interval(replicates, estimate, level)?,
            kind: IntervalKind::Percentile,
        });
    };
    let bound = |at| normal_scale_quantile(&replicates, normal_probability(at));
    Ok(ResampledInterval {
        interval: Interval::new(bound(low), estimate, bound(high), level)?,
        kind: IntervalKind::Bca,
    })
}

/// Where the bounds lie on the normal scale of the replicates.
fn moved_margins(
    sorted: &[f64],
    estimate: f64,
    acceleration: f64,
    weights: ReplicateWeights,
    level: Probability,
) -> Option<[f64; 2]> {
    let below = sorted.partition_point(|value| value.total_cmp(&estimate) == Ordering::Less);
    let up_to = sorted.partition_point(|value| value.total_cmp(&estimate) != Ordering::Greater);
    if up_to == 0 || below == sorted.len() {
        return None;
    }
    let share = 0.5 * as_f64(below + up_to) / as_f64(sorted.len());
    let bias = normal_quantile(Probability::saturating(share));
    let excess = match weights {
        ReplicateWeights::Multinomial => 0.0,
        ReplicateWeights::Exponential => acceleration,
    };
    let bias = bias - excess;
    let margin = normal_quantile(upper_tail(level));
    let at = |z: f64| {
        let shifted = bias + z;
        let denominator = 1.0 - acceleration * shifted;
        let moved = bias + shifted / denominator;
        // Beyond 2|aβ| = 1 a larger margin would give a narrower interval.
        let is_defined = denominator > 0.0 && 2.0 * (excess * moved).abs() < 1.0;
        (is_defined && moved.is_finite()).then_some(moved - excess * (moved * moved - 1.0))
    };
    Some([at(-margin)?, at(margin)?])
}

/// The quantile at position (R + 1)p, interpolated linearly in normal quantiles.
fn normal_scale_quantile(sorted: &[f64], probability: Probability) -> f64 {
    let n = as_f64(sorted.len());
    let position = (n + 1.0) * probability.get();
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "0 <= position <= n + 1"
    )]
    let rank = position.floor() as usize;
    if rank == 0 {
        return sorted.first().copied().unwrap_or(f64::NAN);
    }
    if rank >= sorted.len() {
        return sorted.last().copied().unwrap_or(f64::NAN);
    }
    let scale = |rank: f64| normal_quantile(Probability::saturating(rank / (n + 1.0)));
    let (from, to) = (scale(as_f64(rank)), scale(as_f64(rank + 1)));
    let part = (normal_quantile(probability) - from) / (to - from);
    let (low, high) = (sorted[rank - 1], sorted[rank]);
    low + part.clamp(0.0, 1.0) * (high - low)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::draw::{below, exponential};
    use crate::stats::generator;

    fn p(value: f64) -> Probability {
        Probability::new(value).unwrap()
    }

    /// The replicates and influences of `tests/golden/bootstrap_matrices.R`.
    fn golden() -> (Vec<f64>, f64) {
        let replicates = (1..=999usize)
            .map(|i| (as_f64(i).sin() + as_f64(i % 7) / 10.0).exp())
            .collect();
        let influences = (1..=40usize)
            .map(|j| (3.0 * as_f64(j)).cos() + as_f64((j % 5) * (j % 5)) / 7.0 - 6.0 / 7.0);
        (replicates, acceleration(influences).unwrap())
    }

    #[test]
    fn bounds_equal_those_of_boot() {
        let (replicates, a) = golden();
        assert!((a - 0.007_876_514_147_451_821).abs() < 1e-14);
        // R 4.2.2, boot 1.3-28.1, tests/golden/bootstrap_matrices.out.
        let cases = [
            (1.2, 0.90, 0.417_773_143_456_618, 3.882_920_993_324_830_3),
            (1.2, 0.95, 0.394_750_739_157_822, 4.332_630_335_103_451),
            (1.6, 0.90, 0.496_857_277_016_157_1, 4.455_563_569_568_586),
            (1.6, 0.95, 0.449_116_103_098_749_33, 4.798_770_539_211_341),
        ];
        for (estimate, level, low, high) in cases {
            let weights = ReplicateWeights::Multinomial;
            let got = bca_interval(replicates.clone(), estimate, Some(a), weights, p(level));
            let got = got.unwrap();
            assert_eq!(got.kind, IntervalKind::Bca);
            assert!((got.interval.low / low - 1.0).abs() < 1e-10, "{got:?}");
            assert!((got.interval.high / high - 1.0).abs() < 1e-10, "{got:?}");
        }
    }

    #[test]
    fn where_the_formula_fails_the_percentile_interval_stands_in() {
        let (replicates, a) = golden();
        for (estimate, a) in [
            (1e9, Some(a)),
            (-1e9, Some(a)),
            (1.2, None),
            (1.2, Some(f64::NAN)),
            (1.2, Some(0.9)),
        ] {
            let weights = ReplicateWeights::Exponential;
            let got = bca_interval(replicates.clone(), estimate, a, weights, p(0.9)).unwrap();
            assert_eq!(got.kind, IntervalKind::Percentile);
            let plain = percentile_interval(replicates.clone(), estimate, p(0.9)).unwrap();
            assert_eq!(got.interval, plain);
        }
        let weights = ReplicateWeights::Multinomial;
        assert!(bca_interval(vec![], 0.0, Some(0.0), weights, p(0.9)).is_err());
        assert_eq!(acceleration([0.0, 0.0]), None);
    }

    #[test]
    fn replicates_that_equal_the_estimate_have_no_bias() {
        let weights = ReplicateWeights::Multinomial;
        let got = bca_interval(vec![2.0; 50], 2.0, Some(0.0), weights, p(0.9)).unwrap();
        assert_eq!(got.kind, IntervalKind::Bca);
        assert!((got.interval.low - 2.0).abs() < 1e-15 && (got.interval.high - 2.0).abs() < 1e-15);
    }

    /// Bounds for a mean of skewed draws, on the scale of its standard error.
    fn margins_of_mean(weights: ReplicateWeights, n_replicates: usize) -> ([f64; 2], f64) {
        let n = 100usize;
        let x: Vec<f64> = (0..n)
            .map(|i| -(1.0 - (as_f64(i) + 0.5) / as_f64(n)).ln())
            .collect();
        let mean = x.iter().sum::<f64>() / as_f64(n);
        let squares: f64 = x.iter().map(|x| (x - mean).powi(2)).sum();
        let mut source = generator(3, 1);
        let replicates = (0..n_replicates)
            .map(|_| {
                let (mut sum, mut total) = (0.0, 0.0);
                for value in &x {
                    let (value, weight) = match weights {
                        ReplicateWeights::Multinomial => (x[below(&mut source, n)], 1.0),
                        ReplicateWeights::Exponential => (*value, exponential(&mut source)),
                    };
                    sum += weight * value;
                    total += weight;
                }
                sum / total
            })
            .collect();
        let a = acceleration(x.iter().map(|x| x - mean));
        let got = bca_interval(replicates, mean, a, weights, p(0.9)).unwrap();
        assert_eq!(got.kind, IntervalKind::Bca);
        let error = squares.sqrt() / as_f64(n);
        let scaled = [got.interval.low, got.interval.high].map(|bound| (bound - mean) / error);
        (scaled, a.unwrap())
    }

    #[test]
    fn both_kinds_of_weights_give_the_second_order_bounds_of_a_mean() {
        let n_replicates = 20_000;
        for weights in [ReplicateWeights::Multinomial, ReplicateWeights::Exponential] {
            let (got, a) = margins_of_mean(weights, n_replicates);
            let z = 1.644_853_626_951_472_6;
            for (got, z) in got.into_iter().zip([-z, z]) {
                // Cornish & Fisher's bound z + a(2z² + 1); a = γ/(6√n).
                let expected = z + a * (2.0 * z * z + 1.0);
                let plain = z + a * (z * z - 1.0);
                // A quantile of the replicates, plus what the third order may be.
                let density = (-0.5 * z * z).exp() / (2.0 * std::f64::consts::PI).sqrt();
                let band =
                    4.0 * (0.05 * 0.95 / as_f64(n_replicates)).sqrt() / density + 10.0 * a * a;
                assert!(
                    (got - expected).abs() < band,
                    "{weights:?}: {got}, {expected}"
                );
                assert!((got - plain).abs() > band, "{weights:?}: too wide a band");
            }
        }
    }
}
