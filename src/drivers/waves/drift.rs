#![expect(
    clippy::suboptimal_flops,
    reason = "a fused operation is a library call without the instruction, and the formula reads as printed"
)]

use super::frozen::Frozen;
use super::levels::Levels;
use super::mean_error::mean_error;
use super::measurement::{at_means, residuals, unit};
use super::rows_of::{combined, n_mentions};
use crate::drivers::covariance::{Covariance, covariance};
use crate::drivers::regression::Regression;
use crate::drivers::{Design, Error, Group, Role, Row, Rows, StandardErrorChoice};
use crate::stats::{JointTest, Symmetric, WelchTest, joint_test, welch_test};
use crate::units::{Probability, as_f64};

/// Whether a frozen model still holds on new rows.
#[derive(Debug, Clone, PartialEq)]
pub struct DriftReport {
    /// Number of new observations.
    pub n_observations: usize,
    /// The verdict over the three kinds of tests.
    pub drift: Drift,
    /// Probability of signs at least this strong if nothing changed: three times the smallest of the
    /// three p-values, at most 1.
    pub p_value: Probability,
    /// Realised minus expected mean outcome.
    pub mean_shift: Result<WelchTest, Error>,
    /// Realised against expected outcome, row by row.
    pub calibration: Result<ForecastCalibration, Error>,
    /// One entry per column of the driver groups, ascending.
    pub columns: Vec<ColumnDrift>,
    /// Simes' p-value over these columns; `None` when no column could be tested.
    pub columns_p_value: Option<Probability>,
}

/// The verdict on drift.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Drift {
    /// The model does not hold any more, for these signs.
    Shown(Vec<DriftSign>),
    /// Nothing was shown. With few rows that says little: look at the width of the intervals.
    NotShown,
}

/// Which kind of test stands at a third of the rate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DriftSign {
    /// The mean outcome is not the expected one.
    MeanShift,
    /// Expected outcomes are too far apart, too close together or shifted.
    Calibration,
    /// Residuals move with some drivers.
    Columns,
}

/// Realised outcome = intercept + slope · expected outcome.
#[derive(Debug, Clone, PartialEq)]
pub struct ForecastCalibration {
    /// The intercept; 0 without drift.
    pub intercept: f64,
    /// The slope.
    pub slope: f64,
    /// Standard error of the slope, of the new rows and of the frozen coefficients together.
    pub slope_error: f64,
    /// The slope to be expected without drift: a little below 1, because coefficients that were
    /// themselves estimated spread expected outcomes too far.
    pub slope_without_drift: f64,
    /// Joint test of the intercept and the slope against what they are without drift.
    pub test: JointTest,
}

/// Whether residuals move with one column.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ColumnDrift {
    /// Index of the column.
    pub column: usize,
    /// Number of observations in which it is not zero.
    pub n_mentions: usize,
    /// Residual points per unit of the column, nothing else held: a column that occurs together with
    /// one whose weight changed moves too. `None` when it is constant now, or its doubt unknown.
    pub test: Option<WelchTest>,
    /// Whether the test stands among those of all columns (Benjamini and Hochberg).
    pub stands: bool,
}

