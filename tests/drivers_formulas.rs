//! Formulas of the driver analysis through the program: figures that were worked out by hand.

use crate::kit::{Bench, close, driver, studied};
use std::fmt::Write;

/// Rows of a column's cells, each `n` times.
fn table(head: &str, cells: &[(&str, usize)]) -> Bench {
    let mut text = format!("{head}\n");
    for (row, n) in cells {
        for _ in 0..*n {
            let _ = writeln!(text, "{row}");
        }
    }
    let bench = Bench::new();
    bench.write("wave.csv", text);
    bench
}

/// Odds of a top answer are 1 without a and b, divided by 3 with a and times 3 with b. The four kinds of
/// people are equally many, so the model finds just that: half are in the top, with nobody's a
/// (1/2 + 3/4) / 2, with nobody's b (1/2 + 1/4) / 2.
#[test]
fn what_a_driver_adds_to_two_answers_is_the_mean_prediction_with_it_less_that_without() {
    let bench = table(
        "nps,a,b",
        &[
            ("9,0,0", 20),
            ("5,0,0", 20),
            ("10,1,0", 10),
            ("8,1,0", 30),
            ("9,0,1", 30),
            ("0,0,1", 10),
            ("9,1,1", 20),
            ("7,1,1", 20),
        ],
    );
    let study = studied(
        &bench,
        &[
            "wave.csv",
            "--outcome",
            "nps",
            "--outcome-scale",
            "nps",
            "--top",
            "9",
            "--model",
            "logistic",
            "--drivers",
            "a,b",
            "--bootstrap",
            "0",
        ],
    );
    for (name, sign) in [("a", -1.0), ("b", 1.0)] {
        let found = driver(&study, name);
        close(&found["coefficient"], sign * 3.0_f64.ln(), 1e-9);
        close(&found["contribution"], sign * 0.125, 1e-9);
    }
}

/// Of 400 detractors 200 comment, 100 of them on waiting; of 600 promoters 200, 50 of them on waiting. So a
/// detractor's comment stands for 2 people and a promoter's for 3: 350 people name waiting, 150 of them
/// promoters, and 650 do not, 450 of them promoters.
#[test]
fn who_commented_without_a_topic_is_told_from_who_did_not_comment() {
    let bench = table(
        "nps,commented,wait",
        &[
            ("2,1,1", 100),
            ("2,1,0", 100),
            ("2,0,", 200),
            ("10,1,1", 50),
            ("10,1,0", 150),
            ("10,0,", 400),
        ],
    );
    let question = [
        "wave.csv",
        "--outcome",
        "nps",
        "--outcome-scale",
        "nps",
        "--drivers",
        "wait",
        "--bootstrap",
        "60",
    ];
    let of_all = studied(
        &bench,
        &[&question[..], &["--commented", "commented"]].concat(),
    );
    let with = 100.0 * (150.0 - 200.0) / 350.0;
    let without = 100.0 * (450.0 - 200.0) / 650.0;
    let wait = driver(&of_all, "wait");
    close(&wait["coefficient"], with - without, 1e-9);
    close(&wait["contribution"], 0.35 * (with - without), 1e-9);
    close(&of_all["mean_outcome"], 20.0, 1e-9);
    let unweighted = &of_all["selection"]["unweighted"][0]["coefficient"];
    close(unweighted, -100.0 / 3.0 - 20.0, 1e-9);
    // Rows without a comment have a gap, never a no.
    let of_commenters = studied(&bench, &question);
    close(
        &driver(&of_commenters, "wait")["coefficient"],
        -100.0 / 3.0 - 20.0,
        1e-9,
    );
    assert_eq!(of_commenters["n"], 400);
}

/// 300 of 1,000 labels say yes; 80 of 100 true ones are found and 10 of 100 others are labelled too. So
/// (0.3 − 0.1) / 0.7 = 2/7 truly have it. Label and outcome go together by 0.3 · 0.7 · (2 − 8) = −1.26, the truth
/// by −1.26 / 0.7, and its variance is 2/7 · 5/7.
#[test]
fn the_rates_of_a_card_undo_what_wrong_labels_did() {
    let bench = table(
        "y,wait",
        &[("1,1", 150), ("3,1", 150), ("7,0", 350), ("9,0", 350)],
    );
    bench.write(
        "card.json",
        r#"[{"driver": "wait", "true_positives": 80, "false_negatives": 20, "false_positives": 10, "true_negatives": 90}]"#,
    );
    let question = [
        "wave.csv",
        "--outcome",
        "y",
        "--drivers",
        "wait",
        "--bootstrap",
        "60",
    ];
    let naive = studied(&bench, &question);
    close(&driver(&naive, "wait")["coefficient"], -6.0, 1e-9);
    let study = studied(
        &bench,
        &[&question[..], &["--label-card", "card.json"]].concat(),
    );
    let wait = driver(&study, "wait");
    close(&wait["coefficient"], -8.82, 1e-9);
    close(&wait["contribution"], -8.82 * 2.0 / 7.0, 1e-9);
    close(&study["intercept"]["coefficient"], 6.2 + 2.52, 1e-9);
}
