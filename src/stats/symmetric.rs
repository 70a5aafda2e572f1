use super::Error;
use ndarray::Array2;

/// A symmetric matrix that stores each pair once: the upper triangle, row after row.
///
/// The trailing square of such a matrix is the tail of its storage, so leaving out the first
/// variable costs nothing; the walk over subsets of columns lives on that.
#[derive(Debug, Clone, PartialEq)]
pub struct Symmetric {
    order: usize,
    packed: Vec<f64>,
}

impl Symmetric {
    /// A matrix of zeros of shape `(order, order)`.
    pub fn zeros(order: usize) -> Self {
        Self {
            order,
            packed: vec![0.0; packed_len(order)],
        }
    }

    /// Takes over a full matrix of shape `(order, order)`.
    ///
    /// # Errors
    ///
    /// [`Error::Shape`] when it is not square, [`Error::Value`] when an entry is not finite,
    /// [`Error::NotSymmetric`] when mirrored entries differ by more than 1e-12 of their size.
    pub fn from_full(full: &Array2<f64>) -> Result<Self, Error> {
        let (n_rows, order) = full.dim();
        if n_rows != order {
            return Err(Error::Shape {
                what: "a matrix side",
                got: n_rows,
                expected: order,
            });
        }
        let mut matrix = Self::zeros(order);
        for ((row, column), &value) in full.indexed_iter() {
            if !value.is_finite() {
                return Err(Error::Value {
                    what: "a matrix entry",
                    value,
                });
            }
            if (value - full[[column, row]]).abs() > 1e-12 * value.abs() {
                return Err(Error::NotSymmetric { row, column });
            }
            if row <= column {
                matrix.set(row, column, value);
            }
        }
        Ok(matrix)
    }

    /// Number of rows, which is the number of columns.
    pub fn order(&self) -> usize {
        self.order
    }

    /// The entry of a row and a column, in any order.
    ///
    /// # Panics
    ///
    /// When an index is not below the order.
    pub fn get(&self, row: usize, column: usize) -> f64 {
        self.packed[self.position(row, column)]
    }

    /// Replaces an entry and its mirror image.
    ///
    /// # Panics
    ///
    /// When an index is not below the order.
    pub fn set(&mut self, row: usize, column: usize, value: f64) {
        let position = self.position(row, column);
        self.packed[position] = value;
    }

    /// Adds `weight · v v'` for a sparse vector `v`, given as entries of ascending index.
    ///
    /// # Panics
    ///
    /// When an index is not below the order or the indices do not ascend.
    pub fn add_outer(&mut self, entries: &[(u32, f64)], weight: f64) {
        for (at, &(row, value)) in entries.iter().enumerate() {
            let row = row as usize;
            let scaled = weight * value;
            let start = self.position(row, row);
            let target = &mut self.packed[start..start + self.order - row];
            for &(column, other) in &entries[at..] {
                target[column as usize - row] += scaled * other;
            }
        }
    }

    /// Adds `weight · v v'` for a vector of length `order`; several times as fast as the sparse sum
    /// when few entries are zero.
    ///
    /// # Panics
    ///
    /// When the vector has another length.
    pub fn add_dense_outer(&mut self, vector: &[f64], weight: f64) {
        assert_eq!(vector.len(), self.order, "a vector of another length");
        let mut target = self.packed.as_mut_slice();
        for (at, &value) in vector.iter().enumerate() {
            let (row, rest) = target.split_at_mut(vector.len() - at);
            let scaled = weight * value;
            for (sum, other) in row.iter_mut().zip(&vector[at..]) {
                *sum += scaled * other;
            }
            target = rest;
        }
    }

    /// Adds another matrix of the same order.
    ///
    /// # Panics
    ///
    /// When the orders differ.
    pub fn add(&mut self, other: &Self) {
        assert_eq!(self.order, other.order, "matrices of different order");
        for (mine, theirs) in self.packed.iter_mut().zip(&other.packed) {
            *mine += theirs;
        }
    }