/// Tests whether a frozen model still holds on new, independent rows; nothing is fitted anew.
///
/// All tests carry the doubt of the frozen coefficients beside that of the new rows, so that a model
/// from few rows is not accused of drift for having been uncertain. Degrees of freedom as in
/// [`compare_periods`](super::compare_periods). The verdict gives each of the three kinds of tests a
/// third of the rate (Bonferroni).
///
/// # Errors
///
/// [`Error::OutcomeDefinition`] and [`Error::ModelsDiffer`] when the rows are not of the model,
/// [`Error::UnknownDoubt`] when the doubt of a frozen coefficient is not known.
///
/// # References
///
/// Mincer & Zarnowitz (1969), in *Economic Forecasts and Expectations*, p. 8, and Cox (1958),
/// *Biometrika* 45, p. 562, for calibration; Copas (1983), *Journal of the Royal Statistical Society
/// B* 45, p. 311, for the slope below 1; Simes (1986), *Biometrika* 73, p. 751.
pub fn test_drift(
    frozen: &Frozen,
    design: &Design,
    definition: &str,
    levels: &Levels,
) -> Result<DriftReport, Error> {
    frozen.fits(design, definition)?;
    frozen.whole_doubt_is_known()?;
    let predictions = frozen.predictions(design);
    let residuals = residuals(design, &predictions);
    let spread = Spread::new(frozen, design);
    let mentions = n_mentions(design);
    let mut columns = Vec::new();
    for column in design.columns_with(Role::Driver) {
        let test = column_test(frozen, design, &residuals, &spread, column, levels);
        columns.push(ColumnDrift {
            column,
            n_mentions: mentions[column],
            test: test.ok(),
            stands: false,
        });
    }
    let p_values: Vec<_> = columns.iter().map(|c| Some(c.test?.p_value)).collect();
    for (column, stands) in columns.iter_mut().zip(levels.standing(&p_values)) {
        column.stands = stands;
    }
    let mean_shift = mean_shift(frozen, design, &residuals, &spread, levels);
    let calibration = calibration(frozen, design, &predictions, &residuals, &spread);
    let columns_p_value = simes(p_values.into_iter().flatten().collect());
    let signs = [
        (
            DriftSign::MeanShift,
            mean_shift.as_ref().ok().map(|test| test.p_value),
        ),
        (
            DriftSign::Calibration,
            calibration.as_ref().ok().map(|found| found.test.p_value),
        ),
        (DriftSign::Columns, columns_p_value),
    ];
    let adjusted = |p_value: Option<Probability>| {
        let n_kinds = as_f64(signs.len());
        p_value
            .map_or(1.0, |p_value| n_kinds * p_value.get())
            .min(1.0)
    };
    let shown: Vec<DriftSign> = signs
        .iter()
        .filter(|sign| adjusted(sign.1) <= levels.false_discoveries.get())
        .map(|sign| sign.0)
        .collect();
    let smallest = signs
        .iter()
        .map(|sign| adjusted(sign.1))
        .fold(1.0, f64::min);
    Ok(DriftReport {
        n_observations: design.n_observations(),
        drift: if shown.is_empty() {
            Drift::NotShown
        } else {
            Drift::Shown(shown)
        },
        p_value: Probability::saturating(smallest),
        mean_shift,
        calibration,
        columns,
        columns_p_value,
    })
}

/// How the columns of the new rows spread, in the units of the data.
struct Spread {
    means: Vec<f64>,
    /// Weighted covariance, divided by the sum of the weights.
    covariance: Symmetric,
    /// Covariance of every column with the expected outcome.
    with_expected: Vec<f64>,
    /// Variance of the expected outcome.
    of_expected: f64,
}

impl Spread {
    fn new(frozen: &Frozen, design: &Design) -> Self {
        let moments = design.sample_moments();
        let centred = moments.centred();
        let p = design.columns().len();
        let mut covariance = Symmetric::zeros(p);
        for row in 0..p {
            for column in row..p {
                let units = design.scale(row) * design.scale(column);
                let value = units * centred.get(row, column) / moments.weight();
                covariance.set(row, column, value);
            }
        }
        let stored = moments.means();
        let means = (0..p)
            .map(|column| design.origin(column) + design.scale(column) * stored[column])
            .collect();
        let coefficients = frozen.coefficients();
        let with_expected = covariance.times(&coefficients);
        let products = with_expected.iter().zip(&coefficients);
        let of_expected = products.map(|(a, b)| a * b).sum();
        Self {
            means,
            covariance,
            with_expected,
            of_expected,
        }
    }
}

fn mean_shift(
    frozen: &Frozen,
    design: &Design,
    residuals: &[f64],
    spread: &Spread,
    levels: &Levels,
) -> Result<WelchTest, Error> {
    let shift = mean_error(design, residuals)?;
    let parts = [
        (shift.variance, shift.degrees_of_freedom),
        (
            frozen.variance_along(&at_means(frozen, &spread.means)),
            frozen.covariance.degrees_of_freedom,
        ),
    ];
    Ok(welch_test(shift.mean, &parts, levels.interval)?)
}

