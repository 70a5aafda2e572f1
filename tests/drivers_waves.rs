//! `signaal drivers` with an earlier wave, with segments, and with a frozen model.

#![expect(
    clippy::suboptimal_flops,
    reason = "a made outcome reads as its formula"
)]

use crate::kit::{Bench, number, studied};
use serde_json::Value;
use std::fmt::Write;

const QUESTION: [&str; 6] = [
    "--outcome",
    "y",
    "--drivers",
    "a,b,region",
    "--bootstrap",
    "0",
];

/// Asks `signaal drivers` for JSON.
fn asked(bench: &Bench, file: &str, more: &[&[&str]]) -> Value {
    studied(bench, &[&[file], &more.concat()[..]].concat())
}

fn close(got: &Value, expected: f64) {
    let got = number(got);
    assert!(
        (got - expected).abs() <= 1e-9 * (1.0 + expected.abs()),
        "{got} is not {expected}"
    );
}

fn named<'a>(list: &'a Value, key: &str, name: &str) -> &'a Value {
    let mut list = list.as_array().unwrap().iter();
    list.find(|one| one[key] == name).unwrap()
}

/// `n` rows in which `a` weighs `weight` and everyone has `b` with a rest of `more` in ten.
fn rows(n: usize, weight: f64, more: usize, regions: &[&str], tail: &str) -> String {
    let mut text = String::new();
    for i in 0..n {
        let a = i * 7 % 5;
        let b = usize::from(i * 13 % 10 < 3 + more);
        let region = regions[i * 11 % 17 % regions.len()];
        let luck = i * 29 % 11;
        let south = if region == "south" { 2.0 } else { 0.0 };
        let y = 10.0 + weight * f64::from(u8::try_from(a).unwrap())
            - 3.0 * f64::from(u8::try_from(b).unwrap())
            + south
            + f64::from(u8::try_from(luck).unwrap()) / 4.0;
        let _ = writeln!(text, "{y},{a},{b},{region}{tail}");
    }
    text
}

const REGIONS: [&str; 3] = ["north", "south", "east"];

fn two_waves() -> Bench {
    let bench = Bench::new();
    let earlier = rows(220, 4.0, 0, &REGIONS, ",2025");
    // Other order of appearance, so that another category would be the reference.
    let later = rows(300, 2.5, 3, &["east", "south", "north"], ",2026");
    let head = "y,a,b,region,year\n";
    bench.write("earlier.csv", format!("{head}{earlier}"));
    bench.write("later.csv", format!("{head}{later}"));
    bench.write("both.csv", format!("{head}{later}{earlier}"));
    bench
}

#[test]
fn a_change_is_divided_exactly_and_names_what_changed() {
    let bench = two_waves();
    let study = asked(
        &bench,
        "later.csv",
        &[
            &QUESTION[..4],
            &["--bootstrap", "100", "--against", "earlier.csv"],
        ],
    );
    let change = &study["change"];
    let drivers = &change["drivers"];
    assert_eq!(named(drivers, "name", "a")["changed"], true);
    assert_eq!(named(drivers, "name", "b")["changed"], false);
    assert_eq!(named(drivers, "name", "region")["changed"], false);
    let parts = &change["decomposition"];
    let of_drivers = drivers.as_array().unwrap().iter();
    let together: f64 = of_drivers
        .map(|one| number(&one["occurs_more"]["value"]) + number(&one["weighs_more"]["value"]))
        .sum();
    let sum = together + number(&parts["everything_else"]["value"]);
    let means = ["now", "earlier"].map(|wave| number(&change[wave]["mean_outcome"]));
    close(&parts["change"]["value"], means[0] - means[1]);
    close(&parts["change"]["value"], sum);
    // Share and rate by their formula.
    let column = named(&change["columns"], "name", "a");
    let [b1, b2, m1, m2] = [
        "coefficient_earlier",
        "coefficient_now",
        "mean_earlier",
        "mean_now",
    ]
    .map(|key| number(&column[key]));
    let a = named(drivers, "name", "a");
    close(
        &a["occurs_more"]["value"],
        f64::midpoint(b1, b2) * (m2 - m1),
    );
    close(
        &a["weighs_more"]["value"],
        f64::midpoint(m1, m2) * (b2 - b1),
    );
    for interval in [
        &a["weighs_more"]["interval"],
        &a["lmg_difference"]["interval"],
    ] {
        assert!(number(&interval[0]) < number(&interval[1]));
    }
    // Importance has an interval and no test.
    assert!(a["lmg_difference"].get("p").is_none());
}

