//! Sentiment of a passage: document, sentence, or the clause of a mention.
//!
//! Only what customers say is ever passed in: turns of agents and bots have no sentiment.

mod boundaries;
mod cascade;
mod error;
mod head;
mod mention;
mod model;
#[cfg(test)]
mod tests;

pub use error::Error;
pub use head::SentimentHead;
pub(crate) use head::{N_CLASSES, softmax};
pub use model::SentimentModel;
pub(crate) use model::Thing;
