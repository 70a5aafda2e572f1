use super::ActionReport;
use super::words::{bet_code, effect_code, unread_code};
use crate::actions::{Action, HitRate, Interrupted, Realised, Unread};
use crate::report::wire::exact;
use crate::signals::Verdict;
use crate::units::Interval;
use serde_json::{Value, json};

/// The report for machines, exact.
pub fn json(report: &ActionReport<'_>) -> String {
    let used = report.use_of_input;
    let document = json!({
        "schema_version": 1,
        "engine_version": env!("CARGO_PKG_VERSION"),
        "as_of": report.as_of.to_string(),
        "actions": report.register.actions.iter().enumerate().map(|(at, action)| {
            let effect = report.effects.and_then(|(effects, _)| effects.get(at));
            self::action(report, action, effect)
        }).collect::<Vec<Value>>(),
        "use_of_input": {
            "n_accepted": used.n_accepted,
            "n_used": used.n_used,
            "unused": used.unused.iter().map(|one| json!({
                "topic": one.topic.as_str(),
                "since": one.since.to_string(),
                "age_days": one.age_days,
            })).collect::<Vec<Value>>(),
        },
        "hit_rate": report.effects.map(|(_, rate)| hits(rate)),
    });
    let mut text = format!("{document:#}");
    text.push('\n');
    text
}

fn action(report: &ActionReport<'_>, action: &Action, effect: Option<&Realised>) -> Value {
    json!({
        "id": action.id,
        "topic": action.topic.as_str(),
        "owner": action.owner,
        "what": action.what,
        "decided_on": action.decided_on.to_string(),
        "due_on": action.due_on.to_string(),
        "is_overdue": action.is_overdue(report.as_of),
        "model": action.model.as_str(),
        "status": action.status().as_str(),
        "changes": action.changes.iter().map(|change| json!({
            "status": change.status.as_str(),
            "on": change.on.to_string(),
        })).collect::<Vec<Value>>(),
        "evidence": action.evidence.as_ref().map(|evidence| json!({
            "period": evidence.period,
            "filter": evidence.filter,
            "taxonomy_sha256": evidence.taxonomy,
            "verdict": match evidence.verdict {
                Verdict::Gain => "gain",
                Verdict::CannotTell => "cannot_tell",
                Verdict::Contrary => "contrary",
            },
            "n_mentions": evidence.n_mentions,
            "n_negative_scored": evidence.n_negative_scored,
            "share_negative": exact(evidence.share_negative),
            "gain_points": interval(&evidence.gain),
            "fraction_removed": exact(evidence.fraction_removed),
            "documents": evidence.documents.iter().map(ToString::to_string).collect::<Vec<String>>(),
        })),
        "override_reason": action.override_reason,
        "effect": effect.map(realised),
    })
}

fn realised(effect: &Realised) -> Value {
    match &effect.reading {
        Err(why) => json!({
            "unread": unread_code(why),
            "n_weeks_before": if let Unread::TooShort(short) = why { Some(short.n_before) } else { None },
            "n_weeks_after": if let Unread::TooShort(short) = why { Some(short.n_after) } else { None },
            "verdict": null, "topic_share": null, "compared": null, "outcome_points": null,
            "gain_points": null, "prediction": null,
        }),
        Ok(reading) => json!({
            "unread": null,
            "n_weeks_before": reading.topic.n_before,
            "n_weeks_after": reading.topic.n_after,
            "verdict": effect_code(reading.verdict),
            "topic_share": series(&reading.topic),
            "compared": reading.compared.as_ref().map(interval),
            "outcome_points": reading.outcome.as_ref().map(series),
            "gain_points": reading.gain.as_ref().map(interval),
            "prediction": reading.bet.map(bet_code),
        }),
    }
}

fn series(series: &Interrupted) -> Value {
    json!({
        "before": exact(series.before),
        "after": exact(series.after),
        "expected": exact(series.expected),
        "effect": interval(&series.effect),
        "reduction": series.reduction.as_ref().map(interval),
        "newey_west_error": exact(series.newey_west_error),
        "autocorrelation": exact(series.autocorrelation),
        "degrees_of_freedom": exact(series.degrees_of_freedom),
        "trend": series.trend.as_ref().map(|trend| json!({
            "slope": interval(&trend.slope),
            "level_change": interval(&trend.level_change),
            "slope_change": interval(&trend.slope_change),
            "effect": interval(&trend.effect),
        })),
    })
}

fn hits(rate: &HitRate) -> Value {
    json!({
        "n_kept": rate.n_kept,
        "n_missed": rate.n_missed,
        "n_undecided": rate.n_undecided,
        "n_unjudged": rate.n_unjudged,
        "rate": rate.rate.as_ref().map(interval),
    })
}

pub(super) fn interval(interval: &Interval) -> Value {
    json!({
        "estimate": exact(interval.estimate),
        "low": exact(interval.low),
        "high": exact(interval.high),
        "level": exact(interval.level.get()),
    })
}
