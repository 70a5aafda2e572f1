//! `signaal service-level`: the example log, a public log, and wrong use.

use crate::kit::{Bench, root, shared};
use serde_json::Value;

/// The example log in a folder of its own.
fn bench() -> Bench {
    let bench = Bench::new();
    let log = std::fs::read(root().join("data/service_levels/calls.csv")).unwrap();
    bench.write("calls.csv", log);
    bench
}

const USUAL: [&str; 6] = [
    "service-level",
    "calls.csv",
    "--source-tz",
    "Europe/Amsterdam",
    "--threshold-s",
    "30",
];

fn with<'a>(more: &[&'a str]) -> Vec<&'a str> {
    USUAL.into_iter().chain(more.iter().copied()).collect()
}

fn json(bench: &Bench, more: &[&str]) -> Value {
    let mut arguments = with(more);
    arguments.extend(["--format", "json"]);
    serde_json::from_str(&bench.succeeds(&arguments).stdout).unwrap()
}

#[test]
fn the_example_log_has_the_figures_that_can_be_counted_in_it() {
    let value = json(&bench(), &["--by", "queue", "--interval", "15"]);
    let counts = &value["counts"];
    for (name, n) in [
        ("offered", 11),
        ("answered", 8),
        ("abandoned", 2),
        ("flow_out", 1),
        ("waiting", 0),
        ("callback", 1),
        ("out_of_hours", 1),
        ("outbound", 1),
        ("answered_in_time", 6),
        ("abandoned_short", 1),
    ] {
        assert_eq!(counts[name], n, "{name}");
    }
    assert_eq!(value["formula"], "offered_excl_short");
    assert_eq!(value["service_level"]["numerator"], 6);
    assert_eq!(value["service_level"]["denominator"], 9);
    assert_eq!(value["rejected"]["negative"], 1);
    assert_eq!(value["n_superseded"], 1);
    assert_eq!(value["customers"]["contacts"], 12);
    assert_eq!(value["transfer_rate"]["numerator"], 1);
    let queues = value["groups"].as_array().unwrap();
    let sum = |name: &str| -> u64 {
        let cells = queues
            .iter()
            .map(|cell| cell["counts"][name].as_u64().unwrap());
        cells.sum()
    };
    for name in ["offered", "answered", "abandoned", "flow_out", "waiting"] {
        assert_eq!(sum(name), counts[name].as_u64().unwrap(), "{name}");
    }
    // 09:00 in March is the local clock of the centre.
    assert_eq!(value["volume"][0]["minute_of_day"], 615);
    assert_eq!(value["volume"][1]["minute_of_day"], 540);
}

#[test]
fn flags_change_the_number_and_the_number_says_which() {
    let bench = bench();
    let level = |more: &[&str]| {
        let value = json(&bench, more);
        let level = &value["service_level"];
        let n = |name: &str| level[name].as_u64().unwrap();
        (n("numerator"), n("denominator"))
    };
    assert_eq!(level(&["--formula", "abandons_positive"]), (7, 10));
    assert_eq!(level(&["--formula", "answered_only"]), (6, 8));
    assert_eq!(level(&["--flowouts"]), (6, 10));
    assert_eq!(level(&["--threshold-exclusive"]), (5, 9));
    assert_eq!(
        level(&["--from", "2026-03-05", "--to", "2026-03-06"]),
        (1, 1)
    );
    let all = json(&bench, &["--formula", "all", "--target", "60"]);
    assert_eq!(all["service_levels"].as_array().unwrap().len(), 6);
    assert_eq!(all["service_level"]["formula"], "offered_excl_short");
    assert_eq!(all["service_level"]["meets_target"], true);
}

#[test]
fn every_format_and_both_languages_are_printed() {
    let bench = bench();
    for format in ["text", "json", "csv", "jsonl"] {
        for lang in ["nl", "en"] {
            let more = [
                "--format",
                format,
                "--lang",
                lang,
                "--by",
                "queue,topic,queue+channel",
            ];
            let outcome = bench.succeeds(&with(&more));
            assert!(outcome.stdout.contains("offered_excl_short"), "{format}");
            assert!(!outcome.stdout.contains("NaN"), "{format}");
        }
    }
    let schema = bench.succeeds(&["schema", "service-level"]).stdout;
    assert!(schema.contains("2020-12"));
}

