//! Estimates of drivers in waves with planted effects, set beside the truth.
//!
//! One [`Sample`] is drawn per repetition, every [`Estimator`] of the scenario answers with one
//! [`Answer`], and a [`Tally`] per estimator adds them up.

mod answer;
mod estimator;
mod few;
mod sample;
mod tally;

pub(crate) use answer::Answer;
pub(crate) use estimator::Estimator;
pub(crate) use few::CLASSES;
pub(crate) use tally::{Tally, TopicTally, tallies};

use answer::Found;
use sample::Sample;
