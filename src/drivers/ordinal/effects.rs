#![expect(
    clippy::suboptimal_flops,
    reason = "a fused operation is a library call without the instruction, and the formula reads as printed"
)]

use super::baseline::softmax;
use super::cells::Cells;
use super::cumulative::logistic;
use super::curve::Curve;
use super::frame::Frame;
use super::likelihood::Link;
use crate::units::{Interval, Probability};

/// Mean points of the outcome.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MeanPoints {
    /// Of the observations.
    pub observed: f64,
    /// Of the model's predictions for these observations. A multinomial model meets the observed
    /// mean exactly; a proportional-odds model does so only as far as it fits.
    pub predicted: f64,
    /// Percentile interval of the predicted mean; `None` without replicates.
    pub interval: Option<Interval>,
}

/// What a driver group adds to the mean predicted points (g-computation).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DriverFit {
    /// Index of the group in the design.
    pub group: usize,
    /// Mean predicted points of the observations as they are, minus with all columns of the group
    /// at 0. Contributions of several groups do not add up to anything, as the model is not linear.
    pub contribution: f64,
    /// Percentile interval of the contribution; `None` without replicates.
    pub interval: Option<Interval>,
    /// Weighted share of the observations with a column of the group that is not 0.
    pub share: f64,
}

impl DriverFit {
    /// Change of the mean predicted points if the group were gone from this fraction of the
    /// observations that have it, picked by chance: −fraction · contribution.
    ///
    /// It is exact, as an expectation over that chance, and so never leaves the range of the points.
    /// It is a forecast only if the association is causal.
    pub fn change_without(&self, fraction: Probability) -> f64 {
        -fraction.get() * self.contribution
    }

    /// The interval of [`Self::change_without`].
    pub fn interval_without(&self, fraction: Probability) -> Option<Interval> {
        self.interval
            .map(|interval| interval.scaled(-fraction.get()))
    }
}

/// Average effect of one step of a column on the predicted points of all observations, everything
/// else as it is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct UnitEffect {
    /// Mean difference of predicted points.
    pub points: f64,
    /// Which step.
    pub step: UnitStep,
    /// Percentile interval; `None` without replicates.
    pub interval: Option<Interval>,
}

/// The step of a [`UnitEffect`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnitStep {
    /// From 0 to 1, for a column of 0 and 1: every observation with it against none.
    Presence,
    /// One unit more than an observation has.
    OneMore,
}

/// Mean predicted points and their differences.
#[derive(Debug, Clone)]
pub(super) struct Effects {
    pub(super) mean: f64,
    /// Per driver group.
    pub(super) contributions: Vec<f64>,
    /// Per place.
    pub(super) units: Vec<f64>,
}

impl Frame<'_> {
    /// What a column's stored 0 is in the data, in stored units; 0 for a column that is mostly 0.
    pub(super) fn shift(&self, place: usize) -> f64 {
        let column = self.kept[place];
        self.design.origin(column) / self.design.scale(column)
    }

    /// Which step each column takes, by place.
    pub(super) fn steps(&self) -> Vec<UnitStep> {
        let q = self.kept.len();
        let is_flag = |place: usize, stored: f64| {
            let value = self.design.scale(self.kept[place]) * (stored + self.shift(place));
            value.abs() < 1e-9 || (value - 1.0).abs() < 1e-9
        };
        // Where nothing is stored the column is at its origin.
        let mut steps: Vec<UnitStep> = vec![UnitStep::Presence; q];
        let mut n_stored = vec![0; q];
        for profile in 0..self.profiles.len() {
            for &(column, x) in self.profiles.get(profile) {
                let place = column as usize;
                n_stored[place] += 1;
                if !is_flag(place, x) {
                    steps[place] = UnitStep::OneMore;
                }
            }
        }
        for (place, step) in steps.iter_mut().enumerate() {
            if n_stored[place] < self.profiles.len() && !is_flag(place, 0.0) {
                *step = UnitStep::OneMore;
            }
        }
        steps
    }

    /// Weighted share of observations with a column of each driver group that is not 0.
    pub(super) fn shares(&self, cells: &Cells<'_>) -> Vec<f64> {
        let mut total = 0.0;
        let mut with = vec![0.0; self.drivers.len()];
        let mut dense = vec![0.0; self.kept.len()];
        for (entries, masses) in cells.iter() {
            let mass: f64 = masses.iter().sum();
            total += mass;
            for &(column, x) in entries {
                dense[column as usize] = x;
            }
            for (sum, group) in with.iter_mut().zip(&self.drivers) {
                let held = |&place: &usize| (dense[place] + self.shift(place)).abs() > 1e-12;
                if group.iter().any(held) {
                    *sum += mass;
                }
            }
            for &(column, _) in entries {
                dense[column as usize] = 0.0;
            }
        }
        with.iter().map(|sum| sum / total).collect()
    }

    /// Mean points of the observations themselves.
    pub(super) fn mean_observed(&self, cells: &Cells<'_>) -> f64 {
        let total: f64 = cells.totals().iter().sum();
        let sum: f64 = cells
            .totals()
            .iter()
            .zip(&self.points)
            .map(|(mass, points)| mass * points)
            .sum();
        sum / total
    }
}

