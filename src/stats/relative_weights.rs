use super::Error;
use super::Symmetric;
use super::eigen::eigen;

/// Columns whose correlation matrix has a smaller eigenvalue than this overlap fully.
const SMALLEST_EIGENVALUE: f64 = 1e-9;

/// Divides R² by Johnson's relative weights.
///
/// # Shapes
///
/// `correlation` is `(p + 1, p + 1)` with the response last; the result has length p and sums to R².
///
/// # Errors
///
/// [`Error::Singular`] when the predictors overlap fully, [`Error::Shape`] without predictors.
///
/// # References
///
/// Johnson (2000), *Multivariate Behavioral Research* 35, p. 1; the theory is disputed by Thomas,
/// Zumbo, Kwan & Schweitzer (2014), so this is never the default.
pub fn relative_weights(correlation: &Symmetric) -> Result<Vec<f64>, Error> {
    let Some(p) = correlation.order().checked_sub(1).filter(|&p| p > 0) else {
        return Err(Error::Shape {
            what: "a correlation matrix with response",
            got: correlation.order(),
            expected: 2,
        });
    };
    let predictors: Vec<usize> = (0..p).collect();
    let parts = eigen(&correlation.selected(&predictors));
    let smallest = parts.values[p - 1];
    if smallest < SMALLEST_EIGENVALUE {
        return Err(Error::Singular { smallest });
    }
    // Λ is the square root of the correlations; the orthogonal variables closest to the
    // predictors have coefficients Λ⁻¹ r.
    let power = |exponent: f64, i: usize, j: usize| -> f64 {
        (0..p)
            .map(|k| parts.vectors[[i, k]] * parts.values[k].powf(exponent) * parts.vectors[[j, k]])
            .sum()
    };
    let coefficients: Vec<f64> = (0..p)
        .map(|i| {
            (0..p)
                .map(|j| power(-0.5, i, j) * correlation.get(j, p))
                .sum()
        })
        .collect();
    Ok((0..p)
        .map(|i| {
            (0..p)
                .map(|j| (power(0.5, i, j) * coefficients[j]).powi(2))
                .sum()
        })
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    fn check(correlation: &ndarray::Array2<f64>, expected: &[f64], half_digit: f64) {
        let weights = relative_weights(&Symmetric::from_full(correlation).unwrap()).unwrap();
        for (got, expected) in weights.iter().zip(expected) {
            assert!((got - expected).abs() <= half_digit, "{weights:?}");
        }
    }

    #[test]
    fn with_two_predictors_they_equal_the_shapley_values() {
        let correlation = array![[1.0, 0.5, 0.6], [0.5, 1.0, 0.3], [0.6, 0.3, 1.0]];
        check(&correlation, &[0.315, 0.045], 1e-12);
    }

    #[test]
    fn published_correlations_give_their_recomputed_weights() {
        // Azen & Budescu (2003), and a matrix on which two measures of importance swap ranks.
        let azen = array![
            [1.0, 0.8, 0.1, 0.3, 0.6],
            [0.8, 1.0, 0.1, 0.1, 0.3],
            [0.1, 0.1, 1.0, 0.5, 0.4],
            [0.3, 0.1, 0.5, 1.0, 0.5],
            [0.6, 0.3, 0.4, 0.5, 1.0]
        ];
        check(&azen, &[0.290_759, 0.076_120, 0.097_606, 0.119_868], 5e-7);
        let swap = array![
            [1.0, 0.64, 0.71, 0.11],
            [0.64, 1.0, -0.01, -0.13],
            [0.71, -0.01, 1.0, 0.20],
            [0.11, -0.13, 0.20, 1.0]
        ];
        check(&swap, &[0.031_01, 0.042_47, 0.016_41], 5e-6);
    }

    #[test]
    fn columns_that_overlap_fully_are_an_error() {
        let correlation = array![[1.0, 1.0, 0.6], [1.0, 1.0, 0.6], [0.6, 0.6, 1.0]];
        let error = relative_weights(&Symmetric::from_full(&correlation).unwrap()).unwrap_err();
        assert!(matches!(error, Error::Singular { .. }));
    }
}
