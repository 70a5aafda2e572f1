#![expect(
    clippy::suboptimal_flops,
    reason = "a fused operation is a library call without the instruction, and the formula reads as printed"
)]

use super::regression::Regression;
use super::{Design, Role};
use crate::stats::Symmetric;

/// An observation with more leverage than this is fitted exactly: its residual says nothing.
pub(super) const FULL_LEVERAGE: f64 = 1.0 - 1e-9;

/// The inverse of the centred cross-products and what leverages need of it.
pub(super) struct Inverse {
    pub(super) of_columns: Symmetric,
    /// Inverse times means.
    pub(super) at_means: Vec<f64>,
    /// Means times inverse times means.
    of_means: f64,
    pub(super) is_driver: Vec<bool>,
}

impl Inverse {
    pub(super) fn new(design: &Design, regression: &Regression) -> Self {
        let mut is_driver = vec![false; design.columns().len()];
        for column in design.columns_with(Role::Driver) {
            is_driver[column] = true;
        }
        Self::of(regression, is_driver)
    }

    /// The inverse of a regression, of which these columns are drivers.
    pub(super) fn of(regression: &Regression, is_driver: Vec<bool>) -> Self {
        let of_columns = regression.inverse_of_columns();
        let at_means = of_columns.times(&regression.means);
        let of_means = at_means
            .iter()
            .zip(&regression.means)
            .map(|(a, b)| a * b)
            .sum();
        Self {
            of_columns,
            at_means,
            of_means,
            is_driver,
        }
    }

    /// (x − mean)' C⁻¹ (x − mean), at the cost of the entries only.
    pub(super) fn distance(&self, entries: &[(u32, f64)]) -> f64 {
        let cross: f64 = entries
            .iter()
            .map(|&(column, value)| value * self.at_means[column as usize])
            .sum();
        (self.of_columns.quadratic(entries) - 2.0 * cross + self.of_means).max(0.0)
    }
}
