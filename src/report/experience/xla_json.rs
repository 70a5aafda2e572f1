use super::by_chance::by_chance_json;
use super::figure::interval_json;
use super::words::caveat_code;
use super::xla::{Survey, n_judged};
use crate::disclosure::Reason;
use crate::report::Language;
use crate::report::wire::exact;
use crate::service_levels::experience::{
    CompositeRow, Direction, Judged, Measure, Outcome, Part, Representation, Respondent,
    ResponseRate, Row, Scope, Stratum, Target, Value as Figure,
};
use serde_json::{Map, Value, json};
use std::sync::Arc;

/// Version of the layout.
const SCHEMA_VERSION: u32 = 1;

/// Experience against its targets for machines: one object, numbers exact, `null` where there is none.
///
/// Shares run from 0 to 1, net scores and sentiment from −100 to 100, means stand in units of their
/// scale. A row with `withheld` true has no figure, and `suppressed` says why; without n, not even the
/// number of answers is told.
pub fn xla_json(survey: &Survey<'_>) -> String {
    let experience = survey.experience;
    let account = &experience.account;
    let object = json!({
        "schema_version": SCHEMA_VERSION,
        "file": survey.file,
        "level": experience.level.get(),
        "min_n": experience.min_n,
        "xla_defined": !experience.targets.is_empty(),
        "responses": {
            "n_read": account.n_read,
            "n_rejected": survey.n_rejected,
            "n_counted": account.n_counted,
            "n_unanswered": account.n_unanswered,
            "n_repeated": account.n_repeated,
            "n_further": account.n_further,
            "n_late": account.n_late,
            "n_before_contact": account.n_before_contact,
            "n_without_contact": account.n_without_contact,
            "n_partial": account.n_partial,
            "n_undated": experience.n_undated,
        },
        "definition": experience.definition.lines,
        "series_broken": experience.broken.iter().map(|id| &**id).collect::<Vec<&str>>(),
        "targets": experience.targets.iter().map(target).collect::<Vec<_>>(),
        "targets_left_out": survey.left_out.iter().map(|one| json!({
            "target": &*one.target,
            "reason": one.why.as_str(),
            "text": one.why.text(Language::En),
        })).collect::<Vec<_>>(),
        "baseline": survey.baseline.map(|baseline| baseline.frozen_on.to_string()),
        "by_chance": by_chance_json(n_judged(experience), experience.level),
        "rows": experience.rows.iter().map(|one| row(one, &experience.by)).collect::<Vec<_>>(),
        "composites": experience.composites.iter()
            .map(|one| composite(one, &experience.by)).collect::<Vec<_>>(),
        "response_rate": survey.response.map(response),
        "representation": survey.representations.iter().map(represented).collect::<Vec<_>>(),
    });
    let mut text = format!("{object:#}");
    text.push('\n');
    text
}

pub(super) fn stratum(stratum: &Stratum, by: &[Arc<str>]) -> Value {
    let mut keys = Map::new();
    for (name, value) in by.iter().zip(&stratum.keys) {
        keys.insert(name.to_string(), json!(&**value));
    }
    json!({
        "respondent_type": stratum.respondent.map(Respondent::as_str),
        "survey_scope": stratum.scope.map(Scope::as_str),
        "period": stratum.period.as_deref(),
        "keys": keys,
    })
}

pub(in crate::report) fn direction(direction: Direction) -> &'static str {
    match direction {
        Direction::AtLeast => "at_least",
        Direction::AtMost => "at_most",
    }
}

fn target(target: &Target) -> Value {
    json!({
        "id": &*target.id,
        "indicator": &*target.indicator,
        "measure": target.measure.map(Measure::as_str),
        "part": target.part.as_str(),
        "weight": target.weight,
        "value": exact(target.value),
        "direction": direction(target.direction),
        "min_n": target.min_n,
        "only": target.only.iter().map(|(key, value)| (key.to_string(), json!(&**value))).collect::<Map<_, _>>(),
    })
}

