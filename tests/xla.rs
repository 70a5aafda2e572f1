//! `signaal xla`: indicators, verdicts and baselines from a table of answers.

use crate::kit::{Bench, Outcome, root, shared};
use crate::schema::violations;
use serde_json::Value;
use std::fmt::Write;

const SCORES: [&str; 6] = [
    "--score",
    "nps=nps",
    "--score",
    "csat=tevreden:1-5:high",
    "--by",
    "kanaal",
];

const GOVERNANCE: &str = "purposes = [\"coaching\"]\ndpia_reference = \"DPIA 7\"\n[or_consent]\n\
    date = \"2020-01-15\"\nreference = \"2020-014\"\nscope = [\"coaching\"]\nexpires = \"9999-12-31\"\n";

/// `n` answers by phone of which `satisfied` are a 5, the others a 1; then three by mail and three by chat: too few
/// each, and together enough not to give away phone.
fn answers(n: usize, satisfied: usize) -> String {
    let mut text = "response_id;contact_id;submitted_at;nps;tevreden;kanaal;invited\n".to_owned();
    for at in 0..n {
        let csat = if at < satisfied { 5 } else { 1 };
        let nps = [10, 8, 3][at % 3];
        let _ = writeln!(
            text,
            "R{at};C{at};2026-03-02T12:00:00Z;{nps};{csat};phone;delivered"
        );
    }
    for at in 0..3 {
        let (nps, csat) = ([10, 3, 8][at], [5, 1, 5][at]);
        let _ = writeln!(
            text,
            "M{at};D{at};2026-03-02T12:00:00Z;{nps};{csat};mail;delivered"
        );
        let _ = writeln!(
            text,
            "H{at};F{at};2026-03-02T12:00:00Z;{nps};{csat};chat;delivered"
        );
    }
    for at in 0..20 {
        let _ = writeln!(text, ";E{at};;;;phone;delivered");
    }
    text
}

fn bench(n: usize, satisfied: usize) -> Bench {
    let bench = Bench::new();
    bench.write("a.csv", answers(n, satisfied));
    bench
}

fn xla(bench: &Bench, more: &[&str]) -> Outcome {
    let mut arguments = vec!["xla", "a.csv"];
    arguments.extend(SCORES);
    arguments.extend(more);
    bench.signaal(&arguments)
}

fn json(bench: &Bench, more: &[&str]) -> Value {
    let outcome = xla(bench, &[more, &["--format", "json"]].concat());
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
    let found = serde_json::from_str(&outcome.stdout).unwrap();
    let schema = bench.succeeds(&["schema", "xla"]).stdout;
    let schema = serde_json::from_str(&schema).unwrap();
    assert_eq!(violations(&schema, &found), Vec::<String>::new());
    found
}

fn row<'a>(json: &'a Value, channel: &str, measure: &str) -> &'a Value {
    let rows = json["rows"].as_array().unwrap();
    let found = rows
        .iter()
        .find(|row| row["group"]["keys"]["kanaal"] == channel && row["measure"] == measure);
    found.unwrap()
}

#[test]
fn a_target_is_judged_by_the_interval() {
    let bench = bench(60, 39);
    let found = json(&bench, &["--target", "csat>=80%", "--target", "csat>=60%"]);
    let phone = row(&found, "phone", "top_box");
    assert_eq!(phone["figure"]["estimate"], 0.65);
    assert_eq!(phone["judged"][0]["verdict"], "not_met");
    assert_eq!(phone["judged"][1]["verdict"], "inconclusive");
    let mail = row(&found, "mail", "top_box");
    assert_eq!(
        (&mail["withheld"], &mail["n"]),
        (&Value::Bool(true), &Value::Null)
    );
    assert_eq!(mail["judged"][0]["verdict"], "suppressed");
    let rate = &found["response_rate"];
    assert_eq!(rate["n_delivered"], 86);
    let share = rate["complete"]["estimate"].as_f64().unwrap();
    assert!((share - 66.0 / 86.0).abs() < 1e-12);
}

