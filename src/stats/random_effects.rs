#![expect(
    clippy::suboptimal_flops,
    reason = "a fused operation is a library call without the instruction, and the formula reads as printed"
)]

use super::Error;
use super::quantile::normal_margin;
use super::tails::chi_squared_upper_p;
use crate::units::{Interval, Probability, as_f64};

/// Estimates of one quantity in several independent groups, and what they have in common.
#[derive(Debug, Clone, PartialEq)]
pub struct RandomEffects {
    /// Cochran's Q: squared distances from the precision-weighted mean, in variances.
    pub q: f64,
    /// Groups minus one.
    pub degrees_of_freedom: usize,
    /// Probability of a Q at least as large if all groups were truly the same.
    pub p_value: Probability,
    /// Part of the spread of the estimates that is not their own doubt, 0 to 1.
    pub i_squared: f64,
    /// Variance between groups, by `DerSimonian` and Laird.
    pub variance_between: f64,
    /// Mean over groups, every group a draw.
    pub mean: Interval,
    /// Per group the estimate drawn towards the mean, in the order given.
    pub shrunk: Vec<Interval>,
}

/// Compares and partially pools (estimate, variance) pairs of independent groups.
///
/// A shrunk estimate is B · mean + (1 − B) · estimate with B = v/(v + τ²); its variance is
/// v τ²/(v + τ²) + B²/Σ 1/(v + τ²), which carries the doubt of the mean. All intervals are normal and
/// take the variances v and τ² as known: with fewer than about ten groups τ² is itself hardly known,
/// and the intervals of shrunk estimates are too narrow, most of all where τ² comes out as 0.
///
/// # Errors
///
/// [`Error::Shape`] with fewer than two groups, [`Error::Value`] for an estimate that is not finite or
/// a variance that is not positive and finite.
///
/// # References
///
/// Cochran (1954), *Biometrics* 10, p. 101; `DerSimonian` & Laird (1986), *Controlled Clinical Trials* 7,
/// p. 177; Higgins & Thompson (2002), *Statistics in Medicine* 21, p. 1539, for I²; Morris (1983),
/// *Journal of the American Statistical Association* 78, p. 47, for shrinkage.
pub fn random_effects(
    estimates: &[(f64, f64)],
    level: Probability,
) -> Result<RandomEffects, Error> {
    if estimates.len() < 2 {
        return Err(Error::Shape {
            what: "the list of groups",
            got: estimates.len(),
            expected: 2,
        });
    }
    for &(value, variance) in estimates {
        if !value.is_finite() {
            return Err(Error::Value {
                what: "the estimate of a group",
                value,
            });
        }
        if !(variance.is_finite() && variance > 0.0) {
            return Err(Error::Value {
                what: "the variance of a group",
                value: variance,
            });
        }
    }
    let common = weighted(estimates, 0.0);
    let q: f64 = estimates
        .iter()
        .map(|(value, variance)| (value - common.mean).powi(2) / variance)
        .sum();
    let degrees_of_freedom = estimates.len() - 1;
    let excess = (q - as_f64(degrees_of_freedom)).max(0.0);
    let variance_between = excess / (common.weight - common.squares / common.weight);
    let pooled = weighted(estimates, variance_between);
    let margin = normal_margin(level);
    let interval = |centre: f64, variance: f64| Interval {
        low: centre - margin * variance.sqrt(),
        estimate: centre,
        high: centre + margin * variance.sqrt(),
        level,
    };
    let shrunk = estimates
        .iter()
        .map(|(value, variance)| {
            let drawn = variance / (variance + variance_between);
            interval(
                drawn * pooled.mean + (1.0 - drawn) * value,
                drawn * variance_between + drawn * drawn / pooled.weight,
            )
        })
        .collect();
    Ok(RandomEffects {
        q,
        degrees_of_freedom,
        p_value: chi_squared_upper_p(q, as_f64(degrees_of_freedom))?,
        i_squared: if q > 0.0 { excess / q } else { 0.0 },
        variance_between,
        mean: interval(pooled.mean, 1.0 / pooled.weight),
        shrunk,
    })
}

struct Weighted {
    mean: f64,
    weight: f64,
    squares: f64,
}

fn weighted(estimates: &[(f64, f64)], variance_between: f64) -> Weighted {
    let (mut weight, mut squares, mut sum) = (0.0, 0.0, 0.0);
    for (value, variance) in estimates {
        let precision = 1.0 / (variance + variance_between);
        weight += precision;
        squares += precision * precision;
        sum += precision * value;
    }
    Weighted {
        mean: sum / weight,
        weight,
        squares,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn level() -> Probability {
        Probability::new(0.95).unwrap()
    }

    fn close(got: f64, expected: f64) {
        assert!(
            (got - expected).abs() <= 1e-12 * (1.0 + expected.abs()),
            "{got} is not {expected}"
        );
    }

    const FIVE: [(f64, f64); 5] = [
        (-2.1, 0.25),
        (-0.4, 0.09),
        (-1.5, 0.36),
        (0.3, 0.16),
        (-3.0, 0.64),
    ];

    /// statsmodels 0.15.0, `tests/golden/waves_meta.py`.
    #[test]
    fn five_groups_agree_with_statsmodels() {
        let pooled = random_effects(&FIVE, level()).unwrap();
        close(pooled.q, 25.002_726_365_246_63);
        close(pooled.p_value.get() * 1e5, 5.024_635_626_537_315);
        close(pooled.i_squared, 0.840_017_446_834_920_6);
        close(pooled.variance_between, 1.143_922_023_505_365_3);
        close(pooled.mean.estimate, -1.215_748_006_365_605_6);
        let margin = 1.959_963_984_540_054;
        let half = (pooled.mean.high - pooled.mean.low) / 2.0 / margin;
        assert!((half - 0.532_984_229_871_844_5).abs() < 1e-9);
        let shrunk = [
            (-1.941_409_350_967_366, 0.462_925_563_153_642_97),
            (-0.459_499_157_300_343_96, 0.291_456_382_114_705_2),
            (-1.431_957_431_230_464_8, 0.538_611_776_848_587_7),
            (0.114_007_527_561_713_12, 0.380_321_156_514_424_7),
            (-2.359_881_619_891_567, 0.668_547_784_306_132_2),
        ];
        for (interval, (value, error)) in pooled.shrunk.iter().zip(shrunk) {
            close(interval.estimate, value);
            assert!(((interval.high - value) / margin - error).abs() < 1e-9);
        }
    }

    #[test]
    fn groups_that_agree_are_pooled_fully() {
        let pooled = random_effects(&[(1.0, 0.2), (1.1, 0.3), (0.9, 0.25)], level()).unwrap();
        close(pooled.q, 0.072_972_972_972_973_34);
        close(pooled.p_value.get(), 0.964_171_123_147_790_1);
        close(pooled.i_squared, 0.0);
        for interval in &pooled.shrunk {
            close(interval.estimate, 0.994_594_594_594_594_6);
        }
        let same = random_effects(&[(1.0, 0.2), (1.0, 0.3)], level()).unwrap();
        close(same.i_squared, 0.0);
        close(same.p_value.get(), 1.0);
    }

    #[test]
    fn one_group_or_a_wrong_variance_is_refused() {
        assert!(random_effects(&[(1.0, 0.2)], level()).is_err());
        assert!(random_effects(&[(1.0, 0.2), (1.0, 0.0)], level()).is_err());
        assert!(random_effects(&[(1.0, 0.2), (f64::NAN, 1.0)], level()).is_err());
    }
}
