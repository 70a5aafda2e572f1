use super::plan::{PlanReport, assumptions};
use crate::report::Language;
use crate::report::calls::{proportion_json, seconds_json, source_json};
use crate::report::table::{number_cell, rows_as_csv};
use crate::report::wire::exact;
use crate::service_levels::calls::Staffing;
use crate::service_levels::workforce::{CannotPlan, Compared, StaffingPlan, StaffingRow};
use serde_json::{Value, json};

/// Agents needed per interval of the week, for machines: exact, shares from 0 to 1.
pub fn plan_json(report: &PlanReport<'_>) -> String {
    let options = report.options;
    let document = json!({
        "schema_version": 1,
        "engine_version": env!("CARGO_PKG_VERSION"),
        "source": source_json(report.provenance),
        "states": report.states.map(source_json),
        "formula": "erlang_c",
        "threshold_s": seconds_json(options.threshold),
        "target": options.target.get(),
        "interval_min": options.intervals.length.minutes(),
        "time_zone": options.intervals.zone.iana_name().unwrap_or("UTC"),
        "least_contacts": options.least_contacts,
        "level": options.level.get(),
        "plans": report.plans.iter().map(|(queue, one)| plan(queue.as_deref(), one)).collect::<Vec<Value>>(),
        "assumptions": assumptions(report, Language::En),
    });
    format!("{document:#}\n")
}

fn plan(queue: Option<&str>, plan: &StaffingPlan) -> Value {
    json!({
        "queue": queue,
        "n_days": plan.n_days,
        "n_days_without": plan.n_days_without,
        "aht_s": plan.aht_s.and_then(exact),
        "compared": plan.compared.as_ref().map(compared),
        "intervals": plan.rows.iter().map(row).collect::<Vec<Value>>(),
    })
}

fn compared(one: &Compared) -> Value {
    json!({
        "n_intervals": one.n_intervals,
        "n_overloaded": one.n_overloaded,
        "realised": proportion_json(&one.realised),
        "computed_low": exact(one.computed.0),
        "computed_high": exact(one.computed.1),
    })
}

fn row(row: &StaffingRow) -> Value {
    json!({
        "weekday": row.weekday,
        "minute_of_day": row.minute_of_day,
        "n_days": row.n_days,
        "n_offered": row.n_offered,
        "arrivals": exact(row.arrivals),
        "aht_s": row.aht_s.and_then(exact),
        "aht_is_overall": row.aht_is_overall,
        "needed": row.needed.as_ref().ok().map(staffing),
        "unknown": row.needed.err().map(CannotPlan::as_str),
        "realised": proportion_json(&row.realised),
        "agents_at_work": row.at_work.and_then(exact),
    })
}

fn staffing(one: &Staffing) -> Value {
    json!({
        "n_agents": one.n_agents,
        "traffic_erlang": exact(one.traffic),
        "occupancy": exact(one.occupancy),
        "waiting": exact(one.waiting),
        "service_level": exact(one.service_level),
        "asa_s": exact(one.asa_s),
    })
}

const COLUMNS: [&str; 16] = [
    "queue",
    "weekday",
    "minute_of_day",
    "n_days",
    "n_offered",
    "arrivals",
    "aht_s",
    "aht_is_overall",
    "agents",
    "unknown",
    "service_level",
    "occupancy",
    "realised",
    "realised_low",
    "realised_high",
    "agents_at_work",
];

/// One row per interval of the week; numbers exact.
///
/// Columns, in order: `queue`, `weekday` (1 Monday), `minute_of_day`, `n_days`, `n_offered`, `arrivals`,
/// `aht_s`, `aht_is_overall`, `agents`, `unknown` (why there are none), `service_level` and `occupancy`
/// with them, `realised` with `realised_low` and `realised_high`, `agents_at_work`.
pub fn plan_csv(report: &PlanReport<'_>) -> String {
    let mut rows = vec![COLUMNS.map(str::to_owned).to_vec()];
    for (queue, plan) in report.plans {
        for row in &plan.rows {
            let needed = row.needed.as_ref().ok();
            let realised = row.realised.interval;
            rows.push(vec![
                queue.clone().unwrap_or_default(),
                row.weekday.to_string(),
                row.minute_of_day.to_string(),
                row.n_days.to_string(),
                row.n_offered.to_string(),
                number_cell(Some(row.arrivals)),
                number_cell(row.aht_s),
                row.aht_is_overall.to_string(),
                needed.map_or_else(String::new, |one| one.n_agents.to_string()),
                row.needed.err().map_or("", CannotPlan::as_str).to_owned(),
                number_cell(needed.map(|one| one.service_level)),
                number_cell(needed.map(|one| one.occupancy)),
                number_cell(realised.map(|one| one.estimate)),
                number_cell(realised.map(|one| one.low)),
                number_cell(realised.map(|one| one.high)),
                number_cell(row.at_work),
            ]);
        }
    }
    rows_as_csv(&rows)
}
