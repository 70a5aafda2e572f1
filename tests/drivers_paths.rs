//! `signaal paths`: what comes of a model file and a wave, against golden numbers and against bad input.

#![expect(
    clippy::suboptimal_flops,
    reason = "the formula reads as in the script that makes the same data"
)]

use crate::kit::{Bench, root, shared};
use serde_json::Value;
use std::fmt::Write;

const NAMES: [(&str, usize); 5] = [
    ("image", 4),
    ("expectation", 3),
    ("value", 3),
    ("satisfaction", 3),
    ("loyalty", 3),
];

/// Numbers of a linear congruential generator, as in `tests/golden/pls_data.py`.
struct Lehmer(u64);

impl Lehmer {
    fn normal(&mut self) -> f64 {
        let mut sum = -6.0;
        for _ in 0..12 {
            self.0 = self.0 * 48_271 % 2_147_483_647;
            sum += f64::from(u32::try_from(self.0).unwrap()) / 2_147_483_647.0;
        }
        sum
    }
}

/// The ratings of `tests/golden/pls_data.py`.
fn ratings(n_rows: usize) -> Vec<Vec<f64>> {
    let mut source = Lehmer(20_261_121);
    let mut row = || {
        let image = source.normal();
        let expectation = 0.6 * image + 0.8 * source.normal();
        let value = 0.5 * expectation + 0.8 * source.normal();
        let satisfaction = 0.3 * image + 0.2 * expectation + 0.5 * value + 0.6 * source.normal();
        let loyalty = 0.2 * image + 0.6 * satisfaction + 0.7 * source.normal();
        let mut row = Vec::new();
        let constructs = [image, expectation, value, satisfaction, loyalty];
        for (construct, (_, size)) in constructs.into_iter().zip(NAMES) {
            for at in (0u8..).take(size) {
                let noise = (1.0 + 0.2 * f64::from(at)) * source.normal();
                let rating = 6.5 + (1.8 - 0.3 * f64::from(at)) * construct + noise + 0.5;
                row.push(rating.floor().clamp(1.0, 10.0));
            }
        }
        row
    };
    (0..n_rows).map(|_| row()).collect()
}

/// The ratings as a file, with a weight 1 + row mod 5 and a branch of ten rows.
fn wave(rows: &[Vec<f64>]) -> String {
    let names = NAMES
        .iter()
        .flat_map(|(name, size)| (1..=*size).map(move |item| format!("{name}{item}")));
    let mut text = names.collect::<Vec<_>>().join(";");
    text.push_str(";w;branch\n");
    for (at, row) in rows.iter().enumerate() {
        for value in row {
            let _ = write!(text, "{value};");
        }
        let _ = writeln!(text, "{};B{}", 1 + at % 5, at / 10);
    }
    text
}

/// The model of the ratings, a mode per construct.
fn model(top: &str, modes: &str) -> String {
    let mut text = format!(
        "{top}\npaths = [\"image -> expectation\", \"expectation -> value\", \"image -> satisfaction\", \"expectation -> satisfaction\",\n  \"value -> satisfaction\", \"image -> loyalty\", \"satisfaction -> loyalty\"]\n"
    );
    for ((name, size), mode) in NAMES.iter().zip(modes.chars()) {
        let items: Vec<String> = (1..=*size)
            .map(|item| format!("\"{name}{item}\""))
            .collect();
        let _ = writeln!(
            text,
            "[constructs.{name}]\nindicators = [{}]\nmode = \"{mode}\"",
            items.join(", ")
        );
    }
    text
}

const SCALE: &str = "scale = \"1-10\"\nbest = \"high\"";

fn bench(rows: &[Vec<f64>], modes: &str) -> Bench {
    let bench = Bench::new();
    bench.write("wave.csv", wave(rows));
    bench.write("model.toml", model(SCALE, modes));
    bench
}

fn run(bench: &Bench, more: &[&str]) -> String {
    let mut all = vec!["paths", "wave.csv", "--model", "model.toml"];
    all.extend(more);
    bench.succeeds(&all).stdout
}

fn asked(bench: &Bench, more: &[&str]) -> Value {
    let mut all = more.to_vec();
    all.extend(["--format", "json"]);
    serde_json::from_str(&run(bench, &all)).unwrap()
}

fn list<'a>(study: &'a Value, key: &str) -> &'a Vec<Value> {
    study[key].as_array().unwrap()
}

