use super::Error;
use crate::units::{Interval, InvalidInterval, Probability, as_f64};
use statrs::distribution::{ContinuousCDF, Normal, StudentsT};

/// The value below which a standard normal variable falls with this probability.
///
/// Infinite at probability 0 and 1.
pub fn normal_quantile(probability: Probability) -> f64 {
    Normal::standard().inverse_cdf(probability.get())
}

/// The probability that a standard normal variable falls below this value.
pub(super) fn normal_probability(value: f64) -> Probability {
    Probability::saturating(Normal::standard().cdf(value))
}

/// Half the width of a two-sided normal interval, in standard errors: 1.959964 at level 0.95.
pub fn normal_margin(level: Probability) -> f64 {
    normal_quantile(upper_tail(level))
}

/// Half the width of a two-sided interval of Student's t, in standard errors.
///
/// # Errors
///
/// [`Error::Value`] when the degrees of freedom are not positive and finite.
pub fn t_margin(level: Probability, degrees_of_freedom: f64) -> Result<f64, Error> {
    Ok(students_t(degrees_of_freedom)?.inverse_cdf(upper_tail(level).get()))
}

/// The probability that a Student t variable is at least as far from zero as `t`.
///
/// # Errors
///
/// [`Error::Value`] when the degrees of freedom are not positive and finite, or `t` is NaN.
pub fn t_two_sided_p(t: f64, degrees_of_freedom: f64) -> Result<Probability, Error> {
    if t.is_nan() {
        return Err(Error::Value {
            what: "a t statistic",
            value: t,
        });
    }
    let tail = students_t(degrees_of_freedom)?.cdf(-t.abs());
    Ok(Probability::saturating(2.0 * tail))
}

/// The probability that a standard normal variable is at least as far from zero as `z`.
///
/// # Errors
///
/// [`Error::Value`] when `z` is NaN.
pub fn normal_two_sided_p(z: f64) -> Result<Probability, Error> {
    if z.is_nan() {
        return Err(Error::Value {
            what: "a normal statistic",
            value: z,
        });
    }
    let tail = Normal::standard().cdf(-z.abs());
    Ok(Probability::saturating(2.0 * tail))
}

/// The sample quantile by linear interpolation between order statistics; `None` without values.
///
/// # References
///
/// Hyndman & Fan (1996), definition 7: the default of R and `NumPy`.
pub fn quantile(sorted: &[f64], probability: Probability) -> Option<f64> {
    let last = sorted.len().checked_sub(1)?;
    let position = as_f64(last) * probability.get();
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "0 <= position <= last, a valid index"
    )]
    let below = position.floor() as usize;
    let low = sorted[below];
    let high = sorted[(below + 1).min(last)];
    Some((position - position.floor()).mul_add(high - low, low))
}

/// The interval between the two quantiles that leave out equal tails of the replicates.
///
/// # Errors
///
/// [`InvalidInterval`] without replicates or when a value is not finite.
///
/// # References
///
/// Efron & Tibshirani (1993), *An Introduction to the Bootstrap*, chapter 13.
pub fn percentile_interval(
    mut replicates: Vec<f64>,
    estimate: f64,
    level: Probability,
) -> Result<Interval, InvalidInterval> {
    replicates.sort_unstable_by(f64::total_cmp);
    let upper = upper_tail(level);
    let lower = Probability::saturating(1.0 - upper.get());
    let bound = |tail| quantile(&replicates, tail).unwrap_or(f64::NAN);
    Interval::new(bound(lower), estimate, bound(upper), level)
}

/// A percentile interval whose margins are `expansion` times as wide, where the replicates are normal: the
/// quantiles are taken further out by that factor on the normal scale.
///
/// With an expansion of 1 it is [`percentile_interval`]. What the replicates have of skewness stays.
///
/// # Errors
///
/// [`InvalidInterval`] when a replicate is not finite.
///
/// # References
///
/// Hesterberg (2015), *The American Statistician* 69, p. 371.
pub fn expanded_interval(
    replicates: Vec<f64>,
    estimate: f64,
    level: Probability,
    expansion: f64,
) -> Result<Interval, InvalidInterval> {
    let outside = normal_two_sided_p(expansion * normal_margin(level));
    let widened = outside.map_or(level, |p| Probability::saturating(1.0 - p.get()));
    let found = percentile_interval(replicates, estimate, widened)?;
    Interval::new(found.low, estimate, found.high, level)
}

