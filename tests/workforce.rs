//! `signaal occupancy` and `signaal staffing`: the example logs, what may be seen of people, wrong use.

use crate::kit::{Bench, root};
use crate::schema::violations;
use serde_json::Value;

const OCCUPANCY: [&str; 4] = ["occupancy", "states.csv", "--source-tz", "Europe/Amsterdam"];

/// The example logs in a folder of their own.
fn bench() -> Bench {
    let bench = Bench::new();
    let copy = |from: &str, to: &str| {
        let bytes = std::fs::read(root().join(from)).unwrap();
        bench.write(to, bytes);
    };
    copy("data/service_levels/agent_states.csv", "states.csv");
    copy("data/service_levels/calls.csv", "calls.csv");
    copy("data/demo/calls.csv.gz", "demo.csv.gz");
    bench
}

fn json(bench: &Bench, usual: &[&str], more: &[&str], schema: &str) -> Value {
    let arguments = [usual, more, &["--format", "json", "--quiet"]].concat();
    let value: Value = serde_json::from_str(&bench.succeeds(&arguments).stdout).unwrap();
    let schema = bench.succeeds(&["schema", schema]).stdout;
    let schema: Value = serde_json::from_str(&schema).unwrap();
    assert_eq!(violations(&schema, &value), Vec::<String>::new());
    value
}

#[test]
fn states_of_the_example_add_up_and_its_faults_are_counted() {
    let value = json(&bench(), &OCCUPANCY, &[], "occupancy");
    assert_eq!(value["source"]["rejected"]["unknown_word"], 1);
    assert_eq!(value["source"]["rejected"]["end_before_start"], 1);
    let account = &value["account"];
    assert_eq!(account["n_repeated"], 1);
    assert_eq!(account["n_end_inferred"], 1);
    assert_eq!(account["n_too_long"], 1);
    assert!(account["overlapped_s"].as_f64().unwrap() > 0.0);
    let whole = &value["whole"]["spent"];
    let n = |name: &str| whole[name].as_f64().unwrap();
    let states = [
        "talk_s",
        "hold_s",
        "wrap_up_s",
        "available_s",
        "ringing_s",
        "not_ready_s",
        "unaccounted_s",
    ];
    let sum: f64 = states.into_iter().map(n).sum();
    assert!((sum - n("signed_in_s")).abs() < 1e-6);
    let handling = n("talk_s") + n("hold_s") + n("wrap_up_s");
    assert!((n("occupancy") - handling / (handling + n("available_s"))).abs() < 1e-12);
    assert!((n("utilisation") - (handling + n("available_s")) / n("paid_s")).abs() < 1e-12);
    // A team of one is hidden, and so is one more, or it would follow from the total.
    let hidden: Vec<&str> = value["teams"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|team| team["spent"].is_null())
        .map(|team| team["team"].as_str().unwrap())
        .collect();
    assert!(hidden.contains(&"night") && hidden.len() == 2, "{hidden:?}");
    assert_eq!(value["agents"], Value::Null);
    assert_eq!(value["queues"][0]["spent"]["occupancy"], Value::Null);
}

#[test]
fn every_format_and_language_is_printed_and_agents_take_consent() {
    let bench = bench();
    for lang in ["nl", "en"] {
        let text = bench
            .succeeds(&[&OCCUPANCY[..], &["--lang", lang]].concat())
            .stdout;
        assert!(text.contains("night"), "{text}");
        assert!(!text.contains("NaN"), "{text}");
    }
    let csv = bench
        .succeeds(&[&OCCUPANCY[..], &["--format", "csv"]].concat())
        .stdout;
    assert!(csv.starts_with("by,name,suppressed,"), "{csv}");
    let refused = bench.fails(2, &[&OCCUPANCY[..], &["--by-agent"]].concat());
    assert!(refused.stderr.contains("figures of single agents are off"));
    bench.write(
        "governance.toml",
        "dpia_reference = \"D\"\npurposes = [\"coaching\"]\n[or_consent]\ndate = \"2020-01-01\"\nreference = \"OR\"\nscope = [\"coaching\"]\nexpires = \"2099-12-31\"\n",
    );
    let value = json(
        &bench,
        &OCCUPANCY,
        &[
            "--by-agent",
            "--governance",
            "governance.toml",
            "--calls",
            "calls.csv",
        ],
        "occupancy",
    );
    let agents = value["agents"].as_array().unwrap();
    assert_eq!(agents.len(), 12);
    let names: Vec<&str> = agents
        .iter()
        .map(|one| one["agent"].as_str().unwrap())
        .collect();
    assert!(names.is_sorted(), "{names:?}");
    let by_calls = &agents[0]["spent"]["handling_by_calls_s"];
    assert!(by_calls.as_f64().unwrap() > 0.0, "{by_calls}");
}