#[test]
fn waves_of_one_table_and_of_two_say_the_same() {
    let bench = two_waves();
    let of_two = asked(
        &bench,
        "later.csv",
        &[&QUESTION, &["--against", "earlier.csv"]],
    );
    let of_one = asked(
        &bench,
        "both.csv",
        &[
            &QUESTION,
            &["--wave", "year", "--now", "2026", "--before", "2025"],
        ],
    );
    assert_eq!(of_one["n"], 300);
    let without_labels = |study: &Value| {
        let mut change = study["change"].clone();
        for wave in ["earlier", "now"] {
            change[wave].as_object_mut().unwrap().remove("label");
        }
        change
    };
    assert_eq!(without_labels(&of_one), without_labels(&of_two));
    assert_eq!(of_one["drivers"], of_two["drivers"]);
}

#[test]
fn categories_are_aligned_by_name_and_an_absent_one_is_said() {
    let bench = two_waves();
    let head = "y,a,b,region,year\n";
    // "north", the first of the later wave, is unknown in the earlier one; "west" is new there.
    let earlier = rows(220, 4.0, 0, &["west", "east", "south"], ",2025");
    let later = rows(300, 4.0, 0, &["north", "south", "east"], ",2026");
    bench.write("earlier.csv", format!("{head}{earlier}"));
    bench.write("later.csv", format!("{head}{later}"));
    let study = asked(
        &bench,
        "later.csv",
        &[&QUESTION, &["--against", "earlier.csv"]],
    );
    let change = &study["change"];
    let columns = &change["columns"];
    let names: Vec<&str> = columns
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["name"].as_str().unwrap())
        .collect();
    assert!(!names.contains(&"region=south") || !names.contains(&"region=east"));
    let reference = named(columns, "name", "region=west")["reference"]
        .as_str()
        .unwrap();
    assert!(["south", "east"].contains(&reference));
    assert!(named(columns, "name", "region=west")["coefficient_now"].is_null());
    assert!(named(columns, "name", "region=north")["coefficient_earlier"].is_null());
    assert_eq!(
        change["decomposition"]["borrowed"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
    let codes: Vec<&str> = change["cautions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["code"].as_str().unwrap())
        .collect();
    assert!(codes.contains(&"other_reference") && codes.contains(&"no_scale"));
}

#[test]
fn net_promoters_are_tested_by_counts_where_nothing_is_weighted() {
    let bench = Bench::new();
    // The golden case of 500 and 400 answers: 210 and 200 promoters, 140 and 80 detractors.
    for (name, promoters, detractors, n) in [("one.csv", 210, 140, 500), ("two.csv", 200, 80, 400)]
    {
        let mut text = "nps,x,w\n".to_owned();
        for i in 0..n {
            let score = match i {
                i if i < promoters => 9 + i % 2,
                i if i < promoters + detractors => i % 7,
                i => 7 + i % 2,
            };
            let _ = writeln!(text, "{score},{},{}", i % 3, 1 + i % 2);
        }
        bench.write(name, text);
    }
    let question = [
        "--outcome",
        "nps",
        "--outcome-scale",
        "nps",
        "--drivers",
        "x",
        "--bootstrap",
        "0",
        "--against",
        "one.csv",
    ];
    let study = asked(&bench, "two.csv", &[&question]);
    let net = &study["change"]["net_promoters"];
    close(&net["difference"], 16.0);
    assert!((number(&net["z"]) - 2.978_426_37).abs() < 5e-9);
    let weighted = asked(&bench, "two.csv", &[&question, &["--weights", "w"]]);
    assert!(weighted["change"]["net_promoters"].is_null());
}

#[test]
fn waves_that_cannot_be_compared_are_refused_with_a_hint() {
    let bench = two_waves();
    let head = "y,a,b,region\n";
    bench.write(
        "words.csv",
        format!(
            "{head}{}",
            rows(90, 1.0, 0, &REGIONS, "")
                .replace(",1,", ",one,")
                .replace(",0,", ",no,")
        ),
    );
    bench.write(
        "other.csv",
        format!("{head}{}", rows(90, 1.0, 0, &["paris", "rome"], "")),
    );
    bench.write("short.csv", "y,a\n1,2\n2,3\n");
    bench.write("empty.csv", head);
    let with = |earlier: &str, more: &[&str]| {
        let mut all = vec!["drivers", "later.csv"];
        all.extend(QUESTION);
        all.extend(["--against", earlier]);
        all.extend(more);
        bench.signaal(&all)
    };
    for (earlier, code, part) in [
        ("words.csv", 2, "column \"b\" holds numbers in later.csv"),
        ("other.csv", 2, "occurs in both waves"),
        ("short.csv", 2, "read the earlier wave short.csv"),
        ("empty.csv", 3, "read the earlier wave empty.csv"),
        ("later.csv", 2, "both waves are"),
    ] {
        let failed = with(earlier, &[]);
        assert_eq!(failed.code, code, "{}", failed.stderr);
        assert!(failed.stderr.contains(part), "{}", failed.stderr);
        assert!(failed.stderr.contains("hint: "), "{}", failed.stderr);
    }
    let outside = with(
        "earlier.csv",
        &["--outcome-scale", "15-40", "--best", "high"],
    );
    assert!(
        outside.stderr.contains("lie outside the scale"),
        "{}",
        outside.stderr
    );
    for wrong in [
        &["--wave", "year", "--now", "2027", "--before", "2025"][..],
        &["--wave", "year", "--now", "2026", "--before", "2026"],
        &["--by", "a"],
        &["--by", "nowhere"],
    ] {
        let mut all = vec!["drivers", "both.csv"];
        all.extend(QUESTION);
        all.extend(wrong);
        bench.fails(2, &all);
    }
}

/// Five segments of one model, one in which `a` weighs more, one without the reference, and small ones.
fn with_segments() -> Bench {
    let bench = Bench::new();
    let mut text = "y,a,b,region,shop\n".to_owned();
    for (shop, weight) in [("1", 2.0), ("2", 2.0), ("3", 2.0), ("4", 2.0), ("far", 3.5)] {
        text.push_str(&rows(120, weight, 0, &REGIONS, &format!(",{shop}")));
    }
    text.push_str(&rows(80, 2.0, 0, &["south", "east"], ",odd"));
    text.push_str(&rows(12, 2.0, 0, &REGIONS, ",tiny"));
    text.push_str(&rows(7, 2.0, 0, &REGIONS, ","));
    bench.write("wave.csv", text);
    bench
}

#[test]
fn segments_are_compared_and_those_without_a_model_are_listed() {
    let bench = with_segments();
    let study = asked(&bench, "wave.csv", &[&QUESTION, &["--by", "shop"]]);
    let segments = &study["segments"];
    assert_eq!(segments["n_no_answer"], 7);
    let tiny = named(&segments["segments"], "name", "tiny");
    assert_eq!(
        (&tiny["n"], &tiny["state"]),
        (&12.into(), &"too_small".into())
    );
    // Nobody there is of the region that others are compared to.
    let odd = named(&segments["segments"], "name", "odd");
    assert_eq!(
        (&odd["n"], &odd["state"]),
        (&80.into(), &"other_meaning".into())
    );
    let a = named(&segments["columns"], "column", "a");
    assert_eq!(a["heterogeneity"]["differs"], true);
    assert_eq!(a["heterogeneity"]["n_segments"], 5);
    let b = named(&segments["columns"], "column", "b");
    assert_eq!(b["heterogeneity"]["differs"], false);
    let far = named(&a["cells"], "segment", "far");
    let alone = bench.read("wave.csv");
    let alone: Vec<&str> = alone
        .lines()
        .filter(|line| line.ends_with(",far"))
        .collect();
    bench.write(
        "far.csv",
        format!("y,a,b,region,shop\n{}\n", alone.join("\n")),
    );
    let alone = asked(&bench, "far.csv", &[&QUESTION]);
    let coefficient = &named(&alone["drivers"], "name", "a")["coefficient"];
    close(&far["coefficient"], number(coefficient));
    // Drawn towards the others, and no further.
    assert!(number(&far["pooled"]) < number(&far["coefficient"]) && number(&far["pooled"]) > 2.0);
}

#[test]
fn many_segments_stay_short_on_a_terminal_and_whole_in_a_table() {
    let bench = Bench::new();
    let mut text = "y,a,b,region,shop\n".to_owned();
    for shop in 0..60 {
        let tail = format!(",S{shop}");
        text.push_str(&rows(
            if shop < 25 { 40 } else { 5 },
            2.0,
            0,
            &REGIONS,
            &tail,
        ));
    }
    bench.write("wave.csv", text);
    let mut all = vec!["drivers", "wave.csv", "--by", "shop"];
    all.extend(QUESTION);
    let shown = bench.succeeds(&all).stdout;
    assert!(shown.contains("The 20 largest of 60 segments"), "{shown}");
    assert!(
        shown.contains("35 too small (fewer than 30 answers, 175 in all)"),
        "{shown}"
    );
    assert!(shown.lines().count() < 170);
    all.extend(["--format", "csv"]);
    let table = bench.succeeds(&all).stdout;
    // Four columns in 25 segments, and one line for each of the others.
    assert_eq!(table.lines().count(), 1 + 25 * 4 + 35);
}

#[test]
fn a_frozen_model_measures_without_fitting_and_is_loud_about_drift_and_age() {
    let bench = two_waves();
    let frozen = [
        &QUESTION[..],
        &["--freeze", "model.json", "--as-of", "2026-01-05"],
    ];
    let study = asked(&bench, "earlier.csv", &frozen);
    let same = asked(
        &bench,
        "earlier.csv",
        &[&["--apply", "model.json", "--as-of", "2026-02-05"]],
    );
    assert_eq!(
        (&same["age_days"], &same["older_than_a_year"]),
        (&31.into(), &false.into())
    );
    // On its own rows the model expects what there is.
    close(&same["realised_minus_expected"]["value"], 0.0);
    assert_eq!(same["drift"]["shown"], false);
    for driver in study["drivers"].as_array().unwrap() {
        let name = driver["name"].as_str().unwrap();
        let measured = &named(&same["drivers"], "name", name)["contribution"];
        close(&measured["value"], number(&driver["contribution"]));
        close(&measured["frozen"], number(&driver["contribution"]));
        let width = |key: &str| number(&measured[key][1]) - number(&measured[key][0]);
        assert!(width("ci_coefficients_uncertain") > width("ci_coefficients_held"));
    }
    let arguments = [
        "drivers",
        "later.csv",
        "--apply",
        "model.json",
        "--as-of",
        "2027-01-06",
    ];
    let loud = bench.succeeds(&arguments);
    for part in [
        "version 1 of 2026-01-05",
        "366 days old",
        "ATTENTION: this model is a year old or older",
        "ATTENTION: the model does not hold",
    ] {
        assert!(loud.stdout.contains(part), "{}", loud.stdout);
    }
    assert!(loud.stderr.contains("does not hold"), "{}", loud.stderr);
    // Categories are found by name, whatever comes first.
    let later = asked(
        &bench,
        "later.csv",
        &[&["--apply", "model.json", "--as-of", "2026-02-05"]],
    );
    let text = bench.read("later.csv");
    let n_south = text.lines().filter(|line| line.contains("south")).count();
    let region = named(&later["drivers"], "name", "region");
    let south = named(&region["columns"], "name", "region=south");
    assert_eq!(south["n_away_from_zero"], n_south);
    let page = [
        "drivers",
        "later.csv",
        "--apply",
        "model.json",
        "--as-of",
        "2027-01-06",
        "--plot",
        "m.html",
        "--lang",
        "nl",
    ];
    bench.succeeds(&page);
    assert!(bench.read("m.html").contains("LET OP"));
}

#[test]
fn a_frozen_model_is_replaced_for_a_reason_only_and_loses_no_history() {
    let bench = two_waves();
    let freeze = |file: &str, day: &str, more: &[&str]| {
        let mut all = vec!["drivers", file];
        all.extend(QUESTION);
        all.extend(["--freeze", "model.json", "--as-of", day]);
        all.extend(more);
        bench.signaal(&all)
    };
    assert_eq!(freeze("earlier.csv", "2025-06-01", &[]).code, 0);
    let first = bench.read("model.json");
    let soon = freeze("later.csv", "2026-05-31", &[]);
    assert_eq!(soon.code, 2);
    assert!(
        soon.stderr.contains("364 days old") && soon.stdout.is_empty(),
        "{}",
        soon.stderr
    );
    assert_eq!(
        freeze("later.csv", "2026-05-31", &["--reason", " "]).code,
        2
    );
    assert_eq!(bench.read("model.json"), first);
    assert_eq!(
        freeze("later.csv", "2025-12-01", &["--reason", "new channel"]).code,
        0
    );
    assert_eq!(freeze("earlier.csv", "2026-12-01", &[]).code, 0);
    let file: Value = serde_json::from_str(&bench.read("model.json")).unwrap();
    assert_eq!(
        (&file["model"]["version"], &file["model"]["date"]),
        (&"3".into(), &"2026-12-01".into())
    );
    let before: Value = serde_json::from_str(&first).unwrap();
    assert_eq!(file["history"][0]["reason"], "new channel");
    assert_eq!(file["history"][0]["age_days"], 183);
    assert_eq!(
        file["history"][0]["model"]["columns"][0]["name"],
        before["model"]["columns"][0]["name"]
    );
    close(
        &file["history"][0]["model"]["columns"][0]["estimate"]["coefficient"],
        number(&before["model"]["columns"][0]["estimate"]["coefficient"]),
    );
    assert!(file["history"][1]["reason"].is_null());
}

#[test]
fn an_edited_or_foreign_model_is_neither_used_nor_replaced() {
    let bench = two_waves();
    asked(
        &bench,
        "earlier.csv",
        &[
            &QUESTION,
            &["--freeze", "model.json", "--as-of", "2026-01-05"],
        ],
    );
    let text = bench.read("model.json");
    // Line ends and indentation are no edit.
    bench.write("model.json", text.replace('\n', "\r\n").replace("  ", "\t"));
    let apply = [
        "drivers",
        "later.csv",
        "--apply",
        "model.json",
        "--as-of",
        "2026-02-05",
    ];
    bench.succeeds(&apply);
    bench.write("model.json", text.replacen("\"n\": 220", "\"n\": 221", 1));
    assert!(
        bench
            .fails(3, &apply)
            .stderr
            .contains("changed after it was frozen")
    );
    let mut freeze = vec!["drivers", "later.csv"];
    freeze.extend(QUESTION);
    freeze.extend(["--freeze", "model.json", "--as-of", "2030-01-05"]);
    bench.fails(3, &freeze);
    bench.write(
        "model.json",
        text.replacen("\"format_version\": 1", "\"format_version\": 9", 1),
    );
    assert!(bench.fails(3, &apply).stderr.contains("format 9"));
    bench.write("model.json", "{}");
    bench.fails(3, &apply);
    bench.write("model.json", &text);
    for wrong in [
        &["--outcome", "a"][..],
        &["--drivers", "a,b"],
        &["--outcome-scale", "nps"],
        &["--controls", "a"],
    ] {
        let all = [&apply[..], wrong].concat();
        assert!(bench.fails(2, &all).stderr.contains("the frozen model has"));
    }
    let mut ahead = apply;
    ahead[5] = "2026-01-04";
    assert!(bench.fails(2, &ahead).stderr.contains("1 days ahead"));
    bench.write(
        "west.csv",
        format!("y,a,b,region\n{}", rows(90, 1.0, 0, &["west", "east"], "")),
    );
    let mut west = apply;
    west[1] = "west.csv";
    let refused = bench.fails(2, &west).stderr;
    assert!(
        refused.contains("holds \"west\"; the frozen model knows"),
        "{refused}"
    );
    let all = [&west[..], &["--missing-codes", "region=west"]].concat();
    bench.succeeds(&all);
}
