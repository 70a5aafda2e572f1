use super::text_column::TextColumn;
use crate::units::as_u32;
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hasher};

/// Whether rows with the same cells are kept once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Keeping {
    /// Every row is kept, for what asks for single rows.
    EveryRow,
    /// Rows with the same cells are kept once and counted, as long as that saves more than it costs.
    DifferentRows,
    /// The same, but reading ends where more rows than this would be kept of what can be read again.
    FewRows {
        /// Most rows kept.
        most: usize,
    },
}

/// Different rows from which on it is asked whether merging pays.
const MANY_ROWS: usize = 1 << 15;

/// Counts rows with the same cells while they are read.
///
/// Memory hangs on the number of different rows. Where most rows differ, merging stops and rows are kept
/// as they come: those counted until then stay counted.
#[derive(Debug, Default)]
pub(super) struct Merging {
    /// Row by the hash of its cells, or the next free number behind it.
    rows: HashMap<u64, u32>,
    /// Rows of the file that each kept row stands for.
    n_like: Vec<u32>,
    n_read: usize,
    /// Places of the cells of the row at hand.
    places: Vec<u32>,
}

/// What became of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Taken {
    /// It is counted with an earlier one.
    Counted,
    /// It is the first of its kind and was added to the columns.
    Added,
    /// Merging no longer pays or is not possible; the row was not added.
    Refused,
}

impl Merging {
    /// Takes a row, of which `columns` have a cell each.
    pub(super) fn take<'a>(
        &mut self,
        columns: &mut [TextColumn],
        cells: impl Iterator<Item = &'a str>,
    ) -> Taken {
        let n = self.n_like.len();
        if n >= MANY_ROWS && n.is_power_of_two() && 2 * n > self.n_read {
            return Taken::Refused;
        }
        self.places.clear();
        let mut hasher = DefaultHasher::new();
        for (column, cell) in columns.iter_mut().zip(cells) {
            let Some(place) = column.place(cell) else {
                return Taken::Refused;
            };
            hasher.write_u32(place);
            self.places.push(place);
        }
        let mut key = hasher.finish();
        loop {
            let Some(&row) = self.rows.get(&key) else {
                self.rows.insert(key, as_u32(n));
                self.n_like.push(1);
                self.n_read += 1;
                for (column, &place) in columns.iter_mut().zip(&self.places) {
                    column.push_place(place);
                }
                return Taken::Added;
            };
            let row = row as usize;
            let mut cells = columns.iter().zip(&self.places);
            // A count that is full begins anew in another row.
            if self.n_like[row] < u32::MAX && cells.all(|(one, &place)| one.has_place(row, place)) {
                self.n_like[row] += 1;
                self.n_read += 1;
                return Taken::Counted;
            }
            key = key.wrapping_add(1);
        }
    }

    /// Rows of the file that each kept row stands for.
    pub(super) fn into_counts(self) -> Vec<u32> {
        self.n_like
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn take_all(rows: impl Iterator<Item = [String; 2]>) -> (Vec<Taken>, Vec<u32>) {
        let mut columns = ["a", "b"].map(TextColumn::new);
        let mut merging = Merging::default();
        let taken = rows.map(|row| merging.take(&mut columns, row.iter().map(String::as_str)));
        let taken = taken.collect();
        (taken, merging.into_counts())
    }

    #[test]
    fn rows_with_the_same_cells_are_counted_once_the_first_has_come() {
        let rows = [["1", "x"], ["x", "1"], ["1", "x"], ["1", ""], ["1", "x"]];
        let rows = rows.map(|row| row.map(str::to_owned));
        let (taken, counts) = take_all(rows.into_iter());
        let (new, again) = (Taken::Added, Taken::Counted);
        assert_eq!(taken, [new, new, again, new, again]);
        assert_eq!(counts, [3, 1, 1]);
    }

    #[test]
    fn rows_that_all_differ_are_refused_after_a_while() {
        let rows = (0..40_000).map(|i| [format!("{}", i % 300), format!("{}", i / 300)]);
        let (taken, counts) = take_all(rows);
        assert_eq!(counts.len(), MANY_ROWS);
        assert_eq!(taken[MANY_ROWS], Taken::Refused);
        // As many different rows, each three times, are taken on.
        let rows = (0..120_000).map(|i| [format!("{}", i / 3 % 300), format!("{}", i / 900)]);
        let (taken, counts) = take_all(rows);
        assert!(!taken.contains(&Taken::Refused));
        assert_eq!(counts, vec![3; 40_000]);
    }

    #[test]
    fn a_column_of_many_numbers_ends_merging() {
        let rows = (0..5000).map(|i| [format!("{i}.5"), "1".to_owned()]);
        assert!(take_all(rows).0.contains(&Taken::Refused));
    }
}
