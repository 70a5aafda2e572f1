//! Verdicts of clocks: a row each for machines, sections for people.

mod frozen;
mod instances;
mod intake;
mod json;
mod register;
mod remarks;
mod report;
mod sections;
mod tables;
mod why;
mod words;

pub use instances::{no_sla_row, row, schema};
pub use json::json;
pub use register::{register_json, register_text};
pub use remarks::{finding, remark};
pub use report::{FrozenFigures, SlaReport, Withheld};
pub use sections::text;
pub use tables::{ReportTable, table};
pub use why::why_no_promise;

pub(in crate::report) use json::value;
pub(in crate::report) use sections::{notes, promise_name, sections};
pub(in crate::report) use words::standing;
