use crate::privacy::{CleanBody, RedactedText};
use crate::record::{SentimentLabel, Span, TopicId, TopicMention};
use crate::signals::Quote;
use crate::store::Document;
use jiff::tz::TimeZone;
use std::ops::Range;

/// Longest quote in bytes; longer texts are cut to the sentences around the mention.
const LONGEST: usize = 320;

/// The quote by which `document` shows `topic`, badly spoken of where it is so anywhere.
///
/// `None` where the document does not mention the topic.
pub(super) fn quote(document: &Document, topic: &TopicId, zone: &TimeZone) -> Option<Quote> {
    let mention = mention_of(document, topic)?;
    let first = mention.spans.first()?;
    let text = text_of(&document.record.body, first.part)?.as_str();
    let shown = around(document, first, text);
    let spans = mention
        .spans
        .iter()
        .filter(|span| span.part == first.part)
        .map(|span| (span.start as usize, span.end as usize))
        .filter(|(start, end)| shown.start <= *start && *end <= shown.end)
        .map(|(start, end)| (start - shown.start, end - shown.start))
        .collect();
    Some(Quote {
        id: document.record.id,
        date: document
            .record
            .at
            .map(|at| at.to_zoned(zone.clone()).date().to_string()),
        language: document.reading.language.tag,
        sentiment: mention.sentiment.label,
        text: text.get(shown)?.to_owned(),
        spans,
    })
}

fn mention_of<'a>(document: &'a Document, topic: &TopicId) -> Option<&'a TopicMention> {
    let mentions = || {
        document
            .reading
            .topics
            .iter()
            .filter(|mention| mention.topic == *topic)
    };
    mentions()
        .find(|mention| mention.sentiment.label == SentimentLabel::Negative)
        .or_else(|| mentions().next())
}

/// The text of one part of a body.
pub(super) fn text_of(body: &CleanBody, part: u32) -> Option<&RedactedText> {
    match body {
        CleanBody::Message(text) if part == 0 => Some(text),
        CleanBody::Dialogue(turns) => turns.get(part as usize).map(|turn| &turn.text),
        CleanBody::Message(_) | CleanBody::Nothing | CleanBody::Event(_) => None,
    }
}

/// The whole text where it is short, else the sentence of the mention and neighbours that fit.
fn around(document: &Document, mention: &Span, text: &str) -> Range<usize> {
    if text.len() <= LONGEST {
        return 0..text.len();
    }
    let sentences: Vec<Range<usize>> = document
        .reading
        .sentences
        .iter()
        .filter(|sentence| sentence.span.part == mention.part)
        .map(|sentence| sentence.span.start as usize..sentence.span.end as usize)
        .collect();
    let start = mention.start as usize;
    let Some(at) = sentences
        .iter()
        .position(|sentence| sentence.contains(&start))
    else {
        return 0..text.floor_char_boundary(LONGEST);
    };
    let (mut first, mut last) = (at, at);
    loop {
        let bounds = |first: usize, last: usize| sentences[first].start..sentences[last].end;
        if last + 1 < sentences.len() && bounds(first, last + 1).len() <= LONGEST {
            last += 1;
        } else if first > 0 && bounds(first - 1, last).len() <= LONGEST {
            first -= 1;
        } else {
            let shown = bounds(first, last);
            // A single endless sentence is cut on both sides of the mention.
            if shown.len() <= 2 * LONGEST {
                return shown;
            }
            let from = start.saturating_sub(LONGEST / 2).max(shown.start);
            let until = (from + LONGEST).max(mention.end as usize).min(shown.end);
            return text.floor_char_boundary(from)..text.ceil_char_boundary(until);
        }
    }
}
