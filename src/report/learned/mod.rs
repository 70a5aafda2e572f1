//! What was learnt from labels, and how good it is: for people, for programs, and as a card.

mod card;
mod sentiment;
mod topics;

pub use card::{sentiment_card, sentiment_errors, topic_card, topic_errors};
pub use sentiment::{sentiment_json, sentiment_text};
pub use topics::{ErrorToRead, TopicsJudged, topics_json, topics_text};

use super::number::fixed;
use super::words::Language;
use crate::units::Interval;

/// An estimate with its interval, in two decimals.
fn estimate(interval: &Interval, language: Language) -> String {
    format!(
        "{} [{}, {}]",
        fixed(interval.estimate, 2, language),
        fixed(interval.low, 2, language),
        fixed(interval.high, 2, language)
    )
}

/// The same, and a dash where nothing was counted.
fn estimate_if_any(interval: Option<&Interval>, language: Language) -> String {
    interval.map_or_else(|| "–".to_owned(), |interval| estimate(interval, language))
}

/// An F1, and a dash where nothing was counted.
fn f1_if_any(f1: Option<f64>, language: Language) -> String {
    f1.map_or_else(|| "–".to_owned(), |f1| fixed(f1, 2, language))
}

fn interval_json(interval: &Interval) -> serde_json::Value {
    serde_json::json!({
        "estimate": interval.estimate,
        "low": interval.low,
        "high": interval.high,
        "level": interval.level.get(),
    })
}
