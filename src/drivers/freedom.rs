#![expect(
    clippy::suboptimal_flops,
    reason = "a fused operation is a library call without the instruction, and the formula reads as printed"
)]

use super::regression::Regression;
use crate::stats::Symmetric;
use crate::units::as_u32;

/// The inverse of the cross-products of (1, columns), in stored units.
pub(super) struct Bread {
    matrix: Symmetric,
}

/// What rows with the same predictors share.
pub(super) struct Profile {
    /// The constant and the predictors.
    pub(super) vector: Vec<(u32, f64)>,
    /// How far a unit of weighted residual moves each slope.
    pub(super) influence: Vec<f64>,
    /// Leverage per unit of weight.
    pub(super) distance: f64,
}

impl Bread {
    pub(super) fn new(regression: &Regression) -> Self {
        let p = regression.means.len();
        let standardized = regression.factor.inverse();
        let mut inner = Symmetric::zeros(p);
        for &row in regression.factor.kept() {
            for &column in regression.factor.kept() {
                let scale = regression.roots[row] * regression.roots[column];
                inner.set(row, column, standardized.get(row, column) / scale);
            }
        }
        let at_means = inner.times(&regression.means);
        let mut matrix = Symmetric::zeros(p + 1);
        let of_means: f64 = at_means
            .iter()
            .zip(&regression.means)
            .map(|(a, b)| a * b)
            .sum();
        matrix.set(0, 0, 1.0 / regression.weight + of_means);
        for (row, at_mean) in at_means.iter().enumerate() {
            matrix.set(0, row + 1, -at_mean);
            for column in row..p {
                matrix.set(row + 1, column + 1, inner.get(row, column));
            }
        }
        Self { matrix }
    }

    pub(super) fn profile(&self, entries: &[(u32, f64)], columns: &[usize]) -> Profile {
        let mut vector = Vec::with_capacity(entries.len() + 1);
        vector.push((0, 1.0));
        let shifted = |column: u32| as_u32(column as usize + 1);
        vector.extend(
            entries
                .iter()
                .map(|&(column, value)| (shifted(column), value)),
        );
        let influence = columns
            .iter()
            .map(|&column| {
                vector
                    .iter()
                    .map(|&(other, value)| value * self.matrix.get(column + 1, other as usize))
                    .sum()
            })
            .collect();
        Profile {
            distance: self.quadratic(&vector).max(0.0),
            vector,
            influence,
        }
    }

    /// The row of a column, over the constant and the columns.
    pub(super) fn row(&self, column: usize) -> Vec<f64> {
        let order = self.matrix.order();
        (0..order)
            .map(|other| self.matrix.get(column + 1, other))
            .collect()
    }

    pub(super) fn quadratic(&self, vector: &[(u32, f64)]) -> f64 {
        self.matrix.quadratic(vector)
    }
}

/// What one unit, or `count` equal ones, adds to the variance of a slope if errors are homoscedastic.
#[derive(Debug, Clone, Copy)]
pub(super) struct UnitScore {
    pub(super) count: f64,
    /// Variance it would add if residuals were errors.
    pub(super) size: f64,
    /// The part of it that fitting takes away.
    pub(super) leverage: f64,
}

/// The trace of M = Σ v v′ and of M², from which a variance has its degrees of freedom.
///
/// v of unit g is (I − H)c, with c what turns its residuals into its score. So v′v of units g and h is
/// δ·size − t′At with t = X′c and A the bread: sums of sizes and of t t′ are all that is needed.
#[derive(Debug, Clone)]
pub(super) struct Freedom {
    trace: f64,
    own_squares: f64,
    directions: Symmetric,
}

impl Freedom {
    pub(super) fn new(order: usize) -> Self {
        Self {
            trace: 0.0,
            own_squares: 0.0,
            directions: Symmetric::zeros(order),
        }
    }

    pub(super) fn add(&mut self, unit: UnitScore) {
        self.trace += unit.count * unit.size * (1.0 - unit.leverage);
        self.own_squares += unit.count * unit.size * unit.size * (1.0 - 2.0 * unit.leverage);
    }

    pub(super) fn add_direction(&mut self, direction: &[(u32, f64)], weight: f64) {
        self.directions.add_outer(direction, weight);
    }

    /// (tr M)²/tr M² (Satterthwaite 1946).
    pub(super) fn satterthwaite(&self, bread: &Bread) -> f64 {
        let order = self.directions.order();
        let (a, t) = (bread.matrix.to_full(), self.directions.to_full());
        let product = a.dot(&t);
        let crossed: f64 = (0..order)
            .map(|i| {
                (0..order)
                    .map(|j| product[[i, j]] * product[[j, i]])
                    .sum::<f64>()
            })
            .sum();
        let squares = self.own_squares + crossed;
        if squares > 0.0 {
            self.trace * self.trace / squares
        } else {
            0.0
        }
    }
}
