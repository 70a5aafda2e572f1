use super::times::{TimesReport, cautions};
use crate::disclosure::{Reason, Released};
use crate::report::Language;
use crate::report::calls::{distribution_json, seconds_json, source_json};
use crate::report::table::{number_cell, rows_as_csv};
use crate::report::wire::exact;
use crate::service_levels::workforce::{AgentRow, TimeSpent};
use serde_json::{Map, Value, json};

/// Where the time of agents went, for machines: durations in seconds, shares from 0 to 1.
pub fn times_json(report: &TimesReport<'_>) -> String {
    let times = report.times;
    let account = times.account;
    let agents = times.agents.as_ref().map(|agents| {
        let row = |row: &AgentRow| {
            let mut object = Map::new();
            object.insert("agent".to_owned(), json!(&*row.agent));
            let silent = row.spent.is_none().then_some("below_floor");
            object.insert("suppressed".to_owned(), json!(silent));
            object.insert("spent".to_owned(), json!(row.spent.as_ref().map(spent)));
            Value::Object(object)
        };
        agents.iter().map(row).collect::<Vec<Value>>()
    });
    let document = json!({
        "schema_version": 1,
        "engine_version": env!("CARGO_PKG_VERSION"),
        "source": source_json(report.provenance),
        "from": times.span.map(|span| span.0.to_string()),
        "to": times.span.map(|span| span.1.to_string()),
        "longest_state_s": seconds_json(report.longest),
        "account": {
            "n_states": account.n_stretches,
            "n_repeated": account.n_repeated,
            "overlapped_s": seconds_json(account.overlapped),
            "n_end_inferred": account.n_end_inferred,
            "n_too_long": account.n_too_long,
        },
        "available_has_queue": times.available_has_queue,
        "whole": released(&times.whole, None),
        "teams": times.teams.iter().map(|one| released(one, Some("team"))).collect::<Vec<Value>>(),
        "queues": times.queues.iter().map(|one| queue(one, times.available_has_queue)).collect::<Vec<Value>>(),
        "agents": agents,
        "caveats": cautions(report, Language::En),
    });
    format!("{document:#}\n")
}

fn released(one: &Released<TimeSpent>, dimension: Option<&str>) -> Value {
    let mut object = Map::new();
    if let Some(dimension) = dimension {
        let name = one.of(dimension).filter(|name| !name.is_empty());
        object.insert(dimension.to_owned(), json!(name));
    }
    let reason = one.reason().map(Reason::as_str);
    object.insert("suppressed".to_owned(), json!(reason));
    object.insert("spent".to_owned(), json!(one.content().map(spent)));
    Value::Object(object)
}

/// A queue has no occupancy where waiting for work has no queue.
fn queue(one: &Released<TimeSpent>, has_occupancy: bool) -> Value {
    let mut value = released(one, Some("queue"));
    if !has_occupancy && let Some(Value::Object(spent)) = value.get_mut("spent") {
        for name in [
            "occupancy",
            "occupancy_of_ready_time",
            "occupancy_of_signed_in_time",
        ] {
            spent.insert(name.to_owned(), Value::Null);
        }
    }
    value
}

fn spent(spent: &TimeSpent) -> Value {
    let time = &spent.time;
    let reasons: Map<String, Value> = spent
        .not_ready
        .iter()
        .map(|(reason, length)| (reason.to_string(), seconds_json(*length)))
        .collect();
    json!({
        "n_agents": spent.n_agents,
        "talk_s": seconds_json(time.talk),
        "hold_s": seconds_json(time.hold),
        "wrap_up_s": seconds_json(time.wrap_up),
        "available_s": seconds_json(time.available),
        "ringing_s": seconds_json(time.ringing),
        "not_ready_s": seconds_json(time.not_ready),
        "not_ready_by_reason_s": reasons,
        "unaccounted_s": seconds_json(spent.unaccounted),
        "signed_in_s": seconds_json(spent.signed_in()),
        "paid_s": spent.paid.map(seconds_json),
        "occupancy": time.occupancy().and_then(exact),
        "occupancy_of_ready_time": time.occupancy_of_ready_time().and_then(exact),
        "occupancy_of_signed_in_time": time.occupancy_of_signed_in_time().and_then(exact),
        "utilisation": spent.utilisation().and_then(exact),
        "n_conversations": spent.n_conversations,
        "handle_per_conversation_s": spent.handle_per_conversation_s().and_then(exact),
        "wrap_up": spent.wrap_up.as_ref().map(distribution_json),
        "handling_by_calls_s": spent.in_calls.map(seconds_json),
    })
}

