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
mod crossval;
mod design;
mod diagnosis;
mod error;
mod fit;
#[cfg(test)]
mod fixtures;
#[cfg(test)]
mod golden;
mod importance;
mod options;
pub mod ordinal;
mod origin;
mod regression;
mod rows;
mod sandwich;

pub use bootstrap::Replicates;
pub use design::{Design, Group, Role};
pub use diagnosis::{Diagnosis, DropReason, Dropped, Overlap};
pub use error::Error;
pub use fit::{ColumnFit, Doubt, DriverFit, Estimate, Explained, Fit, fit};
pub use importance::{Importance, ImportanceMethod, relative_weights};
pub use options::{Options, Resampling};
pub use rows::{Row, Rows};
pub use sandwich::StandardErrors;
