//! `signaal check --readiness`: with and without an index, with and without answers.

use crate::kit::{Bench, root};
use crate::schema::violations;
use serde_json::Value;

fn assess(bench: &Bench, arguments: &[&str]) -> (i32, Value) {
    let asked = [
        "check",
        "project.toml",
        "--readiness",
        "--as-of",
        "2026-06-01",
    ];
    let arguments = [&asked[..], arguments, &["--format", "json", "--quiet"]].concat();
    let outcome = bench.signaal(&arguments);
    let value: Value = serde_json::from_str(&outcome.stdout).unwrap();
    let schema: Value =
        serde_json::from_str(&bench.succeeds(&["schema", "readiness"]).stdout).unwrap();
    assert_eq!(violations(&schema, &value), Vec::<String>::new());
    (outcome.code, value)
}

fn condition<'v>(value: &'v Value, name: &str) -> &'v Value {
    let dimensions = value["dimensions"].as_array().unwrap().iter();
    let mut all = dimensions.flat_map(|one| one["conditions"].as_array().unwrap());
    all.find(|one| one["condition"] == name).unwrap()
}

/// The demo with more said about it.
fn state(bench: &Bench, lines: &str) {
    let text = bench.read("project.toml");
    let (rest, _) = text.split_once("\n[readiness]").unwrap();
    bench.write("project.toml", format!("{rest}\n[readiness]\n{lines}"));
}

const GOVERNANCE: &str = "dpia_reference = \"D-1\"\npurposes = [\"reporting\"]\n[or_consent]\n\
     date = \"2026-01-01\"\nreference = \"OR 3\"\nscope = [\"reporting\"]\nexpires = \"2026-12-31\"\n";

#[test]
fn without_an_index_the_archive_is_unknown_and_what_blocks_stands_first() {
    let bench = Bench::demo();
    state(&bench, "");
    let (code, value) = assess(&bench, &[]);
    assert_eq!((code, &value["overall"]), (1, &Value::from("blocked")));
    for name in ["history", "join_rate", "responses", "topic_coverage"] {
        assert_eq!(condition(&value, name)["finding"], "unknown", "{name}");
    }
    let data = &value["dimensions"][0];
    assert_eq!(data["dimension"], "data");
    assert_eq!(data["conditions"][0]["condition"], "follow_up_owner");
    assert_eq!(data["conditions"][1]["condition"], "works_council");
    assert_eq!(value["questionnaire"], Value::Null);
}

#[test]
fn the_demo_states_what_is_settled_and_what_is_not() {
    let bench = Bench::whole_demo();
    let (code, value) = assess(&bench, &[]);
    assert_eq!((code, &value["overall"]), (1, &Value::from("blocked")));
    assert_eq!(condition(&value, "follow_up_owner")["readiness"], "ready");
    assert_eq!(condition(&value, "works_council")["readiness"], "blocked");
    for name in ["baseline", "masking_recall"] {
        assert_eq!(condition(&value, name)["readiness"], "not_yet", "{name}");
    }
}

#[test]
fn an_index_and_what_is_stated_are_judged_and_answers_decide_the_rest() {
    let bench = Bench::demo();
    bench.write("governance.toml", GOVERNANCE);
    bench.succeeds(&["ingest", "project.toml", "--quiet"]);
    bench.succeeds(&[
        "baseline",
        "freeze",
        "-p",
        "project.toml",
        "--out",
        "base.json",
        "--as-of",
        "2026-05-01",
        "--quiet",
    ]);
    state(
        &bench,
        "margin_points = 10\nfollow_up_owner = \"team lead\"\nbaseline = \"base.json\"\n\
         governance = \"governance.toml\"\nmasking = { found = 48, of = 50 }\n",
    );
    let answers =
        std::fs::read_to_string(root().join("data/service_levels/readiness.toml")).unwrap();
    bench.write("answers.toml", &answers);
    let (code, value) = assess(&bench, &["--questionnaire", "answers.toml"]);
    assert_eq!((code, &value["overall"]), (1, &Value::from("not_yet")));
    assert_eq!(condition(&value, "history")["readiness"], "ready");
    assert_eq!(condition(&value, "responses")["needed"], 97);
    assert_eq!(condition(&value, "baseline")["frozen_on"], "2026-05-01");
    assert_eq!(
        condition(&value, "works_council")["missing"],
        Value::from(Vec::<String>::new())
    );
    assert_eq!(condition(&value, "masking_recall")["share"], 0.96);
    assert_eq!(condition(&value, "customers_hear_back")["answer"], 2);
    let culture = &value["dimensions"]
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["dimension"] == "customer_culture")
        .unwrap();
    assert_eq!(culture["readiness"], "not_yet");

    let willing = answers.replace("teams_may_act = 3", "teams_may_act = 1");
    bench.write("answers.toml", willing);
    let (_, value) = assess(&bench, &["--questionnaire", "answers.toml"]);
    assert_eq!(value["overall"], "blocked");
    assert_eq!(value["dimensions"][0]["dimension"], "customer_culture");

    bench.write("base.json", "{}");
    let (_, value) = assess(&bench, &[]);
    assert_eq!(condition(&value, "baseline")["finding"], "unusable");
}

#[test]
fn the_text_speaks_both_languages_and_wrong_answers_are_placed() {
    let bench = Bench::demo();
    state(&bench, "");
    let text = |lang: &str| {
        bench
            .signaal(&[
                "check",
                "project.toml",
                "--readiness",
                "--lang",
                lang,
                "--as-of",
                "2026-06-01",
            ])
            .stdout
    };
    assert!(
        text("nl").contains("klantcultuur: nog niet"),
        "{}",
        text("nl")
    );
    assert!(text("en").contains("owner of the follow-up: not stated"));
    bench.write("answers.toml", "[customer_culture]\nteams_may_act = 6\n");
    let outcome = bench.signaal(&[
        "check",
        "project.toml",
        "--readiness",
        "--questionnaire",
        "answers.toml",
    ]);
    assert_eq!(outcome.code, 2);
    assert!(
        outcome
            .stderr
            .contains("line 2: customer_culture.teams_may_act"),
        "{}",
        outcome.stderr
    );
    assert_eq!(
        bench
            .signaal(&["check", "project.toml", "--lang", "nl"])
            .code,
        2
    );
}