const COLUMNS: [&str; 17] = [
    "by",
    "name",
    "suppressed",
    "agents",
    "talk_s",
    "hold_s",
    "wrap_up_s",
    "available_s",
    "ringing_s",
    "not_ready_s",
    "unaccounted_s",
    "paid_s",
    "occupancy",
    "utilisation",
    "conversations",
    "handle_per_conversation_s",
    "wrap_up_p90_s",
];

/// The table of all, teams, queues and agents; numbers exact, what is hidden empty with its reason.
///
/// Columns, in order: `by` (all, team, queue, agent), `name`, `suppressed`, `agents`, seconds per state,
/// `paid_s`, `occupancy`, `utilisation`, `conversations`, `handle_per_conversation_s`, `wrap_up_p90_s`.
pub fn times_csv(report: &TimesReport<'_>) -> String {
    let times = report.times;
    let mut rows = vec![COLUMNS.map(str::to_owned).to_vec()];
    let reason = |one: &Released<TimeSpent>| one.reason().map_or("", |reason| reason.as_str());
    let whole = &times.whole;
    rows.push(row("all", "", reason(whole), whole.content(), true));
    for one in &times.teams {
        let name = one.of("team").unwrap_or_default();
        rows.push(row("team", name, reason(one), one.content(), true));
    }
    for one in &times.queues {
        let name = one.of("queue").unwrap_or_default();
        let has_occupancy = times.available_has_queue;
        rows.push(row(
            "queue",
            name,
            reason(one),
            one.content(),
            has_occupancy,
        ));
    }
    for one in times.agents.iter().flatten() {
        let silent = if one.spent.is_none() {
            "below_floor"
        } else {
            ""
        };
        rows.push(row("agent", &one.agent, silent, one.spent.as_ref(), true));
    }
    rows_as_csv(&rows)
}

fn row(
    by: &str,
    name: &str,
    reason: &str,
    spent: Option<&TimeSpent>,
    has_occupancy: bool,
) -> Vec<String> {
    let mut row = vec![by.to_owned(), name.to_owned(), reason.to_owned()];
    let count = |n: Option<usize>| n.map_or_else(String::new, |n| n.to_string());
    let time = |of: fn(&TimeSpent) -> jiff::SignedDuration| {
        number_cell(spent.map(|one| of(one).as_secs_f64()))
    };
    row.push(count(spent.map(|one| one.n_agents)));
    row.extend([
        time(|one| one.time.talk),
        time(|one| one.time.hold),
        time(|one| one.time.wrap_up),
        time(|one| one.time.available),
        time(|one| one.time.ringing),
        time(|one| one.time.not_ready),
        time(|one| one.unaccounted),
        number_cell(
            spent
                .and_then(|one| one.paid)
                .map(|paid| paid.as_secs_f64()),
        ),
        number_cell(
            spent
                .filter(|_| has_occupancy)
                .and_then(|one| one.time.occupancy()),
        ),
        number_cell(spent.and_then(TimeSpent::utilisation)),
        count(spent.map(|one| one.n_conversations)),
        number_cell(spent.and_then(TimeSpent::handle_per_conversation_s)),
        number_cell(spent.and_then(|one| one.wrap_up).map(|one| one.p90_s)),
    ]);
    row
}
