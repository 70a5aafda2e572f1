//! Words with polarity, words that change the polarity of others, and the rules by which a text is scored.

mod entries;
mod inflect;
mod score;
#[cfg(test)]
mod tests;

pub(crate) use entries::{Lexicon, Role, SOURCES, is_sign};
pub(crate) use score::{LexicalReading, score};
