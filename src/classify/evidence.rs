use crate::record::{Sentiment, SentimentLabel, Span, TopicId, TopicMention};
use crate::units::{Polarity, Probability, as_f64};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

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

/// Sentences that speak of more than one thing, from the sentence and the bytes of each mention.
pub(super) fn of_several<'a>(
    mentions: impl Iterator<Item = (usize, &'a Range<usize>)>,
) -> BTreeSet<usize> {
    let mut firsts: BTreeMap<usize, &Range<usize>> = BTreeMap::new();
    mentions
        .filter(|&(sentence, span)| *firsts.entry(sentence).or_insert(span) != span)
        .map(|(sentence, _)| sentence)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::of_several;
    use std::collections::BTreeSet;

    #[test]
    fn one_thing_of_two_topics_is_one_thing() {
        let spans = [(0, 4..9), (0, 4..9), (1, 12..20), (1, 25..30), (2, 40..44)];
        let found = of_several(spans.iter().map(|(sentence, span)| (*sentence, span)));
        assert_eq!(found, BTreeSet::from([1]));
    }
}
