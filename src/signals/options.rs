use super::LabelCard;
use crate::record::TopicId;
use crate::units::Probability;
use std::collections::BTreeMap;

/// How signals are ranked.
#[derive(Debug, Clone, PartialEq)]
pub struct Options {
    /// Part of negative mentions assumed to disappear, 0 to 1.
    pub fraction_removed: f64,
    /// The same of single topics, where an improvement is stated that does more or less.
    pub fraction_removed_of: BTreeMap<TopicId, f64>,
    /// Least number of respondents with a negative mention for a topic to be ranked.
    pub min_mentions: u64,
    /// Bootstrap replicates.
    pub n_replicates: usize,
    /// Nominal coverage of every interval.
    pub level: Probability,
    /// How intervals come about.
    pub intervals: IntervalMethod,
    /// Seed of everything random.
    pub seed: u64,
    /// Quotes per signal.
    pub n_quotes: usize,
    /// Least number of respondents for a level to be shown in a trend.
    pub min_cell: u64,
    /// What becomes of respondents who wrote nothing.
    pub silence: Silence,
    /// Checked comments to correct errors of reading with; `None` takes readings for true.
    pub card: Option<LabelCard>,
}

/// How the intervals of effects, contributions and gains come about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum IntervalMethod {
    /// From replicates of effect, share, weights and checked comments together.
    #[default]
    Bootstrap,
    /// By the delta method from the robust covariance of effect and share together: a hundredth of the
    /// work, right where shares and effects are not too far from normal.
    Hc3,
}

impl IntervalMethod {
    /// Name for machines.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Bootstrap => "bootstrap",
            Self::Hc3 => "hc3",
        }
    }
}

/// What becomes of respondents who answered and wrote nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Silence {
    /// Those who wrote are weighted by one over how often people with their answer and controls write,
    /// so that they stand for the silent too. Shares are those expected had everybody written.
    Represented,
    /// The silent count as mentioning nothing: shares and gains are what was written, a floor.
    NotMentioning,
}

impl Options {
    /// Part of a topic's negative mentions assumed to disappear.
    pub fn fraction_removed_of(&self, topic: &TopicId) -> f64 {
        let stated = self.fraction_removed_of.get(topic);
        stated.copied().unwrap_or(self.fraction_removed)
    }
}

impl Default for Options {
    fn default() -> Self {
        Self {
            fraction_removed: 0.5,
            fraction_removed_of: BTreeMap::new(),
            min_mentions: 30,
            n_replicates: 1000,
            level: Probability::saturating(0.95),
            intervals: IntervalMethod::Bootstrap,
            seed: 1,
            n_quotes: 5,
            min_cell: 10,
            silence: Silence::Represented,
            card: None,
        }
    }
}
