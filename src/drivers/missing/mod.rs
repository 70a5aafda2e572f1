//! Driver models of tables with holes: complete cases, or multiple imputation.
//!
//! An [`IncompleteTable`] says which cells were observed. [`complete_cases`] drops every row with a
//! hole and counts what that costs, column by column. [`pooled_fit`] fills the holes several times by
//! chained equations, fits the driver model to every completed table and pools the fits by Rubin's
//! rules, so that the doubt about the filled values is part of every standard error. Correlations are
//! never computed pair by pair from whatever rows have both columns: such a matrix can have negative
//! eigenvalues and belongs to no set of customers.
//!
//! Rows without an outcome are left out: they say nothing about the coefficients beyond what the
//! imputation models already know, and an imputed outcome would add noise (von Hippel 2007,
//! *Sociological Methodology* 37, p. 83). Where there is an outcome it helps to fill the predictors;
//! leaving it out would draw every coefficient towards zero (Moons and others 2006, *Journal of
//! Clinical Epidemiology* 59, p. 1092).
//!
//! That holes are missing at random, given the observed columns and the outcome, is an assumption
//! that no data can confirm.

mod average;
#[cfg(test)]
mod behaviour;
mod category;
mod caveat;
mod chain;
mod complete;
mod convergence;
mod linear;
mod logistic;
mod pooled;
mod pooling;
mod table;

pub use caveat::Caveat;
pub use chain::{Imputation, Imputed, impute};
pub use complete::{ColumnLoss, CompleteCases, Loss, complete_cases};
pub use convergence::ImputedColumn;
pub use pooled::{
    PooledColumn, PooledDriver, PooledExplained, PooledFit, PooledOptions, Range, pooled_fit,
};
pub use pooling::{PooledEstimate, PooledR2, Rubin, pool, pool_r2};
pub use table::{IncompleteTable, Kind, Steps, Variable};
