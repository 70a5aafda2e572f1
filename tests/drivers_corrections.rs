//! `signaal drivers` with its corrections: silence, samples, wrong labels, gaps, products.

use crate::kit::{Bench, driver, number, studied};
use crate::schema::violations;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt::Write;

const TOPICS: &str = "wait,staff,price,praise,billing,app,delivery,weather";

/// A wave of a scenario, as `wave.csv` with `truth.json`.
fn simulated(scenario: &str, n: &str) -> Bench {
    let bench = Bench::new();
    bench.succeeds(&[
        "simulate",
        "drivers",
        "--scenario",
        scenario,
        "--n",
        n,
        "--seed",
        "5",
        "--out",
        ".",
    ]);
    bench
}

/// Asks for JSON, which must follow its schema.
fn asked(bench: &Bench, arguments: &[&str]) -> Value {
    let study = studied(bench, arguments);
    let schema = bench.succeeds(&["schema", "drivers"]).stdout;
    let schema: Value = serde_json::from_str(&schema).unwrap();
    assert_eq!(violations(&schema, &study), Vec::<String>::new());
    study
}

/// Asks for the NPS of a simulated wave by its topics and segments.
fn of_wave(bench: &Bench, more: &[&str]) -> Value {
    let mut all = vec![
        "wave.csv",
        "--outcome",
        "nps",
        "--outcome-scale",
        "nps",
        "--drivers",
        TOPICS,
        "--controls",
        "segment",
        "--bootstrap",
        "60",
    ];
    all.extend(more);
    asked(bench, &all)
}

/// Mean absolute error of the contributions, and false alarms.
fn judged(bench: &Bench, study: &Value) -> (f64, u64) {
    bench.write("r.json", study.to_string());
    let said = bench.succeeds(&[
        "simulate",
        "score",
        "r.json",
        "--truth",
        "truth.json",
        "--format",
        "json",
    ]);
    let judged: Value = serde_json::from_str(&said.stdout).unwrap();
    (
        number(&judged["mean_absolute_error"]),
        judged["n_false_alarms"].as_u64().unwrap(),
    )
}

fn close(got: &Value, expected: &Value, band: f64) {
    let (got, expected) = (number(got), number(expected));
    let is_close = (got - expected).abs() <= band * (1.0 + expected.abs());
    assert!(is_close, "{got} is not {expected}");
}

fn has_caution(study: &Value, code: &str) -> bool {
    let cautions = study["cautions"].as_array().unwrap();
    cautions.iter().any(|one| one["code"] == code)
}

#[test]
fn checked_rows_take_away_what_wrong_labels_do() {
    let bench = simulated("noise", "6000");
    let plain = of_wave(&bench, &[]);
    let corrected = of_wave(&bench, &["--checked-suffix", "_true"]);
    // Labels with precision and recall of 0.8 give a topic without effect one of its neighbour's.
    let (naive_error, naive_alarms) = judged(&bench, &plain);
    let (error, alarms) = judged(&bench, &corrected);
    assert!(error < 0.8 * naive_error, "{error} after {naive_error}");
    assert_eq!((naive_alarms > 0, alarms), (true, 0));
    let staff = driver(&corrected, "staff");
    close(
        &staff["naive"]["coefficient"],
        &driver(&plain, "staff")["coefficient"],
        1e-12,
    );
    assert!(number(&staff["coefficient"]) > number(&staff["naive"]["coefficient"]) + 5.0);
    assert!(staff["importance"]["lmg"].is_null() && staff["share"].is_null());
    assert!(staff["naive"]["importance"]["lmg"].is_number());
    assert_eq!(corrected["label_errors"]["source"], "checked_rows");
    assert_eq!(corrected["standard_errors"], "replicates");
    assert!(has_caution(&corrected, "importance_not_corrected"));
    // Constant and contributions still add up to the mean.
    let drivers = corrected["drivers"].as_array().unwrap();
    let sum: f64 = drivers.iter().map(|one| number(&one["contribution"])).sum();
    let total = sum + number(&corrected["intercept"]["coefficient"]);
    assert!((total - number(&corrected["mean_outcome"])).abs() < 1e-9);
    // A p-value below 0.05 is an interval that leaves zero out.
    for one in drivers {
        let (low, high) = (number(&one["ci"][0]), number(&one["ci"][1]));
        assert_eq!(number(&one["p"]) < 0.05, low > 0.0 || high < 0.0, "{one}");
    }
}

