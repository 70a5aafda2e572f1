//! Verdicts of clocks: a row each for machines, sections for people.

mod instances;
mod json;
mod sections;
mod words;

pub use instances::{no_sla_row, row, schema};
pub use json::json;
pub use sections::text;
