//! What a changed taxonomy moves, for a terminal and as JSON.

use super::number;
use super::words::{self, Language, either};
use crate::findings::{RankedGain, TaxonomyDiff, TopicMove};
use crate::record::RecordId;
use serde_json::{Value, json};
use std::fmt::Write;

/// What moves, for a terminal.
pub fn taxonomy_diff_text(diff: &TaxonomyDiff, language: Language) -> String {
    let say = |nl: &'static str, en: &'static str| either(language, nl, en);
    let count = |n: u64| number::count(n, language);
    let mut text = match language {
        Language::Nl => format!(
            "{} van {} documenten met woorden worden anders gelezen; zonder onderwerp waren er {}, nu {}.\n",
            count(diff.n_changed),
            count(diff.n_documents),
            count(diff.n_without_topic.0),
            count(diff.n_without_topic.1)
        ),
        Language::En => format!(
            "{} of {} documents with words are read otherwise; {} had no topic, now {}.\n",
            count(diff.n_changed),
            count(diff.n_documents),
            count(diff.n_without_topic.0),
            count(diff.n_without_topic.1)
        ),
    };
    for topic in &diff.topics {
        let _ = writeln!(
            text,
            "\n{} ({}): {} -> {}, +{} −{}{}",
            words::topic(&topic.topic, language),
            topic.topic.id,
            count(topic.n.0),
            count(topic.n.1),
            count(topic.n_gained),
            count(topic.n_lost),
            tone(topic, language)
        );
        if !topic.moved_to.is_empty() {
            let places: Vec<String> = topic
                .moved_to
                .iter()
                .map(|(name, n)| format!("{} {}", words::topic(name, language), count(*n)))
                .collect();
            let _ = writeln!(
                text,
                "  {}: {}",
                say("ging naar", "went to"),
                places.join(", ")
            );
        }
        for (label, ids) in [
            (say("erbij, bv.", "gained, e.g."), &topic.gained),
            (say("eraf, bv.", "lost, e.g."), &topic.lost),
        ] {
            if !ids.is_empty() {
                let _ = writeln!(text, "  {label}: {}", joined(ids).join(" "));
            }
        }
    }
    if !diff.signals.is_empty() {
        let _ = writeln!(
            text,
            "\n{}",
            say(
                "Rangorde (winst met interval)",
                "Ranking (gain with interval)"
            )
        );
    }
    for signal in &diff.signals {
        let shown = |place: &Option<RankedGain>| {
            place.as_ref().map_or("–".to_owned(), |place| {
                let gain = number::signed_interval(&place.gain, language);
                format!(
                    "{}. {gain}, {}",
                    place.rank,
                    words::verdict(place.verdict, language)
                )
            })
        };
        let _ = writeln!(
            text,
            "  {}: {} -> {}",
            words::topic(&signal.topic, language),
            shown(&signal.before),
            shown(&signal.after)
        );
    }
    text
}

fn tone(topic: &TopicMove, language: Language) -> String {
    if topic.n_other_tone == 0 {
        return String::new();
    }
    let n = number::count(topic.n_other_tone, language);
    match language {
        Language::Nl => format!(", {n} in een andere toon"),
        Language::En => format!(", {n} in another tone"),
    }
}

fn joined(ids: &[RecordId]) -> Vec<String> {
    ids.iter().map(ToString::to_string).collect()
}

/// What moves, for machines, numbers exact.
pub fn taxonomy_diff_json(diff: &TaxonomyDiff) -> String {
    let place = |place: &Option<RankedGain>| -> Value {
        place.as_ref().map_or(Value::Null, |place| {
            json!({
                "rank": place.rank,
                "gain_points": {
                    "low": place.gain.low,
                    "estimate": place.gain.estimate,
                    "high": place.gain.high,
                    "level": place.gain.level.get(),
                },
                "verdict": words::verdict(place.verdict, Language::En),
            })
        })
    };
    let whole = json!({
        "schema_version": 1,
        "n_documents": diff.n_documents,
        "n_changed": diff.n_changed,
        "n_without_topic_before": diff.n_without_topic.0,
        "n_without_topic_after": diff.n_without_topic.1,
        "topics": diff.topics.iter().map(|topic| json!({
            "topic": topic.topic.id.as_str(),
            "n_before": topic.n.0,
            "n_after": topic.n.1,
            "n_gained": topic.n_gained,
            "n_lost": topic.n_lost,
            "n_other_tone": topic.n_other_tone,
            "moved_to": topic.moved_to.iter().map(|(name, n)| json!({
                "topic": name.id.as_str(), "n": n,
            })).collect::<Vec<_>>(),
            "gained": joined(&topic.gained),
            "lost": joined(&topic.lost),
        })).collect::<Vec<_>>(),
        "signals": diff.signals.iter().map(|signal| json!({
            "topic": signal.topic.id.as_str(),
            "before": place(&signal.before),
            "after": place(&signal.after),
        })).collect::<Vec<_>>(),
    });
    format!("{whole:#}\n")
}
