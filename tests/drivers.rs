//! `signaal drivers`: what a researcher asks of a table, and what comes of bad ones.

use crate::kit::{Bench, close, driver, number, shared, studied};
use serde_json::Value;
use std::fmt::Write;

/// Asks `signaal drivers` for JSON without replicates.
fn asked(bench: &Bench, arguments: &[&str]) -> Value {
    if arguments.contains(&"--bootstrap") {
        studied(bench, arguments)
    } else {
        studied(bench, &[arguments, &["--bootstrap", "0"]].concat())
    }
}

/// A wave of `n` rows: y hangs on a and c, not on b; r is rare.
fn wave(n: usize) -> String {
    let mut text = "y;a;b;c;region;w;branch\n".to_owned();
    for i in 0..n {
        let (a, b, c) = (i * 7 % 5, i * 11 % 7, i * 13 % 3);
        let luck = i * 29 % 11;
        let y = 10 + 4 * a + 3 * c + luck;
        let region = ["north", "south", "east"][i % 3 * (i % 2)];
        let _ = writeln!(text, "{y};{a};{b};{c},5;{region};{};B{}", 1 + i % 4, i / 10);
    }
    text
}

fn with_wave(n: usize) -> Bench {
    let bench = Bench::new();
    bench.write("wave.csv", wave(n));
    bench
}

#[test]
fn swiss_has_the_numbers_of_relaimpo_on_the_command_line() {
    let Some(swiss) = shared("r_swiss.csv.gz") else {
        return;
    };
    let bench = Bench::new();
    let file = swiss.to_str().unwrap();
    let names = "Agriculture,Examination,Education,Catholic,Infant.Mortality";
    let ask = |more: &[&str]| {
        let mut all = vec![file, "--outcome", "Fertility", "--drivers", names];
        all.extend(more);
        asked(&bench, &all)
    };
    let plain = ask(&[]);
    close(&plain["r2"], 0.706_735_001_6, 5e-11);
    assert_eq!(plain["n"], 47);
    let lmg = [
        0.057_091_220_8,
        0.171_173_028_9,
        0.260_134_678_6,
        0.105_570_150_4,
        0.112_765_922_9,
    ];
    let johnson = [
        0.048_416_895_8,
        0.154_708_249_8,
        0.271_964_104_6,
        0.114_680_03,
        0.116_965_721_4,
    ];
    for (at, driver) in plain["drivers"].as_array().unwrap().iter().enumerate() {
        close(&driver["importance"]["lmg"], lmg[at], 5e-11);
        close(&driver["importance"]["johnson"], johnson[at], 5e-10);
        close(&driver["share"], lmg[at] / 0.706_735_001_6, 1e-9);
        assert!(driver["ci"][0].as_f64() < driver["ci"][1].as_f64());
    }
    close(&driver(&plain, "Agriculture")["se"], 0.071_596_806_9, 5e-11);
    assert_eq!(driver(&plain, "Agriculture")["signs_differ"], true);

    let weighed = bench.path().join("swiss.csv");
    let text = read_gz(&swiss);
    let mut lines = text.lines();
    let mut with_weights = format!("{},w,g\n", lines.next().unwrap());
    for (row, line) in lines.enumerate() {
        let _ = writeln!(with_weights, "{line},{},{}", row + 1, row % 6);
    }
    bench.write("swiss.csv", with_weights);
    let file = weighed.to_str().unwrap();
    let ask = |more: &[&str]| {
        let mut all = vec![file, "--outcome", "Fertility", "--drivers", names];
        all.extend(more);
        asked(&bench, &all)
    };
    let study = ask(&["--weights", "w"]);
    close(
        &driver(&study, "Education")["importance"]["lmg"],
        0.375_765_324_8,
        5e-10,
    );
    let study = ask(&["--cluster", "g"]);
    close(&driver(&study, "Education")["se"], 0.109_439_601, 5e-10);
    let grouped = ask(&["--groups", "School=Examination+Education"]);
    close(
        &driver(&grouped, "School")["importance"]["lmg"],
        0.398_178_988_9,
        5e-10,
    );
    let controlled = asked(
        &bench,
        &[
            file,
            "--outcome",
            "Fertility",
            "--drivers",
            "Examination,Education,Catholic,Infant.Mortality",
            "--controls",
            "Agriculture",
        ],
    );
    close(
        &driver(&controlled, "Education")["importance"]["lmg"],
        0.237_371_037_3,
        5e-10,
    );
}

fn read_gz(path: &std::path::Path) -> String {
    use std::io::Read;
    let mut text = String::new();
    flate2::read::GzDecoder::new(std::fs::File::open(path).unwrap())
        .read_to_string(&mut text)
        .unwrap();
    text
}

