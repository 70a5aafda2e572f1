use super::Probability;

/// An estimate with its interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// Lower bound.
    pub low: f64,
    /// The point estimate; usually, but not always, inside the bounds.
    pub estimate: f64,
    /// Upper bound.
    pub high: f64,
    /// Nominal coverage, for example 0.95.
    pub level: Probability,
}

/// The bounds are not numbers or stand in the wrong order.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[error("no interval can run from {low} to {high} around {estimate}")]
pub struct InvalidInterval {
    /// Lower bound offered.
    pub low: f64,
    /// Estimate offered.
    pub estimate: f64,
    /// Upper bound offered.
    pub high: f64,
}

impl Interval {
    /// Checks that the bounds are finite and ordered.
    ///
    /// # Errors
    ///
    /// [`InvalidInterval`] when a value is not finite or `low > high`.
    pub fn new(
        low: f64,
        estimate: f64,
        high: f64,
        level: Probability,
    ) -> Result<Self, InvalidInterval> {
        if low.is_finite() && estimate.is_finite() && high.is_finite() && low <= high {
            Ok(Self {
                low,
                estimate,
                high,
                level,
            })
        } else {
            Err(InvalidInterval {
                low,
                estimate,
                high,
            })
        }
    }

    /// Whether `value` lies inside the bounds, bounds included.
    pub fn contains(&self, value: f64) -> bool {
        self.low <= value && value <= self.high
    }

    /// The interval of `factor` times the quantity; a negative factor swaps the bounds.
    #[must_use]
    pub fn scaled(&self, factor: f64) -> Self {
        let (a, b) = (self.low * factor, self.high * factor);
        Self {
            low: a.min(b),
            estimate: self.estimate * factor,
            high: a.max(b),
            level: self.level,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_negative_factor_swaps_the_bounds() {
        let interval = Interval::new(1.0, 2.0, 4.0, Probability::MAX).unwrap();
        let flipped = interval.scaled(-0.5);
        assert!(flipped.low < flipped.high);
        assert!(flipped.contains(-2.0) && flipped.contains(-0.5));
        assert!(!flipped.contains(0.0));
    }

    #[test]
    fn an_interval_without_order_is_refused() {
        assert!(Interval::new(2.0, 1.0, 0.0, Probability::MAX).is_err());
        assert!(Interval::new(f64::NAN, 1.0, 2.0, Probability::MAX).is_err());
    }
}
