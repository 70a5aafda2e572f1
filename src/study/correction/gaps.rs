use super::findings::Imputed;
use super::{
    CorrectionCaution, CorrectionError, FilledAs, FilledColumn, GapsFound, ImputedColumnResult,
    LostColumn,
};
use crate::drivers::missing::{
    Caveat, Imputation, IncompleteTable, Kind, PooledEstimate, PooledFit, PooledOptions, Steps,
    Variable, impute, pooled_fit,
};
use crate::drivers::{
    self, Design, Doubt, Estimate, Fit, Interaction, Row, Rows, relative_weights_by_group,
};
use crate::study::linear::{Fitted, options};
use crate::study::prepared::Prepared;
use crate::study::sheet::Sheet;
use crate::study::{Error, Measure, Question, Settings};
use crate::units::{Probability, as_f64};
use ndarray::Array2;

/// Most different whole numbers of a column that is filled as a rating.
const RATING: usize = 11;

/// Most filled values that are kept, for a script that fits the completed tables again: a few megabytes of text.
const MOST_FILLED: usize = 200_000;

/// A pooled fit as one, with what is said of the gaps.
pub(super) struct Filled {
    pub(super) fitted: Fitted,
    /// Relative weights per driver, mean over imputations.
    pub(super) johnson: Option<Vec<f64>>,
    pub(super) found: GapsFound,
    pub(super) cautions: Vec<CorrectionCaution>,
}

/// What gaps cost; `None` without gaps.
///
/// Counted here rather than by [`complete_cases`](crate::drivers::missing::complete_cases), which needs a
/// table of all cells: most studies have no other use for one.
pub(in crate::study) fn lost(sheet: &Sheet) -> Option<GapsFound> {
    let mut variables: Vec<(&str, usize)> = Vec::new();
    for (at, column) in sheet.columns.iter().enumerate() {
        // Columns made of one column of the table have their gaps together.
        if variables.last().is_none_or(|(name, _)| *name != column.of) {
            variables.push((&column.of, at));
        }
    }
    let mut counts = vec![(0usize, 0usize); variables.len()];
    let (mut n_rows, mut n_complete) = (0, 0);
    let mut lacking = Vec::new();
    for row in 0..sheet.y.len() {
        let n_like = sheet.n_like(row);
        n_rows += n_like;
        lacking.clear();
        let lacks = |(_, (_, column)): &(usize, &(&str, usize))| {
            sheet.columns[*column].value(row).is_none()
        };
        let of_row = variables.iter().enumerate().filter(lacks);
        lacking.extend(of_row.map(|(variable, _)| variable));
        n_complete += n_like * usize::from(lacking.is_empty());
        for &variable in &lacking {
            counts[variable].0 += n_like;
            counts[variable].1 += n_like * usize::from(lacking.len() == 1);
        }
    }
    (n_complete < n_rows).then(|| GapsFound {
        n_rows,
        n_complete,
        lost: variables
            .iter()
            .zip(counts)
            .filter(|(_, (n_missing, _))| *n_missing > 0)
            .map(|((name, _), (n_missing, n_lost_by_it_alone))| LostColumn {
                column: (*name).to_owned(),
                n_missing,
                n_lost_by_it_alone,
            })
            .collect(),
        imputed: None,
    })
}

fn failed(source: drivers::Error, question: &Question) -> Error {
    match source {
        drivers::Error::NothingObserved { column, .. } => {
            Error::from(CorrectionError::NothingObserved { column })
        }
        source => Error::Drivers {
            outcome: question.outcome.clone(),
            source,
        },
    }
}

