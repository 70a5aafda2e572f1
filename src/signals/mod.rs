//! What to pick up now: ranked signals with interval, evidence and caveats.
//!
//! [`Respondents`] are the people who answered, each with outcome, words and topics; [`rank`] turns
//! them into ordered signals; [`change`] says why the outcome moved; [`Evidence`] picks the documents that show a signal best. A
//! [`LabelCard`] says how often readings were right, so that a ranking can be corrected for it.

pub mod alerts;
#[cfg(test)]
mod behaviour;
mod card;
mod caution;
mod caveat;
pub mod change;
mod controls;
mod doubt;
mod evidence;
#[cfg(test)]
mod fixture;
mod gain;
mod gate;
mod impacts;
mod importance;
#[cfg(test)]
mod interval_methods;
pub mod journey;
#[cfg(test)]
mod misread;
mod model;
mod month;
mod negative_fit;
mod numbered;
mod observed;
mod options;
mod outcome;
mod pace;
mod patterns;
mod period_change;
mod plan;
pub mod priority;
mod rank;
mod respondents;
mod sayings;
mod segment_clusters;
mod segment_sums;
mod segments;
#[cfg(test)]
mod segments_behaviour;
pub mod series;
mod signal;
mod silence;
mod summary;
mod topic_groups;
mod trend;
mod unranked;

pub use card::{Beside, CardCell, CheckedTopic, LabelCard};
pub use caveat::Caveat;
pub use controls::{NO_VALUE, OTHER_VALUES};
pub use evidence::{Candidate, Evidence};
pub use month::Month;
pub use observed::{Dated, Observed};
pub use options::{IntervalMethod, Options, Silence};
pub use outcome::outcome_level;
pub use pace::Pace;
pub use period_change::change_between;
pub use rank::{Error, RankedGain, Ranking, Topic, rank, rank_gains, rank_with_groups};
pub use respondents::{Control, Mention, Respondent, Respondents, Tone};
pub use segment_clusters::Said;
pub use segments::{
    Heterogeneity, Segment, SegmentCell, SegmentComparison, SegmentTopic, compare_segments,
};
pub use signal::{
    AsRead, EffectTest, Quote, Signal, Told, TopicName, TrendPoint, UnrankedReason, UnrankedTopic,
    Verdict,
};
pub use silence::SilenceSummary;
pub use summary::{CardSummary, DriverSummary, ImportanceBasis, RankingSummary};
pub use topic_groups::{
    GroupFigures, Memberships, TopicGroup, all_driving, group_figures, grouped,
};
