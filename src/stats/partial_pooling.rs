#![expect(
    clippy::suboptimal_flops,
    reason = "a fused operation is a library call without the instruction, and the formula reads as printed"
)]

use crate::units::{Interval, Probability};
use statrs::distribution::{ContinuousCDF, Normal};

/// Fewest groups that say anything of the spread between them: with two, the integral over that
/// spread has no end.
pub(super) const LEAST_GROUPS: usize = 3;

/// Distance of the points of integration, in natural logarithms of the spread.
const STEP: f64 = 0.1;

/// Points with less than this part of the largest weight change no digit that is shown.
const NEGLIGIBLE: f64 = 1e-13;

/// Halvings of the bracket of a quantile: beyond the digits of a double.
const N_HALVINGS: usize = 60;

/// The mean over groups, and each group drawn towards it.
pub(super) struct PartialPooling {
    pub(super) mean: Interval,
    pub(super) shrunk: Vec<Interval>,
}

/// The normal hierarchical model, integrated over the spread τ between groups with a flat prior.
///
/// Given τ, a group is normal with mean B m + (1 − B) b and variance v τ²/(v + τ²) + B²/Σ 1/(v + τ²),
/// where B = v/(v + τ²) and m is the mean with weights 1/(v + τ²). Estimates are means, and intervals
/// leave out equal tails, of the mixture over τ. Taking τ at its estimate instead was tried: with
/// eight groups 95 percent intervals then held 84 percent of the truths.
///
/// # References
///
/// Gelman, Carlin, Stern, Dunson, Vehtari & Rubin (2013), *Bayesian Data Analysis*, §5.4, equations
/// 5.17 to 5.21; Gelman (2006), *Bayesian Analysis* 1, p. 515, for the flat prior.
pub(super) fn partial_pooling(
    estimates: &[(f64, f64)],
    variance_between: f64,
    level: Probability,
) -> PartialPooling {
    let points = spreads(estimates, variance_between);
    let mixture = |of: &dyn Fn(&Point) -> (f64, f64)| {
        let parts: Vec<(f64, f64, f64)> = points
            .iter()
            .map(|point| {
                let (mean, variance) = of(point);
                (point.weight, mean, variance.sqrt())
            })
            .collect();
        interval(&parts, level)
    };
    let shrunk = estimates
        .iter()
        .map(|&(value, variance)| {
            mixture(&|point| {
                let drawn = variance / (variance + point.between);
                (
                    drawn * point.mean + (1.0 - drawn) * value,
                    drawn * point.between + drawn * drawn * point.variance_of_mean,
                )
            })
        })
        .collect();
    PartialPooling {
        mean: mixture(&|point| (point.mean, point.variance_of_mean)),
        shrunk,
    }
}

/// One value of the spread between groups.
struct Point {
    /// τ².
    between: f64,
    /// Posterior weight; all sum to 1.
    weight: f64,
    mean: f64,
    variance_of_mean: f64,
}

fn spreads(estimates: &[(f64, f64)], variance_between: f64) -> Vec<Point> {
    let smallest = estimates.iter().map(|e| e.1).fold(f64::INFINITY, f64::min);
    let largest = estimates
        .iter()
        .map(|e| e.1)
        .fold(variance_between, f64::max);
    // From where all spreads act like none, to where what is left of the tail counts for nothing.
    let (mut log, end) = ((1e-4 * smallest.sqrt()).ln(), (1e7 * largest.sqrt()).ln());
    let mut points = Vec::new();
    while log <= end {
        let spread = log.exp();
        let between = spread * spread;
        let (mut precision, mut sum, mut logs) = (0.0, 0.0, 0.0);
        for &(value, variance) in estimates {
            let weight = 1.0 / (variance + between);
            precision += weight;
            sum += weight * value;
            logs += weight.ln();
        }
        let mean = sum / precision;
        let distance: f64 = estimates
            .iter()
            .map(|(value, variance)| (value - mean).powi(2) / (variance + between))
            .sum();
        points.push(Point {
            between,
            // The last term turns dτ into d ln τ.
            weight: 0.5 * (logs - precision.ln() - distance) + log,
            mean,
            variance_of_mean: 1.0 / precision,
        });
        log += STEP;
    }
    if let Some(first) = points.first_mut() {
        // Below it the density is flat: half a step becomes the whole stretch down to zero. The last
        // term is the end correction of Euler and Maclaurin.
        first.weight += (1.0 / STEP + 0.5 + STEP / 12.0).ln();
    }
    let peak = points
        .iter()
        .map(|point| point.weight)
        .fold(f64::NEG_INFINITY, f64::max);
    for point in &mut points {
        point.weight = (point.weight - peak).exp();
    }
    points.retain(|point| point.weight > NEGLIGIBLE);
    let total: f64 = points.iter().map(|point| point.weight).sum();
    for point in &mut points {
        point.weight /= total;
    }
    points
}

