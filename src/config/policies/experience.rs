use super::target::read_percent;
use super::words::read_length;
use crate::config::problem::Problems;
use crate::config::section::Section;
use crate::record::Best;
use crate::service_levels::experience::Part;
use crate::service_levels::policies::{
    AnswerScale, Indicator, Period, QueueScope, ServiceLevelTarget, Unit, XlaTarget,
};
use crate::units::Probability;
use std::sync::Arc;

/// Reads one `[[policy.target]]` of an experience level agreement.
pub(super) fn read_experience_target(
    section: &mut Section<'_, '_>,
    period: Option<Period>,
    problems: &mut Problems<'_>,
) -> Option<XlaTarget> {
    let choices = Indicator::ALL.map(|one| (one.as_str(), one));
    if !section.has("indicator") {
        let names: Vec<&str> = choices.iter().map(|(name, _)| *name).collect();
        problems.note_with_hint(
            section.at(),
            section.key("indicator"),
            "missing: what is measured?",
            Some(format!("use one of: {}", names.join(", "))),
        );
    }
    let indicator = section.choice("indicator", &choices, problems);
    let part = section
        .choice(
            "part",
            &[("outcome", Part::Outcome), ("experience", Part::Experience)],
            problems,
        )
        .unwrap_or(Part::Experience);
    let weight = read_weight(section, problems);
    let scale = read_scale(section, problems);
    let satisfied_from = section.number("satisfied_from", problems).or_else(|| {
        let usual = usual_box(scale?)?;
        (indicator == Some(Indicator::Csat)).then_some(usual)
    });
    let negative_from = section.number("negative_from", problems);
    let min_n = read_min_n(section, problems);
    let touchpoint = section.text("touchpoint", problems).map(Arc::from);
    let period = read_period(section, problems).or(period);
    let target = read_goal(section, indicator, satisfied_from, problems);
    Some(XlaTarget {
        indicator: indicator?,
        part,
        weight,
        scale,
        target: target?,
        satisfied_from,
        negative_from,
        min_n,
        period,
        touchpoint,
    })
}

/// The two best answers of the usual scales. Of a school mark the box must be declared.
fn usual_box(scale: AnswerScale) -> Option<f64> {
    let is = |low: f64, high: f64| {
        (scale.low - low).abs() < f64::EPSILON && (scale.high - high).abs() < f64::EPSILON
    };
    match scale.best {
        Best::High if is(1.0, 5.0) => Some(4.0),
        Best::High if is(1.0, 7.0) => Some(6.0),
        _ => None,
    }
}

fn read_goal(
    section: &mut Section<'_, '_>,
    indicator: Option<Indicator>,
    satisfied_from: Option<f64>,
    problems: &mut Problems<'_>,
) -> Option<f64> {
    if !section.has("target") {
        problems.note(
            section.at(),
            section.key("target"),
            "missing: there are no default targets",
        );
    }
    if indicator?.unit(satisfied_from) == Unit::Share {
        return read_percent(section, "target", problems).map(Probability::get);
    }
    section.number("target", problems)
}

fn read_weight(section: &mut Section<'_, '_>, problems: &mut Problems<'_>) -> Option<f64> {
    let at = section.at_key("weight");
    let weight = section.number("weight", problems)?;
    if weight > 0.0 && weight.is_finite() {
        return Some(weight);
    }
    problems.note(at, section.key("weight"), "expected a number above 0");
    None
}

fn read_scale(section: &mut Section<'_, '_>, problems: &mut Problems<'_>) -> Option<AnswerScale> {
    let mut scale = section.section("scale", problems)?;
    let low = scale.number("low", problems);
    let high = scale.number("high", problems);
    let best = scale.choice(
        "best",
        &[("low", Best::Low), ("high", Best::High)],
        problems,
    );
    let read = match (low, high, best) {
        (Some(low), Some(high), Some(best)) if low < high => Some(AnswerScale { low, high, best }),
        _ => {
            problems.note_with_hint(
                scale.at(),
                scale.key("best"),
                "a scale needs low, high above it, and which end is good",
                Some("write `scale = { low = 1, high = 5, best = \"high\" }`".to_owned()),
            );
            None
        }
    };
    scale.finish(problems);
    read
}

