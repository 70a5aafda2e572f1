use super::Error;
use super::caution::{self, Caution};
use super::correction::Corrected;
use super::findings::{CoefficientResult, ColumnResult, DriverResult, LinearModel, Model, Study};
use super::further::further;
use super::prepared::Prepared;
use super::question::{Measure, Question, Settings};
use super::sheet::{Account, SheetColumn};
use super::standing::{rank, standing, test_drivers};
use crate::drivers::{
    self, Design, DropReason, Fit, Group, Importance, ImportanceMethod, Options, Replicates,
    Resampling, Role, Rows, StandardErrors, WeightKind, fit, relative_weights_by_group,
};
use crate::units::as_f64;
use std::collections::BTreeMap;

/// Most groups for which every subset is visited; above it orderings are sampled, and that is said.
const EXACT_LIMIT: usize = 30;

/// Most groups for which importance is part of every replicate; the cost doubles with each.
const RESAMPLED_IMPORTANCE_LIMIT: usize = 18;

/// A design and its fit.
#[derive(Debug)]
pub(super) struct Fitted {
    pub(super) design: Design,
    pub(super) fit: Fit,
}

pub(super) fn options(settings: &Settings) -> Options {
    Options {
        level: settings.level,
        seed: settings.seed,
        exact_limit: EXACT_LIMIT,
        resampling: match settings.n_replicates {
            0 => Resampling::Off,
            n_replicates => Resampling::Bayesian {
                n_replicates,
                importance_limit: RESAMPLED_IMPORTANCE_LIMIT,
            },
        },
        standard_errors: settings.standard_errors,
        intervals: settings.intervals,
        ..Options::default()
    }
}

/// Fits the rows without gaps.
pub(super) fn fit_complete(
    prepared: &Prepared,
    question: &Question,
    settings: &Settings,
) -> Result<Fitted, Error> {
    let sheet = &prepared.sheet;
    let account = &prepared.complete.account;
    account.check_enough_rows(sheet.columns.len())?;
    fit_rows(
        prepared.counted_rows(settings.weight_kind),
        sheet.names(),
        sheet.groups.clone(),
        question,
        settings,
    )
}

/// Fits rows without gaps on named columns.
pub(super) fn fit_rows(
    rows: Rows,
    names: Vec<String>,
    groups: Vec<Group>,
    question: &Question,
    settings: &Settings,
) -> Result<Fitted, Error> {
    let failed = |source| Error::Drivers {
        outcome: question.outcome.clone(),
        source,
    };
    // Columns that determine each other would be left out until the model fits exactly: with more
    // columns than rows that is no result.
    let n_parameters = names.len() + 1;
    let n_observations = rows.n_observations();
    if n_observations <= n_parameters {
        return Err(failed(drivers::Error::TooFewRows {
            n_observations,
            n_parameters,
        }));
    }
    let rows = merged(rows, settings.weight_kind).map_err(failed)?;
    let design = Design::with_weights(rows, names, groups, settings.weight_kind).map_err(failed)?;
    let fit = fit(&design, &options(settings)).map_err(failed)?;
    Ok(Fitted { design, fit })
}

/// Identical rows as one; frequencies are counted first, so that a cluster of one row that stands for
/// several answers stays a cluster.
pub(super) fn merged(rows: Rows, kind: WeightKind) -> Result<Rows, drivers::Error> {
    let rows = match kind {
        WeightKind::Frequency => rows.counted()?,
        WeightKind::Sampling | WeightKind::Precision => rows,
    };
    Ok(rows.compressed())
}

