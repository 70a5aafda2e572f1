//! The file of policies: promises to customers, between teams and of suppliers, and goals.

#[cfg(test)]
mod behaviour;
mod conditions;
mod experience;
mod file;
#[cfg(test)]
mod findings;
mod target;
mod words;

pub use file::{parse_policies, read_policies};
