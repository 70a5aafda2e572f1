//! `signaal loop`, `signaal survey plan` and `signaal register`: the example logs, gates, wrong use.

use crate::kit::{Bench, root};
use crate::schema::violations;
use serde_json::Value;
use std::collections::BTreeSet;

/// The example logs in a folder of their own.
fn bench() -> Bench {
    let bench = Bench::new();
    for name in [
        "invitations.csv",
        "closures.csv",
        "candidates.csv",
        "survey_plan.toml",
        "schedules.toml",
    ] {
        let path = root().join("data/service_levels").join(name);
        bench.write(name, std::fs::read(path).unwrap());
    }
    bench
}

fn json(bench: &Bench, arguments: &[&str], schema: &str) -> Value {
    let arguments = [arguments, &["--format", "json", "--quiet"]].concat();
    let value: Value = serde_json::from_str(&bench.succeeds(&arguments).stdout).unwrap();
    let schema = bench.succeeds(&["schema", schema]).stdout;
    let schema: Value = serde_json::from_str(&schema).unwrap();
    assert_eq!(violations(&schema, &value), Vec::<String>::new());
    value
}

const LOOP: [&str; 6] = [
    "loop",
    "invitations.csv",
    "--closures",
    "closures.csv",
    "--close-within-h",
    "48",
];

#[test]
fn the_example_loop_is_measured_and_its_faults_are_counted() {
    let value = json(&bench(), &LOOP, "loop");
    assert_eq!(value["source"]["rejected"]["naive_timestamp"], 1);
    assert_eq!(value["source"]["rejected"]["end_before_start"], 1);
    let missed: Vec<&str> = value["periods"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|one| one["is_missed"] == true)
        .map(|one| one["period"].as_str().unwrap())
        .collect();
    assert_eq!(missed, ["2026-02", "2026-03", "2026-05", "2026-06"]);
    let soon = value["too_soon"].as_array().unwrap();
    assert!(soon.iter().any(|one| one["invitation"] == "i900"));
    let closing = &value["closing"];
    let outcomes = closing["outcomes"].as_object().unwrap();
    let sum: u64 = outcomes.values().map(|n| n.as_u64().unwrap()).sum();
    assert_eq!(closing["n_closed"], sum);
    assert!(closing["median_s"]["estimate"].as_f64().unwrap() > 0.0);
    let text = value["caveats"].to_string();
    assert!(text.contains("1 closure(s) belong to no answer"), "{text}");
    assert_eq!(value["periods"][0]["is_alarm"], Value::Null);
}

#[test]
fn an_alarm_and_open_hours_are_settings() {
    let bench = bench();
    let more = [
        "--fatigue-fall",
        "5",
        "--schedules",
        "schedules.toml",
        "--schedule",
        "office_hours",
    ];
    let value = json(&bench, &[&LOOP[..], &more].concat(), "loop");
    assert_eq!(value["periods"][3]["is_alarm"], false);
    let all_hours = json(&bench, &LOOP, "loop");
    let median = |value: &Value| value["closing"]["median_s"]["estimate"].as_f64().unwrap();
    assert!(median(&value) < median(&all_hours), "open hours are fewer");
    for lang in ["nl", "en"] {
        let text = bench
            .succeeds(&[&LOOP[..], &["--lang", lang]].concat())
            .stdout;
        assert!(
            text.contains("Kaplan–Meier") && !text.contains("NaN"),
            "{text}"
        );
    }
    let csv = bench
        .succeeds(&[&LOOP[..], &["--format", "csv"]].concat())
        .stdout;
    assert_eq!(csv.lines().count(), 8, "{csv}");
}

#[test]
fn wrong_use_of_the_loop_says_what_to_try() {
    let bench = bench();
    bench.fails(2, &[&LOOP[..], &["--fatigue-fall", "0"]].concat());
    bench.fails(2, &[&LOOP[..], &["--columns", "who=recipient"]].concat());
    bench.fails(
        2,
        &[
            &LOOP[..],
            &["--schedules", "schedules.toml", "--schedule", "nowhere"],
        ]
        .concat(),
    );
    bench.write(
        "naive.csv",
        "invitation_id,sent_at,responded_at\na,2026-01-01 10:00,\n",
    );
    let naive = bench.fails(2, &["loop", "naive.csv"]);
    assert!(naive.stderr.contains("--source-tz"), "{}", naive.stderr);
    bench.write("other.csv", "a,b\n1,2\n");
    bench.fails(2, &["loop", "other.csv"]);
}

const PLAN: [&str; 10] = [
    "survey",
    "plan",
    "survey_plan.toml",
    "candidates.csv",
    "--history",
    "invitations_clean.csv",
    "--n",
    "10",
    "--send-at",
    "2026-08-10",
];

/// The history without the rows that cannot be read.
fn clean(bench: &Bench) {
    let text = bench.read("invitations.csv");
    let kept = text
        .lines()
        .filter(|line| !line.starts_with("i901") && !line.starts_with("i902"));
    let kept: Vec<&str> = kept.collect();
    bench.write("invitations_clean.csv", kept.join("\n") + "\n");
}