/// The sheet with its gaps open.
///
/// Columns made of the words of one column are one variable of categories. Numbers that are all 0 or 1
/// are filled as such, whole numbers with at most eleven different ones as ratings, others as numbers.
fn table(sheet: &Sheet) -> Result<IncompleteTable, Error> {
    let mut variables: Vec<Variable> = Vec::new();
    for (at, column) in sheet.columns.iter().enumerate() {
        let before = variables.last_mut().filter(|one| {
            one.kind == Kind::Dummies && one.name == column.of && column.reference.is_some()
        });
        if let Some(variable) = before {
            variable.columns.push(at);
            continue;
        }
        variables.push(Variable {
            name: column.of.clone(),
            columns: vec![at],
            kind: if column.reference.is_some() {
                Kind::Dummies
            } else {
                kind(sheet, at)
            },
        });
    }
    if let Some(empty) = sheet
        .columns
        .iter()
        .find(|column| (0..sheet.y.len()).all(|row| column.value(row).is_none()))
    {
        return Err(Error::from(CorrectionError::NothingObserved {
            column: empty.of.clone(),
        }));
    }
    let shape = (sheet.y.len(), sheet.columns.len());
    let is_weighted = sheet.weight.iter().any(|weight| (weight - 1.0).abs() > 0.0);
    Ok(IncompleteTable {
        columns: sheet.names(),
        variables,
        cells: Array2::from_shape_fn(shape, |(row, column)| sheet.columns[column].value(row)),
        outcome: sheet.y.iter().map(|&y| Some(y)).collect(),
        weights: if is_weighted {
            sheet.weight.clone()
        } else {
            Vec::new()
        },
        clusters: sheet.cluster.clone(),
    })
}

fn kind(sheet: &Sheet, column: usize) -> Kind {
    let column = &sheet.columns[column];
    if column.is_mention() {
        return Kind::Binary;
    }
    let mut different: Vec<f64> = (0..sheet.y.len())
        .filter_map(|row| column.value(row))
        .collect();
    different.sort_by(f64::total_cmp);
    different.dedup_by(|a, b| a.total_cmp(b).is_eq());
    let are_whole = different.iter().all(|value| value.fract().abs() <= 0.0);
    match (different.first(), different.last()) {
        (Some(&minimum), Some(&maximum)) if are_whole && different.len() <= RATING => {
            Kind::Rating {
                minimum,
                maximum,
                steps: Steps::Whole,
            }
        }
        _ => Kind::Continuous,
    }
}

fn filled_as(kind: Kind) -> FilledAs {
    match kind {
        Kind::Binary => FilledAs::Binary,
        Kind::Dummies => FilledAs::Categories,
        Kind::Rating { .. } => FilledAs::Rating,
        Kind::Continuous => FilledAs::Number,
    }
}

/// Fills gaps many times, fits every completed table and pools.
///
/// Importance, means and R² are averaged over the completed tables; the design that is returned is
/// that of the first, for what needs one.
pub(super) fn fill(
    prepared: &Prepared,
    n_imputations: usize,
    interactions: Vec<Interaction>,
    question: &Question,
    settings: &Settings,
) -> Result<Filled, Error> {
    let table = table(&prepared.sheet)?;
    let groups = &prepared.sheet.groups;
    let failed = |source| failed(source, question);
    let pooling = PooledOptions {
        imputation: Imputation {
            n_imputations,
            seed: settings.seed,
            ..Imputation::default()
        },
        fit: options(settings),
        interactions,
    };
    let pooled = pooled_fit(&table, groups, &pooling).map_err(failed)?;
    // The same seed fills the same values.
    let completed = impute(&table, &pooling.imputation).map_err(failed)?;
    let design_of = |cells: &Array2<f64>| -> Result<Design, Error> {
        let rows = rows(&prepared.sheet, cells).compressed();
        let (names, groups) = (table.columns.clone(), groups.clone());
        if pooling.interactions.is_empty() {
            return Design::new(rows, names, groups).map_err(failed);
        }
        Design::with_interactions(&rows, names, groups, &pooling.interactions).map_err(failed)
    };
    let first = design_of(&completed.tables[0])?;
    let mut johnson = None;
    if settings.measures.contains(&Measure::Johnson) && pooling.interactions.is_empty() {
        let mut all = Vec::with_capacity(n_imputations);
        for cells in &completed.tables {
            all.push(relative_weights_by_group(&design_of(cells)?).ok());
        }
        johnson = all
            .into_iter()
            .collect::<Option<Vec<Vec<f64>>>>()
            .map(|all| mean_of(&all));
    }
    let imputed = Imputed {
        n_imputations,
        r2: pooled.explained.r2.value,
        r2_interval: pooled.explained.r2.interval,
        columns: imputed_columns(&table, &pooled, first.columns()),
        values: filled_values(&table, &completed.tables),
    };
    Ok(Filled {
        found: GapsFound {
            imputed: Some(imputed),
            ..lost(&prepared.sheet).unwrap_or_else(|| without_gaps(&prepared.sheet))
        },
        cautions: cautions(&pooled, first.columns()),
        fitted: Fitted {
            fit: as_one(pooled, settings.level),
            design: first,
        },
        johnson,
    })
}

