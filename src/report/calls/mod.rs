//! Figures of a contact centre for people and machines: text, JSON, JSON lines, CSV, and frozen
//! reports of closed periods.

mod csv;
mod frozen;
mod goals_part;
mod json;
mod part;
mod subject;
mod table_part;
mod text;
mod words;

pub use csv::csv;
pub use frozen::{Difference, Frozen, NotFrozen, freeze};
pub(in crate::report) use json::{
    distribution as distribution_json, proportion as proportion_json, seconds as seconds_json,
    source_json,
};
pub use json::{json, json_lines};
pub use subject::CallReport;
pub(in crate::report) use text::source;
pub use text::text;
pub(in crate::report) use words::{n as counted, weekday};

#[cfg(test)]
mod tests;
