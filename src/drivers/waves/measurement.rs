use super::frozen::Frozen;
use super::mean_error::{MeanError, mean_error};
use super::rows_of::{combined, is_binary, n_mentions};
use crate::drivers::{Design, Error, Role};
use crate::stats::{welch_test, wilson_interval};
use crate::units::{Interval, Probability};

/// New rows as a frozen model sees them.
#[derive(Debug, Clone, PartialEq)]
pub struct Measurement {
    /// Number of observations.
    pub n_observations: usize,
    /// Effective number of observations, (Σw)²/Σw².
    pub n_effective: f64,
    /// One entry per column.
    pub columns: Vec<MeasuredColumn>,
    /// Contribution per driver group, in the order of the model: frozen coefficient · mean now.
    pub contributions: Vec<Measured>,
    /// Mean outcome that the model expects of these rows.
    pub expected: Measured,
    /// Mean outcome of these rows; without interval when the data cannot tell.
    pub realised: f64,
    /// Interval of the realised mean.
    pub realised_interval: Option<Interval>,
    /// Realised minus expected. An interval clear of zero says that something outside the model
    /// changed, or the model itself.
    pub surprise: Measured,
}

/// How often one column occurs now.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MeasuredColumn {
    /// Index of the column.
    pub column: usize,
    /// Weighted mean: for 0 and 1 the share of observations that have it.
    pub mean: f64,
    /// Its interval, Wilson's for 0 and 1, else Student's; `None` when the data cannot tell.
    pub interval: Option<Interval>,
    /// The mean when the model was frozen.
    pub frozen_mean: f64,
    /// Number of observations in which the column is not zero.
    pub n_mentions: usize,
    /// Whether the model has no coefficient for it, so that whatever it does is in no contribution.
    pub is_unknown_to_model: bool,
}

/// A number that a frozen model gives for new rows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Measured {
    /// The number.
    pub value: f64,
    /// The number when the model was frozen; 0 for the surprise.
    pub frozen: f64,
    /// Interval with the coefficients held fixed as if they were known: the doubt of the new rows
    /// alone. It serves to follow one model over time. `None` when nothing varies in the new rows.
    pub held_fixed: Option<Interval>,
    /// Interval that carries the covariance of the coefficients too: the doubt of the number as a
    /// statement about drivers. `None` when the doubt of a coefficient is not known.
    pub with_coefficients: Option<Interval>,
}

/// Lays a frozen model over new rows; nothing is fitted.
///
/// The new rows are taken to be independent of those that were frozen.
///
/// # Errors
///
/// [`Error::OutcomeDefinition`] and [`Error::ModelsDiffer`] when the rows are not of the model.
pub fn apply(
    frozen: &Frozen,
    design: &Design,
    definition: &str,
    level: Probability,
) -> Result<Measurement, Error> {
    frozen.fits(design, definition)?;
    let coefficients = frozen.coefficients();
    let p = coefficients.len();
    let mut means = Vec::with_capacity(p);
    let mut columns = Vec::with_capacity(p);
    for (column, n_mentions) in n_mentions(design).into_iter().enumerate() {
        let values = combined(design, &unit(p, column));
        let mean = mean_error(design, &values)?;
        columns.push(MeasuredColumn {
            column,
            mean: mean.mean,
            interval: mean_interval(design, &values, &mean, level),
            frozen_mean: frozen.columns[column].mean,
            n_mentions,
            is_unknown_to_model: frozen.columns[column].estimate.is_none(),
        });
        means.push(mean.mean);
    }
    let mut contributions = Vec::new();
    for group in frozen.groups.iter().filter(|g| g.role == Role::Driver) {
        let (mut held, mut at) = (vec![0.0; p], vec![0.0; p + 1]);
        let mut before = 0.0;
        for &column in &group.columns {
            held[column] = coefficients[column];
            at[column + 1] = means[column];
            before += coefficients[column] * frozen.columns[column].mean;
        }
        let now = mean_error(design, &combined(design, &held))?;
        let known = frozen.doubt_is_known(&group.columns).is_ok();
        contributions.push(measured(frozen, &now, before, &at, known, level));
    }
    let known = frozen.whole_doubt_is_known().is_ok();
    let at = at_means(frozen, &means);
    let predictions = frozen.predictions(design);
    let residuals = residuals(design, &predictions);
    let expected = mean_error(design, &predictions)?;
    let realised = mean_error(design, design.y())?;
    let surprise = mean_error(design, &residuals)?;
    let mean = MeanError {
        mean: design.y_origin() + realised.mean,
        ..realised
    };
    Ok(Measurement {
        n_observations: design.n_observations(),
        n_effective: design.n_effective(),
        columns,
        contributions,
        expected: measured(frozen, &expected, frozen.mean_outcome, &at, known, level),
        realised: mean.mean,
        realised_interval: students(&mean, level),
        surprise: measured(frozen, &surprise, 0.0, &at, known, level),
    })
}

/// Outcome minus expected outcome per row.
pub(super) fn residuals(design: &Design, predictions: &[f64]) -> Vec<f64> {
    design
        .y()
        .iter()
        .zip(predictions)
        .map(|(y, expected)| y + (design.y_origin() - expected))
        .collect()
}

/// What the mean prediction multiplies the constant and the coefficients with.
pub(super) fn at_means(frozen: &Frozen, means: &[f64]) -> Vec<f64> {
    let shifted = means
        .iter()
        .zip(frozen.shifts())
        .map(|(m, shift)| m - shift);
    std::iter::once(1.0).chain(shifted).collect()
}

pub(super) fn unit(p: usize, column: usize) -> Vec<f64> {
    let mut unit = vec![0.0; p];
    unit[column] = 1.0;
    unit
}

fn measured(
    frozen: &Frozen,
    now: &MeanError,
    before: f64,
    at: &[f64],
    doubt_is_known: bool,
    level: Probability,
) -> Measured {
    let new_rows = (now.variance, now.degrees_of_freedom);
    let coefficients = (
        frozen.variance_along(at),
        frozen.covariance.degrees_of_freedom,
    );
    let both = welch_test(now.mean, &[new_rows, coefficients], level);
    Measured {
        value: now.mean,
        frozen: before,
        held_fixed: students(now, level),
        with_coefficients: both.ok().filter(|_| doubt_is_known).map(|t| t.interval),
    }
}

fn students(mean: &MeanError, level: Probability) -> Option<Interval> {
    let test = welch_test(
        mean.mean,
        &[(mean.variance, mean.degrees_of_freedom)],
        level,
    );
    test.ok().map(|test| test.interval)
}

fn mean_interval(
    design: &Design,
    values: &[f64],
    mean: &MeanError,
    level: Probability,
) -> Option<Interval> {
    if !is_binary(values) {
        return students(mean, level);
    }
    // With clusters the number of independent answers that would be as uncertain.
    let spread = mean.mean * (1.0 - mean.mean);
    let n_effective = if design.is_clustered() && mean.variance > 0.0 {
        spread / mean.variance
    } else {
        design.n_effective()
    };
    wilson_interval(n_effective, mean.mean.clamp(0.0, 1.0), level).ok()
}
