use super::{Figures, number, word};
use crate::kit::Bench;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::Value;
use signaal::service_levels::tickets::Precision;
use std::fmt::Write;

const SCHEDULES: &str = r#"
[[schedule]]
schedule_id = "office"
time_zone = "Europe/Amsterdam"
weekly = [{ weekday = "mon-fri", start = "09:00", end = "17:00" }]
"#;

/// One ticket per example; `case` chooses its policy. Monday is 2026-06-15.
const EVENTS: &str = "ticket_id,ts,event,new,author,case,priority
first,2026-06-12T16:00,created,,customer,first,
first,2026-06-12T16:05,public_reply,,bot,,
first,2026-06-15T11:00,public_reply,,agent,,
next,2026-06-15T09:00,created,,customer,next,
next,2026-06-15T09:30,public_reply,,agent,,
next,2026-06-15T10:00,customer_message,,customer,,
next,2026-06-15T10:30,customer_message,,customer,,
next,2026-06-15T12:00,public_reply,,agent,,
update,2026-06-15T09:00,created,,customer,update,
update,2026-06-15T10:00,public_reply,,agent,,
update,2026-06-15T11:00,status,pending,agent,,
update,2026-06-15T13:00,status,open,agent,,
update,2026-06-15T15:00,public_reply,,agent,,
whole,2026-06-15T09:00,created,,customer,whole,
whole,2026-06-15T11:00,status,pending,agent,,
whole,2026-06-16T10:00,status,open,agent,,
whole,2026-06-16T11:00,status,on_hold,agent,,
whole,2026-06-16T12:00,status,open,agent,,
whole,2026-06-16T13:00,solved,,agent,,
teams,2026-06-15T09:00,created,,customer,teams,
teams,2026-06-15T09:00,team_assigned,first line,system,,
teams,2026-06-15T12:00,team_assigned,network,agent,,
teams,2026-06-15T13:00,team_assigned,field service,agent,,
teams,2026-06-16T11:00,solved,,agent,,
due,2026-06-15T10:00,created,,customer,due,
due,2026-06-15T12:00,status,pending,agent,,
due,2026-06-16T14:00,status,open,agent,,
exact,2026-06-15T09:00:00,created,,customer,exact,
exact,2026-06-15T13:00:00,public_reply,,agent,,
late,2026-06-15T09:00:00,created,,customer,exact,
late,2026-06-15T13:00:01,public_reply,,agent,,
";

const REOPENED: &str = "2026-06-15T09:00,created,
2026-06-15T11:00,solved,
2026-06-17T09:00,reopened,open
2026-06-17T12:00,solved,";

const RAISED: &str = "2026-06-15T09:00,created,,normal
2026-06-15T12:00,priority,urgent,
2026-06-15T13:00,public_reply,,";

const REOPEN: [&str; 4] = [
    "first_close_final",
    "resume_excluding_closed",
    "resume_including_closed",
    "new_cycle",
];

const CHANGE: [&str; 3] = ["retroactive", "restart", "ignore"];

fn policies() -> String {
    let mut text = "time_zone = \"Europe/Amsterdam\"\n".to_owned();
    let mut position = 0;
    let mut policy = |case: &str, targets: &[&str]| {
        position += 1;
        let _ = write!(
            text,
            "[[policy]]\npolicy_id = \"{case}\"\nkind = \"sla\"\nposition = {position}\ntitle = \"{case}\"\nconditions = {{ all = [{{ field = \"case\", is = \"{case}\" }}] }}\ndefault_priority = \"normal\"\nowner = \"o\"\nperiod = \"month\"\n"
        );
        for target in targets {
            let _ = write!(
                text,
                "[[policy.target]]\nattainment_pct = 90\nschedule_id = \"office\"\n{target}\n"
            );
        }
    };
    policy("first", &["metric = \"first_reply_time\"\ntarget = \"4h\""]);
    policy("next", &["metric = \"next_reply_time\"\ntarget = \"4h\""]);
    policy(
        "update",
        &[
            "metric = \"periodic_update_time\"\ntarget = \"4h\"",
            "metric = \"pausable_update_time\"\ntarget = \"4h\"",
        ],
    );
    policy(
        "whole",
        &[
            "metric = \"requester_wait_time\"\ntarget = \"40h\"",
            "metric = \"agent_work_time\"\ntarget = \"40h\"",
            "metric = \"total_resolution_time\"\ntarget = \"40h\"",
        ],
    );
    policy(
        "due",
        &["metric = \"requester_wait_time\"\ntarget = \"8h\""],
    );
    policy("exact", &["metric = \"first_reply_time\"\ntarget = \"4h\""]);
    for reopen in REOPEN {
        let target = format!(
            "metric = \"total_resolution_time\"\ntarget = \"4h\"\nreopen_policy = \"{reopen}\""
        );
        policy(reopen, &[&target]);
    }
    for change in CHANGE {
        let target = |priority: &str, hours: u32| {
            format!(
                "metric = \"first_reply_time\"\npriority = \"{priority}\"\ntarget = \"{hours}h\"\non_policy_change = \"{change}\""
            )
        };
        policy(change, &[&target("normal", 8), &target("urgent", 2)]);
    }
    text.push_str(
        "[[policy]]\npolicy_id = \"ola\"\nkind = \"ola\"\nposition = 1\ntitle = \"teams\"\nconditions = { all = [{ field = \"case\", is = \"teams\" }] }\nowner = \"o\"\nperiod = \"month\"\n",
    );
    for team in ["first line", "network", "field service"] {
        let _ = write!(
            text,
            "[[policy.target]]\nmetric = \"ownership_time\"\nteam = \"{team}\"\ntarget = \"4h\"\nattainment_pct = 90\nschedule_id = \"office\"\n"
        );
    }
    text
}

