//! Which groups of columns move the outcome, and by how much.
//!
//! [`Rows`] gathers observations sparsely and merges identical ones, [`Design`] checks them, and
//! [`fit()`] returns coefficients with robust errors, the contribution of each group to the mean
//! outcome, its share of R², joint replicates of all of these, and a diagnosis. Where only correlations
//! are known, [`fit_correlations`] gives what they determine. Nothing here knows of feedback.

mod asymmetry;
#[cfg(test)]
mod behaviour;
mod bootstrap;
mod checks;
mod clusters;
mod confounding;
mod correlation_fit;
mod correlations;
mod covariance;
mod crossval;
mod design;
mod diagnosis;
mod direction;
mod error;
mod estimates;
mod expansion;
mod fit;
#[cfg(test)]
mod fixtures;
mod freedom;
#[cfg(test)]
mod golden;
#[cfg(test)]
mod golden_matrices;
#[cfg(test)]
mod golden_rows;
mod halo;
mod impact;
mod importance;
mod influence;
mod interactions;
mod intervals;
mod inverse;
mod joint_covariance;
mod joint_test;
mod label_error;
pub mod missing;
mod options;
pub mod ordinal;
mod origin;
mod parts;
pub mod paths;
mod performance;
mod point_fit;
mod probe;
mod ranking;
#[cfg(test)]
mod reference;
mod regression;
mod reweight;
mod rows;
mod sandwich;
mod scale;
mod score_sums;
mod selection;
mod side_by_side;
mod significance;
mod split;
#[cfg(test)]
mod streamed_behaviour;
mod streamed_residuals;
mod streamed_rows;
pub mod waves;
mod weights;
mod what_if;

pub use asymmetry::{
    AsymmetryClass, AsymmetryOptions, Attribute, Mark, PenaltyReward, RatingCuts, Unclassified,
    cut_ratings, penalty_reward,
};
pub use bootstrap::Replicates;
pub use clusters::{
    Adjusted, ClusterSizes, ClusterStanding, ColumnSplit, ContextTest, FixedEffect, Intraclass,
    MixedModel, Part, Standing, StandingOptions, Standings, VarianceComponent, WithinBetween,
    intraclass, mixed_model, standings, within_between,
};
pub use confounding::{ColumnConfounding, Confounding, Shift, with_and_without_controls};
pub use correlation_fit::{CorrelationFit, StandardisedColumn, fit_correlations};
pub use correlations::Correlations;
pub use covariance::{Covariance, robust_covariance};
pub use crossval::{CrossValidated, HeldOut};
pub use design::{Design, Group, Role};
pub use diagnosis::{
    CeilingAndFloor, ColumnChange, Diagnosis, DropReason, Dropped, Examination, Finding, Influence,
    InfluentialRow, OutcomeScale, Outlier, Outliers, Overlap, TestResult, examine, thresholds,
};
pub use direction::{ColumnDirection, Direction, DriverDirection, Overall, directions};
pub use error::{CorrelationFault, Error};
pub use fit::{ColumnFit, Doubt, DriverFit, Estimate, Explained, Fit, fit, is_clear_correlation};
pub use halo::{Halo, HaloColumn, halo};
pub use impact::{Impact, Impacts, unadjusted_impacts};
pub use importance::{Importance, ImportanceMethod, relative_weights, relative_weights_by_group};
pub use influence::Accelerations;
pub use interactions::{Interaction, ProductColumn};
pub use intervals::Quantity;
pub use joint_covariance::{JointCovariance, joint_covariance};
pub use label_error::{
    CalibrationOptions, CardCounts, CorrectedColumn, CorrectedFit, CorrectedImportance,
    CorrectedReplicates, CorrectionOptions, Interactions, LeftReason, ModelCard, Revision,
    Treatment, Validation, calibrated_fit, card_fit,
};
pub use options::{Options, Resampling};
pub use performance::{
    Construct, Coordinates, CutLine, Indicator, MapOptions, MapPoint, PerformanceMap, Quadrant,
    map_of, performance_map,
};
pub use point_fit::{PointColumn, PointFit, point_fit};
pub use probe::{ProbeComparison, probe_comparisons};
pub use ranking::{Rank, Ranking, contributions, rank_drivers};
pub use rows::{Row, Rows};
pub use sandwich::{StandardErrorChoice, StandardErrors};
pub use scale::TheoreticalScale;
pub use selection::{
    Cap, Comment, Dependence, Margin, MeanScores, RakedFit, RakedMargin, Raking, RakingOptions,
    Respondent, SelectedCorrectedFit, SelectedFit, Selection, SelectionCell, SelectionOptions,
    WeightBounds, card_fit_selected, fit_raked, fit_selected, fit_selected_linearised, rake,
    selection_weights,
};
pub use side_by_side::{SideBySide, side_by_side};
pub use significance::{DriverTest, JointTest, driver_tests};
pub use split::{ColumnConfirmation, Confirmation, SplitSample, Verdict, confirm, split_sample};
pub use streamed_residuals::StreamedResiduals;
pub use streamed_rows::{Origin, StreamedFit, StreamedRows};
pub use weights::WeightKind;
pub use what_if::{Assumption, Change, Lever, Limit, WhatIf, what_if};
