//! Themes that no topic explains: as text, as a part of a report, as JSON and as a table.

mod json;
mod section;
mod text;

pub(in crate::report) use json::{table, value};
pub use json::{themes_csv, themes_json};
pub(in crate::report) use section::section;
pub use text::themes_text;
