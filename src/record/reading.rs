use crate::units::{Polarity, Probability};
use std::fmt;
use std::sync::Arc;

/// What was read in one record.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// Which language, and how sure.
    pub language: LanguageGuess,
    /// Sentiment of the whole: for a dialogue of the customer's turns. `None` without words.
    pub sentiment: Option<Sentiment>,
    /// Sentiment sentence by sentence, in order.
    pub sentences: Vec<SentenceReading>,
    /// Topics mentioned, sorted by topic.
    pub topics: Vec<TopicMention>,
}

/// A range of bytes in one part of a record's redacted text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    /// 0 for a message; the index of the turn in a dialogue.
    pub part: u32,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

/// Which language a text is in.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LanguageGuess {
    /// The language.
    pub tag: LanguageTag,
    /// How sure.
    pub confidence: Probability,
}

/// The languages the engine tells apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum LanguageTag {
    /// Dutch.
    Nl,
    /// English.
    En,
    /// Another language: flagged, not read.
    Other,
    /// Too little text to tell.
    Unknown,
}

impl LanguageTag {
    /// Short name: `nl`, `en`, `other`, `unknown`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Nl => "nl",
            Self::En => "en",
            Self::Other => "other",
            Self::Unknown => "unknown",
        }
    }
}

/// Sentiment of a text, sentence or mention.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sentiment {
    /// The verdict, `Unclear` where the model cannot tell.
    pub label: SentimentLabel,
    /// From −1 (negative) to +1 (positive): P(positive) − P(negative).
    pub polarity: Polarity,
    /// Probability of the most likely of the three classes.
    pub confidence: Probability,
}

/// The verdict on a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SentimentLabel {
    /// Negative.
    Negative,
    /// Neutral or mixed.
    Neutral,
    /// Positive.
    Positive,
    /// The model cannot tell.
    Unclear,
}

impl SentimentLabel {
    /// Lower-case name, as in every output.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Negative => "negative",
            Self::Neutral => "neutral",
            Self::Positive => "positive",
            Self::Unclear => "unclear",
        }
    }
}

/// Sentiment of one sentence.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SentenceReading {
    /// Where the sentence stands.
    pub span: Span,
    /// How it was said.
    pub sentiment: Sentiment,
}

/// Identifier of a topic in the taxonomy.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TopicId(Arc<str>);

impl TopicId {
    /// Takes an identifier from a taxonomy.
    pub fn new(id: impl Into<Arc<str>>) -> Self {
        Self(id.into())
    }

    /// The identifier as written in the taxonomy.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for TopicId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A topic that a record speaks of.
#[derive(Debug, Clone, PartialEq)]
pub struct TopicMention {
    /// Which topic.
    pub topic: TopicId,
    /// How sure that it is mentioned.
    pub confidence: Probability,
    /// How it was spoken of, from the clause or sentence of the mention.
    pub sentiment: Sentiment,
    /// The words that show it, sorted.
    pub spans: Vec<Span>,
}