#[test]
fn wrong_use_says_what_to_try() {
    let bench = bench();
    let check = |arguments: &[&str], said: &str| {
        let outcome = bench.signaal(arguments);
        assert_eq!(outcome.code, 2, "{}", outcome.stderr);
        assert!(outcome.stderr.contains(said), "{}", outcome.stderr);
    };
    check(
        &["service-level", "calls.csv", "--threshold-s", "30"],
        "--source-tz",
    );
    check(&["service-level", "calls.csv"], "--threshold-s");
    check(&with(&["--by", "agent"]), "--governance FILE");
    check(&with(&["--by", "queue+agent"]), "--governance FILE");
    check(&with(&["--by", "colour"]), "there are queue, channel");
    check(&with(&["--preset", "other"]), "pwc_callcenter");
    check(&with(&["--columns", "wachten=W"]), "fields are contact_id");
    check(&with(&["--columns", "wait_s=W"]), "find column W");
    check(
        &with(&["--short-abandon-s", "30"]),
        "--short-abandon-s from 0",
    );
    check(&with(&["--zone", "Europe/Atlantis"]), "no time zone");
    check(&with(&["--calamity", "2026-03-02"]), "--calamity");
    check(&with(&["--target", "0.8"]), "95 percent is written 95");
    check(&with(&["--target", "101"]), "100 at most");
    let no_zone = [
        "service-level",
        "zoned.csv",
        "--threshold-s",
        "30",
        "--from",
        "2026-03-02 12:00",
        "--to",
        "2026-03-03",
    ];
    bench.write("zoned.csv", ZONED);
    check(&no_zone, "a time of day but no zone");
    check(
        &with(&["--from", "2026-03-29 02:30", "--to", "2026-04-01"]),
        "twice or not at all",
    );
    check(
        &with(&["--from", "2026-03-02", "--to", "2026-03-02"]),
        "ends before it begins",
    );
    check(
        &with(&[
            "--freeze",
            "f.json",
            "--from",
            "2026-03-02",
            "--to",
            "2026-04-01",
            "--as-of",
            "2026-03-20",
        ]),
        "closed period",
    );
}

const ZONED: &str = "contact_id,offered_at,wait_s,disposition\n\
    1,2026-03-02T00:30:00+01:00,5,abandoned\n\
    2,2026-03-02T12:30:00+01:00,5,abandoned\n";

#[test]
fn days_begin_at_midnight_of_the_zone_that_is_printed_and_a_time_of_day_counts() {
    let bench = bench();
    bench.write("zoned.csv", ZONED);
    let ask = |more: &[&str]| {
        let mut arguments = vec!["service-level", "zoned.csv", "--threshold-s", "30"];
        arguments.extend(more);
        bench.succeeds(&arguments).stdout
    };
    let day = ["--from", "2026-03-02", "--to", "2026-03-03"];
    let offered = |more: &[&str]| -> u64 {
        let text = ask(&[more, &["--format", "json"]].concat());
        let value: Value = serde_json::from_str(&text).unwrap();
        value["counts"]["offered"].as_u64().unwrap()
    };
    let amsterdam = ["--zone", "Europe/Amsterdam"];
    // 00:30 in Amsterdam is still the day before in UTC.
    assert_eq!(offered(&day), 1);
    assert!(ask(&day).contains("days of UTC: nobody named another zone"));
    let local = [&day[..], &amsterdam[..]].concat();
    assert_eq!(offered(&local), 2);
    assert!(ask(&local).contains("days of Europe/Amsterdam"));
    let noon = ["--from", "2026-03-02 12:00", "--to", "2026-03-03"];
    assert_eq!(offered(&[&noon[..], &amsterdam[..]].concat()), 1);
    // A target may be written with a comma and a sign.
    for target in ["80", "80%", "80,0"] {
        assert!(
            ask(&["--target", target]).contains("Target 80%"),
            "{target}"
        );
    }
}

#[test]
fn an_incident_of_a_queue_that_is_not_there_is_warned_of() {
    let bench = bench();
    let warned = |queue: &str| {
        let incident = format!("2026-03-02..2026-03-04@queue={queue}");
        let outcome = bench.succeeds(&with(&["--calamity", &incident]));
        outcome.stderr.contains("no call of the log has queue")
    };
    assert!(warned("nope"));
    assert!(!warned("invoices"));
}

