use super::answers::Answers;
use super::column::{Cell, Column, Holds};
use super::values::Values;
use super::verdict::{OutcomeColumn, fault, judge, read_weight};
use super::{Error, Question};
use crate::drivers::{Group, Role, Row, Rows};
use crate::intake::Rejection;
use crate::units::as_u32;
use std::collections::BTreeMap;

/// A table as numbers: one row per answer that has an outcome, or per kind of them, gaps left open.
#[derive(Debug)]
pub(super) struct Sheet {
    /// Columns of the model.
    pub(super) columns: Vec<SheetColumn>,
    /// Groups of columns: drivers in the order they were named, then controls.
    pub(super) groups: Vec<Group>,
    /// Outcome in points, more is better.
    pub(super) y: Vec<f64>,
    /// The answer behind the points, turned so that more is better: 0 to 10 where points are those of
    /// the net promoter score.
    pub(super) answered: Vec<f64>,
    /// Weight per row; 1 without a column of weights.
    pub(super) weight: Vec<f64>,
    /// Which rows belong together; numbered in the order in which they appear.
    pub(super) cluster: Vec<Option<u32>>,
    /// Rows of the table that each row stands for; empty where each stands for itself.
    n_like: Vec<u32>,
    /// Row of the answers that each row is.
    pub(super) answer: Vec<usize>,
    /// What became of every row that was read.
    pub(super) account: Account,
    /// Where bad rows stand.
    pub(super) rejections: Vec<Rejection>,
}

/// One column of the model.
#[derive(Debug, Clone)]
pub(super) struct SheetColumn {
    /// Name: that of the table, with `=word` behind it for a category.
    pub(super) name: String,
    /// The column of the table that it was made of.
    pub(super) of: String,
    /// The word to which it is compared, for a category.
    pub(super) reference: Option<String>,
    /// Values; NaN where there is no answer, which never leaves this room.
    values: Values,
}

impl SheetColumn {
    /// Whether the column holds 0 and 1 only.
    pub(super) fn is_mention(&self) -> bool {
        let is_bit =
            |value: &f64| value.is_nan() || value.abs() <= 0.0 || (*value - 1.0).abs() <= 0.0;
        self.values.different().iter().all(is_bit)
    }

    /// A column that says whether a column of words holds this one.
    pub(super) fn word(of: &str, word: &str, reference: &str, values: Vec<f64>) -> Self {
        Self {
            name: format!("{of}={word}"),
            of: of.to_owned(),
            reference: Some(reference.to_owned()),
            values: Values::new(values),
        }
    }

    /// A column of numbers: one of the table, or one that the program computed.
    pub(super) fn computed(name: &str, values: Vec<f64>) -> Self {
        Self {
            name: name.to_owned(),
            of: name.to_owned(),
            reference: None,
            values: Values::new(values),
        }
    }

    /// The answer in a row, if there is one.
    pub(super) fn value(&self, row: usize) -> Option<f64> {
        Some(self.values.get(row)).filter(|value| !value.is_nan())
    }
}

/// What became of every row that was read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Account {
    /// Rows of the table, those that cannot be read included.
    pub n_read: usize,
    /// Rows that the model uses.
    pub n_used: usize,
    /// Rows left out by reason and column, each row once, by its first fault.
    pub left_out: BTreeMap<(LeftOut, String), usize>,
}

/// Why a row is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LeftOut {
    /// The row of the file cannot be read.
    Unreadable,
    /// A cell that should hold a number does not.
    NotANumber,
    /// An outcome outside its scale.
    OutsideScale,
    /// A weight that is below zero.
    NegativeWeight,
    /// A weight of zero: the row counts for nothing.
    ZeroWeight,
    /// No answer.
    Missing,
    /// No comment: the row stands for nothing but how often people like it comment.
    Silent,
}

impl LeftOut {
    /// Name for machines, in `snake_case`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unreadable => "unreadable",
            Self::NotANumber => "not_a_number",
            Self::OutsideScale => "outside_scale",
            Self::NegativeWeight => "negative_weight",
            Self::ZeroWeight => "zero_weight",
            Self::Missing => "missing",
            Self::Silent => "silent",
        }
    }
}

/// Rows of a sheet without gaps, ready for a design.
#[derive(Debug, Clone)]
pub(super) struct Complete {
    /// Row of the sheet that each row is.
    pub(super) sheet_row: Vec<usize>,
    /// What the weight of each row is multiplied by; empty for 1.
    pub(super) factors: Vec<f64>,
    /// The account with the gaps counted.
    pub(super) account: Account,
}

impl Complete {
    /// The rows, in the order of the table. They are made anew each time: the sheet holds every number
    /// already, and few steps need rows.
    pub(super) fn rows(&self, sheet: &Sheet) -> Rows {
        let n_columns = sheet.columns.len();
        let mut rows = Rows::with_capacity(n_columns, self.sheet_row.len());
        let mut entries: Vec<(usize, f64)> = Vec::with_capacity(n_columns);
        for (at, &row) in self.sheet_row.iter().enumerate() {
            sheet.entries(row, &mut entries);
            rows.push(Row {
                x: &entries,
                y: sheet.y[row],
                weight: self.weight(sheet, at),
                count: sheet.n_like(row),
                cluster: sheet.cluster[row],
            });
        }
        rows
    }

