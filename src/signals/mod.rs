//! What to pick up now: ranked signals with interval, evidence and caveats.
//!
//! [`Respondents`] are the people who answered, each with outcome, words and topics; [`rank`] turns
//! them into ordered signals; [`choose_evidence`] picks the documents that show a signal best.

#[cfg(test)]
mod behaviour;
mod caution;
mod caveat;
mod controls;
mod evidence;
mod gain;
mod gate;
mod model;
mod month;
mod options;
mod outcome;
mod rank;
mod respondents;
mod signal;
mod summary;
mod trend;
mod unranked;

pub use caveat::Caveat;
pub use evidence::{Candidate, choose_evidence};
pub use month::Month;
pub use options::Options;
pub use outcome::outcome_level;
pub use rank::{Error, Ranking, Topic, rank};
pub use respondents::{Control, Mention, Respondent, Respondents, Tone};
pub use signal::{
    EffectTest, Quote, Signal, TopicName, TrendPoint, UnrankedReason, UnrankedTopic, Verdict,
};
pub use summary::{DriverSummary, ImportanceBasis, RankingSummary};
