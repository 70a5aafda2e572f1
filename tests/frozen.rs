//! `signaal sla --freeze`, `--frozen` and `--restate`: figures of a closed period stay, and what later data
//! would make of them is listed.

use crate::kit::{Bench, Outcome};
use crate::schema::violations;
use serde_json::Value;

const SCHEDULES: &str = "[[schedule]]\nschedule_id = \"s1\"\ntime_zone = \"Europe/Amsterdam\"\n\
    weekly = [{ weekday = \"mon-fri\", start = \"09:00\", end = \"17:00\" }]\n";

const POLICIES: &str = "time_zone = \"Europe/Amsterdam\"\n[[policy]]\npolicy_id = \"p\"\nkind = \"sla\"\n\
    position = 1\ntitle = \"Desk\"\nconditions = {}\n\
    [[policy.target]]\nmetric = \"first_reply_time\"\ntarget = \"4h\"\nschedule_id = \"s1\"\nattainment_pct = 90\n\
    [[policy.target]]\nmetric = \"total_resolution_time\"\ntarget = \"8h\"\nschedule_id = \"s1\"\n";

/// A is answered and solved in time, B is answered late, C is open at the end of March, D is of April.
const EVENTS: &str = "ticket_id,ts,event,author\n\
    A,2026-03-02T09:00:00+01:00,created,customer\n\
    A,2026-03-02T10:00:00+01:00,public_reply,agent\n\
    A,2026-03-02T12:00:00+01:00,solved,agent\n\
    B,2026-03-03T09:00:00+01:00,created,customer\n\
    B,2026-03-03T15:00:00+01:00,public_reply,agent\n\
    B,2026-03-03T16:00:00+01:00,solved,agent\n\
    C,2026-03-31T16:30:00+02:00,created,customer\n\
    D,2026-04-02T16:00:00+02:00,created,customer\n";

/// A reply to B that came in late, A opened again in April, a reply to C in April.
const LATER: &str = "B,2026-03-03T10:00:00+01:00,public_reply,agent\n\
    A,2026-04-03T09:00:00+02:00,reopened,customer\n\
    A,2026-04-03T10:00:00+02:00,solved,agent\n\
    C,2026-04-01T09:30:00+02:00,public_reply,agent\n";

/// March, frozen as of its end.
fn frozen() -> Bench {
    let bench = Bench::new();
    bench
        .write("policies.toml", POLICIES)
        .write("schedules.toml", SCHEDULES)
        .write("events.csv", EVENTS);
    let outcome = march(&bench, "2026-04-01", &["--freeze", "march.jsonl"]);
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
    bench
}

fn march(bench: &Bench, as_of: &str, more: &[&str]) -> Outcome {
    let mut arguments = vec!["sla", "events.csv", "--policies", "policies.toml"];
    arguments.extend(["--schedules", "schedules.toml", "--as-of", as_of]);
    arguments.extend(["--from", "2026-03-01", "--to", "2026-04-01"]);
    arguments.extend(more);
    bench.signaal(&arguments)
}

fn summary(bench: &Bench, as_of: &str, more: &[&str]) -> Value {
    let outcome = march(bench, as_of, &[more, &["--format", "json"]].concat());
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
    let summary: Value = serde_json::from_str(&outcome.stdout).unwrap();
    let schema = bench.succeeds(&["schema", "sla-summary"]).stdout;
    let schema: Value = serde_json::from_str(&schema).unwrap();
    assert_eq!(violations(&schema, &summary), Vec::<String>::new());
    summary
}

const FROZEN: [&str; 2] = ["--frozen", "march.jsonl"];

/// The data as they are after March.
fn add_later(bench: &Bench) {
    bench.write("events.csv", format!("{EVENTS}{LATER}"));
}