#[test]
fn decimal_commas_words_and_semicolons_need_no_flags() {
    let bench = with_wave(120);
    let study = asked(
        &bench,
        &["wave.csv", "--outcome", "y", "--drivers", "a,b,c,region"],
    );
    assert_eq!(study["n"], 120);
    close(&driver(&study, "a")["coefficient"], 4.0, 0.5);
    close(&driver(&study, "c")["coefficient"], 3.0, 0.6);
    close(&driver(&study, "c")["mean"], 1.5, 1e-9);
    assert_eq!(
        driver(&study, "region")["columns"]
            .as_array()
            .unwrap()
            .len(),
        2
    );
    assert_eq!(driver(&study, "region")["columns"][0]["reference"], "north");
    assert_eq!(driver(&study, "a")["stands_out"], true);
    assert_eq!(driver(&study, "b")["stands_out"], false);
    let sum: f64 = study["drivers"]
        .as_array()
        .unwrap()
        .iter()
        .map(|driver| number(&driver["importance"]["lmg"]))
        .sum();
    close(&study["r2"], sum, 1e-12);
}

#[test]
fn every_row_is_used_or_counted_and_a_bad_one_has_its_place() {
    let bench = Bench::new();
    let mut text = wave(100);
    text.push_str("12;x;1;1;north;1;B1\n;1;1;1;north;1;B1\n14;1;NA;1;north;1;B1\n");
    text.push_str(
        "15;NaN;1;1;north;1;B1\n16;inf;1;1;north;1;B1\n17;1;1;1;north;-2;B1\n18;1;1;1;north;0;B1\n",
    );
    bench.write("wave.csv", text);
    let study = asked(
        &bench,
        &[
            "wave.csv",
            "--outcome",
            "y",
            "--drivers",
            "a,b,c",
            "--weights",
            "w",
            "--quarantine",
            "bad.jsonl",
        ],
    );
    assert_eq!((&study["n_read"], &study["n"]), (&107.into(), &100.into()));
    let left_out: u64 = study["rows_left_out"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["n"].as_u64().unwrap())
        .sum();
    assert_eq!(left_out, 7);
    let bad = bench.read("bad.jsonl");
    let rows: Vec<(u64, String)> = bad
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap())
        .map(|line| {
            (
                line["row"].as_u64().unwrap(),
                line["code"].as_str().unwrap().to_owned(),
            )
        })
        .collect();
    let expected = [
        (102, "not_a_number"),
        (105, "not_a_number"),
        (106, "not_a_number"),
        (107, "not_positive"),
    ];
    assert_eq!(rows, expected.map(|(row, code)| (row, code.to_owned())));
    assert!(!bad.contains("inf") && !bad.contains("NaN"));
}

#[test]
fn what_cannot_be_studied_says_why_and_what_to_try() {
    let bench = with_wave(60);
    bench.write("same.csv", "y,a\n5,1\n5,2\n5,3\n");
    bench.write("empty.csv", "y,a\n");
    bench.write("wide.csv", {
        let names: Vec<String> = (0..40).map(|i| format!("x{i}")).collect();
        let mut text = format!("y,{}\n", names.join(","));
        for row in 0..30 {
            let cells: Vec<String> = (0..40)
                .map(|i| format!("{}", (row * (i + 3)) % 7))
                .collect();
            let _ = writeln!(text, "{row},{}", cells.join(","));
        }
        text
    });
    let many: Vec<String> = (0..40).map(|i| format!("x{i}")).collect();
    let many = many.join(",");
    for arguments in [
        &["wave.csv", "--outcome", "nergens", "--drivers", "a"][..],
        &["wave.csv", "--outcome", "y", "--drivers", "a,nergens"],
        &["wave.csv", "--outcome", "y", "--drivers", "a,y"],
        &[
            "wave.csv",
            "--outcome",
            "y",
            "--drivers",
            "a",
            "--controls",
            "a",
        ],
        &["wave.csv", "--outcome", "region", "--drivers", "a"],
        &[
            "wave.csv",
            "--outcome",
            "y",
            "--drivers",
            "a",
            "--outcome-scale",
            "1-5",
        ],
        &[
            "wave.csv",
            "--outcome",
            "y",
            "--drivers",
            "a",
            "--outcome-scale",
            "vijf",
            "--best",
            "high",
        ],
        &[
            "wave.csv",
            "--outcome",
            "y",
            "--drivers",
            "a",
            "--level",
            "95",
        ],
        &[
            "wave.csv",
            "--outcome",
            "y",
            "--drivers",
            "a",
            "--bootstrap",
            "1",
        ],
        &[
            "wave.csv",
            "--outcome",
            "y",
            "--drivers",
            "a",
            "--groups",
            "G=a+b,H=b+c",
        ],
        &["same.csv", "--outcome", "y", "--drivers", "a"],
        &["wide.csv", "--outcome", "y", "--drivers", &many],
    ] {
        let mut all = vec!["drivers"];
        all.extend(arguments);
        bench.fails(2, &all);
    }
    for file in ["absent.csv", "empty.csv"] {
        bench.fails(3, &["drivers", file, "--outcome", "y", "--drivers", "a"]);
    }
}

