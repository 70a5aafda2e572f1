use super::plain_number::PlainNumber;
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::hash::{DefaultHasher, Hasher};

/// Different texts from which on it is asked whether a column is better kept as numbers.
const MANY_TEXTS: usize = 4096;

/// The cells of one column, each of which can be had back letter for letter.
///
/// A column with few different texts keeps each once and four bytes per row, one with many different
/// plain numbers nine bytes per row. So memory hangs on the number of columns that are asked for, not on
/// how long their cells are.
#[derive(Debug)]
pub(super) struct TextColumn {
    pub(super) name: String,
    kept: Kept,
}

#[derive(Debug)]
enum Kept {
    Texts(Texts),
    Numbers(Numbers),
}

/// Different texts, and which of them each row holds.
#[derive(Debug, Default)]
struct Texts {
    text: String,
    ends: Vec<usize>,
    of_row: Vec<u32>,
    /// Place of a text by its hash, or the next free number behind it.
    places: HashMap<u64, u32>,
}

/// Plain numbers, with how they were written; other cells apart.
#[derive(Debug, Default)]
struct Numbers {
    values: Vec<f64>,
    marks: Vec<u8>,
    /// Cells that are no plain numbers; their value is NaN.
    others: BTreeMap<usize, Box<str>>,
}

/// One cell as it is kept.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Kind<'a> {
    /// A text.
    Text(&'a str),
    /// A plain number.
    Number(PlainNumber),
}

