use super::ReadinessReport;
use super::words::{dimension_code, readiness_code};
use crate::report::Language;
use crate::report::people::missing;
use crate::report::wire::exact;
use crate::service_levels::readiness::{Condition, Finding};
use crate::units::{as_f64, as_u64};
use serde_json::{Map, Value, json};

/// The assessment for machines: shares from 0 to 1, what blocks first.
pub fn readiness_json(report: &ReadinessReport<'_>) -> String {
    let asked = report.questionnaire;
    let document = json!({
        "schema_version": 1,
        "engine_version": env!("CARGO_PKG_VERSION"),
        "project": report.project,
        "as_of": report.as_of.to_string(),
        "overall": readiness_code(report.found.overall),
        "questionnaire": asked.map(|asked| json!({
            "answered_by": asked.answered_by,
            "ready_from": asked.thresholds.ready_from,
            "blocked_up_to": asked.thresholds.blocked_up_to,
            "n_answers": asked.answers.len(),
        })),
        "dimensions": report.found.dimensions.iter().map(|one| json!({
            "dimension": dimension_code(one.dimension),
            "readiness": readiness_code(one.readiness),
            "conditions": one.conditions.iter().map(condition).collect::<Vec<Value>>(),
        })).collect::<Vec<Value>>(),
    });
    format!("{document:#}\n")
}

fn condition(one: &Condition) -> Value {
    let mut members = Map::new();
    members.insert("condition".to_owned(), one.name.into());
    members.insert("readiness".to_owned(), readiness_code(one.readiness).into());
    if let Value::Object(found) = finding(&one.finding) {
        members.extend(found);
    }
    Value::Object(members)
}

fn finding(finding: &Finding) -> Value {
    match finding {
        Finding::Unknown => json!({ "finding": "unknown" }),
        Finding::NotNeeded => json!({ "finding": "not_needed" }),
        Finding::Absent => json!({ "finding": "absent" }),
        Finding::Unusable(why) => json!({ "finding": "unusable", "why": why }),
        Finding::Days(first, last) => json!({
            "finding": "days", "first": first.to_string(), "last": last.to_string(),
        }),
        Finding::Part(share, least) => json!({
            "finding": "share",
            "share": exact(as_f64(share.n) / as_f64(share.of)),
            "n": as_u64(share.n),
            "of": as_u64(share.of),
            "needed": exact(*least),
        }),
        Finding::Sample(interval, n) => json!({
            "finding": "sample",
            "share": exact(interval.estimate),
            "low": exact(interval.low),
            "high": exact(interval.high),
            "level": interval.level.get(),
            "n": as_u64(*n),
        }),
        Finding::Answers(n, needed) => json!({
            "finding": "answers", "n": as_u64(*n), "needed": as_u64(*needed),
        }),
        Finding::NoMargin(n) => json!({ "finding": "no_margin", "n": as_u64(*n) }),
        Finding::Frozen(day) => json!({ "finding": "frozen", "frozen_on": day.to_string() }),
        Finding::Named(name) => json!({ "finding": "named", "name": name }),
        Finding::Governance(lacks) => json!({
            "finding": "governance",
            "missing": lacks.iter().map(|one| missing(one, Language::En)).collect::<Vec<_>>(),
        }),
        Finding::Statement(answer) => json!({ "finding": "answer", "answer": answer }),
    }
}
