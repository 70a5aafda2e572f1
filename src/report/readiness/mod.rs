//! Whether an organisation is ready to measure, for people and machines.

mod json;
mod text;
mod words;

pub use json::readiness_json;
pub use text::readiness_text;

use crate::service_levels::readiness::{Assessment, Questionnaire};
use jiff::civil::Date;

/// An assessment with what it rests on.
#[derive(Debug, Clone, Copy)]
pub struct ReadinessReport<'a> {
    /// Name of the project.
    pub project: &'a str,
    /// The day on which consents are to hold.
    pub as_of: Date,
    /// What was answered, where anything was.
    pub questionnaire: Option<&'a Questionnaire>,
    /// What was found.
    pub found: &'a Assessment,
}
