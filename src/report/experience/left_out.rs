use super::words::either;
use crate::report::Language;
use std::sync::Arc;

/// A promise of a file that the figures of this table cannot be held against.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// The promise: its policy, and what it is about.
    pub target: Arc<str>,
    /// Why not.
    pub why: NotHeld,
}

/// Why a promise cannot be held against figures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotHeld {
    /// The policy is not in force on the day of the report.
    NotInForce,
    /// No question, or several, are of its indicator.
    NoQuestion {
        /// How many are.
        n: usize,
    },
    /// The question has another scale than the promise.
    OtherScale,
    /// Another answer counts as satisfied.
    OtherThreshold,
    /// The figures are not of the period over which it is judged.
    OtherPeriod {
        /// That period.
        period: &'static str,
    },
    /// It is for tickets with a field by which the figures are not divided.
    NotDividedBy {
        /// The field.
        field: Arc<str>,
    },
    /// A condition is no single value of a field.
    NotOneValue {
        /// The field.
        field: Arc<str>,
    },
    /// A policy that comes first takes some of its cases, and which ones cannot be told.
    ComesAfter {
        /// That policy.
        policy: Arc<str>,
    },
}

impl NotHeld {
    /// Name in files, in `snake_case`.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::NotInForce => "not_in_force",
            Self::NoQuestion { .. } => "no_question",
            Self::OtherScale => "other_scale",
            Self::OtherThreshold => "other_threshold",
            Self::OtherPeriod { .. } => "other_period",
            Self::NotDividedBy { .. } => "not_divided_by",
            Self::NotOneValue { .. } => "not_one_value",
            Self::ComesAfter { .. } => "comes_after",
        }
    }

    /// The reason with what would help, for people.
    pub fn text(&self, language: Language) -> String {
        let said = |nl: &str, en: &str| either(language, nl, en).to_owned();
        match self {
            Self::NotInForce => said("geldt niet op deze dag", "is not in force on this day"),
            Self::NoQuestion { n: 0 } => {
                said("geen --score vraagt ernaar", "no --score asks for it")
            }
            Self::NoQuestion { n } => match language {
                Language::Nl => format!("{n} vragen zijn ervan; noem er een precies zo"),
                Language::En => format!("{n} questions are of it; name one just so"),
            },
            Self::OtherScale => said(
                "de vraag heeft een andere schaal dan de afspraak",
                "the question has another scale than the promise",
            ),
            Self::OtherThreshold => said(
                "een ander antwoord telt als tevreden; zeg het met satisfied= in --score",
                "another answer counts as satisfied; say it with satisfied= in --score",
            ),
            Self::OtherPeriod { period } => match language {
                Language::Nl => {
                    format!("wordt beoordeeld per {period}: voeg --period toe waar die bestaat")
                }
                Language::En => format!("is judged per {period}: add --period where there is one"),
            },
            Self::NotDividedBy { field } => match language {
                Language::Nl => format!("hangt af van {field}: voeg dat toe aan --by"),
                Language::En => format!("depends on {field}: add it to --by"),
            },
            Self::NotOneValue { field } => match language {
                Language::Nl => format!(
                    "de voorwaarde op {field} is niet één waarde, en kan hier niet worden toegepast"
                ),
                Language::En => {
                    format!("the condition on {field} is not one value and cannot be applied here")
                }
            },
            Self::ComesAfter { policy } => match language {
                Language::Nl => {
                    format!("{policy} gaat voor, en welke gevallen dat zijn is hier niet te zeggen")
                }
                Language::En => {
                    format!("{policy} comes first, and which cases it takes cannot be told here")
                }
            },
        }
    }
}
