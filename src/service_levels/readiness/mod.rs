//! Whether an organisation is ready to measure: what its data can carry, and what people say of themselves.
//!
//! [`judge`] sets [`Facts`] and a [`Questionnaire`] beside the conditions. The weakest condition decides a
//! dimension and the weakest dimension the whole: a mean would hide what stands in the way.

mod facts;
mod judgement;
mod questionnaire;

pub use facts::{
    Archive, Checked, Facts, LEAST_MONTHS, LEAST_SHARE, StaffRecords, Stated, responses_needed,
};
pub use judgement::{
    Assessment, Condition, Dimension, DimensionResult, Finding, Readiness, Share, judge,
};
pub use questionnaire::{HIGHEST, Part, Questionnaire, Thresholds};