#[test]
fn columns_without_news_are_left_out_and_said() {
    let bench = Bench::new();
    let mut text = "y,a,twin,one\n".to_owned();
    for i in 0..50 {
        let _ = writeln!(text, "{},{},{},3", i % 7 + i % 5, i % 5, 10 * (i % 5) + 1);
    }
    bench.write("wave.csv", text);
    let study = asked(
        &bench,
        &["wave.csv", "--outcome", "y", "--drivers", "a,twin,one"],
    );
    assert_eq!(driver(&study, "one")["left_out"], "constant");
    assert_eq!(driver(&study, "twin")["left_out"], "determined_by_others");
    assert!(driver(&study, "twin")["coefficient"].is_null());
    let shares = ["a", "twin"].map(|name| number(&driver(&study, name)["importance"]["lmg"]));
    assert!((shares[0] - shares[1]).abs() < 1e-12);
    let codes: Vec<&str> = study["cautions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["code"].as_str().unwrap())
        .collect();
    assert!(codes.contains(&"constant") && codes.contains(&"determined_by_others"));
}

#[test]
fn a_scale_turns_answers_into_points_and_refuses_what_lies_outside() {
    let bench = Bench::new();
    let mut text = "nps,ces,a\n".to_owned();
    for i in 0..60 {
        let _ = writeln!(
            text,
            "{},{},{}",
            (i * 7 + i % 4) % 11,
            1 + (i * 3 + i % 4) % 5,
            i % 4
        );
    }
    text.push_str("11,6,1\n");
    bench.write("wave.csv", text);
    let nps = asked(
        &bench,
        &[
            "wave.csv",
            "--outcome",
            "nps",
            "--outcome-scale",
            "nps",
            "--drivers",
            "a",
        ],
    );
    assert_eq!(nps["n"], 60);
    assert_eq!(nps["rows_left_out"][0]["reason"], "outside_scale");
    assert_eq!(nps["outcome_range"][0], -100.0);
    let ask = |best: &str| {
        asked(
            &bench,
            &[
                "wave.csv",
                "--outcome",
                "ces",
                "--outcome-scale",
                "1-5",
                "--best",
                best,
                "--drivers",
                "a",
            ],
        )
    };
    let (high, low) = (ask("high"), ask("low"));
    close(
        &low["mean_outcome"],
        6.0 - number(&high["mean_outcome"]),
        1e-12,
    );
    close(
        &driver(&low, "a")["coefficient"],
        -number(&driver(&high, "a")["coefficient"]),
        1e-12,
    );
}

/// `x` goes up and down with the outcome only because `z` does: its coefficient has the other sign by chance.
#[test]
fn a_sign_that_is_not_known_is_not_cautioned_about() {
    let bench = Bench::new();
    let table = |pull: f64| {
        let mut rows = "y,x,z\n".to_owned();
        for row in 0..60 {
            let z = f64::from(row % 6);
            let x = z + f64::from(row * 5 % 7) / 2.0;
            let noise = f64::from((row * 37 + 11) % 13) - 6.0;
            let y = pull.mul_add(-x, 2.0f64.mul_add(z, noise));
            let _ = writeln!(rows, "{y},{x},{z}");
        }
        rows
    };
    let cautions = |pull: f64| {
        bench.write("t.csv", table(pull));
        let path = bench.path().join("t.csv");
        let found = asked(
            &bench,
            &[path.to_str().unwrap(), "--outcome", "y", "--drivers", "x,z"],
        );
        assert_eq!(driver(&found, "x")["signs_differ"], true, "{pull}");
        let cautions = found["cautions"].as_array().unwrap();
        cautions
            .iter()
            .filter(|one| one["code"] == "signs_differ")
            .count()
    };
    assert_eq!(cautions(0.3), 0, "a coefficient about zero");
    assert_eq!(cautions(0.8), 1);
    assert_eq!(cautions(1.2), 0, "a correlation about zero");
}