    /// Adds a multiple of another matrix of the same order.
    ///
    /// # Panics
    ///
    /// When the orders differ.
    pub fn add_scaled(&mut self, other: &Self, factor: f64) {
        assert_eq!(self.order, other.order, "matrices of different order");
        for (mine, theirs) in self.packed.iter_mut().zip(&other.packed) {
            *mine += factor * theirs;
        }
    }

    /// The quadratic form `v' A v` of a sparse vector.
    ///
    /// # Panics
    ///
    /// When an index is not below the order.
    pub fn quadratic(&self, entries: &[(u32, f64)]) -> f64 {
        let mut sum = 0.0;
        for (at, &(row, value)) in entries.iter().enumerate() {
            let mut inner = 0.5 * value * self.get(row as usize, row as usize);
            for &(column, other) in &entries[at + 1..] {
                inner += other * self.get(row as usize, column as usize);
            }
            sum += 2.0 * value * inner;
        }
        sum
    }

    /// The product with a vector of length `order`.
    ///
    /// # Panics
    ///
    /// When the vector is shorter than the order.
    pub fn times(&self, vector: &[f64]) -> Vec<f64> {
        (0..self.order)
            .map(|row| {
                (0..self.order)
                    .map(|column| self.get(row, column) * vector[column])
                    .sum()
            })
            .collect()
    }

    /// The matrix of some rows and the same columns, in the order asked for.
    ///
    /// # Panics
    ///
    /// When an index is not below the order.
    #[must_use]
    pub fn selected(&self, indices: &[usize]) -> Self {
        let mut packed = Vec::with_capacity(packed_len(indices.len()));
        for (at, &row) in indices.iter().enumerate() {
            packed.extend(indices[at..].iter().map(|&column| self.get(row, column)));
        }
        Self {
            order: indices.len(),
            packed,
        }
    }

    /// Sweeps some variables out: the partial cross-products of the others, in their order.
    ///
    /// A variable that is explained by those before it to all but `tolerance` of its own diagonal
    /// entry is left out of the sweep.
    ///
    /// # Panics
    ///
    /// When an index is not below the order.
    #[must_use]
    pub fn swept(&self, variables: &[usize], tolerance: f64) -> Self {
        let others = (0..self.order).filter(|index| !variables.contains(index));
        let sequence: Vec<usize> = variables.iter().copied().chain(others).collect();
        let mut matrix = self.selected(&sequence);
        for &variable in variables {
            let mut reduced = Self::zeros(matrix.order - 1);
            let floor = tolerance * self.get(variable, variable);
            eliminate_first(&matrix.packed, matrix.order, floor, &mut reduced.packed);
            matrix = reduced;
        }
        matrix
    }

    /// Divides rows and columns by the roots of the diagonal; returns the roots too.
    ///
    /// A covariance becomes a correlation. Rows with a diagonal of zero or below become zero,
    /// with 0 as their root.
    pub fn standardized(&self) -> (Self, Vec<f64>) {
        let roots: Vec<f64> = (0..self.order)
            .map(|index| self.get(index, index).max(0.0).sqrt())
            .collect();
        let mut result = Self::zeros(self.order);
        for row in 0..self.order {
            for column in row..self.order {
                let scale = roots[row] * roots[column];
                if scale > 0.0 {
                    let value = if row == column {
                        1.0
                    } else {
                        self.get(row, column) / scale
                    };
                    result.set(row, column, value);
                }
            }
        }
        (result, roots)
    }

    /// The full matrix, shape `(order, order)`.
    pub fn to_full(&self) -> Array2<f64> {
        Array2::from_shape_fn((self.order, self.order), |(row, column)| {
            self.get(row, column)
        })
    }

    pub(super) fn packed(&self) -> &[f64] {
        &self.packed
    }

    pub(super) fn packed_mut(&mut self) -> &mut [f64] {
        &mut self.packed
    }

