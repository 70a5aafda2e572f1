use crate::intake::table;
use crate::study::answers::{Need, needed};
use crate::study::text_column::TextColumn;

/// Most different cells of a column that are looked at to understand it, and most bytes that they take.
/// Ratings and mentions have a few; a column of measurements is understood by the first of them.
const MOST: (usize, usize) = (1 << 16, 1 << 21);

/// The different cells of a column, and how many rows hold each.
#[derive(Debug)]
pub(super) struct Vocabulary {
    /// One row per different cell.
    pub(super) cells: TextColumn,
    pub(super) counts: Vec<usize>,
    /// Whether there were more.
    pub(super) is_cut: bool,
}

impl Vocabulary {
    fn new(name: &str) -> Self {
        Self {
            cells: TextColumn::new(name),
            counts: Vec::new(),
            is_cut: false,
        }
    }

    fn note(&mut self, cell: &str) {
        if self.is_cut {
            if let Some(place) = self.cells.noted(cell) {
                self.counts[place as usize] += 1;
            }
            return;
        }
        let Some(place) = self.cells.note(cell) else {
            return;
        };
        if place as usize == self.counts.len() {
            self.counts.push(0);
            self.cells.push_place(place);
            let (n, n_bytes) = self.cells.noted_size();
            self.is_cut = n >= MOST.0 || n_bytes >= MOST.1;
        }
        self.counts[place as usize] += 1;
    }
}

/// The vocabularies of the needed columns, in their order.
pub(super) fn vocabularies(
    table: &mut table::Table,
    names: &[Need<'_>],
    positions: &[Option<usize>],
) -> Vec<Vocabulary> {
    let mut found: Vec<Vocabulary> = names.iter().map(|one| Vocabulary::new(one.0)).collect();
    while let Some(row) = table.next_row() {
        // What cannot be read is told by the second pass.
        let Ok(row) = row else { continue };
        for (vocabulary, cell) in found.iter_mut().zip(needed(row, positions)) {
            vocabulary.note(cell);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn different_cells_are_counted_and_no_more_kept_than_fit() {
        let mut few = Vocabulary::new("few");
        for cell in ["1", "", "1", "2", "1"] {
            few.note(cell);
        }
        assert_eq!(few.counts, [3, 1, 1]);
        assert_eq!(few.cells.cell(2), "2");
        assert!(!few.is_cut);
        let mut many = Vocabulary::new("many");
        for i in 0..MOST.0 + 1000 {
            many.note(&i.to_string());
        }
        many.note("7");
        assert!(many.is_cut);
        assert_eq!(many.counts.len(), MOST.0);
        assert_eq!(many.counts[7], 2);
        assert_eq!(many.cells.noted("70000"), None);
    }
}
