use crate::drivers::checks::check_groups;
use crate::drivers::{Error, Group, Role};
use crate::units::as_f64;
use ndarray::Array2;

/// A table in which cells may be missing.
///
/// # Shapes
///
/// `cells` is `(n, p)`; `columns` has length p; `outcome`, and where given `weights` and `clusters`,
/// have length n.
#[derive(Debug, Clone, PartialEq)]
pub struct IncompleteTable {
    /// Names of the columns.
    pub columns: Vec<String>,
    /// What the columns measure; every column in exactly one variable.
    pub variables: Vec<Variable>,
    /// The predictors; `None` is a missing cell.
    pub cells: Array2<Option<f64>>,
    /// The outcome. It is never imputed: rows without one are left out.
    pub outcome: Vec<Option<f64>>,
    /// Analysis weights above 0; empty: every row has weight 1. Weights that vary are a predictor of
    /// the imputation, which is otherwise unweighted.
    pub weights: Vec<f64>,
    /// Which rows belong together, as in [`Row`](crate::drivers::Row); empty: none do. Standard errors
    /// and replicates know clusters, the imputation does not.
    pub clusters: Vec<Option<u32>>,
}

/// One or more columns that measure one thing.
#[derive(Debug, Clone, PartialEq)]
pub struct Variable {
    /// Name, different from those of other variables.
    pub name: String,
    /// Indices of its columns; several for [`Kind::Dummies`] only.
    pub columns: Vec<usize>,
    /// What values it takes.
    pub kind: Kind,
}

/// What values a variable takes, which decides how its holes are filled.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Kind {
    /// Any finite number; filled with the value of a similar row.
    Continuous,
    /// A number between two bounds; filled with the value of a similar row, so never outside the
    /// bounds and never between the steps.
    Rating {
        /// Lowest possible value.
        minimum: f64,
        /// Highest possible value.
        maximum: f64,
        /// Which values between the bounds occur.
        steps: Steps,
    },
    /// 0 or 1; filled by logistic regression.
    Binary,
    /// A categorical variable as columns of 0 and 1 of which at most one is 1; all zeros is the
    /// reference category. Filled by a multinomial logit, always as a whole.
    Dummies,
}

/// Which values between the bounds of a rating occur.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Steps {
    /// Whole numbers.
    Whole,
    /// Any number.
    Any,
}

impl Kind {
    /// A word for errors.
    fn name(self) -> &'static str {
        match self {
            Self::Continuous => "a finite number",
            Self::Rating { .. } => "a rating on its scale",
            Self::Binary => "0 or 1",
            Self::Dummies => "a dummy of 0 or 1",
        }
    }

    fn holds(self, value: f64) -> bool {
        match self {
            Self::Continuous => value.is_finite(),
            Self::Rating {
                minimum,
                maximum,
                steps,
            } => {
                let is_step = steps == Steps::Any || value.fract().abs() <= 0.0;
                (minimum..=maximum).contains(&value) && is_step
            }
            Self::Binary | Self::Dummies => value.abs() <= 0.0 || (value - 1.0).abs() <= 0.0,
        }
    }
}

/// The rows with an outcome, checked.
#[derive(Debug)]
pub(super) struct Checked<'a> {
    pub(super) table: &'a IncompleteTable,
    /// Rows of the table that have an outcome.
    pub(super) rows: Vec<usize>,
    pub(super) outcome: Vec<f64>,
    /// Values per column, `(p, n)`; 0 where missing.
    pub(super) values: Vec<Vec<f64>>,
    /// Rows (positions in `rows`) that lack the variable, ascending.
    pub(super) missing: Vec<Vec<usize>>,
    /// Rows that have it.
    pub(super) observed: Vec<Vec<usize>>,
}

