use std::cmp::Ordering;

/// A number lies outside the range of its type, or is not a number.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[error("{value} is not a {unit}, expected {low} to {high}")]
pub struct OutOfRange {
    /// What the value was meant to be.
    pub unit: &'static str,
    /// The value that was offered.
    pub value: f64,
    /// Smallest allowed value.
    pub low: f64,
    /// Largest allowed value.
    pub high: f64,
}

macro_rules! bounded {
    ($(#[$doc:meta])* $name:ident, $unit:literal, $low:literal, $high:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq)]
        pub struct $name(f64);

        impl $name {
            /// Smallest value of the range.
            pub const MIN: Self = Self($low);
            /// Largest value of the range.
            pub const MAX: Self = Self($high);

            /// Checks `value` against the range.
            ///
            /// # Errors
            ///
            /// [`OutOfRange`] when `value` lies outside the range or is NaN.
            pub fn new(value: f64) -> Result<Self, OutOfRange> {
                if ($low..=$high).contains(&value) {
                    Ok(Self(value))
                } else {
                    Err(OutOfRange { unit: $unit, value, low: $low, high: $high })
                }
            }

            /// The nearest value of the range; NaN becomes the smallest.
            ///
            /// For results of floating-point work that can leave the range by rounding only.
            #[must_use]
            pub fn saturating(value: f64) -> Self {
                if value.is_nan() { Self($low) } else { Self(value.clamp($low, $high)) }
            }

            /// The bare number.
            pub fn get(self) -> f64 {
                self.0
            }
        }

        impl Eq for $name {}

        impl PartialOrd for $name {
            fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
                Some(self.cmp(other))
            }
        }

        impl Ord for $name {
            fn cmp(&self, other: &Self) -> Ordering {
                self.0.total_cmp(&other.0)
            }
        }
    };
}

bounded! {
    /// A probability or a confidence, 0 to 1.
    Probability, "probability", 0.0, 1.0
}
bounded! {
    /// How negative (-1) or positive (+1) something was said.
    Polarity, "polarity", -1.0, 1.0
}
bounded! {
    /// A part of R², 0 to 1. Percentages exist only in `report`.
    Share, "share", 0.0, 1.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_outside_the_range_or_nan_is_refused() {
        assert!(Probability::new(1.0).is_ok());
        assert!(Probability::new(1.000_001).is_err());
        assert!(Polarity::new(f64::NAN).is_err());
        assert_eq!(Polarity::saturating(-3.0), Polarity::MIN);
    }
}
