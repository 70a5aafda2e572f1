//! Figures of a part of the archive: whose they are, what they are worth, and what stays hidden; and figures
//! over a change of scale.

use crate::kit::{Bench, SMALL_PROJECT, json, small_rows};
use serde_json::Value;
use std::fmt::Write;

fn bench(rows: &str, more: &str) -> Bench {
    let bench = Bench::new();
    bench.write("project.toml", format!("{SMALL_PROJECT}{more}"));
    bench.write("data.csv", rows);
    bench
}

/// Three people of a segment of their own, all of whom gave 0.
fn with_three_abroad() -> String {
    let mut rows = small_rows(300);
    for i in 0..3 {
        let _ = writeln!(
            rows,
            "a{i};03-02-2026;0;\"Lang wachten, slecht\";A{i};buitenland"
        );
    }
    rows
}

const PAGES: &str = "[[report]]\nreader = \"board\"\nfile = \"mkb.html\"\nwhere = \"segment:zakelijk\"\nperiod = \"2026-01..2026-02\"\n\
[[report]]\nreader = \"board\"\nfile = \"few.md\"\nwhere = \"segment:buitenland\"\n\
[[report]]\nreader = \"analyst\"\nfile = \"few.html\"\nwhere = \"segment:buitenland\"\n";

#[test]
fn a_page_of_a_part_says_so_and_one_of_few_people_shows_no_figure() {
    let bench = bench(&with_three_abroad(), PAGES);
    bench.succeeds(&["run", "project.toml", "--quiet"]);
    let part = bench.read("out/mkb.html");
    assert!(part.contains("segment:zakelijk") && part.contains("2026-01-01..2026-02-28"));
    assert!(
        !bench
            .read("out/board.html")
            .contains("Deel van het archief")
    );
    for page in ["out/few.md", "out/few.html"] {
        let page = bench.read(page);
        assert!(page.contains("Minder dan 10 mensen"), "{page}");
        assert!(!page.contains("n = 3") && !page.contains("−100"), "{page}");
    }
    let few = [
        "rank",
        "-p",
        "project.toml",
        "--where",
        "segment:buitenland",
        "--format",
        "json",
    ];
    let few = json(&bench.succeeds(&few).stdout);
    assert_eq!(few["outcome"], Value::Null);
    assert_eq!(few["outcome_gap"], "too_few");
    assert_eq!(few["subset"]["filter"], "segment:buitenland");
}

#[test]
fn a_point_is_worth_to_a_part_what_its_share_of_people_makes_of_it() {
    let stated = "[priorities]\nvalue_per_point = 9000\n";
    let bench = bench(&small_rows(300), stated);
    bench.succeeds(&["ingest", "project.toml", "--quiet"]);
    let ranked = |more: &[&str]| {
        let words = ["rank", "-p", "project.toml", "--format", "json"];
        json(&bench.succeeds(&[&words[..], more].concat()).stdout)
    };
    let worth = |found: &Value| {
        let value = &found["priorities"]["value_per_point"];
        value["likely"].as_f64().unwrap()
    };
    let (whole, part) = (ranked(&[]), ranked(&["--where", "segment:zakelijk"]));
    // A third of the rows are of business customers.
    assert!((worth(&part) - worth(&whole) / 3.0).abs() < 1e-6, "{part}");
    let codes = part["priorities"]["caveats"].to_string();
    assert!(codes.contains("of_a_part"), "{codes}");
    assert!(
        !whole["priorities"]["caveats"]
            .to_string()
            .contains("of_a_part")
    );
    // Nothing is ranked in so small a part: there is no order, and nothing to say of one.
    assert_eq!(part["priorities"]["topics"].as_array().unwrap().len(), 0);
    assert!(!codes.contains("no_gain"), "{codes}");
    let words = ["rank", "-p", "project.toml", "--where", "segment:zakelijk"];
    let said = bench.succeeds(&words).stdout;
    let parts: Vec<&str> = said.split("\n\n").collect();
    let order = parts
        .iter()
        .find(|part| part.starts_with("Wat eerst op te pakken"));
    assert_eq!(
        order.map(|part| part.lines().skip(1).collect::<Vec<_>>()),
        Some(vec![
            "Er is hier geen onderwerp gerangschikt, dus ook niets om als eerste op te pakken."
        ])
    );
}

