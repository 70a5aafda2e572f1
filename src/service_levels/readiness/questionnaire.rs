use std::collections::BTreeMap;

/// The best answer to a statement; the worst is 1.
pub const HIGHEST: u8 = 5;

/// A part of the questionnaire: one of the three conditions for a start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// Whether the organisation wants to hear what customers say.
    CustomerCulture,
    /// Whether IT and the rest of the organisation do it together.
    BusinessInvolvement,
    /// Whether time and money are set aside.
    WillingnessToInvest,
}

impl Part {
    /// Every part, in its usual order.
    pub const ALL: [Self; 3] = [
        Self::CustomerCulture,
        Self::BusinessInvolvement,
        Self::WillingnessToInvest,
    ];

    /// Name in files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::CustomerCulture => "customer_culture",
            Self::BusinessInvolvement => "business_involvement",
            Self::WillingnessToInvest => "willingness_to_invest",
        }
    }

    /// Names of its statements in files.
    pub fn statements(self) -> [&'static str; 5] {
        match self {
            Self::CustomerCulture => [
                "board_hears_customers",
                "complaints_are_welcome",
                "teams_may_act",
                "bad_figures_are_shared",
                "customers_hear_back",
            ],
            Self::BusinessInvolvement => [
                "goals_are_shared",
                "services_have_an_owner",
                "it_knows_the_work",
                "data_may_be_used",
                "results_are_discussed",
            ],
            Self::WillingnessToInvest => [
                "hours_are_reserved",
                "improvements_have_a_budget",
                "measuring_goes_on",
                "a_sponsor_stands_for_it",
                "other_work_may_wait",
            ],
        }
    }
}

/// Which answers are enough, and which stand in the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Thresholds {
    /// From this answer on a statement is ready.
    pub ready_from: u8,
    /// Up to this answer it blocks a start.
    pub blocked_up_to: u8,
}

impl Default for Thresholds {
    fn default() -> Self {
        Self {
            ready_from: 4,
            blocked_up_to: 1,
        }
    }
}

/// What an organisation says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Questionnaire {
    /// Who answered.
    pub answered_by: Option<String>,
    /// How answers are judged.
    pub thresholds: Thresholds,
    /// Answers from 1 to [`HIGHEST`] by name of the statement.
    pub answers: BTreeMap<&'static str, u8>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn no_two_statements_have_one_name() {
        let names: BTreeSet<_> = Part::ALL.into_iter().flat_map(Part::statements).collect();
        assert_eq!(names.len(), 15);
    }
}
