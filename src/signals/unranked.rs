//! Topics that are shown but not ranked, each with its reason.

use super::model::Counts;
use super::plan::TopicColumns;
use super::{Options, Topic, UnrankedReason, UnrankedTopic};

/// What became of the driver model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fitted {
    /// Nobody gave an outcome.
    WithoutOutcome,
    /// There is no model, or it explains no more than chance.
    Unexplained,
    Explaining,
}

/// Topics that somebody mentions and that are not among `ranked`, most mentioned first.
pub(super) fn unranked(
    topics: &[Topic],
    counts: &[Counts],
    ranked: &[TopicColumns],
    fitted: Fitted,
    options: &Options,
) -> Vec<UnrankedTopic> {
    let mut unranked: Vec<UnrankedTopic> = topics
        .iter()
        .zip(counts)
        .enumerate()
        .filter(|(at, (_, count))| {
            count.n_mentions > 0 && !ranked.iter().any(|columns| columns.topic == *at)
        })
        .map(|(_, (topic, count))| UnrankedTopic {
            topic: topic.name.clone(),
            about: topic.about,
            n_mentions: count.n_mentions,
            n_negative: count.n_negative,
            reason: if !topic.is_driver {
                UnrankedReason::NotADriver
            } else if fitted == Fitted::WithoutOutcome {
                UnrankedReason::NoOutcome
            } else if count.n_negative == 0 {
                UnrankedReason::NothingNegative
            } else if count.n_negative_scored < options.min_mentions {
                UnrankedReason::TooFewMentions {
                    required: options.min_mentions,
                }
            } else if fitted == Fitted::Unexplained {
                UnrankedReason::NoModel
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
