#![expect(
    clippy::suboptimal_flops,
    reason = "a fused operation is a library call without the instruction, and the formula reads as printed"
)]

use super::{Design, Role};
use crate::stats::{Factor, Moments, RANK_TOLERANCE, Symmetric};

/// A weighted least-squares fit in the design's stored units.
#[derive(Debug, Clone)]
pub(super) struct Regression {
    /// Slope per column; 0 for a column that was left out.
    pub(super) slopes: Vec<f64>,
    /// Weighted mean per column.
    pub(super) means: Vec<f64>,
    /// Weighted mean of the outcome.
    pub(super) y_mean: f64,
    /// Sum of the weights.
    pub(super) weight: f64,
    /// Correlations of the columns and, last, the outcome; zero for constant columns.
    pub(super) correlation: Symmetric,
    /// Roots of the centred sums of squares, columns and outcome.
    pub(super) roots: Vec<f64>,
    /// Factorised correlations of the columns that were kept.
    pub(super) factor: Factor,
    /// Part of the outcome's variance that is explained.
    pub(super) r2: f64,
}

/// What is left of a column's variance in a replicate whose weights happen to make it dependent.
/// Columns that pass [`RANK_TOLERANCE`] on the data themselves do so in replicates up to chance.
pub(super) const REPLICATE_TOLERANCE: f64 = 1e-13;

impl Regression {
    /// Fits all columns: controls first, so that of two equal columns a driver is left out rather
    /// than a control.
    pub(super) fn new(design: &Design, moments: &Moments) -> Self {
        let mut sequence = design.columns_with(Role::Control);
        sequence.extend(design.columns_with(Role::Driver));
        Self::solve(moments, &sequence, RANK_TOLERANCE)
    }

    /// Fits the columns of a sequence, without those that add nothing to earlier ones.
    pub(super) fn solve(moments: &Moments, sequence: &[usize], tolerance: f64) -> Self {
        let (centred, means) = (moments.centred(), moments.means());
        Self::of_centred(&centred, means, moments.weight(), sequence, tolerance)
    }

    /// [`solve`](Self::solve) for centred cross-products and means that are made otherwise, outcome
    /// last.
    pub(super) fn of_centred(
        centred: &Symmetric,
        mut means: Vec<f64>,
        weight: f64,
        sequence: &[usize],
        tolerance: f64,
    ) -> Self {
        let p = centred.order() - 1;
        let (correlation, roots) = centred.standardized();
        let factor = Factor::new(&correlation, sequence, tolerance);
        let with_outcome: Vec<f64> = (0..=p).map(|j| correlation.get(j, p)).collect();
        let mut slopes = factor.solve(&with_outcome);
        slopes.truncate(p);
        let r2 = slopes.iter().zip(&with_outcome).map(|(b, r)| b * r).sum();
        for &column in factor.kept() {
            slopes[column] *= roots[p] / roots[column];
        }
        let y_mean = means.pop().unwrap_or_default();
        Self {
            slopes,
            means,
            y_mean,
            weight,
            correlation,
            roots,
            factor,
            r2,
        }
    }

    /// Number of parameters, the constant included.
    pub(super) fn n_parameters(&self) -> usize {
        self.factor.kept().len() + 1
    }

    /// Coefficient of a column in the units of the data.
    pub(super) fn coefficient(&self, design: &Design, column: usize) -> f64 {
        self.slopes[column] / design.scale(column)
    }

    /// Weighted mean of a column in the units of the data.
    pub(super) fn mean(&self, design: &Design, column: usize) -> f64 {
        design.origin(column) + design.scale(column) * self.means[column]
    }

    /// Weighted mean of the outcome in the units of the data.
    pub(super) fn mean_outcome(&self, design: &Design) -> f64 {
        design.y_origin() + self.y_mean
    }

    /// The expected outcome with every driver at zero and every control at its mean.
    pub(super) fn intercept(&self, design: &Design) -> f64 {
        let contributed: f64 = design
            .columns_with(Role::Driver)
            .iter()
            .map(|&column| self.coefficient(design, column) * self.mean(design, column))
            .sum();
        self.mean_outcome(design) - contributed
    }

    /// Inverse of the centred cross-products of the columns; zero for columns that were left out.
    pub(super) fn inverse_of_columns(&self) -> Symmetric {
        let standardized = self.factor.inverse();
        let mut inverse = Symmetric::zeros(self.means.len());
        for &row in self.factor.kept() {
            for &column in self.factor.kept() {
                let scale = self.roots[row] * self.roots[column];
                inverse.set(row, column, standardized.get(row, column) / scale);
            }
        }
        inverse
    }

    /// Inverse of the cross-products of (1, columns); zero for columns that were left out.
    pub(super) fn inverse(&self) -> Symmetric {
        let p = self.means.len();
        let of_columns = self.inverse_of_columns();
        let at_means = of_columns.times(&self.means);
        let of_means: f64 = at_means.iter().zip(&self.means).map(|(a, b)| a * b).sum();
        let mut inverse = Symmetric::zeros(p + 1);
        inverse.set(0, 0, 1.0 / self.weight + of_means);
        for (row, at_mean) in at_means.iter().enumerate() {
            inverse.set(0, row + 1, -at_mean);
            for column in row..p {
                inverse.set(row + 1, column + 1, of_columns.get(row, column));
            }
        }
        inverse
    }
}
