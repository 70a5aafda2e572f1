//! Formulas of drivers, signals and alerts through the program: figures that were worked out by hand.

use crate::kit::{Bench, SMALL_PROJECT, close, driver, json, studied};
use serde_json::Value;
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
        &[("-4,1", 150), ("8,1", 150), ("2,0", 350), ("14,0", 350)],
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

/// One answer of each of some customers: day of January or later, score, remark, how many.
fn survey(answers: &[(u32, u32, &str, u32)]) -> Bench {
    let mut text = "id;datum;nps;opmerking;klant;segment\n".to_owned();
    let mut id = 0;
    for &(day, score, remark, n) in answers {
        let (day, month) = match day {
            1..=31 => (day, 1),
            32..=59 => (day - 31, 2),
            later => (later - 59, 3),
        };
        for _ in 0..n {
            id += 1;
            let _ = writeln!(
                text,
                "{id};{day:02}-{month:02}-2026;{score};{remark};K{id};thuis"
            );
        }
    }
    let bench = Bench::new();
    let project = SMALL_PROJECT.replace("controls = [\"segment\"]", "controls = []");
    bench.write("project.toml", project).write("data.csv", text);
    bench.succeeds(&["ingest", "project.toml", "--quiet"]);
    bench
}

fn asked(bench: &Bench, command: &str) -> Value {
    json(
        &bench
            .succeeds(&[command, "-p", "project.toml", "--format", "json", "--quiet"])
            .stdout,
    )
}

/// 25 promoters and 10 detractors of 50: +30. The interval is that of 53 answers with three quarters of a promoter
/// and of a detractor more: about 1500/53 (Rocks 2016).
#[test]
fn the_interval_of_a_net_promoter_score_is_the_adjusted_one() {
    let bench = survey(&[
        (5, 9, "Gaat wel", 25),
        (6, 3, "Gaat wel", 10),
        (7, 8, "Gaat wel", 15),
    ]);
    let level = &asked(&bench, "rank")["outcome"]["level_points"];
    close(&level["estimate"], 30.0, 1e-9);
    close(&level["low"], 7.29949, 5e-6);
    close(&level["high"], 49.30428, 5e-6);
    // Ten promoters and nobody else: the usual interval would be [100, 100].
    let all = survey(&[(5, 10, "Gaat wel", 10)]);
    let level = &asked(&all, "rank")["outcome"]["level_points"];
    close(&level["estimate"], 100.0, 1e-9);
    close(&level["low"], 47.5036, 5e-5);
    close(&level["high"], 100.0, 1e-9);
}

/// The people of [`who_commented_without_a_topic_is_told_from_who_did_not_comment`]: waiting is named by 35% of
/// all, and a mention goes with 100 · (−50/350 − 250/650) points.
#[test]
fn a_signal_is_worth_what_it_is_to_the_silent_too() {
    let bench = survey(&[
        (1, 2, "Lang wachten", 100),
        (2, 2, "Gaat wel", 100),
        (3, 2, "", 200),
        (4, 10, "Lang wachten", 50),
        (5, 10, "Gaat wel", 150),
        (6, 10, "", 400),
    ]);
    let found = asked(&bench, "rank");
    close(&found["outcome"]["level_points"]["estimate"], 20.0, 1e-9);
    let waiting = &found["signals"][0];
    let effect = 100.0 * (-50.0 / 350.0 - 250.0 / 650.0);
    close(&waiting["share_negative"], 0.35, 1e-9);
    close(&waiting["effect_negative_points"]["estimate"], effect, 1e-9);
    close(
        &waiting["contribution_points"]["estimate"],
        0.35 * effect,
        1e-9,
    );
    // Nothing else is said, so the mean less that without the topic is the contribution too.
    close(&waiting["unadjusted_impact_points"], 0.35 * effect, 1e-9);
    // Half of it could be taken away.
    close(
        &waiting["gain_points"]["estimate"],
        -0.5 * 0.35 * effect,
        1e-9,
    );
    close(&waiting["share_negative_written"], 0.15, 1e-9);
}

/// Two of twenty complain of waiting on each of 60 days, or eighteen do on the last one. The baseline are the 32
/// days before the last 28: 64 of 640, and half a count more is (64 + 1/2) / (640 + 1).
#[test]
fn an_alert_is_raised_by_a_rise_and_not_by_what_always_was() {
    let days = |last: u32| -> Vec<(u32, u32, &str, u32)> {
        let of_day = |day: u32| {
            let n = if day == 60 { last } else { 2 };
            [(day, 7, "Lang wachten", n), (day, 7, "Gaat wel", 20 - n)]
        };
        (1..=60).flat_map(of_day).collect()
    };
    let quiet = asked(&survey(&days(2)), "alerts");
    assert_eq!(quiet["alerts"], json("[]"));
    assert_eq!(quiet["look"]["baseline"]["n_periods"], 32);
    let found = asked(&survey(&days(18)), "alerts");
    let alerts = found["alerts"].as_array().unwrap();
    let is_waiting = |one: &&Value| one["topic"] == "access.phone-wait";
    let alert = alerts.iter().find(is_waiting).unwrap();
    assert_eq!((&alert["count"], &alert["of"]), (&json("18"), &json("20")));
    assert_eq!(alert["stretch"]["n_periods"], 1);
    assert_eq!(alert["baseline"]["n_counted"], 64);
    close(&alert["baseline"]["rate"], 64.5 / 641.0, 1e-9);
    // Weekdays differ by nothing, up to the half count that each is drawn by.
    close(&alert["expected"], 20.0 * 64.5 / 641.0, 0.01);
    assert!(alert["adjusted_p"].as_f64().unwrap() < 0.05);
}
