//! Which groups of columns move the outcome, and by how much.
//!
//! [`Rows`] gathers observations sparsely and merges identical ones, [`Design`] checks them, and
//! [`fit()`] returns coefficients with robust errors, the contribution of each group to the mean
//! outcome, its share of R², joint replicates of all of these, and a diagnosis. Where only correlations
//! are known, [`fit_correlations`] gives what they determine. Nothing here knows of feedback.

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
mod error;
mod estimates;
mod fit;
#[cfg(test)]
mod fixtures;
#[cfg(test)]
mod golden;
#[cfg(test)]
mod golden_matrices;
#[cfg(test)]
mod golden_rows;
mod halo;
mod importance;
mod influence;
mod intervals;
mod options;
mod origin;
mod parts;
mod regression;
mod reweight;
mod rows;
mod sandwich;
mod split;
mod waves;
mod weights;

pub use bootstrap::Replicates;
pub use clusters::{
    Adjusted, ClusterSizes, ClusterStanding, ColumnSplit, ContextTest, FixedEffect, Intraclass,
    MixedModel, Part, Standing, StandingOptions, Standings, VarianceComponent, WithinBetween,
    intraclass, mixed_model, standings, within_between,
};
pub use confounding::{Change, ColumnConfounding, Confounding, with_and_without_controls};
pub use correlation_fit::{CorrelationFit, StandardisedColumn, fit_correlations};
pub use correlations::Correlations;
pub use covariance::{Covariance, robust_covariance};
pub use design::{Design, Group, Role};
pub use diagnosis::{Diagnosis, DropReason, Dropped, Overlap};
pub use error::{CorrelationFault, Error};
pub use fit::{ColumnFit, Doubt, DriverFit, Estimate, Explained, Fit, fit};
pub use halo::{Halo, HaloColumn, halo};
pub use importance::{Importance, ImportanceMethod, relative_weights, relative_weights_by_group};
pub use influence::Accelerations;
pub use intervals::Quantity;
pub use options::{Options, Resampling};
pub use rows::{Row, Rows};
pub use sandwich::{StandardErrorChoice, StandardErrors};
pub use split::{ColumnConfirmation, Confirmation, SplitSample, Verdict, confirm, split_sample};
pub use waves::{
    Amount, Borrowed, CalendarDay, ColumnAcross, ColumnChange, ColumnDrift, ControlShift,
    Decomposition, Drift, DriftReport, DriftSign, DriverChange, DriverShift, ForecastCalibration,
    Frozen, FrozenColumn, Heterogeneity, Label, LeftOut, Levels, Measured, MeasuredColumn,
    Measurement, Period, PeriodComparison, Refit, Segment, SegmentCell, SegmentComparison,
    SegmentFit, SegmentOptions, SegmentState, ShareChange, WhichPeriod, WholeChange, apply,
    compare_periods, compare_segments, decompose_change, freeze, may_refit, split_into_segments,
    test_drift,
};
pub use weights::WeightKind;
