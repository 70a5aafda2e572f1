//! Topics that are shown but not ranked, each with its reason.

use super::model::{Counts, Model};
use super::{Options, Respondents, Signal, Topic, UnrankedReason, UnrankedTopic};
use crate::units::as_u64;
use std::collections::BTreeSet;

/// What became of the driver model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fitted {
    /// Nobody gave an outcome.
    WithoutOutcome,
    /// There is no model, or it explains no more than chance.
    Unexplained,
    Explaining,
}

/// Topics that somebody mentions and that have no signal, most mentioned first. What fewer customers mention than a cell
/// may show has no counts, and where all who mention a topic do so badly, how many is not said.
pub(super) fn unranked(
    topics: &[Topic],
    (respondents, counts): (&Respondents, &[Counts]),
    (signals, model): (&[Signal], Option<&Model>),
    fitted: Fitted,
    options: &Options,
) -> Vec<UnrankedTopic> {
    let is_few = few(respondents, topics.len(), options.min_cell);
    let mut unranked: Vec<UnrankedTopic> = topics
        .iter()
        .zip(counts)
        .enumerate()
        .filter(|(_, (topic, count))| {
            let has_signal = (signals.iter()).any(|signal| signal.topic.id == topic.name.id);
            count.n_mentions > 0 && !has_signal
        })
        .map(|(at, (topic, count))| UnrankedTopic {
            topic: topic.name.clone(),
            about: topic.about,
            n_mentions: (!is_few[at]).then_some(count.n_mentions),
            n_negative: (!is_few[at] && count.n_negative < count.n_mentions)
                .then_some(count.n_negative),
            rounded_to: None,
            reason: if !topic.is_driver {
                UnrankedReason::NotADriver
            } else if fitted == Fitted::WithoutOutcome {
                UnrankedReason::NoOutcome
            } else if is_few[at] {
                UnrankedReason::TooFewPeople {
                    required: options.min_cell,
                }
            } else if count.n_negative == 0 {
                UnrankedReason::NothingNegative
            } else if count.n_negative_scored < options.min_mentions {
                UnrankedReason::TooFewMentions {
                    required: options.min_mentions,
                }
            } else if fitted == Fitted::Unexplained {
                UnrankedReason::NoModel
            } else if model.is_some_and(|model| has_own_effect(model, at)) {
                UnrankedReason::NoInterval
            } else {
                UnrankedReason::Collinear
            },
        })
        .collect();
    unranked.sort_by(|a, b| {
        b.n_mentions
            .cmp(&a.n_mentions)
            .then(a.topic.id.cmp(&b.topic.id))
    });
    unranked
}

/// Whether the data tell negative mentions of a topic apart from everything else.
fn has_own_effect(model: &Model, topic: usize) -> bool {
    let of_topic = (model.topics.iter()).find(|columns| columns.topic == topic);
    of_topic
        .and_then(|columns| columns.negative)
        .is_some_and(|column| model.has_own_effect(column))
}

/// Whether fewer than `least` customers mention each topic.
fn few(respondents: &Respondents, n_topics: usize, least: u64) -> Vec<bool> {
    let mut customers: Vec<BTreeSet<u32>> = vec![BTreeSet::new(); n_topics];
    let is_few = |known: &BTreeSet<u32>| as_u64(known.len()) < least;
    // Lists of which every topic is mentioned by enough are looked at no more.
    let mut is_settled = vec![false; respondents.sayings().len()];
    for i in (0..respondents.len()).filter(|&i| respondents.has_words(i)) {
        let is_settled = &mut is_settled[respondents.saying(i)];
        if *is_settled {
            continue;
        }
        *is_settled = true;
        for mention in respondents.mentions(i) {
            let known = &mut customers[mention.topic as usize];
            if is_few(known) {
                known.insert(respondents.customer(i));
                *is_settled = false;
            }
        }
    }
    customers.iter().map(is_few).collect()
}