#[test]
fn what_is_offered_to_a_queue_is_one_number() {
    let text = bench().succeeds(&with(&[])).stdout;
    assert!(
        text.contains("12 contacts of customers, together 13 times come in: 11 offered to a queue, 2 not (callback, message, out of hours)"),
        "{text}"
    );
}

#[test]
fn a_frozen_period_is_compared_and_only_restated_when_asked() {
    let bench = bench();
    let period = [
        "--from",
        "2026-03-02",
        "--to",
        "2026-03-03",
        "--freeze",
        "march.json",
    ];
    bench.succeeds(&with(&period));
    let first = bench.read("march.json");
    // The same again leaves it alone.
    bench.succeeds(&with(&period));
    assert_eq!(bench.read("march.json"), first);
    // Late data change what the period would say: refused, and the file stays.
    let late = "c16,1,k11,phone,inbound,invoices,first line,a1,bill,2026-03-02 15:00:00,70,5,60,0,5,answered,,yes,,\n";
    bench.write("calls.csv", format!("{}{late}", bench.read("calls.csv")));
    let refused = bench.signaal(&with(&period));
    assert_eq!(refused.code, 2);
    assert!(refused.stderr.contains("data_sha256"), "{}", refused.stderr);
    assert!(
        refused.stderr.contains("in counts abandoned was")
            || refused.stderr.contains("in counts answered was"),
        "{}",
        refused.stderr
    );
    assert!(!refused.stderr.contains('{'), "{}", refused.stderr);
    assert!(refused.stderr.contains("--restate"), "{}", refused.stderr);
    assert_eq!(bench.read("march.json"), first);
    let mut restated = period.to_vec();
    restated.push("--restate");
    bench.succeeds(&with(&restated));
    let now: Value = serde_json::from_str(&bench.read("march.json")).unwrap();
    let before: Value = serde_json::from_str(&first).unwrap();
    let kept = &now["frozen"]["restates"][0];
    assert_eq!(kept["service_level"], before["service_level"]);
    assert_eq!(kept["data_sha256"], before["data_sha256"]);
    assert_ne!(now["service_level"], before["service_level"]);
}

#[test]
fn rejected_rows_are_noted_by_place_without_their_content() {
    let bench = bench();
    let outcome = bench.succeeds(&with(&["--quarantine", "q.jsonl"]));
    assert!(
        outcome.stderr.contains("rows cannot be used"),
        "{}",
        outcome.stderr
    );
    let line: Value = serde_json::from_str(bench.read("q.jsonl").trim()).unwrap();
    assert_eq!(
        (&line["row"], &line["column"], &line["code"]),
        (&17.into(), &"wait_s".into(), &"negative".into())
    );
    assert!(!bench.read("q.jsonl").contains("k10"));
}

#[test]
fn the_public_log_of_calls_says_what_it_cannot_tell() {
    let Some(path) = shared("pwc_callcenter.csv.gz") else {
        return;
    };
    let bench = Bench::new();
    let path = path.to_str().unwrap();
    let outcome = bench.succeeds(&[
        "service-level",
        path,
        "--preset",
        "pwc_callcenter",
        "--threshold-s",
        "30",
        "--format",
        "json",
    ]);
    let value: Value = serde_json::from_str(&outcome.stdout).unwrap();
    assert_eq!(value["counts"]["answered"], 4054);
    assert_eq!(value["counts"]["abandoned"], 946);
    assert_eq!(value["service_level"]["share"], Value::Null);
    assert_eq!(value["service_level"]["unknown"], "abandoned_waits_unknown");
    assert_eq!(value["transfer_rate"], Value::Null);
    assert_eq!(value["waits"]["longest"]["is_lower_bound"], true);
    assert!((value["waits"]["asa_s"].as_f64().unwrap() - 67.5207).abs() <= 5e-5);
}

const GOALS: &str = r#"
[[service_level]]
service_level_id = "strict"
channel = "phone"
threshold_s = 30
pct = 95
formula = "answered_only"
max_wait = "10s"

[[service_level]]
service_level_id = "easy"
queue = "invoices"
threshold_s = 3600
pct = 10
formula = "answered_only"

[[service_level]]
service_level_id = "nobody"
queue = "complaints"
threshold_s = 30
pct = 80
"#;

