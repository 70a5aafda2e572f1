#![expect(
    clippy::suboptimal_flops,
    reason = "a fused operation is a library call without the instruction, and the formula reads as printed"
)]

use crate::record::Scale;
use crate::service_levels::experience::Error;
use crate::service_levels::experience::Question;
use crate::stats::{NetShare, quantile, weighted_mean, wilson_interval};
use crate::units::{Interval, Probability, as_f64};

/// Fewer answers than this have no figure, whatever the settings.
pub const FLOOR: usize = 5;

/// One counted answer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Answer {
    /// Position of its response.
    pub response_idx: usize,
    /// The answer on its scale.
    pub value: f64,
    /// Weight of the respondent.
    pub weight: f64,
}

/// A figure with its interval and what it rests on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// The figure: a share from 0 to 1, points from −100 to 100, or units of its scale.
    pub interval: Interval,
    /// Answers.
    pub n: usize,
    /// Answers of equal weight that would know as much, (Σw)²/Σw².
    pub n_effective: f64,
}

impl Estimate {
    /// Whether the answers differ, so that the interval has a width.
    pub fn has_spread(&self) -> bool {
        self.interval.high > self.interval.low
    }
}

/// Minutes lost with what was cut off.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LostTime {
    /// Mean minutes, values above the 99th percentile taken as that percentile.
    pub estimate: Estimate,
    /// The 99th percentile.
    pub cut_min: f64,
    /// The longest time as it was given.
    pub longest_min: f64,
}

/// The share of answers that count as satisfied, with the Wilson interval.
///
/// # Errors
///
/// [`Error::Statistic`] without answers.
pub fn top_box(
    answers: &[Answer],
    question: &Question,
    level: Probability,
) -> Result<Estimate, Error> {
    let satisfied = |answer: &Answer| question.is_satisfied(answer.value) == Some(true);
    let n_effective = effective(answers);
    let interval = wilson_interval(n_effective, share(answers, satisfied), level)?;
    Ok(Estimate {
        interval,
        n: answers.len(),
        n_effective,
    })
}

/// The net promoter score in points, with the adjusted Wald interval. Passives stay in n.
///
/// # Errors
///
/// [`Error::Statistic`] without answers.
pub fn net_promoter(answers: &[Answer], level: Probability) -> Result<Estimate, Error> {
    let n_effective = effective(answers);
    let up = share(answers, |answer| answer.value >= 9.0);
    let down = share(answers, |answer| answer.value <= 6.0);
    let net = NetShare::new(n_effective, up, down)?;
    Ok(Estimate {
        interval: net.interval(level).scaled(100.0),
        n: answers.len(),
        n_effective,
    })
}

/// The mean in the units of the scale, with the interval of Student's t cut off at the ends of the scale.
///
/// # Errors
///
/// [`Error::Statistic`] with fewer than two answers.
pub fn mean(answers: &[Answer], scale: &Scale, level: Probability) -> Result<Estimate, Error> {
    let mean = weighted_mean(answers.iter().map(|answer| (answer.value, answer.weight)))?;
    let interval = mean.interval(level)?;
    Ok(Estimate {
        interval: Interval {
            low: interval.low.max(scale.low()),
            high: interval.high.min(scale.high()),
            ..interval
        },
        n: mean.n,
        n_effective: mean.n_effective,
    })
}

/// The mean of minutes lost, winsorised at the 99th percentile: a few people who write 9999 do not
/// make the figure. Values are minutes, not below zero.
///
/// # Errors
///
/// [`Error::Statistic`] with fewer than two answers.
pub fn lost_time(answers: &[Answer], level: Probability) -> Result<LostTime, Error> {
    let mut sorted: Vec<f64> = answers.iter().map(|answer| answer.value).collect();
    sorted.sort_unstable_by(f64::total_cmp);
    let cut_min = quantile(&sorted, Probability::saturating(0.99)).unwrap_or(f64::NAN);
    let cut = answers
        .iter()
        .map(|answer| (answer.value.min(cut_min), answer.weight));
    let mean = weighted_mean(cut)?;
    let interval = mean.interval(level)?;
    Ok(LostTime {
        estimate: Estimate {
            interval: Interval {
                low: interval.low.max(0.0),
                ..interval
            },
            n: mean.n,
            n_effective: mean.n_effective,
        },
        cut_min,
        longest_min: sorted.last().copied().unwrap_or(f64::NAN),
    })
}

/// Kish's effective number; the plain number with equal weights, 0 without answers.
pub(super) fn effective(answers: &[Answer]) -> f64 {
    let weights = answers.iter().map(|answer| answer.weight);
    let (sum, squares) = weights.fold((0.0, 0.0), |(sum, squares), w| (sum + w, squares + w * w));
    if answers.is_empty() {
        return 0.0;
    }
    // Equal weights give the plain number to the last bit.
    let n = as_f64(answers.len());
    let effective: f64 = sum * sum / squares;
    if (effective - n).abs() < 1e-9 * n {
        n
    } else {
        effective
    }
}

/// Weighted share of the answers that hold.
pub(super) fn share(answers: &[Answer], holds: impl Fn(&Answer) -> bool) -> f64 {
    let total: f64 = answers.iter().map(|answer| answer.weight).sum();
    let held: f64 = answers
        .iter()
        .filter(|answer| holds(answer))
        .map(|answer| answer.weight)
        .sum();
    if total > 0.0 {
        (held / total).min(1.0)
    } else {
        f64::NAN
    }
}
