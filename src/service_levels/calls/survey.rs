use super::proportion::Proportion;
use super::satisfaction::LEAST_SCORES;
use crate::disclosure::{Reason, Verdict};
use crate::units::Probability;

/// What customers answered when asked whether they were helped at once. Few answers are not shown:
/// they would tell who said what.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Survey {
    /// Nobody answered.
    NoAnswers,
    /// "Yes" out of all answers.
    Share(Proportion),
    /// All answered the same, so a share would be the answer of each.
    AllEqual {
        /// Answers.
        n: usize,
    },
    /// Fewer than the floor, or hidden because the rest of what is shown would give away such a cell.
    Suppressed(Reason),
}

impl Survey {
    pub(super) fn of(n_yes: usize, n: usize, level: Probability) -> Self {
        if n == 0 {
            Self::NoAnswers
        } else if n < LEAST_SCORES {
            Self::Suppressed(Reason::BelowFloor)
        } else if n_yes == 0 || n_yes == n {
            Self::AllEqual { n }
        } else {
            Self::Share(Proportion::new(n_yes, n, level))
        }
    }

    /// The share; `None` where there is none or it is hidden.
    pub fn share(&self) -> Option<&Proportion> {
        match self {
            Self::Share(share) => Some(share),
            Self::NoAnswers | Self::AllEqual { .. } | Self::Suppressed(_) => None,
        }
    }

    /// The same as far as the rest of what is published lets it be shown.
    pub(super) fn judged(self, verdict: Verdict) -> Self {
        match (self, verdict) {
            (Self::NoAnswers, _)
            | (_, Verdict::Shown)
            | (Self::AllEqual { .. }, Verdict::Banded) => self,
            (_, Verdict::Banded) => Self::Suppressed(Reason::Attribute),
            (_, Verdict::Suppressed(reason)) => Self::Suppressed(reason),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_needs_five_answers_that_differ() {
        let level = Probability::saturating(0.95);
        assert_eq!(Survey::of(0, 0, level), Survey::NoAnswers);
        assert_eq!(
            Survey::of(1, 1, level),
            Survey::Suppressed(Reason::BelowFloor)
        );
        assert_eq!(Survey::of(5, 5, level), Survey::AllEqual { n: 5 });
        assert_eq!(Survey::of(0, 9, level), Survey::AllEqual { n: 9 });
        assert_eq!(Survey::of(4, 5, level).share().unwrap().numerator, 4);
    }
}
