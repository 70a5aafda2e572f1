//! Promises of a project beside what its customers said: sentences for a terminal, tables for a page,
//! exact numbers for machines.

mod json;
mod sections;
mod sentences;
mod words;

pub(in crate::report) use json::value;
pub(in crate::report) use sections::sections;
pub(in crate::report) use sentences::sentences;
