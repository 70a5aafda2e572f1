//! Documents and stores for the tests of this room.

use super::{Document, IngestedFile, Manifest, Prepared, Store, WriterOptions};
use crate::privacy::{CleanBody, CleanRecord, CleanTurn, RedactedText};
use crate::record::{
    EventDetail, LanguageGuess, LanguageTag, Origin, Pseudonym, Reading, RecordId, RecordKind,
    Score, ScoreName, SentenceReading, Sentiment, SentimentLabel, SourceName, Span, Speaker,
    TopicId, TopicMention,
};
use crate::units::{Polarity, Probability, Seconds};
use jiff::Timestamp;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;
use tempfile::TempDir;

/// A text that counts as redacted.
pub(super) fn redacted(text: &str) -> RedactedText {
    RedactedText::read_back_by_store(text.to_owned())
}

/// A sentiment with a polarity that suits its label.
pub(super) fn felt(label: SentimentLabel) -> Sentiment {
    let polarity = match label {
        SentimentLabel::Negative => -0.8,
        SentimentLabel::Neutral => 0.0,
        SentimentLabel::Positive => 0.7,
        SentimentLabel::Unclear => 0.1,
    };
    Sentiment {
        label,
        polarity: Polarity::saturating(polarity),
        confidence: Probability::saturating(0.9),
    }
}

/// A mention of `topic`.
pub(super) fn mention(topic: &str, label: SentimentLabel) -> TopicMention {
    TopicMention {
        topic: TopicId::new(topic),
        confidence: Probability::saturating(0.8),
        sentiment: felt(label),
        spans: vec![],
    }
}

/// A Dutch message of the source `reviews`.
pub(super) fn message(id: u128, text: &str) -> Document {
    Document {
        record: CleanRecord {
            id: RecordId(id),
            kind: RecordKind::Feedback,
            origin: Origin {
                source: SourceName::new("reviews"),
                file: Arc::from("reviews.csv"),
                row: 1,
                byte: None,
            },
            at: None,
            body: CleanBody::Message(redacted(text)),
            customer: None,
            contact: None,
            ticket: None,
            question: None,
            weight: None,
            scores: vec![],
            facets: vec![],
        },
        reading: Reading {
            language: LanguageGuess {
                tag: LanguageTag::Nl,
                confidence: Probability::saturating(0.9),
            },
            sentiment: Some(felt(SentimentLabel::Neutral)),
            sentences: vec![],
            topics: vec![],
        },
    }
}

/// Small budget, as many threads as asked for.
pub(super) fn options(threads: usize) -> WriterOptions {
    WriterOptions {
        threads,
        memory_bytes: threads * 16_000_000,
    }
}

/// A manifest of run `run`.
pub(super) fn manifest(run: u64) -> Manifest {
    Manifest {
        run,
        started: Timestamp::from_second(1_700_000_000).unwrap(),
        seed: 7,
        settings_sha256: "ab".repeat(32),
        key_fingerprint: "cd".repeat(8),
        models: vec![],
        files: vec![IngestedFile {
            source: "reviews".to_owned(),
            file: "reviews.csv".to_owned(),
            sha256: "ef".repeat(32),
            settings_sha256: "01".repeat(32),
            format: "CSV, comma, UTF-8".to_owned(),
            n_read: 10,
            n_rejected: 1,
            n_stored: 9,
            n_replaced: 0,
            rejections: BTreeMap::from([("number".to_owned(), 1)]),
            redactions: BTreeMap::from([("IBAN".to_owned(), 2)]),
            unmapped_columns: vec!["note".to_owned()],
            missing_columns: vec![],
            n_forgotten: 0,
        }],
    }
}

/// A store in a new folder with `documents` committed as run 1.
pub(super) fn store_of(documents: &[Document], threads: usize) -> (TempDir, Store) {
    let folder = tempfile::tempdir().unwrap();
    let mut store = Store::create(folder.path()).unwrap();
    write(&mut store, documents, threads, 1);
    (folder, store)
}

/// Commits `documents` as run `run`.
pub(super) fn write(store: &mut Store, documents: &[Document], threads: usize, run: u64) {
    let mut writer = store.writer(options(threads)).unwrap();
    for document in documents {
        writer.put(Prepared::of(document, &[])).unwrap();
    }
    writer.commit(&manifest(run)).unwrap();
    store.refresh().unwrap();
}

fn any_name() -> impl Strategy<Value = Arc<str>> {
    "[a-z][a-z._ ]{0,6}".prop_map(Arc::from)
}

fn any_label() -> impl Strategy<Value = SentimentLabel> {
    prop_oneof![
        Just(SentimentLabel::Negative),
        Just(SentimentLabel::Neutral),
        Just(SentimentLabel::Positive),
        Just(SentimentLabel::Unclear),
    ]
}

