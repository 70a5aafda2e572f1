//! Logs of a telephone exchange to calls.
//!
//! [`read_calls`] finds columns by their usual names, by those of a [`Preset`], or as declared; says
//! which it used; and gives back the calls, the rows that are none, and how many rows a later
//! revision replaced. Times without a zone are no instants: without a declared zone such rows are
//! rejected.

mod cells;
mod field;
mod preset;
mod read;
mod words;

pub use field::Field;
pub use preset::Preset;
pub use read::{CallLog, Reading, read_calls};

#[cfg(test)]
mod behaviour;
#[cfg(test)]
mod shared_data_tests;