#[test]
fn wrong_use_of_occupancy_says_what_to_try() {
    let bench = bench();
    let naive = bench.fails(2, &["occupancy", "states.csv"]);
    assert!(naive.stderr.contains("--source-tz"), "{}", naive.stderr);
    bench.fails(2, &[&OCCUPANCY[..], &["--words", "koffie=thee"]].concat());
    bench.fails(2, &[&OCCUPANCY[..], &["--columns", "who=agent"]].concat());
    bench.fails(2, &[&OCCUPANCY[..], &["--columns", "team=agent"]].concat());
    bench.fails(
        2,
        &[
            &OCCUPANCY[..],
            &["--from", "2026-03-03", "--to", "2026-03-02"],
        ]
        .concat(),
    );
    bench.write("none.csv", "medewerker,van\na,2026-03-02\n");
    let missing = bench.fails(2, &["occupancy", "none.csv"]);
    assert!(missing.stderr.contains("state"), "{}", missing.stderr);
    bench.write("empty.csv", "agent,state,from\n");
    let empty = bench.succeeds(&["occupancy", "empty.csv"]).stdout;
    assert!(empty.contains("No time of agents"), "{empty}");
}

const STAFFING: [&str; 8] = [
    "staffing",
    "demo.csv.gz",
    "--threshold-s",
    "30",
    "--target",
    "80",
    "--zone",
    "Europe/Amsterdam",
];

#[test]
fn a_plan_of_the_demo_rests_on_its_contacts_and_prints_its_assumptions() {
    let bench = bench();
    let value = json(&bench, &STAFFING, &[], "staffing");
    let plan = &value["plans"][0];
    let rows = plan["intervals"].as_array().unwrap();
    let offered: u64 = rows
        .iter()
        .map(|row| row["n_offered"].as_u64().unwrap())
        .sum();
    assert_eq!(offered, 5_427);
    for row in rows {
        let needed = &row["needed"];
        assert_eq!(needed.is_null(), !row["unknown"].is_null());
        if let Some(level) = needed["service_level"].as_f64() {
            assert!(level >= 0.8, "{row}");
        } else if row["unknown"] == "few_contacts" {
            assert!(row["n_offered"].as_u64().unwrap() < 20);
        }
    }
    assert_eq!(plan["compared"], Value::Null);
    let text = bench.succeeds(&STAFFING).stdout;
    assert!(
        text.contains("Nobody gives up") && text.contains("cannot tell (<20)"),
        "{text}"
    );
    let text = bench
        .succeeds(&[&STAFFING[..], &["--lang", "nl"]].concat())
        .stdout;
    assert!(text.contains("Niemand haakt af"), "{text}");
    let by_queue = json(&bench, &STAFFING, &["--by-queue"], "staffing");
    assert!(by_queue["plans"].as_array().unwrap().len() > 1);
    let csv = bench
        .succeeds(&[&STAFFING[..], &["--format", "csv"]].concat())
        .stdout;
    assert_eq!(csv.lines().count(), rows.len() + 1);
}

#[test]
fn who_was_there_is_set_beside_what_came_of_it() {
    let bench = bench();
    let usual = [
        "staffing",
        "calls.csv",
        "--source-tz",
        "Europe/Amsterdam",
        "--threshold-s",
        "30",
        "--target",
        "80",
        "--least-contacts",
        "5",
        "--agent-states",
        "states.csv",
    ];
    let value = json(&bench, &usual, &[], "staffing");
    let compared = &value["plans"][0]["compared"];
    assert!(compared["n_intervals"].as_u64().unwrap() > 0, "{compared}");
    let n = |name: &str| compared[name].as_f64().unwrap();
    assert!(n("computed_low") <= n("computed_high"));
    let text = bench.succeeds(&usual).stdout;
    assert!(text.contains("With whoever was there"), "{text}");
}

#[test]
fn wrong_use_of_staffing_says_what_to_try() {
    let bench = bench();
    bench.fails(
        2,
        &[
            "staffing",
            "demo.csv.gz",
            "--threshold-s",
            "30",
            "--target",
            "80",
        ],
    );
    let with = |target: &'static str, threshold: &'static str| {
        [
            "staffing",
            "demo.csv.gz",
            "--threshold-s",
            threshold,
            "--target",
            target,
            "--zone",
            "UTC",
        ]
    };
    bench.fails(2, &with("100", "30"));
    bench.fails(2, &with("0.8", "30"));
    bench.fails(2, &with("80", "0"));
}

#[test]
fn no_bad_row_of_a_second_log_is_lost() {
    let bench = bench();
    let check = |command: &[&str], file: &str| {
        bench.succeeds(&[command, &["--quarantine", "before.jsonl"]].concat());
        let text = bench.read(file);
        let first = text.lines().nth(1).unwrap();
        bench.write(
            file,
            text.replacen(first, &first.replace("2026-03-02", "NO DATE"), 1),
        );
        bench.succeeds(&[command, &["--quarantine", "bad.jsonl"]].concat());
        let of_file = |quarantine: &str| {
            let places = bench.read(quarantine);
            places.lines().filter(|line| line.contains(file)).count()
        };
        assert_eq!(of_file("bad.jsonl"), of_file("before.jsonl") + 1, "{file}");
    };
    check(
        &[&OCCUPANCY[..], &["--calls", "calls.csv"]].concat(),
        "calls.csv",
    );
    let staffing = [
        "staffing",
        "calls.csv",
        "--source-tz",
        "Europe/Amsterdam",
        "--threshold-s",
        "30",
        "--target",
        "80",
        "--agent-states",
        "states.csv",
    ];
    check(&staffing, "states.csv");
}
