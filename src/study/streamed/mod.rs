//! A study in two or three passes over a file that keeps no row.
//!
//! The first pass finds out what every column holds ([`vocabulary`]), the second sums the rows
//! ([`pass`]), and where errors are robust the third sums their residuals. So memory hangs on the number of
//! columns and of different cells, not on the number of rows. This is the way where sums suffice: no
//! replicates, no clusters, nothing that asks for single rows. The file must stay the same meanwhile ([`seen`]).

#[cfg(test)]
mod behaviour;
mod findings;
mod pass;
mod seen;
mod vocabulary;

pub(super) use findings::{Way, study, way};