/// What was filled in, column by column; `None` where that is too much to keep.
fn filled_values(table: &IncompleteTable, completed: &[Array2<f64>]) -> Option<Vec<FilledColumn>> {
    let n_gaps = table.cells.iter().filter(|cell| cell.is_none()).count();
    if n_gaps * completed.len() > MOST_FILLED {
        return None;
    }
    let columns = table.columns.iter().zip(table.cells.columns());
    let filled = columns.enumerate().map(|(at, (name, cells))| {
        let rows: Vec<usize> = (0..cells.len())
            .filter(|&row| cells[row].is_none())
            .collect();
        let of_table = |one: &Array2<f64>| rows.iter().map(|&row| one[[row, at]]).collect();
        FilledColumn {
            column: name.clone(),
            values: completed.iter().map(of_table).collect(),
            rows,
        }
    });
    Some(filled.filter(|one| !one.rows.is_empty()).collect())
}

fn without_gaps(sheet: &Sheet) -> GapsFound {
    GapsFound {
        n_rows: sheet.y.len(),
        n_complete: sheet.y.len(),
        lost: Vec::new(),
        imputed: None,
    }
}

fn rows(sheet: &Sheet, cells: &Array2<f64>) -> Rows {
    let mut rows = Rows::new(sheet.columns.len());
    let mut entries: Vec<(usize, f64)> = Vec::with_capacity(sheet.columns.len());
    for (row, values) in cells.rows().into_iter().enumerate() {
        entries.clear();
        entries.extend(values.iter().copied().enumerate());
        rows.push(Row {
            weight: sheet.weight[row],
            cluster: sheet.cluster[row],
            ..Row::new(&entries, sheet.y[row])
        });
    }
    rows
}

fn imputed_columns(
    table: &IncompleteTable,
    pooled: &PooledFit,
    names: &[String],
) -> Vec<ImputedColumnResult> {
    let n_rows = as_f64(pooled.loss.n_rows.max(1));
    pooled
        .columns
        .iter()
        .enumerate()
        .map(|(at, column)| {
            let rubin = column.estimate.and_then(|estimate| estimate.rubin);
            let traced = pooled.imputed.iter().find(|one| one.column == at);
            let variable = table.variables.iter().find(|one| one.columns.contains(&at));
            let loss = pooled.loss.columns.get(at);
            ImputedColumnResult {
                column: names[at].clone(),
                share_missing: loss.map_or(0.0, |loss| as_f64(loss.n_missing) / n_rows),
                kind: variable.map(|variable| filled_as(variable.kind)),
                fraction_missing: rubin.map(|rubin| rubin.fraction_missing),
                degrees_of_freedom: rubin.map(|rubin| rubin.degrees_of_freedom),
                r_hat: traced.and_then(|traced| traced.r_hat),
            }
        })
        .collect()
}

