use super::{CorrectedLabel, LabelErrors, LabelSource};
use crate::drivers::{CorrectedFit, Role, Treatment};
use crate::stats::{expanded_interval, normal_margin, normal_two_sided_p};
use crate::study::further::Further;
use crate::study::prepared::Prepared;
use crate::study::standing::mark_discoveries;
use crate::study::{
    Caution, CoefficientResult, CorrectionCaution, DriverResult, Error, Measure, Model, Question,
    Standing, Study,
};
use crate::units::{Interval, Probability, as_f64};
use ndarray::ArrayView1;

/// Part of the replicates that may fail without a caution.
const FAILED: f64 = 0.01;

/// Puts corrected numbers in the place of naive ones, which are kept beside them.
///
/// What only the naive model has, importance above all, is taken out: R² divided over wrong labels is
/// none of the truth. What stands out is decided by p-values that follow from the corrected intervals,
/// among all drivers (Benjamini & Hochberg 1995).
pub(super) fn put(
    study: &mut Study,
    prepared: &Prepared,
    corrected: &CorrectedFit,
    source: LabelSource,
) -> Result<(), Error> {
    let naive = study.drivers.clone();
    let groups = prepared.sheet.groups.iter();
    let of_drivers: Vec<&Vec<usize>> = groups
        .filter(|group| group.role == Role::Driver)
        .map(|group| &group.columns)
        .collect();
    for (driver, columns) in study.drivers.iter_mut().zip(&of_drivers) {
        put_driver(
            driver,
            columns,
            corrected,
            study.settings.level,
            &study.question,
        )?;
    }
    if let Some(importance) = &corrected.importance {
        let r2 = importance.r2.estimate;
        for (driver, part) in study.drivers.iter_mut().zip(&importance.shares) {
            if let Some(value) = driver.importance.get_mut(&Measure::Lmg) {
                *value = Some(part.estimate);
                driver.share = (r2 > 0.0).then(|| part.estimate / r2);
                driver.lmg_interval = Some(*part);
            }
        }
    }
    let controls = prepared.sheet.groups.iter();
    let controls = controls
        .filter(|group| group.role == Role::Control)
        .flat_map(|group| &group.columns);
    for (result, &column) in study.controls.iter_mut().zip(controls) {
        result.coefficient = coefficient(corrected, column);
        result.resampled = result.coefficient.and_then(|one| one.interval);
        result.vif = None;
    }
    let least = prepared.least_for_rank(study.settings.weight_kind);
    study
        .cautions
        .extend(withhold_rare(&mut study.drivers, least));
    mark_discoveries(&mut study.drivers);
    if study.standing.has_ranking() {
        study.standing = if study.drivers.iter().any(|driver| driver.stands) {
            Standing::SomeStandOut
        } else {
            Standing::NoneStandsOut
        };
    }
    put_rest(study, corrected, &source);
    let label = |&column: &usize| {
        let one = &corrected.columns[column];
        CorrectedLabel {
            column: prepared.sheet.columns[column].name.clone(),
            treatment: one.treatment,
            coefficient: one.coefficient,
            share: one.mean,
            contribution: one.contribution,
        }
    };
    study.corrected.labels = Some(LabelErrors {
        source,
        checked: Vec::new(),
        columns: of_drivers.iter().copied().flatten().map(label).collect(),
        naive,
        r2: corrected.importance.as_ref().map(|found| found.r2),
        n_replicates: corrected.n_replicates,
        n_failed: corrected.n_failed,
    });
    Ok(())
}

fn put_driver(
    driver: &mut DriverResult,
    columns: &[usize],
    corrected: &CorrectedFit,
    level: Probability,
    question: &Question,
) -> Result<(), Error> {
    for (result, &column) in driver.columns.iter_mut().zip(columns) {
        result.coefficient = coefficient(corrected, column);
        result.resampled = result.coefficient.and_then(|one| one.interval);
        result.mean = corrected.columns[column].mean.corrected.estimate;
        result.vif = None;
        result.signs_differ = result
            .coefficient
            .zip(result.marginal)
            .is_some_and(|(one, marginal)| one.coefficient * marginal < 0.0);
    }
    let parts = columns
        .iter()
        .filter_map(|&column| corrected.columns[column].contribution);
    driver.contribution = parts.map(|one| one.corrected.estimate).sum();
    let drawn = &corrected.replicates;
    let sums = drawn
        .coefficients
        .rows()
        .into_iter()
        .zip(drawn.means.rows());
    let sums: Vec<f64> = sums
        .map(|(b, mean)| columns.iter().map(|&column| b[column] * mean[column]).sum())
        .collect();
    let expansions = columns.iter().map(|&column| corrected.expansions[column]);
    let expansion = expansions.fold(1.0, f64::max);
    let interval = expanded_interval(sums, driver.contribution, level, expansion);
    driver.contribution_interval = Some(interval.map_err(|source| Error::Drivers {
        outcome: question.outcome.clone(),
        source: source.into(),
    })?);
    driver.p_value = smallest_p(driver);
    driver.test = None;
    driver.stands = false;
    for value in driver.importance.values_mut() {
        *value = None;
    }
    driver.share = None;
    driver.lmg_interval = None;
    driver.rank = None;
    Ok(())
}

