use super::card;
use super::selection::{Respondents, options_of_selection};
use super::{CheckedLabels, CorrectionError, LabelSource};
use crate::drivers::{
    self, CalibrationOptions, CardCounts, CorrectedFit, CorrectionOptions, Design, LeftReason,
    ModelCard, Role, Treatment, Validation, calibrated_fit, card_fit, card_fit_selected,
};
use crate::study::prepared::Prepared;
use crate::study::sheet::SheetColumn;
use crate::study::{Error, Question, Settings};

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
    let rows = &prepared.rows();
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