/// One number per item of a list; what is `null` is left out.
fn column(study: &Value, list_of: &str, key: &str) -> Vec<f64> {
    let items = list(study, list_of).iter();
    items.filter_map(|item| item[key].as_f64()).collect()
}

/// A line of a section of `pls_oracle.out`.
fn golden(section: &str, line: &str) -> Vec<f64> {
    const ORACLE: &str = include_str!("golden/pls_oracle.out");
    let heading = format!("# {section}");
    let prefix = format!("{line}: ");
    let mut lines = ORACLE.lines().skip_while(|text| *text != heading).skip(1);
    let numbers = lines
        .by_ref()
        .take_while(|text| !text.starts_with('#'))
        .find_map(|text| text.strip_prefix(&prefix))
        .unwrap();
    numbers
        .split(", ")
        .map(|one| one.parse().unwrap())
        .collect()
}

/// The weights settle to 1e-10, so the estimates agree to somewhat more than that.
fn same(got: &[f64], expected: &[f64], what: &str) {
    assert_eq!(got.len(), expected.len(), "{what}: {got:?}");
    for (got, expected) in got.iter().zip(expected) {
        let band = 2e-9 * (1.0 + expected.abs());
        assert!(
            (got - expected).abs() <= band,
            "{what}: {got} is not {expected}"
        );
    }
}

#[test]
fn the_numbers_are_those_of_the_oracle() {
    let rows = ratings(250);
    for modes in ["AAAAA", "BBBBB", "ABABA"] {
        let bench = bench(&rows, modes);
        let section = format!("modes {modes}, path");
        let study = asked(&bench, &["--bootstrap", "0"]);
        assert_eq!(
            (&study["n"], &study["target"]),
            (&250.into(), &"loyalty".into())
        );
        let expect = |got: Vec<f64>, line: &str| {
            same(&got, &golden(&section, line), &format!("{section}: {line}"));
        };
        expect(column(&study, "indicators", "weight"), "w");
        expect(column(&study, "indicators", "loading"), "loadings");
        expect(column(&study, "indicators", "share"), "share");
        expect(column(&study, "constructs", "r2"), "r2");
        expect(column(&study, "paths", "f2"), "f2");
        expect(column(&study, "paths", "vif"), "vif");
        let total = golden(&section, "total");
        for effect in list(&study, "effects") {
            let at = |key: &str| {
                NAMES
                    .iter()
                    .position(|(name, _)| effect[key] == *name)
                    .unwrap()
            };
            let expected = total[5 * at("to") + at("from")];
            same(&[effect["total"].as_f64().unwrap()], &[expected], "total");
        }
        let b = golden(&section, "b");
        for path in list(&study, "paths") {
            let at = |key: &str| {
                NAMES
                    .iter()
                    .position(|(name, _)| path[key] == *name)
                    .unwrap()
            };
            let expected = b[5 * at("to") + at("from")];
            same(&[path["coefficient"].as_f64().unwrap()], &[expected], "b");
        }
        let map = &study["map"];
        expect(column(map, "constructs", "importance"), "importance");
        let mut performance = column(map, "constructs", "performance");
        performance.push(map["target_performance"].as_f64().unwrap());
        expect(performance, "performance");
        if modes == "AAAAA" {
            expect(column(&study, "constructs", "alpha"), "alpha");
            expect(column(&study, "constructs", "rho_a"), "rho_a");
            expect(column(&study, "constructs", "rho_c"), "rho_c");
            expect(column(&study, "constructs", "ave"), "ave");
            expect(column(&study, "pairs", "htmt"), "htmt");
        }
    }
    let bench = bench(&rows, "ABABA");
    let section = "modes ABABA, path, weights 1 + row mod 5";
    let study = asked(&bench, &["--bootstrap", "0", "--weights", "w"]);
    same(
        &column(&study, "indicators", "weight"),
        &golden(section, "w"),
        section,
    );
    same(
        &column(&study, "constructs", "r2"),
        &golden(section, "r2"),
        section,
    );
}

#[test]
fn schemes_reach_the_fit() {
    let bench = bench(&ratings(250), "BBBBB");
    for scheme in ["factorial", "centroid"] {
        let study = asked(&bench, &["--bootstrap", "0", "--scheme", scheme]);
        assert_eq!(study["scheme"], scheme);
        let section = format!("modes BBBBB, {scheme}");
        same(
            &column(&study, "indicators", "weight"),
            &golden(&section, "w"),
            &section,
        );
    }
}