fn read_min_n(section: &mut Section<'_, '_>, problems: &mut Problems<'_>) -> Option<usize> {
    let at = section.at_key("min_n");
    let n = section.count("min_n", problems)?;
    let n = usize::try_from(n).unwrap_or(usize::MAX);
    if n < XlaTarget::FLOOR_N {
        problems.note(
            at,
            section.key("min_n"),
            format!(
                "expected at least {}: fewer answers point at persons",
                XlaTarget::FLOOR_N
            ),
        );
        return None;
    }
    Some(n)
}

/// Reads `period`.
pub(super) fn read_period(
    section: &mut Section<'_, '_>,
    problems: &mut Problems<'_>,
) -> Option<Period> {
    section.choice(
        "period",
        &Period::ALL.map(|period| (period.as_str(), period)),
        problems,
    )
}

/// Reads one `[[service_level]]`.
pub(super) fn read_service_level(
    section: &mut Section<'_, '_>,
    problems: &mut Problems<'_>,
) -> Option<ServiceLevelTarget> {
    let id = section.required_text("service_level_id", "\"phone\"", problems);
    let scope = read_scope(section, problems);
    let has_threshold = section.has("threshold") || section.has("threshold_s");
    let threshold = read_length(section, "threshold", "threshold_s", problems);
    let has_share = section.has("pct");
    let share = read_percent(section, "pct", problems);
    for (key, is_there, example) in [
        ("threshold_s", has_threshold, "30"),
        ("pct", has_share, "95"),
    ] {
        if !is_there {
            problems.note_with_hint(
                section.at(),
                section.key(key),
                "missing: there are no default targets",
                Some(format!("add `{key} = {example}`")),
            );
        }
    }
    let formula = section
        .choice(
            "formula",
            &ServiceLevelTarget::FORMULAS.map(|name| (name, name)),
            problems,
        )
        .unwrap_or(ServiceLevelTarget::DEFAULT_FORMULA);
    let short_abandon = read_length(section, "short_abandon", "short_abandon_s", problems)
        .unwrap_or(ServiceLevelTarget::DEFAULT_SHORT_ABANDON);
    let max_queue_length = section
        .count("max_queue_len", problems)
        .map(|n| usize::try_from(n).unwrap_or(usize::MAX));
    if threshold.is_some_and(|threshold| short_abandon >= threshold) {
        problems.note(
            section.at_key("short_abandon_s"),
            section.key("short_abandon_s"),
            "hanging up at once must be shorter than the threshold",
        );
    }
    Some(ServiceLevelTarget {
        counts_flow_outs: section.flag("include_flow_outs", problems).unwrap_or(false),
        threshold_inclusive: section
            .flag("threshold_inclusive", problems)
            .unwrap_or(true),
        max_wait: read_length(section, "max_wait", "max_wait_s", problems),
        max_queue_length,
        period: read_period(section, problems),
        owner: section.text("owner", problems),
        id: id?.into(),
        scope: scope?,
        threshold: threshold?,
        share: share?,
        formula: formula.into(),
        short_abandon,
    })
}

fn read_scope(section: &mut Section<'_, '_>, problems: &mut Problems<'_>) -> Option<QueueScope> {
    let queue = section.text("queue", problems);
    let channel = section.text("channel", problems);
    match (queue, channel) {
        (Some(queue), None) => Some(QueueScope::Queue(queue.into())),
        (None, Some(channel)) => Some(QueueScope::Channel(channel.into())),
        _ => {
            problems.note_with_hint(
                section.at(),
                section.key("queue"),
                "expected either queue or channel: whose waiting is counted?",
                Some("add `queue = \"support\"`".to_owned()),
            );
            None
        }
    }
}
