use super::RedactedText;
use crate::record::{EventDetail, Origin, Pseudonym, RecordId, RecordKind, Score, Speaker};
use crate::units::Seconds;
use jiff::Timestamp;
use std::sync::Arc;

/// A record whose texts are redacted and whose ids are pseudonyms: what every later room sees.
#[derive(Debug, Clone, PartialEq)]
pub struct CleanRecord {
    /// Keyed identity.
    pub id: RecordId,
    /// What sort of thing it is.
    pub kind: RecordKind,
    /// Where it stood.
    pub origin: Origin,
    /// When it was said or happened, in UTC.
    pub at: Option<Timestamp>,
    /// What was said, redacted.
    pub body: CleanBody,
    /// Whose it is.
    pub customer: Option<Pseudonym>,
    /// The contact or response it belongs to.
    pub contact: Option<Pseudonym>,
    /// The ticket it belongs to.
    pub ticket: Option<Pseudonym>,
    /// The question that was asked.
    pub question: Option<Arc<str>>,
    /// Respondent weight, positive.
    pub weight: Option<f64>,
    /// Scores by name.
    pub scores: Vec<Score>,
    /// Other fields by name, sorted.
    pub facets: Vec<(Arc<str>, Arc<str>)>,
}

/// What was said, redacted.
#[derive(Debug, Clone, PartialEq)]
pub enum CleanBody {
    /// No words.
    Nothing,
    /// One text.
    Message(RedactedText),
    /// Turns in order.
    Dialogue(Vec<CleanTurn>),
    /// A step in the life of a ticket or call.
    Event(EventDetail),
}

/// One turn of a conversation, redacted.
#[derive(Debug, Clone, PartialEq)]
pub struct CleanTurn {
    /// Who spoke.
    pub speaker: Speaker,
    /// Time since the start of the conversation.
    pub at: Option<Seconds>,
    /// What was said.
    pub text: RedactedText,
}