#[test]
fn intervals_hold_their_estimate_and_only_seed_and_unit_change_them() {
    let bench = bench(&ratings(120), "AAAAA");
    let more = ["--bootstrap", "40", "--predict", "--format", "json"];
    let with = |other: &[&str]| run(&bench, &[&more[..], other].concat());
    let first = with(&["--threads", "1"]);
    assert_eq!(first, with(&["--threads", "3"]));
    assert_ne!(first, with(&["--seed", "2"]));
    let study: Value = serde_json::from_str(&first).unwrap();
    for path in list(&study, "paths") {
        let value = path["coefficient"].as_f64().unwrap();
        let (low, high) = (
            path["coefficient_ci"][0].as_f64(),
            path["coefficient_ci"][1].as_f64(),
        );
        assert!(low < Some(value) && Some(value) < high, "{path}");
        let sign = if low > Some(0.0) {
            "positive"
        } else {
            "unclear"
        };
        assert_eq!(path["sign"], sign, "{path}");
    }
    let check = &study["prediction"];
    assert_eq!(
        (&check["folds"], &check["inputs"][0]),
        (&10.into(), &"image".into())
    );
    assert!(
        list(check, "indicators")
            .iter()
            .all(|one| one["q2"].as_f64() < one["q2_range"][1].as_f64())
    );
    let clustered: Value = serde_json::from_str(&with(&["--cluster", "branch"])).unwrap();
    assert_eq!(
        (&clustered["n_units"], &clustered["bootstrap"]["unit"]),
        (&12.into(), &"cluster".into())
    );
    assert_eq!(
        clustered["paths"][0]["coefficient"],
        study["paths"][0]["coefficient"]
    );
    let codes: Vec<&Value> = list(&clustered, "cautions")
        .iter()
        .map(|one| &one["code"])
        .collect();
    assert!(codes.contains(&&"few_units".into()), "{codes:?}");
}

#[test]
fn an_end_whose_weights_chased_its_neighbour_is_called_not_tested() {
    let bench = bench(&ratings(100), "AAAAA");
    let text = "paths = [\"image -> loyalty\"]\n[constructs.image]\nindicators = [\"image1\", \"image2\"]\nmode = \"B\"\n[constructs.loyalty]\nindicators = [\"loyalty1\"]\n";
    bench.write("model.toml", text);
    let study = asked(&bench, &["--bootstrap", "40"]);
    assert_eq!(study["paths"][0]["sign"], "not_tested");
    assert!(study["paths"][0]["coefficient_ci"][0].as_f64() > Some(0.0));
    let shown = run(&bench, &["--bootstrap", "40"]);
    assert!(shown.contains("  not tested  "), "{shown}");
    assert!(shown.contains("weights were free to chase"), "{shown}");
    let dutch = run(&bench, &["--bootstrap", "40", "--lang", "nl"]);
    assert!(
        dutch.contains("  niet getoetst  ")
            && dutch.contains("Geen kaart: de schaal van image1, image2, loyalty1"),
        "{dutch}"
    );
    bench.write("model.toml", text.replace("\"B\"", "\"equal\""));
    assert_eq!(
        asked(&bench, &["--bootstrap", "40"])["paths"][0]["sign"],
        "positive"
    );
    let none = asked(&bench, &["--bootstrap", "0"]);
    assert_eq!(none["paths"][0]["sign"], "not_tested");
    assert_eq!(none["map_refused"]["code"], "no_scale");
}

