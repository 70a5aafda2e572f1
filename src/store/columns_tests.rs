//! What columns hold of an index.

use super::Document;
use super::column_bytes::first_of_contact;
use super::columns::{Categorical, Columns};
use super::document::{first_half, has_words};
use super::fixture::{any_document, message, store_of, write};
use super::mentions::Mentions;
use crate::record::{RecordId, SentimentLabel, TopicId};
use crate::units::as_u32;
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;

fn each<T>(documents: &[&Document], value: impl Fn(&Document) -> T) -> Vec<T> {
    documents.iter().map(|document| value(document)).collect()
}

/// The columns as a loop over documents makes them.
fn plain(documents: &[Document]) -> Columns {
    let mut documents: Vec<&Document> = documents.iter().collect();
    documents.sort_by_key(|document| {
        let (record, origin) = (&document.record, &document.record.origin);
        let file = (origin.source.clone(), Arc::clone(&origin.file));
        (file, origin.row, record.question.clone(), record.id)
    });
    let names = |value: &dyn Fn(&Document) -> Option<Arc<str>>| {
        let found = each(&documents, value);
        let mut values: Vec<Arc<str>> = found.iter().flatten().cloned().collect();
        values.sort();
        values.dedup();
        let code = |value: &Option<Arc<str>>| match value {
            Some(value) => as_u32(values.binary_search(value).unwrap()),
            None => Categorical::NONE,
        };
        let codes = found.iter().map(code).collect();
        Categorical { values, codes }
    };
    let facet = |document: &Document, name: &str| {
        let facets = &document.record.facets;
        facets
            .iter()
            .find(|(known, _)| &**known == name)
            .map(|(_, value)| Arc::clone(value))
    };
    let mut scores = BTreeMap::new();
    let mut facets = BTreeMap::new();
    let mut topics = std::collections::BTreeSet::new();
    for document in &documents {
        for score in &document.record.scores {
            let value = |document: &Document| {
                let scores = &document.record.scores;
                scores
                    .iter()
                    .find(|known| known.name == score.name)
                    .map_or(f64::NAN, |s| s.value)
            };
            scores.insert(score.name.clone(), each(&documents, value));
        }
        for (name, _) in &document.record.facets {
            facets.insert(Arc::clone(name), names(&|document| facet(document, name)));
        }
        topics.extend(
            document
                .reading
                .topics
                .iter()
                .map(|mention| mention.topic.clone()),
        );
    }
    let topics: Vec<TopicId> = topics.into_iter().collect();
    let said: Vec<Vec<(u32, SentimentLabel)>> = documents
        .iter()
        .map(|document| {
            let mentions = document.reading.topics.iter();
            let place = |topic| as_u32(topics.binary_search(topic).unwrap());
            let coded = mentions.map(|one| (place(&one.topic), one.sentiment.label));
            coded.collect()
        })
        .collect();
    let mentions = Mentions::of_documents(topics.clone(), said.iter().map(Vec::as_slice));
    let contact = each(&documents, |d| {
        d.record.contact.map(|key| first_half(key.0))
    });
    Columns {
        ids: each(&documents, |d| d.record.id),
        kind: each(&documents, |d| d.record.kind),
        source: names(&|d| Some(Arc::from(d.record.origin.source.as_str()))),
        at: each(&documents, |d| d.record.at.map(jiff::Timestamp::as_second)),
        language: each(&documents, |d| d.reading.language.tag),
        sentiment: each(&documents, |d| d.reading.sentiment.map(|s| s.label)),
        polarity: each(&documents, |d| {
            d.reading.sentiment.map_or(f64::NAN, |s| s.polarity.get())
        }),
        has_words: each(&documents, |d| has_words(&d.record.body)),
        customer: each(&documents, |d| {
            d.record.customer.map(|key| first_half(key.0))
        })
        .into(),
        first_of_contact: first_of_contact(&contact),
        contact: contact.into(),
        ticket: each(&documents, |d| d.record.ticket.map(|key| first_half(key.0))).into(),
        weight: each(&documents, |d| d.record.weight.unwrap_or(f64::NAN)).into(),
        question: names(&|d| d.record.question.clone()),
        scores,
        facets,
        mentions,
    }
}

/// Equal to the last bit; `Debug` writes floats exactly and NaN as itself.
fn same(a: &Columns, b: &Columns) -> bool {
    format!("{a:?}") == format!("{b:?}")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]
    #[test]
    fn columns_are_what_a_loop_over_documents_makes(
        documents in proptest::collection::vec(any_document(), 0..40), split in 0_usize..40,
    ) {
        // Two runs make several segments, so dictionaries have to be merged.
        let (first, second) = documents.split_at(split.min(documents.len()));
        let (_folder, mut store) = store_of(first, 1);
        write(&mut store, second, 2, 2);
        let expected = plain(&documents);
        let columns = store.columns().unwrap();
        prop_assert!(same(&columns, &expected), "{:#?}\n{:#?}", columns, expected);
    }
}

#[test]
fn columns_do_not_depend_on_threads_nor_on_what_was_replaced() {
    let document = |n: u32, text: &str, topic: &str| {
        let mut document = message(u128::from(n).wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c), text);
        let facet = (Arc::from("team"), Arc::from(format!("{topic}{}", n % 7)));
        document.record.facets.push(facet);
        let mention = crate::store::fixture::mention(topic, SentimentLabel::Negative);
        document.reading.topics.push(mention);
        document
    };
    let new: Vec<Document> = (0..1_500).map(|n| document(n, "nieuw", "b")).collect();
    let mut all = Vec::new();
    for threads in [1, 2, 4] {
        let old: Vec<Document> = (0..1_500).map(|n| document(n, "oud", "a")).collect();
        let (_folder, mut store) = store_of(&old, threads);
        write(&mut store, &new, threads, 2);
        all.push(store.columns().unwrap());
    }
    let expected = plain(&new);
    assert!(all.iter().all(|columns| same(columns, &expected)));
    assert_eq!(expected.mentions.topics, [TopicId::new("b")]);
}

#[test]
fn rows_of_ids_are_found_in_the_order_of_rows() {
    let documents: Vec<Document> = (1..6).map(|id| message(id * 10, "x")).collect();
    let (_folder, store) = store_of(&documents, 1);
    let columns = store.columns().unwrap();
    let ids = [60, 50, 5, 11, 10, 40].map(RecordId);
    assert_eq!(columns.rows_of(&ids), [0, 3, 4]);
}
