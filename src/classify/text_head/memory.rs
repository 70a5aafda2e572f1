use crate::encode::{Hashed, Tokens};
use std::collections::HashMap;
use std::hash::BuildHasherDefault;

/// What a head remembers of the words it met: most words of a batch come again and again.
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
    /// Last text in which a pair stood, by place in the vocabulary.
    pub(super) pairs: HashMap<u32, u64, BuildHasherDefault<Hashed>>,
    /// Number of the text in hand.
    pub(super) text: u64,
    /// Sums of the text in hand.
    pub(super) total: Vec<i32>,
}

/// A word that was met.
#[derive(Debug, Clone, Copy)]
pub(super) struct KnownWord {
    /// Square of its length.
    pub(super) square: f32,
    /// Last text in which it stood.
    pub(super) text: u64,
}
