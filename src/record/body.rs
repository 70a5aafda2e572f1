use super::{Origin, RawId, RawText, Score};
use crate::units::Seconds;
use jiff::Timestamp;
use std::sync::Arc;

/// What sort of thing a record is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum RecordKind {
    /// A comment, review, e-mail or chat message of a customer.
    Feedback,
    /// A conversation between customer and agent.
    Transcript,
    /// An answer to a survey, with or without words.
    Survey,
    /// Something that happened to a ticket or call.
    Event,
}

impl RecordKind {
    /// Lower-case name, as in project files and every output.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Feedback => "feedback",
            Self::Transcript => "transcript",
            Self::Survey => "survey",
            Self::Event => "event",
        }
    }
}

/// One record as intake made it: raw texts and ids, still locked.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// What sort of thing it is.
    pub kind: RecordKind,
    /// Where it stood.
    pub origin: Origin,
    /// Natural key inside its source; equal keys of one source are the same record.
    pub key: RawId,
    /// When it was said or happened, in UTC.
    pub at: Option<Timestamp>,
    /// What was said, if anything.
    pub body: Body,
    /// Whose it is: the unit of forgetting and of resampling.
    pub customer: Option<RawId>,
    /// The contact or response it belongs to: records of one contact are analysed together.
    pub contact: Option<RawId>,
    /// The ticket it belongs to.
    pub ticket: Option<RawId>,
    /// The question that was asked.
    pub question: Option<Arc<str>>,
    /// Respondent weight, positive.
    pub weight: Option<f64>,
    /// Scores by name, each in its declared scale.
    pub scores: Vec<Score>,
    /// Other fields by name: segment, product, channel, agent, team. Sorted by name.
    pub facets: Vec<(Arc<str>, Arc<str>)>,
}

/// What was said.
#[derive(Debug, Clone, PartialEq)]
pub enum Body {
    /// A score without words is a response too.
    Nothing,
    /// One text.
    Message(RawText),
    /// Turns in order.
    Dialogue(Vec<Turn>),
    /// A step in the life of a ticket or call.
    Event(EventDetail),
}

/// One turn of a conversation.
#[derive(Debug, Clone, PartialEq)]
pub struct Turn {
    /// Who spoke.
    pub speaker: Speaker,
    /// Time since the start of the conversation.
    pub at: Option<Seconds>,
    /// What was said.
    pub text: RawText,
}

/// Who speaks in a conversation. Only customers' turns ever get a sentiment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Speaker {
    /// The customer.
    Customer,
    /// A person of the organisation.
    Agent,
    /// A machine of the organisation.
    Bot,
    /// Nobody knows.
    Unknown,
}

impl Speaker {
    /// Lower-case name, as in project files and every output.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Customer => "customer",
            Self::Agent => "agent",
            Self::Bot => "bot",
            Self::Unknown => "unknown",
        }
    }
}

/// What happened to a ticket or call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventDetail {
    /// What kind of step, in the vocabulary of the source: created, status, reply.
    pub name: Arc<str>,
    /// Value before.
    pub old: Option<Arc<str>>,
    /// Value after.
    pub new: Option<Arc<str>>,
}
