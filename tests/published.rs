//! `--audience customer`: promises, experience and reachability without anything from inside.

use crate::kit::{Bench, root};
use crate::schema::violations;
use serde_json::Value;
use std::fmt::Write;

fn published(bench: &Bench, arguments: &[&str]) -> (String, Value) {
    let more = ["--audience", "customer", "--format", "json", "--quiet"];
    let text = bench.succeeds(&[arguments, &more].concat()).stdout;
    let value: Value = serde_json::from_str(&text).unwrap();
    let schema: Value =
        serde_json::from_str(&bench.succeeds(&["schema", "published"]).stdout).unwrap();
    assert_eq!(violations(&schema, &value), Vec::<String>::new());
    (text, value)
}

const POLICIES: &str = "[[policy]]\npolicy_id = \"answer\"\nkind = \"sla\"\nposition = 1\nconditions = {}\n\
    [[policy.target]]\nmetric = \"first_reply_time\"\ntarget_s = 3600\ninternal_target = \"30m\"\nhours_mode = \"calendar\"\n\
    [[policy]]\npolicy_id = \"between-teams\"\nkind = \"ola\"\nposition = 2\nconditions = {}\n\
    [[policy.target]]\nmetric = \"ownership_time\"\ntarget_s = 3600\nhours_mode = \"calendar\"\nteam = \"backoffice\"\n";

/// Names of everything that a schema allows.
fn members(schema: &Value, names: &mut Vec<String>) {
    if let Some(properties) = schema["properties"].as_object() {
        names.extend(properties.keys().cloned());
    }
    match schema {
        Value::Object(object) => object.values().for_each(|one| members(one, names)),
        Value::Array(items) => items.iter().for_each(|one| members(one, names)),
        _ => {}
    }
}

#[test]
fn the_schema_has_no_member_from_inside_and_closes_every_object() {
    let bench = Bench::new();
    let text = bench.succeeds(&["schema", "published"]).stdout;
    let mut names = Vec::new();
    members(&serde_json::from_str(&text).unwrap(), &mut names);
    assert!(names.iter().any(|name| name == "promised"), "{names:?}");
    for inside in [
        "agent", "team", "internal", "ola", "kind", "ticket", "contact", "file", "overrun",
    ] {
        assert!(!names.iter().any(|name| name.contains(inside)), "{names:?}");
    }
    let n_closed = text.matches("\"additionalProperties\": false").count();
    assert_eq!(
        n_closed, 3,
        "the document, a line and a figure take no other member"
    );
}

/// Six tickets by mail, four by chat and four by post, each answered by an agent after half an hour.
fn sla_bench() -> Bench {
    let bench = Bench::new();
    let mut events = "ticket_id,ts,kind,author,new,channel,team,agent\n".to_owned();
    for at in 0..14 {
        let channel = ["mail", "mail", "chat", "post"][(at + 2) / 4];
        let _ = writeln!(
            events,
            "T{at},2026-03-02T10:00:00Z,created,customer,,{channel},backoffice,"
        );
        let _ = writeln!(
            events,
            "T{at},2026-03-02T10:30:00Z,reply,agent,,{channel},backoffice,Jansen"
        );
    }
    bench.write("events.csv", events);
    bench.write("policies.toml", POLICIES);
    bench
}

const SLA: [&str; 6] = [
    "sla",
    "events.csv",
    "--policies",
    "policies.toml",
    "--as-of",
    "2026-03-03T00:00:00Z",
];

#[test]
fn promises_to_customers_are_told_and_nothing_from_inside() {
    let bench = sla_bench();
    let inside = bench
        .succeeds(&[&SLA[..], &["--format", "json", "--quiet"]].concat())
        .stdout;
    // What the test looks for in vain below stands in the report for the inside.
    for word in ["internal", "between-teams", "backoffice"] {
        assert!(inside.contains(word), "{word}");
    }
    let (text, value) = published(&bench, &SLA);
    let lines = value["lines"].as_array().unwrap();
    assert_eq!(lines.len(), 1, "{value:#}");
    assert_eq!(
        (&lines[0]["promise"], &lines[0]["n"]),
        (&"answer".into(), &14.into())
    );
    for word in [
        "internal",
        "between-teams",
        "backoffice",
        "ola",
        "agent",
        "team",
        "Jansen",
        "T1",
    ] {
        assert!(!text.contains(word), "{word} in {text}");
    }
}

#[test]
fn groups_of_fewer_than_five_are_withheld_and_counted() {
    let bench = sla_bench();
    let (text, value) = published(&bench, &[&SLA[..], &["--by", "channel"]].concat());
    assert!(text.contains("mail") && !text.contains("chat"), "{text}");
    assert_eq!(value["n_withheld"], 2);
}

#[test]
fn customers_are_refused_agents_teams_rows_and_pooled_employees() {
    let bench = sla_bench();
    for more in [
        &["--by", "team"][..],
        &["--by", "Assignee"],
        &["--format", "csv"],
        &["--format", "jsonl"],
    ] {
        let arguments = [&SLA[..], &["--audience", "customer"], more].concat();
        assert_eq!(bench.signaal(&arguments).code, 2, "{more:?}");
    }
    let bench = answers();
    let pooled = [&XLA[..], &["--pool", "--audience", "customer"]].concat();
    assert_eq!(bench.signaal(&pooled).code, 2);
}

fn answers() -> Bench {
    let bench = Bench::new();
    let mut text = "response_id,contact_id,submitted_at,respondent_type,satisfied\n".to_owned();
    for at in 0..80 {
        let who = if at < 40 { "customer" } else { "employee" };
        let score = if at < 40 { 5 } else { 1 };
        let score = if at % 10 == 0 { 3 } else { score };
        let _ = writeln!(text, "R{at},C{at},2026-03-02T12:00:00Z,{who},{score}");
    }
    bench.write("answers.csv", text);
    bench
}

const XLA: [&str; 6] = [
    "xla",
    "answers.csv",
    "--score",
    "csat=satisfied:1-5:high",
    "--target",
    "csat>=80%",
];

#[test]
fn customers_read_what_customers_said_and_not_what_employees_did() {
    let (text, value) = published(&answers(), &XLA);
    let lines = value["lines"].as_array().unwrap();
    assert!(!lines.is_empty());
    for line in lines {
        assert_eq!(line["n"], 40, "{line:#}");
    }
    assert_eq!(lines[0]["figure"]["estimate"], 0.9);
    assert!(!text.contains("employee") && !text.contains("R1"));
}

#[test]
fn reachability_is_one_line_of_the_contract() {
    let bench = Bench::new();
    let calls = root().join("data/service_levels/calls.csv");
    bench.write("calls.csv", std::fs::read(calls).unwrap());
    let arguments = [
        "service-level",
        "calls.csv",
        "--source-tz",
        "Europe/Amsterdam",
        "--threshold-s",
        "30",
        "--target",
        "80",
    ];
    let (text, value) = published(&bench, &arguments);
    assert_eq!(value["lines"].as_array().unwrap().len(), 1);
    for word in ["agent", "queue", "team", "file"] {
        assert!(!text.contains(word), "{word} in {text}");
    }
    let refused = [&arguments[..], &["--by", "team", "--audience", "customer"]].concat();
    assert_eq!(bench.signaal(&refused).code, 2);
}
