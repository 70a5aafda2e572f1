//! Signals in the order in which an organisation would pick them up: a table for people, exact numbers
//! for machines. The formula is always printed.

mod json;
mod sections;
mod words;

pub(in crate::report) use json::value;
pub(in crate::report) use sections::sections;
pub(in crate::report) use words::amount_interval;
