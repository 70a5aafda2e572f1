use crate::encode::{Hashed, Tokens};
use std::collections::HashMap;
use std::hash::BuildHasherDefault;
use std::sync::Mutex;

/// Words that a memory holds at most when it is put back; together with 50 outputs some 8 MB.
const MOST_WORDS: usize = 40_000;

/// What a head remembers of the words it met: most words come again and again.
///
/// It changes how long reading takes, never what is read: sums are of whole numbers.
#[derive(Debug, Default)]
pub(crate) struct Memory {
    /// Tokens of the text in hand.
    pub(super) tokens: Tokens,
    /// Place of a word in `words`.
    pub(super) places: HashMap<u64, usize, BuildHasherDefault<Hashed>>,
    pub(super) words: Vec<KnownWord>,
    /// (words, outputs), row-major.
    pub(super) sums: Vec<i32>,
    /// Last text in which a pair stood, by place in the vocabulary; empty until there is a text.
    pub(super) pairs: Vec<u64>,
    /// Number of the text in hand.
    pub(super) text: u64,
    /// Sums of the text in hand.
    pub(super) total: Vec<i32>,
    /// What the vector of the text in hand adds.
    pub(super) dense: Vec<f32>,
}

/// Memories that wait for the next batch, one a thread at most.
#[derive(Debug, Default)]
pub(crate) struct Memories(Mutex<Vec<Memory>>);

impl Memories {
    /// A memory that nobody uses.
    pub(crate) fn take(&self) -> Memory {
        let waiting = self.0.lock().ok().and_then(|mut waiting| waiting.pop());
        waiting.unwrap_or_default()
    }

    /// Keeps a memory for the next batch, unless it has grown too large.
    pub(crate) fn keep(&self, memory: Memory) {
        if memory.words.len() <= MOST_WORDS
            && let Ok(mut waiting) = self.0.lock()
        {
            waiting.push(memory);
        }
    }
}

/// A word that was met.
#[derive(Debug, Clone, Copy)]
pub(super) struct KnownWord {
    /// Square of its length.
    pub(super) square: f32,
    /// Last text in which it stood.
    pub(super) text: u64,
}