/// The p-value of a driver by those of its columns: the smallest, times their number (Bonferroni), which
/// keeps its level however columns hang together.
pub(super) fn smallest_p(driver: &DriverResult) -> Option<Probability> {
    let of_columns = driver
        .columns
        .iter()
        .filter_map(|column| column.coefficient);
    let smallest = of_columns
        .filter_map(|one| one.p_value)
        .min_by(|a, b| a.get().total_cmp(&b.get()))?;
    Some(Probability::saturating(
        smallest.get() * as_f64(driver.columns.len()),
    ))
}

/// Takes the p-values of drivers with few observations away: replicates of few mentions hardly differ, and a t test
/// has too many degrees of freedom for them, so that they would stand out by chance.
pub(super) fn withhold_rare(
    drivers: &mut [DriverResult],
    least_for_rank: usize,
) -> Option<Caution> {
    let mut names = Vec::new();
    for driver in drivers.iter_mut() {
        if driver.is_rare(least_for_rank) {
            driver.p_value = None;
            let of_columns = driver.columns.iter_mut();
            for coefficient in of_columns.filter_map(|column| column.coefficient.as_mut()) {
                coefficient.p_value = None;
            }
            names.push(driver.name.clone());
        }
    }
    let is_any = !names.is_empty();
    is_any.then_some(Caution::Correction(CorrectionCaution::RareNotTested {
        drivers: names,
    }))
}

/// What stands in the model itself, and the cautions that go with it.
fn put_rest(study: &mut Study, corrected: &CorrectedFit, source: &LabelSource) {
    if let Model::Linear(model) = &mut study.model {
        let intercept = corrected.intercept.corrected;
        let error = spread(&corrected.replicates.intercepts.view());
        model.intercept = with_p(intercept.estimate, error, intercept);
    }
    study.further = Further::absent();
    study.cautions.retain(|caution| {
        !matches!(
            caution,
            Caution::SignsDiffer { .. } | Caution::NoRelativeWeights | Caution::Sampled { .. }
        )
    });
    let n = study.account.n_used;
    let differing = study.drivers.iter();
    let differing: Vec<Caution> = differing.filter_map(|one| one.sign_caution(n)).collect();
    study.cautions.extend(differing);
    let mut add = |caution| study.cautions.push(Caution::Correction(caution));
    add(CorrectionCaution::LabelAssumption {
        source: source.clone(),
    });
    add(if corrected.importance.is_some() {
        CorrectionCaution::ImportanceOfTruth
    } else {
        CorrectionCaution::ImportanceNotCorrected
    });
    add(CorrectionCaution::NothingBeside);
    for (column, name) in corrected.columns.iter().zip(&study.column_names) {
        if matches!(column.treatment, Treatment::Left(_)) {
            add(CorrectionCaution::LabelsLeft {
                column: name.clone(),
            });
        }
    }
    if as_f64(corrected.n_failed) > FAILED * as_f64(corrected.n_replicates) {
        add(CorrectionCaution::FailedReplicates {
            n: corrected.n_failed,
            of: corrected.n_replicates,
        });
    }
}

fn coefficient(corrected: &CorrectedFit, column: usize) -> Option<CoefficientResult> {
    let revision = corrected.columns[column].coefficient?;
    let drawn = corrected.replicates.coefficients.column(column);
    Some(with_p(
        revision.corrected.estimate,
        spread(&drawn),
        revision.corrected,
    ))
}

/// A corrected estimate with the standard deviation of its replicates and a p-value.
///
/// The p-value is normal, from the distance between estimate and the end of the interval that faces zero:
/// it is below 1 − level exactly when the interval leaves zero out. The standard deviation was rejected
/// for it: rates in a denominator throw some replicates far away from zero, which says nothing about zero.
fn with_p(estimate: f64, spread: f64, interval: Interval) -> CoefficientResult {
    let towards_zero = if estimate < 0.0 {
        interval.high - estimate
    } else {
        estimate - interval.low
    };
    let error = if towards_zero > 0.0 {
        towards_zero / normal_margin(interval.level)
    } else {
        spread
    };
    let is_told = spread.is_finite() && spread > 0.0 && error > 0.0;
    CoefficientResult {
        coefficient: estimate,
        standard_error: is_told.then_some(spread),
        interval: Some(interval),
        p_value: is_told
            .then(|| normal_two_sided_p(estimate / error).ok())
            .flatten(),
    }
}

/// Standard deviation of replicates.
fn spread(drawn: &ArrayView1<'_, f64>) -> f64 {
    drawn.std(1.0)
}
