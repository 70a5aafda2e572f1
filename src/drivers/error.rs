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
    NoMaximum {
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
    /// Replicates, robust errors and frequency weights need single rows.
    #[error("replicates, robust errors and frequency weights need rows that are kept")]
    RowsNeeded,
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
    /// A path model cannot be built or estimated.
    #[error(transparent)]
    Paths(#[from] PathError),
    /// Replicates gave no interval.
    #[error("the replicates give no interval")]
    Interval(#[from] InvalidInterval),
}

fn quoted(names: &[String]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("'{name}'")).collect();
    quoted.join(", ")
}
