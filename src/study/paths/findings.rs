use super::{PathCaution, PathQuestion};
use crate::drivers::paths::{
    ConstructFit, Effect, ImportancePerformance, IndicatorFit, PairFit, PathFit, PathOptions,
    PredictionCheck, Sign,
};
use crate::study::{Account, Aside};

/// What a path model found on one table. Plain data; only `report` rounds it.
#[derive(Debug, Clone)]
pub struct PathStudy {
    /// What was asked.
    pub question: PathQuestion,
    /// How it was computed.
    pub options: PathOptions,
    /// Name of the table.
    pub file: String,
    /// What became of every row.
    pub account: Account,
    /// The fit.
    pub fit: PathFit,
    /// The paths as they were drawn, in the order of the file.
    pub paths: Vec<PathResult>,
    /// What each construct does to each that paths lead to, causes first.
    pub effects: Vec<Effect>,
    /// R² and reliability of each construct, in the order of the file.
    pub constructs: Vec<ConstructFit>,
    /// Weight and loading of each indicator, in the order of the file.
    pub indicators: Vec<IndicatorFit>,
    /// Whether constructs can be told apart.
    pub pairs: Vec<PairFit>,
    /// The construct that the map and the prediction check look at.
    pub target: Option<usize>,
    /// Importance and performance.
    pub map: PathMap,
    /// Prediction of rows that were not fitted.
    pub prediction: Aside<PredictionCheck>,
    /// What to keep in mind.
    pub cautions: Vec<PathCaution>,
}

/// A path that was drawn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PathResult {
    /// What is known of it; [`Effect::direct`] is there.
    pub effect: Effect,
    /// Whether the sign of the path itself is known ([`Effect::sign`] is that of the total effect).
    pub sign: Sign,
}

/// The map of importance and performance, or why there is none.
#[derive(Debug, Clone)]
pub enum PathMap {
    /// It was drawn.
    Drawn(ImportancePerformance),
    /// It was not.
    Refused(NoMap),
}

impl PathMap {
    /// The map, if there is one.
    pub fn drawn(&self) -> Option<&ImportancePerformance> {
        match self {
            Self::Drawn(map) => Some(map),
            Self::Refused(_) => None,
        }
    }
}

/// Why there is no map.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum NoMap {
    /// Several constructs lead nowhere and none is named as the target.
    NoTarget {
        /// Their names.
        candidates: Vec<String>,
    },
    /// No path leads to the target.
    NotExplained {
        /// The target.
        target: String,
    },
    /// Indicators of the target or of what leads to it have no declared scale with a direction.
    NoScale {
        /// Their names.
        indicators: Vec<String>,
    },
}
