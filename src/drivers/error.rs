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
    /// An outcome is not one of the categories.
    #[error("row {row} has outcome {value}, not a category from 0 to {last}")]
    Category {
        /// Row of the design, from 0.
        row: usize,
        /// What stands there.
        value: f64,
        /// The highest category.
        last: usize,
    },
    /// The points of a category are not a number.
    #[error("category {category} is worth {value}, not a finite number of points")]
    Points {
        /// The category.
        category: usize,
        /// Its points.
        value: f64,
    },
    /// Some columns tell categories apart without exception, so that no finite coefficient fits best.
    #[error("no finite coefficient fits: categories are separated by {}", quoted(.columns))]
    Separation {
        /// Columns in whose direction the likelihood rises for ever.
        columns: Vec<String>,
    },
    /// The likelihood has a maximum for all we know, but it was not reached.
    #[error("the maximum of the likelihood is not reached after {n_steps} steps")]
    NotConverged {
        /// Number of steps taken.
        n_steps: usize,
    },
    /// A test of equal slopes needs two cuts of the outcome that can be fitted.
    #[error("{n_cuts} cuts of the outcome can be fitted, a test of equal slopes needs 2")]
    TooFewCuts {
        /// Number of cuts with a fit.
        n_cuts: usize,
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
    /// A statistic could not be computed.
    #[error("a statistic of the model is not defined")]
    Statistic(#[from] stats::Error),
    /// Replicates gave no interval.
    #[error("the replicates give no interval")]
    Interval(#[from] InvalidInterval),
}

fn quoted(names: &[String]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("'{name}'")).collect();
    quoted.join(", ")
}