fn any_sentiment() -> impl Strategy<Value = Sentiment> {
    (any_label(), -1.0..=1.0_f64, 0.0..=1.0_f64).prop_map(|(label, polarity, confidence)| {
        Sentiment {
            label,
            polarity: Polarity::new(polarity).unwrap(),
            confidence: Probability::new(confidence).unwrap(),
        }
    })
}

fn any_span() -> impl Strategy<Value = Span> {
    any::<(u32, u32, u32)>().prop_map(|(part, start, end)| Span { part, start, end })
}

fn any_body() -> impl Strategy<Value = CleanBody> {
    let speaker = prop_oneof![
        Just(Speaker::Customer),
        Just(Speaker::Agent),
        Just(Speaker::Bot),
        Just(Speaker::Unknown),
    ];
    let turn = (speaker, option::of(any::<i64>()), "\\PC{0,30}").prop_map(|(speaker, at, text)| {
        CleanTurn {
            speaker,
            at: at.map(Seconds),
            text: redacted(&text),
        }
    });
    prop_oneof![
        Just(CleanBody::Nothing),
        "\\PC{0,60}".prop_map(|text| CleanBody::Message(redacted(&text))),
        vec(turn, 0..4).prop_map(CleanBody::Dialogue),
        (any_name(), option::of(any_name()), option::of(any_name()))
            .prop_map(|(name, old, new)| CleanBody::Event(EventDetail { name, old, new })),
    ]
}

fn any_kind() -> impl Strategy<Value = RecordKind> {
    prop_oneof![
        Just(RecordKind::Feedback),
        Just(RecordKind::Transcript),
        Just(RecordKind::Survey),
        Just(RecordKind::Event),
    ]
}

fn any_record() -> impl Strategy<Value = CleanRecord> {
    let key = || option::of(any::<u128>().prop_map(Pseudonym));
    let origin = (
        any_name(),
        any_name(),
        any::<u64>(),
        option::of(any::<u64>()),
    )
        .prop_map(|(source, file, row, byte)| Origin {
            source: SourceName::new(source),
            file,
            row,
            byte,
        });
    let at = (-2_000_000_000_i64..4_000_000_000, 0..1_000_000_000)
        .prop_map(|(second, nano)| Timestamp::new(second.abs(), nano).unwrap());
    let scores = proptest::collection::btree_map(any_name(), -1e6..1e6_f64, 0..3);
    let facets = proptest::collection::btree_map(any_name(), any_name(), 0..4);
    (
        (
            any::<u128>(),
            any_kind(),
            origin,
            option::of(at),
            any_body(),
        ),
        (key(), key(), key()),
        (option::of(any_name()), option::of(0.01..9.0_f64)),
        (scores, facets),
    )
        .prop_map(
            |(
                (id, kind, origin, at, body),
                (customer, contact, ticket),
                (question, weight),
                (scores, facets),
            )| CleanRecord {
                id: RecordId(id),
                kind,
                origin,
                at,
                body,
                customer,
                contact,
                ticket,
                question,
                weight,
                scores: scores
                    .into_iter()
                    .map(|(name, value)| Score {
                        name: ScoreName::new(name),
                        value,
                    })
                    .collect(),
                facets: facets.into_iter().collect(),
            },
        )
}

/// Any document that could be put.
pub(super) fn any_document() -> impl Strategy<Value = Document> {
    let tag = prop_oneof![
        Just(LanguageTag::Nl),
        Just(LanguageTag::En),
        Just(LanguageTag::Other),
        Just(LanguageTag::Unknown),
    ];
    let sentence = (any_span(), any_sentiment())
        .prop_map(|(span, sentiment)| SentenceReading { span, sentiment });
    let topic = (0.0..=1.0_f64, any_sentiment(), vec(any_span(), 0..3));
    let topics = proptest::collection::btree_map("[a-e]{1,2}(/[a-c])?", topic, 0..4);
    (
        any_record(),
        (tag, 0.0..=1.0_f64),
        option::of(any_sentiment()),
        vec(sentence, 0..3),
        topics,
    )
        .prop_map(
            |(record, (tag, confidence), sentiment, sentences, topics)| Document {
                record,
                reading: Reading {
                    language: LanguageGuess {
                        tag,
                        confidence: Probability::new(confidence).unwrap(),
                    },
                    sentiment,
                    sentences,
                    topics: topics
                        .into_iter()
                        .map(|(topic, (confidence, sentiment, spans))| TopicMention {
                            topic: TopicId::new(topic),
                            confidence: Probability::new(confidence).unwrap(),
                            sentiment,
                            spans,
                        })
                        .collect(),
                },
            },
        )
}