/// Mean and equal tails of a mixture of (weight, mean, standard deviation).
fn interval(parts: &[(f64, f64, f64)], level: Probability) -> Interval {
    let standard = Normal::standard();
    let below = |at: f64| -> f64 {
        let weighed = parts.iter().map(|(w, m, s)| w * standard.cdf((at - m) / s));
        weighed.sum()
    };
    let tail = 0.5 * (1.0 - level.get());
    let reach = |sign: f64| {
        let ends = parts.iter().map(|(_, mean, s)| sign * mean + 40.0 * s);
        sign * ends.fold(f64::NEG_INFINITY, f64::max)
    };
    let quantile = |probability: f64| {
        let (mut low, mut high) = (reach(-1.0), reach(1.0));
        for _ in 0..N_HALVINGS {
            let middle = f64::midpoint(low, high);
            if below(middle) < probability {
                low = middle;
            } else {
                high = middle;
            }
        }
        f64::midpoint(low, high)
    };
    Interval {
        low: quantile(tail),
        estimate: parts.iter().map(|(weight, mean, _)| weight * mean).sum(),
        high: quantile(1.0 - tail),
        level,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::draw::{normal, uniform};
    use crate::stats::{Pooled, generator, random_effects};
    use crate::units::as_f64;

    const SETS: usize = 60;

    fn pooled(estimates: &[(f64, f64)]) -> Pooled {
        let level = Probability::new(0.95).unwrap();
        random_effects(estimates, level).unwrap().pooled.unwrap()
    }

    /// Mean, then groups, each with its interval; `tests/golden/waves_pooling.R`.
    fn check(estimates: &[(f64, f64)], expected: &[[f64; 3]]) {
        let pooled = pooled(estimates);
        let got = std::iter::once(pooled.mean).chain(pooled.shrunk);
        for (got, expected) in got.zip(expected) {
            for (got, expected) in [got.estimate, got.low, got.high].into_iter().zip(expected) {
                assert!((got - expected).abs() < 1e-9, "{got} is not {expected}");
            }
        }
    }

    #[test]
    fn pooling_equals_adaptive_quadrature_in_r() {
        check(
            &[
                (-2.1, 0.25),
                (-0.4, 0.09),
                (-1.5, 0.36),
                (0.3, 0.16),
                (-3.0, 0.64),
            ],
            &[
                [-1.255_103_170_776, -3.390_552_130_341, 0.763_997_234_921],
                [-1.988_858_130_37, -2.950_449_841_35, -1.041_568_656_12],
                [-0.441_076_754_346, -1.019_793_278_197, 0.140_747_807_087],
                [-1.451_681_702_17, -2.562_613_704_87, -0.359_237_781_35],
                [0.171_859_416_277, -0.612_656_765_424, 0.960_724_836_218],
                [-2.565_758_683_28, -4.128_942_568_33, -1.084_975_275_34],
            ],
        );
        check(
            &[(1.0, 0.2), (1.1, 0.3), (0.9, 0.25), (1.3, 0.04)],
            &[
                [1.140_567_289_881, 0.324_215_587_185, 1.858_429_315_263],
                [1.102_646_461_536, 0.415_059_134_485, 1.688_314_672_033],
                [1.139_389_424_13, 0.389_456_027_99, 1.825_336_824_58],
                [1.073_826_773_079, 0.304_724_091_864, 1.687_699_469_131],
                [1.246_406_500_783, 0.890_193_743_376, 1.614_714_321_713],
            ],
        );
    }

    #[test]
    fn intervals_cover_drawn_truths_and_pooling_brings_estimates_nearer() {
        for (k, between) in [(4, 0.5), (8, 0.5), (8, 0.0)] {
            let mut source = generator(5, k);
            let (mut n_covered, mut n_nearer, mut n) = (0, 0, 0);
            for _ in 0..SETS {
                let groups: Vec<(f64, (f64, f64))> = (0..k)
                    .map(|_| {
                        let truth = 1.0 + between * normal(&mut source);
                        let variance = 0.05 + 0.6 * uniform(&mut source);
                        let value = truth + variance.sqrt() * normal(&mut source);
                        (truth, (value, variance))
                    })
                    .collect();
                let estimates: Vec<(f64, f64)> = groups.iter().map(|group| group.1).collect();
                let shrunk = pooled(&estimates).shrunk;
                for ((truth, (value, _)), shrunk) in groups.iter().zip(shrunk) {
                    n += 1;
                    n_covered += usize::from(shrunk.contains(*truth));
                    let nearer = (shrunk.estimate - truth).abs() < (value - truth).abs();
                    n_nearer += usize::from(nearer);
                }
            }
            // Groups of a set share one spread, so that there are fewer independent ones than groups;
            // a flat prior is careful, so that intervals may hold more truths than they say.
            let band = 4.0 * (0.95 * 0.05 / as_f64(SETS)).sqrt();
            let covered = as_f64(n_covered) / as_f64(n);
            assert!(covered > 0.95 - band, "{k} groups, {between}: {covered}");
            assert!(as_f64(n_nearer) > 0.6 * as_f64(n), "{n_nearer} of {n}");
        }
    }
}
