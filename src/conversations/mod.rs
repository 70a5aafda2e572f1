//! How did a conversation go, and what was done in it?
//!
//! [`read`] looks at one conversation: the course of the customer's sentiment, the reason for contact, and what
//! the agent did, each with the words that show it. [`summarise`] looks at many, [`agreement`] holds the rules
//! against labels. What agents do is told by rules alone, as behaviour, never as emotion; nobody outside this project has
//! labelled conversations, so everything here is experimental. The label scheme stands in `docs/CONVERSATIONS.md`.

mod agreement;
mod behaviour;
mod clustered;
mod course;
mod reading;
mod reason;
mod rules;
mod summary;
mod untold;

#[cfg(test)]
mod fixture;

pub use agreement::{Agreement, Judgement, agreement};
pub use behaviour::{Behaviour, Dimension, Direction};
pub use clustered::{Difference, MIN_CLUSTERS, MIN_SIDE};
pub use course::Course;
pub use reading::{ConversationReading, read};
pub use reason::ContactReason;
pub use rules::{Error, Rules, Shown};
pub use summary::{
    Case, CourseSummary, DimensionSummary, Occurrence, Options, ReasonCount, Summary, summarise,
};
pub use untold::Untold;
