use super::{Judgement, Weighting};
use crate::record::TopicId;
use std::collections::BTreeMap;

/// What an organisation states about its own side. Everything is of one year.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Stakes {
    /// What stands first, and why.
    pub weighting: Weighting,
    /// Sign of the currency, as printed.
    pub currency: String,
    /// What one outcome point over all respondents is worth, per year.
    pub value_per_point: Option<Judgement>,
    /// What an hour of handling costs.
    pub cost_per_hour: Option<Judgement>,
    /// Seconds to handle a contact, where a topic states none of its own.
    pub handle_time_s: Option<Judgement>,
    /// What is stated of single topics.
    pub topics: BTreeMap<TopicId, TopicStakes>,
}

/// What is stated of one topic.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TopicStakes {
    /// Contacts a year about it; counted in the archive where it is not stated.
    pub contacts_per_year: Option<Judgement>,
    /// Part of those contacts that would not come if the improvement were made, 0 to 1.
    pub avoidable: Option<Judgement>,
    /// Seconds to handle such a contact.
    pub handle_time_s: Option<Judgement>,
    /// What the improvement costs in its first year.
    pub effort: Option<Judgement>,
    /// How much it fits the course of the organisation; 1 is usual.
    pub strategic_weight: Option<f64>,
    /// Who would take it up.
    pub owner: Option<String>,
}

impl Stakes {
    /// Cost of one contact about a topic, where time and price are known: both judgements.
    pub(super) fn handling(&self, topic: &TopicStakes) -> Option<(Judgement, Judgement)> {
        topic
            .handle_time_s
            .or(self.handle_time_s)
            .zip(self.cost_per_hour)
    }
}
