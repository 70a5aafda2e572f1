use crate::encode::Passage;
use crate::record::SentimentLabel;

/// A passage with the sentiment that people, or a stronger model, read in it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Example<'a> {
    /// What was said.
    pub passage: Passage<'a>,
    /// Probabilities of negative, neutral and positive; they sum to one.
    pub target: [f32; 3],
    /// Examples of one group (a respondent, a document) stand on the same side of the split.
    pub group: u64,
    /// How much it counts, 1 for an ordinary example.
    pub weight: f32,
    /// Where it comes from; only collected examples judge the model.
    pub provenance: Provenance,
}

/// Where an example comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Provenance {
    /// Said by a person and labelled by a person.
    Collected,
    /// Put together from collected examples, or trusted like them: teaches, but never judges.
    Derived,
    /// Written by this project or labelled by a rule: teaches the n-grams of its language alone.
    ///
    /// The head reads all languages, and its judgement must come from people.
    Made,
}

/// One of the three classes of sentiment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Class {
    /// Negative.
    Negative,
    /// Neutral or mixed.
    Neutral,
    /// Positive.
    Positive,
}

impl Class {
    /// All classes, in the order of every array over classes.
    pub const ALL: [Self; 3] = [Self::Negative, Self::Neutral, Self::Positive];

    /// Position in arrays over classes.
    pub fn index(self) -> usize {
        match self {
            Self::Negative => 0,
            Self::Neutral => 1,
            Self::Positive => 2,
        }
    }

    /// Lower-case name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Negative => "negative",
            Self::Neutral => "neutral",
            Self::Positive => "positive",
        }
    }

    /// The class of a verdict; `None` for "unclear".
    pub fn of(label: SentimentLabel) -> Option<Self> {
        match label {
            SentimentLabel::Negative => Some(Self::Negative),
            SentimentLabel::Neutral => Some(Self::Neutral),
            SentimentLabel::Positive => Some(Self::Positive),
            SentimentLabel::Unclear => None,
        }
    }

    /// The likeliest class.
    pub fn likeliest(probabilities: [f32; 3]) -> Self {
        let [negative, neutral, positive] = probabilities;
        if positive >= negative && positive >= neutral {
            Self::Positive
        } else if negative >= neutral {
            Self::Negative
        } else {
            Self::Neutral
        }
    }
}

impl<'a> Example<'a> {
    /// A passage that a person labelled.
    pub fn labelled(passage: Passage<'a>, class: Class, group: u64) -> Self {
        let mut target = [0.0; 3];
        target[class.index()] = 1.0;
        Self {
            passage,
            target,
            group,
            weight: 1.0,
            provenance: Provenance::Collected,
        }
    }

    /// The same example counting `weight` times.
    #[must_use]
    pub fn weighing(self, weight: f32) -> Self {
        Self { weight, ..self }
    }

    /// The same example with another provenance.
    #[must_use]
    pub fn from(self, provenance: Provenance) -> Self {
        Self { provenance, ..self }
    }

    /// The likeliest class of the target.
    pub fn class(&self) -> Class {
        Class::likeliest(self.target)
    }
}
