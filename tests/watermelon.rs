//! `signaal watermelon`: promises kept beside customers who are unhappy.

use crate::kit::{Bench, Outcome};
use rust_xlsxwriter::Workbook;
use serde_json::Value;
use std::fmt::Write;

const POLICIES: &str = r#"
[[policy]]
policy_id = "standard"
version = 1
kind = "sla"
position = 10
title = "Standard"
conditions = {}
owner = "service desk"
period = "month"

[[policy.target]]
metric = "first_reply_time"
target = "4h"
hours_mode = "calendar"
attainment_pct = 95
"#;

/// `n` tickets, of which the first `late` get their first reply after five hours, the others after one.
fn events(n: usize, late: usize) -> String {
    let mut text = "ticket_id,ts,actor_role_at_event,kind,old,new,channel\n".to_owned();
    for at in 0..n {
        let hour = if at < late { 15 } else { 11 };
        let day = 1 + at % 28;
        let _ = writeln!(
            text,
            "T{at:03},2026-06-{day:02}T10:00:00Z,customer,created,,new,mail"
        );
        let _ = writeln!(
            text,
            "T{at:03},2026-06-{day:02}T{hour}:00:00Z,agent,public_reply,,,mail"
        );
        let _ = writeln!(
            text,
            "T{at:03},2026-06-{day:02}T16:00:00Z,agent,solved,,,mail"
        );
    }
    text
}

/// Answers 5 of the first `satisfied` of `tickets`, 1 of the others.
fn answers(tickets: std::ops::Range<usize>, satisfied: usize) -> String {
    let mut text = "response_id,ticket_id,submitted_at,csat\n".to_owned();
    for (n, at) in tickets.enumerate() {
        let csat = if n < satisfied { 5 } else { 1 };
        let _ = writeln!(text, "R{at},T{at:03},2026-06-29T10:00:00Z,{csat}");
    }
    text
}

fn watermelon(bench: &Bench, more: &[&str]) -> Outcome {
    let mut arguments = vec![
        "watermelon",
        "events.csv",
        "--policies",
        "policies.toml",
        "--responses",
        "answers.csv",
        "--score",
        "csat=csat:1-5:high",
    ];
    arguments.extend(more);
    if !more.contains(&"--as-of") {
        arguments.extend(["--as-of", "2026-07-01T00:00:00Z"]);
    }
    bench.signaal(&arguments)
}

fn cell(events: &str, answers: &str, target: &str) -> Value {
    let bench = Bench::new();
    bench.write("policies.toml", POLICIES);
    bench
        .write("events.csv", events)
        .write("answers.csv", answers);
    let outcome = watermelon(&bench, &["--target", target, "--format", "json"]);
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
    let json: Value = serde_json::from_str(&outcome.stdout).unwrap();
    json["cells"][0].clone()
}

fn near(value: &Value, expected: f64) {
    let value = value.as_f64().unwrap();
    assert!((value - expected).abs() < 5e-4, "{value}, not {expected}");
}

/// 190 of 200 in time is 95.0 %; 39 of 60 satisfied is 65.0 % [52.4, 75.8]; 21 of 60 negative is
/// 35.0 % [24.2, 47.6].
#[test]
fn a_promise_that_is_kept_beside_unhappy_customers_is_a_watermelon() {
    let found = cell(&events(200, 10), &answers(10..70, 39), "csat>=80%");
    assert_eq!(found["quadrant"], "watermelon");
    assert_eq!(
        (&found["n_met"], &found["n_breached"]),
        (&190.into(), &10.into())
    );
    near(&found["experience_of_met"]["estimate"], 0.65);
    near(&found["experience_of_met"]["low"], 0.524);
    near(&found["experience_of_met"]["high"], 0.758);
    near(&found["watermelon_rate"]["estimate"], 0.35);
    near(&found["watermelon_rate"]["low"], 0.242);
    near(&found["watermelon_rate"]["high"], 0.476);
}

#[test]
fn every_quadrant_has_its_name() {
    let check = |late, satisfied, target, quadrant: &str| {
        let found = cell(
            &events(200, late),
            &answers(late..late + 60, satisfied),
            target,
        );
        assert_eq!(found["quadrant"], quadrant, "{found}");
    };
    check(10, 58, "csat>=80%", "healthy");
    check(10, 39, "csat>=80%", "watermelon");
    check(40, 58, "csat>=80%", "over_strict_or_wrong_metric");
    check(40, 39, "csat>=80%", "failing");
    check(10, 50, "csat>=80%", "inconclusive");
}

#[test]
fn few_answers_give_no_verdict() {
    let found = cell(&events(200, 10), &answers(10..20, 8), "csat>=85%");
    assert_eq!(found["quadrant"], "suppressed");
}

