use super::{estimate, estimate_if_any, f1_if_any, interval_json};
use crate::learn::topics::{CalibrationBin, TopicQuality, TopicsQuality};
use crate::report::number::{fixed, percentage};
use crate::report::words::{Language, either};
use serde_json::{Value, json};
use std::fmt::Write as _;

/// Topics that were judged.
#[derive(Debug, Clone)]
pub struct TopicsJudged<'a> {
    /// Names of the topics, in the order of the quality.
    pub names: Vec<&'a str>,
    /// How good they are.
    pub quality: &'a TopicsQuality,
    /// Probabilities against labels, and their mean distance; `None` where there are none.
    pub calibration: Option<(&'a [CalibrationBin], f64)>,
    /// Texts that were read otherwise than labelled, the surest mistakes first.
    pub errors: Vec<ErrorToRead<'a>>,
}

/// A text that was read otherwise than it was labelled.
#[derive(Debug, Clone, PartialEq)]
pub struct ErrorToRead<'a> {
    /// What names the row.
    pub id: &'a str,
    /// 1-based row of data.
    pub row: u64,
    /// The text, redacted.
    pub text: &'a str,
    /// Topics of its labels.
    pub labelled: Vec<&'a str>,
    /// Topics found.
    pub found: Vec<&'a str>,
    /// Largest probability that speaks against a label.
    pub sureness: f64,
}

/// Figures, topics, calibration, confusion and errors as text.
pub fn topics_text(judged: &TopicsJudged<'_>, language: Language) -> String {
    let quality = judged.quality;
    let mut text = String::new();
    let say = |nl, en| either(language, nl, en);
    // Writing to a string cannot fail.
    let _ = writeln!(
        text,
        "{} {}, {} {}",
        quality.n,
        say("gelabelde teksten", "labelled texts"),
        quality.n_groups,
        say("groepen", "groups")
    );
    for (name, interval) in [
        ("micro-F1", &quality.micro_f1),
        ("macro-F1", &quality.macro_f1),
        (say("alles goed", "exactly right"), &quality.exact),
    ] {
        let _ = writeln!(text, "  {name:<16} {}", estimate(interval, language));
    }
    let _ = writeln!(
        text,
        "\n{:<44} {:>6} {:>6}  {:<19} {:<19} F1",
        say("onderwerp", "topic"),
        say("gelabeld", "labels"),
        say("gevonden", "found"),
        say("precisie", "precision"),
        say("vangst", "recall"),
    );
    let none = none_of_these(language);
    let rows = judged.names.iter().copied().zip(&quality.topics);
    for (name, topic) in rows.chain([(none, &quality.none)]) {
        let _ = writeln!(
            text,
            "{:<44} {:>6} {:>6}  {:<19} {:<19} {}",
            name,
            topic.counts.support(),
            topic.counts.n_found(),
            estimate_if_any(topic.precision.as_ref(), language),
            estimate_if_any(topic.recall.as_ref(), language),
            f1_if_any(topic.counts.f1(), language)
        );
    }
    if let Some((bins, distance)) = judged.calibration {
        let _ = writeln!(
            text,
            "\n{}: {} {}",
            say("kalibratie", "calibration"),
            say("gemiddelde afstand (ECE)", "mean distance (ECE)"),
            fixed(distance, 3, language)
        );
        for bin in bins.iter().filter(|bin| bin.n > 0) {
            let _ = writeln!(
                text,
                "  {:>6} {:>8}  {} {}",
                percentage(bin.mean, language),
                bin.n,
                say("waar:", "true:"),
                estimate(&bin.share, language)
            );
        }
    }
    mistakes_text(&mut text, judged, language);
    text
}

/// What is confused with what, and errors to read.
fn mistakes_text(text: &mut String, judged: &TopicsJudged<'_>, language: Language) {
    let quality = judged.quality;
    let say = |nl, en| either(language, nl, en);
    let none = none_of_these(language);
    if !quality.mistaken.is_empty() {
        let _ = writeln!(
            text,
            "\n{}",
            say(
                "verward: gelabeld, maar gevonden werd",
                "confused: labelled, but found was"
            )
        );
        for pair in quality.mistaken.iter().take(10) {
            let name = |at: usize| judged.names.get(at).copied().unwrap_or_default();
            let _ = writeln!(
                text,
                "  {:>4}  {} > {}",
                pair.n,
                name(pair.truth),
                name(pair.found)
            );
        }
    }
    if !judged.errors.is_empty() {
        let _ = writeln!(text, "\n{}", say("fouten om te lezen", "errors to read"));
        for error in &judged.errors {
            let list = |names: &[&str]| {
                if names.is_empty() {
                    none.to_owned()
                } else {
                    names.join(" | ")
                }
            };
            let _ = writeln!(
                text,
                "  {} {} ({}): {}\n      {}: {}\n      {}: {}",
                say("rij", "row"),
                error.row,
                error.id,
                one_line(error.text),
                say("gelabeld", "labelled"),
                list(&error.labelled),
                say("gevonden", "found"),
                list(&error.found)
            );
        }
    }
}

