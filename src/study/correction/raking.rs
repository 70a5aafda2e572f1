use super::rows::Use;
use super::{CorrectionError, MarginResult, Margins, RakingResult};
use crate::drivers::{self, Margin, RakingOptions, WeightKind, fit_raked, rake};
use crate::intake::table;
use crate::stats::IntervalKind;
use crate::study::answers::Answers;
use crate::study::column::{Cell, Column, Holds};
use crate::study::linear::{self, Fitted};
use crate::study::merging::Keeping;
use crate::study::prepared::Prepared;
use crate::study::{CellReading, Error, Question, Settings};
use std::path::Path;

/// Known shares of one variable.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Known {
    pub(super) variable: String,
    pub(super) shares: Vec<(String, f64)>,
}

/// How far shares that were rounded for print may sum from 1; they are divided by their sum.
const ROUNDED: f64 = 0.005;

/// Reads a table of margins: variable, category, share.
pub(super) fn read(path: &Path) -> Result<Vec<Known>, Error> {
    let options = table::Options {
        file: path.to_string_lossy().into(),
        ..table::Options::default()
    };
    let failed = |source| Error::Intake {
        path: path.to_path_buf(),
        source,
    };
    let mut table = table::open(path, &options).map_err(failed)?;
    let needs = ["variable", "category", "share"].map(|name| (name, "margins"));
    let answers = Answers::read(&mut table, path, &options, &needs, Keeping::EveryRow)?;
    let reading = CellReading::default();
    let shares = Column::read(&answers, "share", false, Holds::Numbers, &reading)?;
    let mut known: Vec<Known> = Vec::new();
    let rows = answers.cells("variable").zip(answers.cells("category"));
    for (row, ((variable, category), share)) in rows.zip(shares.cells()).enumerate() {
        let share = match share {
            Cell::Number(share) if share > 0.0 && share <= 1.0 && !variable.is_empty() => share,
            _ => {
                return Err(Error::from(CorrectionError::Share {
                    path: path.to_path_buf(),
                    row: answers.file_row(row),
                    category: category.into_owned(),
                }));
            }
        };
        let at = known.iter().position(|one| one.variable == variable);
        let at = at.unwrap_or_else(|| {
            known.push(Known {
                variable: variable.clone().into_owned(),
                shares: Vec::new(),
            });
            known.len() - 1
        });
        if known[at].shares.iter().any(|(one, _)| *one == category) {
            return Err(Error::from(CorrectionError::TwoShares {
                variable: variable.into_owned(),
                category: category.into_owned(),
            }));
        }
        known[at].shares.push((category.into_owned(), share));
    }
    for one in &mut known {
        let sum: f64 = one.shares.iter().map(|(_, share)| share).sum();
        if (sum - 1.0).abs() > ROUNDED {
            return Err(Error::from(CorrectionError::ShareSum {
                variable: one.variable.clone(),
                sum,
            }));
        }
        for (_, share) in &mut one.shares {
            *share /= sum;
        }
    }
    Ok(known)
}

/// Weighs the respondents of a sheet to known shares; a row without a category is left out.
pub(super) fn apply(
    margins: &Margins,
    known: &[Known],
    prepared: &mut Prepared,
    uses: &mut [Use],
    question: &Question,
) -> Result<Raked, Error> {
    let mut categories = Vec::with_capacity(known.len());
    for one in known {
        let of_rows = prepared.words(&one.variable, question)?;
        for (of_row, word) in uses.iter_mut().zip(&of_rows) {
            if word.is_none() && of_row.is_respondent() {
                *of_row = Use::LeftOut(one.variable.clone());
            }
        }
        categories.push(of_rows);
    }
    let rows: Vec<usize> = (0..uses.len())
        .filter(|&row| uses[row].is_respondent())
        .collect();
    if rows.is_empty() {
        return Err(Error::NothingLeft {
            n_read: prepared.sheet.account.n_read,
            why: "no row has a category of every margin".to_owned(),
        });
    }
    let margins_of_rows = known
        .iter()
        .zip(&categories)
        .map(|(one, of_rows)| margin(one, of_rows, &rows))
        .collect::<Result<Vec<Margin>, Error>>()?;
    let base: Vec<f64> = rows.iter().map(|&row| prepared.sheet.weight[row]).collect();
    let options = RakingOptions {
        bounds: margins.bounds,
        ..RakingOptions::default()
    };
    let raked = rake(&base, &margins_of_rows, &options)
        .map_err(|error| understood(error, known, &question.outcome))?;
    for (&row, weight) in rows.iter().zip(&raked.weights) {
        prepared.sheet.weight[row] = *weight;
    }
    let mut of_margins = Vec::new();
    for ((one, of_one), margin) in known.iter().zip(&raked.margins).zip(&margins_of_rows) {
        for (at, (category, _)) in one.shares.iter().enumerate() {
            of_margins.push(MarginResult {
                variable: one.variable.clone(),
                category: category.clone(),
                n: margin.codes.iter().filter(|&&code| code == at).count(),
                before: of_one.before[at],
                target: of_one.targets[at],
                achieved: of_one.achieved[at],
            });
        }
    }
    let extreme =
        |start: f64, of: fn(f64, f64) -> f64| raked.weights.iter().copied().fold(start, of);
    let result = RakingResult {
        file: margins.file.to_string_lossy().into_owned(),
        margins: of_margins,
        n_rows: rows.len(),
        n_effective: raked.n_effective,
        design_effect: raked.design_effect,
        bounds: margins.bounds.map(|bounds| (bounds.low, bounds.high)),
        n_at_bounds: raked.n_at_bounds,
        weights: (extreme(f64::INFINITY, f64::min), extreme(0.0, f64::max)),
        n_rounds: raked.n_iterations,
        largest_difference: raked.largest_difference,
    };
    Ok(Raked {
        result,
        rows,
        base,
        margins: margins_of_rows,
    })
}

