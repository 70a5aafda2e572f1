use super::{Error, Group, Rows};
use std::collections::BTreeSet;

/// Refuses a model with no fewer parameters than observations: nothing is left to judge its errors by.
pub(super) fn check_enough_rows(n_observations: usize, n_parameters: usize) -> Result<(), Error> {
    if n_observations > n_parameters {
        return Ok(());
    }
    Err(Error::TooFewRows {
        n_observations,
        n_parameters,
    })
}

/// Refuses numbers, weights, counts and entries that a model cannot use.
pub(super) fn check_rows(rows: &Rows, columns: &[String]) -> Result<(), Error> {
    if rows.is_empty() {
        return Err(Error::NoRows);
    }
    if columns.is_empty() {
        return Err(Error::NoColumns);
    }
    if rows.n_columns != columns.len() {
        return Err(Error::Shape {
            what: "the list of column names",
            got: columns.len(),
            expected: rows.n_columns,
        });
    }
    for row in 0..rows.len() {
        let mut before = None;
        for &(column, value) in rows.entries(row) {
            let at = column as usize;
            let Some(name) = columns.get(at).filter(|_| before != Some(column)) else {
                return Err(Error::Entry {
                    row,
                    column: at,
                    n_columns: columns.len(),
                });
            };
            if !value.is_finite() {
                return Err(Error::Predictor {
                    row,
                    column: name.clone(),
                    value,
                });
            }
            before = Some(column);
        }
        let (y, weight) = (rows.y[row], rows.weight[row]);
        if !y.is_finite() {
            return Err(Error::Outcome { row, value: y });
        }
        if !(weight.is_finite() && weight > 0.0) {
            return Err(Error::Weight { row, value: weight });
        }
        if rows.count[row] == 0 {
            return Err(Error::Count { row });
        }
    }
    Ok(())
}

/// Refuses names given twice and groups that do not hold every column once.
pub(super) fn check_groups(columns: &[String], groups: &[Group]) -> Result<(), Error> {
    check_names(columns.iter())?;
    check_names(groups.iter().map(|group| &group.name))?;
    let mut owner: Vec<Option<&Group>> = vec![None; columns.len()];
    for group in groups {
        if group.columns.is_empty() {
            return Err(Error::EmptyGroup {
                group: group.name.clone(),
            });
        }
        for &column in &group.columns {
            match owner.get_mut(column) {
                None => {
                    return Err(Error::UnknownColumn {
                        group: group.name.clone(),
                        column,
                        n_columns: columns.len(),
                    });
                }
                Some(Some(first)) => {
                    return Err(Error::OverlappingGroups {
                        column: columns[column].clone(),
                        first: first.name.clone(),
                        second: group.name.clone(),
                    });
                }
                Some(place) => *place = Some(group),
            }
        }
    }
    match owner.iter().position(Option::is_none) {
        Some(column) => Err(Error::Ungrouped {
            column: columns[column].clone(),
        }),
        None => Ok(()),
    }
}

pub(super) fn check_names<'a>(names: impl Iterator<Item = &'a String>) -> Result<(), Error> {
    let mut seen = BTreeSet::new();
    for name in names {
        if !seen.insert(name) {
            return Err(Error::DuplicateName { name: name.clone() });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drivers::fixtures::{driver, names};
    use crate::drivers::{Design, Row};
    use ndarray::array;

    fn rows() -> Rows {
        let x = array![[1.0, 5.0], [0.0, 5.5], [0.0, 5.0], [1.0, 5.0]];
        Rows::from_dense(&x, &array![1.0, 2.0, 4.0, 3.0]).unwrap()
    }

    fn check_fault(change: impl FnOnce(&mut Rows), expected: &str) {
        let mut rows = rows();
        change(&mut rows);
        let groups = vec![driver("a", &[0]), driver("b", &[1])];
        let error = Design::new(rows, names(2), groups).unwrap_err();
        assert_eq!(error.to_string(), expected);
    }

    #[test]
    fn a_fault_is_named_with_row_and_column() {
        check_fault(
            |rows| rows.push(Row::new(&[(1, f64::NAN)], 1.0)),
            "row 4, column 'x1' holds NaN, not a finite number",
        );
        check_fault(
            |rows| rows.push(Row::new(&[(1, f64::INFINITY)], 1.0)),
            "row 4, column 'x1' holds inf, not a finite number",
        );
        check_fault(
            |rows| rows.push(Row::new(&[(2, 1.0)], 1.0)),
            "row 4 names column 2 of 2 wrongly or twice",
        );
        check_fault(
            |rows| rows.push(Row::new(&[(1, 1.0), (1, 1.0)], 1.0)),
            "row 4 names column 1 of 2 wrongly or twice",
        );
        check_fault(
            |rows| rows.weight[2] = 0.0,
            "row 2 has weight 0, not a positive number",
        );
        check_fault(
            |rows| rows.weight[1] = -1.0,
            "row 1 has weight -1, not a positive number",
        );
        check_fault(|rows| rows.count[3] = 0, "row 3 has count 0");
        check_fault(
            |rows| rows.y[0] = f64::NAN,
            "row 0 has outcome NaN, not a finite number",
        );
        check_fault(
            |rows| rows.y = vec![7.0; 4],
            "all 4 rows have outcome 7, nothing varies",
        );
        check_fault(|rows| *rows = Rows::new(2), "no rows to model");
    }

    fn check_groups_fault(groups: Vec<Group>, expected: &str) {
        let error = Design::new(rows(), names(2), groups).unwrap_err();
        assert_eq!(error.to_string(), expected);
    }

    #[test]
    fn groups_must_hold_every_column_once() {
        check_groups_fault(
            vec![driver("a", &[0, 1]), driver("b", &[1])],
            "column 'x1' stands in group 'a' and again in 'b'",
        );
        check_groups_fault(
            vec![driver("a", &[0, 0]), driver("b", &[1])],
            "column 'x0' stands in group 'a' and again in 'a'",
        );
        check_groups_fault(vec![driver("a", &[0])], "column 'x1' belongs to no group");
        check_groups_fault(
            vec![driver("a", &[0, 1, 2])],
            "group 'a' names column 2, there are 2",
        );
        check_groups_fault(
            vec![driver("a", &[0, 1]), driver("b", &[])],
            "group 'b' has no columns",
        );
        check_groups_fault(
            vec![driver("a", &[0]), driver("a", &[1])],
            "the name 'a' is given twice",
        );
    }
}