    pub(super) fn row_mut(&mut self, row: usize) -> &mut [f64] {
        let start = self.position(row, row);
        &mut self.packed[start..start + self.order - row]
    }

    fn position(&self, row: usize, column: usize) -> usize {
        let (low, high) = if row <= column {
            (row, column)
        } else {
            (column, row)
        };
        assert!(high < self.order, "index {high} in order {}", self.order);
        low * (2 * self.order - low + 1) / 2 + (high - low)
    }
}

/// Length of the packed storage of a matrix of some order.
pub(super) const fn packed_len(order: usize) -> usize {
    order * (order + 1) / 2
}

/// Sweeps the first of `order` variables out of a packed matrix: the Schur complement.
///
/// `reduced` receives the packed matrix of the other `order − 1` variables. A pivot at or below
/// `floor` has nothing left to explain; the rest is then copied as it is.
#[inline]
pub(super) fn eliminate_first(node: &[f64], order: usize, floor: f64, reduced: &mut [f64]) {
    let (first, rest) = node.split_at(order);
    let pivot = first[0];
    let reduced = &mut reduced[..rest.len()];
    if pivot <= floor {
        reduced.copy_from_slice(rest);
        return;
    }
    let mut start = 0;
    for row in 1..order {
        let factor = first[row] / pivot;
        let len = order - row;
        let above = &first[row..];
        let from = &rest[start..start + len];
        for ((out, value), other) in reduced[start..start + len].iter_mut().zip(from).zip(above) {
            *out = value - factor * other;
        }
        start += len;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn a_matrix_that_is_not_symmetric_is_refused() {
        let error = Symmetric::from_full(&array![[1.0, 0.2], [0.3, 1.0]]).unwrap_err();
        assert_eq!(error, Error::NotSymmetric { row: 0, column: 1 });
        assert!(Symmetric::from_full(&array![[f64::NAN]]).is_err());
        assert!(Symmetric::from_full(&array![[1.0, 0.0]]).is_err());
    }

    #[test]
    fn sparse_sums_equal_dense_sums() {
        let mut sparse = Symmetric::zeros(4);
        sparse.add_outer(&[(1, 2.0), (3, -1.0)], 0.5);
        sparse.add_outer(&[(0, 1.0), (1, 3.0)], 2.0);
        let rows = array![[0.0, 2.0, 0.0, -1.0], [1.0, 3.0, 0.0, 0.0]];
        for i in 0..4 {
            for j in 0..4 {
                let parts = [
                    0.5 * rows[[0, i]] * rows[[0, j]],
                    2.0 * rows[[1, i]] * rows[[1, j]],
                ];
                let expected: f64 = parts.iter().sum();
                assert!((sparse.get(i, j) - expected).abs() < 1e-15);
            }
        }
        let mut whole = Symmetric::zeros(4);
        whole.add_dense_outer(&[0.0, 2.0, 0.0, -1.0], 0.5);
        whole.add_dense_outer(&[1.0, 3.0, 0.0, 0.0], 2.0);
        assert_eq!(whole, sparse);
        let v = [(0, 0.3), (1, -2.0), (3, 1.5)];
        let dense = [0.3, -2.0, 0.0, 1.5];
        let product = sparse.times(&dense);
        let expected: f64 = product.iter().zip(dense).map(|(a, b)| a * b).sum();
        assert!((sparse.quadratic(&v) - expected).abs() < 1e-12);
    }

    #[test]
    fn elimination_leaves_the_partial_covariance() {
        let matrix =
            Symmetric::from_full(&array![[4.0, 2.0, 1.0], [2.0, 3.0, 0.5], [1.0, 0.5, 2.0]])
                .unwrap();
        let mut reduced = [0.0; 3];
        eliminate_first(matrix.packed(), 3, 0.0, &mut reduced);
        let expected = [3.0 - 1.0, 0.5 - 0.5, 2.0 - 0.25];
        for (got, expected) in reduced.iter().zip(expected) {
            assert!((got - expected).abs() < 1e-15);
        }
    }
}
