#![expect(
    clippy::suboptimal_flops,
    reason = "a fused operation is a library call without the instruction, and the formula reads as printed"
)]

use super::period::{Known, Period, WhichPeriod, comparable, mirrored};
use crate::drivers::{Design, Error, Fit, Replicates, Role};
use crate::stats::percentile_interval;
use crate::units::{Interval, Probability};

/// The change of the mean outcome between two periods, divided exactly.
///
/// Change = constant + Σ over drivers (share + rate) + Σ over controls composition.
#[derive(Debug, Clone, PartialEq)]
pub struct Decomposition {
    /// Second minus first mean outcome.
    pub change: Amount,
    /// Change of the expected outcome without any driver, at the controls' mean of both periods:
    /// what neither drivers nor the composition by controls account for.
    pub constant: Amount,
    /// One entry per driver group, in the order of the design.
    pub drivers: Vec<DriverShift>,
    /// One entry per control group, in the order of the design.
    pub controls: Vec<ControlShift>,
    /// Columns without a coefficient in one or both periods.
    pub borrowed: Vec<Borrowed>,
}

/// A term of the division with its doubt.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Amount {
    /// Outcome points.
    pub value: f64,
    /// Percentile interval over paired replicates; `None` when one of the fits has none.
    pub interval: Option<Interval>,
}

/// What one driver group adds to the change.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DriverShift {
    /// Index of the group in the design.
    pub group: usize,
    /// Mentioned more or less often: mean of both coefficients times the change of the mean.
    pub share: Amount,
    /// Weighing more or less: mean of both means times the change of the coefficient.
    pub rate: Amount,
    /// Both together: the change of the group's contribution, unless a coefficient was borrowed.
    pub total: Amount,
}

/// What a changed mix of one control group adds to the change.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ControlShift {
    /// Index of the group in the design.
    pub group: usize,
    /// Mean of both coefficients times the change of the mean.
    pub composition: Amount,
}

/// A column that has no coefficient in some period because it has one value only there.
///
/// Where one period has a coefficient it serves for both: the column then has a share effect and no
/// rate effect, and what it would contribute in the other period moves out of the constant. Without
/// any coefficient both effects are zero and its change, if any, stays in the constant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Borrowed {
    /// Index of the column.
    pub column: usize,
    /// The period whose coefficient serves for both; `None` when neither has one.
    pub from: Option<WhichPeriod>,
}

/// Divides the change of the mean outcome over drivers, controls and the constant.
///
/// The effect of a share and of a rate takes the means of both periods, so that swapping the periods
/// changes signs only. A change in how controls weigh belongs to the constant: unlike that of a
/// mention it has no natural zero, and any other place would depend on how the control is coded.
/// Intervals pair replicates of the two fits that come from different random streams.
///
/// # Errors
///
/// [`Error::OutcomeDefinition`] and [`Error::ModelsDiffer`] when the periods cannot be compared,
/// [`Error::CollinearInOnePeriod`] when other columns determine one in one period only, so that
/// coefficients mean different things, [`Error::Shape`] when a fit is not that of its design.
///
/// # References
///
/// Kitagawa (1955), *Journal of the American Statistical Association* 50, p. 1168; Oaxaca (1973),
/// *International Economic Review* 14, p. 693; Blinder (1973), *Journal of Human Resources* 8, p. 436;
/// Yun (2005), *Economic Inquiry* 43, p. 766, for the dependence of rate effects on coding.
pub fn decompose_change(
    first: &Period<'_>,
    second: &Period<'_>,
    level: Probability,
) -> Result<Decomposition, Error> {
    let known = comparable(first, second)?;
    let design = first.design;
    let terms = terms(
        design,
        &known,
        &Side::of_fit(first.fit),
        &Side::of_fit(second.fit),
    );
    let mut draws = vec![Vec::new(); terms.len()];
    let replicates = first
        .fit
        .replicates
        .as_ref()
        .zip(second.fit.replicates.as_ref());
    if let Some((one, other)) = replicates {
        for (i, j) in mirrored(one.intercepts.len(), other.intercepts.len()) {
            let drawn = self::terms(
                design,
                &known,
                &Side::of_replicate(design, one, i),
                &Side::of_replicate(design, other, j),
            );
            for (values, value) in draws.iter_mut().zip(drawn) {
                values.push(value);
            }
        }
    }
    let amounts = terms
        .into_iter()
        .zip(draws)
        .map(|(value, drawn)| {
            let interval = replicates
                .map(|_| percentile_interval(drawn, value, level))
                .transpose()?;
            Ok(Amount { value, interval })
        })
        .collect::<Result<Vec<Amount>, Error>>()?;
    let drivers = design.groups_with(Role::Driver);
    let (of_drivers, of_controls) = amounts[2..].split_at(3 * drivers.len());
    Ok(Decomposition {
        change: amounts[0],
        constant: amounts[1],
        drivers: drivers
            .into_iter()
            .zip(of_drivers.chunks_exact(3))
            .map(|(group, amounts)| DriverShift {
                group,
                share: amounts[0],
                rate: amounts[1],
                total: amounts[2],
            })
            .collect(),
        controls: design
            .groups_with(Role::Control)
            .into_iter()
            .zip(of_controls)
            .map(|(group, &composition)| ControlShift { group, composition })
            .collect(),
        borrowed: known
            .iter()
            .enumerate()
            .filter(|(_, known)| **known != Known::InBoth)
            .map(|(column, known)| Borrowed {
                column,
                from: match known {
                    Known::Only(period) => Some(*period),
                    Known::InBoth | Known::InNeither => None,
                },
            })
            .collect(),
    })
}

