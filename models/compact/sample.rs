//! A redacted text, or a part of it, with its label.

use signaal::encode::{Error, Passage, QuestionKind};
use signaal::learn::sentiment::{Class, Example, Provenance};
use signaal::privacy::RedactedText;
use signaal::record::LanguageTag;
use std::ops::Range;

/// A labelled text that owns its words.
#[derive(Clone)]
pub(crate) struct Sample {
    pub(crate) text: RedactedText,
    pub(crate) span: Range<usize>,
    pub(crate) language: LanguageTag,
    pub(crate) question: QuestionKind,
    pub(crate) class: Class,
    pub(crate) group: u64,
    pub(crate) weight: f32,
    pub(crate) provenance: Provenance,
}

impl Sample {
    /// The whole of a text that was said without a question.
    pub(crate) fn new(text: RedactedText, language: LanguageTag, class: Class) -> Self {
        Self {
            span: 0..text.as_str().len(),
            text,
            language,
            question: QuestionKind::Open,
            class,
            group: 0,
            weight: 1.0,
            provenance: Provenance::Collected,
        }
    }

    /// What a model reads.
    pub(crate) fn passage(&self) -> Result<Passage<'_>, Error> {
        Passage::new(&self.text, self.language)
            .answering(self.question)
            .part(self.span.clone())
    }

    /// What a model learns from.
    pub(crate) fn example(&self) -> Result<Example<'_>, Error> {
        let example = Example::labelled(self.passage()?, self.class, self.group);
        Ok(example.weighing(self.weight).from(self.provenance))
    }
}

/// Positive or negative where one side alone is named, neutral otherwise.
pub(crate) fn class_of<'l>(labels: impl IntoIterator<Item = &'l str>) -> Class {
    let (mut positive, mut negative) = (false, false);
    for label in labels {
        positive |= label == "positive";
        negative |= label == "negative";
    }
    match (positive, negative) {
        (true, false) => Class::Positive,
        (false, true) => Class::Negative,
        (true, true) | (false, false) => Class::Neutral,
    }
}

/// FNV-1a: what depends on it must not depend on the release of a hasher.
pub(crate) fn hash_of(name: &str) -> u64 {
    name.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}
