//! `signaal drivers`: ordered answers, two answers, correlation matrices, ranks and maps.

use crate::kit::{Bench, close, driver, shared, studied};
use crate::schema::violations;
use serde_json::Value;
use std::fmt::Write;

/// Five ratings of 1 to 5; the first two move the score, the last one is rare.
fn wave(n: usize) -> String {
    let mut text = "score,speed,price,light,rare\n".to_owned();
    for i in 0..n {
        let (speed, price, light) = (1 + i * 7 % 5, 1 + i * 11 % 23 % 5, 1 + i * 13 % 17 % 5);
        let rare = u8::from(i % 97 == 3);
        let luck = i * 29 % 31 % 4;
        let score = (speed + price / 2 + luck).clamp(1, 10);
        let _ = writeln!(text, "{score},{speed},{price},{light},{rare}");
    }
    text
}

#[test]
fn housing_has_the_numbers_of_polr_and_domir() {
    let Some(housing) = shared("r_housing.csv.gz") else {
        return;
    };
    let bench = Bench::new();
    let file = housing.to_str().unwrap();
    let study = studied(
        &bench,
        &[
            file,
            "--outcome",
            "Sat",
            "--outcome-scale",
            "Low<Medium<High",
            "--drivers",
            "Infl,Type,Cont",
            "--weights",
            "Freq",
            "--weights-are",
            "frequency",
            "--model",
            "ordinal",
            "--bootstrap",
            "0",
        ],
    );
    let slopes = [
        0.566_393_7,
        1.288_819_1,
        -0.572_350_1,
        -0.366_186_6,
        -1.091_014_9,
        0.360_284_1,
    ];
    let columns = study["drivers"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|driver| driver["columns"].as_array().unwrap());
    for (column, slope) in columns.zip(slopes) {
        close(&column["coefficient"], slope, 4e-7);
    }
    close(
        &driver(&study, "Cont")["columns"][0]["se"],
        0.095_535_799,
        1e-6,
    );
    close(&study["thresholds"][0]["coefficient"], -0.496_135_3, 4e-7);
    close(&study["log_likelihood"], -1_739.574_65, 5e-6);
    close(&study["r2"], 0.046_515_215, 2e-9);
    close(
        &driver(&study, "Type")["importance"]["mcfadden"],
        0.014_988_629,
        1e-9,
    );
    assert_eq!(study["n_observations"], 1681);
}

#[test]
fn two_answers_are_logistic_and_more_need_a_threshold() {
    let bench = Bench::new();
    bench.write("wave.csv", wave(600));
    let scale = ["--outcome-scale", "1-10", "--best", "high"];
    let mut plain = vec![
        "wave.csv",
        "--outcome",
        "score",
        "--drivers",
        "speed,price,light",
    ];
    plain.extend(scale);
    let mut refused = vec!["drivers"];
    refused.extend(&plain);
    refused.extend(["--model", "logistic"]);
    bench.fails(2, &refused);
    plain.extend(["--top", "7", "--model", "logistic", "--bootstrap", "50"]);
    let study = studied(&bench, &plain);
    assert_eq!(study["model"], "logistic");
    assert!(driver(&study, "speed")["coefficient"].as_f64() > Some(0.5));
    assert!(
        driver(&study, "speed")["rank"].is_null(),
        "the size of a contribution hangs on the zero of a rating"
    );
    assert!(study["intercept"]["se"].as_f64() > Some(0.0));
}

#[test]
fn answers_that_a_column_separates_are_named() {
    let bench = Bench::new();
    let mut text = "y,a,b\n".to_owned();
    for i in 0..60 {
        let _ = writeln!(
            text,
            "{},{},{}",
            u8::from(i % 2 == 0),
            u8::from(i % 2 == 0),
            i % 5
        );
    }
    bench.write("wave.csv", text);
    let said = bench.fails(
        2,
        &[
            "drivers",
            "wave.csv",
            "--outcome",
            "y",
            "--drivers",
            "a,b",
            "--model",
            "logistic",
        ],
    );
    assert!(
        said.stderr.contains('a') && said.stderr.contains("separated"),
        "{}",
        said.stderr
    );
}

