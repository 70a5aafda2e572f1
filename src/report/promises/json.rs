use crate::disclosure::Reason;
use crate::findings::{
    ExperienceFindings, QueueFindings, ReportInstant, ServiceLevelFindings, WatermelonTopic,
    XlaLevel,
};
use crate::report::experience::{
    answers_json, cell_value, direction_code, figure_value, quadrants_value,
};
use crate::report::service_levels;
use crate::report::wire::exact;
use crate::service_levels::attainment::{ReviewReason, ReviewRow, SlowRow};
use crate::service_levels::calls::Attained;
use crate::service_levels::experience::FLOOR;
use crate::service_levels::policies::QueueScope;
use crate::service_levels::watermelon::Settings;
use crate::units::Probability;
use serde_json::{Map, Value, json};
use std::sync::Arc;

/// The member `service_levels` of `signals.json`.
pub(in crate::report) fn value(findings: &ServiceLevelFindings) -> Value {
    let events = &findings.events;
    json!({
        "as_of": findings.levels.as_of.to_string(),
        "as_of_is": match findings.instant {
            ReportInstant::Asked => "asked",
            ReportInstant::LastEvent => "last_event",
        },
        "events": {
            "n": events.n_events,
            "n_placeless": events.n_placeless,
            "n_out_of_time": events.n_out_of_time,
            "unusable": events.unusable,
        },
        "clocks": service_levels::value(&findings.levels),
        "queues": findings.queues.as_ref().map(queues),
        "xla": findings.xla.iter().map(xla).collect::<Vec<_>>(),
        "xla_not_judged": findings.unjudged_xla.iter().map(|one| json!({
            "policy_id": &*one.policy,
            "indicator": one.indicator.as_str(),
            "reason": one.why.as_str(),
            "field": one.why.field(),
        })).collect::<Vec<_>>(),
        "experience": findings.experience.as_ref().map(experience),
    })
}

fn queues(queues: &QueueFindings) -> Value {
    let rows = queues.rows.iter().map(|row| {
        let goal = &row.goal;
        let (scope, name) = match &goal.scope {
            QueueScope::Queue(queue) => ("queue", queue),
            QueueScope::Channel(channel) => ("channel", channel),
        };
        let mut value = json!({
            "service_level_id": &*goal.id,
            "scope": scope,
            "name": &**name,
            "formula": row.level.formula.as_str(),
            "threshold_s": goal.threshold.0,
            "n_offered": row.n_offered,
            "n_answered": row.n_answered,
            "n_in_time": row.n_in_time,
            "agreed": goal.share.get(),
            "met": row.is_met,
            "longest_wait_s": row.longest_wait.map(|wait| wait.0),
            "agreed_longest_wait_s": goal.max_wait.map(|wait| wait.0),
        });
        let (level, lowest, highest) = match &row.level.attained {
            Attained::Share(share) => (share.interval, None, None),
            Attained::Between {
                lowest, highest, ..
            } => (None, lowest.share(), highest.share()),
            Attained::NotPerAgent => (None, None, None),
        };
        value["service_level"] = level.as_ref().map_or(Value::Null, figure_value);
        value["lowest"] = json!(lowest.and_then(exact));
        value["highest"] = json!(highest.and_then(exact));
        value
    });
    json!({
        "n_rows": queues.n_rows,
        "n_rejected": queues.n_rejected,
        "goals": rows.collect::<Vec<_>>(),
    })
}

fn xla(level: &XlaLevel) -> Value {
    json!({
        "policy_id": &*level.policy,
        "indicator": level.indicator.as_str(),
        "score": level.score,
        "measure": level.measure.as_str(),
        "goal": exact(level.goal),
        "direction": direction_code(level.direction),
        "n": level.estimate.map(|estimate| estimate.n),
        "estimate": level.estimate.as_ref().map(|estimate| figure_value(&estimate.interval)),
        "suppressed": level.hidden.map(Reason::as_str),
        "verdict": level.verdict.as_str(),
    })
}

fn experience(experience: &ExperienceFindings) -> Value {
    let settings = &experience.settings;
    let by: Vec<Arc<str>> = settings.by.iter().skip(1).cloned().collect();
    let whole = Settings {
        by: Vec::new(),
        ..settings.clone()
    };
    json!({
        "outcome": experience.outcome,
        "negative_from": settings.question.negative_from.and_then(exact),
        "target": settings.target.as_ref().map(|target| json!({
            "policy_id": &*target.id,
            "value": exact(target.value),
            "direction": direction_code(target.direction),
        })),
        "level": settings.level.get(),
        "min_n": settings.min_n,
        "tickets": quadrants_value(&experience.tickets),
        "answers": answers_json(&experience.answers),
        "n_shared_answers": experience.n_shared_answers,
        "words": experience.words.as_ref().map(|words| json!({
            "least_negative": settings.least_negative.get(),
            "n_by_words": words.n_by_words,
            "n_right": words.checked.map(|(n_right, _)| n_right),
            "n_checked": words.checked.map(|(_, n)| n),
            "right": words.right.as_ref().map(figure_value),
        })),
        "whole": cell_value(&experience.whole, &whole),
        "cells": experience.cells.iter().map(|cell| cell_value(cell, settings)).collect::<Vec<_>>(),
        "n_unhappy_who_wrote": experience.n_writers.map(|(n, _)| n),
        "n_others_who_wrote": experience.n_writers.map(|(_, n)| n),
        "topics": experience.topics.iter().map(topic).collect::<Vec<_>>(),
        "slow_topics": experience.slow_topics.iter().map(|topic| topic.id.as_str()).collect::<Vec<_>>(),
        "too_many_complaints": experience.complaints.map(Probability::get),
        "review": experience.review.iter().map(|row| review(row, &by)).collect::<Vec<_>>(),
        "slowness": experience.slow.iter().map(slowness).collect::<Vec<_>>(),
    })
}

fn topic(topic: &WatermelonTopic) -> Value {
    let row = &topic.row;
    let side =
        |(n_said, n): (usize, usize)| (n >= FLOOR).then(|| json!({ "n_negative": n_said, "n": n }));
    json!({
        "topic": topic.name.id.as_str(),
        "name_nl": topic.name.nl,
        "name_en": topic.name.en,
        "comes_with": row.comes_with.as_str(),
        "of_unhappy": side(row.of_watermelons),
        "of_others": side(row.of_others),
        "ratio": row.ratio.as_ref().map(figure_value),
        "half_added": row.is_adjusted,
        "p": row.p.map(Probability::get),
    })
}

fn review(row: &ReviewRow, by: &[Arc<str>]) -> Value {
    let group: Map<String, Value> = by
        .iter()
        .zip(&row.group)
        .map(|(name, value)| (name.to_string(), json!(&**value)))
        .collect();
    let reasons = row.reasons.iter().map(|reason| match reason {
        ReviewReason::Complaints => "complaints",
        ReviewReason::ExperienceNotMet => "experience_not_met",
    });
    json!({
        "policy_id": &*row.policy,
        "group": group,
        "verdict": row.standing.as_str(),
        "n_heard": row.n_heard,
        "complaints": row.complaints.as_ref().map(figure_value),
        "reasons": reasons.collect::<Vec<_>>(),
    })
}

fn slowness(row: &SlowRow) -> Value {
    json!({
        "complains": row.is_complaint_of_slowness,
        "in_time": row.is_in_time,
        "n": row.n,
        "median_business_s": row.median_business_s.and_then(exact),
        "median_calendar_s": row.median_calendar_s.and_then(exact),
    })
}
