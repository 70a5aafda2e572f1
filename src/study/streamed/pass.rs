use super::vocabulary::Vocabulary;
use crate::drivers::Role;
use crate::drivers::{self, Options, Origin, StreamedResiduals, StreamedRows};
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
        let mut scratch = Scratch::default();
        while let Some(row) = table.next_row() {
            self.account.n_read += 1;
            let row = match row {
                Ok(row) => row,
                Err(rejection) => {
                    leave_out(&mut self.account, LeftOut::Unreadable, "");
                    self.rejections.push(rejection);
                    continue;
                }
            };
            let (points, weight) = match self.understood(row, positions, &mut scratch) {
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
                            column: Some(column.clone()),
                            fault,
                            row_hash: row.hash_hex(),
                        });
                    }
                    leave_out(&mut self.account, reason, &column);
                    continue;
                }
            };
            self.account.n_used += 1;
            self.note_answers(&scratch.cells);
            let pushed = self.rows.push(&scratch.entries, points, weight);
            pushed.map_err(|source| self.failed(source))?;
        }
        Ok(())
    }

    /// Takes every row a second time, for its residual; returns what became of them.
    pub(super) fn take_again(
        &self,
        table: &mut table::Table,
        positions: &[Option<usize>],
        residuals: &mut StreamedResiduals,
    ) -> Result<Account, Error> {
        let mut scratch = Scratch::default();
        let mut account = Account::default();
        while let Some(row) = table.next_row() {
            account.n_read += 1;
            let Ok(row) = row else {
                leave_out(&mut account, LeftOut::Unreadable, "");
                continue;
            };
            match self.understood(row, positions, &mut scratch) {
                Ok((points, weight)) => {
                    account.n_used += 1;
                    let pushed = residuals.push(&scratch.entries, points, weight);
                    pushed.map_err(|source| self.failed(source))?;
                }
                Err((reason, column)) => leave_out(&mut account, reason, &column),
            }
        }
        Ok(account)
    }

    /// The points and the weight of a row, its predictors put into `scratch`; or why and for which column it is
    /// left out.
    fn understood(
        &self,
        row: &table::Row,
        positions: &[Option<usize>],
        scratch: &mut Scratch,
    ) -> Result<(f64, f64), (LeftOut, String)> {
        let Scratch {
            cells,
            texts,
            entries,
        } = scratch;
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
        let predictors = || self.predictors.iter();
        cells.clear();
        cells.extend(predictors().map(|one| cell_of(&one.column, one.place)));
        let (answered, weight) = judge(
            self.question,
            self.outcome
                .points(cell_of(&self.outcome.column, self.of_outcome)),
            match self.weight.as_ref().zip(self.of_weight) {
                None => Cell::Number(1.0),
                Some((column, place)) => cell_of(column, place),
            },
            predictors()
                .zip(cells.iter())
                .map(|(one, &cell)| (one.name.as_str(), cell)),
        )
        .map_err(|(reason, column)| (reason, column.to_owned()))?;
        if let Some(gap) = cells.iter().position(|cell| *cell == Cell::Missing) {
            return Err((LeftOut::Missing, self.predictors[gap].name.clone()));
        }
        entries.clear();
        for (one, &cell) in predictors().zip(cells.iter()) {
            match cell {
                Cell::Number(value) => entries.push((one.first, value)),
                Cell::Word(word) => entries.push((one.first + word, 1.0)),
                Cell::Missing | Cell::Wrong => {}
            }
        }
        Ok((answered.points, weight))
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

/// What is known of the row at hand.
#[derive(Default)]
struct Scratch {
    /// One per predictor.
    cells: Vec<Cell>,
    /// Per needed column the place of its cell in the vocabulary.
    texts: Vec<Option<u32>>,
    /// Columns among the sums that are not zero.
    entries: Vec<(usize, f64)>,
}

fn leave_out(account: &mut Account, reason: LeftOut, column: &str) {
    let place = (reason, column.to_owned());
    *account.left_out.entry(place).or_default() += 1;
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
