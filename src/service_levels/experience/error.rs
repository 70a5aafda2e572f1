use crate::stats;
use std::sync::Arc;

/// Why something about experience cannot be computed.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Fewer answers than may be asked for.
    #[error("a verdict cannot rest on {got} answers, at least {floor}")]
    Floor {
        /// What was asked for.
        got: usize,
        /// The hard lower bound.
        floor: usize,
    },
    /// A target names no indicator there is.
    #[error("target {target} names no indicator; there are {}", known.join(", "))]
    UnknownIndicator {
        /// The target.
        target: Arc<str>,
        /// Indicators there are.
        known: Vec<String>,
    },
    /// A target points the wrong way for its scale.
    #[error("target {target} asks for the bad end of its scale")]
    WrongEnd {
        /// The target.
        target: Arc<str>,
    },
    /// A target is for a share or a mean that its question does not have.
    #[error("target {target} asks for a {measure}, which the question does not have")]
    NoSuchMeasure {
        /// The target.
        target: Arc<str>,
        /// The measure it asks for.
        measure: &'static str,
    },
    /// A target lies outside what its indicator can reach.
    #[error("target {target} of {value} cannot be reached on a scale from {low} to {high}")]
    OutOfReach {
        /// The target.
        target: Arc<str>,
        /// Its value.
        value: f64,
        /// Least value of the indicator.
        low: f64,
        /// Greatest value of the indicator.
        high: f64,
    },
    /// A target is for some groups only, and answers are not divided that way.
    #[error("target {target} is for {key}, by which answers are not divided")]
    UnknownKey {
        /// The target.
        target: Arc<str>,
        /// The key it names.
        key: Arc<str>,
    },
    /// Some targets of a composite carry a weight and some do not.
    #[error("target {target} has no weight and others have: give all targets one, or none")]
    MixedWeights {
        /// The first without.
        target: Arc<str>,
    },
    /// A weight is not above zero.
    #[error("target {target} has weight {weight}, which is not above zero")]
    Weight {
        /// The target.
        target: Arc<str>,
        /// Its weight.
        weight: f64,
    },
    /// Two targets have one name.
    #[error("two targets are named {id}")]
    TwiceNamed {
        /// The name.
        id: Arc<str>,
    },
    /// The checks of the classifier cannot tell its readings apart.
    #[error("the checked texts cannot tell the classifier's readings apart: {why}")]
    Unseparated {
        /// What is missing.
        why: &'static str,
    },
    /// A statistic that needs more than there is.
    #[error(transparent)]
    Statistic(#[from] stats::Error),
}
