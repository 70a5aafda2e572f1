//! The example files of service levels can be used as they are, and name the same things.

use crate::kit::{Bench, root};
use serde_json::Value;
use std::collections::BTreeSet;

fn example(name: &str) -> String {
    let path = root().join("data/service_levels").join(name);
    path.to_string_lossy().into_owned()
}

fn schedules_of(text: &str) -> BTreeSet<String> {
    text.lines()
        .filter_map(|line| line.trim().strip_prefix("schedule_id = \""))
        .map(|rest| rest.trim_end_matches('"').to_owned())
        .collect()
}

#[test]
fn promises_and_schedules_are_sound_and_name_the_same_schedules() {
    let bench = Bench::new();
    let (policies, schedules) = (example("policies.toml"), example("schedules.toml"));
    let checked = bench.succeeds(&[
        "policy",
        "check",
        &policies,
        "--schedules",
        &schedules,
        "--as-of",
        "2026-11-22",
    ]);
    assert!(
        checked.stdout.ends_with("0 errors, 0 warnings\n"),
        "{}",
        checked.stdout
    );
    let checked = bench.succeeds(&["schedule", "check", &schedules]);
    assert!(
        checked.stdout.ends_with("0 faults, 0 warnings\n"),
        "{}",
        checked.stdout
    );
    let read = |path: &str| std::fs::read_to_string(path).unwrap();
    let (named, declared) = (
        schedules_of(&read(&policies)),
        schedules_of(&read(&schedules)),
    );
    assert!(
        named.len() > 1 && named.is_subset(&declared),
        "{named:?} of {declared:?}"
    );
}

#[test]
fn a_ticket_is_held_against_the_example_promises() {
    let bench = Bench::new();
    bench.write(
        "events.csv",
        "ticket_id,ts,event,author,channel,team,subscription_plan\n\
         a,2026-09-14T10:00:00+02:00,created,customer,email,first line,basic\n\
         a,2026-09-14T11:00:00+02:00,public_reply,agent,,,\n\
         b,2026-09-15T10:00:00+02:00,created,customer,whatsapp,first line,free\n",
    );
    let (policies, schedules) = (example("policies.toml"), example("schedules.toml"));
    let printed = bench.succeeds(&[
        "sla",
        "events.csv",
        "--policies",
        &policies,
        "--schedules",
        &schedules,
        "--as-of",
        "2026-09-16T12:00:00Z",
        "--format",
        "jsonl",
    ]);
    let clocks: Vec<Value> = printed
        .stdout
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let found: Vec<(&str, &str, &str)> = clocks
        .iter()
        .map(|clock| {
            let word = |field: &str| clock[field].as_str().unwrap_or("none");
            (word("ticket_id"), word("policy_id"), word("state"))
        })
        .collect();
    for expected in [
        ("a", "email", "met"),
        ("a", "everybody", "met"),
        ("a", "teams", "breached"),
        ("b", "none", "no_sla"),
    ] {
        assert!(found.contains(&expected), "{expected:?} in {found:?}");
    }
}

#[test]
fn the_calls_and_their_teams_have_figures_and_agents_are_off() {
    let bench = Bench::new();
    let (calls, governance) = (example("calls.csv"), example("governance.toml"));
    let asked = [
        "service-level",
        &calls,
        "--source-tz",
        "Europe/Amsterdam",
        "--threshold-s",
        "30",
        "--governance",
        &governance,
        "--by",
    ];
    let by = |field: &'static str| [asked.as_slice(), &[field]].concat();
    let printed = bench.succeeds(&by("queue,team")).stdout;
    let policies = std::fs::read_to_string(example("policies.toml")).unwrap();
    for (kind, name) in [
        ("queue", "faults"),
        ("team", "first line"),
        ("team", "second line"),
    ] {
        assert!(printed.contains(name), "{printed}");
        assert!(policies.contains(&format!("{kind} = \"{name}\"")), "{name}");
    }
    let refused = bench.signaal(&by("agent"));
    assert_ne!(refused.code, 0);
    assert!(
        refused.stderr.contains("figures of single agents are off"),
        "{}",
        refused.stderr
    );
}
