use super::Error;
use super::caution::{self, Caution};
use super::correction::Corrected;
use super::findings::{
    CategoricalModel, CoefficientResult, ColumnResult, DriverResult, Model, Study,
};
use super::further::{Aside, Further};
use super::linear::{merged, sampled};
use super::prepared::Prepared;
use super::question::{Measure, ModelKind, Question, Settings};
use super::sheet::SheetColumn;
use super::standing::{mark_discoveries, rank_by, standing_of};
use crate::drivers::ordinal::{
    self, BrantTest, Fit, MultinomialFit, Options, brant_test, dominance, held_out, multinomial,
    proportional_odds,
};
use crate::drivers::{self, Design, DropReason, Importance, Role};
use crate::units::{Probability, as_f64};
use std::collections::BTreeMap;

/// Most different answers that an ordinal model takes.
const MAX_ANSWERS: usize = 50;

/// Below this p the slopes are said to differ over the answers, and the fall-back is fitted too.
const BRANT: f64 = 0.01;

/// Studies ordered or two-valued answers.
pub(super) fn study(
    prepared: &Prepared,
    question: &Question,
    settings: &Settings,
) -> Result<Study, Error> {
    let failed = |source| Error::Drivers {
        outcome: question.outcome.clone(),
        source,
    };
    let answers = Answers::of(prepared, question, settings)?;
    let account = &prepared.complete.account;
    account.check_enough_rows(prepared.sheet.columns.len())?;
    let design = answers.design(prepared, settings).map_err(failed)?;
    let options = Options {
        points: answers.points.clone(),
        level: settings.level,
        n_replicates: settings.n_replicates,
        seed: settings.seed,
    };
    let fit = proportional_odds(&design, &options).map_err(failed)?;
    let shares = dominance(&design, &options).map_err(failed)?;
    let held_out = held_out(&design, &options).map_err(failed)?;
    let brant = if answers.points.len() > 2 {
        Aside::of(brant_test(&design, &options))
    } else {
        Aside::Absent
    };
    let fall_back = match brant.computed().and_then(|test| test.overall) {
        Some(test) if test.p_value.get() < BRANT => Aside::of(multinomial(&design, &options)),
        _ => Aside::Absent,
    };
    let mut drivers = driver_results(prepared, &fit, &shares, settings);
    mark_discoveries(&mut drivers);
    // Where a part of the rows cannot be left out, nothing is known against the drivers.
    let standing = standing_of(held_out.map(|found| found.verdict()), &drivers);
    if standing.has_ranking() {
        rank(prepared, &fit, &mut drivers, settings).map_err(failed)?;
    }
    let sampled = sampled(&shares);
    let columns = |role: Role| -> Vec<ColumnResult> {
        let sheet = &prepared.sheet;
        let groups = sheet.groups.iter().filter(|group| group.role == role);
        groups
            .flat_map(|group| &group.columns)
            .map(|&column| column_result(prepared, &fit, column))
            .collect()
    };
    Ok(Study {
        cautions: cautions(
            prepared,
            &fit,
            &drivers,
            settings,
            brant.computed(),
            sampled,
        ),
        question: question.clone(),
        settings: settings.clone(),
        file: prepared.file.clone(),
        account: prepared.complete.account.clone(),
        mean_outcome: fit.mean_points.observed,
        model: Model::Categorical(Box::new(CategoricalModel {
            kind: settings.model,
            answers: answers.values,
            thresholds: fit.thresholds.iter().map(CoefficientResult::of).collect(),
            intercept: fit.intercept().as_ref().map(CoefficientResult::of),
            quality: fit.quality,
            held_out,
            sampled,
            standard_errors: fit.standard_errors,
            diagnosis: fit.diagnosis.clone(),
            brant,
            fall_back: fall_back_of(&fall_back),
        })),
        drivers,
        column_names: prepared.sheet.names(),
        controls: columns(Role::Control),
        standing,
        further: Further::absent(),
        corrected: Corrected::default(),
        change: None,
        segments: None,
        only: None,
    })
}

