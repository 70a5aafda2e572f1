use super::pass::Pass;
use super::seen::{Seen, check_unchanged};
use super::vocabulary::vocabularies;
use crate::drivers::{
    Group, Options, Role, StandardErrorChoice, StreamedFit, StreamedResiduals, WeightKind,
};
use crate::intake::table;
use crate::study::Error;
use crate::study::answers::{check_names, different};
use crate::study::caution::Caution;
use crate::study::correction::Corrected;
use crate::study::findings::{ColumnResult, DriverResult, Model, Study};
use crate::study::further::Further;
use crate::study::linear::{
    CautionGround, cautions, column_result, importance, linear_model, options,
};
use crate::study::prepared::{LEAST_FOR_RANK, check_groups, open};
use crate::study::question::{ModelKind, Question, Settings};
use crate::study::run::Studied;
use crate::study::sheet::{SheetColumn, groups_of};
use crate::study::standing::{mark_discoveries, standing, test_streamed};
use std::path::Path;

/// What has to be summed so that no row needs to be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::study) enum Way {
    /// Sums of the rows.
    Sums,
    /// Sums of the rows, then of their residuals.
    Residuals,
}

/// The sums that say all that is asked; `None` where single rows are needed.
pub(in crate::study) fn way(question: &Question, settings: &Settings) -> Option<Way> {
    let suffices = settings.model == ModelKind::Linear
        && settings.n_replicates == 0
        && settings.weight_kind != WeightKind::Frequency
        && settings.driver_scale.is_none()
        && settings.split.is_none()
        && question.cluster.is_none();
    match settings.standard_errors {
        _ if !suffices => None,
        StandardErrorChoice::Classical => Some(Way::Sums),
        StandardErrorChoice::Automatic
        | StandardErrorChoice::Hc3
        | StandardErrorChoice::Linearised => Some(Way::Residuals),
        StandardErrorChoice::Cr1 => None,
    }
}

/// Studies a table without keeping a row; `None` where that cannot be done: for a pipe, for columns that are
/// known only as rows go by, and where too many different words stand in a column.
///
/// # Errors
///
/// As [`study`](crate::study::study).
pub(in crate::study) fn study(
    path: &Path,
    table_options: &table::Options,
    question: &Question,
    settings: &Settings,
) -> Result<Option<Studied>, Error> {
    question.check()?;
    let is_file = std::fs::metadata(path).is_ok_and(|found| found.is_file());
    if !is_file && table_options.piped.is_none() {
        return Ok(None);
    }
    let before = Seen::of(path, table_options);
    let mut table = open(path, table_options)?;
    if table.columns().is_empty() {
        return Ok(None);
    }
    let names = different(&question.needs());
    check_names(table.columns(), &names)?;
    check_groups(question, table.columns())?;
    let is_needed = |name: &str| names.iter().any(|one| one.0 == name);
    let repeated = table.layout().repeated;
    let repeated = repeated.iter().filter(|one| is_needed(&one.name));
    let repeated: Vec<Caution> = repeated.map(Caution::repeated).collect();
    let positions: Vec<Option<usize>> = names.iter().map(|one| table.column(one.0)).collect();
    let vocabularies = vocabularies(&mut table, &names, &positions);
    let of_drivers = options(settings);
    let Some(mut pass) = Pass::new(question, settings, &of_drivers, &vocabularies)? else {
        return Ok(None);
    };
    let mut table = open(path, table_options)?;
    pass.take_all(&mut table, table_options, &positions)?;
    check_any(&pass, path)?;
    let (columns, chosen) = columns(&pass);
    pass.account.check_enough_rows(columns.len())?;
    let groups = groups_of(question, &columns);
    let column_names: Vec<String> = columns.iter().map(|one| one.name.clone()).collect();
    let failed = |source| Error::Drivers {
        outcome: question.outcome.clone(),
        source,
    };
    let again = || open(path, table_options);
    let model = (&column_names[..], &groups[..], &chosen[..]);
    let residuals = match way(question, settings) {
        Some(Way::Residuals) => Some(residuals(
            &pass,
            model,
            &of_drivers,
            &positions,
            again,
            path,
        )?),
        Some(Way::Sums) | None => None,
    };
    check_unchanged(before, path, table_options)?;
    let rows = &pass.rows;
    let found = match &residuals {
        None => rows.fit(&column_names, &groups, &chosen, &of_drivers),
        Some(residuals) => rows.fit_robust(&column_names, &groups, &chosen, &of_drivers, residuals),
    };
    let found = found.map_err(failed)?;
    let result = |at: &usize| column_result(&columns[*at], &found.fit, *at);
    let mut drivers = drivers(&found, &groups, &result, &pass, settings);
    match &residuals {
        None => mark_discoveries(&mut drivers),
        Some(residuals) => test_streamed(residuals, &groups, &mut drivers).map_err(failed)?,
    }
    let ground = CautionGround {
        repeated,
        account: &pass.account,
        names: &column_names,
        n_without_cluster: 0,
        least_for_rank: LEAST_FOR_RANK.min(pass.account.n_used / 2),
    };
    let mut cautions = cautions(ground, &found.fit, &drivers, settings);
    cautions.push(match residuals {
        None => Caution::NoRowsKept,
        Some(_) => Caution::RowsReadAgain,
    });
    let controls = groups.iter().filter(|group| group.role == Role::Control);
    Ok(Some(Studied {
        study: Study {
            standing: standing(&found.fit, &drivers),
            cautions,
            question: question.clone(),
            settings: settings.clone(),
            file: table_options.file.to_string(),
            account: pass.account,
            model: Model::Linear(Box::new(linear_model(&found.fit))),
            mean_outcome: found.fit.mean_outcome,
            drivers,
            controls: controls
                .flat_map(|group| &group.columns)
                .map(result)
                .collect(),
            column_names,
            further: Further::absent(),
            corrected: Corrected::default(),
            change: None,
            segments: None,
            only: None,
        },
        frozen: None,
        rejections: pass.rejections,
    }))
}