#[test]
fn a_published_matrix_has_its_published_numbers() {
    let bench = Bench::new();
    // Azen & Budescu (2003), as printed in the tests of dominanceAnalysis; one triangle suffices.
    bench.write(
        "matrix.csv",
        "name,y,x1,x2,x3,x4\ny,1,,,,\nx1,.6,1,,,\nx2,.3,.8,1,,\nx3,.4,.1,.1,1,\nx4,.5,.3,.1,.5,1\n",
    );
    let ask = |more: &[&str]| {
        let mut all = vec![
            "--correlations",
            "matrix.csv",
            "--outcome",
            "y",
            "--drivers",
            "x1,x2,x3,x4",
        ];
        all.extend(more);
        studied(&bench, &all)
    };
    let study = ask(&[]);
    close(&study["r2"], 0.584_353, 5e-7);
    for (name, lmg, johnson) in [
        ("x1", 0.292_176, 0.290_759),
        ("x2", 0.075_861, 0.076_120),
        ("x3", 0.094_911, 0.097_606),
        ("x4", 0.121_404, 0.119_868),
    ] {
        close(&driver(&study, name)["importance"]["lmg"], lmg, 5e-7);
        close(
            &driver(&study, name)["importance"]["johnson"],
            johnson,
            5e-7,
        );
        assert!(driver(&study, name)["se"].is_null());
    }
    assert_eq!(study["standing"], "not_tested");
    let tested = ask(&["--n", "120"]);
    assert!(driver(&tested, "x1")["p"].as_f64() < Some(0.001));
    bench.write("odd.csv", "y,x1\n1,.2\n.3,1\n");
    bench.fails(
        2,
        &[
            "drivers",
            "--correlations",
            "odd.csv",
            "--outcome",
            "y",
            "--drivers",
            "x1",
        ],
    );
    bench.write("wide.csv", "y,x1,x2\n1,.2,.1\n");
    bench.fails(
        2,
        &[
            "drivers",
            "--correlations",
            "wide.csv",
            "--outcome",
            "y",
            "--drivers",
            "x1",
        ],
    );
}

