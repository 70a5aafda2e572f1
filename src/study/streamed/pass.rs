use super::vocabulary::Vocabulary;
use crate::drivers::Role;
use crate::drivers::{self, Options, Origin, StreamedRows};
use crate::intake::{Rejection, table};
use crate::record::Origin as Place;
use crate::study::Error;
use crate::study::answers::needed;
use crate::study::column::{Cell, Column, Holds};
use crate::study::question::{Question, Settings};
use crate::study::sheet::{Account, LeftOut};
use crate::study::verdict::{OutcomeColumn, fault, judge};
use crate::units::as_f64;
use std::collections::HashMap;

/// Most different answers of a driver that are counted to find its most frequent one.
const MOST_ANSWERS: usize = 1 << 16;

/// Columns understood, ready to take rows.
pub(super) struct Pass<'a> {
    question: &'a Question,
    outcome: OutcomeColumn<'a>,
    weight: Option<Column>,
    pub(super) predictors: Vec<Predictor>,
    vocabularies: &'a [Vocabulary],
    /// Places of outcome, weight and predictors among the vocabularies.
    of_outcome: usize,
    of_weight: Option<usize>,
    /// Drivers: the predictors of each, with how many rows give which answers.
    answers: Vec<DriverAnswers>,
    pub(super) account: Account,
    pub(super) rejections: Vec<Rejection>,
    pub(super) rows: StreamedRows,
}

/// A column of the model, or several where it holds words.
pub(super) struct Predictor {
    pub(super) name: String,
    pub(super) column: Column,
    place: usize,
    /// Its first column among the sums: one for numbers, else one per word.
    pub(super) first: usize,
    /// Rows without gaps that hold each word.
    pub(super) n_of_word: Vec<usize>,
}

struct DriverAnswers {
    members: Vec<usize>,
    counts: HashMap<Vec<u64>, usize>,
    n: usize,
}

impl<'a> Pass<'a> {
    /// Understands what the columns hold; `None` where the first different cells of a column do not tell.
    pub(super) fn new(
        question: &'a Question,
        settings: &Settings,
        options: &Options,
        vocabularies: &'a [Vocabulary],
    ) -> Result<Option<Self>, Error> {
        let place_of = |name: &str| {
            let found = vocabularies.iter().position(|one| one.cells.name == name);
            found.ok_or(Error::NoDrivers)
        };
        let read = |place: usize, is_driver: bool, holds: Holds| {
            let Vocabulary { cells, counts, .. } = &vocabularies[place];
            Column::read_cells(cells, |row| counts[row], is_driver, holds, &question.cells)
        };
        let of_outcome = place_of(&question.outcome)?;
        let of_vocabulary = &vocabularies[of_outcome];
        let outcome =
            OutcomeColumn::read_cells(&of_vocabulary.cells, &of_vocabulary.counts, question)?;
        let of_weight = question.weights.as_deref().map(place_of).transpose()?;
        let weight = of_weight.map(|place| read(place, false, Holds::Numbers));
        let weight = weight.transpose()?;
        let mut predictors = Vec::new();
        let mut origins = Vec::new();
        let mut is_told = outcome.column.words.is_empty() || !of_vocabulary.is_cut;
        for (name, role) in question.predictors() {
            let place = place_of(&name)?;
            let column = read(place, role == Role::Driver, Holds::Either)?;
            let first = origins.len();
            if column.words.is_empty() {
                origins.push(usual(&column, &vocabularies[place].counts));
            } else {
                is_told &= !vocabularies[place].is_cut;
                origins.extend(column.words.iter().map(|_| 0.0));
            }
            predictors.push(Predictor {
                n_of_word: vec![0; column.words.len()],
                name,
                column,
                place,
                first,
            });
        }
        if !is_told {
            return Ok(None);
        }
        let failed = |source| Error::Drivers {
            outcome: question.outcome.clone(),
            source,
        };
        let origin = Origin {
            columns: origins,
            outcome: usual_outcome(&outcome, &of_vocabulary.counts),
        };
        let rows = StreamedRows::new(origin, settings.weight_kind, options).map_err(failed)?;
        let answers = question.driver_groups().into_iter().map(|(_, members)| {
            let is_member = |one: &&(usize, &Predictor)| members.contains(&one.1.name);
            let found = predictors.iter().enumerate();
            DriverAnswers {
                members: found
                    .filter(|one| is_member(&one))
                    .map(|one| one.0)
                    .collect(),
                counts: HashMap::new(),
                n: 0,
            }
        });
        Ok(Some(Self {
            answers: answers.collect(),
            question,
            outcome,
            weight,
            predictors,
            vocabularies,
            of_outcome,
            of_weight,
            account: Account::default(),
            rejections: Vec::new(),
            rows,
        }))
    }

