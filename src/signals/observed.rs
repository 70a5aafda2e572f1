use super::{Respondents, Tone};
use jiff::civil::Date;

/// Respondents with the day on which they spoke.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Observed {
    /// The respondents.
    pub respondents: Respondents,
    /// When and how each of them spoke, in the same order.
    pub dated: Vec<Dated>,
    /// Names of segments, where they are told apart.
    pub segments: Vec<String>,
}

/// When and how one respondent spoke.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Dated {
    /// Day in the zone of the project.
    pub day: Option<Date>,
    /// How they spoke on the whole, where they said anything that could be read.
    pub tone: Option<Tone>,
    /// Mean polarity of what they wrote, −1 to 1.
    pub polarity: Option<f64>,
    /// Position of their segment.
    pub segment: Option<usize>,
}

impl Observed {
    /// First and last day on which anybody spoke.
    pub fn days(&self) -> Option<(Date, Date)> {
        let days = || self.dated.iter().filter_map(|dated| dated.day);
        days().min().zip(days().max())
    }

    /// The last day on which somebody spoke with words.
    pub fn last_day_with_words(&self) -> Option<Date> {
        let dated = self.dated.iter().enumerate();
        let spoke = dated.filter(|(i, _)| self.respondents.has_words(*i));
        spoke.filter_map(|(_, dated)| dated.day).max()
    }
}
