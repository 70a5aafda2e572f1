#![expect(
    clippy::suboptimal_flops,
    reason = "a fused operation is a library call without the instruction, and the formula reads as printed"
)]

use super::{PathError, PathModel};
use crate::drivers::Error;
use crate::drivers::checks::check_enough_rows;
use crate::stats::Symmetric;
use crate::units::{as_f64, as_u32};
use ndarray::{Array2, ArrayView2};
use std::collections::BTreeMap;

/// A range below this part of the largest value is rounding, not variation.
const CONSTANT: f64 = 1e-12;

/// Ratings, borrowed from the caller.
#[derive(Debug, Clone, Copy)]
pub struct PathData<'a> {
    /// Values, `(n_rows, n_indicators)`, columns in the order of [`PathModel::indicators`]; complete
    /// and finite.
    pub indicators: ArrayView2<'a, f64>,
    /// Positive weight of each row, `(n_rows,)`; only their proportions matter. `None`: all alike.
    pub weights: Option<&'a [f64]>,
    /// Cluster of each row, `(n_rows,)`: rows of one cluster are resampled together. `None`: each row
    /// stands for itself.
    pub clusters: Option<&'a [u32]>,
}

impl<'a> PathData<'a> {
    /// Rows that all count alike and stand for themselves.
    pub fn new(indicators: &'a Array2<f64>) -> Self {
        Self {
            indicators: indicators.view(),
            weights: None,
            clusters: None,
        }
    }
}

/// Data that fit their model, with the origin and scale that keep sums about the mean precise.
#[derive(Debug, Clone)]
pub(super) struct Ratings<'a> {
    values: ArrayView2<'a, f64>,
    weights: Vec<f64>,
    units: Vec<u32>,
    n_units: usize,
    origins: Vec<f64>,
    scales: Vec<f64>,
    ranges: Vec<(f64, f64)>,
}

/// Weighted mean, standard deviation and correlations of the indicators.
#[derive(Debug, Clone)]
pub(super) struct IndicatorMoments {
    pub(super) means: Vec<f64>,
    /// Root of the weighted mean squared distance from the mean.
    pub(super) deviations: Vec<f64>,
    pub(super) correlation: Symmetric,
}

impl<'a> Ratings<'a> {
    pub(super) fn new(model: &PathModel, data: &PathData<'a>) -> Result<Self, Error> {
        let (n_rows, n_columns) = data.indicators.dim();
        let shape = |what, got, expected| {
            if got == expected {
                return Ok(());
            }
            Err(Error::Shape {
                what,
                got,
                expected,
            })
        };
        shape("a row of indicators", n_columns, model.indicators().len())?;
        if n_rows == 0 {
            return Err(Error::NoRows);
        }
        for ((row, column), &value) in data.indicators.indexed_iter() {
            if !value.is_finite() {
                return Err(Error::Predictor {
                    row,
                    column: model.indicators()[column].clone(),
                    value,
                });
            }
        }
        let weights = match data.weights {
            None => vec![1.0; n_rows],
            Some(weights) => {
                shape("the list of weights", weights.len(), n_rows)?;
                checked_weights(weights)?
            }
        };
        let (units, n_units) = match data.clusters {
            None => ((0..n_rows).map(as_u32).collect(), n_rows),
            Some(clusters) => {
                shape("the list of clusters", clusters.len(), n_rows)?;
                numbered(clusters)
            }
        };
        let mut ratings = Self {
            values: data.indicators,
            weights,
            units,
            n_units,
            origins: Vec::with_capacity(n_columns),
            scales: Vec::with_capacity(n_columns),
            ranges: Vec::with_capacity(n_columns),
        };
        ratings.measure(model)?;
        Ok(ratings)
    }

    /// Finds range, weighted mean and spread of each column; refuses columns without spread.
    fn measure(&mut self, model: &PathModel) -> Result<(), PathError> {
        let owners = model.owners();
        for (at, column) in self.values.columns().into_iter().enumerate() {
            let low = column.iter().copied().fold(f64::INFINITY, f64::min);
            let high = column.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            // Halves first, so that a range of the whole f64 does not overflow.
            let (middle, half) = (0.5 * low + 0.5 * high, 0.5 * high - 0.5 * low);
            if half <= CONSTANT * low.abs().max(high.abs()) {
                return Err(PathError::ConstantIndicator {
                    indicator: model.indicators()[at].clone(),
                    construct: model.name(owners[at]),
                    value: column[0],
                });
            }
            let places = column.iter().map(|value| (value - middle) / half);
            let (mut total, mut sum, mut squares) = (0.0, 0.0, 0.0);
            for (place, weight) in places.zip(&self.weights) {
                total += weight;
                sum += weight * place;
                squares += weight * place * place;
            }
            let mean = sum / total;
            // Weights can make all but one value count for nothing; the range then sets the scale.
            let spread = (squares / total - mean * mean).max(CONSTANT).sqrt();
            self.origins.push(middle + half * mean);
            self.scales.push(half * spread);
            self.ranges.push((low, high));
        }
        Ok(())
    }

