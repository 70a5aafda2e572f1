use super::Error;
use super::answers::Answers;
use super::question::CellReading;
use super::text_column::{Kind, TextColumn};
use crate::intake::Decimal;
use crate::units::as_u32;
use std::borrow::Cow;
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
    kept: Kept,
    /// Different words in the order in which they first appear; empty for numbers.
    pub(super) words: Vec<String>,
    understanding: Understanding,
}

/// How the cells of a column are understood.
#[derive(Debug, Clone, PartialEq)]
struct Understanding {
    decimal: Decimal,
    /// Codes that mean "no answer", as they are written and as numbers.
    codes: Vec<String>,
    code_values: Vec<f64>,
}

impl Default for Understanding {
    fn default() -> Self {
        Self {
            decimal: Decimal::Point,
            codes: Vec::new(),
            code_values: Vec::new(),
        }
    }
}

impl Understanding {
    fn of<'a, I>(name: &str, is_driver: bool, reading: &CellReading, tally: impl Fn() -> I) -> Self
    where
        I: Iterator<Item = (Kind<'a>, usize)>,
    {
        let codes: Vec<String> = reading
            .missing_codes
            .iter()
            .filter(|(column, _)| match column {
                Some(column) => column == name,
                None => is_driver,
            })
            .map(|(_, code)| code.clone())
            .collect();
        let decimal = reading.decimal.unwrap_or_else(|| decimal_of(tally));
        let code_values = codes.iter().filter_map(|code| decimal.parse(code));
        Self {
            code_values: code_values.collect(),
            decimal,
            codes,
        }
    }

    /// A number, no answer, or something else.
    fn cell(&self, kind: Kind<'_>) -> Cell {
        let value = number_of(kind, self.decimal);
        let is_code = |value: f64| {
            let mut codes = self.code_values.iter();
            codes.any(|code| (code - value).abs() < 1e-12)
        };
        let is_named = |text: &str| self.codes.iter().any(|code| code == text);
        let is_missing = match (kind, value) {
            (_, Some(value)) if is_code(value) => true,
            (Kind::Text(text), _) => is_no_answer(text) || is_named(text),
            (Kind::Number(number), None) => is_named(&number.text()),
            (Kind::Number(_), Some(_)) => false,
        };
        match value {
            _ if is_missing => Cell::Missing,
            Some(value) if is_usable(value) => Cell::Number(value),
            Some(_) | None => Cell::Wrong,
        }
    }
}

/// Eight bytes per number, four per word.
#[derive(Debug, Clone, PartialEq)]
enum Kept {
    /// NaN where there is no answer, infinity where something else stands; neither is read as a number.
    Numbers(Vec<f64>),
    /// [`NO_WORD`] where there is no answer.
    Words(Vec<u32>),
}

const NO_WORD: u32 = u32::MAX;

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
        let Some(cells) = answers.column(name) else {
            return Ok(Self {
                kept: Kept::Numbers(Vec::new()),
                words: Vec::new(),
                understanding: Understanding::default(),
            });
        };
        let n_of = |row: usize| answers.n_like(row);
        Self::read_cells(cells, n_of, is_driver, holds, reading)
    }

    /// Understands cells that each stand for so many rows.
    ///
    /// # Errors
    ///
    /// As [`read`](Self::read).
    pub(super) fn read_cells(
        cells: &TextColumn,
        n_of: impl Fn(usize) -> usize,
        is_driver: bool,
        holds: Holds,
        reading: &CellReading,
    ) -> Result<Self, Error> {
        let name = cells.name.as_str();
        let tally = || cells.tally(&n_of);
        let understanding = Understanding::of(name, is_driver, reading, tally);
        let understood = |kind: Kind<'_>| understanding.cell(kind);
        let as_words = match holds {
            Holds::Labels => true,
            Holds::Numbers => false,
            Holds::Either => {
                reading.categories.contains(name) || most_are_words(tally(), &understood)
            }
        };
        if !as_words && reading.decimal.is_none() && looks_grouped(tally()) {
            return Err(Error::Thousands {
                column: name.to_owned(),
            });
        }
        if !as_words {
            let number = |kind: Kind<'_>| match understood(kind) {
                Cell::Number(value) => value,
                Cell::Missing => f64::NAN,
                Cell::Word(_) | Cell::Wrong => f64::INFINITY,
            };
            return Ok(Self {
                kept: Kept::Numbers(cells.mapped(number)),
                words: Vec::new(),
                understanding,
            });
        }
        let mut words: Vec<String> = Vec::new();
        let mut places: HashMap<String, u32> = HashMap::new();
        let mut word = String::new();
        let kept = cells.mapped(|kind| {
            if understood(kind) == Cell::Missing {
                return NO_WORD;
            }
            let text = match kind {
                Kind::Text(text) => Cow::Borrowed(text),
                Kind::Number(number) => Cow::Owned(number.text()),
            };
            // Line ends and double blanks inside a label make no other category.
            word.clear();
            for part in text.split_whitespace() {
                if !word.is_empty() {
                    word.push(' ');
                }
                word.push_str(part);
            }
            if let Some(&place) = places.get(&word) {
                return place;
            }
            let place = as_u32(words.len());
            places.insert(word.clone(), place);
            words.push(word.clone());
            place
        });
        if holds == Holds::Either && words.len() > MAX_CATEGORIES {
            return Err(Error::TooManyCategories {
                column: name.to_owned(),
                n_words: words.len(),
                limit: MAX_CATEGORIES,
            });
        }
        Ok(Self {
            kept: Kept::Words(kept),
            words,
            understanding,
        })
    }

    /// What a cell holds that was not among those that were read; `Wrong` in a column of words.
    pub(super) fn understand(&self, text: &str) -> Cell {
        match self.kept {
            Kept::Numbers(_) => self.understanding.cell(Kind::Text(text)),
            Kept::Words(_) => Cell::Wrong,
        }
    }

    /// What the cell of a row holds.
    pub(super) fn cell(&self, row: usize) -> Cell {
        match &self.kept {
            Kept::Numbers(values) => match values[row] {
                value if value.is_nan() => Cell::Missing,
                value if value.is_infinite() => Cell::Wrong,
                value => Cell::Number(value),
            },
            Kept::Words(words) => match words[row] {
                NO_WORD => Cell::Missing,
                word => Cell::Word(word as usize),
            },
        }
    }

    /// Number of rows.
    pub(super) fn len(&self) -> usize {
        match &self.kept {
            Kept::Numbers(values) => values.len(),
            Kept::Words(words) => words.len(),
        }
    }

    /// What the cells hold, in order.
    pub(super) fn cells(&self) -> impl Iterator<Item = Cell> {
        (0..self.len()).map(|row| self.cell(row))
    }

    /// The numbers of these rows, NaN where there is none; the memory of the column where these are all.
    pub(super) fn into_numbers(self, rows: &[usize]) -> Vec<f64> {
        match self.kept {
            Kept::Numbers(mut values) => {
                // Rows ascend, so that none is overwritten before it is read.
                for (to, &from) in rows.iter().enumerate() {
                    values[to] = values[from];
                }
                values.truncate(rows.len());
                for value in values.iter_mut().filter(|value| value.is_infinite()) {
                    *value = f64::NAN;
                }
                values
            }
            Kept::Words(_) => vec![f64::NAN; rows.len()],
        }
    }
}

