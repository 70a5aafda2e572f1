use super::Error;
use super::answers::Answers;
use super::column::{Cell, Column, Holds};
use super::question::Question;
use super::sheet::{Complete, Sheet};
use crate::intake::{Fault, Rejection, table};
use std::path::Path;

/// A table read for a question: what every part of a study starts from.
#[derive(Debug)]
pub(super) struct Prepared {
    answers: Answers,
    pub(super) sheet: Sheet,
    pub(super) complete: Complete,
    /// The file, as it was named.
    pub(super) file: String,
}

impl Prepared {
    /// Reads a table and understands its cells.
    pub(super) fn read(
        path: &Path,
        options: &table::Options,
        question: &Question,
    ) -> Result<Self, Error> {
        let mut answers = Self::answers(path, options, question)?;
        let sheet = Sheet::new(&mut answers, question)?;
        let complete = sheet.complete()?;
        Ok(Self::of(answers, sheet, complete, options))
    }

    /// Reads the columns of a table as text.
    pub(super) fn answers(
        path: &Path,
        options: &table::Options,
        question: &Question,
    ) -> Result<Answers, Error> {
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
        Answers::read(&mut table, path, options, &question.needs())
    }

    /// Puts together what was read.
    pub(super) fn of(
        answers: Answers,
        sheet: Sheet,
        complete: Complete,
        options: &table::Options,
    ) -> Self {
        Self {
            answers,
            sheet,
            complete,
            file: options.file.to_string(),
        }
    }

    /// Words of a further column, one per row of the sheet; `None` where there is no answer. Numbers are
    /// words too: a column of codes has a word per code.
    pub(super) fn words(
        &self,
        name: &str,
        question: &Question,
    ) -> Result<Vec<Option<String>>, Error> {
        let column = Column::read(&self.answers, name, false, Holds::Labels, &question.cells)?;
        let word = |&row: &usize| match column.cells[row] {
            Cell::Word(word) => Some(column.words[word].clone()),
            Cell::Missing | Cell::Number(_) | Cell::Wrong => None,
        };
        Ok(self.sheet.answer.iter().map(word).collect())
    }

    /// Numbers of a further column, one per row of the sheet; `None` where there is none.
    pub(super) fn numbers(
        &self,
        name: &str,
        question: &Question,
    ) -> Result<Vec<Option<f64>>, Error> {
        let column = Column::read(&self.answers, name, false, Holds::Numbers, &question.cells)?;
        let number = |&row: &usize| match column.cells[row] {
            Cell::Number(value) => Some(value),
            Cell::Missing | Cell::Word(_) | Cell::Wrong => None,
        };
        Ok(self.sheet.answer.iter().map(number).collect())
    }

    /// Notes the place of a row of the answers that cannot be used.
    pub(super) fn reject(&mut self, answer: usize, column: &str, fault: Fault) {
        let rejection = self.answers.reject(answer, column, fault);
        self.sheet.rejections.push(rejection);
    }

    /// Row of the file, from 1, that a row of the sheet is.
    pub(super) fn file_row(&self, sheet_row: usize) -> u64 {
        self.answers.file_row(self.sheet.answer[sheet_row])
    }

    /// Complete rows whose value in a column is not the value of most; all rows where no value is that of
    /// most.
    pub(super) fn n_away(&self, column: usize) -> usize {
        let column = &self.sheet.columns[column];
        let values = || {
            let rows = self.complete.sheet_row.iter();
            rows.filter_map(|&row| column.value(row))
        };
        // The only value that can be that of most (Boyer & Moore 1981), then its count.
        let (mut candidate, mut lead) = (0.0f64, 0usize);
        for value in values() {
            if lead == 0 {
                (candidate, lead) = (value, 1);
            } else if candidate.total_cmp(&value).is_eq() {
                lead += 1;
            } else {
                lead -= 1;
            }
        }
        values()
            .filter(|value| !candidate.total_cmp(value).is_eq())
            .count()
    }

    /// Where bad rows stand.
    pub(super) fn into_rejections(self) -> Vec<Rejection> {
        self.sheet.rejections
    }
}
