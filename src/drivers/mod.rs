//! Which groups of columns move the outcome, and by how much.
//!
//! [`Rows`] gathers observations sparsely and merges identical ones, [`Design`] checks them, and
//! [`fit()`] returns coefficients with robust errors, the contribution of each group to the mean
//! outcome, its share of R², joint replicates of all of these, and a diagnosis. Nothing here knows
//! of feedback.

#[cfg(test)]
mod behaviour;
mod bootstrap;
mod checks;
mod clusters;
mod confounding;
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
mod halo;
mod importance;
mod options;
mod origin;
mod regression;
mod rows;
mod sandwich;
mod split;
mod waves;

pub use bootstrap::Replicates;
pub use clusters::{
    Adjusted, ClusterSizes, ClusterStanding, ColumnSplit, ContextTest, FixedEffect, Intraclass,
    MixedModel, Part, Standing, StandingOptions, Standings, VarianceComponent, WithinBetween,
    intraclass, mixed_model, standings, within_between,
};
pub use confounding::{Change, ColumnConfounding, Confounding, with_and_without_controls};
pub use covariance::{Covariance, robust_covariance};
pub use design::{Design, Group, Role};
pub use diagnosis::{Diagnosis, DropReason, Dropped, Overlap};
pub use error::Error;
pub use fit::{ColumnFit, Doubt, DriverFit, Estimate, Explained, Fit, fit};
pub use halo::{Halo, HaloColumn, halo};
pub use importance::{Importance, ImportanceMethod, relative_weights};
pub use options::{Options, Resampling};
pub use rows::{Row, Rows};
pub use sandwich::StandardErrors;
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
