//! What to know about the data behind a fit, and how far the fit may be trusted.
//!
//! [`Diagnosis`] comes with every [`Fit`](super::Fit): sizes, overlap, columns left out. [`examine`]
//! looks at the residuals as well and costs two more passes over the rows. It covers the checks that
//! driver-analysis products offer, as far as one design can be asked:
//!
//! | check | where |
//! |---|---|
//! | predictors overlap | [`ColumnFit::vif`](super::ColumnFit::vif), [`Diagnosis::condition`], [`Diagnosis::strongest_overlap`] |
//! | signs nobody expects | [`Examination::sign_conflicts`] |
//! | enough rows | [`Diagnosis::rows_per_parameter`], [`Diagnosis::n_effective`], [`Diagnosis::n_units`] |
//! | predicts rows it has not seen | [`Explained::r2_cross_validated`](super::Explained::r2_cross_validated) |
//! | residuals of constant variance | [`Examination::heteroscedasticity`] |
//! | straight lines suffice | [`Examination::functional_form`] |
//! | no row decides alone | [`Examination::influence`] |
//! | no row is out of place | [`Examination::outliers`] |
//! | the scale is not used up | [`Examination::ceiling_and_floor`] |
//! | missing values | [`missing`](super::missing) |
//! | an outcome that is ordinal, customers who differ, causes that are plausible | not to be seen in one linear fit |
//! | residuals independent over time | not checked: rows have no order; rows of one customer go into clusters |
//!
//! Thresholds are constants with a source. They say where a reader should look, not what is allowed.

mod examination;
#[cfg(test)]
mod golden;
mod influence;
mod overview;
mod specification;

pub use examination::{
    CeilingAndFloor, Examination, Finding, OutcomeScale, TestResult, examine, thresholds,
};
pub use influence::{ColumnChange, Influence, InfluentialRow, Outlier, Outliers};
pub(super) use overview::{Counted, diagnose, diagnose_moments};
pub use overview::{Diagnosis, DropReason, Dropped, Overlap};
