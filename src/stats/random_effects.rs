use super::Error;
use super::chi_squared_upper_p;
use super::partial_pooling::{LEAST_GROUPS, PartialPooling, partial_pooling};
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
    /// Variance between groups, by `DerSimonian` and Laird; 0 says that none was found, not that
    /// there is none.
    pub variance_between: f64,
    /// Partial pooling; `None` with two groups, which say next to nothing of the spread between them.
    pub pooled: Option<Pooled>,
}

/// Partially pooled estimates.
#[derive(Debug, Clone, PartialEq)]
pub struct Pooled {
    /// Mean over groups, every group a draw.
    pub mean: Interval,
    /// Per group the estimate drawn towards the mean, in the order given.
    pub shrunk: Vec<Interval>,
}

/// Compares and partially pools (estimate, variance) pairs of independent groups.
///
/// Pooled estimates are those of the normal hierarchical model with a flat prior on the standard
/// deviation between groups: they carry the doubt about that deviation, and have their stated
/// coverage on average over groups, not in each. Variances of the estimates count as known.
///
/// # Errors
///
/// [`Error::Shape`] with fewer than two groups, [`Error::Value`] for an estimate that is not finite or
/// a variance that is not positive and finite.
///
/// # References
///
/// Cochran (1954), *Biometrics* 10, p. 101; `DerSimonian` & Laird (1986), *Controlled Clinical Trials* 7,
/// p. 177; Higgins & Thompson (2002), *Statistics in Medicine* 21, p. 1539, for I²; Gelman et al. (2013),
/// *Bayesian Data Analysis*, §5.4, for pooling.
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
    let (mut weight, mut squares, mut sum) = (0.0, 0.0, 0.0);
    for (value, variance) in estimates {
        weight += 1.0 / variance;
        squares += 1.0 / (variance * variance);
        sum += value / variance;
    }
    let q: f64 = estimates
        .iter()
        .map(|(value, variance)| (value - sum / weight).powi(2) / variance)
        .sum();
    let degrees_of_freedom = estimates.len() - 1;
    let excess = (q - as_f64(degrees_of_freedom)).max(0.0);
    let variance_between = excess / (weight - squares / weight);
    let pooled = (estimates.len() >= LEAST_GROUPS).then(|| {
        let PartialPooling { mean, shrunk } = partial_pooling(estimates, variance_between, level);
        Pooled { mean, shrunk }
    });
    Ok(RandomEffects {
        q,
        degrees_of_freedom,
        p_value: chi_squared_upper_p(q, as_f64(degrees_of_freedom))?,
        i_squared: if q > 0.0 { excess / q } else { 0.0 },
        variance_between,
        pooled,
    })
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
    }

    #[test]
    fn groups_that_agree_have_no_excess() {
        let pooled = random_effects(&[(1.0, 0.2), (1.1, 0.3), (0.9, 0.25)], level()).unwrap();
        close(pooled.q, 0.072_972_972_972_973_34);
        close(pooled.p_value.get(), 0.964_171_123_147_790_1);
        close(pooled.i_squared, 0.0);
        close(pooled.variance_between, 0.0);
        let same = random_effects(&[(1.0, 0.2), (1.0, 0.3)], level()).unwrap();
        close(same.i_squared, 0.0);
        close(same.p_value.get(), 1.0);
        assert!(same.pooled.is_none());
    }

    #[test]
    fn one_group_or_a_wrong_variance_is_refused() {
        assert!(random_effects(&[(1.0, 0.2)], level()).is_err());
        assert!(random_effects(&[(1.0, 0.2), (1.0, 0.0)], level()).is_err());
        assert!(random_effects(&[(1.0, 0.2), (f64::NAN, 1.0)], level()).is_err());
    }
}