#[test]
fn commenters_stand_for_all_by_the_rate_of_their_cell() {
    let bench = simulated("silent", "6000");
    let plain = of_wave(&bench, &[]);
    let corrected = of_wave(&bench, &["--commented", "commented", "--given", "segment"]);
    let (naive_error, _) = judged(&bench, &plain);
    let (error, alarms) = judged(&bench, &corrected);
    assert!(error < 0.75 * naive_error, "{error} after {naive_error}");
    assert_eq!(alarms, 0);
    let selection = &corrected["selection"];
    assert_eq!(selection["cells"].as_array().unwrap().len(), 9);
    assert_eq!(selection["respondents"], 6000);
    assert!(number(&selection["depends_on_cell"]["p"]) < 1e-6);
    assert!(number(&selection["mean_outcome"]["commenters_minus_silent"]["interval"][1]) < 0.0);
    close(
        &selection["unweighted"][0]["coefficient"],
        &driver(&plain, "wait")["coefficient"],
        1e-12,
    );
    assert_eq!(
        corrected["rows_left_out"][0]["reason"], "silent",
        "silence is no gap"
    );
    assert!(!has_caution(&corrected, "rows_left_out"));

    // The same by hand: rates counted in the file, one over them as a column of weights.
    let text = bench.read("wave.csv");
    let mut rates: BTreeMap<(String, u8), (f64, f64)> = BTreeMap::new();
    let cell_of = |line: &str| {
        let cells: Vec<&str> = line.split(',').collect();
        let score: u8 = cells[3].parse().unwrap();
        let band = u8::from(score > 6) + u8::from(score > 8);
        ((cells[2].to_owned(), band), cells[4] == "1")
    };
    for line in text.lines().skip(1) {
        let (cell, comments) = cell_of(line);
        let rate = rates.entry(cell).or_default();
        rate.0 += 1.0;
        rate.1 += f64::from(u8::from(comments));
    }
    let mut by_hand = format!("{},w\n", text.lines().next().unwrap());
    for line in text.lines().skip(1) {
        let (cell, comments) = cell_of(line);
        if comments {
            let (all, given) = rates[&cell];
            let _ = writeln!(by_hand, "{line},{}", all / given);
        }
    }
    bench.write("wave.csv", by_hand);
    let weighted = of_wave(&bench, &["--weights", "w"]);
    for topic in TOPICS.split(',') {
        for key in ["coefficient", "se", "contribution"] {
            close(
                &driver(&corrected, topic)[key],
                &driver(&weighted, topic)[key],
                1e-9,
            );
        }
    }
}

#[test]
fn a_silent_row_is_unknown_whatever_stands_in_it() {
    let bench = simulated("silent", "2000");
    let ask = || of_wave(&bench, &["--commented", "commented"]);
    let empty = ask();
    let mut zeros = String::new();
    let mut n_silent = 0;
    for (row, line) in bench.read("wave.csv").lines().enumerate() {
        let cells: Vec<&str> = line.split(',').collect();
        if row > 0 && cells[4] == "0" {
            n_silent += 1;
            let head = cells[..4].join(",");
            let tail = cells[13..].join(",");
            let _ = writeln!(zeros, "{head},nee,0,0,0,0,0,0,0,0,{tail}");
        } else {
            let said = if row > 0 { "ja" } else { cells[4] };
            let (head, tail) = (cells[..4].join(","), cells[5..].join(","));
            let _ = writeln!(zeros, "{head},{said},{tail}");
        }
    }
    zeros.push_str("R9,,home,5,misschien,0,0,0,0,0,0,0,0,,,,,,,,\n");
    bench.write("wave.csv", zeros);
    let filled = ask();
    for topic in TOPICS.split(',') {
        let key = "coefficient";
        close(
            &driver(&filled, topic)[key],
            &driver(&empty, topic)[key],
            1e-12,
        );
    }
    assert_eq!(filled["selection"]["silent_with_answers"], n_silent);
    assert_eq!(empty["selection"]["silent_with_answers"], 0);
    assert!(has_caution(&filled, "silent_with_answers"));
    assert_eq!(
        filled["n_read"].as_u64().unwrap(),
        empty["n_read"].as_u64().unwrap() + 1,
        "a row that says neither yes nor no is left out and counted"
    );
}

