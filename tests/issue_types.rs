//! Issue types that nobody gave, read in the customer's words: through `signaal sla` and in a run.

use crate::kit::Bench;
use serde_json::{Value, json};
use std::fmt::Write;

const TAXONOMY: &str = "version = \"1.0\"\nname = \"Shop\"\n\n\
    [[topic]]\nid = \"outage\"\nname.nl = \"Storing\"\nname.en = \"Outage\"\nabout = \"service\"\n\
    phrases.en = [\"outage\", \"no connection\"]\n\n\
    [[topic]]\nid = \"bill\"\nname.nl = \"Rekening\"\nname.en = \"Bill\"\nabout = \"service\"\n\
    phrases.en = [\"bill\", \"invoice\"]\n";

/// Outages within two hours where that is sure, all else within eight.
const POLICIES: &str = "[[policy]]\npolicy_id = \"outages\"\nkind = \"sla\"\nposition = 1\n\
    conditions = { all = [{ field = \"issue_type\", is = \"outage\", min_confidence = 0.8 }] }\n\
    [[policy.target]]\nmetric = \"total_resolution_time\"\ntarget_s = 7200\nhours_mode = \"calendar\"\n\
    attainment_pct = 90\n\n\
    [[policy]]\npolicy_id = \"rest\"\nkind = \"sla\"\nposition = 2\nconditions = {}\n\
    [[policy.target]]\nmetric = \"total_resolution_time\"\ntarget_s = 28800\nhours_mode = \"calendar\"\n\
    attainment_pct = 90\n";

/// Tickets with their first words; the agent of `d` gave an issue type.
const TICKETS: [(&str, &str, &str); 4] = [
    (
        "a",
        "There is an outage and we have no connection at all.",
        "",
    ),
    ("b", "My bill is wrong, please mend it.", ""),
    ("c", "Hello there.", ""),
    ("d", "There is an outage again.", "billing"),
];

/// A card on which so many of forty labels of outages were right.
fn card(n_right: u64) -> String {
    let cells = |n: u64, n_right: u64| {
        json!([
            {"read": "none", "n": 120 - n, "n_negative": 0, "n_positive": 0},
            {"read": "negative", "n": n, "n_negative": n_right, "n_positive": 0},
        ])
    };
    let topics = json!([
        {"topic": "outage", "cells": cells(40, n_right)},
        {"topic": "bill", "cells": cells(9, 9)},
    ]);
    json!({"schema_version": 1, "n_comments": 120, "topics": topics}).to_string()
}

fn bench(n_right: u64) -> Bench {
    let bench = Bench::new();
    let mut events = String::from("ticket_id,contact_id,ts,kind,author,new,issue_type,words\n");
    let mut messages = String::new();
    for (ticket, words, given) in TICKETS {
        let _ = writeln!(
            events,
            "{ticket},C{ticket},2026-06-15T10:00:00Z,created,customer,,{given},\"{words}\""
        );
        let _ = writeln!(
            events,
            "{ticket},C{ticket},2026-06-15T15:00:00Z,solved,agent,,{given},"
        );
        let message = json!({
            "id": format!("m-{ticket}"), "contact": format!("C{ticket}"),
            "at": "2026-06-15T10:00:00Z", "text": words,
        });
        let _ = writeln!(messages, "{message}");
        // What customers answer afterwards chooses no promise.
        let answer = json!({
            "id": format!("s-{ticket}"), "contact": format!("C{ticket}"),
            "at": "2026-06-15T09:00:00Z", "text": "It was an outage, no connection.", "nps": 3,
        });
        bench_line(&bench, &answer);
    }
    bench.write("events.csv", events);
    bench.write("messages.jsonl", messages);
    bench.write("taxonomy.toml", TAXONOMY);
    bench.write("policies.toml", POLICIES);
    bench.write("card.json", card(n_right));
    bench.write(
        "key",
        "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\n",
    );
    bench
}

fn bench_line(bench: &Bench, line: &Value) {
    let path = bench.path().join("answers.jsonl");
    let known = std::fs::read_to_string(&path).unwrap_or_default();
    bench.write("answers.jsonl", format!("{known}{line}\n"));
}

/// Policy and steps of each ticket.
fn sla(bench: &Bench, more: &[&str]) -> Vec<(String, String)> {
    let mut arguments = vec!["sla", "events.csv", "--policies", "policies.toml"];
    arguments.extend(["--as-of", "2026-06-15T16:00:00Z", "--format", "jsonl"]);
    arguments.extend(more);
    let rows = bench.succeeds(&arguments).stdout;
    let rows = rows
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap());
    rows.map(|row| {
        let policy = row["policy_id"].as_str().unwrap().to_owned();
        (policy, row["why"].to_string())
    })
    .collect()
}