#[test]
fn answers_to_two_scales_are_neither_averaged_nor_compared() {
    let project =
        SMALL_PROJECT.replace("kind = \"nps\"", "kind = \"nps\"\nchanged = \"2026-02-01\"");
    let bench = Bench::new();
    bench.write("project.toml", &project);
    bench.write("data.csv", small_rows(300));
    bench.succeeds(&["run", "project.toml", "--quiet"]);
    let found = json(&bench.read("out/signals.json"));
    assert_eq!(found["outcome"]["since"], "2026-02-01");
    assert_eq!(found["outcome"]["n_respondents"], 200);
    assert!(found["caveats"].to_string().contains("scale_changed"));
    assert!(bench.read("out/report.md").contains("2026-02-01"));
    let refused = |words: &[&str]| {
        let said = bench.fails(2, words).stderr;
        assert!(said.contains("another scale or question"), "{said}");
    };
    let rank = ["rank", "-p", "project.toml"];
    refused(&[&rank[..], &["--period", "2026-02", "--against", "2026-01"]].concat());
    refused(&[&rank[..], &["--freeze", "m.json", "--as-of", "2026-04-01"]].concat());
    let baseline = [
        "baseline",
        "freeze",
        "-p",
        "project.toml",
        "--out",
        "b.json",
    ];
    let as_of = ["--as-of", "2026-04-01"];
    refused(&[&baseline[..], &as_of].concat());
    bench.succeeds(&[&baseline[..], &as_of, &["--period", "2026-01"]].concat());
    let compare = [
        "baseline",
        "compare",
        "-p",
        "project.toml",
        "--baseline",
        "b.json",
    ];
    refused(&[&compare[..], &["--period", "2026-02"]].concat());
}

#[test]
fn a_scale_whose_low_end_is_best_is_called_mirrored_wherever_its_points_stand() {
    let project = SMALL_PROJECT.replace(
        "kind = \"nps\"",
        "kind = \"other\"\nlow = 0\nhigh = 10\nbest = \"low\"",
    );
    let bench = Bench::new();
    bench.write("project.toml", &project);
    bench.write("data.csv", small_rows(300));
    bench.succeeds(&["ingest", "project.toml", "--quiet"]);
    let rank = ["rank", "-p", "project.toml"];
    let against = ["--period", "2026-02", "--against", "2026-01"];
    let freeze = [
        "baseline",
        "freeze",
        "-p",
        "project.toml",
        "--period",
        "2026-01",
    ];
    bench.succeeds(&[&freeze[..], &["--out", "b.json", "--as-of", "2026-02-01"]].concat());
    let compare = [
        "baseline",
        "compare",
        "-p",
        "project.toml",
        "--baseline",
        "b.json",
    ];
    for words in [
        [&rank[..], &against].concat(),
        [&rank[..], &["--by", "segment"]].concat(),
        [&compare[..], &["--period", "2026-02"]].concat(),
        vec!["series", "-p", "project.toml", "--every", "month"],
        vec![
            "change",
            "-p",
            "project.toml",
            "--from",
            "2026-01",
            "--to",
            "2026-02",
        ],
    ] {
        let said = bench.succeeds(&words).stdout;
        assert!(said.contains("omgekeerd"), "{words:?}\n{said}");
    }
}