/// The findings of a fit.
pub(super) fn findings(
    prepared: &Prepared,
    question: &Question,
    settings: &Settings,
    fitted: &Fitted,
) -> Result<Study, Error> {
    let (sheet, complete) = (&prepared.sheet, &prepared.complete);
    let fit = &fitted.fit;
    let johnson = johnson(&fitted.design, settings);
    let mut drivers: Vec<DriverResult> = fit
        .drivers
        .iter()
        .enumerate()
        .map(|(at, driver)| {
            let group = &sheet.groups[driver.group];
            let columns: Vec<ColumnResult> = group
                .columns
                .iter()
                .map(|&column| column_result(&sheet.columns[column], fit, column))
                .collect();
            DriverResult {
                name: group.name.clone(),
                p_value: None,
                columns,
                test: None,
                n_away: 0,
                stands: false,
                importance: importance(fit, at, johnson.as_deref(), settings),
                share: (fit.explained.r2 > 0.0).then(|| driver.share / fit.explained.r2),
                lmg_interval: driver.share_interval,
                contribution: driver.contribution,
                contribution_interval: driver.contribution_interval,
                rank: None,
            }
        })
        .collect();
    let failed = |source| Error::Drivers {
        outcome: question.outcome.clone(),
        source,
    };
    test_drivers(&fitted.design, &mut drivers).map_err(failed)?;
    let standing = standing(fit, &drivers);
    rank(prepared, fit, &mut drivers, standing, settings).map_err(failed)?;
    let controls = sheet
        .groups
        .iter()
        .filter(|group| group.role == Role::Control)
        .flat_map(|group| &group.columns)
        .map(|&column| column_result(&sheet.columns[column], fit, column))
        .collect();
    let in_rows = &complete.sheet_row;
    let has_none = |row: &&usize| sheet.cluster[**row].is_none();
    let n_without = in_rows.iter().filter(has_none).count();
    let ground = CautionGround {
        repeated: prepared.repeated().collect(),
        account: &complete.account,
        names: &sheet.names(),
        n_without_cluster: if n_without < in_rows.len() {
            n_without
        } else {
            0
        },
        least_for_rank: prepared.least_for_rank(settings.weight_kind),
    };
    Ok(Study {
        standing,
        cautions: cautions(ground, fit, &drivers, settings),
        question: question.clone(),
        settings: settings.clone(),
        file: prepared.file.clone(),
        account: complete.account.clone(),
        model: Model::Linear(Box::new(linear_model(fit))),
        mean_outcome: fit.mean_outcome,
        drivers,
        column_names: sheet.names(),
        controls,
        further: further(prepared, question, settings, fitted),
        corrected: Corrected::default(),
        change: None,
        segments: None,
        only: None,
    })
}

/// What only the model of a fit has.
pub(super) fn linear_model(fit: &Fit) -> LinearModel {
    LinearModel {
        intercept: CoefficientResult::of(&fit.intercept),
        explained: fit.explained,
        r2_controls: fit.importance.r2_controls,
        sampled: sampled(&fit.importance),
        standard_errors: fit.standard_errors,
        diagnosis: fit.diagnosis.clone(),
    }
}

/// The result of a column of the model: `of` says where it comes from.
pub(super) fn column_result(of: &SheetColumn, fit: &Fit, column: usize) -> ColumnResult {
    let fitted = &fit.columns[column];
    let dropped = fit
        .diagnosis
        .dropped
        .iter()
        .find(|one| one.column == column);
    ColumnResult {
        name: of.name.clone(),
        of: of.of.clone(),
        reference: of.reference.clone(),
        coefficient: fitted.estimate.as_ref().map(CoefficientResult::of),
        left_out: dropped.map(|dropped| dropped.reason),
        resampled: fitted.resampled,
        mean: fitted.mean,
        marginal: Some(fitted.marginal),
        signs_differ: fitted.signs_differ(),
        vif: fitted.vif,
    }
}

/// Relative weights per driver; `None` where they are not asked for or not defined.
fn johnson(design: &Design, settings: &Settings) -> Option<Vec<f64>> {
    settings
        .measures
        .contains(&Measure::Johnson)
        .then(|| relative_weights_by_group(design).ok())
        .flatten()
}

/// Parts of R² of a driver by the measures that are asked for.
pub(super) fn importance(
    fit: &Fit,
    driver: usize,
    johnson: Option<&[f64]>,
    settings: &Settings,
) -> BTreeMap<Measure, Option<f64>> {
    settings
        .measures
        .iter()
        .map(|&measure| {
            let value = match measure {
                Measure::Lmg => Some(fit.importance.shares[driver]),
                Measure::Johnson => johnson.map(|weights| weights[driver]),
                Measure::Marginal => Some(fit.importance.first[driver]),
                Measure::Last => Some(fit.importance.last[driver]),
                Measure::McFadden => None,
            };
            (measure, value)
        })
        .collect()
}

