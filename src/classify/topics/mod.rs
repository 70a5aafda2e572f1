//! Topics, and sentiment, learnt from an analyst's own labels: what a model file holds and how it reads.

mod error;
mod file;
mod model;
mod sentiment;

pub use error::LearnedError;
pub use file::{EncoderSource, LearnedModel, Origins};
pub use model::{Choice, LabelCounts, LearnedTopic, TopicModel};
pub(crate) use model::{TopicModelParts, choose};
pub use sentiment::LearnedSentiment;
