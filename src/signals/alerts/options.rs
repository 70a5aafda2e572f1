use crate::signals::Pace;
use crate::units::Probability;

/// How the latest periods are held against those before.
#[derive(Debug, Clone, PartialEq)]
pub struct AlertOptions {
    /// Part of looks at unchanged streams that raise any alarm at most.
    pub rate: Probability,
    /// Length of one period: a day or a week.
    pub every: Pace,
    /// Most periods of the baseline.
    pub window: usize,
    /// So many latest periods are tested one by one.
    pub look: usize,
    /// Numbers of latest periods that are tested as one.
    pub spans: Vec<usize>,
    /// Fewest respondents behind an alarm.
    pub min_count: usize,
    /// Fewest periods with data that make a baseline.
    pub min_baseline: usize,
}

impl AlertOptions {
    /// Options for a period of this length: 7 days one by one, the last 7 and 28 together, against
    /// 90 days; or 2 weeks one by one and the last 4 together, against 26 weeks.
    pub fn every(every: Pace) -> Self {
        let (window, look, spans, min_baseline) = match every {
            Pace::Day => (90, 7, vec![7, 28], 28),
            Pace::Week | Pace::Month | Pace::Quarter => (26, 2, vec![4], 8),
        };
        Self {
            rate: Probability::saturating(0.05),
            every,
            window,
            look,
            spans,
            min_count: 5,
            min_baseline,
        }
    }
}

impl Default for AlertOptions {
    fn default() -> Self {
        Self::every(Pace::Day)
    }
}
