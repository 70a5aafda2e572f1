use super::Error;
use crate::units::Probability;
use statrs::distribution::{ChiSquared, ContinuousCDF};

/// The probability that a chi-squared variable is at least `statistic`.
///
/// # Errors
///
/// [`Error::Value`] when the degrees of freedom are not positive and finite, or the statistic is NaN.
pub fn chi_squared_upper_p(statistic: f64, degrees_of_freedom: f64) -> Result<Probability, Error> {
    if statistic.is_nan() {
        return Err(Error::Value {
            what: "a chi-squared statistic",
            value: statistic,
        });
    }
    let refusal = Error::Value {
        what: "the degrees of freedom",
        value: degrees_of_freedom,
    };
    if !degrees_of_freedom.is_finite() {
        return Err(refusal);
    }
    let distribution = ChiSquared::new(degrees_of_freedom).map_err(|_| refusal)?;
    Ok(if statistic <= 0.0 {
        Probability::MAX
    } else if statistic.is_infinite() {
        Probability::MIN
    } else {
        Probability::saturating(distribution.sf(statistic))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `tests/golden/waves_stats.R`.
    #[test]
    fn upper_tails_agree_with_r() {
        let check = |statistic, degrees, expected: f64| {
            let got = chi_squared_upper_p(statistic, degrees).unwrap().get();
            assert!(
                (got / expected - 1.0).abs() < 1e-10,
                "{got:e} is not {expected:e}"
            );
        };
        check(3.841_458_820_694_124, 1.0, 0.05);
        check(40.0, 7.0, 1.258_790_387_371_31e-6);
    }

    #[test]
    fn the_ends_and_wrong_arguments_are_defined() {
        assert_eq!(chi_squared_upper_p(0.0, 3.0), Ok(Probability::MAX));
        assert_eq!(
            chi_squared_upper_p(f64::INFINITY, 3.0),
            Ok(Probability::MIN)
        );
        assert!(chi_squared_upper_p(f64::NAN, 3.0).is_err());
        assert!(chi_squared_upper_p(1.0, 0.0).is_err());
        assert!(chi_squared_upper_p(1.0, f64::INFINITY).is_err());
    }
}
