use super::Error;
use super::answers::nearest;
use super::caution::Caution;
use super::correction::Corrected;
use super::findings::{
    CoefficientResult, ColumnResult, CorrelationModel, DriverResult, Model, Standing, Study,
};
use super::further::Further;
use super::linear::options;
use super::question::{Measure, Question, Settings};
use super::sheet::Account;
use super::standing::mark_discoveries;
use crate::drivers::{
    CorrelationFit, Correlations, DropReason, Group, Role, StandardisedColumn, fit_correlations,
};
use crate::intake::{Decimal, table};
use ndarray::Array2;
use std::path::Path;

/// Studies a published correlation matrix: a square table with names in its header and, if it likes, in
/// its first column. One triangle suffices.
///
/// Everything is in standard deviations. Errors and tests need the number of observations behind the
/// matrix.
///
/// # Errors
///
/// [`Error::File`] with the place for what is no matrix, and what is wrong with the question or the model.
pub fn study_correlations(
    path: &Path,
    options_of_table: &table::Options,
    n_observations: Option<usize>,
    question: &Question,
    settings: &Settings,
) -> Result<Study, Error> {
    question.check()?;
    let (names, matrix) = read(path, options_of_table)?;
    let predictors = question.predictors();
    let mut wanted: Vec<String> = predictors.iter().map(|(name, _)| name.clone()).collect();
    wanted.push(question.outcome.clone());
    let places = wanted
        .iter()
        .map(|name| {
            names
                .iter()
                .position(|known| known == name)
                .ok_or_else(|| Error::UnknownColumn {
                    name: name.clone(),
                    nearest: nearest(&names, name),
                    role: "the matrix",
                    known: names.join(", "),
                })
        })
        .collect::<Result<Vec<usize>, Error>>()?;
    let failed = |source| Error::Drivers {
        outcome: question.outcome.clone(),
        source,
    };
    let chosen = Array2::from_shape_fn((places.len(), places.len()), |(row, column)| {
        matrix[[places[row], places[column]]]
    });
    let correlations =
        Correlations::new(wanted, &question.outcome, &chosen, n_observations).map_err(failed)?;
    let groups = groups(question, correlations.columns());
    let fit = fit_correlations(&correlations, &groups, &options(settings)).map_err(failed)?;
    let columns: Vec<ColumnResult> = correlations
        .columns()
        .iter()
        .enumerate()
        .map(|(at, name)| {
            let dropped = fit.dropped.iter().find(|one| one.column == at);
            column_result(
                name,
                &fit.columns[at],
                dropped.map(|dropped| dropped.reason),
            )
        })
        .collect();
    let drivers = driver_results(&fit, &groups, &columns, settings);
    let controls = groups
        .iter()
        .filter(|group| group.role == Role::Control)
        .flat_map(|group| group.columns.iter().map(|&at| columns[at].clone()))
        .collect();
    let mut cautions = vec![Caution::Association, Caution::CorrelationsOnly];
    if n_observations.is_none() {
        cautions.push(Caution::NoNumber);
    }
    let sign_caution = |driver: &DriverResult| driver.sign_caution(n_observations?);
    cautions.extend(drivers.iter().filter_map(sign_caution));
    let standing = if drivers.iter().any(|driver| driver.stands) {
        Standing::SomeStandOut
    } else if n_observations.is_none() {
        Standing::NotTested
    } else {
        Standing::NoneStandsOut
    };
    Ok(Study {
        question: question.clone(),
        settings: settings.clone(),
        file: options_of_table.file.to_string(),
        account: Account::default(),
        model: Model::Correlations(CorrelationModel {
            n_observations,
            r2: fit.r2,
            r2_adjusted: fit.r2_adjusted,
            r2_controls: fit.importance.r2_controls,
        }),
        mean_outcome: f64::NAN,
        drivers,
        column_names: correlations.columns().to_vec(),
        controls,
        further: Further::absent(),
        corrected: Corrected::default(),
        change: None,
        segments: None,
        only: None,
        standing,
        cautions,
    })
}

