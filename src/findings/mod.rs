//! The complete result of an analysis, as plain data. Reports format it and compute nothing.

mod analysis;
mod answers;
mod corpus;
mod promises;
mod service_levels;

pub use crate::signals::{
    CardSummary, DriverSummary, ImportanceBasis, RankingSummary, SilenceSummary,
};
pub use analysis::Findings;
pub use answers::JoinedAnswers;
pub use corpus::{
    CorpusSummary, FileSummary, IntakeSummary, JoinSummary, OutcomePoint, OutcomeSummary,
};
pub use promises::{
    EventAccount, ExperienceFindings, QueueFindings, QueueLevel, ReportInstant,
    ServiceLevelFindings, WatermelonTopic, XlaLevel,
};
pub use service_levels::{EventIntake, Note, ServiceLevels, SourceVerdicts, WorkLine};