/// A pooled fit in the form of a single one.
fn as_one(pooled: PooledFit, level: Probability) -> Fit {
    let fits = &pooled.fits;
    let mean =
        |of: &dyn Fn(&Fit) -> f64| fits.iter().map(of).sum::<f64>() / as_f64(fits.len().max(1));
    let mean_of_some = |of: &dyn Fn(&Fit) -> Option<f64>| {
        let values: Option<Vec<f64>> = fits.iter().map(of).collect();
        values.map(|values| values.iter().sum::<f64>() / as_f64(values.len().max(1)))
    };
    let mut one = fits[0].clone();
    one.mean_outcome = pooled.mean_outcome;
    one.intercept = estimate(&pooled.intercept, level);
    for (at, (column, of_pooled)) in one.columns.iter_mut().zip(&pooled.columns).enumerate() {
        column.estimate = of_pooled
            .estimate
            .as_ref()
            .map(|found| estimate(found, level));
        column.resampled = of_pooled.resampled;
        column.mean = of_pooled.mean;
        column.marginal = of_pooled.marginal;
        column.vif = mean_of_some(&|fit| fit.columns[at].vif);
    }
    for (at, (driver, of_pooled)) in one.drivers.iter_mut().zip(&pooled.drivers).enumerate() {
        driver.contribution = of_pooled.contribution;
        driver.contribution_interval = of_pooled.contribution_interval;
        driver.share = of_pooled.share;
        driver.share_interval = of_pooled.share_interval;
        one.importance.shares[at] = of_pooled.share;
        one.importance.first[at] = mean(&|fit| fit.importance.first[at]);
        one.importance.last[at] = mean(&|fit| fit.importance.last[at]);
    }
    one.importance.r2_controls = mean(&|fit| fit.importance.r2_controls);
    one.importance.r2_divided = mean(&|fit| fit.importance.r2_divided);
    one.explained.r2 = pooled.explained.mean_r2;
    one.explained.r2_adjusted = mean(&|fit| fit.explained.r2_adjusted);
    one.explained.r2_cross_validated = pooled.explained.r2_cross_validated;
    one.explained.r2_cross_validated_drivers =
        mean_of_some(&|fit| fit.explained.r2_cross_validated_drivers);
    one.explained.held_out = None;
    one.replicates = pooled.replicates;
    one
}

fn estimate(pooled: &PooledEstimate, level: Probability) -> Estimate {
    let told = pooled.standard_error.zip(pooled.interval);
    Estimate {
        value: pooled.value,
        doubt: told
            .zip(pooled.p_value)
            .map(|((standard_error, interval), p_value)| {
                debug_assert_eq!(
                    interval.level, level,
                    "the pooled interval has the level asked for"
                );
                Doubt {
                    standard_error,
                    interval,
                    p_value,
                }
            }),
    }
}

fn mean_of(all: &[Vec<f64>]) -> Vec<f64> {
    let n = as_f64(all.len().max(1));
    let width = all.first().map_or(0, Vec::len);
    (0..width)
        .map(|at| all.iter().map(|one| one[at]).sum::<f64>() / n)
        .collect()
}

fn cautions(pooled: &PooledFit, names: &[String]) -> Vec<CorrectionCaution> {
    let name = |column: usize| names[column].clone();
    let understood = |caveat: &Caveat| {
        Some(match *caveat {
            Caveat::AssumedMissingAtRandom => CorrectionCaution::MissingAtRandom,
            Caveat::MostlyMissing { column, share } => CorrectionCaution::MostlyMissing {
                column: name(column),
                share,
            },
            Caveat::FewCompleteRows {
                n_complete,
                n_parameters,
            } => CorrectionCaution::FewCompleteRows {
                n: n_complete,
                n_parameters,
            },
            Caveat::NotConverged { column, r_hat } => CorrectionCaution::NotConverged {
                column: name(column),
                r_hat,
            },
            Caveat::FewImputations {
                n_imputations,
                advised,
            } => CorrectionCaution::FewImputations {
                n: n_imputations,
                advised,
            },
            Caveat::ClustersNotImputed => CorrectionCaution::ClustersNotImputed,
            Caveat::ProductsOfImputed => CorrectionCaution::ProductsOfImputed,
            // Rows without an outcome are none of the sheet.
            Caveat::RowsWithoutOutcome { .. } => return None,
        })
    };
    pooled.caveats.iter().filter_map(understood).collect()
}
