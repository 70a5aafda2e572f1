use super::card;
use super::selection::{Respondents, options_of_selection};
use super::{CheckedLabels, CorrectedLabel, CorrectionError, LabelErrors, LabelSource};
use crate::drivers::{
    self, CalibrationOptions, CardCounts, CorrectedFit, CorrectionOptions, Design, LeftReason,
    ModelCard, Role, Treatment, Validation, calibrated_fit, card_fit, card_fit_selected,
};
use crate::stats::{normal_margin, normal_two_sided_p, percentile_interval};
use crate::study::further::Further;
use crate::study::prepared::Prepared;
use crate::study::sheet::SheetColumn;
use crate::study::standing::mark_discoveries;
use crate::study::{
    Caution, CoefficientResult, CorrectionCaution, DriverResult, Error, Model, Question, Settings,
    Standing, Study,
};
use crate::units::{Interval, Probability, as_f64};
use ndarray::ArrayView1;

/// Part of the replicates that may fail without a caution.
const FAILED: f64 = 0.01;

/// A corrected fit, and what it rests on.
pub(super) type Labelled = (CorrectedFit, LabelSource);

/// Pairs of a driver and the column of its checked labels.
pub(super) fn pairs(
    labels: &CheckedLabels,
    question: &Question,
    columns: impl FnOnce() -> Result<Vec<String>, Error>,
) -> Result<Vec<(String, String)>, Error> {
    match labels {
        CheckedLabels::Card(_) => Ok(Vec::new()),
        CheckedLabels::Columns(pairs) => Ok(pairs.clone()),
        CheckedLabels::Suffix(suffix) => {
            let known = columns()?;
            let pairs: Vec<(String, String)> = members(question)
                .into_iter()
                .map(|driver| (driver.clone(), format!("{driver}{suffix}")))
                .filter(|(_, check)| known.contains(check))
                .collect();
            if pairs.is_empty() {
                return Err(Error::from(CorrectionError::NoCheckedColumns {
                    suffix: suffix.clone(),
                }));
            }
            Ok(pairs)
        }
    }
}

fn members(question: &Question) -> Vec<String> {
    let groups = question.driver_groups().into_iter();
    groups.flat_map(|(_, members)| members).collect()
}

/// The column of a driver whose labels are to be corrected.
pub(super) fn label_column(prepared: &Prepared, driver: &str) -> Result<usize, Error> {
    let wrong = |reason| {
        Err(Error::from(CorrectionError::NotADriver {
            driver: driver.to_owned(),
            reason,
        }))
    };
    let sheet = &prepared.sheet;
    let of_drivers = sheet.groups.iter().filter(|one| one.role == Role::Driver);
    let columns: Vec<usize> = of_drivers
        .flat_map(|group| &group.columns)
        .copied()
        .filter(|&column| sheet.columns[column].of == driver)
        .collect();
    match columns.as_slice() {
        [] => wrong("it is no driver"),
        [one] if sheet.columns[*one].is_mention() => Ok(*one),
        [_] => wrong("it holds more than 0 and 1"),
        _ => wrong("it has more than two categories"),
    }
}

/// Corrects label errors: the fit, what it rests on, and columns that a check was too thin for.
pub(super) fn fit_corrected(
    prepared: &Prepared,
    labels: &CheckedLabels,
    pairs: &[(String, String)],
    selected: Option<&Respondents>,
    question: &Question,
    settings: &Settings,
) -> Result<Labelled, Error> {
    let options = CorrectionOptions {
        level: settings.level,
        seed: settings.seed,
        n_replicates: settings.n_replicates,
    };
    let failed = |source| understood(source, &question.outcome);
    let (names, groups) = (prepared.sheet.names(), prepared.sheet.groups.clone());
    let rows = &prepared.complete.rows;
    let (cards, left, source) = match labels {
        CheckedLabels::Card(file) => {
            let source = LabelSource::Card {
                file: file.to_string_lossy().into_owned(),
            };
            (card::read(file, prepared)?, Vec::new(), source)
        }
        CheckedLabels::Columns(_) | CheckedLabels::Suffix(_) => {
            let validations = validations(prepared, pairs, question)?;
            if selected.is_none() {
                let calibration = CalibrationOptions {
                    correction: options,
                    ..CalibrationOptions::default()
                };
                let fit = calibrated_fit(rows, names, groups, &validations, &calibration);
                return Ok((fit.map_err(failed)?, LabelSource::Sample));
            }
            let (cards, left) = counted(prepared, &validations);
            (cards, left, LabelSource::SampleRates)
        }
    };
    let mut fit = if let Some(respondents) = selected {
        let selection = options_of_selection(settings.level);
        let list = &respondents.list;
        card_fit_selected(rows, names, groups, list, &selection, &cards, &options)
            .map_err(failed)?
            .fit
    } else {
        let design = Design::new(rows.clone().compressed(), names, groups).map_err(failed)?;
        card_fit(&design, &cards, &options).map_err(failed)?
    };
    for (column, reason) in left {
        fit.columns[column].treatment = Treatment::Left(reason);
    }
    Ok((fit, source))
}