#[test]
fn goals_of_a_policy_file_stand_beside_their_figures() {
    let bench = bench();
    bench.write("policies.toml", GOALS);
    let value = json(&bench, &["--policies", "policies.toml"]);
    let goals = value["goals"].as_array().unwrap();
    let verdicts: Vec<&str> = goals
        .iter()
        .map(|goal| goal["verdict"].as_str().unwrap())
        .collect();
    assert_eq!(verdicts, ["not_met", "met", "cannot_tell"]);
    assert_eq!(goals[0]["max_wait"]["verdict"], "not_met");
    assert_eq!(goals[2]["n_offered"], 0);
    let text = bench
        .succeeds(&with(&["--policies", "policies.toml"]))
        .stdout;
    for part in ["strict", "not met", "cannot tell", "Time zone database: 20"] {
        assert!(text.contains(part), "{part} is missing in\n{text}");
    }
    bench.write(
        "policies.toml",
        "[[policy]]\npolicy_id = \"p\"\nkind = \"sla\"\nposition = 1\n",
    );
    let refused = bench.signaal(&with(&["--policies", "policies.toml"]));
    assert_eq!(refused.code, 2, "{}", refused.stderr);
    assert!(
        refused.stderr.contains("declares no goals"),
        "{}",
        refused.stderr
    );
}

#[test]
fn contacts_outside_the_hours_of_a_schedule_are_out_of_hours() {
    let bench = bench();
    bench.write(
        "schedules.toml",
        "[[schedule]]\nschedule_id = \"late\"\ntime_zone = \"Europe/Amsterdam\"\n\
         weekly = [{ weekday = \"mon\", start = \"09:01\", end = \"17:00\" }]\n",
    );
    let counted = |more: &[&str]| json(&bench, more)["counts"].clone();
    let all = counted(&[]);
    let late = counted(&["--schedules", "schedules.toml", "--schedule", "late"]);
    let n = |counts: &Value, name: &str| counts[name].as_u64().unwrap();
    assert!(
        n(&late, "out_of_hours") >= n(&all, "out_of_hours") + 2,
        "{late}"
    );
    assert!(n(&late, "offered") + 2 <= n(&all, "offered"), "{late}");
    let refused = bench.signaal(&with(&[
        "--schedules",
        "schedules.toml",
        "--schedule",
        "early",
    ]));
    assert!(
        refused.stderr.contains("there are late"),
        "{}",
        refused.stderr
    );
    let refused = bench.signaal(&with(&["--schedules", "schedules.toml"]));
    assert_eq!(refused.code, 2);
}

#[test]
fn agents_are_told_apart_only_with_consent_that_holds_today() {
    let bench = bench();
    let governance = |expires: &str| {
        format!(
            "purposes = [\"coaching\"]\ndpia_reference = \"DPIA 7\"\n[or_consent]\n\
             date = \"2020-01-15\"\nreference = \"2020-014\"\nscope = [\"coaching\"]\n\
             expires = \"{expires}\"\n"
        )
    };
    bench.write("old.toml", governance("2020-12-31"));
    let refused = bench.signaal(&with(&["--by", "agent", "--governance", "old.toml"]));
    assert_eq!(refused.code, 2);
    assert!(
        refused
            .stderr
            .contains("the consent of the works council ended on 2020-12-31"),
        "{}",
        refused.stderr
    );
    bench.write("new.toml", governance("9999-12-31"));
    let value = json(&bench, &["--by", "agent", "--governance", "new.toml"]);
    let groups = value["groups"].as_array().unwrap();
    assert!(groups.len() > 1);
    // No agent of the example has the ten scores that a mean of one takes.
    for group in groups {
        let state = &group["satisfaction"]["state"];
        assert!(state == "suppressed" || state == "no_scores", "{group}");
    }
}

#[test]
fn a_column_of_agents_is_no_team_and_the_log_is_not_written_over() {
    let bench = bench();
    let disguised = bench.signaal(&with(&["--columns", "team_id=agent_id", "--by", "team"]));
    assert_eq!(disguised.code, 2, "{}", disguised.stdout);
    assert!(
        disguised.stderr.contains("names people"),
        "{}",
        disguised.stderr
    );
    let log = with(&[])[1];
    let before = bench.read(log);
    assert_eq!(bench.signaal(&with(&["-o", log])).code, 2);
    assert_eq!(bench.signaal(&with(&["--quarantine", log])).code, 2);
    assert_eq!(bench.read(log), before);
}
