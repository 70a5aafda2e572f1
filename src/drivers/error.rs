use crate::stats;
use crate::units::InvalidInterval;

/// Why a driver model cannot be built or fitted.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// There are no rows.
    #[error("no rows to model")]
    NoRows,
    /// There are no columns.
    #[error("no columns to model")]
    NoColumns,
    /// A predictor is NaN or infinite.
    #[error("row {row}, column '{column}' holds {value}, not a finite number")]
    Predictor {
        /// Row, from 0.
        row: usize,
        /// Name of the column.
        column: String,
        /// What stands there.
        value: f64,
    },
    /// An outcome is NaN or infinite.
    #[error("row {row} has outcome {value}, not a finite number")]
    Outcome {
        /// Row, from 0.
        row: usize,
        /// What stands there.
        value: f64,
    },
    /// A weight is not positive and finite.
    #[error("row {row} has weight {value}, not a positive number")]
    Weight {
        /// Row, from 0.
        row: usize,
        /// What stands there.
        value: f64,
    },
    /// A row stands for no observation at all.
    #[error("row {row} has count 0")]
    Count {
        /// Row, from 0.
        row: usize,
    },
    /// A row names a column that does not exist, or the same column twice.
    #[error("row {row} names column {column} of {n_columns} wrongly or twice")]
    Entry {
        /// Row, from 0.
        row: usize,
        /// Index of the column.
        column: usize,
        /// Number of columns.
        n_columns: usize,
    },
    /// An input has the wrong length.
    #[error("{what} has length {got}, expected {expected}")]
    Shape {
        /// Which input.
        what: &'static str,
        /// Its length.
        got: usize,
        /// The length it should have.
        expected: usize,
    },
    /// All rows have the same outcome.
    #[error("all {n_rows} rows have outcome {value}, nothing varies")]
    ConstantOutcome {
        /// Number of rows.
        n_rows: usize,
        /// The outcome.
        value: f64,
    },
    /// A group names a column that does not exist.
    #[error("group '{group}' names column {column}, there are {n_columns}")]
    UnknownColumn {
        /// Name of the group.
        group: String,
        /// Index it names.
        column: usize,
        /// Number of columns.
        n_columns: usize,
    },
    /// Two groups hold the same column, or one holds it twice.
    #[error("column '{column}' stands in group '{first}' and again in '{second}'")]
    OverlappingGroups {
        /// Name of the column.
        column: String,
        /// Group that named it first.
        first: String,
        /// Group that named it again.
        second: String,
    },
    /// A column belongs to no group.
    #[error("column '{column}' belongs to no group")]
    Ungrouped {
        /// Name of the column.
        column: String,
    },
    /// A group has no columns.
    #[error("group '{group}' has no columns")]
    EmptyGroup {
        /// Name of the group.
        group: String,
    },
    /// Two columns or two groups have the same name.
    #[error("the name '{name}' is given twice")]
    DuplicateName {
        /// The name.
        name: String,
    },
    /// No more observations than parameters.
    #[error("{n_observations} observations for {n_parameters} parameters")]
    TooFewRows {
        /// Number of observations.
        n_observations: usize,
        /// Number of parameters, the constant included.
        n_parameters: usize,
    },
    /// An option has a value that the method cannot use.
    #[error("option {option} cannot be {value}")]
    Option {
        /// Name of the option.
        option: &'static str,
        /// Its value.
        value: usize,
    },
    /// The method does not know columns that are always in.
    #[error("relative weights cannot hold group '{group}' always in the model")]
    AlwaysUnsupported {
        /// Name of the group.
        group: String,
    },
    /// A setting has a value that the method cannot use.
    #[error("setting {setting} cannot be {value}")]
    Setting {
        /// Name of the setting.
        setting: &'static str,
        /// Its value.
        value: f64,
    },
    /// Nobody gave a comment, so nothing is known of what anybody mentions.
    #[error("none of {n_respondents} respondents gave a comment")]
    NoCommenters {
        /// Number of respondents.
        n_respondents: usize,
    },
    /// A target share is not a positive number.
    #[error("category {category} of margin '{margin}' has target {value}, not a positive share")]
    Target {
        /// Name of the margin.
        margin: String,
        /// Category, from 0.
        category: usize,
        /// What was asked for.
        value: f64,
    },
    /// The target shares of a margin do not sum to 1.
    #[error("the targets of margin '{margin}' sum to {sum}, not to 1")]
    TargetSum {
        /// Name of the margin.
        margin: String,
        /// Their sum.
        sum: f64,
    },
    /// A row belongs to a category without a target.
    #[error(
        "row {row} has category {category} of margin '{margin}', which has {n_targets} targets"
    )]
    UnknownCategory {
        /// Name of the margin.
        margin: String,
        /// Row, from 0.
        row: usize,
        /// Category it names.
        category: usize,
        /// Number of categories that have a target.
        n_targets: usize,
    },
    /// Nobody belongs to a category that part of the population belongs to.
    #[error("category {category} of margin '{margin}' has target {target} and no rows")]
    EmptyCategory {
        /// Name of the margin.
        margin: String,
        /// Category, from 0.
        category: usize,
        /// Its target share.
        target: f64,
    },
    /// The bounds of the weights are too narrow for a target.
    #[error(
        "weights within the bounds give category {category} of margin '{margin}' between {low} and {high}, its target is {target}"
    )]
    Bounds {
        /// Name of the margin.
        margin: String,
        /// Category, from 0.
        category: usize,
        /// Its target share.
        target: f64,
        /// Smallest share that the bounds allow.
        low: f64,
        /// Largest share that the bounds allow.
        high: f64,
    },
    /// An iteration did not come to rest.
    #[error("{what} is still {distance:e} away after {n_iterations} iterations")]
    NotConverged {
        /// What was iterated.
        what: &'static str,
        /// How far from its aim it is.
        distance: f64,
        /// Number of iterations.
        n_iterations: usize,
    },
    /// A column that is corrected for label error holds something other than 0 and 1.
    #[error("row {row}, column '{column}' holds {value}, a label is 0 or 1")]
    Label {
        /// Row, from 0.
        row: usize,
        /// Name of the column.
        column: String,
        /// What stands there.
        value: f64,
    },
    /// A column that is corrected for label error is not a driver, or is named twice.
    #[error("column {column} cannot be corrected for label error, or is named twice")]
    Uncorrectable {
        /// Index of the column.
        column: usize,
    },
    /// What is left after the correction cannot be the moments of any population.
    #[error(
        "the corrected moments of {n_columns} columns and the outcome are not positive definite"
    )]
    CorrectedMoments {
        /// Number of columns.
        n_columns: usize,
    },
    /// Too few replicates could be corrected.
    #[error("{n_failed} of {n_replicates} replicates have no corrected model")]
    FailedReplicates {
        /// Replicates without a corrected model.
        n_failed: usize,
        /// Replicates drawn.
        n_replicates: usize,
    },
    /// A statistic could not be computed.
    #[error("a statistic of the model is not defined")]
    Statistic(#[from] stats::Error),
    /// Replicates gave no interval.
    #[error("the replicates give no interval")]
    Interval(#[from] InvalidInterval),
}
