use super::estimate::{Answer, Estimate};
use super::measurement::Value;
use crate::record::Best;
use crate::service_levels::experience::{Measure, Question, Target};
use crate::units::Interval;
use std::collections::BTreeMap;

/// The figure from 0, worst, to 100, best; `None` where the scale has no ends and the target names none.
pub(super) fn to_hundred(
    target: &Target,
    question: Option<&Question>,
    measure: Measure,
    estimate: &Estimate,
) -> Option<Interval> {
    let (worst, best) = ends(target, question, measure)?;
    let part = |value: f64| (100.0 * (value - worst) / (best - worst)).clamp(0.0, 100.0);
    let of = &estimate.interval;
    let (low, high) = (part(of.low), part(of.high));
    Some(Interval {
        low: low.min(high),
        estimate: part(of.estimate),
        high: low.max(high),
        level: of.level,
    })
}

/// Worst and best value of a figure.
fn ends(target: &Target, question: Option<&Question>, measure: Measure) -> Option<(f64, f64)> {
    if let Some((worst, best)) = target.scale {
        let is_scale = worst.is_finite() && best.is_finite() && (worst - best).abs() > 0.0;
        return is_scale.then_some((worst, best));
    }
    match measure {
        Measure::TopBox => Some((0.0, 1.0)),
        Measure::Net | Measure::Sentiment => Some((-100.0, 100.0)),
        Measure::LostTime => None,
        Measure::Mean => question.map(|question| {
            let (low, high) = (question.scale.low(), question.scale.high());
            match question.scale.best() {
                Best::High => (low, high),
                Best::Low => (high, low),
            }
        }),
    }
}

/// How far each response pulls a figure towards its better end.
///
/// A corrected sentiment index is no mean of answers, so nothing is known of it here.
pub(super) fn pull(
    question: Option<&Question>,
    measure: Measure,
    answers: &[Answer],
    value: &Value,
) -> BTreeMap<usize, f64> {
    let goodness = |answer: &Answer| -> f64 {
        match (measure, question) {
            (Measure::TopBox, Some(question)) => {
                f64::from(u8::from(question.is_satisfied(answer.value) == Some(true)))
            }
            (Measure::Net | Measure::Mean, Some(question)) => {
                question.scale.outcome_points(answer.value)
            }
            (_, _) => match value {
                Value::Minutes(minutes) => -answer.value.min(minutes.cut_min),
                _ => 0.0,
            },
        }
    };
    if measure == Measure::Sentiment {
        return BTreeMap::new();
    }
    let total: f64 = answers.iter().map(|answer| answer.weight).sum();
    let mean: f64 = answers
        .iter()
        .map(|one| one.weight * goodness(one))
        .sum::<f64>()
        / total;
    answers
        .iter()
        .map(|one| {
            (
                one.response_idx,
                one.weight * (goodness(one) - mean) / total,
            )
        })
        .collect()
}
