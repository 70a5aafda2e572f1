use crate::classify::taxonomy::{Neighbour, each_word};
use crate::record::LanguageTag;
use crate::units::as_u32;
use std::collections::HashMap;

/// What was said in one document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Spoken<'a> {
    /// Sentences in which a topic was found.
    pub explained: Vec<&'a str>,
    /// Sentences in which none was.
    pub unexplained: Vec<&'a str>,
}

/// What was said in one document, as folded words; made on any thread.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoldedText {
    language: LanguageTag,
    /// Words between spaces, sentences between line feeds.
    explained: String,
    unexplained: String,
}

impl FoldedText {
    /// Folds the words of `spoken`, which is in `language`.
    pub fn of(spoken: &Spoken<'_>, language: LanguageTag) -> Self {
        Self {
            language,
            explained: folded(&spoken.explained),
            unexplained: folded(&spoken.unexplained),
        }
    }
}

fn folded(sentences: &[&str]) -> String {
    let mut words = String::new();
    for sentence in sentences {
        each_word(sentence, |word, neighbour| {
            if !words.is_empty() {
                words.push(match neighbour {
                    Neighbour::Follows => ' ',
                    Neighbour::Parted => '\n',
                });
            }
            words.push_str(word);
        });
    }
    words
}

/// Stands between two sentences.
pub(super) const PARTED: u32 = u32::MAX;

/// The words of many documents.
///
/// # Shapes
///
/// Words are numbers, in the order in which they came. A document takes four bytes a word and fourteen
/// beside; every different word is kept once.
#[derive(Debug, Clone, Default)]
pub struct Collection {
    numbers: HashMap<Box<str>, u32>,
    pub(super) words: Vec<Box<str>>,
    text: Vec<u32>,
    documents: Vec<Bounds>,
}

#[derive(Debug, Clone, Copy)]
struct Bounds {
    language: LanguageTag,
    half: u8,
    explained_start: usize,
    unexplained_start: usize,
}

impl Collection {
    /// Takes a document in. `key` decides on which half of the split it falls: the same document always
    /// falls on the same, whatever comes beside it.
    pub fn push(&mut self, key: u128, text: &FoldedText) {
        let explained_start = self.text.len();
        self.push_words(&text.explained);
        let unexplained_start = self.text.len();
        self.push_words(&text.unexplained);
        self.documents.push(Bounds {
            language: text.language,
            half: u8::from(key.count_ones() % 2 == 1),
            explained_start,
            unexplained_start,
        });
    }

    fn push_words(&mut self, text: &str) {
        for (place, sentence) in text.split('\n').enumerate() {
            if place > 0 {
                self.text.push(PARTED);
            }
            for word in sentence.split(' ').filter(|word| !word.is_empty()) {
                let number = if let Some(&number) = self.numbers.get(word) {
                    number
                } else {
                    let number = as_u32(self.words.len());
                    self.words.push(word.into());
                    self.numbers.insert(word.into(), number);
                    number
                };
                self.text.push(number);
            }
        }
    }

    /// Number of documents.
    pub fn len(&self) -> usize {
        self.documents.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.documents.is_empty()
    }

    /// The number of a folded word that occurs.
    pub(super) fn number(&self, word: &str) -> Option<u32> {
        self.numbers.get(word).copied()
    }

    pub(super) fn language(&self, document: usize) -> LanguageTag {
        self.documents[document].language
    }

    /// On which half of the split the document falls, 0 or 1.
    pub(super) fn half(&self, document: usize) -> usize {
        self.documents[document].half.into()
    }

    /// Words of the sentences that a topic explains.
    pub(super) fn explained(&self, document: usize) -> &[u32] {
        let bounds = self.documents[document];
        &self.text[bounds.explained_start..bounds.unexplained_start]
    }

    /// Words of the sentences that none does.
    pub(super) fn unexplained(&self, document: usize) -> &[u32] {
        let next = self.documents.get(document + 1);
        let end = next.map_or(self.text.len(), |next| next.explained_start);
        &self.text[self.documents[document].unexplained_start..end]
    }
}
