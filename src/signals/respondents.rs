use super::Month;
use crate::stats::ClusteredValue;
use std::ops::Range;

/// How a respondent speaks of a topic, over all of their records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Tone {
    /// Neither well nor badly, or the model cannot tell.
    Neutral,
    /// Badly.
    Negative,
    /// Well.
    Positive,
    /// Badly in one place and well in another.
    Both,
}

impl Tone {
    /// Whether it is, at least in one place, spoken of badly.
    pub fn is_negative(self) -> bool {
        matches!(self, Self::Negative | Self::Both)
    }

    /// Whether it is, at least in one place, spoken of well.
    pub fn is_positive(self) -> bool {
        matches!(self, Self::Positive | Self::Both)
    }

    /// The tone of both together.
    #[must_use]
    pub fn with(self, other: Self) -> Self {
        match (
            self.is_negative() || other.is_negative(),
            self.is_positive() || other.is_positive(),
        ) {
            (true, true) => Self::Both,
            (true, false) => Self::Negative,
            (false, true) => Self::Positive,
            (false, false) => Self::Neutral,
        }
    }
}

/// A topic that a respondent mentions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Mention {
    /// Position in the list of topics.
    pub topic: u32,
    /// How it is spoken of.
    pub tone: Tone,
}

/// A field held constant when topics are compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Control {
    /// Name of the field.
    pub name: String,
    /// Its values.
    pub levels: Vec<String>,
    /// Value per respondent, as a position in `levels`.
    pub codes: Vec<Option<u32>>,
}

/// One respondent: the records of one contact together.
#[derive(Debug, Clone, PartialEq)]
pub struct Respondent {
    /// Outcome in outcome points, more is better.
    pub outcome: Option<f64>,
    /// The answer behind the outcome as it was given; only its order counts. `None`: the outcome is
    /// taken for it.
    pub answer: Option<f64>,
    /// Weight, positive.
    pub weight: f64,
    /// Customer, as a dense number: the unit of resampling.
    pub customer: u32,
    /// Whether they said anything.
    pub has_words: bool,
    /// When.
    pub month: Option<Month>,
    /// Topics mentioned, sorted by topic, each once.
    pub mentions: Vec<Mention>,
}

/// All respondents, column by column.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Respondents {
    /// Zero where there is none.
    outcome: Vec<f64>,
    has_outcome: Vec<bool>,
    /// With words and an outcome: asked for more often than anything else.
    is_modelled: Vec<bool>,
    answer: Vec<Option<f64>>,
    weight: Vec<f64>,
    customer: Vec<u32>,
    has_words: Vec<bool>,
    month: Vec<Option<Month>>,
    mention_ends: Vec<usize>,
    mentions: Vec<Mention>,
    /// Fields held constant; each has one code per respondent.
    pub controls: Vec<Control>,
}

impl Respondents {
    /// Adds one respondent. Controls are set apart, when all respondents are known.
    pub fn push(&mut self, respondent: &Respondent) {
        let has_outcome = respondent.outcome.is_some();
        self.outcome.push(respondent.outcome.unwrap_or_default());
        self.has_outcome.push(has_outcome);
        self.is_modelled.push(has_outcome && respondent.has_words);
        self.answer.push(respondent.answer);
        self.weight.push(respondent.weight);
        self.customer.push(respondent.customer);
        self.has_words.push(respondent.has_words);
        self.month.push(respondent.month);
        self.mentions.extend_from_slice(&respondent.mentions);
        self.mention_ends.push(self.mentions.len());
    }

    /// Takes their answers from those who are not to count in what an outcome is explained by, and leaves their words.
    pub fn keep_answers(&mut self, keep: impl Fn(usize) -> bool) {
        for i in (0..self.len()).filter(|&i| !keep(i)) {
            self.outcome[i] = 0.0;
            self.has_outcome[i] = false;
            self.is_modelled[i] = false;
            self.answer[i] = None;
        }
    }

    /// How many respondents.
    pub fn len(&self) -> usize {
        self.weight.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.weight.is_empty()
    }

    /// Outcome in points of respondent `i`.
    pub fn outcome(&self, i: usize) -> Option<f64> {
        self.has_outcome[i].then_some(self.outcome[i])
    }

    /// Outcome in points of respondent `i` with their weight and the customer who gave it.
    pub fn scored(&self, i: usize) -> Option<ClusteredValue> {
        self.outcome(i).map(|points| self.of_customer(i, points))
    }

    /// Something of respondent `i` with their weight and customer.
    pub fn of_customer(&self, i: usize, value: f64) -> ClusteredValue {
        ClusteredValue {
            value,
            weight: self.weight[i],
            cluster: self.customer[i],
        }
    }

    /// Answer behind the outcome of respondent `i`.
    pub fn answer(&self, i: usize) -> Option<f64> {
        self.answer[i]
    }

    /// Weight of respondent `i`.
    pub fn weight(&self, i: usize) -> f64 {
        self.weight[i]
    }

    /// Customer of respondent `i`.
    pub fn customer(&self, i: usize) -> u32 {
        self.customer[i]
    }

    /// Whether respondent `i` said anything.
    pub fn has_words(&self, i: usize) -> bool {
        self.has_words[i]
    }

    /// Month of respondent `i`.
    pub fn month(&self, i: usize) -> Option<Month> {
        self.month[i]
    }

    /// Topics that respondent `i` mentions, sorted.
    pub fn mentions(&self, i: usize) -> &[Mention] {
        let start = if i == 0 { 0 } else { self.mention_ends[i - 1] };
        &self.mentions[start..self.mention_ends[i]]
    }

    /// Respondents with words and outcome: those the driver model sees.
    pub fn modelled(&self) -> impl Iterator<Item = usize> {
        self.modelled_in(0..self.len())
    }

    /// Whether the driver model sees respondent `i`.
    pub(super) fn is_modelled(&self, i: usize) -> bool {
        self.is_modelled[i]
    }

    /// Those of a stretch whom the driver model sees.
    pub(super) fn modelled_in(&self, range: Range<usize>) -> impl Iterator<Item = usize> {
        range.filter(|&i| self.is_modelled[i])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_topic_praised_here_and_damned_there_is_both() {
        assert_eq!(Tone::Negative.with(Tone::Positive), Tone::Both);
        assert_eq!(Tone::Both.with(Tone::Neutral), Tone::Both);
        assert_eq!(Tone::Neutral.with(Tone::Neutral), Tone::Neutral);
    }
}
