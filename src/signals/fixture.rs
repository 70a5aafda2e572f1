//! Topics, and people whose reasons are known.

use super::{Mention, Respondent, Respondents, Tone, Topic, TopicName};
use crate::record::TopicId;
use crate::stats::{draw, generator};
use crate::units::as_u32;

/// A driving topic that is called as its identifier in both languages.
pub(super) fn topic(id: &str) -> Topic {
    Topic {
        name: TopicName {
            id: TopicId::new(id),
            nl: id.to_owned(),
            en: id.to_owned(),
        },
        is_driver: true,
        about: None,
    }
}

/// `n` people of whom a share mentions each topic badly, which costs them so many points; `outcome` makes what they would
/// have answered of a standard normal number. `planted` holds share and cost per topic.
pub(super) fn planted_people(
    n: usize,
    outcome: impl Fn(f64) -> f64,
    planted: &[(f64, f64)],
    seed: u64,
) -> Respondents {
    let mut random = generator(seed, 0);
    let mut respondents = Respondents::default();
    for i in 0..n {
        let mut outcome = outcome(draw::normal(&mut random));
        let mut mentions = Vec::new();
        for (topic, (share, cost)) in planted.iter().enumerate() {
            if draw::uniform(&mut random) < *share {
                outcome -= cost;
                mentions.push(Mention {
                    topic: as_u32(topic),
                    tone: Tone::Negative,
                });
            }
        }
        respondents.push(&Respondent {
            outcome: Some(outcome),
            answer: None,
            weight: 1.0,
            customer: as_u32(i),
            has_words: true,
            month: None,
            mentions,
        });
    }
    respondents
}
