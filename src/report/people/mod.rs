//! Scorecards and coaching sheets for people and machines.
//!
//! What a small group could be seen in never gets here: figures come as `Released`, which hands them
//! out only where the table as a whole allows it. Every suppressed row is there, with its reason.

mod csv;
mod json;
mod text;
mod words;

pub use csv::csv;
pub use json::json;
pub use text::text;
pub use words::missing;

use crate::service_levels::people::{AgentAccess, BeforeAfter, Refusal, Scorecards, Sheet};

/// All that one report holds.
#[derive(Debug)]
pub struct People<'a> {
    /// Teams, and agents where they may be seen.
    pub cards: &'a Scorecards,
    /// What figures of agents rest on, or why there are none.
    pub access: Result<&'a AgentAccess, &'a Refusal>,
    /// Coaching sheets.
    pub sheets: &'a [Sheet],
    /// What changed after coaching talks.
    pub changes: &'a [BeforeAfter],
    /// What became of the rows.
    pub account: Account,
}

/// What became of the rows of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Account {
    /// Contacts that are used.
    pub n_used: usize,
    /// Contacts without a score.
    pub n_without_score: usize,
    /// Contacts without an agent.
    pub n_without_agent: usize,
    /// Rows that cannot be used.
    pub n_rejected: usize,
}
