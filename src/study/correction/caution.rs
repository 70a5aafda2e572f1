use super::findings::LabelSource;

/// What a reader has to keep in mind of a correction; the words stand in `report`.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum CorrectionCaution {
    /// Weights repair only what score band and segment say about commenting.
    CommentsAtRandomInCells,
    /// Rows without a comment that hold answers of drivers; these answers were not used.
    SilentWithAnswers {
        /// How many rows.
        n: usize,
    },
    /// Rows with a comment that lack an answer; they are weighted for like silent ones.
    CommentedWithGaps {
        /// How many rows.
        n: usize,
    },
    /// Weights were raked and are taken as known.
    RakedWeightsKnown,
    /// Replicates rake anew; standard errors take the weights as known.
    RakedInReplicates,
    /// Drivers with too few observations for the tests of a corrected model; none of them stands out.
    RareNotTested {
        /// The drivers.
        drivers: Vec<String>,
    },
    /// What the correction of labels assumes.
    LabelAssumption {
        /// What it rests on.
        source: LabelSource,
    },
    /// Importance and R² take labels for true, so that the corrected study shows no importance.
    ImportanceNotCorrected,
    /// Importance is that of the corrected covariances, and only LMG.
    ImportanceOfTruth,
    /// Replicates without a corrected model.
    FailedReplicates {
        /// How many failed.
        n: usize,
        /// Of how many.
        of: usize,
    },
    /// A driver whose labels could not be corrected.
    LabelsLeft {
        /// The driver's column.
        column: String,
    },
    /// Gaps are taken to be at random given everything that was observed.
    MissingAtRandom,
    /// Most of a column is missing.
    MostlyMissing {
        /// The column.
        column: String,
        /// Part that is missing.
        share: f64,
    },
    /// Few rows are complete.
    FewCompleteRows {
        /// Complete rows.
        n: usize,
        /// Parameters of the model.
        n_parameters: usize,
    },
    /// The values filled in had not settled.
    NotConverged {
        /// The column.
        column: String,
        /// Potential scale reduction.
        r_hat: f64,
    },
    /// Fewer imputations than percent of missing information.
    FewImputations {
        /// Imputations.
        n: usize,
        /// Advised number.
        advised: usize,
    },
    /// Rows of a cluster were filled as if they were independent.
    ClustersNotImputed,
    /// Products of filled columns are drawn to zero.
    ProductsOfImputed,
    /// What a coefficient means beside a product.
    Products,
    /// Parts beside the drivers are left out, because they do not know this model.
    NothingBeside,
}
