use crate::record::About;

/// Which part of an archive is looked at, as it was asked for; everything where nothing was.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Subset {
    /// Only contacts of which a record matches this.
    pub filter: Option<String>,
    /// Only contacts of these days, first and last.
    pub period: Option<String>,
    /// Only contacts with this value of a field: name and value.
    pub value: Option<(String, String)>,
    /// Whose topics are shown, of all that were ranked; the people are the same.
    pub team: Option<String>,
    /// What the shown topics are about, of all that were ranked; everything where nothing is asked for.
    pub about: Vec<Option<About>>,
}

impl Subset {
    /// Whether nothing is left out.
    pub fn is_everything(&self) -> bool {
        self.filter.is_none() && self.period.is_none() && self.value.is_none()
    }

    /// Whether topics that were ranked are left out of what is shown.
    pub fn leaves_topics_out(&self) -> bool {
        self.team.is_some() || !self.about.is_empty()
    }

    /// Whether it holds some of the people of its period and not others.
    pub fn leaves_people_out(&self) -> bool {
        self.filter.is_some() || self.value.is_some()
    }
}

/// Why an analysis shows no level of the outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OutcomeGap {
    /// The project declares no outcome.
    Undeclared,
    /// No record that is looked at carries it.
    Unanswered,
    /// Fewer answered than a part of the archive may show.
    TooFew {
        /// The least number.
        least: u64,
    },
    /// All answers, or all but a few, are those of one customer.
    OneCustomer {
        /// Answers.
        n: u64,
    },
    /// A single answer, or answers that are all equal: they tell nothing of their own doubt.
    NoSpread {
        /// Answers.
        n: u64,
    },
}
