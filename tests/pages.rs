//! Pages for three readers, the tables beside them, and priorities with the organisation's side.

use crate::kit::Bench;
use serde_json::Value;
use std::fs;

const PAGES: &str = r#"
[[report]]
reader = "team"
file = "finance.html"
title = "Finance, first quarter"
language = "nl"
owner = "Finance"
period = "2025-01..2025-03"

[[report]]
reader = "analyst"
file = "short.html"
parts = ["quality", "ranking"]

[[report]]
reader = "board"
file = "directie.md"
language = "nl"
"#;

fn ran(pages: &str) -> Bench {
    let bench = Bench::demo();
    let project = bench.read("project.toml");
    bench.write("project.toml", format!("{project}{pages}"));
    bench.succeeds(&["run", "project.toml", "--quiet"]);
    bench
}

#[test]
fn each_reader_has_a_page_and_every_table_a_file() {
    let bench = ran(PAGES);
    let board = bench.read("out/board.html");
    assert_eq!(board.matches("<dt>").count(), 5, "five numbers");
    assert_eq!(board.matches("<summary>Definition").count(), 5);
    assert!(board.contains("href=\"report.html\""));
    assert!(!board.contains("<script") && !board.contains("http://"));

    let all: Value = serde_json::from_str(&bench.read("out/signals.json")).unwrap();
    let looked = bench.succeeds(&["alerts", "-p", "project.toml", "--format", "json"]);
    let looked: Value = serde_json::from_str(&looked.stdout).unwrap();
    assert_eq!(all["alerts"]["alerts"], looked["alerts"]);
    assert!(!all["alerts"]["look"].is_null());
    assert!(board.contains("id=\"risen\""));
    assert!(all["themes"]["n_documents"].as_u64().unwrap() > 100);
    assert!(bench.read("out/report.html").contains("id=\"themes\""));

    let finance = bench.read("out/finance.html");
    assert!(finance.contains("<title>Finance, first quarter</title>"));
    assert!(finance.contains("lang=\"nl\""));
    let own = "Factuur en betaling";
    assert!(finance.contains(own), "the topic it is stated to own");
    assert!(!finance.contains("Doorverbinden") && !finance.contains("id=\"method\""));

    let signals: Value = serde_json::from_str(&bench.read("out/signals.json")).unwrap();
    let name = |part: &str| signals[part][0]["name_en"].as_str().unwrap();
    let first = signals["signals"][0]["topic"].as_str().unwrap();
    let project = bench.read("project.toml");
    let page =
        format!("[[report]]\nreader = \"team\"\nfile = \"own.md\"\ntopics = [\"{first}\"]\n");
    bench.write("project.toml", format!("{project}\n{page}"));
    bench.succeeds(&["run", "project.toml", "--quiet"]);
    let own = bench.read("out/own.md");
    assert!(own.contains(&format!("### {}", name("signals"))), "{own}");
    assert!(!own.contains(name("unranked")), "{own}");

    let short = bench.read("out/short.html");
    let place = |id: &str| short.find(&format!("id=\"{id}\""));
    assert!(place("quality") < place("ranking"));
    assert_eq!(place("evidence"), None);
    assert!(bench.read("out/directie.md").contains("## Te beslissen"));

    for table in [
        "signals",
        "priorities",
        "topic_months",
        "outcome_months",
        "quotes",
        "files",
    ] {
        let csv = bench.read(&format!("out/tables/{table}.csv"));
        assert!(csv.lines().count() > 1, "{table}");
        let parquet = bench.path().join(format!("out/tables/{table}.parquet"));
        assert!(fs::metadata(parquet).unwrap().len() > 0);
    }
    assert_eq!(
        bench.read("out/tables/signals.csv"),
        bench.read("out/signals.csv")
    );
}

#[test]
fn priorities_are_the_stated_formula_and_leave_the_ranking_as_it_is() {
    let bench = ran("");
    let signals: Value = serde_json::from_str(&bench.read("out/signals.json")).unwrap();
    let found = &signals["priorities"];
    assert_eq!(found["weighting"], "value");
    let per_point = &found["value_per_point"];
    let mean = |of: &Value| {
        let parts = ["low", "likely", "high"].map(|part| of[part].as_f64().unwrap());
        parts.iter().sum::<f64>() / 3.0
    };
    let topics = found["topics"].as_array().unwrap();
    let mut n_scored = 0;
    for topic in topics {
        let gain = topic["gain_points"]["estimate"].as_f64().unwrap();
        let Some(score) = topic["score"]["estimate"].as_f64() else {
            assert!(topic["rank"].is_null() && topic["effort"].is_null());
            continue;
        };
        n_scored += 1;
        let by_hand = gain.mul_add(mean(per_point), -mean(&topic["effort"]));
        assert!((score - by_hand).abs() < 1e-6 * by_hand.abs(), "{topic}");
    }
    assert!(n_scored > 0);
    let gains: Vec<f64> = signals["signals"]
        .as_array()
        .unwrap()
        .iter()
        .map(|signal| signal["gain_points"]["estimate"].as_f64().unwrap())
        .collect();
    assert!(gains.is_sorted_by(|a, b| a >= b));

    let project = bench.read("project.toml");
    bench.write(
        "project.toml",
        project.replace("id = \"price.invoice\"", "id = \"price.typo\""),
    );
    let refused = bench.signaal(&["rank", "-p", "project.toml"]);
    assert_ne!(refused.code, 0);
    assert!(
        refused
            .stderr
            .contains("priorities.topic names \"price.typo\""),
        "{}",
        refused.stderr
    );
}

#[test]
fn a_page_that_cannot_be_is_said_before_anything_runs() {
    for (page, said) in [
        (
            "reader = \"board\"\nfile = \"report.html\"",
            "is not report.html",
        ),
        (
            "reader = \"board\"\nfile = \"a/b.html\"",
            "name of a file in the output folder",
        ),
        (
            "reader = \"boss\"\nfile = \"b.html\"",
            "use one of: board, analyst, team",
        ),
        (
            "reader = \"team\"\nfile = \"t.html\"\nparts = [\"ranking\"]",
            "no such choice",
        ),
        (
            "reader = \"analyst\"\nfile = \"t.html\"\nparts = [\"rank\"]",
            "unknown part \"rank\"",
        ),
        ("file = \"t.html\"", "report[1].reader: missing"),
    ] {
        let bench = Bench::small();
        let project = bench.read("project.toml");
        bench.write("project.toml", format!("{project}\n[[report]]\n{page}\n"));
        let refused = bench.signaal(&["check", "project.toml"]);
        assert_ne!(refused.code, 0);
        let all = format!("{}{}", refused.stdout, refused.stderr);
        assert!(all.contains(said), "{page}: {all}");
    }
}
