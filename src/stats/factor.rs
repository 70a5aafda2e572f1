use super::Symmetric;

/// The LDL' factorisation of a symmetric, positive semi-definite matrix that leaves out columns
/// without anything of their own.
///
/// Columns are taken in the order asked for and a column is left out when the columns before it
/// explain all but `tolerance` of its diagonal entry. This is the "limited pivoting" of R's
/// `lm`: of two equal columns the later one goes, whatever their scale. Full pivoting was rejected
/// because rounding would then decide which of two equal columns a reader gets to see.
///
/// # References
///
/// Golub & Van Loan (2013), *Matrix Computations*, §4.1; R's `dqrdc2` for the order.
#[derive(Debug, Clone)]
pub struct Factor {
    order: usize,
    kept: Vec<usize>,
    dropped: Vec<usize>,
    /// Rows of L below the unit diagonal, row `i` of length `i`.
    lower: Vec<f64>,
    diagonal: Vec<f64>,
}

impl Factor {
    /// Factorises the rows and columns named in `sequence`.
    ///
    /// # Panics
    ///
    /// When `sequence` names a row that the matrix does not have.
    pub fn new(matrix: &Symmetric, sequence: &[usize], tolerance: f64) -> Self {
        let mut factor = Self {
            order: matrix.order(),
            kept: Vec::with_capacity(sequence.len()),
            dropped: Vec::new(),
            lower: Vec::new(),
            diagonal: Vec::new(),
        };
        let mut row = Vec::with_capacity(sequence.len());
        for &column in sequence {
            // Row of L for this column: solve L D l = a by forward substitution.
            row.clear();
            let mut pivot = matrix.get(column, column);
            let whole = pivot;
            for (i, &earlier) in factor.kept.iter().enumerate() {
                let above = &factor.lower[row_start(i)..row_start(i) + i];
                let known: f64 = above.iter().zip(&row).map(|(l, z)| l * z).sum();
                row.push(matrix.get(earlier, column) - known);
            }
            for (z, d) in row.iter_mut().zip(&factor.diagonal) {
                let unscaled = *z;
                *z = unscaled / d;
                pivot -= unscaled * *z;
            }
            if pivot > tolerance * whole {
                factor.lower.extend_from_slice(&row);
                factor.kept.push(column);
                factor.diagonal.push(pivot);
            } else {
                factor.dropped.push(column);
            }
        }
        factor
    }

    /// Columns that were kept, in the order of the sequence.
    pub fn kept(&self) -> &[usize] {
        &self.kept
    }

    /// Columns that were left out, in the order of the sequence.
    pub fn dropped(&self) -> &[usize] {
        &self.dropped
    }

    /// Solves `A x = b` in the kept columns; `b` and `x` have the order of the matrix, and `x` is 0
    /// in every other place.
    ///
    /// # Panics
    ///
    /// When `b` is shorter than the order of the matrix.
    pub fn solve(&self, b: &[f64]) -> Vec<f64> {
        let n = self.kept.len();
        let mut z: Vec<f64> = Vec::with_capacity(n);
        for (i, &column) in self.kept.iter().enumerate() {
            let row = &self.lower[row_start(i)..row_start(i) + i];
            let known: f64 = row.iter().zip(&z).map(|(l, z)| l * z).sum();
            z.push(b[column] - known);
        }
        for (value, d) in z.iter_mut().zip(&self.diagonal) {
            *value /= d;
        }
        for i in (0..n).rev() {
            let solved = z[i];
            let row = &self.lower[row_start(i)..row_start(i) + i];
            for (value, l) in z.iter_mut().zip(row) {
                *value -= l * solved;
            }
        }
        let mut x = vec![0.0; self.order];
        for (&column, value) in self.kept.iter().zip(z) {
            x[column] = value;
        }
        x
    }

    /// The logarithm of the determinant of the kept rows and columns; 0 when none was kept.
    pub fn log_determinant(&self) -> f64 {
        self.diagonal.iter().map(|pivot| pivot.ln()).sum()
    }

    /// The inverse over the kept columns, 0 elsewhere; for variances, never to solve with.
    pub fn inverse(&self) -> Symmetric {
        let mut inverse = Symmetric::zeros(self.order);
        let mut unit = vec![0.0; self.order];
        for &column in &self.kept {
            unit[column] = 1.0;
            let solution = self.solve(&unit);
            unit[column] = 0.0;
            for (row, &value) in solution.iter().enumerate().take(column + 1) {
                inverse.set(row, column, value);
            }
        }
        inverse
    }
}

const fn row_start(row: usize) -> usize {
    row * row.saturating_sub(1) / 2
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;
    use proptest::prelude::*;

    #[test]
    fn of_two_equal_columns_the_later_in_the_sequence_goes() {
        let matrix =
            Symmetric::from_full(&array![[1.0, 0.3, 1.0], [0.3, 1.0, 0.3], [1.0, 0.3, 1.0]])
                .unwrap();
        assert_eq!(Factor::new(&matrix, &[0, 1, 2], 1e-10).dropped(), &[2]);
        assert_eq!(Factor::new(&matrix, &[2, 1, 0], 1e-10).dropped(), &[0]);
    }

    #[test]
    fn the_determinant_is_that_of_the_kept_columns() {
        let matrix =
            Symmetric::from_full(&array![[4.0, 2.0, 4.0], [2.0, 3.0, 2.0], [4.0, 2.0, 4.0]])
                .unwrap();
        let factor = Factor::new(&matrix, &[0, 1, 2], 1e-10);
        assert_eq!(factor.dropped(), &[2]);
        assert!((factor.log_determinant() - 8.0f64.ln()).abs() < 1e-14);
    }

    #[test]
    fn a_zero_column_is_left_out_and_solves_to_zero() {
        let matrix = Symmetric::from_full(&array![[0.0, 0.0], [0.0, 2.0]]).unwrap();
        let factor = Factor::new(&matrix, &[0, 1], 1e-10);
        assert_eq!(factor.kept(), &[1]);
        assert_eq!(factor.solve(&[5.0, 4.0]), vec![0.0, 2.0]);
    }

    proptest! {
        #[test]
        fn the_solution_satisfies_the_system(values in prop::collection::vec(-1.0..1.0f64, 24), b in prop::collection::vec(-1.0..1.0f64, 4)) {
            // Six random rows of four columns, plus a ridge: positive definite.
            let mut matrix = Symmetric::zeros(4);
            for row in values.chunks(4) {
                let entries: Vec<(u32, f64)> = (0u32..).zip(row.iter().copied()).collect();
                matrix.add_outer(&entries, 1.0);
            }
            for i in 0..4 {
                matrix.set(i, i, matrix.get(i, i) + 0.1);
            }
            let factor = Factor::new(&matrix, &[2, 0, 3, 1], 1e-12);
            let x = factor.solve(&b);
            for (got, expected) in matrix.times(&x).iter().zip(&b) {
                prop_assert!((got - expected).abs() < 1e-11);
            }
            let inverse = factor.inverse();
            for (got, expected) in inverse.times(&b).iter().zip(&x) {
                prop_assert!((got - expected).abs() < 1e-10);
            }
        }
    }
}