/// The numbers of one period, of the fit or of a replicate.
struct Side {
    mean_outcome: f64,
    intercept: f64,
    coefficients: Vec<f64>,
    means: Vec<f64>,
}

impl Side {
    fn of_fit(fit: &Fit) -> Self {
        Self {
            mean_outcome: fit.mean_outcome,
            intercept: fit.intercept.value,
            coefficients: fit
                .columns
                .iter()
                .map(|column| column.estimate.map_or(0.0, |estimate| estimate.value))
                .collect(),
            means: fit.columns.iter().map(|column| column.mean).collect(),
        }
    }

    fn of_replicate(design: &Design, replicates: &Replicates, i: usize) -> Self {
        let coefficients = replicates.coefficients.row(i).to_vec();
        let means = replicates.means.row(i).to_vec();
        let intercept = replicates.intercepts[i];
        let contributed: f64 = design
            .columns_with(Role::Driver)
            .iter()
            .map(|&column| coefficients[column] * means[column])
            .sum();
        Self {
            mean_outcome: intercept + contributed,
            intercept,
            coefficients,
            means,
        }
    }
}

/// The change, the constant, share, rate and total per driver group, and composition per control
/// group.
fn terms(design: &Design, known: &[Known], first: &Side, second: &Side) -> Vec<f64> {
    let coefficients = |column: usize| {
        let (one, other) = (first.coefficients[column], second.coefficients[column]);
        match known[column] {
            Known::InBoth => (one, other),
            Known::Only(WhichPeriod::First) => (one, one),
            Known::Only(WhichPeriod::Second) => (other, other),
            Known::InNeither => (0.0, 0.0),
        }
    };
    let mut constant = second.intercept - first.intercept;
    let mut shifts = Vec::new();
    for group in design.groups_with(Role::Driver) {
        let (mut share, mut rate) = (0.0, 0.0);
        for &column in &design.groups()[group].columns {
            let (one, other) = coefficients(column);
            let (before, after) = (first.means[column], second.means[column]);
            share += f64::midpoint(one, other) * (after - before);
            rate += f64::midpoint(before, after) * (other - one);
            // What a borrowed coefficient adds in its period was part of that period's constant.
            constant -= (other - second.coefficients[column]) * after
                - (one - first.coefficients[column]) * before;
        }
        shifts.extend([share, rate, share + rate]);
    }
    for group in design.groups_with(Role::Control) {
        let mut composition = 0.0;
        for &column in &design.groups()[group].columns {
            let (one, other) = coefficients(column);
            composition += f64::midpoint(one, other) * (second.means[column] - first.means[column]);
        }
        // The intercept of a period stands at its own controls.
        constant -= composition;
        shifts.push(composition);
    }
    let mut terms = vec![second.mean_outcome - first.mean_outcome, constant];
    terms.extend(shifts);
    terms
}
