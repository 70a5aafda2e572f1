use super::topics::Refusal;
use crate::classify::sentiment::Error as SentimentError;
use crate::classify::topics::LearnedError;
use crate::encode::Error as EncodeError;

/// Why nothing could be learnt or judged.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A class has no example to learn from.
    #[error("no example of class {class} to learn from")]
    MissingClass {
        /// Negative, neutral or positive.
        class: &'static str,
    },
    /// No held-out example was left to calibrate on.
    #[error("no collected example held out of {n_examples} to calibrate on")]
    NothingHeldOut {
        /// Examples given.
        n_examples: usize,
    },
    /// A line of a phrase grammar cannot be read.
    #[error("phrase grammar, line {line}: expected {expected}")]
    Grammar {
        /// 1-based line.
        line: usize,
        /// What should have stood there.
        expected: &'static str,
    },
    /// A phrase grammar uses a name that it does not define, or a name inside itself.
    #[error("phrase grammar: no words for {name}")]
    UnknownName {
        /// The name.
        name: String,
    },
    /// No label has enough texts with it and without it.
    #[error("none of {} labels on {n_texts} texts can be learnt", refused.len())]
    NoTopics {
        /// Labels, each with the reason.
        refused: Vec<Refusal>,
        /// Labelled texts.
        n_texts: usize,
    },
    /// A class has too few texts to learn from.
    #[error("{n} texts of class {class}, expected at least {least}")]
    TooFewOfClass {
        /// Negative, neutral or positive.
        class: &'static str,
        /// Texts of it.
        n: usize,
        /// Fewest texts of a class.
        least: usize,
    },
    /// The encoder failed.
    #[error("encode labelled texts")]
    Encode(#[from] EncodeError),
    /// What was learnt does not hold together.
    #[error("assemble what was learnt")]
    Learned(#[from] LearnedError),
    /// The trained model does not hold together.
    #[error("assemble the trained model")]
    Model(#[from] SentimentError),
}
