//! Findings to HTML, JSON, CSV and text; the only place that rounds.
//!
//! The room computes nothing: every number comes from [`Findings`](crate::findings::Findings).
//! For people ([`text()`], [`html()`]) numbers pass through [`number`] and words through [`words`];
//! for machines ([`json()`], [`csv()`], [`tables()`]) they are written exactly as they are.

pub mod actions;
pub mod alerts;
mod board;
pub mod calls;
pub mod change;
mod chart;
pub mod conversations;
mod drawn;
pub mod experience;
pub mod explain;
#[cfg(feature = "plots")]
mod explore;
mod fingerprint;
#[cfg(test)]
mod fixture;
#[cfg(test)]
mod fixture_corrected;
#[cfg(test)]
mod fixture_recent;
mod groups;
mod html;
mod json;
mod judgement;
pub mod learned;
mod markdown;
pub mod number;
pub mod people;
mod periods;
mod priorities;
mod promises;
pub mod published;
pub mod readiness;
mod schema;
mod section;
mod segments;
pub mod series;
pub mod service_levels;
pub mod settings_files;
pub mod study;
pub mod surveys;
pub mod table;
mod tables;
mod taxonomy_diff;
mod terminal;
mod text;
mod themes;
mod wire;
pub mod words;
pub mod workforce;

pub use board::board_markdown;
pub use explain::{explain_measure, explain_topic, list_measures};
#[cfg(feature = "plots")]
pub use explore::explore_html;
pub use html::{HtmlOptions, board_html, html};
pub use json::json;
pub use judgement::{judgement_json, judgement_text};
pub use markdown::{markdown, markdown_page};
pub use periods::{periods_csv, periods_json, periods_text};
pub use schema::{SCHEMA_NAMES, schema};
pub use segments::{nothing_to_compare, segments_csv, segments_json, segments_text};
pub use tables::{Table, csv, csv_of_parts, tables};
pub use taxonomy_diff::{taxonomy_diff_json, taxonomy_diff_text};
pub use text::{text, text_by_about};
pub use themes::{themes_csv, themes_json, themes_text};
pub use wire::SIGNALS_SCHEMA_VERSION;
pub use words::{Language, UnknownLanguage};
