//! `signaal rank` over segments, and one period beside another.

use crate::kit::{Bench, SMALL_PROJECT};
use crate::schema::violations;
use serde_json::Value;
use std::fmt::Write;

/// Six hundred answers a month for two months. Of the first month a tenth complain of waiting, of the second
/// three tenths; a complaint costs one point at home and eight in business. Three answer from abroad.
fn rows() -> String {
    let mut text = "id;datum;nps;opmerking;klant;segment\n".to_owned();
    for i in 0..1_200_u32 {
        let (month, at) = (1 + i / 600, i % 600);
        let segment = match i % 3 {
            _ if i % 400 == 399 => "buitenland",
            0 => "zakelijk",
            _ => "thuis",
        };
        // 7 and 3 have no divisor in common: complaints are as frequent in every segment.
        let waits = at * 7 % 20 < if month == 1 { 2 } else { 6 };
        let cost = if segment == "zakelijk" { 8 } else { 1 };
        let noise = (i.wrapping_mul(2_654_435_761) >> 16) % 3;
        let score = 8 + noise - if waits { cost } else { 0 };
        let remark = if waits {
            "Lang wachten aan de telefoon, echt slecht"
        } else {
            "Gaat wel"
        };
        let (day, customer) = (1 + at % 28, i % 1_150);
        let _ = writeln!(
            text,
            "{i};{day:02}-{month:02}-2025;{score};\"{remark}\";K{customer};{segment}"
        );
    }
    text
}

fn bench() -> Bench {
    let bench = Bench::new();
    bench.write("project.toml", SMALL_PROJECT);
    bench.write("data.csv", rows());
    bench.succeeds(&["ingest", "project.toml", "--quiet"]);
    bench
}

const RANK: [&str; 4] = ["rank", "-p", "project.toml", "--quiet"];

fn asked(bench: &Bench, arguments: &[&str]) -> String {
    let all: Vec<&str> = RANK.iter().chain(arguments).copied().collect();
    bench.succeeds(&all).stdout
}

fn parsed(bench: &Bench, schema: &str, arguments: &[&str]) -> Value {
    let all: Vec<&str> = arguments
        .iter()
        .chain(&["--format", "json"])
        .copied()
        .collect();
    let found: Value = serde_json::from_str(&asked(bench, &all)).unwrap();
    let schema = bench.succeeds(&["schema", schema]).stdout;
    let schema: Value = serde_json::from_str(&schema).unwrap();
    assert_eq!(violations(&schema, &found), Vec::<String>::new());
    found
}

fn waiting(found: &Value) -> &Value {
    let topics = found["topics"].as_array().unwrap();
    let is_it = |topic: &&Value| topic["name_nl"].as_str().unwrap().contains("acht");
    topics.iter().find(is_it).unwrap()
}

#[test]
fn topics_stand_beside_one_another_over_segments_and_few_people_stay_hidden() {
    let bench = bench();
    let found = parsed(&bench, "segments", &["--by", "segment"]);
    let segments = found["segments"].as_array().unwrap();
    let named = |value: &str| segments.iter().find(|one| one["value"] == value).unwrap();
    assert_eq!(named("thuis")["n"], 798);
    // With the number of all three, that of those abroad would follow by subtraction.
    assert!(!named("buitenland")["suppressed"].is_null());
    assert!(named("buitenland")["n"].is_null());
    let cells = waiting(&found)["cells"].as_array().unwrap();
    let abroad = cells
        .iter()
        .find(|cell| cell["segment"] == "buitenland")
        .unwrap();
    assert!(abroad["n_negative"].is_null());
    let untold = ["heterogeneity_suppressed", "heterogeneity"].map(|key| &waiting(&found)[key]);
    assert!(untold.iter().any(|value| !value.is_null()), "{found:#}");

    let dutch = asked(&bench, &["--by", "segment", "--lang", "nl"]);
    let english = asked(&bench, &["--by", "segment", "--lang", "en"]);
    for (text, said) in [
        (&dutch, "Segmenten van segment"),
        (&dutch, "buitenland: onderdrukt"),
        (&english, "Segments of segment"),
        (&english, "buitenland: suppressed"),
    ] {
        assert!(text.contains(said), "{said}\n{text}");
    }

    let table = asked(&bench, &["--by", "segment", "--format", "csv"]);
    let mut lines = table.lines();
    let n_columns = lines.next().unwrap().split(',').count();
    assert_eq!(n_columns, 17);
    assert!(lines.clone().count() >= 3);
    assert!(
        lines.all(|line| line.split(',').count() == n_columns),
        "{table}"
    );
    assert!(table.contains(",zakelijk,"), "{table}");
}

#[test]
fn an_effect_that_differs_between_segments_is_found() {
    let bench = bench();
    // Without the three from abroad nothing is hidden.
    let found = parsed(
        &bench,
        "segments",
        &[
            "--by",
            "segment",
            "--where",
            "segment:thuis OR segment:zakelijk",
        ],
    );
    let topic = waiting(&found);
    assert_eq!(topic["heterogeneity"]["stands"], true, "{topic:#}");
    assert_eq!(topic["heterogeneity"]["degrees_of_freedom"], 1);
    let effect = |segment: &str| {
        let cells = topic["cells"].as_array().unwrap();
        let cell = cells
            .iter()
            .find(|cell| cell["segment"] == segment)
            .unwrap();
        cell["effect_negative_points"]["estimate"].as_f64().unwrap()
    };
    assert!(effect("zakelijk") < 0.0 && effect("thuis") < 0.0);
}

