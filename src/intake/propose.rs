use super::Decimal;
use super::Error;
use super::column_words::{
    DUTCH, ENGLISH, LABELS, has_word, is_amount, is_blank, is_id_name, is_opinion, is_text_name,
    no_answer,
};
use super::date_form::{DateCounts, DateForm};
use super::hash::hex;
use super::table::{self, Format, Input, Layout};
use super::time::{looks_like_time, looks_like_time_of_day};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::path::Path;

/// What a look at the first rows of a file suggests.
#[derive(Debug, Clone, PartialEq)]
pub struct Proposal {
    /// How the file is laid out.
    pub layout: Layout,
    /// Rows looked at.
    pub rows: u64,
    /// Rows among them that could not be read.
    pub rejected: u64,
    /// The columns in order; none for a file that is one conversation.
    pub columns: Vec<ColumnGuess>,
}

/// What a column could be. A guess for a person to correct.
#[derive(Debug, Clone, PartialEq)]
pub struct ColumnGuess {
    /// Name.
    pub name: String,
    /// What it could be.
    pub kind: ColumnKind,
    /// Part of the rows in which it is filled, 0 to 1.
    pub filled: f64,
    /// Different values seen.
    pub distinct: usize,
    /// Those of them that say something: no word of `blank`, in letters of either case.
    pub n_values: usize,
    /// Whether two rows have the same value.
    pub repeats: bool,
    /// Words for no answer that stand in it, in small letters.
    pub no_answer: BTreeSet<&'static str>,
    /// Those of them that say nothing in whatever column they stand.
    pub blank: BTreeSet<&'static str>,
    /// Filled cells that are not of the kind and no word for no answer: their rows would be set aside.
    pub n_unlike: usize,
    /// Whether a time of day stands in its cells, behind a date or alone.
    pub has_time_of_day: bool,
}

/// What a column could be.
#[derive(Debug, Clone, PartialEq)]
pub enum ColumnKind {
    /// Nothing in it.
    Empty,
    /// Tells rows, customers or contacts apart.
    Id,
    /// Words of people.
    Text {
        /// Mean number of words where it is filled.
        mean_words: f64,
        /// Whether more of the words are English than Dutch.
        is_english: bool,
    },
    /// What somebody else found in the words of people: topics, a sentiment.
    Labels,
    /// Dates or times.
    Timestamp {
        /// How they are written.
        form: DateForm,
    },
    /// Times of day, as hours and minutes.
    TimeOfDay,
    /// A few numbers: perhaps a score. Which end is good is never guessed.
    Score {
        /// Lowest value seen.
        low: f64,
        /// Highest value seen.
        high: f64,
        /// The values seen, sorted.
        values: Vec<f64>,
        /// How decimals are written.
        decimal: Decimal,
    },
    /// Numbers of any size.
    Number {
        /// Lowest value seen.
        low: f64,
        /// Highest value seen.
        high: f64,
        /// How decimals are written.
        decimal: Decimal,
    },
    /// A JSON list of objects, as turns of a conversation are.
    Turns,
    /// A JSON list of values.
    List,
    /// A word or phrase out of a limited number.
    Category,
    /// Something else.
    Other,
}

/// Looks at the first `rows` rows of a file.
///
/// # Errors
///
/// When the file cannot be read at all.
pub fn propose(path: &Path, rows: usize) -> Result<Proposal, Error> {
    let input = Input::open(path)?;
    let format = Format::sniff(&input.sample, path);
    if format.is_transcript() {
        return Ok(Proposal {
            layout: Layout::new(format, input.gzipped),
            rows: 0,
            rejected: 0,
            columns: Vec::new(),
        });
    }
    let mut table = table::open(path, &table::Options::default())?;
    let mut tallies: Vec<Tally> = Vec::new();
    let (mut seen, mut rejected) = (0_u64, 0_u64);
    for _ in 0..rows {
        match table.next_row() {
            None => break,
            Some(Err(_)) => rejected += 1,
            Some(Ok(row)) => {
                tallies.resize_with(tallies.len().max(row.len()), Tally::default);
                for (tally, cell) in tallies.iter_mut().zip(row.cells()) {
                    tally.add(cell.trim());
                }
            }
        }
        seen += 1;
    }
    tallies.resize_with(table.columns().len(), Tally::default);
    let read = crate::units::as_f64(usize::try_from(seen - rejected).unwrap_or(usize::MAX));
    let columns = table
        .columns()
        .iter()
        .zip(&tallies)
        .map(|(name, tally)| {
            let kind = tally.kind(name);
            ColumnGuess {
                name: name.clone(),
                no_answer: tally.no_answer.clone(),
                blank: tally.blank.clone(),
                n_unlike: tally.n_unlike(&kind),
                has_time_of_day: tally.n_with_colon > 0.0,
                kind,
                filled: if read > 0.0 { tally.filled / read } else { 0.0 },
                distinct: tally.hashes.len(),
                n_values: tally.hashes.len() - tally.blank_spellings.len(),
                repeats: crate::units::as_f64(tally.hashes.len()) < tally.filled,
            }
        })
        .collect();
    Ok(Proposal {
        layout: table.layout(),
        rows: seen,
        rejected,
        columns,
    })
}