    /// Takes every row of the table.
    pub(super) fn take_all(
        &mut self,
        table: &mut table::Table,
        options: &table::Options,
        positions: &[Option<usize>],
    ) -> Result<(), Error> {
        let mut cells: Vec<Cell> = Vec::with_capacity(self.predictors.len());
        let mut texts: Vec<Option<u32>> = Vec::with_capacity(positions.len());
        let mut entries: Vec<(usize, f64)> = Vec::with_capacity(self.predictors.len());
        while let Some(row) = table.next_row() {
            self.account.n_read += 1;
            let row = match row {
                Ok(row) => row,
                Err(rejection) => {
                    self.leave_out(LeftOut::Unreadable, "");
                    self.rejections.push(rejection);
                    continue;
                }
            };
            texts.clear();
            let found = needed(row, positions).zip(self.vocabularies);
            texts.extend(found.map(|(cell, vocabulary)| vocabulary.cells.noted(cell)));
            let cell_of = |column: &Column, place: usize| {
                if let Some(known) = texts[place] {
                    return column.cell(known as usize);
                }
                let cell = needed(row, positions).nth(place);
                column.understand(cell.unwrap_or_default())
            };
            cells.clear();
            cells.extend(
                self.predictors
                    .iter()
                    .map(|one| cell_of(&one.column, one.place)),
            );
            let verdict = judge(
                self.question,
                self.outcome
                    .points(cell_of(&self.outcome.column, self.of_outcome)),
                match self.weight.as_ref().zip(self.of_weight) {
                    None => Cell::Number(1.0),
                    Some((column, place)) => cell_of(column, place),
                },
                self.predictors
                    .iter()
                    .zip(&cells)
                    .map(|(one, &cell)| (one.name.as_str(), cell)),
            );
            let (answered, weight) = match verdict {
                Ok(found) => found,
                Err((reason, column)) => {
                    if let Some(fault) = fault(reason, self.question) {
                        self.rejections.push(Rejection {
                            origin: Place {
                                source: options.source.clone(),
                                file: std::sync::Arc::clone(&options.file),
                                row: row.number,
                                byte: row.byte,
                            },
                            column: Some(column.to_owned()),
                            fault,
                            row_hash: row.hash_hex(),
                        });
                    }
                    let column = column.to_owned();
                    self.leave_out(reason, &column);
                    continue;
                }
            };
            if let Some(gap) = cells.iter().position(|cell| *cell == Cell::Missing) {
                let column = self.predictors[gap].name.clone();
                self.leave_out(LeftOut::Missing, &column);
                continue;
            }
            self.account.n_used += 1;
            self.note_answers(&cells);
            entries.clear();
            for (one, &cell) in self.predictors.iter().zip(&cells) {
                match cell {
                    Cell::Number(value) => entries.push((one.first, value)),
                    Cell::Word(word) => entries.push((one.first + word, 1.0)),
                    Cell::Missing | Cell::Wrong => {}
                }
            }
            let pushed = self.rows.push(&entries, answered.points, weight);
            pushed.map_err(|source| self.failed(source))?;
        }
        Ok(())
    }

    /// Rows whose answer to a driver is not its most frequent one.
    pub(super) fn n_away(&self, driver: usize) -> usize {
        let answers = &self.answers[driver];
        answers.n - answers.counts.values().copied().max().unwrap_or(0)
    }

    pub(super) fn failed(&self, source: drivers::Error) -> Error {
        Error::Drivers {
            outcome: self.question.outcome.clone(),
            source,
        }
    }

    fn leave_out(&mut self, reason: LeftOut, column: &str) {
        let place = (reason, column.to_owned());
        *self.account.left_out.entry(place).or_default() += 1;
    }

    fn note_answers(&mut self, cells: &[Cell]) {
        let mut key = Vec::new();
        for (one, &cell) in self.predictors.iter_mut().zip(cells) {
            if let Cell::Word(word) = cell {
                one.n_of_word[word] += 1;
            }
        }
        for driver in &mut self.answers {
            key.clear();
            key.extend(driver.members.iter().map(|&member| match cells[member] {
                Cell::Number(value) => (value + 0.0).to_bits(),
                Cell::Word(word) => word as u64,
                Cell::Missing | Cell::Wrong => u64::MAX,
            }));
            driver.n += 1;
            // Where so many different answers are given, none of the later is the most frequent one.
            let has_room = driver.counts.len() < MOST_ANSWERS;
            if let Some(count) = driver.counts.get_mut(key.as_slice()) {
                *count += 1;
            } else if has_room {
                driver.counts.insert(key.clone(), 1);
            }
        }
    }
}

/// A value near which a column lies: that of most rows, else the mean.
fn usual(column: &Column, counts: &[usize]) -> f64 {
    let cells = column.cells().zip(counts);
    near(cells.filter_map(|(cell, &n)| match cell {
        Cell::Number(value) => Some((value, n)),
        Cell::Missing | Cell::Word(_) | Cell::Wrong => None,
    }))
}

fn usual_outcome(outcome: &OutcomeColumn<'_>, counts: &[usize]) -> f64 {
    let cells = outcome.column.cells().zip(counts);
    near(cells.filter_map(|(cell, &n)| Some((outcome.points(cell).ok()?.points, n))))
}

fn near(values: impl Iterator<Item = (f64, usize)>) -> f64 {
    let (mut n, mut sum, mut most) = (0usize, 0.0, (0.0, 0usize));
    for (value, count) in values {
        n += count;
        sum += value * as_f64(count);
        if count > most.1 {
            most = (value, count);
        }
    }
    if n == 0 || 2 * most.1 > n {
        most.0
    } else {
        sum / as_f64(n)
    }
}
