use super::Error;
use crate::units::Probability;
use statrs::distribution::{ChiSquared, ContinuousCDF, FisherSnedecor};

/// The probability that a chi-squared variable is at least `statistic`.
///
/// # Errors
///
/// [`Error::Value`] when the degrees of freedom are not positive and finite, or the statistic is NaN.
pub fn chi_squared_upper_p(statistic: f64, degrees_of_freedom: f64) -> Result<Probability, Error> {
    check(statistic)?;
    let degrees = positive(degrees_of_freedom)?;
    let distribution = ChiSquared::new(degrees).map_err(|_| refusal(degrees))?;
    Ok(upper(&distribution, statistic))
}

/// The probability that a variable of Fisher's F is at least `statistic`.
///
/// # Errors
///
/// [`Error::Value`] when one of the degrees of freedom is not positive and finite, or the statistic
/// is NaN.
pub fn f_upper_p(
    statistic: f64,
    numerator_degrees: f64,
    denominator_degrees: f64,
) -> Result<Probability, Error> {
    check(statistic)?;
    let numerator = positive(numerator_degrees)?;
    let denominator = positive(denominator_degrees)?;
    let distribution =
        FisherSnedecor::new(numerator, denominator).map_err(|_| refusal(denominator))?;
    Ok(upper(&distribution, statistic))
}

fn upper(distribution: &impl ContinuousCDF<f64, f64>, statistic: f64) -> Probability {
    if statistic <= 0.0 {
        return Probability::MAX;
    }
    if statistic.is_infinite() {
        return Probability::MIN;
    }
    Probability::saturating(distribution.sf(statistic))
}

fn check(statistic: f64) -> Result<(), Error> {
    if statistic.is_nan() {
        return Err(Error::Value {
            what: "a test statistic",
            value: statistic,
        });
    }
    Ok(())
}

fn positive(degrees: f64) -> Result<f64, Error> {
    if degrees.is_finite() && degrees > 0.0 {
        Ok(degrees)
    } else {
        Err(refusal(degrees))
    }
}

fn refusal(degrees: f64) -> Error {
    Error::Value {
        what: "the degrees of freedom",
        value: degrees,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_tail(got: Result<Probability, Error>, expected: f64) {
        let got = got.unwrap().get();
        assert!(
            (got / expected - 1.0).abs() < 1e-9,
            "{got:e} is not {expected:e}"
        );
    }

    /// `tests/golden/waves_stats.R`.
    #[test]
    fn upper_tails_agree_with_r() {
        check_tail(chi_squared_upper_p(3.841_458_820_694_124, 1.0), 0.05);
        check_tail(chi_squared_upper_p(40.0, 7.0), 1.258_790_387_371_31e-6);
        check_tail(f_upper_p(2.5, 4.0, 11.5), 0.100_619_016_706_621);
        check_tail(f_upper_p(9.0, 5.0, 200.0), 9.891_161_422_875_38e-8);
    }

    #[test]
    fn the_ends_and_wrong_arguments_are_defined() {
        assert_eq!(chi_squared_upper_p(0.0, 3.0), Ok(Probability::MAX));
        assert_eq!(f_upper_p(f64::INFINITY, 3.0, 4.0), Ok(Probability::MIN));
        assert!(chi_squared_upper_p(f64::NAN, 3.0).is_err());
        assert!(chi_squared_upper_p(1.0, 0.0).is_err());
        assert!(f_upper_p(1.0, 2.0, -1.0).is_err());
        assert!(f_upper_p(1.0, 2.0, f64::INFINITY).is_err());
    }
}
