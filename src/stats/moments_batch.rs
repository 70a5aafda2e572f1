use super::symmetric::packed_len;
use super::{Moments, Symmetric};
use ndarray::linalg::general_mat_mul;
use ndarray::{Array2, ArrayView2};

/// Moments of the same rows under many sets of weights at once.
///
/// Moments are linear in the weights, so those of a block of weight sets over a block of rows are one
/// matrix product: (sets × rows) times (rows × products of two variables). For full rows this is
/// several times faster than adding row after row to each set. The sums are the same up to their
/// order; a product uses fused operations where the processor has them, so the last digits can differ
/// between kinds of processor, never between numbers of threads.
#[derive(Debug, Clone)]
pub struct MomentsBatch {
    n_predictors: usize,
    /// Packed cross-products of (1, predictors, response), one set per row.
    cross: Array2<f64>,
}

impl MomentsBatch {
    /// Empty moments of some predictors and a response, for some sets of weights.
    pub fn new(n_predictors: usize, n_sets: usize) -> Self {
        Self {
            n_predictors,
            cross: Array2::zeros((n_sets, Self::n_products(n_predictors))),
        }
    }

    /// Number of products of two of (1, predictors, response).
    pub const fn n_products(n_predictors: usize) -> usize {
        packed_len(n_predictors + 2)
    }

    /// Writes the products of one row.
    ///
    /// # Shapes
    ///
    /// `variables` is (1, predictors, response), of length `n_predictors + 2`; `products` has length
    /// [`Self::n_products`].
    pub fn products(variables: &[f64], products: &mut [f64]) {
        let mut rest = products;
        for (at, value) in variables.iter().enumerate() {
            let (row, below) = rest.split_at_mut(variables.len() - at);
            for (product, other) in row.iter_mut().zip(&variables[at..]) {
                *product = value * other;
            }
            rest = below;
        }
    }

    /// Adds a block of rows to every set.
    ///
    /// # Shapes
    ///
    /// `weights` is `(n_sets, n_rows)`, `products` is `(n_rows, n_products)`.
    ///
    /// # Panics
    ///
    /// When the shapes do not fit.
    pub fn add(&mut self, weights: &ArrayView2<'_, f64>, products: &ArrayView2<'_, f64>) {
        general_mat_mul(1.0, weights, products, 1.0, &mut self.cross);
    }

    /// The moments of each set.
    pub fn into_moments(self) -> Vec<Moments> {
        self.cross
            .rows()
            .into_iter()
            .map(|packed| {
                let mut cross = Symmetric::zeros(self.n_predictors + 2);
                for (target, value) in cross.packed_mut().iter_mut().zip(packed) {
                    *target = *value;
                }
                Moments::of_cross_products(cross)
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::draw::{exponential, normal};
    use crate::stats::{Mass, generator};
    use ndarray::{Axis, Slice};

    #[test]
    fn moments_of_a_batch_equal_those_gathered_row_by_row() {
        let (n_rows, p, n_sets) = (37, 3, 5);
        let mut source = generator(2, 0);
        let rows = Array2::from_shape_fn((n_rows, p + 2), |(_, j)| match j {
            0 => 1.0,
            _ => normal(&mut source),
        });
        let weights = Array2::from_shape_fn((n_sets, n_rows), |_| exponential(&mut source));
        let mut products = Array2::zeros((n_rows, MomentsBatch::n_products(p)));
        for (row, mut out) in rows.rows().into_iter().zip(products.rows_mut()) {
            MomentsBatch::products(row.as_slice().unwrap(), out.as_slice_mut().unwrap());
        }
        let mut batch = MomentsBatch::new(p, n_sets);
        for (from, to) in [(0, 20), (20, n_rows)] {
            batch.add(
                &weights.slice_axis(Axis(1), Slice::from(from..to)),
                &products.slice_axis(Axis(0), Slice::from(from..to)),
            );
        }
        for (set, got) in batch.into_moments().iter().enumerate() {
            let mut expected = Moments::new(p);
            for (row, values) in rows.rows().into_iter().enumerate() {
                let x: Vec<(u32, f64)> = (0u32..)
                    .zip(values.iter().skip(1).take(p).copied())
                    .collect();
                let mut mass = Mass::default();
                mass.add(weights[[set, row]], values[p + 1]);
                expected.add(&x, mass);
            }
            assert!((got.weight() - expected.weight()).abs() < 1e-12);
            for (a, b) in got.means().iter().zip(expected.means()) {
                assert!((a - b).abs() < 1e-12);
            }
            let (a, b) = (got.centred(), expected.centred());
            for i in 0..=p {
                for j in i..=p {
                    assert!((a.get(i, j) - b.get(i, j)).abs() < 1e-11);
                }
            }
        }
    }
}
