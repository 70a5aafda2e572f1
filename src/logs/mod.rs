//! Exports of other systems as event logs, calls and answers.

mod responses;
mod responses_checks;
mod responses_row;

pub use responses::{ResponseColumn, ResponseSpec, Responses, read_responses};
pub use responses_checks::read_checks;