#[test]
fn without_a_target_no_xla_is_defined() {
    let bench = bench(60, 39);
    let outcome = xla(&bench, &[]);
    assert!(
        outcome.stdout.contains("No XLA is defined"),
        "{}",
        outcome.stdout
    );
    assert!(!outcome.stdout.contains("verdict\n"));
    assert_eq!(json(&bench, &[])["xla_defined"], false);
    let dutch = xla(&bench, &["--lang", "nl"]).stdout;
    assert!(dutch.contains("Er is geen XLA afgesproken"), "{dutch}");
}

#[test]
fn a_baseline_is_frozen_compared_and_guarded() {
    let bench = bench(80, 48);
    let freeze = ["--freeze", "b.json", "--as-of", "2026-03-31"];
    assert_eq!(xla(&bench, &freeze).code, 0);
    bench.write("a.csv", answers(70, 56));
    let found = json(&bench, &["--baseline", "b.json", "--period", "month"]);
    let change = &row(&found, "phone", "top_box")["change"];
    // Newcombe (1998), table II, example (a): 56/70 − 48/80.
    assert!((change["difference"]["low"].as_f64().unwrap() - 0.0524).abs() <= 5e-5);
    assert_eq!(change["n_before"], 80);
    let other = xla(&bench, &["--baseline", "b.json", "--late-after", "10"]);
    assert_eq!(other.code, 2, "{}", other.stdout);
    assert!(
        other.stderr.contains("measured something else"),
        "{}",
        other.stderr
    );
    let touched = bench.read("b.json").replace("\"n\": 80", "\"n\": 800");
    bench.write("b.json", touched);
    let touched = xla(&bench, &["--baseline", "b.json"]);
    assert_ne!(touched.code, 0);
    assert!(
        touched.stderr.contains("changed after it was frozen"),
        "{}",
        touched.stderr
    );
}

#[test]
fn what_is_typed_wrongly_is_said() {
    let bench = bench(10, 5);
    let check = |more: &[&str], said: &str| {
        let outcome = xla(&bench, more);
        assert_eq!(outcome.code, 2, "{more:?}");
        assert!(outcome.stderr.contains(said), "{}", outcome.stderr);
    };
    check(&["--target", "ces>=60%"], "names no indicator");
    check(&["--target", "csat<=60%"], "bad end");
    check(&["--target", "csat>=6"], "cannot be reached");
    check(&["--min-n", "4"], "at least 5");
    check(
        &["--score", "csat=nps:1-5:high"],
        "two questions are named csat",
    );
    check(&["--score", "ces=x:1-7"], "which end is best");
    check(&["--column", "when=x"], "names no usual column");
    check(&["--zone", "Mars/Olympus"], "no time zone");
    let missing = xla(&bench, &["--score", "ces=effort:1-7:high"]);
    assert!(missing.stderr.contains("effort"), "{}", missing.stderr);
}

#[test]
fn a_bad_row_is_placed_and_the_others_count() {
    let bench = bench(60, 39);
    let text = format!(
        "{}X1;X1;2026-03-02T12:00:00Z;11;5;phone;\n",
        answers(60, 39)
    );
    bench.write("a.csv", text);
    let outcome = xla(&bench, &["--quarantine", "q.jsonl", "--format", "csv"]);
    assert_eq!(outcome.code, 0);
    let places = bench.read("q.jsonl");
    assert_eq!(places.lines().count(), 1);
    assert!(
        places.contains("\"row\":88") && places.contains("outside_scale"),
        "{places}"
    );
}

#[test]
fn the_surveys_of_the_demo_run() {
    let bench = Bench::new();
    let path = root().join("data/demo/surveys.csv");
    let outcome = bench.succeeds(&[
        "xla",
        path.to_str().unwrap(),
        "--score",
        "nps=nps",
        "--score",
        "csat=tevredenheid:1-5:low",
        "--score",
        "ces=ces:1-7:high",
        "--missing-codes",
        "nps=99,ces=0,tevredenheid=9",
        "--column",
        "submitted_at=ingevuld",
        "--column",
        "weight=gewicht",
        "--zone",
        "Europe/Amsterdam",
        "--period",
        "quarter",
        "--by",
        "kanaal",
        "--target",
        "nps>=10",
        "--format",
        "json",
    ]);
    let found: Value = serde_json::from_str(&outcome.stdout).unwrap();
    assert_eq!(found["responses"]["n_rejected"], 7);
    let rows = found["rows"].as_array().unwrap();
    assert!(rows.iter().any(|row| row["group"]["period"] == "2025-Q1"));
    let of_csat = |row: &&Value| row["measure"] == "mean" && row["indicator"] == "csat";
    for row in rows.iter().filter(of_csat) {
        let mean = row["figure"]["estimate"].as_f64().unwrap();
        assert!((1.0..3.5).contains(&mean), "low is best: {mean}");
    }
}