fn judged(judged: &Judged) -> Value {
    json!({
        "target": &*judged.target,
        "value": exact(judged.value),
        "direction": direction(judged.direction),
        "verdict": judged.verdict.as_str(),
        "impact": judged.impact.map(|impact| json!({
            "volume": impact.volume,
            "value": exact(impact.value),
        })),
    })
}

fn row(row: &Row, by: &[Arc<str>]) -> Value {
    let estimate = row.value.estimate();
    let detail = match &row.value {
        Figure::Minutes(minutes) => json!({
            "cut_min": exact(minutes.cut_min),
            "longest_min": exact(minutes.longest_min),
        }),
        Figure::Tone(index) => json!({
            "as_read": exact(index.as_read),
            "macro_f1": index.macro_f1.and_then(exact),
            "n_checked": index.n_checked,
        }),
        Figure::Shown(_) | Figure::Withheld { .. } => Value::Null,
    };
    let (reason, n) = match row.value {
        Figure::Withheld { reason, n } => (Some(reason.as_str()), n),
        _ => (None, estimate.map(|one| one.n)),
    };
    json!({
        "group": stratum(&row.stratum, by),
        "indicator": &*row.indicator,
        "measure": row.measure.as_str(),
        "scale": row.scale.map(|scale| json!([exact(scale.low()), exact(scale.high())])),
        "withheld": estimate.is_none(),
        "suppressed": reason,
        "figure": estimate.map(|one| interval_json(&one.interval)),
        "n": n,
        "n_effective": estimate.and_then(|one| exact(one.n_effective)),
        "detail": detail,
        "judged": row.judged.iter().map(judged).collect::<Vec<_>>(),
        "change": row.change.map(|change| json!({
            "difference": interval_json(&change.difference),
            "n_before": change.n_before,
        })),
        "caveats": row.caveats.iter().map(|one| caveat_code(*one)).collect::<Vec<_>>(),
    })
}

fn composite(row: &CompositeRow, by: &[Arc<str>]) -> Value {
    let (published, coverage) = match &row.outcome {
        Outcome::Published(made) => (Some(made), made.coverage),
        Outcome::Unpublished { coverage, .. } => (None, *coverage),
    };
    let reason = match &row.outcome {
        Outcome::Published(_) => None,
        Outcome::Unpublished { missing_half, .. } => Some(match missing_half {
            Some(Part::Outcome) => "no_outcome_indicator",
            Some(Part::Experience) => "no_experience_indicator",
            None => "too_little_coverage",
        }),
    };
    json!({
        "group": stratum(&row.stratum, by),
        "published": published.is_some(),
        "reason": reason,
        "figure": published.map(|made| interval_json(&made.score)),
        "outcome": published.and_then(|made| made.outcome.as_ref()).map(interval_json),
        "experience": published.and_then(|made| made.experience.as_ref()).map(interval_json),
        "coverage": exact(coverage),
        "components": row.components.iter().enumerate().map(|(at, id)| json!({
            "target": &**id,
            "weight": published.and_then(|made| made.weights.get(at).copied()).and_then(exact),
        })).collect::<Vec<_>>(),
        "judged": row.judged.iter().map(judged).collect::<Vec<_>>(),
    })
}

fn response(rate: &ResponseRate) -> Value {
    json!({
        "complete": rate.complete.as_ref().map(interval_json),
        "complete_or_partial": rate.complete_or_partial.as_ref().map(interval_json),
        "n_delivered": rate.n_delivered,
        "n_bounced": rate.n_bounced,
        "n_opted_out": rate.n_opted_out,
        "n_held_back": rate.n_held_back,
    })
}

fn represented(one: &Representation) -> Value {
    json!({
        "key": &*one.key,
        "n_invited": one.n_invited,
        "n_responded": one.n_responded,
        "shifts": one.shifts.iter().map(|shift| json!({
            "value": &*shift.value,
            "invited": exact(shift.invited),
            "responded": shift.responded.and_then(exact),
            "suppressed": shift.hidden.map(Reason::as_str),
            "standardised_difference": shift.standardised.and_then(exact),
            "flagged": shift.is_flagged,
        })).collect::<Vec<_>>(),
    })
}
