use super::schema::{FACET_SEPARATOR, Fields, KeyField, SCORE};
use super::wire;
use crate::privacy::{CleanBody, CleanRecord, RedactedText};
use crate::record::{
    LanguageTag, Reading, RecordId, RecordKind, SentimentLabel, Speaker, TopicMention,
};
use std::collections::BTreeMap;
use tantivy::schema::{Field, OwnedValue};
use tantivy::{TantivyDocument, Term};

/// A record and what was read in it: what the store keeps.
///
/// A text that is read back carries no list of redactions: they point into raw text, which is
/// never stored.
#[derive(Debug, Clone, PartialEq)]
pub struct Document {
    /// The redacted record.
    pub record: CleanRecord,
    /// What was read in it.
    pub reading: Reading,
}

/// Every kind of record; its place is its code in the index.
pub(super) const KINDS: [RecordKind; 4] = [
    RecordKind::Feedback,
    RecordKind::Transcript,
    RecordKind::Survey,
    RecordKind::Event,
];

/// Every language; its place is its code in the index.
pub(super) const LANGUAGES: [LanguageTag; 4] = [
    LanguageTag::Nl,
    LanguageTag::En,
    LanguageTag::Other,
    LanguageTag::Unknown,
];

/// Every sentiment label; its place is its code in the index.
pub(super) const LABELS: [SentimentLabel; 4] = [
    SentimentLabel::Negative,
    SentimentLabel::Neutral,
    SentimentLabel::Positive,
    SentimentLabel::Unclear,
];

/// Code of a value of a closed list.
pub(super) fn code_of<T: PartialEq>(list: &[T], value: &T) -> u8 {
    let place = list.iter().position(|known| known == value);
    place
        .and_then(|place| u8::try_from(place).ok())
        .unwrap_or(u8::MAX)
}

/// The term of `key`: rarely, another key has it too.
pub(super) fn key_term(field: KeyField, key: u128) -> Term {
    Term::from_field_bytes(field.term, &last_bytes(key))
}

/// Last 4 of 16 bytes: those that are indexed.
fn last_bytes(key: u128) -> [u8; 4] {
    let [.., a, b, c, d] = key.to_be_bytes();
    [a, b, c, d]
}

/// Both halves of a record id, upper first.
pub(super) fn halves(id: RecordId) -> (u64, u64) {
    (first_half(id.0), low_half(id.0))
}

/// First 8 of 16 bytes: the number that joins.
pub(super) fn first_half(key: u128) -> u64 {
    low_half(key >> 64)
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "the lower half is asked for"
)]
fn low_half(key: u128) -> u64 {
    key as u64
}

/// `topic/state`, the form in which mentions are indexed.
pub(super) fn mention_term(mention: &TopicMention) -> String {
    let (topic, label) = (mention.topic.as_str(), mention.sentiment.label.as_str());
    [topic, "/", label].concat()
}

/// `name`, separator, `value`, the form in which facets are indexed.
pub(super) fn facet_term(name: &str, value: &str) -> String {
    let mut term = String::with_capacity(name.len() + 1 + value.len());
    term.extend(name.chars().filter(|&letter| letter != FACET_SEPARATOR));
    term.push(FACET_SEPARATOR);
    term.push_str(value);
    term
}

/// Letters of a score name that would mean something in a path of the index, and what stands
/// for them there.
const PATH_LETTERS: [(char, char); 2] = [('.', '\u{2}'), ('\\', '\u{3}')];

/// The name of a score as a step of a path in the index.
pub(super) fn score_step(name: &str) -> String {
    let mut step = name.to_owned();
    for (letter, stand_in) in PATH_LETTERS {
        if step.contains(letter) {
            step = step.replace(letter, &stand_in.to_string());
        }
    }
    step
}

/// The name of the score that the column `column` holds; `None` for another column.
pub(super) fn score_of_column(column: &str) -> Option<String> {
    let mut name = column
        .strip_prefix(SCORE)?
        .strip_prefix('\u{1}')?
        .to_owned();
    for (letter, stand_in) in PATH_LETTERS {
        name = name.replace(stand_in, &letter.to_string());
    }
    Some(name)
}

