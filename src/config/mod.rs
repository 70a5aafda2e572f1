//! The project file: every room's options in one tree.
//!
//! A project file is read as a whole: [`Project::load`] reports everything that is wrong with it at
//! once, each [`Problem`] with its line, its key, what was expected and what to try.

mod limits;
mod policies;
#[cfg(test)]
mod policies_behaviour;
mod policies_conditions;
mod policies_experience;
#[cfg(test)]
mod policies_findings;
mod policies_target;
mod policies_words;
mod problem;
mod project;
mod score;
mod section;
mod source;

pub use limits::Limits;
pub use policies::{parse_policies, read_policies};
pub use problem::{Error, Problem};
pub use project::{PrivacySettings, Project};
pub use source::Source;