#[test]
fn silence_and_wrong_labels_are_repaired_together() {
    let bench = simulated("all", "12000");
    let both = ["--commented", "commented", "--given", "segment"];
    let corrected = of_wave(
        &bench,
        &[&both[..], &["--checked-suffix", "_true"]].concat(),
    );
    let (naive_error, _) = judged(&bench, &of_wave(&bench, &both));
    let (error, alarms) = judged(&bench, &corrected);
    assert!(error < 0.85 * naive_error, "{error} after {naive_error}");
    assert_eq!(alarms, 0);
    assert_eq!(corrected["label_errors"]["source"], "rates_of_checked_rows");

    // The rates are counts of the checked rows: a card that says the same gives the same.
    let text = bench.read("wave.csv");
    let names: Vec<&str> = text.lines().next().unwrap().split(',').collect();
    let place = |name: &str| names.iter().position(|one| *one == name).unwrap();
    let cards: Vec<Value> = TOPICS
        .split(',')
        .map(|topic| {
            let (label, truth) = (place(topic), place(&format!("{topic}_true")));
            let count = |label_is: &str, truth_is: &str| {
                let cells = text.lines().map(|line| line.split(',').collect::<Vec<_>>());
                let is = |cells: &Vec<&str>| cells[label] == label_is && cells[truth] == truth_is;
                cells.filter(is).count()
            };
            serde_json::json!({
                "driver": topic,
                "true_positives": count("1", "1"),
                "false_negatives": count("0", "1"),
                "false_positives": count("1", "0"),
                "true_negatives": count("0", "0"),
            })
        })
        .collect();
    bench.write("card.json", Value::from(cards).to_string());
    let carded = of_wave(
        &bench,
        &[&both[..], &["--label-card", "card.json"]].concat(),
    );
    for topic in TOPICS.split(',') {
        for key in ["coefficient", "se", "p"] {
            close(
                &driver(&carded, topic)[key],
                &driver(&corrected, topic)[key],
                1e-12,
            );
        }
    }
}

#[test]
fn a_topic_with_few_mentions_gets_no_verdict_from_a_correction() {
    // One comment names "language" here: its replicates are all alike, and p would be below 1e-20.
    let bench = simulated("all", "2500");
    let all_topics = [TOPICS, ",language,accident"].concat();
    for (names, more) in [
        (&all_topics[..], &["--checked-suffix", "_true"][..]),
        (
            &all_topics,
            &["--commented", "commented", "--checked-suffix", "_true"],
        ),
        (
            "wait,language,accident",
            &["--missing", "impute", "--imputations", "2"],
        ),
    ] {
        let mut all = vec!["wave.csv", "--outcome", "nps", "--outcome-scale", "nps"];
        all.extend(["--drivers", names, "--bootstrap", "40"]);
        all.extend(more);
        let study = asked(&bench, &all);
        for name in ["language", "accident"] {
            let driver = driver(&study, name);
            assert!(number(&driver["n_away_from_most_frequent"]) < 30.0);
            assert!(driver["p"].is_null(), "{more:?}: {driver}");
            assert_eq!(driver["stands_out"], false, "{more:?}: {driver}");
        }
        assert!(has_caution(&study, "rare_not_tested"), "{more:?}");
        assert_eq!(driver(&study, "wait")["stands_out"], true, "{more:?}");
    }
}

/// y hangs on a, b and their product; region is skewed; every fifth b, every seventh c is missing.
fn wave(n: usize) -> String {
    let mut text = "y,a,b,ab,c,region,w\n".to_owned();
    for i in 0..n {
        let (a, b) = (i * 7 % 3 % 2, i / 3 % 2);
        let luck = i * 29 % 17;
        let y = 10 + 4 * a + 3 * b + 5 * a * b + luck;
        let gap = |step: usize, value: usize| {
            if i % step == 0 {
                String::new()
            } else {
                value.to_string()
            }
        };
        let region = ["north", "south"][usize::from(i % 4 == 0)];
        let (b_text, c) = (gap(5, b), gap(7, 1 + i * 11 % 7 + 2 * b));
        let _ = writeln!(text, "{y},{a},{b_text},{},{c},{region},1", a * b);
    }
    text
}

