//! Conversations for tests, redacted and read as a run does.

use super::{ConversationReading, Rules, read};
use crate::classify::{Classifier, Entry, Taxonomy};
use crate::privacy::{CleanBody, CleanTurn, Options, Redactor};
use crate::record::{RawText, Speaker};

/// Turns as the store holds them.
pub(super) fn dialogue(turns: &[(Speaker, &str)]) -> Vec<CleanTurn> {
    let redactor = Redactor::new(&Options::default());
    let clean = |&(speaker, text): &(Speaker, &str)| CleanTurn {
        speaker,
        at: None,
        text: redactor.redact(&RawText::new(text)),
    };
    turns.iter().map(clean).collect()
}

/// What is read in them with the built-in taxonomy.
pub(super) fn read_dialogue(turns: &[CleanTurn]) -> ConversationReading {
    let taxonomy = Taxonomy::from_toml(include_str!("../../data/taxonomy/cx.toml")).unwrap();
    let classifier = Classifier::new(taxonomy, Vec::new()).unwrap();
    let body = CleanBody::Dialogue(turns.to_vec());
    let entry = Entry {
        body: &body,
        question: None,
    };
    let read_record = classifier.read(&[entry]).unwrap().remove(0);
    read(
        turns,
        &read_record.reading,
        &Rules::bundled().unwrap(),
        |_| true,
    )
}
