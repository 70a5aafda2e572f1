use crate::stats::discoveries;
use crate::units::Probability;

/// How sure intervals and tests shall be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Levels {
    /// Level of intervals.
    pub interval: Probability,
    /// Of the tests over several drivers that stand, at most this part is false on average; of a
    /// single test, the probability to stand without cause.
    pub false_discoveries: Probability,
}

impl Default for Levels {
    /// Intervals of 0.95, false discoveries 0.05.
    fn default() -> Self {
        Self {
            interval: Probability::saturating(0.95),
            false_discoveries: Probability::saturating(0.05),
        }
    }
}

impl Levels {
    /// Which of several tests stand; one that could not be made does not and counts for nothing.
    pub(super) fn standing(&self, p_values: &[Option<Probability>]) -> Vec<bool> {
        let made: Vec<Probability> = p_values.iter().flatten().copied().collect();
        let mut found = discoveries(&made, self.false_discoveries).into_iter();
        p_values
            .iter()
            .map(|p_value| p_value.is_some() && found.next().unwrap_or(false))
            .collect()
    }
}