impl TextColumn {
    pub(super) fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            kept: Kept::Texts(Texts::default()),
        }
    }

    pub(super) fn push(&mut self, cell: &str) {
        match &mut self.kept {
            Kept::Numbers(numbers) => numbers.push(cell),
            Kept::Texts(texts) => {
                let grown = texts.push(cell);
                // Asked again at each doubling: the first rows may differ from the rest.
                let n = texts.ends.len();
                if grown && n >= MANY_TEXTS && n.is_power_of_two() && texts.are_mostly_numbers() {
                    let mut numbers = Numbers::default();
                    for row in 0..texts.of_row.len() {
                        numbers.push(texts.of_row(row));
                    }
                    self.kept = Kept::Numbers(numbers);
                }
            }
        }
    }

    /// The place of a text among those that differ, added where it is new; `None` for a column that is
    /// kept as numbers.
    pub(super) fn place(&mut self, cell: &str) -> Option<u32> {
        match &mut self.kept {
            Kept::Numbers(_) => None,
            Kept::Texts(texts) => {
                let (place, grown) = texts.known(cell);
                let n = texts.ends.len();
                let is_asked = grown && n >= MANY_TEXTS && n.is_power_of_two();
                (!(is_asked && texts.are_mostly_numbers())).then_some(place)
            }
        }
    }

    /// The place of a text among those that differ, added where it is new, whatever the column holds.
    pub(super) fn note(&mut self, cell: &str) -> Option<u32> {
        match &mut self.kept {
            Kept::Numbers(_) => None,
            Kept::Texts(texts) => Some(texts.known(cell).0),
        }
    }

    /// The place of a text that was noted.
    pub(super) fn noted(&self, cell: &str) -> Option<u32> {
        match &self.kept {
            Kept::Numbers(_) => None,
            Kept::Texts(texts) => texts.find(cell),
        }
    }

    /// Number of different texts and the bytes they take.
    pub(super) fn noted_size(&self) -> (usize, usize) {
        match &self.kept {
            Kept::Numbers(_) => (0, 0),
            Kept::Texts(texts) => (texts.ends.len(), texts.text.len()),
        }
    }

    /// Adds a row by the place of its text.
    pub(super) fn push_place(&mut self, place: u32) {
        if let Kept::Texts(texts) = &mut self.kept {
            texts.of_row.push(place);
        }
    }

    /// Whether a row holds the text at this place.
    pub(super) fn has_place(&self, row: usize, place: u32) -> bool {
        matches!(&self.kept, Kept::Texts(texts) if texts.of_row[row] == place)
    }

    /// Lets go of what only pushing needs.
    pub(super) fn finish(&mut self) {
        match &mut self.kept {
            Kept::Texts(texts) => {
                texts.places = HashMap::new();
                texts.of_row.shrink_to_fit();
            }
            Kept::Numbers(numbers) => {
                numbers.values.shrink_to_fit();
                numbers.marks.shrink_to_fit();
            }
        }
    }

    /// The cell of a row.
    pub(super) fn cell(&self, row: usize) -> Cow<'_, str> {
        match self.kind(row) {
            Kind::Text(text) => Cow::Borrowed(text),
            Kind::Number(number) => Cow::Owned(number.text()),
        }
    }

    /// The cell of a row as it is kept.
    pub(super) fn kind(&self, row: usize) -> Kind<'_> {
        match &self.kept {
            Kept::Texts(texts) => Kind::Text(texts.of_row(row)),
            Kept::Numbers(numbers) => numbers.kind(row),
        }
    }

    /// Different cells with the number of rows that hold them; plain numbers row by row. A row counts as
    /// often as `n_of` says.
    pub(super) fn tally<'a>(
        &'a self,
        n_of: impl Fn(usize) -> usize + 'a,
    ) -> Box<dyn Iterator<Item = (Kind<'a>, usize)> + 'a> {
        match &self.kept {
            Kept::Texts(texts) => {
                let mut counts = vec![0usize; texts.ends.len()];
                for (row, &place) in texts.of_row.iter().enumerate() {
                    counts[place as usize] += n_of(row);
                }
                let tallied = counts.into_iter().enumerate();
                Box::new(tallied.map(|(place, n)| (Kind::Text(texts.text(place)), n)))
            }
            Kept::Numbers(numbers) => {
                let rows = 0..numbers.values.len();
                Box::new(rows.map(move |row| (numbers.kind(row), n_of(row))))
            }
        }
    }

    /// What a function makes of every row, asked once per different text where these are few.
    pub(super) fn mapped<T: Copy>(&self, mut of: impl FnMut(Kind<'_>) -> T) -> Vec<T> {
        match &self.kept {
            Kept::Texts(texts) => {
                let mut known: Vec<Option<T>> = vec![None; texts.ends.len()];
                let one = |&place: &u32| {
                    let place = place as usize;
                    *known[place].get_or_insert_with(|| of(Kind::Text(texts.text(place))))
                };
                texts.of_row.iter().map(one).collect()
            }
            Kept::Numbers(numbers) => {
                let rows = 0..numbers.values.len();
                rows.map(|row| of(numbers.kind(row))).collect()
            }
        }
    }

    /// The rows that are picked.
    pub(super) fn only(&self, picked: &[bool]) -> Self {
        let mut kept = Self::new(&self.name);
        for (row, _) in picked.iter().enumerate().filter(|one| *one.1) {
            kept.push(&self.cell(row));
        }
        kept.finish();
        kept
    }

    /// Empties the cell of a row.
    pub(super) fn empty(&mut self, row: usize) {
        match &mut self.kept {
            Kept::Texts(texts) => {
                let place = texts.place_of("").unwrap_or_else(|| texts.add(""));
                texts.of_row[row] = place;
            }
            Kept::Numbers(numbers) => {
                numbers.values[row] = f64::NAN;
                numbers.others.insert(row, Box::default());
            }
        }
    }
}

impl Texts {
    fn text(&self, place: usize) -> &str {
        let start = match place {
            0 => 0,
            _ => self.ends[place - 1],
        };
        &self.text[start..self.ends[place]]
    }

    fn of_row(&self, row: usize) -> &str {
        self.text(self.of_row[row] as usize)
    }

    /// Adds a row; returns whether its text is new.
    fn push(&mut self, cell: &str) -> bool {
        // Neighbours are often the same.
        if let Some(&last) = self.of_row.last()
            && self.text(last as usize) == cell
        {
            self.of_row.push(last);
            return false;
        }
        let (place, is_new) = self.known(cell);
        self.of_row.push(place);
        is_new
    }

    /// The place of a text, if it is known.
    fn find(&self, cell: &str) -> Option<u32> {
        let mut key = key_of(cell);
        loop {
            let &place = self.places.get(&key)?;
            if self.text(place as usize) == cell {
                return Some(place);
            }
            key = key.wrapping_add(1);
        }
    }

    /// The place of a text, added where it is new, and whether it is.
    fn known(&mut self, cell: &str) -> (u32, bool) {
        let mut key = key_of(cell);
        loop {
            match self.places.get(&key) {
                None => {
                    let place = self.add(cell);
                    self.places.insert(key, place);
                    return (place, true);
                }
                Some(&place) if self.text(place as usize) == cell => return (place, false),
                Some(_) => key = key.wrapping_add(1),
            }
        }
    }

    fn add(&mut self, cell: &str) -> u32 {
        self.text.push_str(cell);
        self.ends.push(self.text.len());
        crate::units::as_u32(self.ends.len() - 1)
    }

    fn place_of(&self, cell: &str) -> Option<u32> {
        let place = (0..self.ends.len()).find(|&place| self.text(place) == cell);
        place.map(crate::units::as_u32)
    }

    fn are_mostly_numbers(&self) -> bool {
        let n = (0..self.ends.len())
            .filter(|&place| PlainNumber::read(self.text(place)).is_some())
            .count();
        2 * n > self.ends.len()
    }
}

fn key_of(cell: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    hasher.write(cell.as_bytes());
    hasher.finish()
}

impl Numbers {
    fn push(&mut self, cell: &str) {
        if let Some(number) = PlainNumber::read(cell) {
            self.values.push(number.value);
            self.marks.push(number.mark);
        } else {
            self.others.insert(self.values.len(), cell.into());
            self.values.push(f64::NAN);
            self.marks.push(0);
        }
    }

    fn kind(&self, row: usize) -> Kind<'_> {
        let value = self.values[row];
        if value.is_nan() {
            return Kind::Text(self.others.get(&row).map_or("", |text| &**text));
        }
        Kind::Number(PlainNumber {
            value,
            mark: self.marks[row],
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(cells: &[String]) {
        let mut column = TextColumn::new("x");
        for cell in cells {
            column.push(cell);
        }
        column.finish();
        for (row, cell) in cells.iter().enumerate() {
            assert_eq!(column.cell(row), *cell);
        }
        let n: usize = column.tally(|_| 1).map(|(_, n)| n).sum();
        assert_eq!(n, cells.len());
        column.empty(1);
        assert_eq!(column.cell(1), "");
        assert_eq!(column.cell(0), cells[0]);
    }

    #[test]
    fn every_cell_comes_back_letter_for_letter() {
        let words = ["a", "", "a", "b", "7,50", "7.5", "07"].map(str::to_owned);
        check(&words);
        let mut numbers: Vec<String> = (0..20_000).map(|i| format!("{}.{:03}", i / 7, i)).collect();
        numbers.extend((0..500).map(|i| format!("n/a {i}")));
        numbers.extend(["-0", "1e5", "", "007", "12,5"].map(str::to_owned));
        check(&numbers);
        let column = {
            let mut column = TextColumn::new("x");
            for cell in &numbers {
                column.push(cell);
            }
            column
        };
        assert!(matches!(column.kept, Kept::Numbers(_)));
        let mapped = column.mapped(|kind| matches!(kind, Kind::Number(_)));
        let expected: Vec<bool> = numbers
            .iter()
            .map(|cell| PlainNumber::read(cell).is_some())
            .collect();
        assert_eq!(mapped, expected);
        let picked: Vec<bool> = (0..numbers.len()).map(|row| row % 3 == 0).collect();
        let some = column.only(&picked);
        assert_eq!(some.cell(1), numbers[3]);
    }
}
