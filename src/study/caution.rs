use super::correction::CorrectionCaution;
use crate::intake::table::RepeatedColumn;
use crate::units::Probability;

/// What a reader has to keep in mind of a study; the words stand in `report`.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Caution {
    /// Coefficients are associations; what follows from a change holds only if they are causes.
    Association,
    /// Many rows were left out.
    RowsLeftOut {
        /// Their part of all rows.
        share: f64,
    },
    /// Few observations for each parameter.
    FewRows {
        /// Observations.
        n: usize,
        /// Parameters, the constant included.
        n_parameters: usize,
    },
    /// Columns overlap so much that their coefficients are hardly determined.
    Overlap {
        /// Condition number of the correlation matrix.
        condition: f64,
        /// The pair that overlaps most, with its correlation.
        pair: Option<(String, String, f64)>,
    },
    /// A column was left out because it has one value only.
    Constant {
        /// The column.
        column: String,
    },
    /// A column was left out because others determine it.
    Determined {
        /// The column.
        column: String,
    },
    /// The coefficient of a driver, whose interval lies on one side of zero, and its plain correlation point in different directions.
    SignsDiffer {
        /// The driver.
        driver: String,
    },
    /// A coefficient that hangs on a single observation or cluster: its error cannot be told.
    HangsOnOne {
        /// The column.
        column: String,
    },
    /// Fewer clusters than robust errors need.
    FewClusters {
        /// How many.
        n_clusters: usize,
    },
    /// Importance was sampled, because there are too many drivers to visit all subsets.
    Sampled {
        /// Random orderings.
        n_orderings: usize,
        /// Largest Monte-Carlo standard error, as a part of R².
        standard_error: f64,
    },
    /// Relative weights cannot be computed.
    NoRelativeWeights,
    /// A driver with few observations away from its most frequent value.
    Rare {
        /// The driver.
        driver: String,
        /// Observations.
        n: usize,
    },
    /// Coefficients are log-odds, contributions are points.
    LogOdds,
    /// One slope does not serve all answers.
    SlopesDiffer {
        /// Of the Brant test.
        p_value: Probability,
    },
    /// Only correlations are known: no means, contributions, robust errors or replicates.
    CorrelationsOnly,
    /// Without the number of observations there are no errors and no tests.
    NoNumber,
    /// Rows without a cluster count each for itself.
    NoCluster {
        /// How many.
        n: usize,
    },
    /// No row was kept: errors are classical, and nothing is said of single rows.
    NoRowsKept,
    /// There were too many different rows to keep: the file was read again for robust errors and tests, and
    /// nothing is said of single rows.
    RowsReadAgain,
    /// Nothing was resampled, so ranks and contributions come without interval.
    NotResampled,
    /// Too many drivers to divide R² in every replicate: no ranks, and shares without interval.
    ImportanceNotResampled {
        /// Drivers.
        n_drivers: usize,
    },
    /// The size of a contribution hangs on the zero of a rating, so a model of answers ranks none.
    RatingsNotRanked,
    /// A name stands in the header more than once; the first of these columns was read.
    RepeatedColumn {
        /// The name.
        name: String,
        /// What the other column is called.
        called: String,
        /// Place of the other column, from 1.
        place: usize,
    },
    /// What a correction assumes or could not do.
    Correction(CorrectionCaution),
}

impl Caution {
    pub(super) fn repeated(column: &RepeatedColumn) -> Self {
        Self::RepeatedColumn {
            name: column.name.clone(),
            called: column.called.clone(),
            place: column.place,
        }
    }
}

/// Below this number of observations for each parameter a caution is due (Harrell 2015, *Regression
/// Modeling Strategies*, §4.4, gives 10 to 20).
pub(super) const ROWS_PER_PARAMETER: usize = 10;
/// Above this condition number coefficients are hardly determined (Belsley, Kuh & Welsch 1980, §3.2).
pub(super) const CONDITION: f64 = 30.0;
/// Below this number of clusters robust errors are too small (Cameron & Miller 2015, §VI).
pub(super) const CLUSTERS: usize = 30;
/// Above this part of rows left out a caution is due.
pub(super) const LEFT_OUT: f64 = 0.1;
