use crate::record::RecordId;
use crate::signals::{TopicName, Verdict};
use crate::units::Interval;

/// What a changed taxonomy moves in an archive.
#[derive(Debug, Clone, PartialEq)]
pub struct TaxonomyDiff {
    /// Documents with words.
    pub n_documents: u64,
    /// Of these, documents whose topics, or the tone of one, are others now.
    pub n_changed: u64,
    /// Documents with words and no topic, before and after.
    pub n_without_topic: (u64, u64),
    /// Topics whose documents are not the same, largest change first.
    pub topics: Vec<TopicMove>,
    /// Signals that either taxonomy ranks, in the order of the new ranking; those that it does not rank last.
    pub signals: Vec<SignalMove>,
}

/// What became of one topic.
#[derive(Debug, Clone, PartialEq)]
pub struct TopicMove {
    /// Which topic; named as the new taxonomy names it where it still has it.
    pub topic: TopicName,
    /// Documents that mention it, before and after.
    pub n: (u64, u64),
    /// Documents that mention it now and did not.
    pub n_gained: u64,
    /// Documents that mentioned it and do not now.
    pub n_lost: u64,
    /// Documents that mention it before and after, in another tone.
    pub n_other_tone: u64,
    /// Where lost documents went: topics that the same documents gained, most first, at most five.
    pub moved_to: Vec<(TopicName, u64)>,
    /// Documents that were gained, at most three.
    pub gained: Vec<RecordId>,
    /// Documents that were lost, at most three.
    pub lost: Vec<RecordId>,
}

/// What became of one signal.
#[derive(Debug, Clone, PartialEq)]
pub struct SignalMove {
    /// Which topic.
    pub topic: TopicName,
    /// As the old taxonomy ranks it; `None` where it does not.
    pub before: Option<RankedGain>,
    /// As the new taxonomy ranks it; `None` where it does not.
    pub after: Option<RankedGain>,
}

/// The place of a signal.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RankedGain {
    /// 1 for the largest expected gain.
    pub rank: usize,
    /// Expected gain.
    pub gain: Interval,
    /// Whether the data can tell that there is something to gain.
    pub verdict: Verdict,
}
