use super::Error;
use super::quantile::t_margin;
use crate::units::{Interval, Probability};

/// A weighted mean with its doubt.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct WeightedMean {
    /// The mean.
    pub mean: f64,
    /// Standard error of the mean.
    pub standard_error: f64,
    /// Number of values.
    pub n: usize,
    /// Effective number, (Σw)²/Σw² (Kish 1965, §11.7).
    pub n_effective: f64,
    /// Sum of the weights.
    pub weight: f64,
}

impl WeightedMean {
    /// The interval of Student's t with one degree of freedom less than the effective number.
    ///
    /// # Errors
    ///
    /// [`Error::Value`] when the effective number is not above one.
    pub fn interval(&self, level: Probability) -> Result<Interval, Error> {
        let margin = t_margin(level, self.n_effective - 1.0)? * self.standard_error;
        Ok(Interval {
            low: self.mean - margin,
            estimate: self.mean,
            high: self.mean + margin,
            level,
        })
    }
}

/// The mean of (value, weight) pairs, in one pass.
///
/// The variance is Σw(x − mean)²/Σw times n′/(n′ − 1) with n′ the effective number, and the standard
/// error the root of that over n′; with equal weights both are the usual ones. With a single value (or one that carries
/// all weight) the standard error is NaN-free but unknown, which is an error.
///
/// # Errors
///
/// [`Error::Value`] for a value that is not finite, a weight that is not positive and finite, or
/// fewer than two values.
///
/// # References
///
/// West (1979), *Communications of the ACM* 22, p. 532, for the update.
pub fn weighted_mean(pairs: impl IntoIterator<Item = (f64, f64)>) -> Result<WeightedMean, Error> {
    let (mut n, mut weight, mut squares, mut mean, mut scatter) = (0, 0.0, 0.0, 0.0, 0.0);
    for (value, w) in pairs {
        if !value.is_finite() {
            return Err(Error::Value {
                what: "a value to average",
                value,
            });
        }
        if !(w.is_finite() && w > 0.0) {
            return Err(Error::Value {
                what: "a weight",
                value: w,
            });
        }
        n += 1;
        weight += w;
        squares += w * w;
        let delta = value - mean;
        mean += delta * w / weight;
        scatter += w * delta * (value - mean);
    }
    let n_effective = weight * weight / squares;
    if n < 2 {
        return Err(Error::Value {
            what: "the number of values to average",
            value: crate::units::as_f64(n),
        });
    }
    Ok(WeightedMean {
        mean,
        standard_error: (scatter / weight / (n_effective - 1.0)).sqrt(),
        n,
        n_effective,
        weight,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_weights_give_the_usual_mean_and_error() {
        // t.test(c(2, 4, 4, 7)) in R: mean 4.25, 95 percent interval 0.91214 to 7.58786.
        let mean = weighted_mean([2.0, 4.0, 4.0, 7.0].map(|x| (x, 3.0))).unwrap();
        let interval = mean.interval(Probability::new(0.95).unwrap()).unwrap();
        assert!((mean.mean - 4.25).abs() < 1e-14);
        assert!((mean.n_effective - 4.0).abs() < 1e-12);
        let s = ((5.0625 + 0.0625 + 0.0625 + 7.5625) / 3.0f64).sqrt();
        assert!((mean.standard_error - s / 2.0).abs() < 1e-14);
        let margin = 3.182_446_305_284_263 * s / 2.0;
        assert!((interval.high - 4.25 - margin).abs() < 1e-8);
    }

    #[test]
    fn weights_pull_the_mean_and_cost_effective_size() {
        let mean = weighted_mean([(1.0, 1.0), (5.0, 3.0)]).unwrap();
        assert!((mean.mean - 4.0).abs() < 1e-15);
        assert!((mean.n_effective - 1.6).abs() < 1e-15);
    }

    #[test]
    fn a_large_offset_costs_no_digits() {
        let mean = weighted_mean([1e9 + 4.0, 1e9 + 7.0, 1e9 + 13.0, 1e9 + 16.0].map(|x| (x, 1.0)))
            .unwrap();
        assert!((mean.standard_error - (30.0f64 / 4.0).sqrt()).abs() < 1e-9);
    }

    #[test]
    fn bad_values_and_weights_are_refused() {
        assert!(weighted_mean([(1.0, 1.0)]).is_err());
        assert!(weighted_mean([(1.0, 0.0), (2.0, 1.0)]).is_err());
        assert!(weighted_mean([(f64::INFINITY, 1.0), (2.0, 1.0)]).is_err());
    }
}
