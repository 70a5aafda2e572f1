use super::Error;
use crate::units::Probability;
use statrs::distribution::{ContinuousCDF, FisherSnedecor};

/// The value below which a variable of Fisher's F falls with this probability.
///
/// 0 at probability 0 and infinite at probability 1.
///
/// # Errors
///
/// [`Error::Value`] when a number of degrees of freedom is not positive and finite.
pub fn f_quantile(
    probability: Probability,
    numerator: f64,
    denominator: f64,
) -> Result<f64, Error> {
    let distribution = fisher(numerator, denominator)?;
    let target = probability.get();
    if target <= 0.0 {
        return Ok(0.0);
    }
    if target >= 1.0 {
        return Ok(f64::INFINITY);
    }
    // Bisection on the distribution function: a series for the inverse is good to eight digits only.
    let (mut low, mut high) = (0.0, 1.0);
    while distribution.cdf(high) < target && high < f64::MAX / 2.0 {
        low = high;
        high *= 2.0;
    }
    for _ in 0..1100 {
        let middle = 0.5 * (low + high);
        if middle <= low || middle >= high {
            break;
        }
        if distribution.cdf(middle) < target {
            low = middle;
        } else {
            high = middle;
        }
    }
    Ok(0.5 * (low + high))
}

/// The probability that a variable of Fisher's F is at least this large.
///
/// # Errors
///
/// [`Error::Value`] when a number of degrees of freedom is not positive and finite, or the statistic is
/// NaN.
pub fn f_upper_p(statistic: f64, numerator: f64, denominator: f64) -> Result<Probability, Error> {
    if statistic.is_nan() {
        return Err(Error::Value {
            what: "an F statistic",
            value: statistic,
        });
    }
    let distribution = fisher(numerator, denominator)?;
    Ok(Probability::saturating(distribution.sf(statistic)))
}

fn fisher(numerator: f64, denominator: f64) -> Result<FisherSnedecor, Error> {
    for value in [numerator, denominator] {
        if !(value.is_finite() && value > 0.0) {
            return Err(Error::Value {
                what: "the degrees of freedom",
                value,
            });
        }
    }
    FisherSnedecor::new(numerator, denominator).map_err(|_| Error::Value {
        what: "the degrees of freedom",
        value: numerator,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(probability: f64, numerator: f64, denominator: f64, expected: f64) {
        let p = Probability::new(probability).unwrap();
        let got = f_quantile(p, numerator, denominator).unwrap();
        assert!(
            (got / expected - 1.0).abs() < 1e-10,
            "{got} is not {expected}"
        );
        let tail = f_upper_p(got, numerator, denominator).unwrap().get();
        assert!((tail - (1.0 - probability)).abs() < 1e-11, "{tail}");
    }

    #[test]
    fn quantiles_agree_with_r() {
        // tests/golden/clusters_lmm.R prints qf of these.
        check(0.975, 5.0, 41.0, 2.894_953_750_241_08);
        check(0.025, 5.0, 41.0, 0.162_042_238_329_481);
        check(0.95, 1.0, 1.0, 161.447_638_797_588);
        check(0.975, 200.0, 3.0, 13.929_245_952_430_4);
    }

    #[test]
    fn a_squared_t_is_an_f() {
        let t = crate::stats::t_margin(Probability::saturating(0.9), 7.0).unwrap();
        let tail = f_upper_p(t * t, 1.0, 7.0).unwrap().get();
        assert!((tail - 0.1).abs() < 1e-8);
    }

    #[test]
    fn impossible_degrees_of_freedom_are_refused() {
        assert!(f_quantile(Probability::saturating(0.5), 0.0, 3.0).is_err());
        assert!(f_upper_p(1.0, 2.0, f64::INFINITY).is_err());
        assert!(f_upper_p(f64::NAN, 2.0, 3.0).is_err());
        let quantile = f_quantile(Probability::MAX, 2.0, 3.0).unwrap();
        assert!(quantile.is_infinite());
    }
}
