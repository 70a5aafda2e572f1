use super::answers::Answers;
use super::column::{Cell, Column, Holds};
use super::{Error, OutcomeScale, Question};
use crate::drivers::{Group, Role, Row, Rows};
use crate::intake::{Fault, Rejection};
use crate::record::ScaleKind;
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
    values: Vec<f64>,
}

impl SheetColumn {
    /// Whether the column holds 0 and 1 only.
    pub(super) fn is_mention(&self) -> bool {
        let is_bit =
            |value: &f64| value.is_nan() || value.abs() <= 0.0 || (*value - 1.0).abs() <= 0.0;
        self.values.iter().all(is_bit)
    }

    /// A column that the program computed.
    pub(super) fn computed(name: &str, values: Vec<f64>) -> Self {
        Self {
            name: name.to_owned(),
            of: name.to_owned(),
            reference: None,
            values,
        }
    }

    /// The answer in a row, if there is one.
    pub(super) fn value(&self, row: usize) -> Option<f64> {
        Some(self.values[row]).filter(|value| !value.is_nan())
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
                weight: sheet.weight[row] * self.factors.get(at).copied().unwrap_or(1.0),
                count: sheet.n_like(row),
                cluster: sheet.cluster[row],
            });
        }
        rows
    }
}

impl Sheet {
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
        let outcome = read_outcome(answers, question)?;
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
        for row in 0..answers.len() {
            let verdict = judge(row, outcome, weight, predictors, question);
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
                    let fault = match reason {
                        LeftOut::NotANumber => Some(Fault::NotANumber),
                        LeftOut::NegativeWeight => Some(Fault::NotPositive),
                        LeftOut::OutsideScale => Some(fault_outside(&question.scale)),
                        LeftOut::Unreadable
                        | LeftOut::ZeroWeight
                        | LeftOut::Missing
                        | LeftOut::Silent => None,
                    };
                    if let Some(fault) = fault {
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
            self.columns.push(SheetColumn {
                name: name.to_owned(),
                of: name.to_owned(),
                reference: None,
                values: column.into_numbers(&self.answer),
            });
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
            added.push(SheetColumn {
                name: format!("{name}={}", column.words[word]),
                of: name.to_owned(),
                reference: Some(reference.clone()),
                values: values_of(word),
            });
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
        let columns_of = |sheet: &Self, members: &[String]| -> Vec<usize> {
            members
                .iter()
                .flat_map(|member| {
                    sheet
                        .columns
                        .iter()
                        .enumerate()
                        .filter(move |(_, column)| &column.of == member)
                        .map(|(at, _)| at)
                })
                .collect()
        };
        for (name, members) in question.driver_groups() {
            self.groups.push(Group {
                columns: columns_of(self, &members),
                name,
                role: Role::Driver,
            });
        }
        for name in &question.controls {
            self.groups.push(Group {
                columns: columns_of(self, std::slice::from_ref(name)),
                name: name.clone(),
                role: Role::Control,
            });
        }
    }
}

/// What a row says: its points, and the answer behind them.
#[derive(Debug, Clone, Copy)]
struct Answered {
    points: f64,
    answer: f64,
}

/// Outcome of one row, or why there is none.
type Outcome = Result<Answered, LeftOut>;

/// The column of the outcome with what its answers mean.
struct OutcomeColumn<'a> {
    column: Column,
    scale: &'a OutcomeScale,
}

impl OutcomeColumn<'_> {
    fn outcome(&self, row: usize) -> Outcome {
        match self.column.cell(row) {
            Cell::Missing => Err(LeftOut::Missing),
            Cell::Wrong => Err(LeftOut::NotANumber),
            Cell::Number(value) => {
                let points = self.scale.points_of_number(value);
                Ok(Answered {
                    points: points.ok_or(LeftOut::OutsideScale)?,
                    answer: self.scale.turned(value),
                })
            }
            Cell::Word(word) => {
                let points = self.scale.points_of_word(&self.column.words[word]);
                let points = points.ok_or(LeftOut::OutsideScale)?;
                Ok(Answered {
                    points,
                    answer: points,
                })
            }
        }
    }
}

fn judge<'a>(
    row: usize,
    outcome: &OutcomeColumn<'_>,
    weight: Option<&Column>,
    predictors: &'a [(String, Column)],
    question: &'a Question,
) -> Result<(Answered, f64), (LeftOut, &'a str)> {
    let outcome = outcome.outcome(row);
    let y = outcome.map_err(|reason| (reason, question.outcome.as_str()))?;
    let of_weight = question.weights.as_deref().unwrap_or_default();
    let weight = match weight.map_or(Cell::Number(1.0), |column| column.cell(row)) {
        Cell::Number(value) if value > 0.0 => value,
        Cell::Number(value) if value < 0.0 => return Err((LeftOut::NegativeWeight, of_weight)),
        Cell::Number(_) => return Err((LeftOut::ZeroWeight, of_weight)),
        Cell::Missing => return Err((LeftOut::Missing, of_weight)),
        Cell::Word(_) | Cell::Wrong => return Err((LeftOut::NotANumber, of_weight)),
    };
    match predictors
        .iter()
        .find(|(_, column)| column.cell(row) == Cell::Wrong)
    {
        Some((name, _)) => Err((LeftOut::NotANumber, name)),
        None => Ok((y, weight)),
    }
}

fn read_outcome<'a>(answers: &Answers, question: &'a Question) -> Result<OutcomeColumn<'a>, Error> {
    let scale = &question.scale;
    let name = &question.outcome;
    let holds = match scale {
        OutcomeScale::Ordered(_) => Holds::Labels,
        OutcomeScale::Numbers => Holds::Either,
        OutcomeScale::Rated(_) | OutcomeScale::Top { .. } => Holds::Numbers,
    };
    let column = Column::read(answers, name, false, holds, &question.cells)?;
    if *scale == OutcomeScale::Numbers && !column.words.is_empty() {
        return Err(Error::OutcomeOfWords {
            column: name.clone(),
            examples: column.words[..column.words.len().min(5)].join(", "),
        });
    }
    Ok(OutcomeColumn { column, scale })
}

fn read_weight(answers: &Answers, question: &Question) -> Result<Option<Column>, Error> {
    let Some(name) = &question.weights else {
        return Ok(None);
    };
    Column::read(answers, name, false, Holds::Numbers, &question.cells).map(Some)
}

fn fault_outside(scale: &OutcomeScale) -> Fault {
    match scale {
        OutcomeScale::Rated(scale) | OutcomeScale::Top { scale, .. }
            if scale.kind() == ScaleKind::Nps =>
        {
            Fault::OutsideScale {
                low: 0.0,
                high: 10.0,
            }
        }
        OutcomeScale::Rated(scale) | OutcomeScale::Top { scale, .. } => Fault::OutsideScale {
            low: scale.low(),
            high: scale.high(),
        },
        OutcomeScale::Numbers | OutcomeScale::Ordered(_) => Fault::MissingValue,
    }
}

impl Account {
    /// Number of rows left out.
    pub fn n_left_out(&self) -> usize {
        self.left_out.values().sum()
    }

    pub(super) fn too_few(&self, n_parameters: usize) -> Error {
        Error::TooFewRows {
            n_used: self.n_used,
            n_read: self.n_read,
            n_parameters,
            why: self.why(),
        }
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
