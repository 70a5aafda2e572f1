use super::frozen;
use super::intake;
use super::report::SlaReport;
use crate::findings::{ServiceLevels, WorkLine};
use crate::report::wire::exact;
use crate::service_levels::attainment::{AgreedShare, Row};
use crate::units::Interval;
use serde_json::{Map, Value, json};

/// Version of [`json()`]; raised when a field changes its meaning or goes.
const SCHEMA_VERSION: u32 = 1;

/// What came of promises about time, exact: one object.
pub fn json(report: &SlaReport<'_>) -> String {
    let mut value = value(report.levels);
    if let Some(object) = value.as_object_mut() {
        object.insert("intake".to_owned(), intake::value(report.intake));
        let withheld = report.withheld.map(|withheld| {
            json!({
                "n_rows": withheld.n_rows,
                "floor": withheld.floor,
            })
        });
        object.insert("withheld".to_owned(), json!(withheld));
        let frozen = report.frozen.map(frozen::value);
        object.insert("frozen".to_owned(), json!(frozen));
    }
    let mut text = serde_json::to_string_pretty(&value).unwrap_or_default();
    text.push('\n');
    text
}

/// The object of [`json()`].
pub(in crate::report) fn value(levels: &ServiceLevels) -> Value {
    json!({
        "schema_version": SCHEMA_VERSION,
        "as_of": levels.as_of.to_string(),
        "time_zone_database": levels.time_zone_database,
        "cohort": levels.cohort.map(|(by, window)| json!({
            "by": by.as_str(),
            "from": window.start.to_string(),
            "to": window.end.to_string(),
        })),
        "n_tickets": levels.n_tickets,
        "n_clocks": levels.n_clocks,
        "without_promise": levels.without_promise,
        "attainment": levels.attainment.iter().map(|row| attainment(row, &levels.by)).collect::<Vec<_>>(),
        "overrun_by_team": levels.overrun_by_team.iter().map(|(team, overrun)| json!({
            "team": team.as_deref(),
            "n_breaches": overrun.n_breaches,
            "overrun_s": exact(overrun.overrun_s),
        })).collect::<Vec<_>>(),
        "coverage": levels.coverage.as_ref().map(|coverage| json!({
            "n_legs": coverage.n_legs,
            "n_covered": coverage.n_covered,
            "uncovered": coverage.uncovered.iter().map(AsRef::as_ref).collect::<Vec<&str>>(),
        })),
        "n_over": levels.n_over,
        "n_at_risk": levels.n_at_risk,
        "work": levels.work.iter().map(work).collect::<Vec<_>>(),
        "backlog": {
            "n_open": levels.backlog.n_open,
            "n_paused": levels.backlog.n_paused,
            "oldest_s": levels.backlog.oldest.map(|age| age.0),
            "bands": levels.backlog.bands.iter().map(|band| json!({
                "from_s": band.from.0,
                "to_s": band.to.map(|to| to.0),
                "n_open": band.n_open,
                "n_paused": band.n_paused,
            })).collect::<Vec<_>>(),
        },
        "resolution": levels.resolution.map(|resolution| json!({
            "n": resolution.n,
            "n_open": resolution.n_open,
            "median_s": resolution.median.estimate.map(exact),
            "median_low_s": resolution.median.low.map(exact),
            "median_high_s": resolution.median.high.map(exact),
            "median_of_solved_s": resolution.median_of_solved_s.map(exact),
        })),
        "source_verdicts": levels.source.map(|source| json!({
            "n": source.n,
            "n_agree": source.n_agree,
        })),
        "cannot_tell": levels.unseen.iter().map(|(metric, needs)| json!({
            "metric": metric.as_str(),
            "not_shown": needs.iter().map(|need| need.as_str()).collect::<Vec<_>>(),
        })).collect::<Vec<_>>(),
        "never_seen": levels.awaiting.iter().map(|(metric, needs)| json!({
            "metric": metric.as_str(),
            "not_seen": needs.iter().map(|need| need.as_str()).collect::<Vec<_>>(),
        })).collect::<Vec<_>>(),
        "reopenings": {
            "n": levels.reopenings.n,
            "n_read": levels.reopenings.n_read,
            "n_thanks": levels.reopenings.thanked.len(),
            "thanks": levels.reopenings.thanked.iter().map(|(ticket, at)| json!({
                "ticket_id": &**ticket,
                "at": at.to_string(),
            })).collect::<Vec<_>>(),
        },
        "notes": levels.notes.iter().map(|(note, n)| (note.as_str().to_owned(), json!(n))).collect::<Map<_, _>>(),
    })
}

fn attainment(row: &Row, by: &[String]) -> Value {
    let group: Map<String, Value> = by
        .iter()
        .zip(&row.group)
        .map(|(name, value)| (name.clone(), json!(&**value)))
        .collect();
    json!({
        "kind": row.kind.as_str(),
        "policy_id": &*row.policy,
        "policy_version": row.version,
        "metric": row.metric.as_str(),
        "team": row.team.as_deref(),
        "group": group,
        "n_met": row.n_met,
        "n_breached": row.n_breached,
        "n_breached_open": row.n_breached_open,
        "n_breached_on_attach": row.n_breached_on_attach,
        "n_on_track": row.n_on_track,
        "n_at_risk": row.n_at_risk,
        "n_paused": row.n_paused,
        "n_cancelled": row.n_cancelled,
        "n_cannot_tell": row.n_cannot_tell,
        "n_tickets": row.n_tickets,
        "attainment": interval(row.share.as_ref()),
        "agreed": match row.agreed {
            AgreedShare::Share(share) => exact(share.get()),
            AgreedShare::None | AgreedShare::Differs => None,
        },
        "verdict": row.standing.as_str(),
        "internal": row.internal.as_ref().map(|internal| json!({
            "n_met": internal.n_met,
            "n_missed": internal.n_missed,
            "n_open": internal.n_open,
            "attainment": interval(internal.share.as_ref()),
            "verdict": internal.standing.as_str(),
        })),
        "exceeded": interval(row.exceeded.as_ref()),
        "slack_used": row.slack_use.map(|slack| json!({
            "n": slack.n,
            "mean": exact(slack.mean),
            "median": exact(slack.median),
            "p90": exact(slack.p90),
        })),
        "overrun": row.overrun.map(|overrun| json!({
            "n": overrun.n,
            "n_growing": overrun.n_growing,
            "median_s": exact(overrun.median_s),
            "p90_s": exact(overrun.p90_s),
            "longest_s": overrun.longest.0,
            "total_s": overrun.total.0,
        })),
        "customers": {
            "n": row.repeats.n_customers,
            "n_with_breach": row.repeats.n_with_breach,
            "n_with_repeat": row.repeats.n_with_repeat,
            "n_breaches_of_unknown": row.repeats.n_unknown,
        },
    })
}

fn work(line: &WorkLine) -> Value {
    json!({
        "ticket_id": &*line.ticket,
        "policy_id": &*line.policy,
        "kind": line.kind.as_str(),
        "metric": line.metric.as_str(),
        "team": line.team.as_deref(),
        "state": line.state.as_str(),
        "due_at": line.due_at.map(|at| at.to_string()),
        "time_left_s": line.time_left.0,
    })
}

fn interval(interval: Option<&Interval>) -> Value {
    interval.map_or(Value::Null, |interval| {
        json!({
            "estimate": exact(interval.estimate),
            "low": exact(interval.low),
            "high": exact(interval.high),
            "level": exact(interval.level.get()),
        })
    })
}
