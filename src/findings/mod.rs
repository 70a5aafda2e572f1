//! The complete result of an analysis, as plain data. Reports format it and compute nothing.

mod alerts;
mod analysis;
mod answers;
mod board;
mod change;
mod conversations;
mod corpus;
mod further;
mod part;
mod period_comparison;
mod promises;
mod segments;
mod series;
mod service_levels;
mod subset;
mod taxonomy_diff;
mod themes;

pub use crate::signals::{
    CardSummary, DriverSummary, ImportanceBasis, IntervalMethod, RankingSummary, SilenceSummary,
};
pub use alerts::{AlertFindings, LookDay};
pub use analysis::Findings;
pub use answers::JoinedAnswers;
pub use board::{Board, BoardNumber, Decision};
pub use change::ChangeFindings;
pub use conversations::{ConversationFindings, ConversationShown, TurnShown, WithheldBehaviours};
pub use corpus::{
    CorpusSummary, FileSummary, IntakeSummary, JoinSummary, LearnedFile, LearnedReading,
    OutcomePoint, OutcomeSummary,
};
pub use further::{
    BegunAction, DriftTold, DriftVerdict, FrozenModelUse, Further, JourneyFindings, ModelBeside,
    NothingMeasured, StageRow, SubjectRow, ValueWithoutRecords,
};
pub use part::Part;
pub use period_comparison::{PeriodComparison, PeriodSide, RankedTopic, TopicChange};
pub use promises::{
    EventAccount, ExperienceFindings, QueueFindings, QueueLevel, ReportInstant,
    ServiceLevelFindings, UnjudgedXla, WatermelonTopic, WhyUnjudged, XlaLevel,
};
pub use segments::{Guarded, SegmentFindings, SegmentRow, SegmentTopicRow, TopicOverSegments};
pub use series::SeriesFindings;
pub use service_levels::{EventIntake, Note, Reopenings, ServiceLevels, SourceVerdicts, WorkLine};
pub use subset::{OutcomeGap, Subset};
pub use taxonomy_diff::{RankedGain, SignalMove, TaxonomyDiff, TopicMove};
pub use themes::{ThemeFinding, ThemeFindings, ThemeMonth, ThemeTerm};
