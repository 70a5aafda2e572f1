use super::policy::Period;
use crate::units::{Probability, Seconds};
use std::sync::Arc;

/// How fast waiting customers of a queue or channel are to be answered: 95 % within 30 seconds.
#[derive(Debug, Clone, PartialEq)]
pub struct ServiceLevelTarget {
    /// Name in outputs.
    pub id: Arc<str>,
    /// Whose waiting is counted.
    pub scope: QueueScope,
    /// Longest wait that counts as in time.
    pub threshold: Seconds,
    /// Share of contacts that must be in time.
    pub share: Probability,
    /// Name of the formula: one of [`Self::FORMULAS`].
    pub formula: Arc<str>,
    /// Whether contacts that flowed over to another queue count as not in time.
    pub counts_flow_outs: bool,
    /// Who hangs up this soon did not wait.
    pub short_abandon: Seconds,
    /// Whether a wait of exactly the threshold is in time.
    pub threshold_inclusive: bool,
    /// The longest that anybody may wait.
    pub max_wait: Option<Seconds>,
    /// The most customers that may wait at once.
    pub max_queue_length: Option<usize>,
    /// Over which stretches it is judged.
    pub period: Option<Period>,
    /// Who answers for it.
    pub owner: Option<String>,
}

impl ServiceLevelTarget {
    /// Names of formulas. They differ in what becomes of contacts that were given up, so a figure is
    /// printed with the name.
    pub const FORMULAS: [&'static str; 6] = [
        "answered_only",
        "abandons_negative",
        "abandons_positive",
        "abandons_in_T_ignored",
        "short_positive",
        "offered_excl_short",
    ];
    /// The formula where none is named: answered in time of all offered but those who hung up at
    /// once.
    pub const DEFAULT_FORMULA: &'static str = "offered_excl_short";
    /// What counts as hanging up at once where nothing else is said.
    pub const DEFAULT_SHORT_ABANDON: Seconds = Seconds(5);
}

/// Whose waiting is counted.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum QueueScope {
    /// One queue.
    Queue(Arc<str>),
    /// All queues of a channel.
    Channel(Arc<str>),
}
