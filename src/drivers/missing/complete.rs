use super::IncompleteTable;
use super::table::Checked;
use crate::drivers::{Error, Row, Rows};

/// What holes cost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loss {
    /// Rows of the table.
    pub n_rows: usize,
    /// Rows without an outcome, which no method uses.
    pub n_without_outcome: usize,
    /// Rows with an outcome and every cell.
    pub n_complete: usize,
    /// One entry per column.
    pub columns: Vec<ColumnLoss>,
}

/// What the holes of one column cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ColumnLoss {
    /// Index of the column.
    pub column: usize,
    /// Rows with an outcome that lack the column.
    pub n_missing: usize,
    /// Rows with an outcome that lack the variable of this column and nothing else: they would be
    /// complete without it.
    pub n_lost_by_it_alone: usize,
}

/// The rows that have everything.
#[derive(Debug, Clone, PartialEq)]
pub struct CompleteCases {
    /// The rows, for [`Design::new`](crate::drivers::Design::new).
    pub rows: Rows,
    /// Their positions in the table.
    pub kept: Vec<usize>,
    /// What was lost.
    pub loss: Loss,
}

/// Keeps the rows with an outcome and every cell, and counts what is lost.
///
/// Coefficients are unbiased when holes depend on predictors but not, given these, on the outcome
/// (Little 1992, *JASA* 87, p. 1227); means, shares and R² are those of the rows that are left.
///
/// # Errors
///
/// The first fault of the table, as of [`pooled_fit`](super::pooled_fit); [`Error::NoRows`] when
/// no row is complete.
pub fn complete_cases(table: &IncompleteTable) -> Result<CompleteCases, Error> {
    let checked = Checked::new(table)?;
    let loss = loss(&checked);
    let is_complete = completeness(&checked);
    let mut rows = Rows::new(table.columns.len());
    let mut kept = Vec::with_capacity(loss.n_complete);
    let mut x = Vec::new();
    for at in (0..checked.n_rows()).filter(|&at| is_complete[at] == 0) {
        x.clear();
        x.extend(checked.values.iter().map(|column| column[at]).enumerate());
        rows.push(Row {
            weight: checked.weight(at),
            cluster: checked.cluster(at),
            ..Row::new(&x, checked.outcome[at])
        });
        kept.push(checked.rows[at]);
    }
    if kept.is_empty() {
        return Err(Error::NoRows);
    }
    Ok(CompleteCases { rows, kept, loss })
}

/// Number of variables that each row lacks.
fn completeness(checked: &Checked<'_>) -> Vec<usize> {
    let mut n_lacking = vec![0; checked.n_rows()];
    for &row in checked.missing.iter().flatten() {
        n_lacking[row] += 1;
    }
    n_lacking
}

pub(super) fn loss(checked: &Checked<'_>) -> Loss {
    let n_lacking = completeness(checked);
    let columns = checked
        .owners()
        .into_iter()
        .enumerate()
        .map(|(column, variable)| {
            let missing = &checked.missing[variable];
            ColumnLoss {
                column,
                n_missing: missing.len(),
                n_lost_by_it_alone: missing.iter().filter(|&&row| n_lacking[row] == 1).count(),
            }
        })
        .collect();
    Loss {
        n_rows: checked.table.outcome.len(),
        n_without_outcome: checked.table.outcome.len() - checked.n_rows(),
        n_complete: n_lacking.iter().filter(|&&n| n == 0).count(),
        columns,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drivers::missing::{Kind, Variable};
    use ndarray::array;

    #[test]
    fn complete_rows_keep_weight_and_cluster_and_losses_are_counted_by_column() {
        let variable = |name: &str, column| Variable {
            name: name.to_owned(),
            columns: vec![column],
            kind: Kind::Continuous,
        };
        let mut table = IncompleteTable {
            columns: vec!["a".to_owned(), "b".to_owned()],
            variables: vec![variable("a", 0), variable("b", 1)],
            cells: array![
                [Some(1.0), Some(2.0)],
                [None, Some(2.0)],
                [None, None],
                [Some(4.0), None],
                [Some(3.0), Some(0.0)],
                [None, Some(1.0)],
            ],
            outcome: vec![Some(1.0), Some(2.0), Some(3.0), Some(4.0), Some(5.0), None],
            weights: vec![1.0, 1.0, 1.0, 1.0, 2.5, 1.0],
            clusters: vec![None, None, None, None, Some(7), None],
        };
        let complete = complete_cases(&table).unwrap();
        assert_eq!(complete.kept, vec![0, 4]);
        let mut expected = Rows::new(2);
        expected.push(Row::new(&[(0, 1.0), (1, 2.0)], 1.0));
        expected.push(Row {
            weight: 2.5,
            cluster: Some(7),
            ..Row::new(&[(0, 3.0)], 5.0)
        });
        assert_eq!(complete.rows, expected);
        let loss = complete.loss;
        assert_eq!(
            (loss.n_rows, loss.n_without_outcome, loss.n_complete),
            (6, 1, 2)
        );
        let counts = |at: usize| {
            let column = loss.columns[at];
            (column.n_missing, column.n_lost_by_it_alone)
        };
        assert_eq!((counts(0), counts(1)), ((2, 1), (2, 1)));
        table.cells[[0, 0]] = None;
        table.cells[[4, 1]] = None;
        assert_eq!(complete_cases(&table).unwrap_err(), Error::NoRows);
    }
}
