//! Survey waves with planted drivers: a benchmark for programs that find drivers in feedback.
//!
//! [`Scenario`] says what is planted, [`Population`] knows by adding up every possible answer what a
//! regression on the whole population would find, [`generate`] draws a wave with its truth beside it,
//! and [`judge`] sets what a program found beside that truth.

mod draw;
mod error;
mod files;
mod judge;
mod population;
mod scenario;

pub use draw::{Respondent, draw};
pub use error::Error;
pub use files::{Wave, generate};
pub use judge::{Judged, Judgement, judge};
pub use population::{Population, TopicTruth};
pub use scenario::{SCENARIOS, Scenario, Topic};