/// Predicts points from linear predictors, one per equation.
struct Prediction<'a> {
    link: Link,
    /// Thresholds or constants in stored units.
    constants: Vec<f64>,
    points: &'a [f64],
    /// Of proportional odds, where tabulating costs less than it saves.
    curve: Option<Curve>,
    work: Vec<f64>,
}

/// Profiles above which the curve of a proportional-odds model is tabulated for replicates.
const MANY_PROFILES: usize = 1000;

/// How predictions are computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Precision {
    /// By the formula.
    Exact,
    /// From a table, to eleven digits, where there are many profiles.
    Tabulated,
}

impl Prediction<'_> {
    fn expected(&mut self, predictors: &[f64]) -> f64 {
        match self.link {
            Link::Cumulative => {
                if let Some(curve) = &self.curve {
                    return curve.at(predictors[0]);
                }
                let mut sum = self.points[0];
                for (cut, threshold) in self.constants.iter().enumerate() {
                    let rise = self.points[cut + 1] - self.points[cut];
                    // Cuts between categories of equal points cost nothing.
                    if rise.abs() > 0.0 {
                        sum += rise * logistic(predictors[0] - threshold).0;
                    }
                }
                sum
            }
            Link::Baseline => {
                self.work.clear();
                self.work.push(0.0);
                let sums = self.constants.iter().zip(predictors).map(|(a, b)| a + b);
                self.work.extend(sums);
                softmax(&mut self.work);
                let terms = self.work.iter().zip(self.points);
                terms.map(|(p, points)| p * points).sum()
            }
        }
    }
}

/// Mean predicted points, contributions and effects per unit, by prediction for every profile.
///
/// Robins (1986); Hernán & Robins (2020), *Causal Inference: What If*, chapter 13.
pub(super) fn effects(
    frame: &Frame<'_>,
    cells: &Cells<'_>,
    steps: &[UnitStep],
    link: Link,
    at: &[f64],
    precision: Precision,
) -> Effects {
    let q = frame.kept.len();
    let n_equations = link.n_equations(cells.n_classes);
    let constants: Vec<f64> = (0..cells.n_classes - 1)
        .map(|k| at[link.constant(q, k)])
        .collect();
    let is_tabulated = precision == Precision::Tabulated
        && link == Link::Cumulative
        && frame.profiles.len() > MANY_PROFILES;
    let mut prediction = Prediction {
        link,
        curve: is_tabulated.then(|| Curve::new(&constants, &frame.points)),
        constants,
        points: &frame.points,
        work: Vec::new(),
    };
    let slope = |equation: usize, place: usize| at[link.slope(q, equation, place)];
    let shift: Vec<f64> = (0..q).map(|place| frame.shift(place)).collect();
    let unit: Vec<f64> = frame
        .kept
        .iter()
        .map(|&column| 1.0 / frame.design.scale(column))
        .collect();

    let mut effects = Effects {
        mean: 0.0,
        contributions: vec![0.0; frame.drivers.len()],
        units: vec![0.0; q],
    };
    let mut total = 0.0;
    let mut dense = vec![0.0; q];
    let mut whole = vec![0.0; n_equations];
    let mut other = vec![0.0; n_equations];
    for (entries, masses) in cells.iter() {
        let mass: f64 = masses.iter().sum();
        total += mass;
        for &(column, x) in entries {
            dense[column as usize] = x;
        }
        for (equation, sum) in whole.iter_mut().enumerate() {
            *sum = entries
                .iter()
                .map(|&(j, x)| slope(equation, j as usize) * x)
                .sum();
        }
        let expected = prediction.expected(&whole);
        effects.mean += mass * expected;
        for (sum, group) in effects.contributions.iter_mut().zip(&frame.drivers) {
            let held = |place: usize| dense[place] + shift[place];
            if group.iter().all(|&place| held(place).abs() <= 1e-12) {
                continue;
            }
            for (equation, value) in other.iter_mut().enumerate() {
                let removed = group
                    .iter()
                    .map(|&place| slope(equation, place) * held(place));
                *value = whole[equation] - removed.sum::<f64>();
            }
            *sum += mass * (expected - prediction.expected(&other));
        }
        for (place, sum) in effects.units.iter_mut().enumerate() {
            let held = dense[place] + shift[place];
            // A column of 0 and 1 is moved to the value that it does not have.
            let (moved, sign) = if steps[place] == UnitStep::Presence && held.abs() > 1e-12 {
                (-held, -1.0)
            } else {
                (unit[place], 1.0)
            };
            for (equation, value) in other.iter_mut().enumerate() {
                *value = whole[equation] + slope(equation, place) * moved;
            }
            *sum += mass * sign * (prediction.expected(&other) - expected);
        }
        for &(column, _) in entries {
            dense[column as usize] = 0.0;
        }
    }
    effects.mean /= total;
    let means = effects.contributions.iter_mut().chain(&mut effects.units);
    means.for_each(|sum| *sum /= total);
    effects
}