/// Weights to known shares, and what they were made of.
pub(super) struct Raked {
    pub(super) result: RakingResult,
    /// Rows of the sheet that were weighted.
    rows: Vec<usize>,
    /// Their weights before.
    base: Vec<f64>,
    margins: Vec<Margin>,
}

impl Raked {
    /// The fit with weights raked anew in every replicate; `None` where that is not defined: with bounds of
    /// weights, with weights that are no sampling weights, and where the model leaves out rows that were raked.
    pub(super) fn fitted(
        &self,
        prepared: &Prepared,
        question: &Question,
        settings: &Settings,
    ) -> Result<Option<Fitted>, Error> {
        let is_defined = self.result.bounds.is_none()
            && settings.weight_kind == WeightKind::Sampling
            && settings.n_replicates > 0
            && settings.intervals == IntervalKind::Percentile
            && prepared.complete.sheet_row == self.rows
            && self.rows.len() > prepared.sheet.columns.len() + 1;
        if !is_defined {
            return Ok(None);
        }
        let sheet = &prepared.sheet;
        let rows = prepared.rows().with_weights(self.base.clone());
        let raking = RakingOptions::default();
        let options = linear::options(settings);
        let fitted = rows.and_then(|rows| {
            let (names, groups) = (sheet.names(), sheet.groups.clone());
            fit_raked(&rows, names, groups, &self.margins, &raking, &options)
        });
        let fitted = fitted.map_err(|source| Error::Drivers {
            outcome: question.outcome.clone(),
            source,
        })?;
        Ok(Some(Fitted {
            design: fitted.design,
            fit: fitted.fit,
        }))
    }
}

/// The codes of the rows; every category of the rows must have a share, and the other way round.
fn margin(known: &Known, of_rows: &[Option<String>], rows: &[usize]) -> Result<Margin, Error> {
    let mut codes = Vec::with_capacity(rows.len());
    for &row in rows {
        let word = of_rows[row].as_deref().unwrap_or_default();
        let code = known.shares.iter().position(|(one, _)| is_same(one, word));
        codes.push(code.ok_or_else(|| {
            let same = |&&row: &&usize| of_rows[row].as_deref() == Some(word);
            let names: Vec<&str> = known.shares.iter().map(|(one, _)| one.as_str()).collect();
            Error::from(CorrectionError::NoShare {
                variable: known.variable.clone(),
                category: word.to_owned(),
                n: rows.iter().filter(same).count(),
                known: names.join(", "),
            })
        })?);
    }
    for (at, (category, share)) in known.shares.iter().enumerate() {
        if !codes.contains(&at) {
            return Err(Error::from(CorrectionError::NoRows {
                variable: known.variable.clone(),
                category: category.clone(),
                share: *share,
            }));
        }
    }
    Ok(Margin {
        name: known.variable.clone(),
        codes,
        targets: known.shares.iter().map(|(_, share)| *share).collect(),
    })
}

/// Equal as text, or as numbers: `1` and `1.0` are one code.
fn is_same(one: &str, other: &str) -> bool {
    one == other
        || match (one.parse::<f64>(), other.parse::<f64>()) {
            (Ok(one), Ok(other)) => one.total_cmp(&other).is_eq(),
            _ => false,
        }
}

/// Errors of raking in the words of the file of margins.
fn understood(error: drivers::Error, known: &[Known], outcome: &str) -> Error {
    let name = |margin: &str, category: usize| {
        let one = known.iter().find(|one| one.variable == margin);
        let share = one.and_then(|one| one.shares.get(category));
        share.map_or(String::new(), |(name, _)| name.clone())
    };
    match error {
        drivers::Error::Bounds {
            margin,
            category,
            target,
            low,
            high,
        } => Error::from(CorrectionError::Bounds {
            category: name(&margin, category),
            variable: margin,
            share: target,
            low,
            high,
        }),
        drivers::Error::NotConverged {
            distance,
            n_iterations,
            ..
        } => Error::from(CorrectionError::NotRaked {
            distance,
            n_rounds: n_iterations,
        }),
        source => Error::Drivers {
            outcome: outcome.to_owned(),
            source,
        },
    }
}
