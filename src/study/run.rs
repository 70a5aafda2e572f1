use super::Error;
use super::correction::{Corrections, corrected_study};
use super::findings::Study;
use super::question::{Question, Settings};
use crate::intake::{Rejection, table};
use std::path::Path;

/// Studies what moves the outcome of a table.
///
/// Returns the findings and the places of rows that could not be used because something is wrong
/// with them; rows with gaps are counted in [`Study::account`].
///
/// # Errors
///
/// What is wrong with the question, the file or the model, each with a [hint](Error::hint).
pub fn study(
    path: &Path,
    options: &table::Options,
    question: &Question,
    settings: &Settings,
) -> Result<(Study, Vec<Rejection>), Error> {
    corrected_study(path, options, question, settings, &Corrections::default())
}