impl<'a> Checked<'a> {
    /// # Errors
    ///
    /// The first fault of shape, naming or value.
    pub(super) fn new(table: &'a IncompleteTable) -> Result<Self, Error> {
        check_shapes(table)?;
        check_variables(table)?;
        let (rows, outcome) = with_outcome(table)?;
        check_weights(table, &rows)?;
        let mut values = vec![vec![0.0; rows.len()]; table.columns.len()];
        let (mut missing, mut observed) = (Vec::new(), Vec::new());
        for variable in &table.variables {
            let (mut lacking, mut having) = (Vec::new(), Vec::new());
            for (at, &row) in rows.iter().enumerate() {
                if fill(table, variable, row, |column, value| {
                    values[column][at] = value;
                })? {
                    having.push(at);
                } else {
                    lacking.push(at);
                }
            }
            if having.is_empty() {
                return Err(Error::NothingObserved {
                    column: variable.name.clone(),
                    n_rows: rows.len(),
                });
            }
            missing.push(lacking);
            observed.push(having);
        }
        Ok(Self {
            table,
            rows,
            outcome,
            values,
            missing,
            observed,
        })
    }

    pub(super) fn n_rows(&self) -> usize {
        self.rows.len()
    }

    pub(super) fn weight(&self, at: usize) -> f64 {
        let weights = &self.table.weights;
        weights.get(self.rows[at]).copied().unwrap_or(1.0)
    }

    pub(super) fn cluster(&self, at: usize) -> Option<u32> {
        let clusters = &self.table.clusters;
        clusters.get(self.rows[at]).copied().flatten()
    }

    /// The variable of each column.
    pub(super) fn owners(&self) -> Vec<usize> {
        let mut owners = vec![0; self.table.columns.len()];
        for (at, variable) in self.table.variables.iter().enumerate() {
            for &column in &variable.columns {
                owners[column] = at;
            }
        }
        owners
    }

    /// Share of the rows that lack a variable.
    pub(super) fn share_missing(&self, variable: usize) -> f64 {
        as_f64(self.missing[variable].len()) / as_f64(self.n_rows())
    }
}

fn check_shapes(table: &IncompleteTable) -> Result<(), Error> {
    let (n, p) = table.cells.dim();
    if n == 0 {
        return Err(Error::NoRows);
    }
    if p == 0 {
        return Err(Error::NoColumns);
    }
    let lengths = [
        ("the list of column names", table.columns.len(), p),
        ("the outcome", table.outcome.len(), n),
        ("the list of weights", table.weights.len(), n),
        ("the list of clusters", table.clusters.len(), n),
    ];
    for (at, (what, got, expected)) in lengths.into_iter().enumerate() {
        let may_be_empty = at > 1 && got == 0;
        if got != expected && !may_be_empty {
            return Err(Error::Shape {
                what,
                got,
                expected,
            });
        }
    }
    Ok(())
}

fn check_variables(table: &IncompleteTable) -> Result<(), Error> {
    let groups: Vec<Group> = table
        .variables
        .iter()
        .map(|variable| Group {
            name: variable.name.clone(),
            columns: variable.columns.clone(),
            role: Role::Driver,
        })
        .collect();
    check_groups(&table.columns, &groups)?;
    for variable in &table.variables {
        if variable.kind != Kind::Dummies && variable.columns.len() != 1 {
            return Err(Error::Shape {
                what: "the columns of a variable that is not dummies",
                got: variable.columns.len(),
                expected: 1,
            });
        }
    }
    Ok(())
}

fn with_outcome(table: &IncompleteTable) -> Result<(Vec<usize>, Vec<f64>), Error> {
    let (mut rows, mut outcome) = (Vec::new(), Vec::new());
    for (row, y) in table.outcome.iter().enumerate() {
        if let &Some(value) = y {
            if !value.is_finite() {
                return Err(Error::Outcome { row, value });
            }
            rows.push(row);
            outcome.push(value);
        }
    }
    if rows.is_empty() {
        return Err(Error::NoRows);
    }
    Ok((rows, outcome))
}

fn check_weights(table: &IncompleteTable, rows: &[usize]) -> Result<(), Error> {
    for &row in rows {
        if let Some(&value) = table.weights.get(row)
            && !(value.is_finite() && value > 0.0)
        {
            return Err(Error::Weight { row, value });
        }
    }
    Ok(())
}

