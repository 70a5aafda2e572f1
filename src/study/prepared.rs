use super::Error;
use super::answers::Answers;
use super::column::{Cell, Column, Holds};
use super::question::Question;
use super::sheet::{Complete, Sheet};
use crate::intake::{Rejection, table};
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
        question.check()?;
        let mut table = open(path, options)?;
        let mut answers = Answers::read(&mut table, path, options, &question.needs())?;
        let sheet = Sheet::new(&mut answers, question)?;
        let complete = sheet.complete()?;
        Ok(Self {
            answers,
            sheet,
            complete,
            file: options.file.to_string(),
        })
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

/// Opens a table, or says why it is none.
pub(super) fn open(path: &Path, options: &table::Options) -> Result<table::Table, Error> {
    let extension = path.extension().and_then(|extension| extension.to_str());
    if extension.is_some_and(|one| ["sav", "zsav", "por"].contains(&one)) {
        return Err(Error::Spss {
            path: path.to_path_buf(),
        });
    }
    table::open(path, options).map_err(|source| Error::Intake {
        path: path.to_path_buf(),
        source,
    })
}