#[test]
fn rows_are_weighted_to_known_shares() {
    let bench = Bench::new();
    bench.write("wave.csv", wave(400));
    bench.write(
        "known.csv",
        "variable;category;share\nregion;north;0,5\nregion;south;0,5\n",
    );
    let ask = |more: &[&str]| {
        let base = [
            "wave.csv",
            "--outcome",
            "y",
            "--drivers",
            "a",
            "--bootstrap",
            "0",
        ];
        asked(&bench, &[&base[..], more].concat())
    };
    let raked = ask(&["--margins", "known.csv"]);
    let margins = raked["raking"]["margins"].as_array().unwrap();
    assert_eq!(margins[1]["n"], 100);
    close(&margins[1]["before"], &0.25.into(), 1e-12);
    close(&margins[1]["achieved"], &0.5.into(), 1e-9);
    close(&raked["raking"]["design_effect"], &(4.0 / 3.0).into(), 1e-9);
    assert_eq!(raked["standard_errors"], "linearised");
    // One margin is post-stratification: the weights can be written down.
    bench.write(
        "wave.csv",
        wave(400)
            .replace("north,1", "north,2")
            .replace("south,1", "south,6"),
    );
    let weighted = ask(&["--weights", "w"]);
    for key in ["coefficient", "se", "contribution"] {
        close(
            &driver(&raked, "a")[key],
            &driver(&weighted, "a")[key],
            1e-9,
        );
    }
    let bounded = ask(&["--margins", "known.csv", "--weight-bounds", "0.5-2.5"]);
    assert!(number(&bounded["raking"]["weights"]["largest"]) <= 2.5);

    let fails = |margins: &str, expected: &str| {
        bench.write("known.csv", margins);
        let arguments = ["--drivers", "a", "--margins", "known.csv"];
        let all = [&["drivers", "wave.csv", "--outcome", "y"][..], &arguments].concat();
        let said = bench.fails(2, &all).stderr;
        assert!(said.contains(expected), "{said}");
    };
    fails(
        "variable,category,share\nregion,north,1\n",
        "100 rows have region \"south\"",
    );
}

#[test]
fn gaps_are_counted_by_column_or_filled() {
    let bench = Bench::new();
    bench.write("wave.csv", wave(420));
    let ask = |more: &[&str]| {
        let base = [
            "wave.csv",
            "--outcome",
            "y",
            "--drivers",
            "a,b,c",
            "--bootstrap",
            "0",
        ];
        asked(&bench, &[&base[..], more].concat())
    };
    let complete = ask(&[]);
    assert_eq!(complete["n"], 288);
    let gaps = &complete["imputation"];
    assert_eq!(gaps["method"], "complete_cases");
    assert_eq!(gaps["gaps"][0]["missing"], 84);
    assert_eq!(gaps["gaps"][0]["lost_by_it_alone"], 72);
    assert_eq!(gaps["gaps"][1]["missing"], 60);
    let filled = ask(&["--missing", "impute", "--imputations", "10"]);
    assert_eq!(filled["n"], 420);
    let columns = filled["imputation"]["columns"].as_array().unwrap();
    let kinds: Vec<&str> = columns
        .iter()
        .map(|one| one["filled_as"].as_str().unwrap())
        .collect();
    assert_eq!(kinds, ["binary", "binary", "rating"]);
    let missing = number(&columns[1]["fraction_missing_information"]);
    assert!(missing > 0.02 && missing < 0.8, "{missing}");
    // More rows tell more of what is never missing.
    assert!(number(&driver(&filled, "a")["se"]) < number(&driver(&complete, "a")["se"]));
    let (b, se) = (
        number(&driver(&filled, "b")["coefficient"]),
        number(&driver(&filled, "b")["se"]),
    );
    let expected = number(&driver(&complete, "b")["coefficient"]);
    assert!(
        (b - expected).abs() < 3.0 * se,
        "{b} is far from {expected}"
    );
    let sum: f64 = filled["drivers"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| number(&one["importance"]["lmg"]))
        .sum();
    close(&filled["r2"], &sum.into(), 1e-12);
    assert!(has_caution(&filled, "missing_at_random"));
    let text = bench.succeeds(&[
        "drivers",
        "wave.csv",
        "--outcome",
        "y",
        "--drivers",
        "a,b,c",
        "--bootstrap",
        "0",
        "--missing",
        "impute",
        "--lang",
        "nl",
    ]);
    assert!(text.stdout.contains("Ontbrekende antwoorden"));
}

