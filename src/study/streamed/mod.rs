//! A study in two passes over a file that keeps no row.
//!
//! The first pass finds out what every column holds ([`vocabulary`]), the second sums the rows
//! ([`pass`]). So memory hangs on the number of columns and of different cells, not on the number of rows.
//! This is the way where sums suffice: no replicates, classical errors, nothing that asks for single rows.

#[cfg(test)]
mod behaviour;
mod findings;
mod pass;
mod vocabulary;

pub(super) use findings::{study, suffices};
