//! The encoder that is always there: pure Rust, its weights inside the binary.

mod encoder;
mod features;
mod ngrams;
mod table;
mod words;

pub(crate) use encoder::Analysis;
pub use encoder::CompactEncoder;
pub(crate) use features::N_FEATURES;
pub(crate) use ngrams::{Block, each_run};
pub(crate) use table::{EmbeddingTable, hexadecimal, open, seal};
pub(crate) use words::Hashed;
