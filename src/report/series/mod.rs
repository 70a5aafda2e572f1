//! What was said and answered, period by period: as text, JSON and a table.

mod json;
mod sections;

pub use json::{csv, json};
pub use sections::text;
