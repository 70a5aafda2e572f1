//! Driver models side by side: period against period, segment against segment, frozen against new.
//!
//! [`decompose_change`] divides the change of the mean outcome between two [`Period`]s and
//! [`compare_periods`] tests what changed. [`compare_segments`] fits one model per segment, tests
//! whether their coefficients differ and pools them partly. [`freeze`] turns a fit into plain data
//! that [`apply`] lays over new rows without fitting anything, [`test_drift`] tests whether it still
//! holds there, and [`may_refit`] guards its age.

#[cfg(test)]
mod behaviour;
mod change;
mod decomposition;
mod drift;
mod frozen;
#[cfg(test)]
mod golden;
mod levels;
mod mean_error;
mod measurement;
mod period;
mod refit;
mod rows_of;
mod segments;
#[cfg(test)]
mod simulation;
mod split;

pub use change::{
    ColumnChange, DriverChange, LeftOut, PeriodComparison, ShareChange, WholeChange,
    compare_periods,
};
pub use decomposition::{
    Amount, Borrowed, ControlShift, Decomposition, DriverShift, decompose_change,
};
pub use drift::{ColumnDrift, Drift, DriftReport, DriftSign, ForecastCalibration, test_drift};
pub use frozen::{Frozen, FrozenColumn, Label, freeze};
pub use levels::Levels;
pub use measurement::{Measured, MeasuredColumn, Measurement, apply};
pub use period::{Period, WhichPeriod};
pub use refit::{CalendarDay, Refit, may_refit};
pub use segments::{
    ColumnAcross, Heterogeneity, SegmentCell, SegmentComparison, SegmentFit, SegmentOptions,
    SegmentState, compare_segments,
};
pub use split::{Segment, split_into_segments};