/// The truth of every row of the model, where somebody looked.
fn validations(
    prepared: &Prepared,
    pairs: &[(String, String)],
    question: &Question,
) -> Result<Vec<Validation>, Error> {
    let mut validations = Vec::with_capacity(pairs.len());
    for (driver, check) in pairs {
        let column = label_column(prepared, driver)?;
        let words = prepared.words(check, question)?;
        let mut truth = Vec::with_capacity(prepared.complete.sheet_row.len());
        for &row in &prepared.complete.sheet_row {
            truth.push(match &words[row] {
                None => None,
                Some(word) => Some(meaning(&prepared.sheet.columns[column], word).ok_or_else(
                    || {
                        Error::from(CorrectionError::NoLabel {
                            row: prepared.file_row(row),
                            column: check.clone(),
                        })
                    },
                )?),
            });
        }
        if truth.iter().all(Option::is_none) {
            return Err(Error::from(CorrectionError::NothingChecked {
                column: check.clone(),
                n_rows: truth.len(),
            }));
        }
        validations.push(Validation { column, truth });
    }
    Ok(validations)
}

/// Whether a checked word says that the label should be there.
fn meaning(column: &SheetColumn, word: &str) -> Option<bool> {
    match (
        &column.reference,
        column.name.strip_prefix(&format!("{}=", column.of)),
    ) {
        (Some(reference), Some(_)) if word == reference => Some(false),
        (Some(_), Some(held)) if word == held => Some(true),
        (Some(_), Some(_)) => None,
        _ => match word.replace(',', ".").parse::<f64>() {
            Ok(value) if value.abs() <= 0.0 => Some(false),
            Ok(value) if (value - 1.0).abs() <= 0.0 => Some(true),
            _ => None,
        },
    }
}

/// Rates counted in checked rows, with the columns that were checked too thinly: the rule is that of
/// [`calibrated_fit`].
fn counted(
    prepared: &Prepared,
    validations: &[Validation],
) -> (Vec<ModelCard>, Vec<(usize, LeftReason)>) {
    let least = CalibrationOptions::default().min_cases;
    let (mut cards, mut left) = (Vec::new(), Vec::new());
    for validation in validations {
        let column = validation.column;
        let mut counts = [[0usize; 2]; 2];
        for (&row, truth) in prepared.complete.sheet_row.iter().zip(&validation.truth) {
            let label = prepared.sheet.columns[column].value(row);
            if let (Some(label), Some(truth)) = (label, truth) {
                counts[usize::from(label > 0.5)][usize::from(*truth)] += 1;
            }
        }
        let [
            [true_negatives, false_negatives],
            [false_positives, true_positives],
        ] = counts;
        let n_true = true_positives + false_negatives;
        let n_false = true_negatives + false_positives;
        if n_true < least || n_false < least {
            left.push((column, LeftReason::TooFewCases { n_true, n_false }));
            continue;
        }
        cards.push(ModelCard {
            column,
            counts: CardCounts::Complete {
                true_positives,
                false_negatives,
                false_positives,
                true_negatives,
            },
        });
    }
    (cards, left)
}

/// Errors of the correction with a hint of what to do.
fn understood(error: drivers::Error, outcome: &str) -> Error {
    match error {
        drivers::Error::CorrectedMoments { .. }
        | drivers::Error::FailedReplicates { .. }
        | drivers::Error::NotConverged { .. } => Error::from(CorrectionError::NoCorrection {
            reason: error.to_string(),
        }),
        source => Error::Drivers {
            outcome: outcome.to_owned(),
            source,
        },
    }
}

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
    let controls = prepared.sheet.groups.iter();
    let controls = controls
        .filter(|group| group.role == Role::Control)
        .flat_map(|group| &group.columns);
    for (result, &column) in study.controls.iter_mut().zip(controls) {
        result.coefficient = coefficient(corrected, column);
        result.resampled = result.coefficient.and_then(|one| one.interval);
        result.vif = None;
    }
    mark_discoveries(&mut study.drivers);
    if study.standing != Standing::NothingExplained {
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
        columns: of_drivers.iter().copied().flatten().map(label).collect(),
        naive,
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
    let interval = percentile_interval(sums, driver.contribution, level);
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
    driver.share_interval = None;
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
    let single = |driver: &&DriverResult| {
        driver.columns.len() == 1 && driver.columns.iter().any(|column| column.signs_differ)
    };
    let differing: Vec<Caution> = study
        .drivers
        .iter()
        .filter(single)
        .map(|driver| Caution::SignsDiffer {
            driver: driver.name.clone(),
        })
        .collect();
    study.cautions.extend(differing);
    let mut add = |caution| study.cautions.push(Caution::Correction(caution));
    add(CorrectionCaution::LabelAssumption {
        source: source.clone(),
    });
    add(CorrectionCaution::ImportanceNotCorrected);
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