#[test]
fn frozen_figures_stay_and_what_later_data_make_of_them_is_listed_with_its_cause() {
    let bench = frozen();
    let then = summary(&bench, "2026-04-01", &[]);
    assert_eq!(then["frozen"], Value::Null);
    add_later(&bench);
    let now = summary(&bench, "2026-04-10", &FROZEN);
    assert_eq!(now["attainment"], then["attainment"]);
    assert_eq!(
        (&now["n_tickets"], &now["as_of"]),
        (&then["n_tickets"], &then["as_of"])
    );
    let listed = now["frozen"]["restatements"].as_array().unwrap();
    let figure = |figure: &Value| (figure["state"].clone(), figure["elapsed_s"].clone());
    let listed: Vec<_> = listed
        .iter()
        .map(|one| {
            let name = |key: &str| one[key].as_str().unwrap().to_owned();
            let what = (name("ticket_id"), name("metric"), name("cause"));
            (what, figure(&one["before"]), figure(&one["after"]))
        })
        .collect();
    let of = |what: (&str, &str, &str), before: (&str, i64), after: (&str, i64)| {
        let what = (what.0.to_owned(), what.1.to_owned(), what.2.to_owned());
        let figure = |(state, elapsed): (&str, i64)| (Value::from(state), Value::from(elapsed));
        (what, figure(before), figure(after))
    };
    assert_eq!(
        listed,
        [
            of(
                ("A", "total_resolution_time", "reopened"),
                ("met", 3 * 3600),
                ("met", 4 * 3600)
            ),
            of(
                ("B", "first_reply_time", "late_data"),
                ("breached", 6 * 3600),
                ("met", 3600)
            ),
            of(
                ("C", "first_reply_time", "went_on"),
                ("open_on_track", 1800),
                ("met", 3600)
            ),
            // From 30 minutes on, seven office days of 8 hours; Good Friday is none off, Easter Monday neither.
            of(
                ("C", "total_resolution_time", "went_on"),
                ("open_on_track", 1800),
                ("breached", 1800 + 7 * 8 * 3600)
            ),
        ]
    );
    let text = march(&bench, "2026-04-10", &FROZEN).stdout;
    for part in [
        "Since the freeze",
        "revision 1",
        "late data",
        "reopened",
        "went on",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    let text = march(
        &bench,
        "2026-04-10",
        &[&FROZEN[..], &["--lang", "nl"]].concat(),
    )
    .stdout;
    for part in [
        "Sinds de bevriezing",
        "late gegevens",
        "heropend",
        "liep door",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
}

#[test]
fn a_ticket_that_is_gone_from_the_data_is_listed_without_a_figure_of_today() {
    let bench = frozen();
    let kept: Vec<&str> = EVENTS
        .lines()
        .filter(|line| !line.starts_with('B'))
        .collect();
    bench.write("events.csv", kept.join("\n"));
    let now = summary(&bench, "2026-04-01", &FROZEN);
    let listed = now["frozen"]["restatements"].as_array().unwrap();
    assert_eq!(listed.len(), 2);
    for one in listed {
        assert_eq!(
            (&one["ticket_id"], &one["cause"]),
            (&"B".into(), &"late_data".into())
        );
        assert!(!one["before"].is_null() && one["after"].is_null(), "{one}");
    }
}

#[test]
fn a_frozen_period_is_never_overwritten_and_a_restatement_stands_below_it() {
    let bench = frozen();
    let first = bench.read("march.jsonl");
    let again = march(&bench, "2026-04-01", &["--freeze", "march.jsonl"]);
    assert_eq!(again.code, 0, "{}", again.stderr);
    assert_eq!(
        bench.read("march.jsonl"),
        first,
        "the same data change nothing"
    );
    add_later(&bench);
    let refused = march(&bench, "2026-04-10", &["--freeze", "march.jsonl"]);
    assert_eq!(refused.code, 2, "{}", refused.stdout);
    for part in ["is frozen", "4 clocks", "--restate"] {
        assert!(refused.stderr.contains(part), "{}", refused.stderr);
    }
    assert_eq!(bench.read("march.jsonl"), first);
    let restated = [
        "--freeze",
        "march.jsonl",
        "--restate",
        "a mailbox was missing",
    ];
    let restated = march(&bench, "2026-04-10", &restated);
    assert_eq!(restated.code, 0, "{}", restated.stderr);
    let second = bench.read("march.jsonl");
    assert!(second.starts_with(&first) && second.len() > first.len());
    let now = summary(&bench, "2026-04-10", &FROZEN);
    assert_eq!(now["frozen"]["revision"], 2);
    assert_eq!(now["frozen"]["reason"], "a mailbox was missing");
    assert_eq!(now["frozen"]["restatements"], Value::Array(Vec::new()));
    let today = summary(&bench, "2026-04-10", &[]);
    assert_eq!(now["attainment"], today["attainment"]);
}

#[test]
fn other_definitions_are_refused_by_name_also_as_a_restatement() {
    let bench = frozen();
    let first = bench.read("march.jsonl");
    let restated = ["--freeze", "march.jsonl", "--restate", "more lenient"];
    let refused_for = |reason: &str, more: &[&str]| {
        for ask in [&FROZEN[..], &restated] {
            let refused = march(&bench, "2026-04-10", &[ask, more].concat());
            assert_eq!(refused.code, 2, "{}", refused.stdout);
            for part in ["other definitions", reason, "not promises"] {
                assert!(refused.stderr.contains(part), "{part}: {}", refused.stderr);
            }
        }
        assert_eq!(bench.read("march.jsonl"), first);
    };
    bench.write("policies.toml", POLICIES.replace("4h", "6h"));
    refused_for("policy p version 1", &[]);
    bench.write("policies.toml", POLICIES);
    bench.write("schedules.toml", SCHEDULES.replace("17:00", "18:00"));
    refused_for("schedule s1", &[]);
    bench.write("schedules.toml", SCHEDULES);
    refused_for("--cohort", &["--cohort", "solved"]);
    refused_for("--text", &["--text", "author"]);
    // What a policy is called decides nothing.
    bench.write("policies.toml", POLICIES.replace("Desk", "Service desk"));
    assert_eq!(march(&bench, "2026-04-10", &FROZEN).code, 0);
}

#[test]
fn only_a_closed_period_can_be_frozen_and_only_a_frozen_one_shown() {
    let bench = frozen();
    let early = march(&bench, "2026-03-31", &["--freeze", "other.jsonl"]);
    assert_eq!(early.code, 2, "{}", early.stdout);
    assert!(early.stderr.contains("closed period"), "{}", early.stderr);
    let absent = march(&bench, "2026-04-10", &["--frozen", "other.jsonl"]);
    assert_eq!(absent.code, 2, "{}", absent.stdout);
    assert!(
        absent.stderr.contains("nothing is frozen"),
        "{}",
        absent.stderr
    );
    assert!(!bench.path().join("other.jsonl").exists());
    let damaged = bench.read("march.jsonl").replace("\"met\"", "\"splendid\"");
    bench.write("march.jsonl", damaged);
    let damaged = march(&bench, "2026-04-10", &FROZEN);
    assert_eq!(damaged.code, 3, "{}", damaged.stderr);
}

#[test]
fn restatements_are_rows_of_a_table() {
    let bench = frozen();
    add_later(&bench);
    let table = ["--table", "restatements", "--format", "csv"];
    let csv = march(&bench, "2026-04-10", &[&FROZEN[..], &table].concat());
    assert_eq!(csv.code, 0, "{}", csv.stderr);
    assert_eq!(
        csv.stdout,
        "ticket_id,kind,metric,team,instance,policy_before,state_before,elapsed_before_s,policy_after,\
         state_after,elapsed_after_s,cause\n\
         A,sla,total_resolution_time,,1,p,met,10800,p,met,14400,reopened\n\
         B,sla,first_reply_time,,1,p,breached,21600,p,met,3600,late_data\n\
         C,sla,first_reply_time,,1,p,open_on_track,1800,p,met,3600,went_on\n\
         C,sla,total_resolution_time,,1,p,open_on_track,1800,p,breached,203400,went_on\n"
    );
    let without = march(&bench, "2026-04-10", &table);
    assert_eq!(without.code, 2, "{}", without.stdout);
    assert!(
        without.stderr.contains("--frozen FILE"),
        "{}",
        without.stderr
    );
}
