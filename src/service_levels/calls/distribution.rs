use crate::stats::quantile;
use crate::units::{Probability, as_f64};
use jiff::SignedDuration;

/// How durations spread, in seconds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Distribution {
    /// Durations.
    pub n: usize,
    /// Mean.
    pub mean_s: f64,
    /// Median.
    pub p50_s: f64,
    /// Nine in ten are at most this.
    pub p90_s: f64,
    /// Nineteen in twenty are at most this.
    pub p95_s: f64,
    /// Longest.
    pub max_s: f64,
}

impl Distribution {
    /// `None` without durations.
    ///
    /// The sum is exact, so the order of the durations makes no difference.
    ///
    /// # References
    ///
    /// Hyndman & Fan (1996), definition 7, for quantiles between two values.
    pub fn of(durations: impl IntoIterator<Item = SignedDuration>) -> Option<Self> {
        let mut sorted: Vec<SignedDuration> = durations.into_iter().collect();
        sorted.sort_unstable();
        let total = sorted
            .iter()
            .fold(SignedDuration::ZERO, |sum, one| sum.saturating_add(*one));
        let seconds: Vec<f64> = sorted.iter().map(SignedDuration::as_secs_f64).collect();
        let at = |p| quantile(&seconds, Probability::saturating(p));
        Some(Self {
            n: seconds.len(),
            mean_s: total.as_secs_f64() / as_f64(seconds.len()),
            p50_s: at(0.5)?,
            p90_s: at(0.9)?,
            p95_s: at(0.95)?,
            max_s: *seconds.last()?,
        })
    }
}
