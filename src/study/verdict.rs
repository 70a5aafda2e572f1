use super::answers::Answers;
use super::column::{Cell, Column, Holds};
use super::sheet::LeftOut;
use super::text_column::TextColumn;
use super::{Error, OutcomeScale, Question};
use crate::intake::Fault;
use crate::record::ScaleKind;

/// What a row says: its points, and the answer behind them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Answered {
    pub(super) points: f64,
    pub(super) answer: f64,
}

/// The column of the outcome with what its answers mean.
pub(super) struct OutcomeColumn<'a> {
    pub(super) column: Column,
    scale: &'a OutcomeScale,
}

impl<'a> OutcomeColumn<'a> {
    /// Understands the outcome of answers.
    pub(super) fn read(answers: &Answers, question: &'a Question) -> Result<Self, Error> {
        let (name, holds) = (&question.outcome, holds(&question.scale));
        let column = Column::read(answers, name, false, holds, &question.cells)?;
        Self::of(column, question)
    }

    /// Understands the outcome of cells that each stand for so many rows.
    pub(super) fn read_cells(
        cells: &TextColumn,
        counts: &[usize],
        question: &'a Question,
    ) -> Result<Self, Error> {
        let n_of = |row: usize| counts[row];
        let holds = holds(&question.scale);
        let column = Column::read_cells(cells, n_of, false, holds, &question.cells)?;
        Self::of(column, question)
    }

    fn of(column: Column, question: &'a Question) -> Result<Self, Error> {
        if question.scale == OutcomeScale::Numbers && !column.words.is_empty() {
            return Err(Error::OutcomeOfWords {
                column: question.outcome.clone(),
                examples: column.words[..column.words.len().min(5)].join(", "),
            });
        }
        Ok(Self {
            column,
            scale: &question.scale,
        })
    }

    /// What a cell says, or why nothing.
    pub(super) fn points(&self, cell: Cell) -> Result<Answered, LeftOut> {
        match cell {
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

fn holds(scale: &OutcomeScale) -> Holds {
    match scale {
        OutcomeScale::Ordered(_) => Holds::Labels,
        OutcomeScale::Numbers => Holds::Either,
        OutcomeScale::Rated(_) | OutcomeScale::Top { .. } => Holds::Numbers,
    }
}

/// Understands the column of weights, where there is one.
pub(super) fn read_weight(answers: &Answers, question: &Question) -> Result<Option<Column>, Error> {
    let Some(name) = &question.weights else {
        return Ok(None);
    };
    Column::read(answers, name, false, Holds::Numbers, &question.cells).map(Some)
}

/// The outcome and the weight of a row, or its first fault and where.
pub(super) fn judge<'a>(
    question: &'a Question,
    outcome: Result<Answered, LeftOut>,
    weight: Cell,
    mut predictors: impl Iterator<Item = (&'a str, Cell)>,
) -> Result<(Answered, f64), (LeftOut, &'a str)> {
    let y = outcome.map_err(|reason| (reason, question.outcome.as_str()))?;
    let of_weight = question.weights.as_deref().unwrap_or_default();
    let weight = match weight {
        Cell::Number(value) if value > 0.0 => value,
        Cell::Number(value) if value < 0.0 => return Err((LeftOut::NegativeWeight, of_weight)),
        Cell::Number(_) => return Err((LeftOut::ZeroWeight, of_weight)),
        Cell::Missing => return Err((LeftOut::Missing, of_weight)),
        Cell::Word(_) | Cell::Wrong => return Err((LeftOut::NotANumber, of_weight)),
    };
    match predictors.find(|(_, cell)| *cell == Cell::Wrong) {
        Some((name, _)) => Err((LeftOut::NotANumber, name)),
        None => Ok((y, weight)),
    }
}

/// What is wrong with a row that is left out; nothing is where it has no answer.
pub(super) fn fault(reason: LeftOut, question: &Question) -> Option<Fault> {
    match reason {
        LeftOut::NotANumber => Some(Fault::NotANumber),
        LeftOut::NegativeWeight => Some(Fault::NotPositive),
        LeftOut::OutsideScale => Some(fault_outside(&question.scale)),
        LeftOut::Unreadable | LeftOut::ZeroWeight | LeftOut::Missing | LeftOut::Silent => None,
    }
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
