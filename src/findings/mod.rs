//! The complete result of an analysis, as plain data. Reports format it and compute nothing.

mod analysis;
mod corpus;

pub use crate::signals::{DriverSummary, ImportanceBasis, RankingSummary};
pub use analysis::Findings;
pub use corpus::{
    CorpusSummary, FileSummary, IntakeSummary, JoinSummary, OutcomePoint, OutcomeSummary,
};