    /// The weight of a row of these.
    pub(super) fn weight(&self, sheet: &Sheet, at: usize) -> f64 {
        sheet.weight[self.sheet_row[at]] * self.factors.get(at).copied().unwrap_or(1.0)
    }
}

impl Sheet {
    /// Columns with outcome and weight, every row without gaps.
    #[cfg(test)]
    pub(super) fn of_columns(columns: Vec<SheetColumn>, y: Vec<f64>, weight: Vec<f64>) -> Self {
        Self {
            columns,
            groups: Vec::new(),
            answered: y.clone(),
            cluster: vec![None; y.len()],
            n_like: Vec::new(),
            answer: (0..y.len()).collect(),
            account: Account::default(),
            rejections: Vec::new(),
            y,
            weight,
        }
    }

    /// Understands the answers to a question.
    ///
    /// # Errors
    ///
    /// [`Error::OutcomeOfWords`], [`Error::TooManyCategories`], [`Error::NothingLeft`].
    pub(super) fn new(answers: &mut Answers, question: &Question) -> Result<Self, Error> {
        let rejections = std::mem::take(&mut answers.rejections);
        let mut account = Account {
            n_read: answers.n_read() + rejections.len(),
            ..Account::default()
        };
        if !rejections.is_empty() {
            let place = (LeftOut::Unreadable, String::new());
            account.left_out.insert(place, rejections.len());
        }
        let mut sheet = Self {
            columns: Vec::new(),
            groups: Vec::new(),
            y: Vec::new(),
            answered: Vec::new(),
            weight: Vec::new(),
            cluster: Vec::new(),
            n_like: Vec::new(),
            answer: Vec::new(),
            account,
            rejections,
        };
        let outcome = OutcomeColumn::read(answers, question)?;
        let weight = read_weight(answers, question)?;
        let cluster = question
            .cluster
            .as_ref()
            .map(|name| Column::read(answers, name, false, Holds::Labels, &question.cells))
            .transpose()?;
        let mut predictors: Vec<(String, Column)> = Vec::new();
        for (name, role) in question.predictors() {
            let is_driver = role == Role::Driver;
            let column = Column::read(answers, &name, is_driver, Holds::Either, &question.cells)?;
            predictors.push((name, column));
        }
        sheet.choose_rows(answers, question, &outcome, weight.as_ref(), &predictors);
        if let Some(cluster) = &cluster {
            sheet.number_clusters(cluster);
        } else {
            sheet.cluster = vec![None; sheet.answer.len()];
        }
        let complete = sheet.rows_without_gaps(&predictors);
        for (name, column) in predictors {
            sheet.add_columns(&name, column, &complete);
        }
        sheet.set_groups(question);
        Ok(sheet)
    }

    /// The rows that have an answer everywhere.
    ///
    /// # Errors
    ///
    /// [`Error::NothingLeft`] when no row has.
    pub(super) fn complete(&self) -> Result<Complete, Error> {
        let mut account = self.account.clone();
        let mut sheet_row = Vec::new();
        for row in 0..self.y.len() {
            match self.columns.iter().find(|one| one.value(row).is_none()) {
                None => {
                    sheet_row.push(row);
                    account.n_used += self.n_like(row);
                }
                Some(column) => {
                    let place = (LeftOut::Missing, column.of.clone());
                    *account.left_out.entry(place).or_default() += self.n_like(row);
                }
            }
        }
        if sheet_row.is_empty() {
            return Err(account.nothing_left());
        }
        Ok(Complete {
            sheet_row,
            factors: Vec::new(),
            account,
        })
    }

    /// The columns of a row that have an answer, with their values.
    pub(super) fn entries(&self, row: usize, into: &mut Vec<(usize, f64)>) {
        into.clear();
        let values = self.columns.iter().map(|column| column.value(row));
        into.extend(
            values
                .enumerate()
                .filter_map(|(column, value)| Some((column, value?))),
        );
    }

    /// Rows of the table that a row stands for.
    pub(super) fn n_like(&self, row: usize) -> usize {
        self.n_like.get(row).map_or(1, |&n| n as usize)
    }

    /// Names of the columns.
    pub(super) fn names(&self) -> Vec<String> {
        self.columns
            .iter()
            .map(|column| column.name.clone())
            .collect()
    }

