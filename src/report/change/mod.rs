//! Why the outcome moved: as text, JSON and a table.

mod json;
mod sections;
mod words;

pub use json::{csv, json};
pub use sections::text;
