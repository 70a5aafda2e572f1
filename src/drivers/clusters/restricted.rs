#![expect(
    clippy::suboptimal_flops,
    reason = "a fused operation is a library call without the instruction, and the formula reads as printed"
)]

use super::sums::{ClusterSums, NO_VARIATION};
use crate::drivers::checks::check_enough_rows;
use crate::drivers::{
    Design, Error,
    regression::{REPLICATE_TOLERANCE, Regression},
};
use crate::stats::{Moments, Symmetric, normal_margin};
use crate::units::{Probability, as_f64};

/// What columns and clusters leave of the outcome's squares below which nothing is left: 1e-7 in the
/// outcome. Rounding in 1 − R² is about 1e-15.
const NOTHING_LEFT: f64 = 1e-14;

/// Trial ratios run from 10⁻⁶ to 10⁸ times the inverse of the mean cluster weight.
const FIRST_EXPONENT: f64 = -6.0;
const STEPS_PER_DECADE: f64 = 4.0;
const N_TRIALS: usize = 57;

/// The restricted likelihood of a random intercept per cluster, as a function of the ratio λ of the
/// variance between clusters to that within.
///
/// With z the mean of (1, columns, outcome) in a cluster of weight w and f = w/(1 + λw), the
/// cross-products of generalised least squares are those within clusters plus Σ f z z': a sum of
/// positive parts, so that no λ cancels digits.
#[derive(Debug)]
pub(super) struct Restricted<'a> {
    sums: &'a ClusterSums,
    /// Columns of the model.
    kept: &'a [usize],
    /// Observations less parameters.
    degrees: f64,
    /// What does not depend on λ, the change to the units of the data included.
    constant: f64,
}

/// The restricted likelihood and the fit at one λ.
#[derive(Debug, Clone)]
pub(super) struct Point {
    pub(super) lambda: f64,
    pub(super) regression: Regression,
    /// Inverse cross-products of (1, columns), times the residual variance the covariance of the
    /// coefficients; in stored units.
    pub(super) inverse: Symmetric,
    /// Derivative of the cross-products of (1, columns, outcome) in λ.
    pub(super) cross_slope: Symmetric,
    pub(super) residual_variance: f64,
    /// −2 log restricted likelihood.
    pub(super) deviance: f64,
    /// Its derivative in λ.
    pub(super) slope: f64,
    /// tr(Z'QZ) and tr((Z'QZ)²): the expected information on λ.
    traces: (f64, f64),
    degrees: f64,
}

impl<'a> Restricted<'a> {
    /// Prepares the likelihood of a model with these columns.
    ///
    /// # Errors
    ///
    /// [`Error::TooFewRows`] without degrees of freedom, [`Error::NoResidual`] when columns and
    /// clusters explain the outcome fully, [`Error::ClustersDetermined`] when the columns tell the
    /// clusters apart by themselves.
    pub(super) fn new(
        design: &Design,
        sums: &'a ClusterSums,
        kept: &'a [usize],
    ) -> Result<Self, Error> {
        let (n, k) = (sums.n_observations, kept.len() + 1);
        check_enough_rows(n, k)?;
        let degrees = as_f64(n - k);
        let log_scales: f64 = kept.iter().map(|&j| design.scale(j).ln()).sum();
        let constant = degrees * (1.0 + (std::f64::consts::TAU / degrees).ln()) + 2.0 * log_scales
            - sums.log_weights;
        let restricted = Self {
            sums,
            kept,
            degrees,
            constant,
        };
        restricted.check_residual()?;
        let apart = restricted.at(0.0).map_or(0.0, |point| point.traces.1);
        if apart <= 1e-10 * sums.sum_over(|w| w * w) {
            return Err(Error::ClustersDetermined {
                n_clusters: sums.n_clusters,
                n_parameters: k,
            });
        }
        Ok(restricted)
    }

