use crate::service_levels::people::Missing;
use crate::stats::normal_margin;
use crate::units::{Probability, as_count, as_f64};
use jiff::civil::Date;

/// An archive goes back so many months.
pub const LEAST_MONTHS: i64 = 3;

/// So large a part of responses has to find its contact, and of documents a topic.
pub const LEAST_SHARE: f64 = 0.8;

/// What is known of a project before its readiness is judged.
#[derive(Debug, Clone, PartialEq)]
pub struct Facts {
    /// What has been taken in; `None` where nothing has.
    pub archive: Option<Archive>,
    /// Half the width of the interval that is planned, as a share; `None` where nothing is planned.
    pub planned_margin: Option<Probability>,
    /// Level of that interval.
    pub level: Probability,
    /// How masking was checked.
    pub masking: Option<Checked>,
    /// The day on which figures were frozen to set later ones beside.
    pub baseline: Stated<Date>,
    /// Who comes back on answers.
    pub follow_up_owner: Option<String>,
    /// Whether records tell of the work of staff.
    pub staff: StaffRecords,
    /// What is missing of the works council's consent and the impact assessment.
    pub works_council: Stated<Vec<Missing>>,
}

/// What has been taken in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Archive {
    /// First and last day.
    pub dates: Option<(Date, Date)>,
    /// Survey responses that found something else of their contact.
    pub n_joined: usize,
    /// Survey responses, doubles left out.
    pub n_survey_responses: usize,
    /// Respondents with an answer to the outcome question.
    pub n_answers: usize,
    /// Documents with words that speak of a topic.
    pub n_with_topic: usize,
    /// Documents with words.
    pub n_with_words: usize,
}

/// How masking was checked by hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Checked {
    /// Items that were masked.
    pub found: usize,
    /// Items that should be.
    pub of: usize,
}

/// What a file says that the project names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stated<T> {
    /// No file is named.
    Absent,
    /// The file cannot be used; why.
    Unusable(String),
    /// It says this.
    Known(T),
}

/// Whether the records of a project tell of the work of staff.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StaffRecords {
    /// Conversations, events of tickets, or fields that stand for persons.
    Held,
    /// None of these.
    None,
}

/// Answers that an interval of a share takes: `z² p (1 − p) / e²`, rounded up, at `p` = ½.
///
/// Half is the widest case; the interval of another share is narrower.
///
/// # References
///
/// Cochran (1977), Sampling Techniques, 3rd edition, section 4.4.
pub fn responses_needed(margin: Probability, level: Probability) -> usize {
    let z = normal_margin(level);
    let needed = 0.25 * (z / margin.get()).powi(2);
    let near = as_count(needed);
    if as_f64(near) < needed {
        near + 1
    } else {
        near
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_points_take_385_answers_and_ten_97() {
        let needed = |points: f64| {
            responses_needed(
                Probability::saturating(points / 100.0),
                Probability::saturating(0.95),
            )
        };
        assert_eq!((needed(5.0), needed(10.0)), (385, 97));
        assert_eq!(needed(50.0), 4);
    }
}
