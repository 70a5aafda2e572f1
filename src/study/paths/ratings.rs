use super::run::PathQuestion;
use crate::intake::{Fault, Rejection, table};
use crate::study::Error;
use crate::study::answers::Answers;
use crate::study::column::{Cell, Column, Holds};
use crate::study::merging::Keeping;
use crate::study::prepared;
use crate::study::sheet::{Account, LeftOut};
use crate::units::as_u32;
use ndarray::Array2;
use std::collections::BTreeMap;
use std::path::Path;

/// The rows of a table that have an answer on every indicator.
#[derive(Debug)]
pub(super) struct RatingTable {
    /// Answers, `(n_rows, n_indicators)`, turned where the scale says so.
    pub(super) values: Array2<f64>,
    /// Weight of each row.
    pub(super) weights: Option<Vec<f64>>,
    /// Which rows belong together; a row without an answer there stands for itself.
    pub(super) clusters: Option<Vec<u32>>,
    /// What became of every row.
    pub(super) account: Account,
    /// Where bad rows stand.
    pub(super) rejections: Vec<Rejection>,
}

impl RatingTable {
    /// Reads the indicators of a model; a row with a gap or a fault is left out and counted.
    pub(super) fn read(
        path: &Path,
        options: &table::Options,
        question: &PathQuestion,
    ) -> Result<Self, Error> {
        let mut table = prepared::open(path, options)?;
        let mut answers = Answers::read(
            &mut table,
            path,
            options,
            &question.needs(),
            Keeping::EveryRow,
        )?;
        let rejections = std::mem::take(&mut answers.rejections);
        let mut account = Account {
            n_read: answers.len() + rejections.len(),
            ..Account::default()
        };
        if !rejections.is_empty() {
            let place = (LeftOut::Unreadable, String::new());
            account.left_out.insert(place, rejections.len());
        }
        let columns = indicators(&answers, question)?;
        let read = |name: &Option<String>, holds| {
            let name = name.as_ref();
            name.map(|name| Column::read(&answers, name, false, holds, &question.cells))
                .transpose()
        };
        let weight = read(&question.weights, Holds::Numbers)?;
        let cluster = read(&question.cluster, Holds::Labels)?;
        let mut found = Self {
            values: Array2::zeros((0, 0)),
            weights: weight.is_some().then(Vec::new),
            clusters: cluster.is_some().then(Vec::new),
            account,
            rejections,
        };
        let mut values = Vec::new();
        let mut numbers: BTreeMap<usize, u32> = BTreeMap::new();
        let mut n_clusters = 0;
        let mut n_rows = 0;
        for row in 0..answers.len() {
            let judged = judge(row, &columns, weight.as_ref(), question, &mut values);
            let weight = match judged {
                Ok(weight) => weight,
                Err((reason, column)) => {
                    found.leave_out(&answers, row, reason, column, question);
                    continue;
                }
            };
            n_rows += 1;
            if let Some(weights) = &mut found.weights {
                weights.push(weight);
            }
            if let (Some(clusters), Some(column)) = (&mut found.clusters, &cluster) {
                let next = as_u32(n_clusters);
                let number = match column.cell(row) {
                    Cell::Word(word) => *numbers.entry(word).or_insert(next),
                    Cell::Missing | Cell::Number(_) | Cell::Wrong => next,
                };
                n_clusters += usize::from(number == next);
                clusters.push(number);
            }
        }
        found.rejections = answers.sealed(found.rejections);
        found.account.n_used = n_rows;
        if n_rows == 0 {
            return Err(found.account.nothing_left());
        }
        found.values = Array2::from_shape_vec((n_rows, columns.len()), values)
            .unwrap_or_else(|_| Array2::zeros((0, columns.len())));
        Ok(found)
    }

    fn leave_out(
        &mut self,
        answers: &Answers,
        row: usize,
        reason: LeftOut,
        column: &str,
        question: &PathQuestion,
    ) {
        let fault = match reason {
            LeftOut::NotANumber => Some(Fault::NotANumber),
            LeftOut::NegativeWeight => Some(Fault::NotPositive),
            LeftOut::OutsideScale => {
                question
                    .scale_of(column)
                    .map(|declared| Fault::OutsideScale {
                        low: declared.scale.low(),
                        high: declared.scale.high(),
                    })
            }
            LeftOut::Unreadable | LeftOut::ZeroWeight | LeftOut::Missing | LeftOut::Silent => None,
        };
        if let Some(fault) = fault {
            self.rejections.push(answers.reject(row, column, fault));
        }
        let place = (reason, column.to_owned());
        *self.account.left_out.entry(place).or_default() += 1;
    }
}

fn indicators(answers: &Answers, question: &PathQuestion) -> Result<Vec<Column>, Error> {
    let names = question.drawing.model.indicators().iter();
    names
        .map(|name| {
            let column = Column::read(answers, name, true, Holds::Either, &question.cells)?;
            if column.words.is_empty() {
                return Ok(column);
            }
            Err(Error::IndicatorOfWords {
                column: name.clone(),
                examples: column.words[..column.words.len().min(5)].join(", "),
            })
        })
        .collect()
}

/// Adds the answers of a row to `values` and gives its weight, or says why it is left out: by its
/// weight, then by what is wrong, then by what is missing.
fn judge<'a>(
    row: usize,
    columns: &[Column],
    weight: Option<&Column>,
    question: &'a PathQuestion,
    values: &mut Vec<f64>,
) -> Result<f64, (LeftOut, &'a str)> {
    let of_weight = question.weights.as_deref().unwrap_or_default();
    let weight = match weight.map_or(Cell::Number(1.0), |column| column.cell(row)) {
        Cell::Number(value) if value > 0.0 => value,
        Cell::Number(value) if value < 0.0 => return Err((LeftOut::NegativeWeight, of_weight)),
        Cell::Number(_) => return Err((LeftOut::ZeroWeight, of_weight)),
        Cell::Missing => return Err((LeftOut::Missing, of_weight)),
        Cell::Word(_) | Cell::Wrong => return Err((LeftOut::NotANumber, of_weight)),
    };
    let start = values.len();
    let mut first: Option<(LeftOut, &str)> = None;
    let names = question.drawing.model.indicators();
    for ((column, name), declared) in columns.iter().zip(names).zip(&question.drawing.scales) {
        let answer = match column.cell(row) {
            Cell::Number(value) => match declared {
                Some(declared) => declared.answer(value).ok_or(LeftOut::OutsideScale),
                None => Ok(value),
            },
            Cell::Missing => Err(LeftOut::Missing),
            Cell::Word(_) | Cell::Wrong => Err(LeftOut::NotANumber),
        };
        match answer {
            Ok(value) => values.push(value),
            Err(reason) if first.is_none_or(|(before, _)| reason < before) => {
                first = Some((reason, name));
            }
            Err(_) => {}
        }
    }
    match first {
        None => Ok(weight),
        Some(fault) => {
            values.truncate(start);
            Err(fault)
        }
    }
}