#[test]
fn answers_find_tickets_by_their_contact_too() {
    let events = events(60, 0)
        .replace(",mail\n", ",C1\n")
        .replace("channel\n", "contact_id\n");
    let events = events
        .lines()
        .map(|line| {
            let ticket = line.get(..4).unwrap_or_default();
            line.replace(",C1", &format!(",C-{ticket}"))
        })
        .collect::<Vec<_>>()
        .join("\n");
    let answers = answers(0..60, 20)
        .replace("ticket_id", "contact_id")
        .replace(",T", ",C-T");
    let found = cell(&events, &answers, "csat>=80%");
    assert_eq!(found["experience_of_met"]["n"], 60);
    assert_eq!(found["quadrant"], "watermelon");
}

#[test]
fn answers_about_nothing_are_an_error_with_a_hint() {
    let bench = Bench::new();
    bench
        .write("policies.toml", POLICIES)
        .write("events.csv", events(10, 0));
    bench.write("answers.csv", "response_id,csat\nR1,5\nR2,1\n");
    let outcome = watermelon(&bench, &[]);
    assert_eq!(outcome.code, 2, "{}", outcome.stderr);
    assert!(
        outcome.stderr.contains("--response-column"),
        "{}",
        outcome.stderr
    );
}

/// What customers say is set beside verdicts on clocks and never changes one.
#[test]
fn surveys_change_no_verdict_of_a_clock() {
    let bench = Bench::new();
    bench
        .write("policies.toml", POLICIES)
        .write("events.csv", events(40, 7));
    let sla = |bench: &Bench| {
        let arguments = [
            "sla",
            "events.csv",
            "--policies",
            "policies.toml",
            "--as-of",
            "2026-07-01T00:00:00Z",
            "--format",
            "jsonl",
        ];
        bench.succeeds(&arguments).stdout
    };
    let before = sla(&bench);
    bench.write("answers.csv", answers(0..40, 3));
    assert_eq!(watermelon(&bench, &[]).code, 0);
    assert_eq!(sla(&bench), before);
    let breached = before
        .lines()
        .filter(|line| line.contains("\"breached\""))
        .count();
    assert_eq!(breached, 7);
}

/// Answers on one ticket of thirty, each with its own fate, beside `more` rows.
fn account(rows: &str, more: &[&str]) -> (Outcome, Value) {
    let bench = Bench::new();
    bench
        .write("policies.toml", POLICIES)
        .write("events.csv", events(30, 3))
        .write(
            "answers.csv",
            format!("response_id,ticket_id,submitted_at,csat\n{rows}"),
        );
    let text = watermelon(&bench, more);
    assert_eq!(text.code, 0, "{}", text.stderr);
    let mut json = more.to_vec();
    json.extend(["--format", "json"]);
    let json = watermelon(&bench, &json);
    (text, serde_json::from_str(&json.stdout).unwrap())
}

#[test]
fn every_answer_that_was_read_has_one_fate_and_it_is_told() {
    let (text, json) = account(
        "R1,T000,2026-06-02T10:00:00Z,5\n\
         R2,T000,2026-06-03T10:00:00Z,1\n\
         R3,T001,2026-06-01T10:00:00Z,1\n\
         R4,T002,2026-07-02T10:00:00Z,1\n\
         R5,T999,2026-06-20T10:00:00Z,1\n\
         R6,T003,2026-06-20T10:00:00Z,\n\
         R7,,2026-06-20T10:00:00Z,4\n\
         R8,T004,,4\n\
         R9,T005,yesterday,4\n\
         RA,T006,2026-06-20T10:00:00Z,4\n",
        &[],
    );
    let answers = &json["answers"];
    for (name, n) in [
        ("n_read", 9),
        ("n_rejected", 1),
        ("n_unanswered", 1),
        ("n_after_report", 1),
        ("n_unnamed", 1),
        ("n_unmatched", 1),
        ("n_before_ticket", 1),
        ("n_late", 0),
        ("n_further", 1),
        ("n_joined", 3),
        ("n_undated", 1),
    ] {
        assert_eq!(answers[name], n, "{name} of {answers}");
    }
    for part in [
        "3 of 9 answers that were read count with a ticket",
        "- 1 could not be read",
        "- 1 sent in after the instant of the report",
        "- 1 sent in before the ticket existed",
        "- 1 further answers about the same ticket",
        "- 1 found no ticket",
    ] {
        assert!(text.stdout.contains(part), "{part}\n{}", text.stdout);
    }
    assert!(!text.stdout.contains("less than half"), "{}", text.stdout);
}

