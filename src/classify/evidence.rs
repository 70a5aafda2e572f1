use crate::record::{Sentiment, SentimentLabel, Span, TopicId, TopicMention};
use crate::units::{Polarity, Probability, as_f64};

/// One place where a topic is mentioned, and how.
pub(super) struct Evidence {
    pub(super) span: Span,
    pub(super) confidence: Probability,
    pub(super) sentiment: Sentiment,
}

/// All places where a topic is mentioned with one label, as one mention.
pub(super) fn mention_of(
    topic: TopicId,
    label: SentimentLabel,
    evidence: &[Evidence],
) -> TopicMention {
    let best = |value: fn(&Evidence) -> Probability| {
        evidence.iter().map(value).max().unwrap_or(Probability::MIN)
    };
    let polarity: f64 = evidence
        .iter()
        .map(|one| one.sentiment.polarity.get())
        .sum();
    let mut spans: Vec<Span> = evidence.iter().map(|one| one.span).collect();
    spans.sort_unstable();
    spans.dedup();
    TopicMention {
        topic,
        confidence: best(|one| one.confidence),
        sentiment: Sentiment {
            label,
            polarity: Polarity::saturating(polarity / as_f64(evidence.len())),
            confidence: best(|one| one.sentiment.confidence),
        },
        spans,
    }
}
