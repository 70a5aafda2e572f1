use super::sheet::{Complete, Sheet};
use crate::drivers::{Row, Rows};
use crate::units::as_u32;
use std::cmp::Ordering;

/// The rows of a sheet in the order of [`Rows::compressed`], the same ones counted: they are sorted before they
/// are made, for two copies of all rows take most of the memory of a study. Only for rows without clusters, and
/// weights that are no frequencies.
pub(super) fn ordered_rows(complete: &Complete, sheet: &Sheet) -> Rows {
    let weight = |at: u32| complete.weight(sheet, at as usize);
    let row = |at: u32| complete.sheet_row[at as usize];
    let compare = |a: u32, b: u32| {
        compare_predictors(sheet, row(a), row(b))
            .then_with(|| sheet.y[row(a)].total_cmp(&sheet.y[row(b)]))
            .then_with(|| weight(a).total_cmp(&weight(b)))
    };
    let mut sequence: Vec<u32> = (0..as_u32(complete.sheet_row.len())).collect();
    sequence.sort_unstable_by(|&a, &b| compare(a, b).then(a.cmp(&b)));
    let n_different = sequence
        .chunk_by(|&a, &b| compare(a, b) == Ordering::Equal)
        .count();
    let mut rows = Rows::with_capacity(sheet.columns.len(), n_different);
    let mut entries: Vec<(usize, f64)> = Vec::with_capacity(sheet.columns.len());
    for same in sequence.chunk_by(|&a, &b| compare(a, b) == Ordering::Equal) {
        sheet.entries(row(same[0]), &mut entries);
        rows.push(Row {
            weight: weight(same[0]),
            count: same.iter().map(|&at| sheet.n_like(row(at))).sum(),
            ..Row::new(&entries, sheet.y[row(same[0])])
        });
    }
    rows
}

/// As lists of the columns that are not zero: by the first column in which two rows differ; who is zero there
/// comes later if another column follows, and earlier if none does.
fn compare_predictors(sheet: &Sheet, a: usize, b: usize) -> Ordering {
    let value = |column: usize, row: usize| sheet.columns[column].value(row).unwrap_or(0.0);
    let is_zero = |value: f64| value.abs() <= 0.0;
    let n_columns = sheet.columns.len();
    let ends = |row: usize, from: usize| (from..n_columns).all(|at| is_zero(value(at, row)));
    for column in 0..n_columns {
        let (of_a, of_b) = (value(column, a), value(column, b));
        let order = match (is_zero(of_a), is_zero(of_b)) {
            (true, true) => Ordering::Equal,
            (false, false) => of_a.total_cmp(&of_b),
            (true, false) if ends(a, column + 1) => Ordering::Less,
            (true, false) => Ordering::Greater,
            (false, true) if ends(b, column + 1) => Ordering::Greater,
            (false, true) => Ordering::Less,
        };
        if order.is_ne() {
            return order;
        }
    }
    Ordering::Equal
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::study::sheet::{Account, SheetColumn};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn rows_come_in_the_order_and_with_the_counts_of_merged_ones(
            lines in proptest::collection::vec(
                (proptest::collection::vec(-1_i8..3, 4), -1_i8..2, 1_u8..3),
                1..60,
            ),
        ) {
            let column = |at: usize| {
                let values = lines.iter().map(|line| f64::from(line.0[at]));
                SheetColumn::computed(&format!("x{at}"), values.collect())
            };
            let sheet = Sheet::of_columns(
                (0..4).map(column).collect(),
                lines.iter().map(|line| f64::from(line.1)).collect(),
                lines.iter().map(|line| f64::from(line.2)).collect(),
            );
            let complete = Complete {
                sheet_row: (0..lines.len()).filter(|row| row % 5 != 3).collect(),
                factors: Vec::new(),
                account: Account::default(),
            };
            let ordered = ordered_rows(&complete, &sheet);
            prop_assert_eq!(&ordered, &complete.rows(&sheet).compressed());
            prop_assert_eq!(&ordered, &ordered.clone().compressed());
        }
    }
}
