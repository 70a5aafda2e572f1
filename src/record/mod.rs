//! The nouns: a piece of feedback, a dialogue and its turns, a survey response, a ticket event,
//! where it came from, and what was read in it.
//!
//! [`Record`] is what intake makes: its texts and ids are raw, locked in [`RawText`] and [`RawId`],
//! which neither print nor serialize. Only the `privacy` room opens them; everything after it
//! works with `privacy::CleanRecord`.

mod about;
mod body;
mod card;
mod ids;
mod origin;
mod raw;
mod reading;
mod scale;

pub use about::About;
pub use body::{Body, EventDetail, Record, RecordKind, Speaker, Turn};
pub use card::ModelCard;
pub use ids::{InvalidId, Pseudonym, RecordId};
pub use origin::{Origin, SourceName};
pub use raw::{RawId, RawText};
pub use reading::{
    LanguageGuess, LanguageTag, Reading, SentenceReading, Sentiment, SentimentLabel, Span, TopicId,
    TopicMention,
};
pub use scale::{Best, InvalidScale, Scale, ScaleKind, Score, ScoreName};