#[test]
fn nobody_is_invited_again_too_soon_and_a_seed_draws_the_same() {
    let bench = bench();
    clean(&bench);
    let value = json(
        &bench,
        &[&PLAN[..], &["--list", "list.csv"]].concat(),
        "survey-plan",
    );
    let who: BTreeSet<&str> = value["invitations"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["recipient"].as_str().unwrap())
        .collect();
    assert_eq!(who.len(), 10);
    // Those who start with k were asked in July.
    let history = bench.read("invitations_clean.csv");
    for one in &who {
        let is_recent = history.lines().any(|line| {
            line.contains(&format!(",{one},"))
                && line.contains(",2026-07")
                && line.contains("delivered")
        });
        assert!(!is_recent, "{one}");
    }
    assert!(!who.contains("n004"), "who opted out is not asked");
    let list = bench.read("list.csv");
    assert_eq!(list.lines().count(), 11);
    let again = json(&bench, &PLAN, "survey-plan");
    assert_eq!(again["invitations"], value["invitations"]);
    let other = json(
        &bench,
        &[&PLAN[..], &["--seed", "2"]].concat(),
        "survey-plan",
    );
    assert_ne!(other["invitations"], value["invitations"]);
    let text = bench
        .succeeds(&[&PLAN[..], &["--lang", "nl"]].concat())
        .stdout;
    assert!(text.contains("kort geleden uitgenodigd"), "{text}");
    assert!(who.iter().all(|one| !text.contains(one)), "nobody is named");
}

#[test]
fn a_plan_without_an_owner_is_refused_and_an_override_is_noted_and_printed() {
    let bench = bench();
    clean(&bench);
    let plan = bench.read("survey_plan.toml");
    let bare: Vec<&str> = plan
        .lines()
        .filter(|line| !line.starts_with("follow_up_owner") && !line.starts_with("close_within"))
        .collect();
    bench.write("survey_plan.toml", bare.join("\n"));
    let refused = bench.fails(2, &PLAN);
    for gap in ["follow_up_owner", "close_within_h"] {
        assert!(refused.stderr.contains(gap), "{}", refused.stderr);
    }
    assert!(!refused.stderr.contains("baseline,"));
    let forced = [
        &PLAN[..],
        &["--override", "trial of one week", "--overrides", "o.jsonl"],
    ]
    .concat();
    let text = bench.succeeds(&forced).stdout;
    assert!(text.contains("trial of one week"), "{text}");
    let before = bench.read("o.jsonl");
    bench.succeeds(&forced);
    assert!(
        bench.read("o.jsonl").starts_with(&before),
        "lines are added"
    );
    let looped = bench
        .succeeds(&[&LOOP[..], &["--overrides", "o.jsonl"]].concat())
        .stdout;
    assert!(looped.contains("trial of one week"), "{looped}");
    // A history with a row that cannot be read could hide an invitation.
    let mut with_faults = PLAN;
    with_faults[5] = "invitations.csv";
    bench.write("survey_plan.toml", plan);
    bench.fails(2, &with_faults);
}

#[test]
fn notes_are_added_to_a_register_and_never_changed() {
    let bench = bench();
    bench.write(
        "register.jsonl",
        "{\"line\":\"breach\",\"version\":1,\"ticket_id\":\"T1\",\"policy_id\":\"hospital\",\"policy_version\":2,\"metric\":\"total_resolution_time\",\"instance_id\":1,\"team\":null,\"kind\":\"sla\",\"contract_id\":\"C-1\",\"registered_at\":\"2026-01-02T00:00:00Z\",\"activated_at\":\"2026-01-01T00:00:00Z\",\"breached_at\":\"2026-01-01T04:00:00Z\",\"fulfilled_at\":null,\"target_s\":14400,\"elapsed_s\":86400,\"breached_on_attach\":false,\"evidence\":[\"created\"]}\n\
         {\"line\":\"breach\",\"version\":1,\"ticket_id\":\"T1\",\"policy_id\":\"hospital\",\"policy_version\":2,\"metric\":\"first_reply_time\",\"instance_id\":1,\"team\":null,\"kind\":\"sla\",\"contract_id\":\"C-1\",\"registered_at\":\"2026-01-02T00:00:00Z\",\"activated_at\":\"2026-01-01T00:00:00Z\",\"breached_at\":\"2026-01-01T01:00:00Z\",\"fulfilled_at\":null,\"target_s\":3600,\"elapsed_s\":86400,\"breached_on_attach\":false,\"evidence\":[\"created\"]}\n",
    );
    let before = bench.read("register.jsonl");
    let note = |more: &[&'static str]| {
        [
            &["register", "note", "register.jsonl", "--ticket", "T1"][..],
            more,
        ]
        .concat()
    };
    let several = bench.fails(2, &note(&["--note", "power cut"]));
    assert!(
        several.stderr.contains("first_reply_time"),
        "{}",
        several.stderr
    );
    let which = ["--metric", "first_reply_time", "--note"];
    bench.succeeds(&note(
        &[&which[..], &["power cut", "--approved-by", "board"]].concat(),
    ));
    bench.succeeds(&note(&[&which[..], &["flood"]].concat()));
    assert!(bench.read("register.jsonl").starts_with(&before));
    let value = json(&bench, &["register", "show", "register.jsonl"], "register");
    let notes = value["breaches"][1]["notes"].as_array().unwrap();
    assert_eq!(notes.len(), 2);
    assert_eq!(notes[0]["approved_by"], "board");
    assert_eq!(value["breaches"][0]["notes"], Value::Array(Vec::new()));
    for lang in ["nl", "en"] {
        let text = bench
            .succeeds(&["register", "show", "register.jsonl", "--lang", lang])
            .stdout;
        assert!(
            text.contains("flood") && !text.contains("power cut"),
            "{text}"
        );
    }
    bench.fails(
        2,
        &[
            "register",
            "note",
            "register.jsonl",
            "--ticket",
            "T9",
            "--note",
            "x",
        ],
    );
    bench.fails(
        2,
        &[
            "register",
            "note",
            "register.jsonl",
            "--ticket",
            "T1",
            "--metric",
            "first_reply_time",
            "--note",
            " ",
        ],
    );
    bench.fails(2, &["register", "show", "absent.jsonl"]);
}