fn events() -> String {
    let mut text = EVENTS.to_owned();
    for case in REOPEN {
        for line in REOPENED.lines() {
            let field = if line.contains("created") { case } else { "" };
            let _ = writeln!(text, "{case},{line},agent,{field},");
        }
    }
    for case in CHANGE {
        for line in RAISED.lines() {
            let (line, priority) = line.rsplit_once(',').unwrap();
            let field = if line.contains("created") { case } else { "" };
            let _ = writeln!(text, "{case},{line},agent,{field},{priority}");
        }
    }
    text.replace("created,,agent", "created,,customer")
}

/// The clocks of all tickets.
fn clocks() -> Vec<Value> {
    let bench = Bench::new();
    bench
        .write("events.csv", events())
        .write("policies.toml", policies())
        .write("schedules.toml", SCHEDULES);
    let printed = bench.succeeds(&[
        "sla",
        "events.csv",
        "--policies",
        "policies.toml",
        "--schedules",
        "schedules.toml",
        "--source-tz",
        "Europe/Amsterdam",
        "--as-of",
        "2026-06-19T10:00:00Z",
        "--format",
        "jsonl",
    ]);
    printed
        .stdout
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

/// In Amsterdam, to the minute.
fn local(clock: &Value) -> String {
    let at: Timestamp = clock["due_at"].as_str().unwrap().parse().unwrap();
    let zoned = at.to_zoned(TimeZone::get("Europe/Amsterdam").unwrap());
    zoned.strftime("%Y-%m-%d %H:%M").to_string()
}

fn hours(clock: &Value, field: &str) -> f64 {
    clock[field].as_f64().unwrap() / 3600.0
}

fn state(clock: &Value) -> &str {
    clock["state"].as_str().unwrap()
}

/// Figures of the clocks of tickets.
pub(super) fn figures() -> Figures {
    let clocks = clocks();
    let all = |ticket: &str, metric: &str| -> Vec<&Value> {
        clocks
            .iter()
            .filter(|clock| clock["ticket_id"] == ticket && clock["metric"] == metric)
            .collect()
    };
    let one = |ticket: &str, metric: &str| all(ticket, metric)[0].clone();
    let used = |clock: &Value| number(hours(clock, "elapsed_business_s"));
    let used_and_state = |clock: &Value| vec![used(clock), word(state(clock))];

    let first = one("first", "first_reply_time");
    let wait = one("whole", "requester_wait_time");
    let legs = all("teams", "ownership_time");
    let last_of = |ticket: &str| {
        let clocks = all(ticket, "first_reply_time");
        (*clocks.last().unwrap()).clone()
    };
    let precision = Precision::new(36, 40).unwrap();
    assert!(Precision::new(9, 9).is_none(), "too few labels");
    Figures::from([
        (
            "issue_type_confidence",
            vec![number(precision.share().get())],
        ),
        (
            "first_reply_time",
            vec![used(&first), word(state(&first)), word(local(&first))],
        ),
        (
            "next_reply_time",
            used_and_state(&one("next", "next_reply_time")),
        ),
        (
            "periodic_update_time",
            used_and_state(&one("update", "periodic_update_time")),
        ),
        (
            "pausable_update_time",
            used_and_state(&one("update", "pausable_update_time")),
        ),
        ("requester_wait_time", vec![used(&wait)]),
        (
            "agent_work_time",
            vec![used(&one("whole", "agent_work_time"))],
        ),
        (
            "total_resolution_time",
            vec![used(&one("whole", "total_resolution_time"))],
        ),
        (
            "ownership_time",
            legs.iter()
                .map(|leg| used(leg))
                .chain([word(state(legs[legs.len() - 1]))])
                .collect(),
        ),
        (
            "elapsed",
            vec![
                used(&first),
                number(hours(&first, "elapsed_calendar_s")),
                number(hours(&wait, "elapsed_business_s")),
                number(hours(&wait, "waited_calendar_s")),
            ],
        ),
        (
            "due_at",
            vec![word(local(&one("due", "requester_wait_time")))],
        ),
        (
            "state",
            ["exact", "late"]
                .map(|ticket| word(state(&one(ticket, "first_reply_time"))))
                .into(),
        ),
        (
            "reopen_policy",
            REOPEN
                .iter()
                .flat_map(|case| all(case, "total_resolution_time"))
                .map(used)
                .collect(),
        ),
        (
            "on_policy_change",
            CHANGE
                .iter()
                .flat_map(|case| used_and_state(&last_of(case)))
                .collect(),
        ),
    ])
}
