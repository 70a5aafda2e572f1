use super::Error;
use super::answers::Answers;
use super::question::CellReading;
use crate::intake::Decimal;
use std::collections::HashMap;

/// What a cell holds, once its column is understood.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Cell {
    /// No answer.
    Missing,
    /// A number.
    Number(f64),
    /// A category: its place among the words of the column.
    Word(usize),
    /// Something that the column does not hold elsewhere.
    Wrong,
}

/// A column of numbers, or of words.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Column {
    pub(super) cells: Vec<Cell>,
    /// Different words in the order in which they first appear; empty for numbers.
    pub(super) words: Vec<String>,
}

/// Most different words that a column of categories may have.
const MAX_CATEGORIES: usize = 50;

/// What people and programs write where there is no answer.
const NO_ANSWER: [&str; 7] = ["", "na", "n/a", "#n/a", "null", ".", "-"];

/// What a column may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Holds {
    /// Numbers, or words where most cells are no numbers.
    Either,
    /// Numbers only.
    Numbers,
    /// Words, however they look, as many as there are.
    Labels,
}

impl Column {
    /// Understands the cells of a column.
    ///
    /// A column holds numbers when at least half of its answers are numbers; what is none is wrong.
    ///
    /// # Errors
    ///
    /// [`Error::TooManyCategories`] for a column of words with more than fifty different ones.
    pub(super) fn read(
        answers: &Answers,
        name: &str,
        is_driver: bool,
        holds: Holds,
        reading: &CellReading,
    ) -> Result<Self, Error> {
        let codes: Vec<&str> = reading
            .missing_codes
            .iter()
            .filter(|(column, _)| match column {
                Some(column) => column == name,
                None => is_driver,
            })
            .map(|(_, code)| code.as_str())
            .collect();
        let decimal = reading
            .decimal
            .unwrap_or_else(|| decimal_of(answers.cells(name)));
        let code_values: Vec<f64> = codes
            .iter()
            .filter_map(|code| decimal.parse(code))
            .collect();
        let is_missing = |cell: &str| {
            is_no_answer(cell)
                || codes.contains(&cell)
                || decimal.parse(cell).is_some_and(|value| {
                    code_values.iter().any(|code| (code - value).abs() < 1e-12)
                })
        };
        let as_words = match holds {
            Holds::Labels => true,
            Holds::Numbers => false,
            Holds::Either => {
                reading.categories.contains(name)
                    || most_are_words(
                        answers.cells(name).filter(|cell| !is_missing(cell)),
                        decimal,
                    )
            }
        };
        if !as_words && reading.decimal.is_none() && looks_grouped(answers.cells(name)) {
            return Err(Error::Thousands {
                column: name.to_owned(),
            });
        }
        if !as_words {
            let number = |cell| match decimal.parse(cell) {
                _ if is_missing(cell) => Cell::Missing,
                Some(value) => Cell::Number(value),
                None => Cell::Wrong,
            };
            return Ok(Self {
                cells: answers.cells(name).map(number).collect(),
                words: Vec::new(),
            });
        }
        let mut words: Vec<String> = Vec::new();
        let mut places: HashMap<String, usize> = HashMap::new();
        let mut cells = Vec::new();
        let mut word = String::new();
        for cell in answers.cells(name) {
            if is_missing(cell) {
                cells.push(Cell::Missing);
                continue;
            }
            // Line ends and double blanks inside a label make no other category.
            word.clear();
            for part in cell.split_whitespace() {
                if !word.is_empty() {
                    word.push(' ');
                }
                word.push_str(part);
            }
            let place = places.get(&word).copied().unwrap_or(words.len());
            if place == words.len() {
                places.insert(word.clone(), place);
                words.push(word.clone());
            }
            cells.push(Cell::Word(place));
        }
        if holds == Holds::Either && words.len() > MAX_CATEGORIES {
            return Err(Error::TooManyCategories {
                column: name.to_owned(),
                n_words: words.len(),
                limit: MAX_CATEGORIES,
            });
        }
        Ok(Self { cells, words })
    }
}

/// Whether a cell says that there is no answer, codes of a question apart.
pub(super) fn is_no_answer(cell: &str) -> bool {
    NO_ANSWER.iter().any(|word| cell.eq_ignore_ascii_case(word))
}

/// Whether cells look like whole numbers with a mark between thousands, which could be decimals as well:
/// every cell that has a mark has exactly three digits behind it, and others are whole numbers below a
/// thousand without one.
fn looks_grouped<'a>(cells: impl Iterator<Item = &'a str>) -> bool {
    let (mut n_grouped, mut n_digits_differ, mut n_whole) = (0usize, 0usize, 0usize);
    for cell in cells {
        let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        let Some(at) = cell.find(['.', ',']) else {
            n_whole += usize::from(is_digits(cell) && cell.len() == 3);
            continue;
        };
        let whole = cell[..at].trim_start_matches(['-', '+']);
        let mut behind = cell[at + 1..].split(['.', ',']);
        let is_grouped = is_digits(whole)
            && whole.len() <= 3
            && !whole.starts_with('0')
            && behind.all(|part| part.len() == 3 && is_digits(part));
        if is_grouped {
            n_grouped += 1;
        } else {
            n_digits_differ += 1;
        }
    }
    n_grouped >= 3 && n_whole > 0 && n_digits_differ == 0
}

fn most_are_words<'a>(cells: impl Iterator<Item = &'a str>, decimal: Decimal) -> bool {
    let (mut n, mut n_numbers) = (0usize, 0usize);
    for cell in cells {
        n += 1;
        n_numbers += usize::from(decimal.parse(cell).is_some());
    }
    2 * n_numbers < n
}

/// The way of writing decimals that makes more cells numbers; a point where both do.
fn decimal_of<'a>(cells: impl Iterator<Item = &'a str>) -> Decimal {
    let (mut n_point, mut n_comma) = (0usize, 0usize);
    for cell in cells {
        n_point += usize::from(Decimal::Point.parse(cell).is_some());
        n_comma += usize::from(Decimal::Comma.parse(cell).is_some());
    }
    if n_comma > n_point {
        Decimal::Comma
    } else {
        Decimal::Point
    }
}
