use crate::service_levels::attainment::Row;
use crate::signals::TopicName;
use crate::units::{Interval, Probability};
use std::sync::Arc;

/// What a board needs on one page: at most five numbers, and what is to be decided.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Board {
    /// At most five, the most important first.
    pub numbers: Vec<BoardNumber>,
    /// What is to be decided, the most urgent first.
    pub decisions: Vec<Decision>,
    /// Decisions beyond those listed.
    pub n_more: usize,
}

/// A number for a board.
#[derive(Debug, Clone, PartialEq)]
pub enum BoardNumber {
    /// How the outcome stands.
    Outcome {
        /// Its level.
        level: Interval,
        /// Respondents with an answer.
        n: u64,
    },
    /// What the signal with the largest expected gain would bring.
    LargestGain {
        /// Which topic.
        topic: TopicName,
        /// Points won.
        gain: Interval,
    },
    /// Promises of time to customers that were kept, of those that could be judged.
    PromisesKept {
        /// Kept.
        n_kept: usize,
        /// Judged.
        n_judged: usize,
    },
    /// Share of unhappy customers where every promise was kept.
    Watermelons {
        /// The share.
        rate: Interval,
        /// Answers.
        n: usize,
    },
    /// Documents whose words are negative, of those with words.
    NegativeWords {
        /// Negative.
        n: u64,
        /// With words.
        n_with_words: u64,
    },
    /// Signals of which the data can tell that there is something to gain, of all ranked topics.
    SignalsThatStand {
        /// With a gain.
        n: usize,
        /// Ranked.
        n_ranked: usize,
    },
}

/// Something that a board decides.
#[derive(Debug, Clone, PartialEq)]
pub enum Decision {
    /// Whether to pick up a signal.
    PickUp {
        /// Which topic.
        topic: TopicName,
        /// What customers gain.
        gain: Interval,
        /// What it is worth to the organisation less what it costs, with the currency, where that is known.
        worth: Option<(Interval, String)>,
        /// Who would take it up; nobody is named if `None`.
        owner: Option<String>,
    },
    /// What to do about a promise of time that is not kept.
    PromiseBroken {
        /// The group in which the smallest share was in time.
        worst: Box<Row>,
        /// What was agreed.
        agreed: Probability,
        /// Other groups of the same promise that miss it too.
        n_others: usize,
    },
    /// What to do about a promise of experience that is not kept.
    ExperienceBroken {
        /// The policy.
        policy: Arc<str>,
        /// The score that it is measured by.
        score: String,
    },
    /// Whether to look at a promise again: it is kept, and customers complain all the same.
    ReviewPromise {
        /// The policy.
        policy: Arc<str>,
    },
}