fn calibration(
    frozen: &Frozen,
    design: &Design,
    predictions: &[f64],
    residuals: &[f64],
    spread: &Spread,
) -> Result<ForecastCalibration, Error> {
    let moved = regress(design, predictions, residuals)?;
    // How the mean residual and the slope move with the frozen constant and coefficients.
    let of_mean = at_means(frozen, &spread.means);
    let of_slope: Vec<f64> = std::iter::once(0.0)
        .chain(spread.with_expected.iter().map(|c| c / spread.of_expected))
        .collect();
    let mut of_frozen = Symmetric::zeros(2);
    of_frozen.set(0, 0, frozen.variance_along(&of_mean));
    of_frozen.set(0, 1, frozen.covariance_along(&of_mean, &of_slope));
    of_frozen.set(1, 1, frozen.variance_along(&of_slope));
    // Errors of the frozen coefficients enter expected outcomes and residuals with opposite signs.
    let p = design.columns().len();
    let mut shared = 0.0;
    for row in 0..p {
        for column in 0..p {
            shared += spread.covariance.get(row, column)
                * frozen.covariance.matrix.get(row + 1, column + 1);
        }
    }
    let expected_slope = -shared / spread.of_expected;
    let slope_variance = moved.covariance.matrix.get(1, 1) + of_frozen.get(1, 1);
    let mean_expected = mean_error(design, predictions)?.mean;
    Ok(ForecastCalibration {
        intercept: moved.at_mean - moved.slope * mean_expected,
        slope: 1.0 + moved.slope,
        slope_error: slope_variance.sqrt(),
        slope_without_drift: 1.0 + expected_slope,
        test: joint_test(
            &[moved.at_mean, moved.slope - expected_slope],
            &[
                (moved.covariance.matrix, moved.covariance.degrees_of_freedom),
                (of_frozen, frozen.covariance.degrees_of_freedom),
            ],
        )?,
    })
}

fn column_test(
    frozen: &Frozen,
    design: &Design,
    residuals: &[f64],
    spread: &Spread,
    column: usize,
    levels: &Levels,
) -> Result<WelchTest, Error> {
    let p = design.columns().len();
    let values = combined(design, &unit(p, column));
    let moved = regress(design, &values, residuals)?;
    let variance = spread.covariance.get(column, column);
    let of_slope: Vec<f64> = std::iter::once(0.0)
        .chain((0..p).map(|other| spread.covariance.get(column, other) / variance))
        .collect();
    let parts = [
        (
            moved.covariance.matrix.get(1, 1),
            moved.covariance.degrees_of_freedom,
        ),
        (
            frozen.variance_along(&of_slope),
            frozen.covariance.degrees_of_freedom,
        ),
    ];
    Ok(welch_test(moved.slope, &parts, levels.interval)?)
}

/// Residuals regressed on one variable.
struct Moved {
    /// Mean residual.
    at_mean: f64,
    slope: f64,
    /// Of both, robust.
    covariance: Covariance,
}

fn regress(design: &Design, values: &[f64], residuals: &[f64]) -> Result<Moved, Error> {
    let mut rows = Rows::new(1);
    for (row, (&value, &residual)) in values.iter().zip(residuals).enumerate() {
        rows.push(Row {
            x: &[(0, value)],
            y: residual,
            weight: design.weight()[row],
            count: design.count()[row],
            cluster: design.cluster()[row],
        });
    }
    let name = "variable".to_owned();
    // A control is centred, so that the constant is the mean residual.
    let group = Group {
        name: name.clone(),
        columns: vec![0],
        role: Role::Control,
    };
    let single = Design::with_weights(rows, vec![name.clone()], vec![group], design.weight_kind())?;
    let regression = Regression::new(&single, &single.sample_moments());
    // The careful ones, whatever the frozen model was given.
    let choice = if design.is_clustered() {
        StandardErrorChoice::Cr1
    } else {
        StandardErrorChoice::Hc3
    };
    let covariance = covariance(&single, &regression, choice)?;
    if covariance.is_defined.contains(&false) {
        return Err(Error::UnknownDoubt { column: name });
    }
    Ok(Moved {
        at_mean: regression.intercept(&single),
        slope: regression.coefficient(&single, 0),
        covariance,
    })
}

/// The p-value of Simes: all hypotheses at once, with as many as are false.
fn simes(mut p_values: Vec<Probability>) -> Option<Probability> {
    p_values.sort_unstable();
    let n = as_f64(p_values.len());
    p_values
        .iter()
        .enumerate()
        .map(|(at, p_value)| Probability::saturating(p_value.get() * n / as_f64(at + 1)))
        .min()
}