/// Solved on 1 June at 16:00: thirty days are over on 1 July at 16:00.
#[test]
fn answers_long_after_the_solution_are_late() {
    let rows = "R1,T000,2026-07-01T16:00:00Z,5\nR2,T028,2026-07-01T16:00:01Z,5\n";
    let (text, json) = account(rows, &["--as-of", "2026-08-01T00:00:00Z"]);
    assert_eq!(json["answers"]["n_joined"], 1, "{}", json["answers"]);
    assert_eq!(json["answers"]["n_late"], 1);
    assert!(text.stdout.contains("- 1 late: more than 30 days"));
}

#[test]
fn a_join_below_half_is_said_in_words() {
    let rows = "R1,T000,2026-06-20T10:00:00Z,5\n\
                R2,X1,2026-06-20T10:00:00Z,5\nR3,X2,2026-06-20T10:00:00Z,5\n";
    let (text, _) = account(rows, &[]);
    let said = "less than half of the answers (1 of 3) found a ticket";
    assert!(text.stdout.contains(said), "{}", text.stdout);
    let (text, _) = account(rows, &["--lang", "nl"]);
    let said = "minder dan de helft van de antwoorden (1 van 3)";
    assert!(text.stdout.contains(said), "{}", text.stdout);
}

#[test]
fn a_file_of_a_header_alone_misses_no_column() {
    let (text, json) = account("", &["--target", "csat>=80%"]);
    assert_eq!(json["answers"]["n_read"], 0);
    assert_eq!(json["cells"][0]["quadrant"], "suppressed");
    assert!(text.stdout.contains("0 of 0 answers"), "{}", text.stdout);
}

#[test]
fn without_a_target_or_a_threshold_the_text_says_so() {
    let (text, _) = account("R1,T000,2026-06-20T10:00:00Z,5\n", &[]);
    assert!(text.stdout.contains("No experience target is set"));
    let bench = Bench::new();
    bench
        .write("policies.toml", POLICIES)
        .write("events.csv", events(60, 3))
        .write("answers.csv", answers(0..60, 30));
    let outcome = bench.signaal(&[
        "watermelon",
        "events.csv",
        "--policies",
        "policies.toml",
        "--responses",
        "answers.csv",
        "--score",
        "mark=csat",
        "--as-of",
        "2026-07-01T00:00:00Z",
    ]);
    let said = "--score mark=csat:negative=N";
    assert!(outcome.stdout.contains(said), "{}", outcome.stdout);
    assert!(!outcome.stdout.contains("<5"), "{}", outcome.stdout);
}

#[test]
fn cells_of_agents_take_governance() {
    let bench = Bench::new();
    bench.write("policies.toml", POLICIES);
    bench
        .write("events.csv", events(40, 0).replace("channel", "agent"))
        .write("answers.csv", answers(0..40, 30));
    for by in ["agent", "behandelaar"] {
        let refused = watermelon(&bench, &["--by", by]);
        assert_eq!(refused.code, 2, "{}", refused.stdout);
        assert!(refused.stderr.contains("governance"), "{}", refused.stderr);
    }
    let own = bench.read("answers.csv");
    assert_eq!(watermelon(&bench, &["-o", "answers.csv"]).code, 2);
    assert_eq!(bench.read("answers.csv"), own);
}

/// Events and answers may stand in one workbook, each on a sheet of its own.
#[test]
fn events_and_answers_have_each_a_sheet() {
    let bench = Bench::new();
    let (events, answers) = (events(40, 4), answers(0..40, 20));
    bench
        .write("policies.toml", POLICIES)
        .write("events.csv", &events)
        .write("answers.csv", &answers);
    let mut workbook = Workbook::new();
    for (name, text) in [
        ("Over", "x\n1\n"),
        ("Tickets", &events),
        ("Antwoorden", &answers),
    ] {
        let sheet = workbook.add_worksheet();
        sheet.set_name(name).unwrap();
        for (row, line) in (0..).zip(text.lines()) {
            for (column, cell) in (0..).zip(line.split(',')) {
                sheet.write_string(row, column, cell).unwrap();
            }
        }
    }
    workbook.save(bench.path().join("all.xlsx")).unwrap();
    let arguments = |events, responses| {
        let mut arguments = vec!["watermelon", events, "--policies", "policies.toml"];
        arguments.extend(["--responses", responses, "--score", "csat=csat:1-5:high"]);
        arguments.extend(["--as-of", "2026-07-01T00:00:00Z", "--format", "json"]);
        arguments
    };
    let plain = bench.succeeds(&arguments("events.csv", "answers.csv"));
    let mut asked = arguments("all.xlsx", "all.xlsx");
    asked.extend(["--sheet", "Tickets", "--responses-sheet", "Antwoorden"]);
    let sheets = bench.succeeds(&asked);
    assert_eq!(sheets.stdout, plain.stdout);
    assert!(
        plain.stdout.contains("\"n_joined\": 40"),
        "{}",
        plain.stdout
    );
}