fn driver_results(
    fit: &CorrelationFit,
    groups: &[Group],
    columns: &[ColumnResult],
    settings: &Settings,
) -> Vec<DriverResult> {
    let mut drivers: Vec<DriverResult> = fit
        .drivers
        .iter()
        .enumerate()
        .map(|(place, &group)| {
            let columns: Vec<ColumnResult> = groups[group]
                .columns
                .iter()
                .map(|&at| columns[at].clone())
                .collect();
            let lmg = fit.importance.shares[place];
            let value_of = |measure| match measure {
                Measure::Lmg => Some(lmg),
                Measure::Johnson => fit.relative_weights.as_ref().map(|all| all[place]),
                Measure::Marginal => Some(fit.importance.first[place]),
                Measure::Last => Some(fit.importance.last[place]),
                Measure::McFadden => None,
            };
            DriverResult {
                name: groups[group].name.clone(),
                p_value: match columns.as_slice() {
                    [one] => one.coefficient.and_then(|estimate| estimate.p_value),
                    _ => None,
                },
                columns,
                test: None,
                n_away: 0,
                stands: false,
                importance: settings
                    .measures
                    .iter()
                    .map(|&measure| (measure, value_of(measure)))
                    .collect(),
                share: (fit.r2 > 0.0).then(|| lmg / fit.r2),
                lmg_interval: None,
                contribution: f64::NAN,
                contribution_interval: None,
                rank: None,
            }
        })
        .collect();
    mark_discoveries(&mut drivers);
    drivers
}

/// Names and full matrix of a table.
fn read(path: &Path, options: &table::Options) -> Result<(Vec<String>, Array2<f64>), Error> {
    let wrong = |reason: String| Error::File {
        path: path.to_path_buf(),
        reason,
    };
    let mut table = table::open(path, options).map_err(|source| Error::Intake {
        path: path.to_path_buf(),
        source,
    })?;
    let header = table.columns().to_vec();
    let mut rows: Vec<Vec<String>> = Vec::new();
    while let Some(row) = table.next_row() {
        let row = row.map_err(|rejection| wrong(rejection.to_string()))?;
        rows.push(row.cells().map(|cell| cell.trim().to_owned()).collect());
    }
    // A first column of names has no number of its own.
    let with_names = rows.len() + 1 == header.len();
    let skip = usize::from(with_names);
    let names: Vec<String> = header[skip..].to_vec();
    let n = names.len();
    if rows.len() != n || n < 2 {
        return Err(wrong(format!(
            "{} rows and {} columns are no square matrix with names in the header",
            rows.len(),
            header.len()
        )));
    }
    let mut matrix = Array2::from_elem((n, n), f64::NAN);
    for (row, cells) in rows.iter().enumerate() {
        if with_names && cells.first() != Some(&names[row]) {
            return Err(wrong(format!(
                "row {} does not carry the name of column {}, \"{}\"",
                row + 1,
                row + 1,
                names[row]
            )));
        }
        for (column, cell) in cells.iter().skip(skip).enumerate().take(n) {
            if cell.is_empty() {
                continue;
            }
            let value = Decimal::Point
                .parse(cell)
                .or_else(|| Decimal::Comma.parse(cell))
                .ok_or_else(|| {
                    wrong(format!(
                        "row {}, column \"{}\" holds no number",
                        row + 1,
                        names[column]
                    ))
                })?;
            matrix[[row, column]] = value;
        }
    }
    for row in 0..n {
        for column in 0..n {
            if matrix[[row, column]].is_nan() {
                matrix[[row, column]] = matrix[[column, row]];
            }
        }
    }
    Ok((names, matrix))
}

fn groups(question: &Question, columns: &[String]) -> Vec<Group> {
    let places = |members: &[String]| -> Vec<usize> {
        members
            .iter()
            .filter_map(|member| columns.iter().position(|column| column == member))
            .collect()
    };
    let drivers = question
        .driver_groups()
        .into_iter()
        .map(|(name, members)| Group {
            columns: places(&members),
            name,
            role: Role::Driver,
        });
    let controls = question.controls.iter().map(|name| Group {
        name: name.clone(),
        columns: places(std::slice::from_ref(name)),
        role: Role::Control,
    });
    drivers.chain(controls).collect()
}

fn column_result(
    name: &str,
    column: &StandardisedColumn,
    left_out: Option<DropReason>,
) -> ColumnResult {
    ColumnResult {
        name: name.to_owned(),
        of: name.to_owned(),
        reference: None,
        coefficient: column.coefficient.map(|coefficient| CoefficientResult {
            coefficient,
            standard_error: column.doubt.map(|doubt| doubt.standard_error),
            interval: column.doubt.map(|doubt| doubt.interval),
            p_value: column.doubt.map(|doubt| doubt.p_value),
        }),
        left_out,
        resampled: None,
        mean: f64::NAN,
        marginal: Some(column.marginal),
        signs_differ: column.signs_differ(),
        vif: column.vif,
    }
}