/// Orderings that were sampled, with the largest Monte-Carlo error; `None` where all count.
pub(super) fn sampled(importance: &Importance) -> Option<(usize, f64)> {
    match &importance.method {
        ImportanceMethod::Exact { .. } => None,
        ImportanceMethod::Sampled {
            n_orderings,
            standard_errors,
        } => Some((
            *n_orderings,
            standard_errors.iter().copied().fold(0.0, f64::max),
        )),
    }
}

/// What cautions need to know beside a fit.
pub(super) struct CautionGround<'a> {
    /// Names that stand in the header more than once.
    pub(super) repeated: Vec<Caution>,
    pub(super) account: &'a Account,
    /// Names of the columns of the model.
    pub(super) names: &'a [String],
    /// Rows without a cluster where others have one.
    pub(super) n_without_cluster: usize,
    pub(super) least_for_rank: usize,
}

/// What to keep in mind of a linear model.
pub(super) fn cautions(
    ground: CautionGround<'_>,
    fit: &Fit,
    drivers: &[DriverResult],
    settings: &Settings,
) -> Vec<Caution> {
    let account = ground.account;
    let mut cautions = vec![Caution::Association];
    cautions.extend(ground.repeated);
    let share = as_f64(account.n_left_out()) / as_f64(account.n_read.max(1));
    if share > caution::LEFT_OUT {
        cautions.push(Caution::RowsLeftOut { share });
    }
    let diagnosis = &fit.diagnosis;
    if diagnosis.n_observations < caution::ROWS_PER_PARAMETER * diagnosis.n_parameters {
        cautions.push(Caution::FewRows {
            n: diagnosis.n_observations,
            n_parameters: diagnosis.n_parameters,
        });
    }
    let name = |column: usize| ground.names[column].clone();
    if diagnosis.condition > caution::CONDITION {
        let pair = diagnosis
            .strongest_overlap
            .map(|pair| (name(pair.first), name(pair.second), pair.correlation));
        cautions.push(Caution::Overlap {
            condition: diagnosis.condition,
            pair,
        });
    }
    cautions.extend(
        diagnosis
            .dropped
            .iter()
            .map(|dropped| match dropped.reason {
                DropReason::Constant => Caution::Constant {
                    column: name(dropped.column),
                },
                DropReason::Collinear => Caution::Determined {
                    column: name(dropped.column),
                },
            }),
    );
    for driver in drivers {
        cautions.extend(driver.sign_caution(diagnosis.n_observations));
        for column in &driver.columns {
            if column
                .coefficient
                .is_some_and(|one| one.standard_error.is_none())
            {
                cautions.push(Caution::HangsOnOne {
                    column: column.name.clone(),
                });
            }
        }
    }
    if let StandardErrors::Cr1 { n_clusters } = fit.standard_errors
        && n_clusters < caution::CLUSTERS
    {
        cautions.push(Caution::FewClusters { n_clusters });
    }
    if let Some((n_orderings, standard_error)) = sampled(&fit.importance) {
        cautions.push(Caution::Sampled {
            n_orderings,
            standard_error,
        });
    }
    let undefined = |driver: &DriverResult| driver.importance.get(&Measure::Johnson) == Some(&None);
    if drivers.iter().any(undefined) {
        cautions.push(Caution::NoRelativeWeights);
    }
    if ground.n_without_cluster > 0 {
        cautions.push(Caution::NoCluster {
            n: ground.n_without_cluster,
        });
    }
    let least = ground.least_for_rank;
    for driver in drivers.iter().filter(|driver| driver.is_rare(least)) {
        cautions.push(Caution::Rare {
            driver: driver.name.clone(),
            n: driver.n_away,
        });
    }
    if settings.n_replicates == 0 {
        cautions.push(Caution::NotResampled);
    }
    let has_no_shares = |drawn: &Replicates| drawn.shares.is_none();
    if fit.replicates.as_ref().is_some_and(has_no_shares) {
        cautions.push(Caution::ImportanceNotResampled {
            n_drivers: drivers.len(),
        });
    }
    cautions
}
