use super::Error;
use super::answers::Answers;
use super::findings::Study;
use super::linear;
use super::question::{Question, Settings};
use super::sheet::Sheet;
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
    question.check()?;
    let extension = path.extension().and_then(|extension| extension.to_str());
    if extension.is_some_and(|one| ["sav", "zsav", "por"].contains(&one)) {
        return Err(Error::Spss {
            path: path.to_path_buf(),
        });
    }
    let failed = |source| Error::Intake {
        path: path.to_path_buf(),
        source,
    };
    let mut table = table::open(path, options).map_err(failed)?;
    let mut answers = Answers::read(&mut table, path, options, &question.needs())?;
    let sheet = Sheet::new(&mut answers, question)?;
    let complete = sheet.complete()?;
    let fitted = linear::fit_complete(&sheet, &complete, question, settings)?;
    let study = linear::findings(
        &sheet,
        &complete,
        question,
        settings,
        &options.file,
        &fitted,
    );
    Ok((study, sheet.rejections))
}
