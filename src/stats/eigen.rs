use super::Symmetric;
use crate::units::as_f64;
use ndarray::Array2;

/// Eigenvalues and eigenvectors of a symmetric matrix, largest value first.
#[derive(Debug, Clone, PartialEq)]
pub struct Eigen {
    /// Eigenvalues, descending.
    pub values: Vec<f64>,
    /// Eigenvectors as columns, shape `(order, order)`.
    pub vectors: Array2<f64>,
}

/// More sweeps than Jacobi's method ever needs; it converges quadratically after the first few.
const MAX_SWEEPS: usize = 60;

/// Computes all eigenvalues and eigenvectors by cyclic Jacobi rotations.
///
/// # References
///
/// Golub & Van Loan (2013), *Matrix Computations*, §8.5. Chosen over the QR method because small
/// eigenvalues come out with high relative accuracy and matrices here have at most a hundred rows.
pub fn eigen(matrix: &Symmetric) -> Eigen {
    let n = matrix.order();
    let mut a = matrix.to_full();
    let mut v = Array2::eye(n);
    let size: f64 = a.iter().map(|value| value * value).sum::<f64>().sqrt();
    for _ in 0..MAX_SWEEPS {
        let off: f64 = a
            .indexed_iter()
            .filter(|((i, j), _)| i != j)
            .map(|(_, value)| value * value)
            .sum::<f64>()
            .sqrt();
        if off <= f64::EPSILON * size * 1e-2 / as_f64(n.max(1)) {
            break;
        }
        for p in 0..n {
            for q in p + 1..n {
                rotate(&mut a, &mut v, p, q);
            }
        }
    }
    let mut sequence: Vec<usize> = (0..n).collect();
    sequence.sort_by(|&i, &j| a[[j, j]].total_cmp(&a[[i, i]]));
    Eigen {
        values: sequence.iter().map(|&i| a[[i, i]]).collect(),
        vectors: Array2::from_shape_fn((n, n), |(row, column)| v[[row, sequence[column]]]),
    }
}

/// Turns the plane of `p` and `q` until their off-diagonal entry is zero.
fn rotate(a: &mut Array2<f64>, v: &mut Array2<f64>, p: usize, q: usize) {
    let n = a.nrows();
    let off = a[[p, q]];
    if off.abs() < f64::MIN_POSITIVE {
        return;
    }
    let theta = (a[[q, q]] - a[[p, p]]) / (2.0 * off);
    let t = theta.signum() / (theta.abs() + theta.hypot(1.0));
    let c = 1.0 / t.hypot(1.0);
    let s = t * c;
    for i in 0..n {
        let (x, y) = (a[[i, p]], a[[i, q]]);
        a[[i, p]] = c * x - s * y;
        a[[i, q]] = s * x + c * y;
    }
    for i in 0..n {
        let (x, y) = (a[[p, i]], a[[q, i]]);
        a[[p, i]] = c * x - s * y;
        a[[q, i]] = s * x + c * y;
    }
    a[[p, q]] = 0.0;
    a[[q, p]] = 0.0;
    for i in 0..n {
        let (x, y) = (v[[i, p]], v[[i, q]]);
        v[[i, p]] = c * x - s * y;
        v[[i, q]] = s * x + c * y;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn the_parts_rebuild_the_matrix() {
        let full = array![
            [1.0, 0.8, 0.1, 0.3],
            [0.8, 1.0, 0.1, 0.1],
            [0.1, 0.1, 1.0, 0.5],
            [0.3, 0.1, 0.5, 1.0]
        ];
        let parts = eigen(&Symmetric::from_full(&full).unwrap());
        assert!(parts.values.windows(2).all(|pair| pair[0] >= pair[1]));
        for i in 0..4 {
            for j in 0..4 {
                let rebuilt: f64 = (0..4)
                    .map(|k| parts.vectors[[i, k]] * parts.values[k] * parts.vectors[[j, k]])
                    .sum();
                assert!((rebuilt - full[[i, j]]).abs() < 1e-13);
                let product: f64 = (0..4)
                    .map(|k| parts.vectors[[k, i]] * parts.vectors[[k, j]])
                    .sum();
                let expected = if i == j { 1.0 } else { 0.0 };
                assert!((product - expected).abs() < 1e-13);
            }
        }
    }

    #[test]
    fn a_two_by_two_matrix_has_its_known_values() {
        let parts = eigen(&Symmetric::from_full(&array![[2.0, 1.0], [1.0, 2.0]]).unwrap());
        assert!((parts.values[0] - 3.0).abs() < 1e-14);
        assert!((parts.values[1] - 1.0).abs() < 1e-14);
    }
}