/// The number that a cell is, under a way of writing decimals.
fn number_of(kind: Kind<'_>, decimal: Decimal) -> Option<f64> {
    match kind {
        Kind::Text(text) => decimal.parse(text),
        Kind::Number(number) => number.under(decimal),
    }
}

/// Whether a cell says that there is no answer, codes of a question apart.
pub(super) fn is_no_answer(cell: &str) -> bool {
    NO_ANSWER.iter().any(|word| cell.eq_ignore_ascii_case(word))
}

/// Whether cells look like whole numbers with a mark between thousands, which could be decimals as well:
/// every cell that has a mark has exactly three digits behind it, and others are whole numbers below a
/// thousand without one.
fn looks_grouped<'a>(cells: impl Iterator<Item = (Kind<'a>, usize)>) -> bool {
    let (mut n_grouped, mut n_digits_differ, mut n_whole) = (0usize, 0usize, 0usize);
    for (kind, n) in cells {
        let text = match kind {
            Kind::Text(text) => text,
            Kind::Number(number) => {
                let size = number.value.abs();
                match number.decimals() {
                    0 => n_whole += n * usize::from((100.0..1000.0).contains(&number.value)),
                    3 if (1.0..1000.0).contains(&size) => n_grouped += n,
                    _ => n_digits_differ += n,
                }
                continue;
            }
        };
        let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        let Some(at) = text.find(['.', ',']) else {
            n_whole += n * usize::from(is_digits(text) && text.len() == 3);
            continue;
        };
        let whole = text[..at].trim_start_matches(['-', '+']);
        let mut behind = text[at + 1..].split(['.', ',']);
        let is_grouped = is_digits(whole)
            && whole.len() <= 3
            && !whole.starts_with('0')
            && behind.all(|part| part.len() == 3 && is_digits(part));
        if is_grouped {
            n_grouped += n;
        } else {
            n_digits_differ += n;
        }
    }
    n_grouped >= 3 && n_whole > 0 && n_digits_differ == 0
}

/// Whether a number can be squared and added up: zero, or of a size that stays far from both ends of what a
/// number of the machine can be.
fn is_usable(value: f64) -> bool {
    let size = value.abs();
    size <= 0.0 || (1e-100..=1e100).contains(&size)
}

/// Whether a cell that is wrong among numbers is one of those that programs write where arithmetic failed (NaN, inf),
/// or a number beyond use: no word of a category.
fn is_failed_number(kind: Kind<'_>) -> bool {
    match kind {
        Kind::Number(_) => true,
        Kind::Text(text) => text
            .parse::<f64>()
            .is_ok_and(|value| !(value.is_finite() && is_usable(value))),
    }
}

/// Whether fewer than half of the answers are numbers; NaN and infinity count neither way.
fn most_are_words<'a>(
    cells: impl Iterator<Item = (Kind<'a>, usize)>,
    understood: &impl Fn(Kind<'_>) -> Cell,
) -> bool {
    let (mut n, mut n_numbers) = (0usize, 0usize);
    for (kind, count) in cells {
        match understood(kind) {
            Cell::Missing => {}
            Cell::Number(_) => {
                n += count;
                n_numbers += count;
            }
            Cell::Word(_) | Cell::Wrong => n += count * usize::from(!is_failed_number(kind)),
        }
    }
    2 * n_numbers < n
}

/// The way of writing decimals that makes more cells numbers; a point where both do.
fn decimal_of<'a, I>(cells: impl Fn() -> I) -> Decimal
where
    I: Iterator<Item = (Kind<'a>, usize)>,
{
    let (mut n_point, mut n_comma) = (0usize, 0usize);
    for (kind, n) in cells() {
        n_point += n * usize::from(number_of(kind, Decimal::Point).is_some());
        n_comma += n * usize::from(number_of(kind, Decimal::Comma).is_some());
    }
    if n_comma > n_point {
        Decimal::Comma
    } else {
        Decimal::Point
    }
}
