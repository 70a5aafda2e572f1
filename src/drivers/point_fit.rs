use super::checks::check_enough_rows;
use super::regression::Regression;
use super::{Design, Error};

/// Coefficients and means alone: what [`fit()`](super::fit()) finds, without doubt, importance and checks.
#[derive(Debug, Clone, PartialEq)]
pub struct PointFit {
    /// Weighted mean of the outcome.
    pub mean_outcome: f64,
    /// One entry per column of the design.
    pub columns: Vec<PointColumn>,
}

/// One column of the model.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PointColumn {
    /// Outcome points per unit of the column, everything else held; `None` for a column that was left out.
    pub coefficient: Option<f64>,
    /// Weighted mean of the column.
    pub mean: f64,
}

/// Fits the outcome on all columns by weighted least squares, for those who need the coefficients only.
///
/// # Errors
///
/// [`Error::TooFewRows`] without degrees of freedom.
pub fn point_fit(design: &Design) -> Result<PointFit, Error> {
    let regression = Regression::new(design, &design.sample_moments());
    check_enough_rows(design.n_observations(), regression.n_parameters())?;
    let kept = regression.factor.kept();
    let column = |at: usize| PointColumn {
        coefficient: kept
            .contains(&at)
            .then(|| regression.coefficient(design, at)),
        mean: regression.mean(design, at),
    };
    Ok(PointFit {
        mean_outcome: regression.mean_outcome(design),
        columns: (0..design.columns().len()).map(column).collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drivers::fixtures::{names, random_rows, single_groups, without_replicates};
    use crate::drivers::{Row, Rows, fit};

    #[test]
    fn coefficients_are_those_of_the_whole_fit_to_the_last_bit() {
        let rows = random_rows(300, &[0.3, 0.1, 0.05], &[-1.0, 0.0, 0.4], 9);
        // The last column is the first one again and is left out.
        let mut doubled = Rows::new(4);
        for row in 0..rows.len() {
            let mut x: Vec<(usize, f64)> = (rows.entries(row).iter())
                .map(|&(at, value)| (at as usize, value))
                .collect();
            x.extend(x.first().filter(|one| one.0 == 0).map(|one| (3, one.1)));
            doubled.push(Row::new(&x, rows.y[row]));
        }
        let design = Design::new(doubled.compressed(), names(4), single_groups(4)).unwrap();
        let (point, whole) = (
            point_fit(&design).unwrap(),
            fit(&design, &without_replicates()).unwrap(),
        );
        assert_eq!(point.mean_outcome.to_bits(), whole.mean_outcome.to_bits());
        assert_eq!(point.columns[3].coefficient, None);
        for (point, whole) in point.columns.iter().zip(&whole.columns) {
            assert_eq!(point.coefficient, whole.estimate.map(|one| one.value));
            assert_eq!(point.mean.to_bits(), whole.mean.to_bits());
        }
    }
}
