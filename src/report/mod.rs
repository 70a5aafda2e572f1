//! Findings to HTML, JSON, CSV and text; the only place that rounds.
//!
//! The room computes nothing: every number comes from [`Findings`](crate::findings::Findings).
//! For people ([`text()`], [`html()`]) numbers pass through [`number`] and words through [`words`];
//! for machines ([`json()`], [`csv()`], [`table`]) they are written exactly as they are.

pub mod calls;
mod chart;
mod csv;
pub mod experience;
pub mod explain;
#[cfg(test)]
mod fixture;
#[cfg(test)]
mod fixture_corrected;
mod html;
mod json;
mod judgement;
pub mod number;
pub mod people;
mod promises;
mod schema;
mod section;
pub mod service_levels;
pub mod study;
pub mod surveys;
pub mod table;
mod text;
mod wire;
pub mod words;
pub mod workforce;

pub use csv::csv;
pub use explain::{explain_measure, explain_topic, list_measures};
pub use html::{HtmlOptions, html};
pub use json::json;
pub use judgement::{judgement_json, judgement_text};
pub use schema::{SCHEMA_NAMES, schema};
pub use text::text;
pub use wire::SIGNALS_SCHEMA_VERSION;
pub use words::{Language, UnknownLanguage};
