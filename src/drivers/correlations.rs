use super::checks::check_names;
use super::{CorrelationFault, Error};
use crate::stats::{Symmetric, eigen};
use ndarray::Array2;

/// Checked correlations of columns and an outcome: all that shares of R², standardised coefficients and,
/// with the number of observations, classical tests need.
#[derive(Debug, Clone, PartialEq)]
pub struct Correlations {
    columns: Vec<String>,
    outcome: String,
    /// Columns in order, outcome last.
    matrix: Symmetric,
    n_observations: Option<usize>,
}

/// Mirrored entries and the diagonal may differ by this much from what they should be: a program that
/// prints 17 digits differs in the last of them.
const ROUNDING: f64 = 1e-9;

/// Correlations that were rounded by a program have no eigenvalue below minus this.
const SMALLEST_EIGENVALUE: f64 = -1e-9;

impl Correlations {
    /// Checks a correlation matrix.
    ///
    /// # Shapes
    ///
    /// `names` has length p + 1 and contains `outcome`; `matrix` is `(p + 1, p + 1)` in the order of
    /// the names.
    ///
    /// # Errors
    ///
    /// [`Error::NoColumns`] without a column beside the outcome, [`Error::Shape`],
    /// [`Error::DuplicateName`], [`Error::UnknownOutcome`], and [`Error::Correlation`] with the two names
    /// for an entry that is not finite, not mirrored, outside −1 to 1 or not 1 on the diagonal.
    /// [`Error::NotPositiveSemidefinite`] names the smallest eigenvalue: no data can have such
    /// correlations. Pairwise deletion and rounding to two digits produce them.
    pub fn new(
        names: Vec<String>,
        outcome: &str,
        matrix: &Array2<f64>,
        n_observations: Option<usize>,
    ) -> Result<Self, Error> {
        for got in [matrix.nrows(), matrix.ncols()] {
            if got != names.len() {
                return Err(Error::Shape {
                    what: "a side of the correlation matrix",
                    got,
                    expected: names.len(),
                });
            }
        }
        check_names(names.iter())?;
        let Some(response) = names.iter().position(|name| name == outcome) else {
            return Err(Error::UnknownOutcome {
                outcome: outcome.to_owned(),
            });
        };
        if names.len() < 2 {
            return Err(Error::NoColumns);
        }
        check_entries(&names, matrix)?;
        let mut sequence: Vec<usize> = (0..names.len()).filter(|&at| at != response).collect();
        sequence.push(response);
        let mut ordered = Symmetric::zeros(names.len());
        for (row, &i) in sequence.iter().enumerate() {
            ordered.set(row, row, 1.0);
            for (column, &j) in sequence.iter().enumerate().skip(row + 1) {
                ordered.set(row, column, f64::midpoint(matrix[[i, j]], matrix[[j, i]]));
            }
        }
        let smallest = eigen(&ordered).values.last().copied().unwrap_or(0.0);
        if smallest < SMALLEST_EIGENVALUE {
            return Err(Error::NotPositiveSemidefinite { smallest });
        }
        let mut columns = names;
        let outcome = columns.remove(response);
        Ok(Self {
            columns,
            outcome,
            matrix: ordered,
            n_observations,
        })
    }

    /// Names of the columns, the outcome left out.
    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// Name of the outcome.
    pub fn outcome(&self) -> &str {
        &self.outcome
    }

    /// Number of observations behind the correlations, where it is known.
    pub fn n_observations(&self) -> Option<usize> {
        self.n_observations
    }

    pub(super) fn matrix(&self) -> &Symmetric {
        &self.matrix
    }
}

fn check_entries(names: &[String], matrix: &Array2<f64>) -> Result<(), Error> {
    for ((i, j), &value) in matrix.indexed_iter() {
        let mirrored = matrix[[j, i]];
        let fault = if !value.is_finite() {
            CorrelationFault::NotFinite
        } else if i == j && (value - 1.0).abs() > ROUNDING {
            CorrelationFault::Diagonal
        } else if value.abs() > 1.0 + ROUNDING {
            CorrelationFault::Range
        } else if (value - mirrored).abs() > ROUNDING {
            CorrelationFault::NotMirrored
        } else {
            continue;
        };
        return Err(Error::Correlation {
            first: names[i].clone(),
            second: names[j].clone(),
            value,
            fault,
        });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    fn names() -> Vec<String> {
        ["a", "b", "y"].map(str::to_owned).to_vec()
    }

    fn check(matrix: &Array2<f64>, expected: &str) {
        let error = Correlations::new(names(), "y", matrix, None).unwrap_err();
        assert_eq!(error.to_string(), expected);
    }

    #[test]
    fn a_fault_is_named_with_its_columns() {
        let good = array![[1.0, 0.2, 0.3], [0.2, 1.0, 0.4], [0.3, 0.4, 1.0]];
        assert!(Correlations::new(names(), "y", &good, None).is_ok());
        let with = |i: usize, j: usize, value: f64| {
            let mut matrix = good.clone();
            matrix[[i, j]] = value;
            matrix
        };
        check(
            &with(0, 1, f64::NAN),
            "the correlation of 'a' and 'b' cannot be NaN, which is not finite",
        );
        check(
            &with(1, 1, 0.9),
            "the correlation of 'b' and 'b' cannot be 0.9, which is not 1",
        );
        check(
            &with(2, 0, 1.2),
            "the correlation of 'a' and 'y' cannot be 0.3, which differs from its mirror image",
        );
        check(
            &with(0, 2, 1.2),
            "the correlation of 'a' and 'y' cannot be 1.2, which is not between -1 and 1",
        );
        check(
            &array![[1.0, 0.2], [0.2, 1.0]],
            "a side of the correlation matrix has length 2, expected 3",
        );
        let unknown = Correlations::new(names(), "z", &good, None).unwrap_err();
        assert_eq!(unknown.to_string(), "no column is named 'z', the outcome");
        let twice = vec!["a".to_owned(), "a".to_owned(), "y".to_owned()];
        assert!(matches!(
            Correlations::new(twice, "y", &good, None),
            Err(Error::DuplicateName { .. })
        ));
        let alone = Correlations::new(vec!["y".to_owned()], "y", &array![[1.0]], None);
        assert_eq!(alone.unwrap_err(), Error::NoColumns);
    }

    #[test]
    fn correlations_that_no_data_can_have_name_the_smallest_eigenvalue() {
        let impossible = array![[1.0, 0.9, 0.9], [0.9, 1.0, -0.9], [0.9, -0.9, 1.0]];
        let error = Correlations::new(names(), "y", &impossible, None).unwrap_err();
        let Error::NotPositiveSemidefinite { smallest } = error else {
            panic!("{error}");
        };
        assert!((smallest + 0.8).abs() < 1e-12);
    }

    #[test]
    fn the_outcome_may_stand_anywhere() {
        let last = array![[1.0, 0.2, 0.3], [0.2, 1.0, 0.4], [0.3, 0.4, 1.0]];
        let first = array![[1.0, 0.3, 0.4], [0.3, 1.0, 0.2], [0.4, 0.2, 1.0]];
        let moved = ["y", "a", "b"].map(str::to_owned).to_vec();
        assert_eq!(
            Correlations::new(names(), "y", &last, Some(9)),
            Correlations::new(moved, "y", &first, Some(9))
        );
    }
}