#[test]
fn one_segment_has_a_ranking_of_its_own_and_an_unknown_one_is_refused() {
    let bench = bench();
    let of = ["--by", "segment", "--segment", "thuis"];
    let json: Vec<&str> = of.iter().chain(&["--format", "json"]).copied().collect();
    let found: Value = serde_json::from_str(&asked(&bench, &json)).unwrap();
    assert_eq!(found[0]["value"], "thuis");
    assert!(asked(&bench, &of).starts_with("== segment = thuis\n"));
    let csv: Vec<&str> = of.iter().chain(&["--format", "csv"]).copied().collect();
    assert!(asked(&bench, &csv).starts_with("segment,rank,topic,"));

    let unknown: Vec<&str> = RANK
        .iter()
        .chain(&["--by", "segment", "--segment", "maan"])
        .copied()
        .collect();
    let said = bench.fails(2, &unknown).stderr;
    assert!(said.contains("no record has segment \"maan\""), "{said}");
    assert!(said.contains("buitenland, thuis, zakelijk"), "{said}");
    let field: Vec<&str> = RANK.iter().chain(&["--by", "nergens"]).copied().collect();
    bench.fails(2, &field);
}

const PERIODS: [&str; 4] = ["--period", "2025-02", "--against", "2025-01"];

#[test]
fn two_periods_stand_side_by_side_with_what_changed_between_them() {
    let bench = bench();
    let found = parsed(&bench, "period-comparison", &PERIODS);
    assert_eq!(found["before"]["period"], "2025-01-01..2025-01-31");
    assert_eq!(
        (&found["before"]["n"], &found["now"]["n"]),
        (&600.into(), &600.into())
    );
    // Customers 0 to 49 come back at the end of the second month.
    assert_eq!(found["n_customers_in_both"], 50);
    let topic = waiting(&found);
    let part = |of: &Value, key: &str| of[key].as_f64().unwrap();
    let share = &topic["share_negative_change"];
    assert!((part(share, "estimate") - 0.2).abs() < 1e-9, "{topic:#}");
    assert!(part(share, "low") > 0.1 && part(share, "high") < 0.3);
    let gain = &topic["gain_change_points"];
    assert!(part(gain, "low") > 0.0, "{topic:#}");
    let sides = part(&topic["now"]["gain_points"], "estimate")
        - part(&topic["before"]["gain_points"], "estimate");
    assert!((part(gain, "estimate") - sides).abs() < 1e-9);

    let text = |lang: &str| {
        let all: Vec<&str> = PERIODS.iter().chain(&["--lang", lang]).copied().collect();
        asked(&bench, &all)
    };
    assert!(
        text("nl").contains("verandering: aandeel +20"),
        "{}",
        text("nl")
    );
    assert!(
        text("en").contains("percentage points, gain +"),
        "{}",
        text("en")
    );
    assert!(text("en").contains("50 customers stand in both"));
    let csv: Vec<&str> = PERIODS
        .iter()
        .chain(&["--format", "csv"])
        .copied()
        .collect();
    let table = asked(&bench, &csv);
    let n_columns = table.lines().next().unwrap().split(',').count();
    assert_eq!(n_columns, 25);
    assert!(
        table
            .lines()
            .all(|line| line.split(',').count() == n_columns),
        "{table}"
    );

    // Two days hold too few mentions for a topic: that is said, not left blank.
    let days = ["--period", "2025-02-03", "--against", "2025-01-03"];
    let none: Vec<&str> = days.iter().chain(&["--lang", "en"]).copied().collect();
    let none = asked(&bench, &none);
    let said = "In neither period is one of these topics ranked";
    assert!(none.contains(said), "{none}");

    // The other way round everything changes sign.
    let back = parsed(
        &bench,
        "period-comparison",
        &["--period", "2025-01", "--against", "2025-02"],
    );
    let back = &waiting(&back)["gain_change_points"];
    assert!((part(back, "low") + part(gain, "high")).abs() < 1e-9);
}

#[test]
fn periods_that_share_days_and_an_empty_one_are_no_surprise() {
    let bench = bench();
    let of = |arguments: &[&'static str]| -> Vec<&'static str> {
        RANK.into_iter().chain(arguments.iter().copied()).collect()
    };
    let said = bench.fails(2, &of(&["--period", "2025", "--against", "2025-01"]));
    assert!(said.stderr.contains("share days"), "{}", said.stderr);
    let alone = bench.signaal(&of(&["--against", "2025-01"]));
    assert_eq!(alone.code, 2);
    let found = parsed(
        &bench,
        "period-comparison",
        &["--period", "2025-02", "--against", "2024"],
    );
    assert_eq!(found["before"]["n"], 0);
    assert!(found["mean_change_points"].is_null());
    assert!(waiting(&found)["gain_change_points"].is_null());
    assert_eq!(found["before"]["n_days_in_archive"], 0);
    assert_eq!(found["now"]["n_days_in_archive"], 28);
    let archive = &found["archive"];
    let (first, last) = (
        archive["first"].as_str().unwrap(),
        archive["last"].as_str().unwrap(),
    );
    let runs = format!("from {first} to {last}");
    let of = |now: &'static str, against: &'static str| {
        asked(
            &bench,
            &["--period", now, "--against", against, "--lang", "en"],
        )
    };
    let nothing = of("2025-02", "2024");
    let said = format!("No answers in this period; the archive runs {runs}.");
    assert!(nothing.contains(&said), "{nothing}");
    let open = of("2025-02..", "2025-01");
    assert!(
        open.contains("An open period: 28 days of the archive"),
        "{open}"
    );
    let partly = of("2025-02..2025-12", "2025-01");
    let said = format!("The archive runs {runs}: 28 days of the 334 of this period.");
    assert!(partly.contains(&said), "{partly}");
    assert!(!partly.contains("unlike length"), "{partly}");
    assert!(!of("2025-02", "2025-01").contains("The archive runs"));
}
