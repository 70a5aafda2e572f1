/// Why a statistic cannot be computed.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A matrix was expected to be square and symmetric.
    #[error("entry ({row}, {column}) of a matrix does not mirror its counterpart")]
    NotSymmetric {
        /// Row of the entry.
        row: usize,
        /// Column of the entry.
        column: usize,
    },
    /// A matrix or list has the wrong size.
    #[error("{what} has size {got}, expected {expected}")]
    Shape {
        /// Which input.
        what: &'static str,
        /// Its size.
        got: usize,
        /// The size it should have.
        expected: usize,
    },
    /// A number is NaN, infinite or outside the range of its meaning.
    #[error("{what} cannot be {value}")]
    Value {
        /// Which input.
        what: &'static str,
        /// The number that was given.
        value: f64,
    },
    /// Some columns are linear combinations of others, where the method needs them free.
    #[error(
        "smallest eigenvalue {smallest:e} of the correlation matrix, the columns overlap fully"
    )]
    Singular {
        /// Smallest eigenvalue.
        smallest: f64,
    },
    /// Too many groups to visit every subset.
    #[error("{n_groups} groups are too many for all subsets, at most {limit}")]
    TooManyGroups {
        /// How many were asked for.
        n_groups: usize,
        /// How many are possible.
        limit: usize,
    },
    /// A Monte-Carlo estimate needs at least two independent draws.
    #[error("{n_orderings} orderings are too few, at least {least}")]
    TooFewOrderings {
        /// How many were asked for.
        n_orderings: usize,
        /// The smallest number that has a standard error.
        least: usize,
    },
}
