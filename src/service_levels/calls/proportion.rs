use crate::stats::wilson_interval;
use crate::units::{Interval, Probability, as_f64};

/// A share with what it is a share of.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Proportion {
    /// Those that count.
    pub numerator: usize,
    /// Those that could.
    pub denominator: usize,
    /// The share with its Wilson interval; `None` when nothing could count, which is neither 0 nor 1.
    pub interval: Option<Interval>,
}

impl Proportion {
    /// `numerator` out of `denominator`.
    pub fn new(numerator: usize, denominator: usize, level: Probability) -> Self {
        let share = as_f64(numerator) / as_f64(denominator);
        Self {
            numerator,
            denominator,
            // Refuses a denominator of zero, and a part that exceeds its whole.
            interval: wilson_interval(as_f64(denominator), share, level).ok(),
        }
    }

    /// The share; `None` when nothing could count.
    pub fn share(&self) -> Option<f64> {
        Some(self.interval?.estimate)
    }
}
