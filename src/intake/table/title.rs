//! Finds the header below a title, as spreadsheets that were made to be looked at have it.

use crate::intake::Decimal;
use std::collections::{BTreeMap, BTreeSet};

/// Rows looked at.
pub(crate) const SAMPLED: usize = 50;
/// Wider tables are taken as they come.
pub(crate) const WIDEST: usize = 16_384;
/// Most rows above a header.
const ABOVE: usize = 20;
/// A longer cell is what somebody said, not the name of a column.
const LONGEST_NAME: usize = 80;

/// One of the first rows of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Look {
    /// Cells.
    width: usize,
    /// Cells with something in them.
    filled: usize,
    /// Whether what is in them could name columns: short, no numbers, nothing twice.
    is_named: bool,
}

impl Look {
    /// A look at a row.
    pub(crate) fn of<'a>(cells: impl Iterator<Item = &'a str>) -> Self {
        let (mut width, mut filled, mut is_named) = (0, 0, true);
        let mut seen = BTreeSet::new();
        for cell in cells.map(str::trim) {
            width += 1;
            if cell.is_empty() {
                continue;
            }
            filled += 1;
            let is_number = [Decimal::Point, Decimal::Comma]
                .iter()
                .any(|decimal| decimal.parse(cell).is_some());
            is_named &= !is_number && cell.chars().count() <= LONGEST_NAME && seen.insert(cell);
        }
        Self {
            width,
            filled,
            is_named,
        }
    }
}

/// Whether the first row that holds anything has several columns and the rows below are as wide: then it is a header.
pub(crate) fn is_table(rows: &[Look]) -> bool {
    let mut filled = rows.iter().filter(|row| row.filled > 0);
    let Some(first) = filled.next().filter(|row| row.filled > 1) else {
        return false;
    };
    let below: Vec<&Look> = filled.collect();
    let n_alike = below.iter().filter(|row| row.width == first.width).count();
    n_alike * 10 >= below.len() * 9
}

/// Place of the header among the first rows of a table, where a title stands above it; `None` where the first row
/// that holds anything is the header, or nobody can tell.
///
/// A title is one cell in one or more rows; the header is the first row with a name for most columns, and the rows
/// below are as wide as it. Something has to part the two: a blank row, a title that is padded to the width of the
/// table, or three columns and as many rows, so that commas of free text are not taken for columns.
pub(crate) fn header_below_title(rows: &[Look]) -> Option<usize> {
    let first = rows.iter().position(|row| row.filled > 0)?;
    if rows[first].filled > 1 {
        return None;
    }
    let mut widths: BTreeMap<usize, usize> = BTreeMap::new();
    for row in rows.iter().filter(|row| row.filled > 1) {
        *widths.entry(row.width).or_default() += 1;
    }
    let (&width, _) = widths.iter().max_by_key(|(width, n)| (**n, **width))?;
    let is_header =
        |row: &Look| row.width == width && row.filled * 10 >= width * 6 && row.filled > 1;
    let header = rows.iter().take(ABOVE).position(is_header)?;
    if !rows[header].is_named {
        return None;
    }
    let above = &rows[first..header];
    let below: Vec<&Look> = rows[header + 1..]
        .iter()
        .filter(|row| row.filled > 0)
        .collect();
    let n_alike = below.iter().filter(|row| row.width == width).count();
    let is_parted = above.iter().any(|row| row.filled == 0)
        || above.iter().all(|row| row.width == width)
        || (width >= 3 && below.len() >= 3);
    (is_parted && !below.is_empty() && n_alike * 10 >= below.len() * 9).then_some(header)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Option<usize>) {
        let rows: Vec<Look> = text.lines().map(|line| Look::of(line.split(';'))).collect();
        assert_eq!(header_below_title(&rows), expected, "{text}");
    }

    #[test]
    fn a_title_is_told_from_a_header() {
        check("Export KTO\n\nid;datum;cijfer\n1;2025-01-01;8\n", Some(2));
        check("Export KTO;;\nid;datum;cijfer\n1;2025-01-01;8\n", Some(1));
        check("Export\nid;datum;cijfer\n1;a;8\n2;b;9\n3;c;1\n", Some(1));
        check(
            "Export\nPeriode;jan\n\nid;datum;cijfer\n1;a;8\n2;b;9\n3;c;1\n",
            Some(3),
        );
        check("id;datum;cijfer\n1;2025-01-01;8\n", None);
        check("\nid;datum\n1;2025-01-01\n", None);
    }

    #[test]
    fn free_text_in_one_column_is_no_table_below_a_title() {
        check("tekst\ngoed; snel\nfijn; leuk\n", None);
        check(
            "tekst\nte laat; te duur; 3\ngoed; fijn; 2\nnee; nooit; 1\n",
            None,
        );
        check("tekst\ngoed\nsnel; en fijn\n", None);
    }
}
