//! The project file: every room's options in one tree.
//!
//! A project file is read as a whole: [`Project::load`] reports everything that is wrong with it at
//! once, each [`Problem`] with its line, its key, what was expected and what to try.

mod governance;
mod limits;
mod problem;
mod project;
mod score;
mod section;
mod source;

pub use governance::load_governance;
pub use limits::Limits;
pub use problem::{Error, Problem};
pub use project::{PrivacySettings, Project};
pub use source::Source;
