use super::{Amount, WhichPeriod};
use crate::units::Interval;

/// Two periods and why the outcome of the second is another one.
#[derive(Debug, Clone, PartialEq)]
pub struct Moved {
    /// Who answered in the first and in the second.
    pub sides: [Side; 2],
    /// Customers who answered in both, so that periods are not quite independent.
    pub n_in_both: u64,
    /// The change and its parts, or why it cannot be divided.
    pub divided: Result<Division, Undivided>,
}

/// Who answered in one period.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Side {
    /// Respondents with an outcome.
    pub n_scored: u64,
    /// Of these, with words: those the division rests on.
    pub n_written: u64,
    /// Level of the outcome; `None` with fewer answers than may be shown.
    pub level: Option<Interval>,
}

/// Why a change cannot be divided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Undivided {
    /// A period has fewer answers than may be shown.
    TooFewAnswers {
        /// Which period.
        period: WhichPeriod,
        /// Answers there.
        n: u64,
        /// Answers needed.
        n_needed: u64,
    },
    /// A period has fewer respondents with words and an outcome than the model has columns.
    TooFewWritten {
        /// Which period.
        period: WhichPeriod,
    },
    /// Everybody who wrote in a period gave the same answer.
    OneAnswer {
        /// Which period.
        period: WhichPeriod,
    },
    /// No topic has enough negative mentions in both periods together.
    NoTopic,
    /// One topic is mentioned with others only, in one period: its cost means something else there.
    Inseparable {
        /// The column of the model.
        column: String,
        /// Which period.
        period: WhichPeriod,
    },
}

/// The change of the mean outcome of everybody with an outcome, divided exactly:
/// change = Σ topics (volume + rate) + Σ controls + rest + silent.
#[derive(Debug, Clone, PartialEq)]
pub struct Division {
    /// Second minus first mean outcome, in outcome points.
    pub change: Amount,
    /// Topics with a column, the largest part first, whatever its sign.
    pub topics: Vec<OfTopic>,
    /// What a changed mix of each control adds, with its name.
    pub controls: Vec<(String, Amount)>,
    /// What neither topics nor controls account for: the level of who mentions nothing.
    pub rest: Amount,
    /// What weights do not make good of those who wrote nothing: their mean in the answers less that in the
    /// model. 0 where everybody wrote, or everybody like the silent is represented.
    pub silent: f64,
}

/// What one topic adds to a change.
#[derive(Debug, Clone, PartialEq)]
pub struct OfTopic {
    /// Position of the topic.
    pub topic: usize,
    /// Respondents with words and an outcome who mention it badly, in each period.
    pub n_negative: [u64; 2],
    /// Weighted share of those who mention it badly; `None` without a column of negative mentions.
    pub share_negative: Option<[f64; 2]>,
    /// Outcome points of a negative mention; `None` where nobody, or everybody, mentions it badly.
    pub effect_negative: [Option<f64>; 2],
    /// Mentioned more or less often, at the mean cost of both periods.
    pub volume: Amount,
    /// A mention costs more or less, at the mean share of both periods; `None` for a topic with too few
    /// negative mentions to have a rank: what its cost changed stands in the rest.
    pub rate: Option<Amount>,
    /// Both together.
    pub total: Amount,
    /// Whether a column has no coefficient in one period, so that that of the other serves for both.
    pub is_borrowed: bool,
}

impl Division {
    /// Sum of all parts, which is the change.
    pub fn sum(&self) -> f64 {
        let topics = self.topics.iter().map(|topic| topic.total.value);
        let controls = self.controls.iter().map(|(_, amount)| amount.value);
        topics.chain(controls).sum::<f64>() + self.rest.value + self.silent
    }
}
