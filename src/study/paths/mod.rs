//! A path model on one table of answers: the drawing comes from a file, the rows from the table.
//!
//! [`PathDrawing::load`] reads the file of the model, [`study_paths`] reads the indicators, leaves out
//! and counts rows with gaps, fits the model and puts map, prediction check and cautions beside it.

mod caution;
mod drawing;
mod file;
mod findings;
mod ratings;
mod run;

pub use caution::PathCaution;
pub use drawing::{IndicatorScale, PathDrawing};
pub use findings::{NoMap, PathMap, PathResult, PathStudy};
pub use run::{PathQuestion, study_paths};
