use super::Error;
use super::answers::Answers;
use super::caution::Caution;
use super::column::{Cell, Column, Holds};
use super::merging::Keeping;
use super::ordered::ordered_rows;
use super::question::Question;
use super::sheet::{Complete, Sheet};
use crate::drivers::{Rows, WeightKind};
use crate::intake::{Fault, Rejection, table};
use crate::units::as_count;
use std::collections::HashMap;
use std::path::Path;

/// Fewest observations away from its most frequent value for a driver to have a rank.
pub(super) const LEAST_FOR_RANK: usize = 30;

/// A table read for a question: what every part of a study starts from.
#[derive(Debug)]
pub(super) struct Prepared {
    answers: Answers,
    pub(super) sheet: Sheet,
    pub(super) complete: Complete,
    /// The file, as it was named.
    pub(super) file: String,
    /// What to call these rows: the file, or the value that all of them have in a column.
    pub(super) label: String,
}

impl Prepared {
    /// Reads a table and understands its cells.
    pub(super) fn read(
        path: &Path,
        options: &table::Options,
        question: &Question,
    ) -> Result<Self, Error> {
        Self::read_only(path, options, question, None, Keeping::EveryRow)
    }

    /// Reads the columns of a table as text.
    pub(super) fn answers(
        path: &Path,
        options: &table::Options,
        question: &Question,
        keeping: Keeping,
    ) -> Result<Answers, Error> {
        question.check()?;
        let mut table = open(path, options)?;
        let answers = Answers::read(&mut table, path, options, &question.needs(), keeping)?;
        check_groups(question, table.columns())?;
        Ok(answers)
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
            label: options.file.to_string(),
        }
    }

    /// Reads the rows of a table that have a text in a column; all rows where none is given.
    pub(super) fn read_only(
        path: &Path,
        options: &table::Options,
        question: &Question,
        only: Option<(&str, &str)>,
        keeping: Keeping,
    ) -> Result<Self, Error> {
        let mut answers = Self::answers(path, options, question, keeping)?;
        if let Some((column, value)) = only {
            answers = answers.only(column, value)?;
        }
        Self::understood(answers, options, question, only)
    }

    /// Reads a table of which at most so many different rows are to be kept; `None` where there are more and it
    /// can be read again.
    pub(super) fn read_few(
        path: &Path,
        options: &table::Options,
        question: &Question,
        most: usize,
    ) -> Result<Option<Self>, Error> {
        let answers = Self::answers(path, options, question, Keeping::FewRows { most })?;
        if answers.is_cut() {
            return Ok(None);
        }
        Self::understood(answers, options, question, None).map(Some)
    }

    fn understood(
        mut answers: Answers,
        options: &table::Options,
        question: &Question,
        only: Option<(&str, &str)>,
    ) -> Result<Self, Error> {
        let sheet = Sheet::new(&mut answers, question)?;
        let is_other = |name: &str| question.others.iter().any(|(other, _)| other == name);
        // Of merged rows those that are refused are looked up by their cells.
        let is_looked_up = answers.are_merged() && !sheet.rejections.is_empty();
        answers.keep(|name| {
            is_looked_up || is_other(name) || question.cluster.as_deref() == Some(name)
        });
        let complete = sheet.complete()?;
        Ok(Self {
            answers,
            sheet,
            complete,
            file: options.file.to_string(),
            label: only.map_or_else(
                || options.file.to_string(),
                |(column, value)| format!("{column} {value}"),
            ),
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
        let word = |&row: &usize| match column.cell(row) {
            Cell::Word(word) => Some(column.words[word].clone()),
            Cell::Missing | Cell::Number(_) | Cell::Wrong => None,
        };
        Ok(self.sheet.answer.iter().map(word).collect())
    }

    /// A caution for every needed name that stands in the header more than once.
    pub(super) fn repeated(&self) -> impl Iterator<Item = Caution> {
        self.answers.repeated.iter().map(Caution::repeated)
    }

    /// The rows of the model, in the order of the table.
    pub(super) fn rows(&self) -> Rows {
        self.complete.rows(&self.sheet)
    }

    /// The rows of the model, the same ones counted where nothing but their cells tells them apart.
    pub(super) fn counted_rows(&self, kind: WeightKind) -> Rows {
        let is_clustered = self.sheet.cluster.iter().any(Option::is_some);
        if is_clustered || kind == WeightKind::Frequency {
            self.rows()
        } else {
            ordered_rows(&self.complete, &self.sheet)
        }
    }

    /// Notes the place of a row of the answers that cannot be used.
    pub(super) fn reject(&mut self, answer: usize, column: &str, fault: Fault) {
        let rejection = self.answers.reject(answer, column, fault);
        self.sheet.rejections.push(rejection);
    }

    /// Row of the file, from 1, that a row of the sheet is; the first of several that are the same.
    pub(super) fn file_row(&self, sheet_row: usize) -> u64 {
        self.answers.file_row(self.sheet.answer[sheet_row])
    }

    /// Observations whose answer, over the columns of a driver, is not its most frequent one.
    pub(super) fn n_away(&self, columns: &[usize], kind: WeightKind) -> usize {
        let mut counts: HashMap<Vec<u64>, usize> = HashMap::new();
        let mut n = 0;
        for &row in &self.complete.sheet_row {
            let answer = columns.iter().map(|&column| {
                let value = self.sheet.columns[column].value(row);
                value.unwrap_or_default().to_bits()
            });
            let count = self.count(row, kind);
            *counts.entry(answer.collect()).or_default() += count;
            n += count;
        }
        n - counts.values().copied().max().unwrap_or(0)
    }

    /// Fewest observations away from the most frequent value for a driver to have a rank. In a small table
    /// no column can have that many: half of the observations are then enough.
    pub(super) fn least_for_rank(&self, kind: WeightKind) -> usize {
        let rows = self.complete.sheet_row.iter();
        let n: usize = rows.map(|&row| self.count(row, kind)).sum();
        LEAST_FOR_RANK.min(n / 2)
    }

    /// Observations that a row stands for.
    fn count(&self, row: usize, kind: WeightKind) -> usize {
        let n_like = self.sheet.n_like(row);
        match kind {
            WeightKind::Frequency => n_like * as_count(self.sheet.weight[row]),
            WeightKind::Sampling | WeightKind::Precision => n_like,
        }
    }

    /// Where bad rows stand.
    pub(super) fn into_rejections(self) -> Vec<Rejection> {
        self.answers.sealed(self.sheet.rejections)
    }
}

/// Refuses a group with the name of a column, whose place it would silently take.
pub(super) fn check_groups(question: &Question, columns: &[String]) -> Result<(), Error> {
    let mut groups = question.groups.iter();
    let taken = groups
        .find(|(name, members)| columns.contains(name) && members.as_slice() != [name.clone()]);
    match taken {
        None => Ok(()),
        Some((name, _)) => Err(Error::Group {
            name: name.clone(),
            reason: "a column of the table has that name",
        }),
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