/// Ratings that were drawn at random: against their own mean, verdicts come about by chance alone.
#[test]
fn random_ratings_raise_no_alarm() {
    let Some(path) = shared("pwc_callcenter.csv.gz") else {
        return;
    };
    let bench = Bench::new();
    bench.write("governance.toml", GOVERNANCE);
    let outcome = bench.succeeds(&[
        "xla",
        path.to_str().unwrap(),
        "--score",
        "csat=Satisfaction rating:1-5:high",
        "--by",
        "Agent,Topic",
        "--governance",
        "governance.toml",
        "--target",
        "csat>=3.4036",
        "--format",
        "json",
    ]);
    let found: Value = serde_json::from_str(&outcome.stdout).unwrap();
    let rows = found["rows"].as_array().unwrap();
    let verdicts: Vec<&str> = rows
        .iter()
        .filter(|row| row["measure"] == "mean")
        .filter_map(|row| row["judged"][0]["verdict"].as_str())
        .collect();
    let n_alarms = verdicts.iter().filter(|one| **one == "not_met").count();
    assert_eq!(verdicts.len(), 40, "eight agents, five topics");
    // One in forty is expected; four or more would be a chance of 1.8 percent.
    assert!(n_alarms <= 3, "{n_alarms} of {}", verdicts.len());
}

/// Every number of answers that the report tells, and every sum and difference of them with the number
/// of all answers: none is of one to four people.
#[test]
fn no_sum_or_difference_of_what_is_told_is_of_fewer_than_five() {
    let groups = [
        ("phone", "a", 40),
        ("phone", "b", 3),
        ("mail", "a", 9),
        ("mail", "b", 1),
        ("chat", "a", 14),
        ("chat", "b", 5),
        ("web", "a", 7),
    ];
    for left_out in 0..groups.len() {
        let mut text =
            "response_id;contact_id;submitted_at;nps;tevreden;kanaal;segment;invited\n".to_owned();
        let kept = groups.iter().enumerate().filter(|(at, _)| *at != left_out);
        let mut n_all = 0;
        for (channel, segment, n) in kept.map(|(_, group)| group) {
            for at in 0..*n {
                let id = format!("{channel}{segment}{at}");
                let (nps, csat) = ([10, 8, 3][at % 3], [5, 1][at % 2]);
                let _ = writeln!(
                    text,
                    "{id};{id};2026-03-02T12:00:00Z;{nps};{csat};{channel};{segment};delivered"
                );
                n_all += 1;
            }
        }
        let bench = Bench::new();
        bench.write("a.csv", text);
        for by in ["kanaal", "segment", "kanaal,segment"] {
            let outcome = bench.succeeds(&[
                "xla",
                "a.csv",
                "--score",
                "nps=nps",
                "--score",
                "csat=tevreden:1-5:high",
                "--by",
                by,
                "--format",
                "json",
            ]);
            let found: Value = serde_json::from_str(&outcome.stdout).unwrap();
            let rows = found["rows"].as_array().unwrap();
            for measure in ["net", "top_box", "mean"] {
                let of_measure = || rows.iter().filter(|row| row["measure"] == measure);
                let told: Vec<usize> = of_measure()
                    .filter_map(|row| row["n"].as_u64())
                    .map(|n| usize::try_from(n).unwrap())
                    .collect();
                for subset in 0..1_usize << told.len() {
                    let sum: usize = (0..told.len())
                        .filter(|at| subset >> at & 1 == 1)
                        .map(|at| told[at])
                        .sum();
                    for rest in [sum, n_all - sum] {
                        assert!(rest == 0 || rest >= 5, "{by} {measure}: {rest} of {told:?}");
                    }
                }
                for row in of_measure().filter(|row| row["withheld"] == true) {
                    assert!(
                        row["figure"].is_null() && row["suppressed"].is_string(),
                        "{row}"
                    );
                    assert_ne!(row["n"], 0);
                }
            }
        }
        let text = bench.succeeds(&[
            "xla",
            "a.csv",
            "--score",
            "csat=tevreden:1-5:high",
            "--by",
            "kanaal,segment",
        ]);
        let csv = bench.succeeds(&[
            "xla",
            "a.csv",
            "--score",
            "csat=tevreden:1-5:high",
            "--by",
            "kanaal,segment",
            "--format",
            "csv",
        ]);
        assert!(
            text.stdout.contains("suppressed: too few"),
            "{}",
            text.stdout
        );
        assert!(csv.stdout.contains("below_floor"), "{}", csv.stdout);
    }
}

