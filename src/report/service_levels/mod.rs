//! Verdicts of clocks: a row each for machines, sections for people.

mod instances;
mod json;
mod sections;
mod words;

pub use instances::{no_sla_row, row, schema};
pub use json::json;
pub use sections::text;

pub(in crate::report) use json::value;
pub(in crate::report) use sections::{notes, promise_name, sections};
pub(in crate::report) use words::{of_seconds, standing};
