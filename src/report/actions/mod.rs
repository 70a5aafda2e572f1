//! Actions, what came of them, and figures beside a frozen baseline, for people and machines.

mod baseline;
mod baseline_file;
mod csv;
#[cfg(test)]
mod fixture;
mod json;
mod text;
mod words;

pub use baseline::{comparison_csv, comparison_json, comparison_text};
pub use baseline_file::{BaselineFault, frozen_json, read_frozen};
pub use csv::csv;
pub use json::json;
pub use text::text;
pub use words::lack;

use crate::actions::{HitRate, Realised, Register, UseOfInput};
use crate::record::TopicId;
use crate::report::Language;
use crate::signals::TopicName;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// Names of topics by identifier.
pub type Names = BTreeMap<TopicId, TopicName>;

/// All that a report on actions holds.
#[derive(Debug)]
pub struct ActionReport<'a> {
    /// The day of the report.
    pub as_of: Date,
    /// What was decided.
    pub register: &'a Register,
    /// How much of what was accepted is acted on.
    pub use_of_input: &'a UseOfInput,
    /// What came of it; `None` where it was not asked for.
    pub effects: Option<(&'a [Realised], &'a HitRate)>,
    /// Names of topics.
    pub names: &'a Names,
}

fn name_of<'a>(names: &'a Names, topic: &'a TopicId, language: Language) -> &'a str {
    match (names.get(topic), language) {
        (Some(name), Language::Nl) => &name.nl,
        (Some(name), Language::En) => &name.en,
        (None, _) => topic.as_str(),
    }
}