pub(super) fn upper_tail(level: Probability) -> Probability {
    Probability::saturating(0.5f64.mul_add(level.get(), 0.5))
}

fn students_t(degrees_of_freedom: f64) -> Result<StudentsT, Error> {
    let refusal = Error::Value {
        what: "the degrees of freedom",
        value: degrees_of_freedom,
    };
    if !degrees_of_freedom.is_finite() {
        return Err(refusal);
    }
    StudentsT::new(0.0, 1.0, degrees_of_freedom).map_err(|_| refusal)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn p(value: f64) -> Probability {
        Probability::new(value).unwrap()
    }

    #[test]
    fn an_expanded_interval_of_normal_replicates_is_that_much_wider() {
        let n = 40_001;
        let replicates: Vec<f64> = (0..n)
            .map(|i| {
                let tail = (crate::units::as_f64(i) + 0.5) / crate::units::as_f64(n);
                let margin = normal_margin(p(2.0f64.mul_add(tail, -1.0).abs()));
                if tail < 0.5 { -margin } else { margin }
            })
            .collect();
        let width = |expansion| {
            let found = expanded_interval(replicates.clone(), 0.0, p(0.95), expansion).unwrap();
            found.high - found.low
        };
        let plain = percentile_interval(replicates.clone(), 0.0, p(0.95)).unwrap();
        assert!((width(1.0) - (plain.high - plain.low)).abs() < 1e-9);
        assert!((width(1.2) / width(1.0) - 1.2).abs() < 1e-3);
    }

    #[test]
    fn margins_agree_with_printed_tables() {
        assert!((normal_margin(p(0.95)) - 1.959_963_984_540_054).abs() < 1e-9);
        assert!((t_margin(p(0.95), 10.0).unwrap() - 2.228_138_851_964_939).abs() < 1e-8);
        assert!((t_margin(p(0.99), 3.0).unwrap() - 5.840_909_309_733_355).abs() < 1e-7);
        assert!(t_margin(p(0.95), 0.0).is_err());
        assert!(t_margin(p(0.95), f64::INFINITY).is_err());
    }

    #[test]
    fn the_two_sided_p_inverts_the_margin() {
        let t = t_margin(p(0.9), 7.0).unwrap();
        assert!((t_two_sided_p(-t, 7.0).unwrap().get() - 0.1).abs() < 1e-9);
        assert!(t_two_sided_p(f64::NAN, 7.0).is_err());
    }

    #[test]
    fn the_tails_of_the_normal_agree_with_r() {
        // 2 * pnorm(-2.5) in R 4.2.2.
        let p = normal_two_sided_p(-2.5).unwrap().get();
        assert!((p / 1.241_933_065_155_23e-2 - 1.0).abs() < 1e-10, "{p}");
        assert!(normal_two_sided_p(f64::NAN).is_err());
    }

    #[test]
    fn quantiles_interpolate_as_r_does() {
        // quantile(c(1, 2, 4, 8), c(0, .25, .5, .9, 1)) in R gives 1, 1.75, 3, 6.8, 8.
        let sorted = [1.0, 2.0, 4.0, 8.0];
        for (at, expected) in [(0.0, 1.0), (0.25, 1.75), (0.5, 3.0), (0.9, 6.8), (1.0, 8.0)] {
            assert!((quantile(&sorted, p(at)).unwrap() - expected).abs() < 1e-12);
        }
        assert_eq!(quantile(&[], p(0.5)), None);
        assert_eq!(quantile(&[3.0], p(0.2)), Some(3.0));
    }

    #[test]
    fn a_percentile_interval_leaves_out_equal_tails() {
        let values: Vec<f64> = (0..=1000).rev().map(f64::from).collect();
        let interval = percentile_interval(values, 500.0, p(0.9)).unwrap();
        assert!((interval.low - 50.0).abs() < 1e-9);
        assert!((interval.high - 950.0).abs() < 1e-9);
        assert!(percentile_interval(vec![], 0.0, p(0.9)).is_err());
    }
}
