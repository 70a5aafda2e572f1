use crate::units::Probability;

/// What counts as a theme.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Options {
    /// Fewest documents of a theme, and of each of its terms.
    pub min_documents: u32,
    /// Share of false terms among those that are found on one half, and again on the other.
    pub false_discoveries: Probability,
    /// A term has to be so many times more likely (in odds) where no topic explains the words.
    pub odds_ratio: f64,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            min_documents: 20,
            false_discoveries: Probability::saturating(0.05),
            odds_ratio: 1.5,
        }
    }
}
