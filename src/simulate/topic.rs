//! The one table of topics and of what each does to a customer's judgement.

/// A topic and the points it adds to the latent judgement (scale 0 to 10).
#[derive(Debug)]
pub(crate) struct Topic {
    /// Leaf id in the taxonomy that ships in `data/`.
    pub(crate) id: &'static str,
    /// Points for a bad experience; zero or below.
    pub(crate) negative: f64,
    /// Points for a good experience; zero or above.
    pub(crate) positive: f64,
}

/// Number of topics.
pub(crate) const N_TOPICS: usize = 24;

/// Whether an experience, or the sentence about it, is good or bad.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Tone {
    Negative,
    Positive,
}

impl Tone {
    /// Lower-case name, as in the truth files.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Negative => "negative",
            Self::Positive => "positive",
        }
    }
}

/// A topic someone has something good or bad to say about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Mention {
    /// Position in [`TOPICS`].
    pub(crate) topic: usize,
    pub(crate) tone: Tone,
}

const fn topic(id: &'static str, negative: f64, positive: f64) -> Topic {
    Topic {
        id,
        negative,
        positive,
    }
}

/// All topics. `wait.menu` does nothing by design: it is mentioned together with waiting and
/// transfers, so an unadjusted comparison blames it for what they do.
pub(crate) const TOPICS: [Topic; N_TOPICS] = [
    topic("wait.phone", -1.2, 0.3),
    topic("wait.callback", -1.3, 0.5),
    topic("wait.response", -1.1, 0.3),
    topic("wait.transfer", -2.0, 0.3),
    topic("wait.menu", 0.0, 0.0),
    topic("staff.friendly", -1.8, 1.1),
    topic("staff.knowledge", -1.3, 0.5),
    topic("staff.listening", -1.4, 0.6),
    topic("staff.promise", -1.8, 0.4),
    topic("resolution.first-time", -2.3, 0.8),
    topic("resolution.complaint", -1.8, 0.5),
    topic("resolution.informed", -1.0, 0.3),
    topic("resolution.clarity", -0.7, 0.3),
    topic("delivery.on-time", -1.5, 0.4),
    topic("delivery.damaged", -2.4, 0.2),
    topic("product.quality", -1.2, 0.6),
    topic("product.outage", -1.6, 0.2),
    topic("price.level", -0.6, 0.4),
    topic("price.invoice", -1.3, 0.2),
    topic("price.refund", -1.6, 0.4),
    topic("contract.cancel", -1.4, 0.3),
    topic("digital.website", -0.4, 0.2),
    topic("digital.login", -0.6, 0.1),
    topic("digital.chatbot", -1.1, 0.2),
];

/// Position of the topic called `id`.
pub(crate) fn position(id: &str) -> Option<usize> {
    TOPICS.iter().position(|topic| topic.id == id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn ids_are_unique_and_signs_are_right() {
        let ids: BTreeSet<_> = TOPICS.iter().map(|topic| topic.id).collect();
        assert_eq!(ids.len(), N_TOPICS);
        for topic in &TOPICS {
            assert!(
                topic.negative <= 0.0 && topic.positive >= 0.0,
                "{}",
                topic.id
            );
        }
    }
}
