use super::Error;
use crate::units::Probability;
use statrs::distribution::{ChiSquared, ContinuousCDF};

/// The probability that a chi-square variable is at least as large as `statistic`.
///
/// # Errors
///
/// [`Error::Value`] when the degrees of freedom are not positive and finite, or the statistic is NaN
/// or negative.
pub fn chi_square_p(statistic: f64, degrees_of_freedom: f64) -> Result<Probability, Error> {
    let refusal = |what, value| Error::Value { what, value };
    if statistic.is_nan() || statistic < 0.0 {
        return Err(refusal("a chi-square statistic", statistic));
    }
    let what = "the degrees of freedom";
    if !degrees_of_freedom.is_finite() {
        return Err(refusal(what, degrees_of_freedom));
    }
    let distribution =
        ChiSquared::new(degrees_of_freedom).map_err(|_| refusal(what, degrees_of_freedom))?;
    Ok(Probability::saturating(distribution.sf(statistic)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tails_agree_with_r() {
        // pchisq(c(3.841459, 10, 25), c(1, 4, 2), lower.tail = FALSE) in R 4.2.2.
        for (statistic, degrees, expected) in [
            (3.841_459, 1.0, 0.049_999_994_653_195_4),
            (10.0, 4.0, 0.040_427_681_994_512_8),
            (25.0, 2.0, 3.726_653_172_078_67e-6),
        ] {
            let p = chi_square_p(statistic, degrees).unwrap().get();
            assert!((p / expected - 1.0).abs() < 1e-9, "{p} is not {expected}");
        }
    }

    #[test]
    fn what_is_no_statistic_is_refused() {
        assert!(chi_square_p(-1.0, 2.0).is_err());
        assert!(chi_square_p(f64::NAN, 2.0).is_err());
        assert!(chi_square_p(1.0, 0.0).is_err());
        assert!(chi_square_p(1.0, f64::INFINITY).is_err());
    }
}
