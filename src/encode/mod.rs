//! Texts to vectors, backends behind one trait.
//!
//! [`Encoder`] is the seam: it turns [`Passage`]s (redacted text, language, question) into rows of
//! numbers on which linear heads are trained. [`CompactEncoder`] is the backend that is always
//! there: hashed word and character n-grams in a small quantised table, one block per language,
//! and a fixed block of lexicon features that mean the same in Dutch and English. [`transformer`] is the
//! strong one, for who has its weights: a BERT encoder that ONNX Runtime or libtorch computes, with the same block.

mod compact;
#[cfg(test)]
pub(crate) mod conformance;
mod encoder;
mod error;
mod lexicon;
mod passage;
mod tokens;
pub mod transformer;

pub use compact::CompactEncoder;
pub(crate) use compact::{
    Analysis, Block, EmbeddingTable, Hashed, N_FEATURES, each_run, hexadecimal, open, seal,
};
pub use encoder::{Encoder, PieceStates};
pub use error::Error;
pub use passage::{Passage, QuestionKind};
pub(crate) use tokens::{Kind, Tokens, hash_of, join};
