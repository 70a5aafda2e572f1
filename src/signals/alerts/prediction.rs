#![expect(
    clippy::suboptimal_flops,
    reason = "a fused operation is a library call without the instruction, and the formula reads as printed"
)]

use super::{Baseline, CountKind, Counted};
use crate::stats::{
    self, beta_binomial_upper_p, negative_binomial_upper_p, normal_quantile, t_two_sided_p,
};
use crate::units::{Probability, as_f64};

/// What a baseline lets expect of one or several periods together.
#[derive(Debug, Clone, PartialEq)]
pub struct Prediction {
    /// Respondents of the periods, or periods of a volume.
    pub exposure: usize,
    /// Expected count.
    pub mean: f64,
    /// Variance of a new count around it: chance, dispersion, and that the baseline is an estimate.
    pub variance: f64,
    degrees_of_freedom: f64,
    kind: CountKind,
}

impl Prediction {
    /// The count that `periods` are expected to have, with its doubt; `None` without data in them.
    ///
    /// Chance is the larger of what grows with the mean (dispersion × plain variance) and what grows
    /// with its square (likeness of a day's respondents), wider where neighbouring periods go together.
    /// The doubt of rate and weekdays is added to it, as all periods share it.
    pub(super) fn of(baseline: &Baseline, periods: &[(Counted, Option<usize>)]) -> Option<Self> {
        let (mut exposure, mut mean, mut n_known) = (0, 0.0, 0);
        let (mut plain, mut shared) = (0.0, 0.0);
        let mut by_weekday = [0.0; 7];
        for (counted, weekday) in periods.iter().filter(|(counted, _)| counted.exposure > 0) {
            let expected = baseline.mean(counted.exposure, *weekday);
            let size = as_f64(counted.exposure);
            exposure += counted.exposure;
            mean += expected;
            n_known += 1;
            plain += baseline.plain_variance(size, expected);
            shared += baseline.shared_variance(size, expected);
            if let Some(day) = *weekday {
                by_weekday[day] += expected;
            }
        }
        if n_known == 0 {
            return None;
        }
        let chance = baseline.chance(plain, shared);
        let of_weekdays: f64 = by_weekday
            .iter()
            .zip(&baseline.weekday_variances)
            .map(|(mean, variance)| mean * mean * variance)
            .sum();
        let left = match baseline.kind {
            CountKind::Part => (1.0 - mean / as_f64(exposure)).max(0.0),
            CountKind::Volume => 1.0,
        };
        let estimated = mean * mean * baseline.rate_variance + of_weekdays * left;
        Some(Self {
            exposure,
            mean,
            variance: chance * together(baseline, n_known) + estimated,
            degrees_of_freedom: baseline.degrees_of_freedom,
            kind: baseline.kind,
        })
    }

    /// The probability of at least `count` where nothing changed.
    ///
    /// The exact tail of a beta-binomial (a part of respondents) or negative binomial count (a volume),
    /// its normal score referred to Student's t, because the dispersion is an estimate too.
    ///
    /// # Errors
    ///
    /// [`stats::Error`] where the moments make no distribution.
    pub fn upper_p(&self, count: usize) -> Result<Probability, stats::Error> {
        let tail = match self.kind {
            CountKind::Part => {
                beta_binomial_upper_p(count, self.exposure, self.mean, self.variance)
            }
            CountKind::Volume => negative_binomial_upper_p(count, self.mean, self.variance),
        }?;
        if tail.get() >= 0.5 {
            return Ok(tail);
        }
        let score = -normal_quantile(Probability::saturating(tail.get().max(LEAST_TAIL)));
        let p = t_two_sided_p(score, self.degrees_of_freedom)?;
        Ok(Probability::saturating(p.get() / 2.0))
    }

    /// The largest count that is reached with a probability above `tail`: where expectation ends.
    ///
    /// # Errors
    ///
    /// As [`Prediction::upper_p`].
    pub fn most(&self, tail: Probability) -> Result<usize, stats::Error> {
        let (mut low, mut high) = (0, 1);
        while self.upper_p(high)?.get() > tail.get() {
            (low, high) = (high, high * 2);
        }
        while high - low > 1 {
            let middle = low.midpoint(high);
            if self.upper_p(middle)?.get() > tail.get() {
                low = middle;
            } else {
                high = middle;
            }
        }
        Ok(low)
    }
}

/// Smaller tails are all the same to Student's t.
const LEAST_TAIL: f64 = 1e-300;

/// How many times the variance of independent periods a sum of `n` has: the larger of an autoregression
/// of order one and, beyond single periods, of what the correlations over a week say.
fn together(baseline: &Baseline, n: usize) -> f64 {
    let mut sum = 1.0;
    let mut power = 1.0;
    for lag in 1..n {
        power *= baseline.persistence;
        sum += 2.0 * (1.0 - as_f64(lag) / as_f64(n)) * power;
    }
    if n > 1 {
        sum = sum.max(baseline.week_variance);
    }
    sum
}
