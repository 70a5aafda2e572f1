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
    /// An interaction names a column that does not exist.
    #[error("an interaction names column {column}, there are {n_columns}")]
    UnknownFactor {
        /// Index it names.
        column: usize,
        /// Number of columns.
        n_columns: usize,
    },
    /// An interaction of a column with itself.
    #[error("column '{column}' cannot interact with itself")]
    Square {
        /// Name of the column.
        column: String,
    },
    /// Interactions and driver groups of several columns do not go together.
    #[error("group '{group}' has several columns, interactions need groups of one")]
    GroupedFactors {
        /// Name of the group.
        group: String,
    },
    /// The method does not know products that enter after their factors.
    #[error("relative weights cannot hold the product '{column}' back until its factors are in")]
    ProductUnsupported {
        /// Name of the product.
        column: String,
    },
    /// The ends of a scale are not finite or not in order.
    #[error("a scale cannot run from {minimum} to {maximum}")]
    Scale {
        /// Lowest value.
        minimum: f64,
        /// Highest value.
        maximum: f64,
    },
    /// A cell holds a value that its kind of variable cannot take.
    #[error("row {row}, column '{column}' holds {value}, not {expected}")]
    Cell {
        /// Row, from 0.
        row: usize,
        /// Name of the column.
        column: String,
        /// What stands there.
        value: f64,
        /// What should.
        expected: &'static str,
    },
    /// The dummies of a row are missing in part, or more than one is 1.
    #[error("row {row} has no single category of '{variable}'")]
    BrokenCategory {
        /// Row, from 0.
        row: usize,
        /// Name of the categorical variable.
        variable: String,
    },
    /// A variable is missing in every row that has an outcome.
    #[error("'{column}' is missing in all {n_rows} rows with an outcome")]
    NothingObserved {
        /// Name of the variable.
        column: String,
        /// Number of rows with an outcome.
        n_rows: usize,
    },
    /// A statistic could not be computed.
    #[error("a statistic of the model is not defined")]
    Statistic(#[from] stats::Error),
    /// Replicates gave no interval.
    #[error("the replicates give no interval")]
    Interval(#[from] InvalidInterval),
}