    fn choose_rows(
        &mut self,
        answers: &Answers,
        question: &Question,
        outcome: &OutcomeColumn<'_>,
        weight: Option<&Column>,
        predictors: &[(String, Column)],
    ) {
        let unit = Cell::Number(1.0);
        for row in 0..answers.len() {
            let verdict = judge(
                question,
                outcome.points(outcome.column.cell(row)),
                weight.map_or(unit, |column| column.cell(row)),
                predictors
                    .iter()
                    .map(|(name, column)| (name.as_str(), column.cell(row))),
            );
            match verdict {
                Ok((outcome, weight)) => {
                    self.y.push(outcome.points);
                    self.answered.push(outcome.answer);
                    self.weight.push(weight);
                    self.answer.push(row);
                    if answers.are_merged() {
                        self.n_like.push(as_u32(answers.n_like(row)));
                    }
                }
                Err((reason, column)) => {
                    if let Some(fault) = fault(reason, question) {
                        self.rejections.push(answers.reject(row, column, fault));
                    }
                    let place = (reason, column.to_owned());
                    *self.account.left_out.entry(place).or_default() += answers.n_like(row);
                }
            }
        }
    }

    fn number_clusters(&mut self, column: &Column) {
        let mut numbers: BTreeMap<usize, u32> = BTreeMap::new();
        for &row in &self.answer {
            let number = match column.cell(row) {
                Cell::Word(word) => {
                    let next = as_u32(numbers.len());
                    Some(*numbers.entry(word).or_insert(next))
                }
                Cell::Missing | Cell::Number(_) | Cell::Wrong => None,
            };
            self.cluster.push(number);
        }
    }

    fn add_columns(&mut self, name: &str, column: Column, complete: &[usize]) {
        // The first word of rows that the model can use; others have nothing to be compared to.
        let first_used = column.words.iter().enumerate().find(|(word, _)| {
            let is_there = |&row: &usize| column.cell(row) == Cell::Word(*word);
            complete.iter().any(is_there)
        });
        let first = first_used.map_or(0, |(word, _)| word);
        let Some(reference) = column.words.get(first) else {
            let values = column.into_numbers(&self.answer);
            self.columns.push(SheetColumn::computed(name, values));
            return;
        };
        let values_of = |word: usize| -> Vec<f64> {
            self.answer
                .iter()
                .map(|&row| match column.cell(row) {
                    Cell::Missing | Cell::Wrong => f64::NAN,
                    cell => f64::from(u8::from(cell == Cell::Word(word))),
                })
                .collect()
        };
        let is_compared = |word: &usize| *word != first || column.words.len() == 1;
        let mut added = Vec::new();
        for word in (0..column.words.len()).filter(is_compared) {
            let values = values_of(word);
            added.push(SheetColumn::word(
                name,
                &column.words[word],
                reference,
                values,
            ));
        }
        self.columns.extend(added);
    }

    /// Rows of the answers that have one for every predictor.
    fn rows_without_gaps(&self, predictors: &[(String, Column)]) -> Vec<usize> {
        let is_full = |&row: &usize| {
            let mut cells = predictors.iter().map(|(_, column)| column.cell(row));
            cells.all(|cell| cell != Cell::Missing)
        };
        self.answer.iter().copied().filter(is_full).collect()
    }

    fn set_groups(&mut self, question: &Question) {
        self.groups = groups_of(question, &self.columns);
    }
}

/// Drivers in the order they were named, then controls, with their columns.
pub(super) fn groups_of(question: &Question, columns: &[SheetColumn]) -> Vec<Group> {
    let of_member = |member: &String| -> Vec<usize> {
        let found = columns.iter().enumerate();
        let found = found.filter(|(_, column)| &column.of == member);
        found.map(|(at, _)| at).collect()
    };
    let drivers = question.driver_groups().into_iter();
    let drivers = drivers.map(|(name, members)| Group {
        columns: members.iter().flat_map(of_member).collect(),
        name,
        role: Role::Driver,
    });
    let controls = question.controls.iter().map(|name| Group {
        columns: of_member(name),
        name: name.clone(),
        role: Role::Control,
    });
    drivers.chain(controls).collect()
}

impl Account {
    /// Number of rows left out.
    pub fn n_left_out(&self) -> usize {
        self.left_out.values().sum()
    }

    /// Refuses more columns than rows. Columns that determine each other would else be left out until the model fits
    /// exactly, which is no result.
    pub(super) fn check_enough_rows(&self, n_columns: usize) -> Result<(), Error> {
        let n_parameters = n_columns + 1;
        if self.n_used > n_parameters {
            return Ok(());
        }
        Err(Error::TooFewRows {
            n_used: self.n_used,
            n_read: self.n_read,
            n_parameters,
            why: self.why(),
        })
    }

    pub(super) fn nothing_left(&self) -> Error {
        Error::NothingLeft {
            n_read: self.n_read,
            why: self.why(),
        }
    }

    /// The three most frequent reasons why rows are left out.
    fn why(&self) -> String {
        let mut reasons: Vec<(&(LeftOut, String), &usize)> = self.left_out.iter().collect();
        reasons.sort_by(|a, b| b.1.cmp(a.1));
        let said: Vec<String> = reasons
            .iter()
            .take(3)
            .map(|((reason, column), n)| {
                let of = if column.is_empty() {
                    String::new()
                } else {
                    format!(" ({column})")
                };
                format!("{n} {}{of}", reason.as_str().replace('_', " "))
            })
            .collect();
        said.join(", ")
    }
}