#[test]
fn figures_of_single_agents_take_a_governance_file() {
    let project = SMALL_PROJECT.replace(
        "[privacy]",
        "[privacy]\npseudonymous_facets = [\"segment\"]",
    );
    let bench = Bench::new();
    bench.write("project.toml", &project);
    bench.write("data.csv", small_rows(120));
    bench.succeeds(&["ingest", "project.toml", "--quiet"]);
    let refused = |words: &[&str]| {
        let said = bench.fails(2, words).stderr;
        assert!(said.contains("figures of single agents are off"), "{said}");
    };
    for command in ["rank", "series", "alerts"] {
        refused(&[command, "-p", "project.toml", "--by", "segment"]);
        refused(&[command, "-p", "project.toml", "--where", "segment:x"]);
    }
    let change = [
        "change",
        "-p",
        "project.toml",
        "--from",
        "2026-01",
        "--to",
        "2026-02",
    ];
    refused(&[&change[..], &["--where", "segment:x"]].concat());
    bench.succeeds(&["rank", "-p", "project.toml"]);
}

#[test]
fn people_without_a_value_are_a_row_and_a_line() {
    let mut rows = small_rows(200);
    for i in 200..300 {
        let month = 1 + i % 3;
        let remark = ["Lang wachten aan de telefoon, echt slecht", "Gaat wel"][i % 2];
        let _ = writeln!(rows, "{i};07-0{month}-2026;{};\"{remark}\";L{i};", i % 11);
    }
    let bench = bench(&rows, "");
    bench.succeeds(&["ingest", "project.toml", "--quiet"]);
    let rank = [
        "rank",
        "-p",
        "project.toml",
        "--by",
        "segment",
        "--format",
        "json",
    ];
    let found = json(&bench.succeeds(&rank).stdout);
    let segments = found["segments"].as_array().unwrap();
    let without = segments
        .iter()
        .find(|one| one["value"] == "(none)")
        .unwrap();
    assert_eq!(without["n"], 100);
    let series = [
        "series",
        "-p",
        "project.toml",
        "--by",
        "segment",
        "--every",
        "month",
    ];
    for shown in [&rank[..5], &series[..]] {
        for (language, word, other) in [("nl", "(geen)", "(none)"), ("en", "(none)", "(geen)")] {
            let text = bench
                .succeeds(&[shown, &["--lang", language]].concat())
                .stdout;
            assert!(text.contains(word) && !text.contains(other), "{text}");
        }
    }
}

#[test]
fn a_page_of_a_team_that_matches_nothing_is_a_fault_of_the_project_file() {
    for page in ["owner = \"Nobody\"", "topics = [\"zzz.*\"]"] {
        let page = format!("[[report]]\nreader = \"team\"\nfile = \"team.html\"\n{page}\n");
        let bench = bench(&small_rows(60), &page);
        assert_eq!(bench.signaal(&["check", "project.toml"]).code, 1, "{page}");
    }
}

/// Three hundred rows, a segment of forty answers of one customer and one of fourteen customers who all answer alike, in March.
fn with_parts_that_tell_of_people() -> Bench {
    let bench = Bench::new();
    bench.write("project.toml", SMALL_PROJECT);
    let mut rows = small_rows(300);
    let remark = "Lang wachten aan de telefoon, echt slecht";
    for i in 0..40 {
        let (day, score) = (1 + i % 28, i % 11);
        let _ = writeln!(rows, "o{i};{day:02}-03-2026;{score};\"{remark}\";EEN;een");
    }
    for i in 0..14 {
        let day = 1 + i;
        let _ = writeln!(rows, "g{i};{day:02}-03-2026;0;\"{remark}\";G{i};gelijk");
    }
    bench.write("data.csv", rows);
    bench.succeeds(&["ingest", "project.toml", "--quiet"]);
    bench
}

