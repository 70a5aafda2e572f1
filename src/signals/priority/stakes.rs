use super::{Judgement, Weighting};
use crate::record::TopicId;
use crate::units::Share;
use std::collections::BTreeMap;

const SECONDS_PER_HOUR: f64 = 3600.0;

/// What an organisation states about its own side. Everything is of one year.
#[derive(Debug, Clone, PartialEq)]
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
    /// Part of all respondents that the value of a point and stated contacts are of.
    pub share: Share,
}

impl Default for Stakes {
    fn default() -> Self {
        Self {
            weighting: Weighting::default(),
            currency: String::new(),
            value_per_point: None,
            cost_per_hour: None,
            handle_time_s: None,
            topics: BTreeMap::new(),
            share: Share::MAX,
        }
    }
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

/// What is stated for all topics alike, at one value: two topics cannot see two prices at once.
#[derive(Debug, Clone, Copy)]
pub(super) struct Common {
    pub(super) value_per_point: Option<f64>,
    cost_per_hour: Option<f64>,
    handle_time_s: Option<f64>,
}

impl Stakes {
    /// What is stated of all respondents, brought down to a part of them: the value of a point and contacts a year.
    /// Effort stays whole, as an improvement is paid once.
    #[must_use]
    pub fn of_part(&self, share: Share) -> Self {
        let scaled = |stated: Option<Judgement>| stated.map(|one| one.scaled(share));
        let mut part = self.clone();
        part.value_per_point = scaled(self.value_per_point);
        for topic in part.topics.values_mut() {
            topic.contacts_per_year = scaled(topic.contacts_per_year);
        }
        part.share = share;
        part
    }

    /// What holds for all topics, each judgement taken by `take`.
    pub(super) fn common(&self, mut take: impl FnMut(Judgement) -> f64) -> Common {
        Common {
            value_per_point: self.value_per_point.map(&mut take),
            cost_per_hour: self.cost_per_hour.map(&mut take),
            handle_time_s: self.handle_time_s.map(&mut take),
        }
    }
}

impl TopicStakes {
    /// Cost of one contact about the topic, where time and price are known.
    pub(super) fn handling(
        &self,
        common: &Common,
        take: impl FnOnce(Judgement) -> f64,
    ) -> Option<f64> {
        let seconds = self.handle_time_s.map(take).or(common.handle_time_s);
        Some(seconds? / SECONDS_PER_HOUR * common.cost_per_hour?)
    }
}