/// Hands over the cells of a variable in a row; `false` when they are missing.
fn fill(
    table: &IncompleteTable,
    variable: &Variable,
    row: usize,
    mut store: impl FnMut(usize, f64),
) -> Result<bool, Error> {
    let (mut n_observed, mut total) = (0, 0.0);
    for &column in &variable.columns {
        if let Some(value) = table.cells[[row, column]] {
            if !variable.kind.holds(value) {
                return Err(Error::Cell {
                    row,
                    column: table.columns[column].clone(),
                    value,
                    expected: variable.kind.name(),
                });
            }
            n_observed += 1;
            total += value;
            store(column, value);
        }
    }
    let is_whole = n_observed == variable.columns.len();
    if (n_observed > 0 && !is_whole) || (variable.kind == Kind::Dummies && total > 1.0) {
        return Err(Error::BrokenCategory {
            row,
            variable: variable.name.clone(),
        });
    }
    Ok(is_whole)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    fn table() -> IncompleteTable {
        let variable = |name: &str, columns: &[usize], kind| Variable {
            name: name.to_owned(),
            columns: columns.to_vec(),
            kind,
        };
        IncompleteTable {
            columns: ["a", "b", "c", "d"].map(str::to_owned).to_vec(),
            variables: vec![
                variable("a", &[0], Kind::Binary),
                variable(
                    "b",
                    &[1],
                    Kind::Rating {
                        minimum: 1.0,
                        maximum: 5.0,
                        steps: Steps::Whole,
                    },
                ),
                variable("channel", &[2, 3], Kind::Dummies),
            ],
            cells: array![
                [Some(1.0), Some(5.0), Some(0.0), Some(1.0)],
                [None, Some(1.0), None, None],
                [Some(0.0), None, Some(0.0), Some(0.0)],
                [Some(0.0), Some(2.0), Some(1.0), Some(0.0)],
            ],
            outcome: vec![Some(3.0), Some(1.0), None, Some(2.0)],
            weights: vec![],
            clusters: vec![],
        }
    }

    fn refusal(change: impl Fn(&mut IncompleteTable)) -> Error {
        let mut table = table();
        change(&mut table);
        Checked::new(&table).unwrap_err()
    }

    #[test]
    fn rows_without_outcome_are_left_out_and_holes_found() {
        let table = table();
        let checked = Checked::new(&table).unwrap();
        assert_eq!(checked.rows, vec![0, 1, 3]);
        assert_eq!(checked.missing, vec![vec![1], vec![], vec![1]]);
        assert_eq!(checked.owners(), vec![0, 1, 2, 2]);
        assert!((checked.share_missing(0) - 1.0 / 3.0).abs() < 1e-15);
    }

    #[test]
    fn values_that_are_none_of_their_kind_are_refused() {
        for (at, value) in [
            ([0, 0], 0.5),
            ([0, 0], f64::NAN),
            ([0, 1], 6.0),
            ([0, 1], 2.5),
            ([0, 2], 2.0),
        ] {
            let error = refusal(|table| table.cells[at] = Some(value));
            assert!(matches!(error, Error::Cell { row: 0, .. }), "{error}");
        }
        let half = refusal(|table| table.cells[[0, 2]] = None);
        assert!(matches!(half, Error::BrokenCategory { row: 0, .. }));
        let two = refusal(|table| table.cells[[0, 2]] = Some(1.0));
        assert!(matches!(two, Error::BrokenCategory { row: 0, .. }));
    }

    #[test]
    fn faults_of_shape_outcome_and_weight_are_refused() {
        let shape = |change: fn(&mut IncompleteTable)| {
            assert!(matches!(refusal(change), Error::Shape { .. }));
        };
        shape(|table| table.weights = vec![1.0]);
        shape(|table| table.clusters = vec![None]);
        shape(|table| table.outcome.push(None));
        shape(|table| table.variables[2].kind = Kind::Continuous);
        let empty = refusal(|table| table.cells.column_mut(1).fill(None));
        assert!(matches!(empty, Error::NothingObserved { n_rows: 3, .. }));
        assert_eq!(refusal(|table| table.outcome.fill(None)), Error::NoRows);
        let weight = refusal(|table| table.weights = vec![1.0, 0.0, 1.0, 1.0]);
        assert!(matches!(weight, Error::Weight { row: 1, .. }));
        let outcome = refusal(|table| table.outcome[0] = Some(f64::INFINITY));
        assert!(matches!(outcome, Error::Outcome { row: 0, .. }));
    }
}