    pub(super) fn n_rows(&self) -> usize {
        self.units.len()
    }

    pub(super) fn n_units(&self) -> usize {
        self.n_units
    }

    pub(super) fn weights(&self) -> &[f64] {
        &self.weights
    }

    /// The unit of each row, from 0.
    pub(super) fn units(&self) -> &[u32] {
        &self.units
    }

    /// Smallest and largest value of each indicator.
    pub(super) fn ranges(&self) -> &[(f64, f64)] {
        &self.ranges
    }

    pub(super) fn values(&self) -> ArrayView2<'a, f64> {
        self.values
    }

    /// Kish's effective number of rows, (Σ weight)² / Σ weight².
    pub(super) fn n_effective(&self) -> f64 {
        let sum: f64 = self.weights.iter().sum();
        let squares: f64 = self.weights.iter().map(|weight| weight * weight).sum();
        sum * sum / squares
    }

    /// The moments in one pass, each row's weight multiplied by a factor of its unit.
    ///
    /// `Err` names the first indicator that has no spread under these weights.
    pub(super) fn moments(&self, of_unit: &[f64]) -> Result<IndicatorMoments, usize> {
        let p = self.origins.len();
        let mut cross = Symmetric::zeros(p + 1);
        let mut places = vec![1.0; p + 1];
        let rows = self.values.rows().into_iter();
        for ((row, &weight), &unit) in rows.zip(&self.weights).zip(&self.units) {
            let factor = of_unit[unit as usize];
            if factor > 0.0 {
                let scales = self.origins.iter().zip(&self.scales);
                for ((place, value), (origin, scale)) in places[1..].iter_mut().zip(row).zip(scales)
                {
                    *place = (value - origin) / scale;
                }
                cross.add_dense_outer(&places, weight * factor);
            }
        }
        let total = cross.get(0, 0);
        if !(total.is_finite() && total > 0.0) {
            return Err(0);
        }
        let root = total.sqrt();
        let (correlation, roots) = cross.swept(&[0], 0.0).standardized();
        if let Some(at) = roots.iter().position(|spread| spread / root <= CONSTANT) {
            return Err(at);
        }
        let mean = |at: usize| self.scales[at] * (cross.get(0, at + 1) / total) + self.origins[at];
        Ok(IndicatorMoments {
            means: (0..p).map(mean).collect(),
            deviations: (0..p)
                .map(|at| self.scales[at] * roots[at] / root)
                .collect(),
            correlation,
        })
    }

    /// The moments under these factors, with the name of an indicator without spread.
    pub(super) fn moments_for(
        &self,
        model: &PathModel,
        of_unit: &[f64],
    ) -> Result<IndicatorMoments, PathError> {
        self.moments(of_unit)
            .map_err(|at| PathError::ConstantIndicator {
                indicator: model.indicators()[at].clone(),
                construct: model.name(model.owners()[at]),
                value: self.origins[at],
            })
    }

    /// The moments of the data as they are.
    pub(super) fn sample_moments(&self, model: &PathModel) -> Result<IndicatorMoments, PathError> {
        self.moments_for(model, &vec![1.0; self.n_units])
    }
}

/// Weights as parts of the largest, so that no sum of them overflows.
fn checked_weights(weights: &[f64]) -> Result<Vec<f64>, Error> {
    for (row, &value) in weights.iter().enumerate() {
        if !(value.is_finite() && value > 0.0) {
            return Err(Error::Weight { row, value });
        }
    }
    let largest = weights.iter().copied().fold(0.0, f64::max);
    Ok(weights.iter().map(|weight| weight / largest).collect())
}

/// Numbers clusters from 0 in ascending order of their ids, so that the order of rows has no say.
fn numbered(clusters: &[u32]) -> (Vec<u32>, usize) {
    let mut numbers: BTreeMap<u32, u32> = clusters.iter().map(|&id| (id, 0)).collect();
    for (at, number) in numbers.values_mut().enumerate() {
        *number = as_u32(at);
    }
    let units = clusters.iter().map(|id| numbers[id]).collect();
    (units, numbers.len())
}

/// Refuses data with fewer rows than the largest regression of the model has parameters.
pub(super) fn check_rows(model: &PathModel, n_rows: usize) -> Result<(), Error> {
    let of_construct = |construct: usize| {
        let causes = model.causes(construct).len();
        let block = match model.constructs()[construct].mode {
            super::CompositeMode::B => model.block(construct).len(),
            super::CompositeMode::A | super::CompositeMode::Equal => 0,
        };
        causes.max(block)
    };
    let largest = (0..model.constructs().len()).map(of_construct).max();
    check_enough_rows(n_rows, largest.unwrap_or(0) + 1)
}

/// Adjusted R²: corrected for the number of causes.
pub(super) fn adjusted(r2: f64, n_rows: usize, n_causes: usize) -> f64 {
    1.0 - (1.0 - r2) * (as_f64(n_rows) - 1.0) / (as_f64(n_rows) - 1.0 - as_f64(n_causes))
}
