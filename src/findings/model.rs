use crate::units::Probability;

/// How the driver model stands.
#[derive(Debug, Clone, PartialEq)]
pub struct DriverSummary {
    /// Respondents in the model.
    pub n: u64,
    /// Effective number after weighting.
    pub n_effective: f64,
    /// R² of topics and controls.
    pub r2: f64,
    /// Adjusted R².
    pub r2_adjusted: f64,
    /// Cross-validated R² (five folds by customer).
    pub r2_cv: f64,
    /// R² that the topics share among them, controls entered first.
    pub r2_topics: f64,
    /// Names of control columns.
    pub controls: Vec<String>,
    /// Columns left out, with the reason in words.
    pub dropped: Vec<(String, String)>,
    /// How importance was computed.
    pub importance: ImportanceBasis,
    /// Condition number of the scaled cross-product matrix.
    pub condition: f64,
    /// Bootstrap replicates.
    pub n_replicates: usize,
    /// Seed of the bootstrap.
    pub seed: u64,
    /// Nominal coverage of every interval.
    pub level: Probability,
    /// What was resampled: `customer` or `respondent`.
    pub resampling_unit: String,
}

/// How importance was computed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum ImportanceBasis {
    /// Every subset.
    Exact,
    /// Antithetic random orderings.
    Sampled {
        /// Number of orderings.
        n_orderings: usize,
        /// Largest Monte-Carlo standard error, in parts of R².
        standard_error: f64,
    },
}

/// How the ranking was made.
#[derive(Debug, Clone, PartialEq)]
pub struct RankingSummary {
    /// Part of negative mentions assumed to disappear.
    pub fraction_removed: f64,
    /// Least number of respondents who mention a topic for it to be ranked.
    pub min_mentions: u64,
    /// The formula in words.
    pub formula: String,
}
