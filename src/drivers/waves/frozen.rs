use super::period::{belongs, same_columns, same_definition};
use super::refit::{CalendarDay, age};
use super::rows_of::combined;
use crate::drivers::robust_covariance;
use crate::drivers::{Covariance, Design, Error, Estimate, Explained, Fit, Group, Role};
use crate::units::Interval;

/// What identifies a frozen model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    /// Its name.
    pub name: String,
    /// Its version.
    pub version: String,
    /// The day on which it was frozen.
    pub date: CalendarDay,
    /// What the outcome is, as in [`Period::definition`](super::Period::definition).
    pub definition: String,
}

/// A fitted driver model as plain data, to be applied and never fitted again.
#[derive(Debug, Clone, PartialEq)]
pub struct Frozen {
    /// Name, version, date and outcome.
    pub label: Label,
    /// One entry per column.
    pub columns: Vec<FrozenColumn>,
    /// The groups of the design.
    pub groups: Vec<Group>,
    /// Expected outcome with all drivers at zero and all controls at their frozen mean.
    pub intercept: Estimate,
    /// Robust covariance of the constant and the coefficients, whose means count as known.
    pub covariance: Covariance,
    /// Weighted mean of the outcome.
    pub mean_outcome: f64,
    /// How much of the outcome's variance was explained.
    pub explained: Explained,
    /// Part of R² per driver group, in the order of the groups.
    pub shares: Vec<f64>,
    /// Percentile intervals of the shares; `None` where they were not resampled.
    pub share_intervals: Vec<Option<Interval>>,
    /// Number of observations.
    pub n_observations: usize,
    /// Effective number of observations, (Σw)²/Σw².
    pub n_effective: f64,
}

/// One column of a frozen model.
#[derive(Debug, Clone, PartialEq)]
pub struct FrozenColumn {
    /// Its name.
    pub name: String,
    /// Its coefficient; `None` when it was left out of the model, which then knows nothing of it.
    pub estimate: Option<Estimate>,
    /// Its weighted mean.
    pub mean: f64,
}

/// Freezes a fit.
///
/// # Errors
///
/// [`Error::Shape`] when the fit is not that of the design.
pub fn freeze(design: &Design, fit: &Fit, label: Label) -> Result<Frozen, Error> {
    belongs(fit, design)?;
    Ok(Frozen {
        label,
        columns: design
            .columns()
            .iter()
            .zip(&fit.columns)
            .map(|(name, column)| FrozenColumn {
                name: name.clone(),
                estimate: column.estimate,
                mean: column.mean,
            })
            .collect(),
        groups: design.groups().to_vec(),
        intercept: fit.intercept,
        covariance: robust_covariance(design, fit.standard_errors.choice())?,
        mean_outcome: fit.mean_outcome,
        explained: fit.explained,
        shares: fit.importance.shares.clone(),
        share_intervals: fit.drivers.iter().map(|d| d.share_interval).collect(),
        n_observations: fit.diagnosis.n_observations,
        n_effective: fit.diagnosis.n_effective,
    })
}

impl Frozen {
    /// The age of the model on a day.
    ///
    /// # Errors
    ///
    /// [`Error::FrozenAhead`] when the model is dated after it.
    pub fn age_days(&self, today: CalendarDay) -> Result<i64, Error> {
        age(self.label.date, today)
    }

    /// Refuses rows of another outcome or with other columns.
    pub(super) fn fits(&self, design: &Design, definition: &str) -> Result<(), Error> {
        same_definition(&self.label.definition, definition)?;
        let names: Vec<String> = self
            .columns
            .iter()
            .map(|column| column.name.clone())
            .collect();
        same_columns((&names, &self.groups), (design.columns(), design.groups()))
    }

    /// Coefficient per column; 0 for one that was left out.
    pub(super) fn coefficients(&self) -> Vec<f64> {
        let of = |column: &FrozenColumn| column.estimate.map_or(0.0, |estimate| estimate.value);
        self.columns.iter().map(of).collect()
    }

    /// Per column what is taken off its values: the frozen mean of controls, 0 of drivers.
    pub(super) fn shifts(&self) -> Vec<f64> {
        let mut shifts = vec![0.0; self.columns.len()];
        for group in self.groups.iter().filter(|g| g.role == Role::Control) {
            for &column in &group.columns {
                shifts[column] = self.columns[column].mean;
            }
        }
        shifts
    }

    /// Expected outcome of every row.
    pub(super) fn predictions(&self, design: &Design) -> Vec<f64> {
        let coefficients = self.coefficients();
        let shifted: f64 = coefficients
            .iter()
            .zip(self.shifts())
            .map(|(coefficient, shift)| coefficient * shift)
            .sum();
        let mut values = combined(design, &coefficients);
        for value in &mut values {
            *value += self.intercept.value - shifted;
        }
        values
    }

    /// Refuses when the doubt of the constant or of one of these columns is not known.
    pub(super) fn doubt_is_known(&self, columns: &[usize]) -> Result<(), Error> {
        for &column in columns {
            let column_of = &self.columns[column];
            if column_of.estimate.is_some() && !self.covariance.is_defined[column + 1] {
                return Err(Error::UnknownDoubt {
                    column: column_of.name.clone(),
                });
            }
        }
        Ok(())
    }

    /// As [`Self::doubt_is_known`] for all columns and the constant.
    pub(super) fn whole_doubt_is_known(&self) -> Result<(), Error> {
        let all: Vec<usize> = (0..self.columns.len()).collect();
        self.doubt_is_known(&all)?;
        if self.covariance.is_defined[0] {
            return Ok(());
        }
        Err(Error::UnknownDoubt {
            column: "the constant".to_owned(),
        })
    }

    /// The variance of Σ factor · (constant, coefficients).
    pub(super) fn variance_along(&self, factors: &[f64]) -> f64 {
        self.covariance_along(factors, factors)
    }

    pub(super) fn covariance_along(&self, one: &[f64], other: &[f64]) -> f64 {
        let product = self.covariance.matrix.times(one);
        product.iter().zip(other).map(|(a, b)| a * b).sum()
    }
}
