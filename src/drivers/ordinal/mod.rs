//! Which groups of columns move a categorical outcome: logit models of ordered and unordered
//! categories.
//!
//! The outcome of a [`Design`](super::Design) is read as a category code, 0 to K − 1, and each
//! category is worth some points ([`Options::points`]): for NPS from 0 to 10 these are −100 up to 6,
//! 0 for 7 and 8, and 100 from 9. [`proportional_odds`] fits `logit P(y ≤ k) = θ_k − x'β`, which with
//! two categories is logistic regression; [`brant_test`] asks whether one slope serves all cuts, and
//! [`multinomial`] is the fall-back where it does not. All report what each driver group adds to the
//! mean points by prediction with and without it (g-computation); [`dominance`] divides `McFadden`'s
//! R² over the groups, and [`held_out`] asks for it on rows that were not fitted.
//!
//! A category without observations is left out of the model: its maximum-likelihood probability is
//! zero. Columns that separate categories are an error that names them, never a huge coefficient.

mod baseline;
#[cfg(test)]
mod behaviour;
mod brant;
mod cells;
mod covariance;
mod crossval;
mod cumulative;
mod curve;
mod dominance;
mod effects;
mod fit;
#[cfg(test)]
mod fixtures;
mod frame;
#[cfg(test)]
mod golden;
#[cfg(test)]
mod golden_crafted;
mod likelihood;
mod multinomial;
mod options;
#[cfg(test)]
mod refusals;
mod replicates;

pub use brant::{BrantTest, ColumnTest, Cut, LEAST_ON_A_SIDE, Wald, brant_test};
pub use covariance::StandardErrors;
pub use crossval::held_out;
pub use dominance::{MAX_EXACT_DRIVERS, dominance};
pub use effects::{DriverFit, MeanPoints, UnitEffect, UnitStep};
pub use fit::{ColumnFit, Fit, Quality, proportional_odds};
pub use multinomial::{MultinomialColumn, MultinomialFit, multinomial};
pub use options::Options;
pub use replicates::Replicates;
