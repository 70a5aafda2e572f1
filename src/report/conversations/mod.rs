//! How conversations went and what was done in them: as text, JSON and a table; one conversation turn by turn.

mod json;
mod one;
mod sections;

pub use json::{csv, json};
pub use one::{one_csv, one_json, one_text};
pub use sections::text;
