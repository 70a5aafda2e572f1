//! What to pick up now: ranked signals with interval, evidence and caveats.

mod caveat;
mod signal;

pub use caveat::Caveat;
pub use signal::{Quote, Signal, TopicName, TrendPoint, UnrankedReason, UnrankedTopic, Verdict};