fn none_of_these(language: Language) -> &'static str {
    either(language, "(geen van deze)", "(none of these)")
}

/// The same for programs.
pub fn topics_json(judged: &TopicsJudged<'_>) -> String {
    let quality = judged.quality;
    let rows = judged.names.iter().zip(&quality.topics);
    let topics: Vec<Value> = rows.map(|(name, topic)| topic_json(name, topic)).collect();
    let name = |at: usize| judged.names.get(at).copied().unwrap_or_default();
    let mistaken: Vec<Value> = quality
        .mistaken
        .iter()
        .map(|pair| json!({ "labelled": name(pair.truth), "found": name(pair.found), "n": pair.n }))
        .collect();
    let errors: Vec<Value> = judged
        .errors
        .iter()
        .map(|error| {
            json!({
                "row": error.row,
                "id": error.id,
                "text": error.text,
                "labelled": error.labelled,
                "found": error.found,
                "sureness": error.sureness,
            })
        })
        .collect();
    let calibration = judged.calibration.map(|(bins, distance)| {
        let bins: Vec<Value> = bins
            .iter()
            .map(|bin| json!({ "n": bin.n, "mean": bin.mean, "share": interval_json(&bin.share) }))
            .collect();
        json!({ "expected_calibration_error": distance, "bins": bins })
    });
    let document = json!({
        "schema_version": 1,
        "kind": "topics",
        "n": quality.n,
        "n_groups": quality.n_groups,
        "micro_f1": interval_json(&quality.micro_f1),
        "macro_f1": interval_json(&quality.macro_f1),
        "exact": interval_json(&quality.exact),
        "topics": topics,
        "none": topic_json("", &quality.none),
        "calibration": calibration,
        "confused": mistaken,
        "errors": errors,
    });
    format!("{document:#}")
}

fn topic_json(name: &str, topic: &TopicQuality) -> Value {
    json!({
        "topic": name,
        "support": topic.counts.support(),
        "found": topic.counts.n_found(),
        "precision": topic.precision.as_ref().map(interval_json),
        "recall": topic.recall.as_ref().map(interval_json),
        "f1": topic.counts.f1(),
        "true_positives": topic.counts.true_positives,
        "false_positives": topic.counts.false_positives,
        "false_negatives": topic.counts.false_negatives,
        "true_negatives": topic.counts.true_negatives,
    })
}

/// A text on one line, without signs that a terminal acts on.
fn one_line(text: &str) -> String {
    const MOST: usize = 240;
    let mut line: String = text
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .chars()
        .map(|letter| {
            if letter.is_control() {
                '\u{fffd}'
            } else {
                letter
            }
        })
        .take(MOST)
        .collect();
    if line.chars().count() == MOST {
        line.push('…');
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::learn::topics::{calibration_table, judge};

    #[test]
    fn both_forms_say_the_same_figures() {
        let quality = judge(&[vec![0], vec![1]], &[vec![0], vec![0]], &[1, 2], 2, 1);
        let (bins, distance) = calibration_table(&[(0.95, true), (0.55, false)]);
        let judged = TopicsJudged {
            names: vec!["coffee", "staff"],
            quality: &quality,
            calibration: Some((&bins, distance)),
            errors: vec![ErrorToRead {
                id: "R7",
                row: 7,
                text: "cold\n coffee",
                labelled: vec!["coffee"],
                found: vec!["staff"],
                sureness: 0.9,
            }],
        };
        let json: Value = serde_json::from_str(&topics_json(&judged)).unwrap();
        assert!((json["micro_f1"]["estimate"].as_f64().unwrap() - 0.5).abs() < 1e-12);
        assert_eq!(json["topics"][0]["support"], 2);
        assert_eq!(json["confused"][0]["found"], "staff");
        let text = topics_text(&judged, Language::En);
        assert!(text.contains("micro-F1         0.50 ["), "{text}");
        assert!(text.contains("row 7 (R7): cold coffee"), "{text}");
        let dutch = topics_text(&judged, Language::Nl);
        assert!(
            dutch.contains("0,50 [") && dutch.contains("gevonden: staff"),
            "{dutch}"
        );
    }
}