/// What the cells of a column have in common. Keeps hashes and numbers, no text.
#[derive(Debug, Default)]
struct Tally {
    filled: f64,
    n_no_answer: usize,
    no_answer: BTreeSet<&'static str>,
    n_blank: usize,
    blank: BTreeSet<&'static str>,
    /// The words of `blank` as they were written.
    blank_spellings: BTreeSet<String>,
    words: f64,
    times: f64,
    times_of_day: f64,
    /// Dates or times of day with a colon in them.
    n_with_colon: f64,
    lists: f64,
    object_lists: f64,
    spaced: f64,
    dates: DateCounts,
    n_dutch: u64,
    n_english: u64,
    hashes: BTreeSet<String>,
    point: Numbers,
    comma: Numbers,
}

#[derive(Debug, Default)]
struct Numbers {
    n: f64,
    /// Below 0 or above 100: on no scale.
    n_off_scale: f64,
    values: BTreeSet<u64>,
    low: f64,
    high: f64,
}

/// More different values than this make no scale: 0 to 10 in halves has 21, 0 to 100 has 101.
const SCALE_VALUES: usize = 101;

impl Numbers {
    fn add(&mut self, value: Option<f64>) {
        let Some(value) = value else { return };
        self.low = if self.n > 0.0 {
            self.low.min(value)
        } else {
            value
        };
        self.high = if self.n > 0.0 {
            self.high.max(value)
        } else {
            value
        };
        self.n += 1.0;
        self.n_off_scale += if (0.0..=100.0).contains(&value) {
            0.0
        } else {
            1.0
        };
        if self.values.len() <= SCALE_VALUES {
            // Minus zero is zero.
            self.values.insert((value + 0.0).to_bits());
        }
    }
}

impl Tally {
    fn add(&mut self, cell: &str) {
        if cell.is_empty() {
            return;
        }
        self.filled += 1.0;
        let lower = cell.to_lowercase();
        if let Some(word) = no_answer(&lower) {
            self.n_no_answer += 1;
            self.no_answer.insert(word);
            if is_blank(word) {
                self.n_blank += 1;
                self.blank.insert(word);
                self.blank_spellings.insert(cell.to_owned());
            }
        }
        let words = cell.split_whitespace().count();
        self.words += crate::units::as_f64(words);
        self.dates.add(cell);
        for word in cell.split_whitespace().map(str::to_lowercase) {
            self.n_dutch += u64::from(DUTCH.contains(&word.as_str()));
            self.n_english += u64::from(ENGLISH.contains(&word.as_str()));
        }
        self.spaced += if words > 1 { 1.0 } else { 0.0 };
        self.lists += if cell.starts_with('[') && cell.ends_with(']') {
            1.0
        } else {
            0.0
        };
        self.object_lists += if cell.starts_with("[{") { 1.0 } else { 0.0 };
        self.hashes.insert(hex(&Sha256::digest(cell)[..8]));
        let point = Decimal::Point.parse(cell);
        let comma = Decimal::Comma.parse(cell);
        // A number of eight digits may be a date, but is a number first.
        if point.is_none() && comma.is_none() && looks_like_time(cell) {
            self.times += 1.0;
            self.n_with_colon += f64::from(u8::from(cell.contains(':')));
        }
        if looks_like_time_of_day(cell) {
            self.times_of_day += 1.0;
            self.n_with_colon += 1.0;
        }
        self.point.add(point);
        self.comma.add(comma);
    }

    /// Cells that are filled with more than a word for no answer.
    fn answered(&self) -> f64 {
        self.filled - crate::units::as_f64(self.n_no_answer)
    }

    /// Cells that a column of this kind would not read.
    fn n_unlike(&self, kind: &ColumnKind) -> usize {
        let (of_kind, filled) = match kind {
            ColumnKind::Score { decimal, .. } => match decimal {
                Decimal::Comma => (self.comma.n, self.answered()),
                Decimal::Point => (self.point.n, self.answered()),
            },
            ColumnKind::Timestamp { .. } => (
                self.dates.n().max(self.times),
                self.filled - crate::units::as_f64(self.n_blank),
            ),
            ColumnKind::TimeOfDay => (self.times_of_day, self.filled),
            _ => return 0,
        };
        crate::units::as_count(filled - of_kind)
    }