#[test]
fn ranks_maps_and_splits_come_when_asked_for() {
    let bench = Bench::new();
    bench.write("wave.csv", wave(600));
    let study = studied(
        &bench,
        &[
            "wave.csv",
            "--outcome",
            "score",
            "--outcome-scale",
            "1-10",
            "--best",
            "high",
            "--drivers",
            "speed,price,light,rare",
            "--driver-scale",
            "1-5",
            "--asymmetry",
            "--split",
            "--bootstrap",
            "200",
        ],
    );
    assert_eq!(driver(&study, "speed")["rank"], 1);
    assert_eq!(driver(&study, "speed")["p_top"][0], 1.0);
    assert!(
        driver(&study, "rare")["rank"].is_null(),
        "7 mentions have no rank"
    );
    let codes: Vec<&str> = study["cautions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["code"].as_str().unwrap())
        .collect();
    assert!(codes.contains(&"rare"));
    let points = study["performance_map"]["points"].as_array().unwrap();
    assert_eq!(points.len(), 3, "a mention has no place on the map");
    // Mean speed is 3 on 1 to 5.
    close(&points[0]["performance"], 50.0, 1e-9);
    assert_eq!(study["asymmetry"].as_array().unwrap().len(), 3);
    assert_eq!(study["split"]["columns"][0]["verdict"], "confirmed");
    assert!(study["halo"]["first_share"].as_f64() > Some(0.2));
}

#[test]
fn every_kind_of_study_follows_its_schema() {
    let bench = Bench::new();
    bench.write("wave.csv", wave(300));
    bench.write("matrix.csv", "y,x1\n1,.3\n.3,1\n");
    let schema = bench.succeeds(&["schema", "drivers"]).stdout;
    let schema: Value = serde_json::from_str(&schema).unwrap();
    let table = [
        "wave.csv",
        "--outcome",
        "score",
        "--drivers",
        "speed,price",
        "--bootstrap",
        "20",
    ];
    for more in [
        &[][..],
        &["--model", "ordinal"],
        &["--controls", "light", "--groups", "G=speed+price"],
    ] {
        let mut all = table.to_vec();
        all.extend(more);
        let study = studied(&bench, &all);
        assert_eq!(
            violations(&schema, &study),
            Vec::<String>::new(),
            "{more:?}"
        );
    }
    let study = studied(
        &bench,
        &[
            "--correlations",
            "matrix.csv",
            "--outcome",
            "y",
            "--drivers",
            "x1",
        ],
    );
    assert_eq!(violations(&schema, &study), Vec::<String>::new());
}

#[test]
fn bca_intervals_and_other_errors_can_be_asked_for() {
    let bench = Bench::new();
    bench.write("wave.csv", wave(400));
    let ask = |more: &[&str]| {
        let mut all = vec![
            "wave.csv",
            "--outcome",
            "score",
            "--drivers",
            "speed,price",
            "--bootstrap",
            "300",
        ];
        all.extend(more);
        studied(&bench, &all)
    };
    let (plain, bca) = (ask(&[]), ask(&["--intervals", "bca"]));
    assert_eq!(bca["resampled_intervals"], "bca");
    assert_ne!(
        driver(&plain, "speed")["lmg_interval"],
        driver(&bca, "speed")["lmg_interval"]
    );
    let classical = ask(&["--errors", "classical"]);
    assert_eq!(classical["standard_errors"], "classical");
    assert_ne!(
        driver(&plain, "speed")["se"],
        driver(&classical, "speed")["se"]
    );
    bench.fails(
        2,
        &[
            "drivers",
            "wave.csv",
            "--outcome",
            "score",
            "--drivers",
            "speed",
            "--weights",
            "price",
            "--weights-are",
            "frequency",
            "--driver-scale",
            "x",
        ],
    );
}

#[test]
fn noise_yields_nothing_in_words() {
    for (file, outcome, scale, drivers) in [
        (
            "pwc_callcenter.csv.gz",
            "Satisfaction rating",
            "1-5",
            "Topic,Agent,Speed of answer in seconds",
        ),
        (
            "kaggle_support_tickets_closed.csv.gz",
            "Customer_Satisfaction_Rating",
            "1-5",
            "Ticket_Type,Ticket_Priority,Ticket_Channel,Customer_Age",
        ),
    ] {
        let Some(path) = shared(file) else {
            return;
        };
        let said = Bench::new()
            .succeeds(&[
                "drivers",
                path.to_str().unwrap(),
                "--outcome",
                outcome,
                "--outcome-scale",
                scale,
                "--best",
                "high",
                "--drivers",
                drivers,
                "--bootstrap",
                "0",
            ])
            .stdout;
        assert!(said.contains("Nothing stands out"), "{said}");
    }
}

#[test]
fn without_robust_errors_and_replicates_no_row_is_kept() {
    let bench = Bench::new();
    bench.write("wave.csv", wave(400));
    let ask = |more: &[&str]| {
        let mut all = vec![
            "wave.csv",
            "--outcome",
            "score",
            "--drivers",
            "speed,price",
            "--errors",
            "classical",
        ];
        all.extend(more);
        studied(&bench, &all)
    };
    let has = |study: &Value, code: &str| {
        let cautions = study["cautions"].as_array().unwrap();
        cautions.iter().any(|caution| caution["code"] == code)
    };
    let (summed, kept) = (ask(&["--bootstrap", "0"]), ask(&["--bootstrap", "50"]));
    assert!(has(&summed, "no_rows_kept") && !has(&kept, "no_rows_kept"));
    assert_eq!(summed["n"], kept["n"]);
    for name in ["speed", "price"] {
        for key in ["coefficient", "se", "p", "share", "contribution"] {
            let value = |study| driver(study, name)[key].as_f64().unwrap();
            let (a, b): (f64, f64) = (value(&summed), value(&kept));
            assert!(
                (a - b).abs() < 1e-9 * (1.0 + b.abs()),
                "{name} {key}: {a}, {b}"
            );
        }
    }
    let text = bench.succeeds(&[
        "drivers",
        "wave.csv",
        "--outcome",
        "score",
        "--drivers",
        "speed,price",
        "--errors",
        "classical",
        "--bootstrap",
        "0",
        "--lang",
        "nl",
    ]);
    assert!(
        text.stdout.contains("Er is geen regel bewaard"),
        "{}",
        text.stdout
    );
    assert!(
        text.stdout
            .contains("p blijft overeind na correctie voor het aantal factoren")
    );
}