#[test]
fn promises_of_a_file_are_judged_or_named_as_left_out() {
    let bench = bench(60, 39);
    bench.write(
        "policies.toml",
        r#"
[[policy]]
policy_id = "phone"
kind = "xla"
position = 1
conditions = { all = [{ field = "kanaal", is = "phone" }] }
[[policy.target]]
indicator = "csat"
target = 80
min_n = 30
scale = { low = 1, high = 5, best = "high" }

[[policy]]
policy_id = "all"
kind = "xla"
position = 2
conditions = {}
[[policy.target]]
indicator = "nps"
target = 20
min_n = 30
[[policy.target]]
indicator = "ces"
target = 5
min_n = 30
scale = { low = 1, high = 7, best = "high" }
[[policy.target]]
indicator = "csat"
target = 60
period = "month"
min_n = 30
scale = { low = 1, high = 5, best = "high" }

[[policy]]
policy_id = "vip"
kind = "xla"
position = 3
conditions = { all = [{ field = "segment", is = "vip" }] }
[[policy.target]]
indicator = "nps"
target = 50
min_n = 30
"#,
    );
    let found = json(&bench, &["--policies", "policies.toml"]);
    let phone = row(&found, "phone", "top_box");
    assert_eq!(phone["judged"].as_array().unwrap().len(), 1);
    assert_eq!(phone["judged"][0]["target"], "phone csat");
    assert_eq!(phone["judged"][0]["verdict"], "not_met");
    // The policy of the phone comes first there, so that of all tickets has no say.
    assert_eq!(
        row(&found, "phone", "net")["judged"],
        Value::Array(Vec::new())
    );
    assert_eq!(
        row(&found, "mail", "net")["judged"][0]["verdict"],
        "suppressed"
    );
    let left_out: Vec<(&str, &str)> = found["targets_left_out"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            (
                one["target"].as_str().unwrap(),
                one["reason"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        left_out,
        [
            ("all ces", "no_question"),
            ("all csat", "other_period"),
            ("vip nps", "not_divided_by"),
        ]
    );
    let text = xla(&bench, &["--policies", "policies.toml"]).stdout;
    assert!(
        text.contains("Not judged: vip nps (depends on segment"),
        "{text}"
    );
}

#[test]
fn impact_has_the_sign_that_the_words_give_it() {
    let bench = Bench::new();
    let mut text =
        "response_id;contact_id;submitted_at;nps;tevreden;kanaal;lost_time_min\n".to_owned();
    for at in 0..60 {
        let minutes = 20 + at % 5;
        let _ = writeln!(text, "R{at};C{at};2026-03-02T12:00:00Z;8;5;phone;{minutes}");
    }
    bench.write("a.csv", text);
    let asked = ["--target", "lost_time<=10"];
    let found = json(&bench, &asked);
    let phone = row(&found, "phone", "lost_time");
    assert_eq!(phone["judged"][0]["verdict"], "not_met");
    // 60 answers, 22 minutes on average, where 10 is the target: on the wrong side.
    let impact = phone["judged"][0]["impact"]["value"].as_f64().unwrap();
    assert!((impact + 720.0).abs() < 1e-6, "{impact}");
    let outcome = xla(&bench, &asked);
    for part in [
        "−720.0",
        "positive on the good side, so figure − target for ≥ and target − figure for ≤",
    ] {
        assert!(outcome.stdout.contains(part), "{part}\n{}", outcome.stdout);
    }
}

#[test]
fn a_composite_without_a_half_says_that_no_target_belongs_to_it() {
    let bench = bench(60, 39);
    let asked = ["--target", "csat>=60%", "--target", "composite>=60"];
    let outcome = xla(&bench, &asked);
    for part in [
        "no indicator of outcome",
        "no target belongs to the half outcome",
        "part=outcome",
    ] {
        assert!(outcome.stdout.contains(part), "{part}\n{}", outcome.stdout);
    }
    assert!(!outcome.stdout.contains("too little coverage"));
    let found = json(&bench, &asked);
    assert_eq!(found["composites"][0]["reason"], "no_outcome_indicator");
}

#[test]
fn many_verdicts_carry_what_chance_makes_of_them() {
    let bench = bench(60, 39);
    let few = ["--target", "csat>=80%"];
    assert!(json(&bench, &few)["by_chance"].is_null());
    assert!(!xla(&bench, &few).stdout.contains("by chance"));
    let many: Vec<&str> = [
        "csat>=50%",
        "csat>=55%",
        "csat>=60%",
        "csat>=70%",
        "csat>=80%",
        "csat>=90%",
    ]
    .into_iter()
    .flat_map(|target| ["--target", target])
    .collect();
    let found = json(&bench, &many);
    let n = found["by_chance"]["n_judged"].as_u64().unwrap();
    assert!(n > 5, "{}", found["by_chance"]);
    let expected = found["by_chance"]["expected_red"].as_f64().unwrap();
    assert!((expected / 0.025 - f64::from(u32::try_from(n).unwrap())).abs() < 1e-9);
    assert!(
        xla(&bench, &many)
            .stdout
            .contains("about 2.5% are called red by chance")
    );
}

#[test]
fn a_baseline_of_other_answers_is_kept_unless_a_restatement_is_asked_for() {
    let bench = bench(80, 48);
    let freeze = ["--freeze", "b.json", "--as-of", "2026-03-31"];
    let asked = ["xla", "a.csv", "--score", "csat=tevreden:1-5:high"];
    let xla = |bench: &Bench, more: &[&str]| bench.signaal(&[&asked[..], more].concat());
    assert_eq!(xla(&bench, &freeze).code, 0);
    assert_eq!(xla(&bench, &freeze).code, 0, "the same may be frozen again");
    let before = bench.read("b.json");
    bench.write("a.csv", answers(70, 56));
    let refused = xla(&bench, &freeze);
    assert_eq!(refused.code, 2, "{}", refused.stderr);
    assert!(refused.stderr.contains("--restate"), "{}", refused.stderr);
    assert_eq!(bench.read("b.json"), before);
    assert_eq!(xla(&bench, &[&freeze[..], &["--restate"]].concat()).code, 0);
    assert_ne!(bench.read("b.json"), before);
    let own = bench.read("a.csv");
    assert_eq!(xla(&bench, &["--freeze", "a.csv"]).code, 2);
    assert_eq!(xla(&bench, &["-o", "a.csv"]).code, 2);
    assert_eq!(bench.read("a.csv"), own);
}

#[test]
fn figures_of_agents_take_governance_and_ten_answers() {
    let bench = Bench::new();
    let mut text = "response_id;csat;medewerker\n".to_owned();
    for at in 0..27 {
        let agent = ["Anna", "Bram", "Cees"][usize::from(at > 11) + usize::from(at > 20)];
        let _ = writeln!(text, "R{at};{};{agent}", 1 + at % 5);
    }
    bench.write("a.csv", text);
    bench.write("g.toml", GOVERNANCE);
    let asked = [
        "xla",
        "a.csv",
        "--score",
        "csat=csat:1-5:high",
        "--by",
        "medewerker",
    ];
    let refused = bench.signaal(&asked);
    assert_eq!(refused.code, 2, "{}", refused.stdout);
    assert!(refused.stderr.contains("works council") || refused.stderr.contains("governance file"));
    let more = ["--governance", "g.toml", "--format", "json"];
    let told = bench.signaal(&[&asked[..], &more].concat());
    assert_eq!(told.code, 0, "{}", told.stderr);
    let json: Value = serde_json::from_str(&told.stdout).unwrap();
    let shown = |agent: &str| {
        let rows = json["rows"].as_array().unwrap().iter();
        rows.filter(|row| row.to_string().contains(agent))
            .any(|row| !row["figure"].is_null())
    };
    assert!(shown("Anna"), "{json}");
    assert!(!shown("Bram") && !shown("Cees"), "{json}");
}
