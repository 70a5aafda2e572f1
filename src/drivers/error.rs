use super::paths::PathError;
use crate::stats;
use crate::units::InvalidInterval;

/// What is wrong with an entry of a correlation matrix.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CorrelationFault {
    /// It is NaN or infinite.
    #[error("is not finite")]
    NotFinite,
    /// A column's correlation with itself is something else.
    #[error("is not 1")]
    Diagonal,
    /// It is out of range.
    #[error("is not between -1 and 1")]
    Range,
    /// The entry on the other side of the diagonal is another.
    #[error("differs from its mirror image")]
    NotMirrored,
}

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
    /// A frequency weight is not a whole number that can be counted.
    #[error("row {row} has frequency weight {weight}, not a whole number of observations")]
    FrequencyWeight {
        /// Row, from 0.
        row: usize,
        /// What stands there.
        weight: f64,
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
    /// An entry of a correlation matrix cannot be.
    #[error("the correlation of '{first}' and '{second}' cannot be {value}, which {fault}")]
    Correlation {
        /// Name of the row.
        first: String,
        /// Name of the column.
        second: String,
        /// What stands there.
        value: f64,
        /// What is wrong with it.
        fault: CorrelationFault,
    },
    /// No data can have these correlations.
    #[error("the smallest eigenvalue of the correlation matrix is {smallest:e}, below zero")]
    NotPositiveSemidefinite {
        /// The eigenvalue.
        smallest: f64,
    },
    /// The outcome is not among the names of a correlation matrix.
    #[error("no column is named '{outcome}', the outcome")]
    UnknownOutcome {
        /// The name looked for.
        outcome: String,
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
    /// Nothing can be said about clusters when there are so few.
    #[error("{n_clusters} clusters, expected {least} or more")]
    TooFewClusters {
        /// Number of clusters, observations outside clusters included if there are clusters at all.
        n_clusters: usize,
        /// The smallest number that the method can use.
        least: usize,
    },
    /// Every cluster holds a single observation, so clusters and observations are the same thing.
    #[error("all {n_clusters} clusters hold a single observation")]
    NoReplication {
        /// Number of clusters.
        n_clusters: usize,
    },
    /// Columns and clusters together explain the outcome to the last digit.
    #[error("columns and clusters leave nothing of the outcome to chance")]
    NoResidual,
    /// The columns tell the clusters apart by themselves: no difference is left to be estimated.
    #[error("{n_parameters} parameters explain all differences between {n_clusters} clusters")]
    ClustersDetermined {
        /// Number of clusters.
        n_clusters: usize,
        /// Number of parameters, the constant included.
        n_parameters: usize,
    },
    /// The method compares drivers and there are too few.
    #[error("{n_drivers} driver columns in the model, expected {least} or more")]
    TooFewDrivers {
        /// How many the model kept.
        n_drivers: usize,
        /// The smallest number that the method can use.
        least: usize,
    },
    /// A random division left a part without units.
    #[error("a share of {share} leaves one part of {n_units} units empty")]
    EmptyPart {
        /// Number of units to divide.
        n_units: usize,
        /// Share of the first part.
        share: f64,
    },
    /// The design has no column of a role that the method needs.
    #[error("no group of the design is a {role}")]
    NoColumnsWithRole {
        /// The role.
        role: &'static str,
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
    /// Two models do not have the same columns or groups.
    #[error("{what} {position} is '{first}' in one model and '{second}' in the other")]
    ModelsDiffer {
        /// A column or a group.
        what: &'static str,
        /// Its place, from 0.
        position: usize,
        /// What stands there in the first model.
        first: String,
        /// What stands there in the second model.
        second: String,
    },
    /// Two outcomes are defined differently, so that their means cannot be compared.
    #[error("the outcome is '{first}' in one model and '{second}' in the other")]
    OutcomeDefinition {
        /// Definition in the first model.
        first: String,
        /// Definition in the second model.
        second: String,
    },
    /// Others determine a column in one period only: coefficients mean different things then.
    #[error("in the {period} period only, other columns determine column '{column}'")]
    CollinearInOnePeriod {
        /// Name of the column.
        column: String,
        /// The period, first or second.
        period: &'static str,
    },
    /// The doubt of a coefficient is unknown, and with it that of everything it enters.
    #[error("the data cannot tell the doubt of '{column}'")]
    UnknownDoubt {
        /// Name of the column, or the constant.
        column: String,
    },
    /// A row has the code of a segment that has no name.
    #[error("row {row} is of segment {code}, there are {n_segments}")]
    UnknownSegment {
        /// Row, from 0.
        row: usize,
        /// Its code.
        code: usize,
        /// Number of segments.
        n_segments: usize,
    },
    /// A day that no calendar has.
    #[error("year {year}, month {month}, day {day} is no date")]
    Date {
        /// Year.
        year: i32,
        /// Month.
        month: u8,
        /// Day of the month.
        day: u8,
    },
    /// A model is younger than it should be for a new one, and no reason is given.
    #[error(
        "the frozen model is {age_days} days old, before {least_days} a new one needs a reason"
    )]
    RefitTooSoon {
        /// Age of the frozen model.
        age_days: i64,
        /// Age from which no reason is needed.
        least_days: i64,
    },
    /// A model is dated after the day on which it is used.
    #[error("the frozen model is dated {days} days ahead")]
    FrozenAhead {
        /// Days from the day of use to the model's date.
        days: i64,
    },
    /// `BCa` intervals were asked of a fit that was made for percentile intervals.
    #[error("the fit has no accelerations, which its options did not ask for")]
    NoAccelerations,
    /// A column of mentions holds something else.
    #[error("column '{column}' holds {value}, not a mention")]
    NotMention {
        /// Name of the column.
        column: String,
        /// What stands there.
        value: f64,
    },
    /// A scale has no length or no end.
    #[error("no scale can run from {worst} to {best}")]
    InvalidScale {
        /// Its worst value.
        worst: f64,
        /// Its best value.
        best: f64,
    },
    /// A value lies outside the scale it was said to have.
    #[error("{what} holds {value}, outside the scale from {low} to {high}")]
    OutsideScale {
        /// Name of the column, or another input.
        what: String,
        /// The value.
        value: f64,
        /// Lower end of the scale.
        low: f64,
        /// Upper end of the scale.
        high: f64,
    },
    /// An index names nothing.
    #[error("{what} {got} does not exist, there are {n}")]
    Index {
        /// What it should name.
        what: &'static str,
        /// The index.
        got: usize,
        /// How many there are.
        n: usize,
    },
    /// The model has no coefficient for a column.
    #[error("column '{column}' was left out of the model")]
    LeftOut {
        /// Name of the column.
        column: String,
    },
    /// A number is NaN, infinite or outside the range of its meaning.
    #[error("{what} cannot be {value}")]
    Number {
        /// Which input.
        what: &'static str,
        /// The number.
        value: f64,
    },
    /// A method needs joint replicates and there are none.
    #[error("there are no replicates")]
    NoReplicates,
    /// Too many driver groups to divide R² again in every replicate.
    #[error("{n_drivers} driver groups are too many to resample their shares, at most {limit}")]
    TooManyDrivers {
        /// Number of groups, probes included.
        n_drivers: usize,
        /// How many are allowed.
        limit: usize,
    },
    /// A statistic could not be computed.
    #[error("a statistic of the model is not defined")]
    Statistic(#[from] stats::Error),
    /// A path model cannot be built or estimated.
    #[error(transparent)]
    Paths(#[from] PathError),
    /// Replicates gave no interval.
    #[error("the replicates give no interval")]
    Interval(#[from] InvalidInterval),
}