#[test]
fn bad_cells_are_counted_and_placed_and_the_rest_goes_on() {
    let rows = ratings(60);
    let bench = bench(&rows, "AAAAA");
    let clean = wave(&rows);
    let mut lines: Vec<String> = clean.lines().map(str::to_owned).collect();
    let spoil = |line: &mut String, column: usize, cell: &str| {
        let mut cells: Vec<&str> = line.split(';').collect();
        cells[column] = cell;
        *line = cells.join(";");
    };
    spoil(&mut lines[3], 0, "");
    spoil(&mut lines[4], 2, "99");
    spoil(&mut lines[5], 2, "weet niet");
    spoil(&mut lines[6], 15, "11");
    spoil(&mut lines[7], 16, "-1");
    spoil(&mut lines[8], 17, "");
    bench.write("wave.csv", lines.join("\n"));
    let more = [
        "--bootstrap",
        "0",
        "--missing-codes",
        "99",
        "--weights",
        "w",
        "--quarantine",
        "bad.jsonl",
    ];
    let study = asked(&bench, &more);
    assert_eq!((&study["n"], &study["n_read"]), (&55.into(), &60.into()));
    let left_out: Vec<(&str, &str)> = list(&study, "rows_left_out")
        .iter()
        .map(|one| {
            (
                one["reason"].as_str().unwrap(),
                one["column"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        left_out,
        [
            ("not_a_number", "image3"),
            ("outside_scale", "loyalty3"),
            ("negative_weight", "w"),
            ("missing", "image1"),
            ("missing", "image3"),
        ]
    );
    let bad = bench.read("bad.jsonl");
    assert_eq!(bad.lines().count(), 3);
    assert!(
        bad.contains("\"row\":6,") && !bad.contains("weet niet"),
        "{bad}"
    );
    // A row without a branch stands for itself.
    let clustered = asked(
        &bench,
        &[
            "--bootstrap",
            "10",
            "--missing-codes",
            "99",
            "--cluster",
            "branch",
        ],
    );
    assert_eq!(
        (&clustered["n"], &clustered["n_units"]),
        (&56.into(), &7.into())
    );
}

#[test]
fn a_question_worded_the_other_way_round_is_turned() {
    let mut rows = ratings(80);
    let bench = bench(&rows, "AAAAA");
    let straight = asked(&bench, &["--bootstrap", "0"]);
    for row in &mut rows {
        row[1] = 11.0 - row[1];
    }
    bench.write("wave.csv", wave(&rows));
    let codes = |study: &Value| -> Vec<String> {
        let cautions = list(study, "cautions").iter();
        cautions
            .map(|one| one["code"].as_str().unwrap().to_owned())
            .collect()
    };
    assert!(
        codes(&asked(&bench, &["--bootstrap", "0"])).contains(&"reversed_indicator".to_owned())
    );
    let text = model(SCALE, "AAAAA").replace("\"image2\"", "{ name = \"image2\", best = \"low\" }");
    bench.write("model.toml", text);
    let turned = asked(&bench, &["--bootstrap", "0"]);
    for key in ["paths", "effects", "constructs", "pairs", "map", "cautions"] {
        assert_eq!(turned[key], straight[key], "{key}");
    }
    assert_eq!(turned["indicators"][1]["turned"], true);
}

#[test]
fn every_form_of_output_is_there() {
    let bench = bench(&ratings(80), "AAAAA");
    let csv = run(
        &bench,
        &[
            "--bootstrap",
            "20",
            "--format",
            "csv",
            "--plot",
            "model.svg",
        ],
    );
    let lines: Vec<&str> = csv.lines().collect();
    assert_eq!(lines.len(), 8);
    assert!(lines[0].starts_with("from,to,coefficient,ci_low,ci_high,sign,"));
    assert!(lines[3].starts_with("image,satisfaction,"));
    let svg = bench.read("model.svg");
    for part in [
        "<svg",
        "satisfaction",
        "R² 0.",
        "<title>image → expectation +0.",
    ] {
        assert!(svg.contains(part), "{part}\n{svg}");
    }
    run(
        &bench,
        &[
            "--bootstrap",
            "20",
            "--predict",
            "--plot",
            "page.html",
            "--lang",
            "nl",
            "--out",
            "out.txt",
        ],
    );
    let page = bench.read("page.html");
    for part in [
        "Padmodel van loyalty",
        "class=\"pm\"",
        "class=\"ip narrow\"",
        "Voorspelt het model?",
        "Houd in gedachten",
    ] {
        assert!(page.contains(part), "{part}");
    }
    assert!(
        bench
            .read("out.txt")
            .starts_with("Padmodel van loyalty\n80 van 80 regels; 5 begrippen")
    );
}

#[test]
fn what_is_wrong_is_said_with_what_to_try() {
    let bench = bench(&ratings(40), "AAAAA");
    let refused = |more: &[&str]| {
        let mut all = vec!["paths", "wave.csv", "--bootstrap", "0"];
        all.extend(more);
        let outcome = bench.signaal(&all);
        assert_eq!(
            (outcome.code, outcome.stdout.as_str()),
            (2, ""),
            "{}",
            outcome.stderr
        );
        outcome.stderr
    };
    let expect = |more: &[&str], parts: &[&str]| {
        let said = refused(more);
        for part in parts {
            assert!(said.contains(part), "{part}\n{said}");
        }
    };
    expect(&["--model", "none.toml"], &["use none.toml: No such file"]);
    let good = model(SCALE, "AAAAA");
    bench.write("typo.toml", good.replace("value -> sat", "valeu -> sat"));
    expect(
        &["--model", "typo.toml"],
        &[
            "one problem\nline 4: paths: there is no construct \"valeu\"",
            "hint: constructs of this file: image,",
        ],
    );
    bench.write("column.toml", good.replace("\"value2\"", "\"value9\""));
    expect(
        &["--model", "column.toml"],
        &[
            "no column \"value9\" for an indicator; the table has image1",
            "hint: ",
        ],
    );
    expect(
        &["--model", "model.toml", "--target", "loyality"],
        &["there is no construct 'loyality'", "[constructs.…]"],
    );
    bench.write("words.toml", good.replace("\"value2\"", "\"branch\""));
    expect(
        &["--model", "words.toml"],
        &[
            "indicator \"branch\" is words (B0, B1, B2, B3)",
            "--decimal",
        ],
    );
    expect(
        &["--model", "model.toml", "--weights", "image1"],
        &["cannot be an indicator and weights"],
    );
    expect(
        &["--model", "model.toml", "--plot", "x.png"],
        &["x.png is neither .html nor .svg"],
    );
    expect(
        &[
            "--model",
            "model.toml",
            "--missing-codes",
            "image1=3,image1=4",
            "--level",
            "1",
        ],
        &["1 is no level"],
    );
}

#[test]
fn the_example_runs_as_its_file_says_and_finds_what_is_planted() {
    let bench = Bench::new();
    let file = |name: &str| root().join("data/paths").join(name).display().to_string();
    let (wave, drawn) = (file("wave.csv"), file("model.toml"));
    let all = [
        "paths",
        &wave,
        "--model",
        &drawn,
        "--missing-codes",
        "99",
        "--bootstrap",
        "0",
        "--format",
        "json",
    ];
    let study: Value = serde_json::from_str(&bench.succeeds(&all).stdout).unwrap();
    assert_eq!((&study["n"], &study["n_read"]), (&368.into(), &400.into()));
    let planted = [0.5, -0.4, 0.25, 0.5, -0.2, 0.1, 0.65];
    for (path, planted) in list(&study, "paths").iter().zip(planted) {
        let corrected = path["corrected"].as_f64().unwrap();
        assert!((corrected - planted).abs() < 0.08, "{path}");
    }
}

#[test]
fn passengers_fit_a_model_of_the_journey() {
    let Some(table) = shared("airline_passenger_satisfaction_1359.csv.gz") else {
        return;
    };
    let bench = Bench::new();
    bench.write("air.toml", "target = \"board\"\nscale = \"1-5\"\nbest = \"high\"\npaths = [\"online -> ground\", \"ground -> board\", \"online -> board\"]\n[constructs.online]\nindicators = [\"Ease of Online Booking\", \"Online Boarding\"]\n[constructs.ground]\nindicators = [\"Check-in Service\", \"Baggage Handling\"]\n[constructs.board]\nindicators = [\"Seat Comfort\", \"Cleanliness\", \"Food and Drink\", \"In-flight Entertainment\"]\n");
    let file = table.display().to_string();
    let all = [
        "paths",
        &file,
        "--model",
        "air.toml",
        "--missing-codes",
        "0",
        "--bootstrap",
        "0",
        "--format",
        "json",
    ];
    let study: Value = serde_json::from_str(&bench.succeeds(&all).stdout).unwrap();
    // n and coefficients by `tests/golden/pls_oracle.py` on the rows without a 0.
    assert_eq!(study["n"], 1217);
    let expected = [0.230_919_9, 0.250_576_05, 0.319_620_11];
    for (got, expected) in column(&study, "paths", "coefficient").iter().zip(expected) {
        assert!((got - expected).abs() < 1e-8, "{got} is not {expected}");
    }
    assert!(
        list(&study, "rows_left_out")
            .iter()
            .all(|one| one["reason"] == "missing")
    );
}
