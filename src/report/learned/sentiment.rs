use super::{estimate, estimate_if_any, f1_if_any, interval_json};
use crate::learn::quality::Quality;
use crate::report::number::fixed;
use crate::report::words::{Language, either};
use serde_json::{Value, json};
use std::fmt::Write as _;

/// Classes, in the order of every array over them.
pub(super) const CLASSES: [&str; 3] = ["negative", "neutral", "positive"];

/// Figures of sentiment as text; `confusion` counts texts by true class and verdict.
pub fn sentiment_text(
    quality: &Quality,
    confusion: &[[usize; 3]; 3],
    language: Language,
) -> String {
    let say = |nl, en| either(language, nl, en);
    let mut text = String::new();
    // Writing to a string cannot fail.
    let _ = writeln!(
        text,
        "{} {}",
        quality.n,
        say("gelabelde teksten", "labelled texts")
    );
    for (name, interval) in [
        (say("juist", "accuracy"), &quality.accuracy),
        ("macro-F1", &quality.macro_f1),
        (
            say("juist waar beslist", "accuracy of clear"),
            &quality.accuracy_of_clear,
        ),
    ] {
        let _ = writeln!(text, "  {name:<18} {}", estimate(interval, language));
    }
    let _ = writeln!(
        text,
        "  {:<18} {}\n  {:<18} {}",
        say("deel beslist", "share clear"),
        fixed(quality.coverage, 2, language),
        say("kalibratie (ECE)", "calibration (ECE)"),
        fixed(quality.calibration_error, 3, language)
    );
    let names = match language {
        Language::Nl => ["negatief", "neutraal", "positief"],
        Language::En => CLASSES,
    };
    let _ = writeln!(
        text,
        "\n{:<10} {:>6}  {:<19} {:<19} {:<4}   {}",
        say("klasse", "class"),
        say("n", "n"),
        say("precisie", "precision"),
        say("vangst", "recall"),
        "F1",
        say("gelezen als", "read as")
    );
    for ((name, class), row) in names.iter().zip(&quality.classes).zip(confusion) {
        let read: Vec<String> = names
            .iter()
            .zip(row)
            .map(|(name, n)| format!("{name} {n}"))
            .collect();
        let _ = writeln!(
            text,
            "{name:<10} {:>6}  {:<19} {:<19} {:<4}   {}",
            class.support,
            estimate_if_any(class.precision.as_ref(), language),
            estimate_if_any(class.recall.as_ref(), language),
            f1_if_any(class.f1, language),
            read.join(", ")
        );
    }
    text
}

/// The same for programs.
pub fn sentiment_json(quality: &Quality, confusion: &[[usize; 3]; 3]) -> String {
    let classes: Vec<Value> = CLASSES
        .iter()
        .zip(&quality.classes)
        .zip(confusion)
        .map(|((name, class), row)| {
            json!({
                "class": name,
                "support": class.support,
                "precision": class.precision.as_ref().map(interval_json),
                "recall": class.recall.as_ref().map(interval_json),
                "f1": class.f1,
                "read_as": { "negative": row[0], "neutral": row[1], "positive": row[2] },
            })
        })
        .collect();
    let document = json!({
        "schema_version": 1,
        "kind": "sentiment",
        "n": quality.n,
        "accuracy": interval_json(&quality.accuracy),
        "macro_f1": interval_json(&quality.macro_f1),
        "accuracy_of_clear": interval_json(&quality.accuracy_of_clear),
        "share_clear": quality.coverage,
        "expected_calibration_error": quality.calibration_error,
        "classes": classes,
    });
    format!("{document:#}")
}