    /// What a column of numbers could be.
    fn number_kind(&self, name: &str, numbers: &Numbers, decimal: Decimal) -> ColumnKind {
        let (mut low, mut high) = (numbers.low, numbers.high);
        let mut values: BTreeSet<_> = numbers
            .values
            .iter()
            .map(|&bits| Ordered(f64::from_bits(bits)))
            .collect();
        // The sum below a column of marks is no mark.
        if is_opinion(name) && numbers.n_off_scale <= FEW_OFF_SCALE * numbers.n {
            values.retain(|value| (0.0..=100.0).contains(&value.0));
            low = values.first().map_or(low, |value| value.0);
            high = values.last().map_or(high, |value| value.0);
        }
        let on_a_scale = low >= 0.0 && high <= 100.0 && (2..=SCALE_VALUES).contains(&values.len());
        // Different on every row, as a running number is.
        if self.is_unique() && values.len() > 20 && values.iter().all(|v| v.0.fract().abs() <= 0.0)
        {
            return ColumnKind::Id;
        }
        // Marks out of ten have one decimal; minutes and amounts have more.
        let is_mark = |value: f64| {
            let tenths = value * 10.0;
            (tenths - tenths.round()).abs() < 1e-6
        };
        let is_marks = values.iter().all(|value| is_mark(value.0));
        // A slip such as 11 for 1.1 makes no other column of one that is called a mark.
        let is_mark_column = is_marks && (high <= 10.0 || is_opinion(name));
        if on_a_scale && (is_mark_column || values.len() <= 21) {
            let values = values.into_iter().map(|v| v.0).collect();
            return ColumnKind::Score {
                low,
                high,
                values,
                decimal,
            };
        }
        ColumnKind::Number { low, high, decimal }
    }

    /// Whether no two filled cells are the same.
    fn is_unique(&self) -> bool {
        crate::units::as_f64(self.hashes.len()) >= self.filled && self.filled > 1.0
    }

    fn kind(&self, name: &str) -> ColumnKind {
        if self.filled <= 0.0 {
            return ColumnKind::Empty;
        }
        // Exports write words such as "n.v.t." into columns of marks, which stay columns of marks.
        let answered = self.answered();
        let mostly = |n: f64| n > 0.0 && n >= MOSTLY * answered;
        if let Some(form) = self.dates.form(MOSTLY * answered) {
            return ColumnKind::Timestamp { form };
        }
        if mostly(self.times) {
            let form = DateForm::Usual;
            return ColumnKind::Timestamp { form };
        }
        if mostly(self.times_of_day) {
            return ColumnKind::TimeOfDay;
        }
        let distinct = crate::units::as_f64(self.hashes.len());
        let unique = self.is_unique();
        let words_of_id = if unique { 8.0 } else { 4.0 };
        let is_code_list = distinct <= 50.0 && distinct < 0.05 * self.filled;
        if is_id_name(name) && self.words <= words_of_id * self.filled && !is_code_list {
            return ColumnKind::Id;
        }
        let (numbers, decimal) = if self.comma.n > self.point.n {
            (&self.comma, Decimal::Comma)
        } else {
            (&self.point, Decimal::Point)
        };
        if mostly(numbers.n) {
            return match self.number_kind(name, numbers, decimal) {
                ColumnKind::Score { .. } if has_word(name, &LABELS) => ColumnKind::Labels,
                ColumnKind::Score { low, high, .. } if is_amount(name) => {
                    ColumnKind::Number { low, high, decimal }
                }
                kind => kind,
            };
        }
        if self.lists >= 0.95 * self.filled {
            return if self.object_lists > 0.0 {
                ColumnKind::Turns
            } else {
                ColumnKind::List
            };
        }
        let mean_words = self.words / self.filled;
        let many = distinct > 0.5 * self.filled || distinct > 200.0;
        if (is_text_name(name) && mean_words >= 1.5) || (mean_words >= 4.0 && many) {
            if has_word(name, &LABELS) {
                return ColumnKind::Labels;
            }
            return ColumnKind::Text {
                mean_words,
                is_english: self.n_english > self.n_dutch,
            };
        }
        if unique && self.spaced <= 0.0 && self.filled > 20.0 {
            return ColumnKind::Id;
        }
        if distinct <= 20.0_f64.max(0.2 * self.filled) {
            return ColumnKind::Category;
        }
        ColumnKind::Other
    }
}

#[derive(Debug, Clone, Copy)]
struct Ordered(f64);

impl PartialEq for Ordered {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Ordered {}

impl PartialOrd for Ordered {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Ordered {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.total_cmp(&other.0)
    }
}

/// So small a part of the numbers of a column that is called a mark may lie on no scale.
const FEW_OFF_SCALE: f64 = 0.01;

/// A column is of marks or dates where this part of its answers is.
const MOSTLY: f64 = 0.8;

#[cfg(test)]
#[path = "propose_tests.rs"]
mod tests;
