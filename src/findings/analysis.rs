use super::{
    AlertFindings, CorpusSummary, DriverSummary, Further, IntakeSummary, OutcomeGap,
    OutcomeSummary, RankingSummary, ServiceLevelFindings, Subset, ThemeFindings,
};
use crate::signals::priority::Priorities;
use crate::signals::{Caveat, Signal, UnrankedTopic};

/// The complete result of an analysis.
#[derive(Debug, Clone, PartialEq)]
pub struct Findings {
    /// Name of the project.
    pub project: String,
    /// Which part of the archive this is about.
    pub subset: Subset,
    /// What was read, rejected, joined and redacted; of the whole archive, whatever the part.
    pub intake: IntakeSummary,
    /// What the archive holds.
    pub corpus: CorpusSummary,
    /// The outcome of interest; `None` where it has no level to show.
    pub outcome: Option<OutcomeSummary>,
    /// Why the outcome has no level to show; `None` where it has one.
    pub outcome_gap: Option<OutcomeGap>,
    /// How the driver model stands; `None` where there was too little to fit one.
    pub drivers: Option<DriverSummary>,
    /// How the ranking was made.
    pub ranking: RankingSummary,
    /// Ranked signals, first the largest expected gain.
    pub signals: Vec<Signal>,
    /// Topics shown but not ranked, most mentioned first.
    pub unranked: Vec<UnrankedTopic>,
    /// Signals with the organisation's side beside that of customers, where the project states it.
    pub priorities: Option<Priorities>,
    /// What rose in the latest periods; `None` where it was not looked.
    pub alerts: Option<AlertFindings>,
    /// What customers speak of that no topic explains; `None` where it was not looked.
    pub themes: Option<ThemeFindings>,
    /// What stands beside the ranking.
    pub further: Further,
    /// What came of promises about time, where the project has any.
    pub service_levels: Option<ServiceLevelFindings>,
    /// What to keep in mind about the whole.
    pub caveats: Vec<Caveat>,
}