/// Whether the customer said something.
pub(super) fn has_words(body: &CleanBody) -> bool {
    match body {
        CleanBody::Nothing | CleanBody::Event(_) => false,
        CleanBody::Message(text) => !text.as_str().trim().is_empty(),
        CleanBody::Dialogue(turns) => turns
            .iter()
            .any(|turn| is_customer(turn.speaker) && !turn.text.as_str().trim().is_empty()),
    }
}

/// Whether a turn counts as what the customer said.
pub(super) fn is_customer(speaker: Speaker) -> bool {
    matches!(speaker, Speaker::Customer | Speaker::Unknown)
}

/// The document as tantivy takes it in.
pub(super) fn index_form(
    fields: &Fields,
    document: &Document,
    asides: &[RedactedText],
) -> TantivyDocument {
    let Document { record, reading } = document;
    let stored = wire::encode(document);
    // The text and the stored form, which holds it, are most of it.
    let mut form = TantivyDocument::with_capacity(2 * stored.len() + 256);
    add_key(&mut form, fields.id, Some(record.id.0));
    form.add_u64(fields.id_low, low_half(record.id.0));
    form.add_u64(fields.kind, code_of(&KINDS, &record.kind).into());
    form.add_text(fields.source, record.origin.source.as_str());
    form.add_text(fields.file, &*record.origin.file);
    form.add_u64(fields.row, record.origin.row);
    form.add_u64(fields.has_words, has_words(&record.body).into());
    add_key(&mut form, fields.customer, record.customer.map(|key| key.0));
    add_key(&mut form, fields.contact, record.contact.map(|key| key.0));
    add_key(&mut form, fields.ticket, record.ticket.map(|key| key.0));
    if let Some(at) = record.at {
        form.add_i64(fields.at, at.as_second());
    }
    if let Some(weight) = record.weight.filter(|weight| weight.is_finite()) {
        form.add_f64(fields.weight, weight);
    }
    if let Some(question) = &record.question {
        form.add_text(fields.question, question);
    }
    for (name, value) in &record.facets {
        form.add_text(fields.facet, facet_term(name, value));
    }
    if !record.scores.is_empty() {
        let scores: BTreeMap<String, OwnedValue> = record
            .scores
            .iter()
            .filter(|score| score.value.is_finite())
            .map(|score| {
                (
                    score_step(score.name.as_str()),
                    OwnedValue::F64(score.value),
                )
            })
            .collect();
        form.add_object(fields.score, scores);
    }
    add_reading(&mut form, fields, reading);
    add_texts(&mut form, fields, document);
    for aside in asides {
        form.add_text(fields.text_aside, aside.as_str());
    }
    form.add_bytes(fields.document, &stored);
    form
}

fn add_key(form: &mut TantivyDocument, field: KeyField, key: Option<u128>) {
    if let Some(key) = key {
        form.add_bytes(field.term, &last_bytes(key));
        form.add_u64(field.join, first_half(key));
    }
}

fn add_reading(form: &mut TantivyDocument, fields: &Fields, reading: &Reading) {
    form.add_u64(
        fields.language,
        code_of(&LANGUAGES, &reading.language.tag).into(),
    );
    if let Some(sentiment) = reading.sentiment {
        form.add_u64(fields.sentiment, code_of(&LABELS, &sentiment.label).into());
        form.add_f64(fields.polarity, sentiment.polarity.get());
        form.add_f64(fields.confidence, sentiment.confidence.get());
    }
    for mention in &reading.topics {
        form.add_text(fields.mention, mention_term(mention));
    }
}

fn add_texts(form: &mut TantivyDocument, fields: &Fields, document: &Document) {
    let customer = text_field(fields, document.reading.language.tag);
    match &document.record.body {
        CleanBody::Nothing | CleanBody::Event(_) => {}
        CleanBody::Message(text) => form.add_text(customer, text.as_str()),
        CleanBody::Dialogue(turns) => {
            for turn in turns {
                let field = if is_customer(turn.speaker) {
                    customer
                } else {
                    fields.text_agent
                };
                form.add_text(field, turn.text.as_str());
            }
        }
    }
}

/// The field of what customers said in `language`.
pub(super) fn text_field(fields: &Fields, language: LanguageTag) -> Field {
    match language {
        LanguageTag::Nl => fields.text_nl,
        LanguageTag::En => fields.text_en,
        LanguageTag::Other | LanguageTag::Unknown => fields.text_other,
    }
}
