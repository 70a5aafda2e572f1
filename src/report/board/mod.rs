//! What a board reads: a figure with its doubt and its definition, a decision with its reason.

mod decision;
mod figure;
mod markdown;

pub(in crate::report) use decision::decision;
pub(in crate::report) use figure::figure;
pub use markdown::board_markdown;

/// So many of the latest rises stand on the page; the rest is in the full report.
pub(in crate::report) const MAX_RISEN: usize = 3;
