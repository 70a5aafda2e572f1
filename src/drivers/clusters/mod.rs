//! Observations that belong together: agents, branches, customers.
//!
//! [`intraclass()`] says how much of the outcome lies between clusters, [`within_between()`] whether a
//! driver acts within clusters as it does between them, [`mixed_model`] fits a random intercept per
//! cluster, and [`standings`] returns adjusted outcomes of clusters, shrunken and never ranked.

#[cfg(test)]
mod behaviour;
#[cfg(test)]
mod golden;
mod intraclass;
mod mixed;
mod restricted;
mod standing;
mod sums;
mod within_between;

pub use intraclass::{ClusterSizes, Intraclass, intraclass};
pub use mixed::{FixedEffect, MixedModel, VarianceComponent, mixed_model};
pub use standing::{Adjusted, ClusterStanding, Standing, StandingOptions, Standings, standings};
pub use within_between::{ColumnSplit, ContextTest, Part, WithinBetween, within_between};