    /// Something must be left of the outcome within clusters.
    fn check_residual(&self) -> Result<(), Error> {
        let within = &self.sums.within;
        let total = self.cross(0.0);
        let outcome = within.order() - 1;
        let varying: Vec<usize> = self
            .kept
            .iter()
            .copied()
            .filter(|&j| within.get(j + 1, j + 1) > NO_VARIATION * total.get(j + 1, j + 1))
            .collect();
        // The constant has no squares within clusters, so the means are not defined and not used.
        let moments = Moments::of_cross_products(within.clone());
        let fit = Regression::solve(&moments, &varying, crate::stats::RANK_TOLERANCE);
        let left = within.get(outcome, outcome) * (1.0 - fit.r2);
        if left <= NOTHING_LEFT * total.get(outcome, outcome) {
            return Err(Error::NoResidual);
        }
        Ok(())
    }

    fn cross(&self, lambda: f64) -> Symmetric {
        let mut cross = self.sums.outer_sum(|w| w / (1.0 + lambda * w));
        cross.add(&self.sums.within);
        cross
    }

    /// Fit, residual squares and deviance; `None` where the columns become dependent.
    fn solve(&self, lambda: f64) -> Option<(Regression, f64, f64)> {
        let moments = Moments::of_cross_products(self.cross(lambda));
        let fit = Regression::solve(&moments, self.kept, REPLICATE_TOLERANCE);
        if !fit.factor.dropped().is_empty() {
            return None;
        }
        let root = fit.roots.last().copied().unwrap_or_default();
        let squares = root * root * (1.0 - fit.r2);
        let roots: f64 = self.kept.iter().map(|&j| fit.roots[j].ln()).sum();
        let determinant = fit.weight.ln() + 2.0 * roots + fit.factor.log_determinant();
        let deviance = self.constant
            + self.sums.sum_over(|w| (lambda * w).ln_1p())
            + determinant
            + self.degrees * squares.ln();
        deviance.is_finite().then_some((fit, squares, deviance))
    }

    fn deviance(&self, lambda: f64) -> f64 {
        self.solve(lambda)
            .map_or(f64::INFINITY, |(_, _, deviance)| deviance)
    }

    /// Everything at one λ; `None` where the columns become dependent.
    pub(super) fn at(&self, lambda: f64) -> Option<Point> {
        let (regression, squares, deviance) = self.solve(lambda)?;
        let f = |w: f64| w / (1.0 + lambda * w);
        let cross_slope = self.sums.outer_sum(|w| -f(w).powi(2));
        let cross_curve = self.sums.outer_sum(|w| 2.0 * f(w).powi(3));
        let inverse = regression.inverse();
        // The vector that gives the residual of (1, columns, outcome).
        let mut residual = vec![0.0; inverse.order() + 1];
        residual[0] = -constant(&regression);
        for (at, slope) in regression.slopes.iter().enumerate() {
            residual[at + 1] = -slope;
        }
        residual[inverse.order()] = 1.0;
        let squares_slope = form(&cross_slope, &residual);
        let places: Vec<usize> = std::iter::once(0)
            .chain(self.kept.iter().map(|j| j + 1))
            .collect();
        let (first, twice) = traces(&inverse, &cross_slope, &places);
        let (curve, _) = traces(&inverse, &cross_curve, &places);
        let trace = self.sums.sum_over(f) + first;
        let trace_of_square = self.sums.sum_over(|w| f(w).powi(2)) - curve + twice;
        Some(Point {
            lambda,
            slope: trace + self.degrees * squares_slope / squares,
            residual_variance: squares / self.degrees,
            regression,
            inverse,
            cross_slope,
            deviance,
            traces: (trace, trace_of_square),
            degrees: self.degrees,
        })
    }

    /// The λ with the highest restricted likelihood: the best of a wide range of trials, then the root
    /// of the derivative beside it.
    ///
    /// # Errors
    ///
    /// [`Error::NoResidual`] when the likelihood rises without end.
    pub(super) fn maximum(&self) -> Result<Point, Error> {
        let trials = self.trials();
        let deviances: Vec<f64> = trials.iter().map(|&lambda| self.deviance(lambda)).collect();
        let mut best = 0;
        for (at, deviance) in deviances.iter().enumerate() {
            if *deviance < deviances[best] {
                best = at;
            }
        }
        if best + 1 == trials.len() {
            return Err(Error::NoResidual);
        }
        let falls = |lambda: f64| self.at(lambda).is_some_and(|point| point.slope < 0.0);
        let lambda = if best == 0 && !falls(0.0) {
            0.0
        } else {
            turning_point(trials[best.saturating_sub(1)], trials[best + 1], falls)
        };
        self.at(lambda).ok_or(Error::NoResidual)
    }

