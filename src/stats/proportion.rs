#![expect(
    clippy::suboptimal_flops,
    reason = "a fused operation is a library call without the instruction, and the formula reads as printed"
)]

use super::Error;
use super::quantile::normal_margin;
use crate::units::{Interval, Probability};

/// A sample in which each unit counts up, down or not at all: shares and their effective size.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NetShare {
    /// Effective number of units, (Σw)²/Σw²; the plain number without weights.
    n_effective: f64,
    up: f64,
    down: f64,
}

/// The difference of two independent net shares with its test.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NetShareDifference {
    /// Second minus first, with the Wald interval.
    pub difference: Interval,
    /// The difference in standard errors.
    pub z: f64,
}

impl NetShare {
    /// Checks the shares of units that count up and down.
    ///
    /// # Errors
    ///
    /// [`Error::Value`] when the size is not positive and finite, a share is not in [0, 1] or
    /// the shares exceed 1 together.
    pub fn new(n_effective: f64, up: f64, down: f64) -> Result<Self, Error> {
        check_size(n_effective)?;
        for share in [up, down] {
            check_share(share)?;
        }
        // Weighted shares may pass 1 by rounding.
        if up + down > 1.0 + 1e-9 {
            return Err(Error::Value {
                what: "the sum of two shares",
                value: up + down,
            });
        }
        Ok(Self {
            n_effective,
            up,
            down,
        })
    }

    /// Share up minus share down, −1 to 1.
    pub fn net(&self) -> f64 {
        self.up - self.down
    }

    /// The net share with its adjusted Wald interval, clipped to [−1, 1].
    ///
    /// Three quarters of a unit are added up and down and three units in all; only the interval
    /// uses them, the estimate is the plain difference. Unlike the plain Wald interval it has a
    /// width when all units agree.
    ///
    /// # References
    ///
    /// Rocks (2016), arXiv 1601.07235. Weights enter through the effective size.
    pub fn interval(&self, level: Probability) -> Interval {
        let n = self.n_effective + 3.0;
        let up = (self.n_effective * self.up + 0.75) / n;
        let down = (self.n_effective * self.down + 0.75) / n;
        let centre = up - down;
        let margin = normal_margin(level) * ((up + down - centre * centre) / n).max(0.0).sqrt();
        Interval {
            low: (centre - margin).max(-1.0),
            estimate: self.net(),
            high: (centre + margin).min(1.0),
            level,
        }
    }

    /// How much a later, independent sample lies above this one.
    ///
    /// # Errors
    ///
    /// [`Error::Value`] when neither sample varies, so that no standard error exists.
    pub fn difference(
        &self,
        later: &Self,
        level: Probability,
    ) -> Result<NetShareDifference, Error> {
        let standard_error = (self.variance() + later.variance()).sqrt();
        let difference = later.net() - self.net();
        if standard_error <= 0.0 {
            return Err(Error::Value {
                what: "the standard error of a difference",
                value: standard_error,
            });
        }
        let margin = normal_margin(level) * standard_error;
        Ok(NetShareDifference {
            difference: Interval {
                low: difference - margin,
                estimate: difference,
                high: difference + margin,
                level,
            },
            z: difference / standard_error,
        })
    }

    fn variance(&self) -> f64 {
        ((self.up + self.down - self.net() * self.net()) / self.n_effective).max(0.0)
    }
}

/// The score interval of a share.
///
/// # Errors
///
/// [`Error::Value`] when the size is not positive and finite or the share is not in [0, 1].
///
/// # References
///
/// Wilson (1927); Brown, Cai & `DasGupta` (2001), equation 4. For weighted shares pass the
/// effective size.
pub fn wilson_interval(
    n_effective: f64,
    share: f64,
    level: Probability,
) -> Result<Interval, Error> {
    check_size(n_effective)?;
    check_share(share)?;
    let z2 = normal_margin(level).powi(2);
    let n = n_effective;
    let centre = (share + z2 / (2.0 * n)) / (1.0 + z2 / n);
    let margin = (z2 * (share * (1.0 - share) / n + z2 / (4.0 * n * n))).sqrt() / (1.0 + z2 / n);
    // At none and at all of them the bound is exact, which floating point misses by its last digit.
    Ok(Interval {
        low: if share > 0.0 {
            (centre - margin).max(0.0)
        } else {
            0.0
        },
        estimate: share,
        high: if share < 1.0 {
            (centre + margin).min(1.0)
        } else {
            1.0
        },
        level,
    })
}

fn check_size(n_effective: f64) -> Result<(), Error> {
    if n_effective.is_finite() && n_effective > 0.0 {
        Ok(())
    } else {
        Err(Error::Value {
            what: "the effective sample size",
            value: n_effective,
        })
    }
}

fn check_share(share: f64) -> Result<(), Error> {
    if (0.0..=1.0).contains(&share) {
        Ok(())
    } else {
        Err(Error::Value {
            what: "a share",
            value: share,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn level() -> Probability {
        Probability::new(0.95).unwrap()
    }

    /// Figures of the adjusted Wald interval (Rocks 2016), in points; checked to half their last digit.
    #[test]
    fn the_net_share_has_the_adjusted_wald_interval() {
        let check = |n: f64, up: f64, down: f64, centre: f64, low: f64, high: f64, digits: f64| {
            let share = NetShare::new(n, up / n, down / n).unwrap();
            let interval = share.interval(level());
            let half = 0.5 * 10f64.powf(-digits);
            assert!((100.0 * interval.low - low).abs() <= half, "{interval:?}");
            assert!((100.0 * interval.high - high).abs() <= half, "{interval:?}");
            assert!((interval.estimate - (up - down) / n).abs() < 1e-15);
            if high < 100.0 {
                let middle = 50.0 * (interval.low + interval.high);
                assert!((middle - centre).abs() <= half);
            }
        };
        check(50.0, 25.0, 10.0, 28.30189, 7.29949, 49.30428, 5.0);
        check(10.0, 10.0, 0.0, 76.9231, 47.5036, 100.0, 4.0);
    }

    #[test]
    fn a_difference_of_net_shares_has_its_z() {
        let first = NetShare::new(400.0, 0.5, 0.2).unwrap();
        let later = NetShare::new(500.0, 0.42, 0.28).unwrap();
        let result = first.difference(&later, level()).unwrap();
        assert!((result.difference.estimate + 0.16).abs() < 1e-15);
        assert!((result.z.abs() - 2.978_426_37).abs() <= 5e-9);
        let certain = NetShare::new(5.0, 1.0, 0.0).unwrap();
        assert!(certain.difference(&certain, level()).is_err());
    }

    #[test]
    fn the_wilson_interval_agrees_with_r() {
        // prop.test(8, 10, correct = FALSE)$conf.int in R: 0.4901625, 0.9433178.
        let interval = wilson_interval(10.0, 0.8, level()).unwrap();
        assert!((interval.low - 0.490_162_5).abs() <= 5e-8);
        assert!((interval.high - 0.943_317_8).abs() <= 5e-8);
        let none = wilson_interval(10.0, 0.0, level()).unwrap();
        assert!(none.low.abs() < 1e-12 && none.high > 0.2);
    }

    #[test]
    fn impossible_shares_are_refused() {
        assert!(NetShare::new(10.0, 0.7, 0.4).is_err());
        assert!(NetShare::new(0.0, 0.5, 0.4).is_err());
        assert!(NetShare::new(10.0, f64::NAN, 0.4).is_err());
        assert!(wilson_interval(10.0, 1.1, level()).is_err());
    }
}
