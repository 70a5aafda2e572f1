use super::{CardSummary, IntervalMethod, SilenceSummary};
use jiff::civil::Date;

/// Something a reader must know before acting on a number.
///
/// Variants carry values; the words are made in `report`.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Caveat {
    /// The gain assumes that the association is causal.
    Association,
    /// The gain assumes that this part of negative mentions disappears.
    AssumedReduction {
        /// Part that disappears, 0 to 1.
        fraction: f64,
        /// Ranked topics of which another part is stated.
        n_stated_otherwise: usize,
    },
    /// Topics and their sentiment come from a model whose errors are not corrected here.
    UncorrectedLabels,
    /// Topics are read from the same comments that explain the score.
    SameText,
    /// Only respondents with words are in the model; the others may differ.
    CommentersOnly {
        /// Respondents with a score and words.
        n_with_words: u64,
        /// Respondents with a score.
        n_with_score: u64,
    },
    /// Those who wrote were weighted to stand for the silent.
    SilentRepresented {
        /// Who was silent, and the weights.
        silence: SilenceSummary,
    },
    /// Errors of reading were corrected with checked comments.
    CorrectedLabels {
        /// The comments and the topics they hold.
        card: CardSummary,
    },
    /// The outcome has few steps and is treated as a number.
    FewSteps {
        /// Number of different values.
        n_values: usize,
    },
    /// Fewer negative mentions than needed for a steady estimate.
    FewNegative {
        /// How many there are.
        n: u64,
    },
    /// Joint and marginal sign of a topic differ: it overlaps with other topics.
    SignsDiffer,
    /// Strong overlap with other topics.
    Overlap {
        /// Variance inflation factor.
        vif: f64,
    },
    /// Importance was sampled, not computed exactly.
    SampledImportance {
        /// Number of orderings.
        n_orderings: usize,
        /// Largest Monte-Carlo standard error, in parts of R².
        standard_error: f64,
    },
    /// The importance has no interval because resampling it would take too long.
    ImportanceWithoutInterval,
    /// The model explains little.
    WeakModel {
        /// Cross-validated R².
        r2_cv: f64,
    },
    /// Rows of one customer are not independent; they were resampled together, or their errors summed.
    Clustered {
        /// Customers that rows name.
        n_customers: usize,
        /// Rows that name none; each stands for itself.
        n_unnamed: usize,
        /// Number of rows.
        n_rows: usize,
        /// How intervals take account of it.
        intervals: IntervalMethod,
    },
    /// Contacts with more than one different score; the first was used.
    ConflictingScores {
        /// How many contacts.
        n: u64,
    },
    /// Comments and transcripts that name a contact which no survey response has.
    Orphans {
        /// How many records.
        n: u64,
    },
    /// Text in a language that is not read.
    OtherLanguages {
        /// How many documents.
        n: u64,
    },
    /// Records without a date are missing from the trend.
    Undated {
        /// How many records.
        n: u64,
    },
    /// Scale or question of the outcome changed, and answers to both are ranked together.
    ScaleChanged {
        /// First day of the last one.
        on: Date,
    },
    /// Controls that differ between respondents and have no value that enough of them share.
    ControlsNotHeld {
        /// Their names.
        names: Vec<String>,
    },
    /// Nothing stands out: no signal's interval lies above zero while its effect stands beside all others.
    NothingStandsOut,
}
