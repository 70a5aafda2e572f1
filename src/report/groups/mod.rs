//! Topics in groups: what opinions are about, and the stages of a journey.

#[cfg(test)]
pub(in crate::report) mod fixture;
mod json;
mod sections;
mod tables;
mod words;

pub(in crate::report) use json::{begun_value, journey_value, subjects_value};
pub(in crate::report) use sections::{journey, subjects};
pub(in crate::report) use tables::{journey_table, subjects_table};
