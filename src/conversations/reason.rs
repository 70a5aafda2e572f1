use super::untold::Untold;
use crate::privacy::CleanTurn;
use crate::record::{Reading, Span, TopicId};

/// Turns of substance that are looked at; later ones are of how it went, not of why somebody called.
const N_FIRST: usize = 3;
/// Fewest words of a turn of substance: "ja, met Jan" is none.
const MIN_WORDS: usize = 4;

/// Why the customer got in touch: the topic named first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContactReason {
    /// Which topic.
    pub topic: TopicId,
    /// The words that show it.
    pub span: Span,
}

/// The topic that is named first in the first turns of substance among `customers`; `is_reason` says which
/// topics can be one.
pub(super) fn reason(
    turns: &[CleanTurn],
    customers: &[usize],
    reading: &Reading,
    is_reason: impl Fn(&TopicId) -> bool,
) -> Result<ContactReason, Untold> {
    let has_substance = |turn: &&usize| {
        let text = turns.get(**turn).map_or("", |turn| turn.text.as_str());
        text.split_whitespace().count() >= MIN_WORDS
    };
    let first: Vec<usize> = customers
        .iter()
        .filter(has_substance)
        .take(N_FIRST)
        .copied()
        .collect();
    let mentions = reading.topics.iter().filter(|one| is_reason(&one.topic));
    let places = mentions.flat_map(|mention| mention.spans.iter().map(move |span| (span, mention)));
    let places = places.filter(|(span, _)| first.contains(&(span.part as usize)));
    let named_first = places.min_by_key(|(span, mention)| (**span, &mention.topic));
    let (span, mention) = named_first.ok_or(Untold::NoTopic)?;
    Ok(ContactReason {
        topic: mention.topic.clone(),
        span: *span,
    })
}