const WORDS: [&str; 4] = ["--text", "words", "--taxonomy", "taxonomy.toml"];

#[test]
fn the_first_words_choose_the_policy_where_their_precision_is_measured() {
    let bench = bench(36);
    let with_card = [&WORDS[..], &["--label-card", "card.json"]].concat();
    let rows = sla(&bench, &with_card);
    let policies: Vec<&str> = rows.iter().map(|(policy, _)| policy.as_str()).collect();
    assert_eq!(policies, ["outages", "rest", "rest", "rest"]);
    let step = "issue type outage from the topic model, confidence 0.90: 36 of 40 checked labels were right";
    assert!(rows[0].1.contains(step), "{}", rows[0].1);
    // Less than 0.8 of the labels were right.
    let unsure = self::bench(31);
    assert_eq!(sla(&unsure, &with_card)[0].0, "rest");
    // Without words everything is as it was.
    assert!(sla(&bench, &[]).iter().all(|(policy, _)| policy == "rest"));
}

#[test]
fn without_a_card_no_topic_is_sure_and_rows_and_summary_say_so() {
    let bench = bench(36);
    let rows = sla(&bench, &WORDS);
    assert!(rows.iter().all(|(policy, _)| policy == "rest"));
    assert!(rows[0].1.contains("no measured precision"), "{}", rows[0].1);
    assert!(
        !rows[1].1.contains("no measured precision"),
        "no policy asks for a bill"
    );
    let mut arguments = vec!["sla", "events.csv", "--policies", "policies.toml"];
    arguments.extend(["--as-of", "2026-06-15T16:00:00Z"]);
    arguments.extend(WORDS);
    let told = bench.succeeds(&arguments).stdout;
    assert!(told.contains("no measured precision"), "{told}");
    arguments.extend(["--lang", "nl"]);
    let told = bench.succeeds(&arguments).stdout;
    assert!(told.contains("dat is niet gemeten"), "{told}");
}

fn project(label_card: &str) -> String {
    format!(
        "name = \"t\"\nlanguage = \"en\"\ntime_zone = \"UTC\"\noutcome = \"nps\"\noutput = \"out\"\n\
         taxonomy = \"taxonomy.toml\"\n\
         [scores.nps]\nkind = \"nps\"\n\
         [[source]]\nname = \"mail\"\nkind = \"feedback\"\nfiles = \"messages.jsonl\"\n\
         [source.columns]\nid = \"id\"\ncontact = \"contact\"\nat = \"at\"\ntext = \"text\"\n\
         [[source]]\nname = \"answers\"\nkind = \"survey\"\nfiles = \"answers.jsonl\"\n\
         [source.columns]\nid = \"id\"\ncontact = \"contact\"\nat = \"at\"\ntext = \"text\"\n\
         [source.scores]\nnps = \"nps\"\n\
         [[source]]\nname = \"tickets\"\nkind = \"event\"\nfiles = \"events.csv\"\n\
         [source.columns]\nticket = \"ticket_id\"\ncontact = \"contact_id\"\nat = \"ts\"\n\
         [source.event]\nname = \"kind\"\nnew = \"new\"\n\
         [source.facets]\nissue_type = \"issue_type\"\n\
         [privacy]\nkey_file = \"key\"\n\
         [service_levels]\npolicies = \"policies.toml\"\n\
         [analysis]\nreplicates = 100\n{label_card}\n"
    )
}

#[test]
fn a_run_takes_the_topics_that_the_index_holds_and_agrees_with_sla() {
    let bench = bench(36);
    for (label_card, n_of_outages) in [("label_card = \"card.json\"", 1), ("", 0)] {
        bench.write("project.toml", project(label_card));
        bench.succeeds(&["run", "project.toml", "--quiet", "--rebuild"]);
        let signals: Value = serde_json::from_str(&bench.read("out/signals.json")).unwrap();
        let clocks = &signals["service_levels"]["clocks"];
        let rows = clocks["attainment"].as_array().unwrap();
        let n_of = |policy: &str| -> u64 {
            let rows = rows.iter().filter(|row| row["policy_id"] == policy);
            rows.map(|row| row["n_met"].as_u64().unwrap() + row["n_breached"].as_u64().unwrap())
                .sum()
        };
        assert_eq!(
            (n_of("outages"), n_of("rest")),
            (n_of_outages, 4 - n_of_outages),
            "{clocks}"
        );
        let unmeasured = clocks["notes"]["no_measured_precision"].as_u64();
        assert_eq!(unmeasured.unwrap_or(0), 1 - n_of_outages, "{clocks}");
    }
}
