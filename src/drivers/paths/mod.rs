//! Path models of satisfaction: composites of indicators, and the paths between them.
//!
//! [`PathModel`] is the checked drawing (image → expectation → value → satisfaction → loyalty),
//! [`fit_paths`] estimates it by partial least squares with joint replicates,
//! [`PathFit::importance_performance`] draws the map of importance and performance for one target,
//! and [`check_prediction`] asks whether the model predicts rows that it has not seen.
//!
//! Everything is computed from the weighted correlation matrix of the indicators, so the cost of a
//! replicate is one pass over the rows and memory does not grow with them.

#[cfg(test)]
mod behaviour;
mod consistent;
mod data;
mod error;
mod estimates;
mod fit;
#[cfg(test)]
mod fixtures;
#[cfg(test)]
mod golden;
mod map;
mod model;
mod options;
mod outer;
mod prediction;
mod quality;
mod replicates;
mod tables;

pub use consistent::{ConsistentPaths, Inadmissible};
pub use data::PathData;
pub use error::PathError;
pub use estimates::PathEstimates;
pub use fit::{Measured, PathCaveat, PathFit, fit_paths};
pub use map::{ImportancePerformance, IndicatorPosition, MapPosition, RatingScale};
pub use model::{CompositeMode, Construct, Path, PathModel};
pub use options::{InnerScheme, PathOptions};
pub use prediction::{IndicatorPrediction, PredictionCheck, check_prediction};
pub use quality::Reliability;
pub use replicates::PathReplicates;
pub use tables::{ConstructFit, Effect, IndicatorFit, PairFit, Sign};
