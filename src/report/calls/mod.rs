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
pub use json::{json, json_lines};
pub use subject::CallReport;
pub use text::text;

#[cfg(test)]
mod tests;
