use super::checks::check_enough_rows;
use super::regression::Regression;
use super::sandwich::Sandwich;
use super::{Design, Error, StandardErrorChoice, StandardErrors};
use crate::stats::Symmetric;

/// The covariance of the constant and the coefficients of a linear driver model.
#[derive(Debug, Clone, PartialEq)]
pub struct Covariance {
    /// In the units of the data, `(p + 1, p + 1)`: the constant, then every column. Zero in the rows
    /// of places that are not defined.
    pub matrix: Symmetric,
    /// Per place whether its covariance is known. It is not for a column that was left out, and not
    /// where [`Estimate::doubt`](super::Estimate::doubt) is `None`.
    pub is_defined: Vec<bool>,
    /// Which covariance it is.
    pub standard_errors: StandardErrors,
    /// Of the intervals and tests, see [`StandardErrors`].
    pub degrees_of_freedom: f64,
}

/// Computes the covariance of the coefficients that [`fit()`](super::fit()) finds.
///
/// The constant is the expected outcome at mean controls, whose means count as known.
///
/// # Errors
///
/// [`Error::TooFewRows`] without degrees of freedom.
///
/// # References
///
/// See [`StandardErrors`].
pub fn robust_covariance(
    design: &Design,
    choice: StandardErrorChoice,
) -> Result<Covariance, Error> {
    let regression = Regression::new(design, &design.sample_moments());
    covariance(design, &regression, choice)
}

pub(super) fn covariance(
    design: &Design,
    regression: &Regression,
    choice: StandardErrorChoice,
) -> Result<Covariance, Error> {
    let (n, k) = (design.n_observations(), regression.n_parameters());
    check_enough_rows(n, k)?;
    let sandwich = Sandwich::new(design, regression, choice);
    let order = sandwich.influences.len();
    let mut matrix = Symmetric::zeros(order);
    let mut is_defined = vec![false; order];
    for (row, influence) in sandwich.influences.iter().enumerate() {
        let Some(influence) = influence else { continue };
        let product = sandwich.meat.times(influence);
        for (column, other) in sandwich.influences.iter().enumerate().skip(row) {
            let Some(other) = other else { continue };
            let value: f64 = product.iter().zip(other).map(|(a, b)| a * b).sum();
            if value.is_finite() {
                matrix.set(row, column, value);
            }
            // One cluster has no spread and a factor without end.
            is_defined[row] |= row == column && value.is_finite() && value > 0.0;
        }
    }
    for row in (0..order).filter(|&row| !is_defined[row]) {
        for column in 0..order {
            matrix.set(row, column, 0.0);
        }
    }
    Ok(Covariance {
        matrix,
        is_defined,
        standard_errors: sandwich.kind,
        degrees_of_freedom: sandwich.kind.degrees_of_freedom(design, k),
    })
}