/// Contributions of the multinomial model, in the order of the drivers.
fn fall_back_of(fit: &Aside<MultinomialFit>) -> Aside<Vec<ordinal::DriverFit>> {
    match fit {
        Aside::Absent => Aside::Absent,
        Aside::Computed(fit) => Aside::Computed(fit.drivers.clone()),
        Aside::Impossible(error) => Aside::Impossible(error.clone()),
    }
}

/// The different answers, worst first, and what each is worth.
struct Answers {
    values: Vec<f64>,
    points: Vec<f64>,
}

impl Answers {
    fn of(prepared: &Prepared, question: &Question, settings: &Settings) -> Result<Self, Error> {
        let sheet = &prepared.sheet;
        let mut pairs: Vec<(f64, f64)> = prepared
            .complete
            .sheet_row
            .iter()
            .map(|&row| (sheet.answered[row], sheet.y[row]))
            .collect();
        pairs.sort_by(|a, b| a.0.total_cmp(&b.0));
        pairs.dedup_by(|a, b| a.0.total_cmp(&b.0).is_eq());
        let n = pairs.len();
        let (least, most) = match settings.model {
            ModelKind::Logistic => (2, 2),
            ModelKind::Linear | ModelKind::Ordinal => (2, MAX_ANSWERS),
        };
        if n < least || n > most {
            return Err(Error::NumberOfAnswers {
                column: question.outcome.clone(),
                n,
                most,
            });
        }
        Ok(Self {
            values: pairs.iter().map(|pair| pair.0).collect(),
            points: pairs.iter().map(|pair| pair.1).collect(),
        })
    }

    /// The design with the place of each answer as its outcome.
    fn design(&self, prepared: &Prepared, settings: &Settings) -> Result<Design, drivers::Error> {
        let (sheet, complete) = (&prepared.sheet, &prepared.complete);
        let code = |&row: &usize| {
            let answer = sheet.answered[row];
            as_f64(
                self.values
                    .partition_point(|value| value.total_cmp(&answer).is_lt()),
            )
        };
        let codes: Vec<f64> = complete.sheet_row.iter().map(code).collect();
        let rows = prepared.rows().with_outcomes(codes)?;
        let rows = merged(rows, settings.weight_kind)?;
        Design::with_weights(
            rows,
            sheet.names(),
            sheet.groups.clone(),
            settings.weight_kind,
        )
    }
}

fn driver_results(
    prepared: &Prepared,
    fit: &Fit,
    shares: &Importance,
    settings: &Settings,
) -> Vec<DriverResult> {
    let r2 = fit.quality.mcfadden_r2;
    fit.drivers
        .iter()
        .enumerate()
        .map(|(at, driver)| {
            let group = &prepared.sheet.groups[driver.group];
            let columns: Vec<ColumnResult> = group
                .columns
                .iter()
                .map(|&column| column_result(prepared, fit, column))
                .collect();
            let share = shares.shares[at];
            DriverResult {
                name: group.name.clone(),
                p_value: joint_p(&columns),
                test: None,
                n_away: prepared.n_away(&group.columns, settings.weight_kind),
                stands: false,
                importance: BTreeMap::from([(Measure::McFadden, Some(share))]),
                share: (r2 > 0.0).then(|| share / r2),
                lmg_interval: None,
                contribution: driver.contribution,
                contribution_interval: driver.interval,
                rank: None,
                columns,
            }
        })
        .collect()
}

/// The p-value of the only column, or the smallest of several times their number (Bonferroni), which
/// is never too small.
fn joint_p(columns: &[ColumnResult]) -> Option<Probability> {
    let p_values: Vec<f64> = columns
        .iter()
        .filter_map(|column| Some(column.coefficient?.p_value?.get()))
        .collect();
    let least = p_values.iter().copied().min_by(f64::total_cmp)?;
    Some(Probability::saturating(least * as_f64(p_values.len())))
}