#[test]
fn a_frozen_model_tells_nothing_of_one_customer_or_of_answers_that_are_all_alike() {
    let bench = with_parts_that_tell_of_people();
    let rank = ["rank", "-p", "project.toml", "--quiet"];
    let freeze = ["--freeze", "m.json", "--as-of", "2026-04-01"];
    bench.succeeds(&[&rank[..], &freeze, &["--period", "2026-01..2026-02"]].concat());
    let again = ["--freeze", "n.json", "--as-of", "2026-04-01"];
    let apply = ["--apply", "m.json", "--period", "2026-03"];
    let tables = || std::fs::read_dir(bench.path().join("out")).unwrap().count();
    let before = tables();
    for (part, why) in [
        ("segment:een", "those of one customer"),
        ("segment:gelijk", "are alike"),
    ] {
        for clock in [&again[..], &apply] {
            let refused = bench.fails(2, &[&rank[..], clock, &["--where", part]].concat());
            let said = refused.stderr;
            assert!(said.contains(why), "{part}: {said}");
            assert!(!said.contains("100") && !said.contains("40"), "{said}");
            assert_eq!(refused.stdout, "");
        }
    }
    assert_eq!(tables(), before, "what is refused leaves no table");
    bench.succeeds(
        &[
            &rank[..],
            &apply,
            &["--where", "segment:thuis OR segment:zakelijk"],
        ]
        .concat(),
    );
}

/// Rows of two months of many customers each, and of March, in which two customers speak of the bill and two others, eight
/// times, of the internet.
fn with_topics_of_few() -> Bench {
    const REMARKS: [&str; 4] = [
        "Lang wachten aan de telefoon, echt slecht",
        "Prima geholpen door een vriendelijke medewerker",
        "De factuur klopt weer niet",
        "Storing, al drie dagen geen internet",
    ];
    let mut rows = "id;datum;nps;opmerking;klant;segment\n".to_owned();
    for i in 0..400 {
        let month = if i < 200 { 1 + i % 2 } else { 3 };
        let (remark, customer) = match i {
            0..200 => (REMARKS[i / 2 % 4], i),
            200..202 => (REMARKS[2], i),
            202..210 => (REMARKS[3], 202 + i % 2),
            _ => (REMARKS[i % 2], i),
        };
        let segment = if i % 3 == 0 { "zakelijk" } else { "thuis" };
        let _ = writeln!(
            rows,
            "{i};{:02}-{month:02}-2026;{};\"{remark}\";K{customer};{segment}",
            1 + i % 28,
            (i * 7 + i / 5) % 11
        );
    }
    let bench = Bench::new();
    bench.write("project.toml", SMALL_PROJECT);
    bench.write("data.csv", rows);
    bench.succeeds(&["ingest", "project.toml", "--quiet"]);
    bench
}