#[test]
fn a_product_is_a_driver_after_both_its_factors() {
    let bench = Bench::new();
    // Without gaps, so that the product is known everywhere.
    let text: String = wave(400)
        .lines()
        .filter(|line| !line.contains(",,"))
        .fold(String::new(), |text, line| text + line + "\n");
    bench.write("wave.csv", text);
    let ask = |drivers: &str, more: &[&str]| {
        let base = [
            "wave.csv",
            "--outcome",
            "y",
            "--drivers",
            drivers,
            "--bootstrap",
            "0",
        ];
        asked(&bench, &[&base[..], more].concat())
    };
    let product = ask("a,b", &["--interactions", "a:b"]);
    let by_hand = ask("a,b,ab", &[]);
    for key in ["coefficient", "se", "p"] {
        close(
            &driver(&product, "a:b")[key],
            &driver(&by_hand, "ab")[key],
            1e-9,
        );
    }
    // The product never enters first: its share is what it adds to both, that of the others more.
    let main = ask("a,b", &[]);
    let added = number(&product["r2"]) - number(&main["r2"]);
    close(
        &driver(&product, "a:b")["importance"]["lmg"],
        &added.into(),
        1e-9,
    );
    close(
        &driver(&product, "a")["importance"]["lmg"],
        &driver(&main, "a")["importance"]["lmg"],
        1e-9,
    );
    assert_eq!(product["interactions"][0]["first"], "a");
}

#[test]
fn shares_of_a_driver_are_refused_beside_silence() {
    // The silent have no category of a driver: all of them would be left out.
    let bench = Bench::new();
    bench.write("wave.csv", wave(200));
    bench.write("known.csv", "variable,category,share\na,1,0.5\na,0,0.5\n");
    let mut all = vec!["drivers", "wave.csv", "--outcome", "y", "--drivers", "a,b"];
    all.extend(["--commented", "ab", "--margins", "known.csv"]);
    let said = bench.fails(2, &all).stderr;
    assert!(said.contains("\"a\" is a driver"), "{said}");
}

#[test]
fn corrections_that_do_not_combine_say_so() {
    let bench = Bench::new();
    bench.write("wave.csv", wave(200));
    bench.write("card.json", "[{\"driver\": \"c\", \"true_positives\": 3}]");
    bench.write(
        "known.csv",
        "variable,category,share\nregion,north,0.7\nregion,south,0.4\n",
    );
    for arguments in [
        &["--commented", "ab", "--missing", "impute"][..],
        &["--commented", "ab", "--interactions", "a:b"],
        &["--checked", "a=ab", "--missing", "impute"],
        &["--checked", "a=ab", "--interactions", "a:b"],
        &["--checked", "a=ab", "--bootstrap", "0"],
        &["--checked", "a=ab", "--intervals", "bca"],
        &["--checked", "a=ab", "--label-card", "card.json"],
        &["--checked", "c=ab"],
        &["--checked", "a=region"],
        &["--checked", "a"],
        &["--checked-suffix", "_nergens"],
        &["--label-card", "card.json"],
        &["--label-card", "wave.csv"],
        &["--commented", "a"],
        &["--commented", "region"],
        &["--commented", "w", "--given", "y"],
        &["--margins", "known.csv"],
        &["--margins", "wave.csv"],
        &["--margins", "known.csv", "--weight-bounds", "2-3"],
        &["--interactions", "a:nergens"],
        &["--interactions", "a:a"],
        &[
            "--missing",
            "impute",
            "--interactions",
            "a:b",
            "--verify",
            "x.R",
        ],
        &["--missing", "impute", "--model", "ordinal"],
        &[
            "--missing",
            "impute",
            "--weights",
            "w",
            "--weights-are",
            "frequency",
        ],
    ] {
        let base = [
            "drivers",
            "wave.csv",
            "--outcome",
            "y",
            "--drivers",
            "a,b,c",
        ];
        let all = [&base[..], arguments].concat();
        if arguments.contains(&"--label-card") && arguments.contains(&"--checked") {
            assert_eq!(bench.signaal(&all).code, 2);
        } else {
            bench.fails(2, &all);
        }
    }
}