    fn trials(&self) -> Vec<f64> {
        let mean_weight = as_f64(self.sums.n_observations) / as_f64(self.sums.n_clusters);
        let of = |step: usize| {
            10.0f64.powf(FIRST_EXPONENT + as_f64(step) / STEPS_PER_DECADE) / mean_weight
        };
        std::iter::once(0.0).chain((0..N_TRIALS).map(of)).collect()
    }

    /// The ratios λ whose likelihood is not significantly below the maximum: low and high.
    pub(super) fn profile(&self, best: &Point, level: Probability) -> (f64, f64) {
        let bound = best.deviance + normal_margin(level).powi(2);
        let outside = |lambda: f64| self.deviance(lambda) > bound;
        let low = if outside(0.0) {
            turning_point(0.0, best.lambda, outside)
        } else {
            0.0
        };
        let last = self.trials().last().copied().unwrap_or_default();
        let mut high = best.lambda.max(last * 1e-14);
        while high < last && !outside(high) {
            high *= 2.0;
        }
        let high = turning_point(best.lambda, high, |lambda| !outside(lambda));
        (low, high)
    }
}

impl Point {
    /// Asymptotic variances of the residual variance and of λ, and their covariance, from the expected
    /// information.
    pub(super) fn component_variances(&self) -> ComponentVariances {
        let (trace, trace_of_square) = self.traces;
        let variance = self.residual_variance;
        let determinant = self.degrees * trace_of_square - trace * trace;
        ComponentVariances {
            residual: 2.0 * trace_of_square * variance * variance / determinant,
            lambda: 2.0 * self.degrees / determinant,
            both: -2.0 * trace * variance / determinant,
        }
    }
}

/// Covariance matrix of the residual variance and λ.
#[derive(Debug, Clone, Copy)]
pub(super) struct ComponentVariances {
    pub(super) residual: f64,
    pub(super) lambda: f64,
    pub(super) both: f64,
}

impl ComponentVariances {
    /// Variance of a function with this gradient in (residual variance, λ).
    pub(super) fn of(&self, in_residual: f64, in_lambda: f64) -> f64 {
        in_residual * in_residual * self.residual
            + 2.0 * in_residual * in_lambda * self.both
            + in_lambda * in_lambda * self.lambda
    }
}

/// The outcome where all columns are at their origin.
pub(super) fn constant(regression: &Regression) -> f64 {
    let at_means: f64 = regression
        .slopes
        .iter()
        .zip(&regression.means)
        .map(|(slope, mean)| slope * mean)
        .sum();
    regression.y_mean - at_means
}

/// v' A v.
pub(super) fn form(matrix: &Symmetric, vector: &[f64]) -> f64 {
    let product = matrix.times(vector);
    product.iter().zip(vector).map(|(a, b)| a * b).sum()
}

/// tr(A B) and tr(A B A B) over some rows and columns.
fn traces(a: &Symmetric, b: &Symmetric, places: &[usize]) -> (f64, f64) {
    let n = places.len();
    let mut product = vec![0.0; n * n];
    for (i, &row) in places.iter().enumerate() {
        for (j, &column) in places.iter().enumerate() {
            product[i * n + j] = places
                .iter()
                .map(|&k| a.get(row, k) * b.get(k, column))
                .sum();
        }
    }
    let mut traces = (0.0, 0.0);
    for i in 0..n {
        traces.0 += product[i * n + i];
        for j in 0..n {
            traces.1 += product[i * n + j] * product[j * n + i];
        }
    }
    traces
}

/// Where a condition that holds at `low` stops to hold before `high`, by bisection to the last digit.
fn turning_point(mut low: f64, mut high: f64, holds: impl Fn(f64) -> bool) -> f64 {
    for _ in 0..1100 {
        // Halving the exponent far from zero finds the size of the answer soon.
        let middle = if low > 0.0 && high / low > 4.0 {
            (low * high).sqrt()
        } else {
            0.5 * (low + high)
        };
        if middle <= low || middle >= high {
            break;
        }
        if holds(middle) {
            low = middle;
        } else {
            high = middle;
        }
    }
    0.5 * (low + high)
}
