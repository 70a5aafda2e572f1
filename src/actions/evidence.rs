use super::Evidence;
use crate::record::TopicId;
use crate::signals::{Signal, UnrankedReason, UnrankedTopic, Verdict};
use crate::units::Interval;

/// What a ranking says for an action on a topic.
#[derive(Debug, Clone, PartialEq)]
pub struct Weighed {
    /// The signal as ranked; period, filter and taxonomy are for the caller to fill in. `None` where the
    /// topic is not ranked.
    pub evidence: Option<Evidence>,
    /// What is lacking; `None` where the evidence carries an action.
    pub lack: Option<Lack>,
}

/// Why a ranking does not carry an action.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Lack {
    /// Nobody mentions the topic, or the taxonomy does not have it.
    NotMentioned,
    /// The topic is shown but not ranked.
    NotRanked(UnrankedReason),
    /// The data cannot tell that there is something to gain.
    CannotTell(Interval),
    /// Negative mentions go with better outcomes.
    Contrary(Interval),
    /// Too few negative mentions with an outcome.
    TooFew {
        /// How many there are.
        n: u64,
        /// The least number.
        required: u64,
    },
}

/// Weighs what a ranking says of `topic`; fewer than `required` negative mentions with an outcome carry
/// nothing.
pub fn weigh(
    (signals, unranked): (&[Signal], &[UnrankedTopic]),
    topic: &TopicId,
    required: u64,
) -> Weighed {
    let Some(signal) = signals.iter().find(|signal| signal.topic.id == *topic) else {
        let shown = unranked.iter().find(|one| one.topic.id == *topic);
        return Weighed {
            evidence: None,
            lack: Some(shown.map_or(Lack::NotMentioned, |one| Lack::NotRanked(one.reason))),
        };
    };
    let n = signal.n_negative_scored;
    let lack = match signal.verdict {
        Verdict::CannotTell => Some(Lack::CannotTell(signal.gain)),
        Verdict::Contrary => Some(Lack::Contrary(signal.gain)),
        Verdict::Gain if n < required => Some(Lack::TooFew { n, required }),
        Verdict::Gain => None,
    };
    Weighed {
        evidence: Some(Evidence {
            period: None,
            filter: None,
            taxonomy: String::new(),
            verdict: signal.verdict,
            n_mentions: signal.n_mentions,
            n_negative_scored: n,
            share_negative: signal.share_negative,
            gain: signal.gain,
            fraction_removed: signal.fraction_removed,
            documents: signal.quotes.iter().map(|quote| quote.id).collect(),
        }),
        lack,
    }
}