#[test]
fn a_frozen_model_does_not_tell_what_few_customers_speak_of() {
    let bench = with_topics_of_few();
    let rank = ["rank", "-p", "project.toml", "--quiet"];
    let freeze = ["--freeze", "m.json", "--as-of", "2026-04-01"];
    bench.succeeds(&[&rank[..], &freeze, &["--period", "2026-01..2026-02"]].concat());
    let apply = [
        &rank[..],
        &["--apply", "m.json", "--period", "2026-03"],
        &["--as-of", "2026-04-01"],
    ]
    .concat();
    let found = json(
        &bench
            .succeeds(&[&apply[..], &["--format", "json"]].concat())
            .stdout,
    );
    assert_eq!(found["n"], 200);
    let drivers = found["drivers"].as_array().unwrap();
    let mut reasons: Vec<&str> = Vec::new();
    let mut told: Vec<u64> = Vec::new();
    for driver in drivers {
        let columns = driver["columns"].as_array().unwrap();
        let is_hidden = |column: &Value| column["suppressed"].is_string();
        for column in columns {
            let n = &column["n_away_from_zero"];
            assert_eq!(is_hidden(column), n.is_null(), "{column}");
            assert_eq!(is_hidden(column), column["mean"].is_null(), "{column}");
            reasons.extend(column["suppressed"].as_str());
            told.extend(n.as_u64());
        }
        let contribution = &driver["contribution"]["value"];
        let any_hidden = columns.iter().any(is_hidden);
        assert_eq!(any_hidden, contribution.is_null(), "{driver}");
    }
    // Four customers together: a third column is hidden, as the sum of all follows from the expected outcome.
    reasons.sort_unstable();
    assert_eq!(reasons, ["below_floor", "below_floor", "remainder"]);
    assert!(told.iter().all(|&n| n == 0 || n >= 5), "{told:?}");
    assert!(told.iter().any(|&n| n > 50), "{told:?}");
    for drift in found["drift"]["drivers"].as_array().unwrap() {
        let is_hidden = drift["suppressed"].is_string();
        assert_eq!(is_hidden, drift["n_away_from_zero"].is_null(), "{drift}");
        assert!(!is_hidden || drift["missed_per_unit"].is_null(), "{drift}");
    }
    let text = bench
        .succeeds(&[&apply[..], &["--lang", "en"]].concat())
        .stdout;
    assert!(text.contains("suppressed: too few"), "{text}");
    let table = bench
        .succeeds(&[&apply[..], &["--format", "csv"]].concat())
        .stdout;
    let hidden: Vec<&str> = table
        .lines()
        .filter(|line| line.contains("below_floor"))
        .collect();
    assert_eq!(hidden.len(), 4, "two means and two contributions: {table}");
    assert!(
        hidden.iter().all(|line| line.split(',').nth(2) == Some("")),
        "{hidden:?}"
    );
}

#[test]
fn a_run_measures_nothing_with_the_answers_of_one_customer() {
    let bench = with_parts_that_tell_of_people();
    let rank = ["rank", "-p", "project.toml", "--quiet"];
    let freeze = ["--freeze", "m.json", "--as-of", "2026-04-01"];
    bench.succeeds(&[&rank[..], &freeze, &["--period", "2026-01..2026-02"]].concat());
    let rows = bench.read("data.csv");
    let header = rows.lines().next().unwrap_or_default();
    let later = |line: &&str| line.starts_with('o');
    let later: Vec<String> = (rows.lines().filter(later))
        .map(|line| line.replacen('o', "p", 1).replace("-03-2026", "-05-2026"))
        .collect();
    bench.write("data2.csv", format!("{header}\n{}\n", later.join("\n")));
    let model = "[driver_model]\nfile = \"m.json\"\nperiod = \"2026-05\"\n";
    bench.write("project.toml", format!("{SMALL_PROJECT}\n{model}"));
    bench.succeeds(&["run", "project.toml", "--quiet"]);
    let found = json(&bench.read("out/signals.json"));
    assert_eq!(found["driver_model"]["why"], "one_customer");
    assert!(bench.read("out/report.md").contains("één klant"));
}

#[test]
fn a_part_in_which_all_answer_alike_has_no_level() {
    let bench = with_parts_that_tell_of_people();
    let rank = ["rank", "-p", "project.toml", "--quiet"];
    for (part, why) in [
        ("segment:een", "one_customer"),
        ("segment:gelijk", "no_spread"),
    ] {
        let part = ["--where", part];
        let found = bench.succeeds(&[&rank[..], &part, &["--format", "json"]].concat());
        let found = json(&found.stdout);
        assert_eq!(found["outcome"], Value::Null);
        assert_eq!(found["outcome_gap"], why);
        let text = bench.succeeds(&[&rank[..], &part].concat()).stdout;
        assert!(!text.contains("−100"), "{text}");
        let against = ["--period", "2026-03", "--against", "2026-02"];
        let sides = [&rank[..], &part, &against, &["--format", "json"]].concat();
        let sides = json(&bench.succeeds(&sides).stdout);
        assert_eq!(sides["now"]["mean_points"], Value::Null);
    }
}