/// Ranks mentions and categories by the size of the contribution over joint replicates.
fn rank(
    prepared: &Prepared,
    fit: &Fit,
    drivers: &mut [DriverResult],
    settings: &Settings,
) -> Result<(), drivers::Error> {
    // A contribution is against the driver at zero. For a mention that is an answer; for a rating it is not,
    // and its size hangs on how the scale was coded.
    let Some(replicates) = fit.replicates.as_ref().filter(|_| all_mentions(prepared)) else {
        return Ok(());
    };
    let least = prepared.least_for_rank(settings.weight_kind);
    let ranked: Vec<usize> = (0..drivers.len())
        .filter(|&at| drivers[at].n_away >= least)
        .collect();
    let sizes: Vec<f64> = drivers
        .iter()
        .map(|driver| driver.contribution.abs())
        .collect();
    let replicates = replicates.contributions.mapv(f64::abs);
    rank_by(drivers, &ranked, &sizes, &replicates, settings)
}

fn all_mentions(prepared: &Prepared) -> bool {
    let is_mention = |column: &SheetColumn| column.is_mention();
    prepared.sheet.columns.iter().all(is_mention)
}

fn column_result(prepared: &Prepared, fit: &Fit, column: usize) -> ColumnResult {
    let fitted = &fit.columns[column];
    let sheet = &prepared.sheet.columns[column];
    let dropped = fit
        .diagnosis
        .dropped
        .iter()
        .find(|one| one.column == column);
    ColumnResult {
        name: sheet.name.clone(),
        of: sheet.of.clone(),
        reference: sheet.reference.clone(),
        coefficient: fitted.estimate.as_ref().map(CoefficientResult::of),
        left_out: dropped.map(|dropped| dropped.reason),
        resampled: fitted.resampled,
        mean: fitted.mean,
        marginal: None,
        signs_differ: false,
        vif: fitted.vif,
    }
}

fn cautions(
    prepared: &Prepared,
    fit: &Fit,
    drivers: &[DriverResult],
    settings: &Settings,
    brant: Option<&BrantTest>,
    sampled: Option<(usize, f64)>,
) -> Vec<Caution> {
    let account = &prepared.complete.account;
    let mut cautions = vec![Caution::Association, Caution::LogOdds];
    cautions.extend(prepared.repeated());
    let share = as_f64(account.n_left_out()) / as_f64(account.n_read.max(1));
    if share > caution::LEFT_OUT {
        cautions.push(Caution::RowsLeftOut { share });
    }
    let n_parameters = fit.quality.n_parameters;
    if fit.diagnosis.n_observations < caution::ROWS_PER_PARAMETER * n_parameters {
        cautions.push(Caution::FewRows {
            n: fit.diagnosis.n_observations,
            n_parameters,
        });
    }
    for dropped in &fit.diagnosis.dropped {
        let column = prepared.sheet.columns[dropped.column].name.clone();
        cautions.push(match dropped.reason {
            DropReason::Constant => Caution::Constant { column },
            DropReason::Collinear => Caution::Determined { column },
        });
    }
    if let Some(test) = brant.and_then(|test| test.overall)
        && test.p_value.get() < BRANT
    {
        cautions.push(Caution::SlopesDiffer {
            p_value: test.p_value,
        });
    }
    if let Some((n_orderings, standard_error)) = sampled {
        cautions.push(Caution::Sampled {
            n_orderings,
            standard_error,
        });
    }
    let least = prepared.least_for_rank(settings.weight_kind);
    for driver in drivers.iter().filter(|driver| driver.is_rare(least)) {
        cautions.push(Caution::Rare {
            driver: driver.name.clone(),
            n: driver.n_away,
        });
    }
    if settings.n_replicates == 0 {
        cautions.push(Caution::NotResampled);
    } else if !all_mentions(prepared) {
        cautions.push(Caution::RatingsNotRanked);
    }
    cautions
}