/// Refuses a table without a row that can be used.
fn check_any(pass: &Pass<'_>, path: &Path) -> Result<(), Error> {
    if pass.account.n_read == 0 {
        return Err(Error::NoRows {
            path: path.to_path_buf(),
        });
    }
    if pass.account.n_used == 0 {
        return Err(pass.account.nothing_left());
    }
    Ok(())
}

/// The residuals of all rows, by another reading of the table.
fn residuals(
    pass: &Pass<'_>,
    (columns, groups, chosen): (&[String], &[Group], &[usize]),
    options: &Options,
    positions: &[Option<usize>],
    again: impl FnOnce() -> Result<table::Table, Error>,
    path: &Path,
) -> Result<StreamedResiduals, Error> {
    let residuals = StreamedResiduals::new(&pass.rows, columns, groups, chosen, options);
    let mut residuals = residuals.map_err(|source| pass.failed(source))?;
    if pass.take_again(&mut again()?, positions, &mut residuals)? != pass.account {
        return Err(Error::Changed {
            path: path.to_path_buf(),
        });
    }
    Ok(residuals)
}

fn drivers(
    found: &StreamedFit,
    groups: &[Group],
    result: &impl Fn(&usize) -> ColumnResult,
    pass: &Pass<'_>,
    settings: &Settings,
) -> Vec<DriverResult> {
    let fit = &found.fit;
    let of_fit = fit.drivers.iter().enumerate();
    of_fit
        .map(|(at, driver)| DriverResult {
            name: groups[driver.group].name.clone(),
            columns: driver.columns.iter().map(result).collect(),
            p_value: found.p_values[at],
            test: None,
            n_away: pass.n_away(at),
            stands: false,
            importance: importance(fit, at, found.relative_weights.as_deref(), settings),
            share: (fit.explained.r2 > 0.0).then(|| driver.share / fit.explained.r2),
            lmg_interval: None,
            contribution: driver.contribution,
            contribution_interval: None,
            rank: None,
        })
        .collect()
}

/// The columns of the model and where each stands in the sums. Of words, the first that a row without gaps
/// holds is what the others are compared to.
fn columns(pass: &Pass<'_>) -> (Vec<SheetColumn>, Vec<usize>) {
    let (mut columns, mut chosen) = (Vec::new(), Vec::new());
    for one in &pass.predictors {
        let words = &one.column.words;
        let used = one.n_of_word.iter().position(|&n| n > 0).unwrap_or(0);
        let Some(reference) = words.get(used) else {
            columns.push(SheetColumn::computed(&one.name, Vec::new()));
            chosen.push(one.first);
            continue;
        };
        for (at, word) in words.iter().enumerate() {
            if at != used || words.len() == 1 {
                columns.push(SheetColumn::word(&one.name, word, reference, Vec::new()));
                chosen.push(one.first + at);
            }
        }
    }
    (columns, chosen)
}
