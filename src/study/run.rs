use super::Error;
use super::categorical;
use super::correction::gaps_lost;
use super::findings::Study;
use super::linear;
use super::prepared::Prepared;
use super::question::{ModelKind, Question, Settings};
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
    let prepared = Prepared::read(path, options, question)?;
    let mut study = match settings.model {
        ModelKind::Linear => {
            let fitted = linear::fit_complete(&prepared, question, settings)?;
            linear::findings(&prepared, question, settings, &fitted)?
        }
        ModelKind::Ordinal | ModelKind::Logistic => {
            categorical::study(&prepared, question, settings)?
        }
    };
    study.corrected.gaps = gaps_lost(&prepared.sheet);
    Ok((study, prepared.into_rejections()))
}
