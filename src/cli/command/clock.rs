//! The two clocks of a driver model of topics: fitted and frozen about once a year, applied in between.

use super::rank::selection;
use super::waves::{calendar_day, day, warn};
use crate::cli::args::Rank;
use crate::cli::output_args::ReportFormat;
use crate::cli::session::{Misuse, Session};
use crate::cli::{exit, output};
use crate::drivers::{StandardErrorChoice, WeightKind};
use crate::findings::{FrozenModelUse, ModelBeside, NothingMeasured, OutcomeGap};
use crate::intake::table;
use crate::pipeline::{
    self, CUSTOMER_COLUMN, FittedTable, ModelClock, ModelColumn, Period, RespondentTable,
    Selection, WEIGHT_COLUMN, answered_days, drift_of_last_run, fitted_days,
    respondent_table_prefix, write_respondents,
};
use crate::record::ScoreName;
use crate::report;
use crate::stats::IntervalKind;
use crate::store::Store;
use crate::study::{
    Beside, CellReading, Freezing, FrozenFile, Measure, MeasuredWave, ModelKind, OutcomeScale,
    Question, Settings, measure, study,
};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Freezes a driver model of topics, or measures with one.
pub(super) fn run(args: &Rank, session: &Session) -> anyhow::Result<u8> {
    let clock = &args.clock;
    output::refuse_overwrite(
        &[Some(&args.selection.project), clock.apply.as_deref()],
        &[args.printing.out.as_deref(), clock.freeze.as_deref()],
    )?;
    let store = session.store()?;
    let selected = selection(&args.selection, &session.project)?;
    let language = session.language(args.printing.lang);
    if let Some(model) = &clock.apply {
        let fitted = fitted_table(model, session)?;
        let selected = Selection {
            period: selected
                .period
                .map_or_else(|| after_fit(&fitted.name), |asked| Ok(Some(asked)))?,
            ..selected
        };
        let clock_of_table = ModelClock::Measured(&fitted);
        let (project, assets) = (&session.project, &session.assets);
        let table = write_respondents(project, assets, &store, &selected, clock_of_table)?;
        refuse_untold(session, &store, &selected, &table)?;
        tracing::info!(path = %table.path.display(), n = table.n, "wrote the respondents");
        let measured = measured(session, &table, model, clock.as_of.as_deref())?;
        let text = match args.printing.format {
            ReportFormat::Text => report::study::measurement_text(&measured, language),
            ReportFormat::Json => report::study::measurement_json(&measured),
            ReportFormat::Csv => report::study::measurement_csv(&measured),
        };
        output::write(args.printing.out.as_deref(), &text)?;
        warn(&measured);
        return Ok(exit::DONE);
    }
    let Some(path) = &clock.freeze else {
        return Ok(exit::DONE);
    };
    let freezing = Freezing {
        path: path.clone(),
        in_place_of: model_of_project(session)?,
        day: day(clock.as_of.as_deref())?,
        reason: clock.reason.clone(),
    };
    // Said before the work is done: a model of less than a year stays unless there is a reason.
    freezing.allowed()?;
    let on = freezing.day.to_string().parse()?;
    let (project, assets) = (&session.project, &session.assets);
    let table = write_respondents(project, assets, &store, &selected, ModelClock::Fitted(on))?;
    refuse_untold(session, &store, &selected, &table)?;
    tracing::info!(path = %table.path.display(), n = table.n, "wrote the respondents");
    if table.topics.is_empty() {
        return Err(
            Misuse::new("no topic has enough mentions for a driver model")
                .hint("take a longer --period")
                .into(),
        );
    }
    let scale = project
        .outcome
        .as_ref()
        .and_then(|name| project.scores.get_key_value(name));
    let (name, scale) = scale.ok_or(pipeline::Error::NoDeclaredOutcome)?;
    let question = question(
        table.topics.clone(),
        name.as_str().to_owned(),
        OutcomeScale::Rated(*scale),
        &project.controls,
    );
    let beside = Beside {
        freezing: Some(freezing),
        ..Beside::default()
    };
    let options = options(&table.path);
    let studied = study(
        &table.path,
        &options,
        &question,
        &settings(session),
        &beside,
    )?;
    if let Some(file) = &studied.frozen {
        file.write(path)?;
        let label = &file.model.frozen.label;
        tracing::info!(path = %path.display(), version = label.version, date = %label.date, "froze the model");
    }
    let text = match args.printing.format {
        ReportFormat::Text => report::study::text(&studied.study, language),
        ReportFormat::Json => report::study::json(&studied.study),
        ReportFormat::Csv => report::study::csv(&studied.study),
    };
    output::write(args.printing.out.as_deref(), &text)?;
    Ok(exit::DONE)
}

/// What the project's frozen model says of the answers after those it was fitted to, or of those the project names; that it
/// cannot tell where fewer answered than a cell may show.
pub(super) fn measured_in_run(
    session: &Session,
    store: &Store,
    asked: Option<&str>,
) -> anyhow::Result<FrozenModelUse> {
    let Some(settings) = &session.project.driver_model else {
        return Ok(FrozenModelUse::NotNamed);
    };
    let fitted = fitted_table(&settings.file, session)?;
    let period = match &settings.period {
        Some(period) => Some(Period::parse(period)?),
        None => after_fit(&fitted.name)?,
    };
    let selected = Selection {
        filter: None,
        period,
    };
    let (project, assets) = (&session.project, &session.assets);
    let clock = ModelClock::MeasuredInRun(&fitted);
    let table = write_respondents(project, assets, store, &selected, clock)?;
    if let Some(why) = table.withheld {
        tracing::warn!(
            "the frozen driver model measured nothing: its answers tell too much of too few"
        );
        let label = FrozenFile::read(&settings.file)?.model.frozen.label;
        return Ok(FrozenModelUse::CannotTell(NothingMeasured {
            name: label.name,
            version: label.version,
            date: label.date.to_string(),
            period: period.map(|period| period.to_string()),
            why,
        }));
    }
    let mut found = measured(session, &table, &settings.file, asked)?;
    // Where the project stands is no part of its results.
    let name = table.path.file_name().unwrap_or_default();
    found.file = name.to_string_lossy().into_owned();
    warn(&found);
    Ok(FrozenModelUse::Measured(Box::new(found)))
}

/// Which frozen model the project names, beside a ranking of its own; not which, where its file cannot be read.
pub(super) fn beside(session: &Session, store: &Store) -> anyhow::Result<FrozenModelUse> {
    let Some(settings) = &session.project.driver_model else {
        return Ok(FrozenModelUse::NotNamed);
    };
    let Ok(file) = FrozenFile::read(&settings.file) else {
        return Ok(FrozenModelUse::Beside(None));
    };
    let label = file.model.frozen.label;
    let answered = answered_days(&session.project, &session.assets, store)?;
    let model = ModelBeside {
        name: label.name,
        version: label.version,
        date: label.date.to_string().parse()?,
        until: answered.map(|(_, last)| last),
        drift: None,
    };
    let drift = drift_of_last_run(&session.project, &model);
    Ok(FrozenModelUse::Beside(Some(ModelBeside { drift, ..model })))
}

/// All days after those that a model was fitted to, by the name of its table.
fn after_fit(fitted: &str) -> anyhow::Result<Option<Period>> {
    let Some((_, last)) = fitted_days(fitted) else {
        return Ok(None);
    };
    Ok(Some(Period::parse(&format!("{}..", last.tomorrow()?))?))
}

/// Refuses answers whose figures would tell of few people, or of one.
fn refuse_untold(
    session: &Session,
    store: &Store,
    selected: &Selection,
    table: &RespondentTable,
) -> anyhow::Result<()> {
    match table.withheld {
        None => Ok(()),
        Some(OutcomeGap::OneCustomer { .. }) => Err(pipeline::Error::OneCustomerToMeasure.into()),
        Some(OutcomeGap::NoSpread { .. }) => Err(pipeline::Error::AlikeToMeasure.into()),
        Some(OutcomeGap::TooFew { .. } | OutcomeGap::Unanswered | OutcomeGap::Undeclared) => {
            Err(too_few(session, store, selected)?.into())
        }
    }
}

/// That too few answered, with the days of which there are answers.
fn too_few(
    session: &Session,
    store: &Store,
    selected: &Selection,
) -> anyhow::Result<pipeline::Error> {
    let known = answered_days(&session.project, &session.assets, store)?;
    let named = |period: &Period| period.to_string();
    let is_ahead = known
        .zip(selected.period)
        .is_some_and(|((_, last), period)| period.begins_after(last));
    let asked = match (&selected.period, &selected.filter) {
        (None, None) => "the archive".to_owned(),
        (Some(period), None) => named(period),
        (None, Some(filter)) => filter.clone(),
        (Some(period), Some(filter)) => format!("{} and {filter}", named(period)),
    };
    let known = known.map_or_else(
        || "of no day".to_owned(),
        |(first, last)| format!("from {first} to {last}"),
    );
    Ok(if is_ahead {
        pipeline::Error::NothingToMeasureYet { asked, known }
    } else {
        let least = session.project.ranking.min_cell;
        pipeline::Error::TooFewToMeasure {
            least,
            asked,
            known,
        }
    })
}

/// The file of the model that the project measures with, where it explains the outcome of now: a new one takes its place,
/// whatever it is called.
fn model_of_project(session: &Session) -> anyhow::Result<Option<PathBuf>> {
    let Some(settings) = &session.project.driver_model else {
        return Ok(None);
    };
    if !settings.file.exists() {
        return Ok(None);
    }
    let outcome = session.project.outcome.as_ref().map(ScoreName::as_str);
    let is_of_now = outcome == Some(FrozenFile::read(&settings.file)?.model.outcome.as_str());
    Ok(is_of_now.then(|| settings.file.clone()))
}

/// Refuses a model of the project that was frozen with other definitions, and a period that is none, before anything
/// is done.
pub(super) fn refuse_other_model(session: &Session) -> anyhow::Result<()> {
    if let Some(settings) = &session.project.driver_model {
        fitted_table(&settings.file, session)?;
        settings.period.as_deref().map(Period::parse).transpose()?;
    }
    Ok(())
}

/// Measures with a frozen model.
///
/// The day of the measurement is `asked`, else the last day that is measured, or that of the model where it is later, so that
/// the same input gives the same bytes.
fn measured(
    session: &Session,
    table: &RespondentTable,
    model: &Path,
    asked: Option<&str>,
) -> anyhow::Result<MeasuredWave> {
    let until = table.days.map(|(_, last)| calendar_day(last)).transpose()?;
    let day = match (asked, until) {
        (None, Some(until)) => {
            // A model may be frozen later than the last answer; nobody asked for a day before that.
            until.max(FrozenFile::read(model)?.model.frozen.label.date)
        }
        (asked, _) => day(asked)?,
    };
    let options = options(&table.path);
    // The file of the model says what is asked; respondents bring only their rows.
    let question = question(Vec::new(), String::new(), OutcomeScale::Numbers, &[]);
    let (measured, _) = measure(
        &table.path,
        &options,
        &question,
        &settings(session),
        model,
        day,
    )?;
    let reasons = table.untold.iter().enumerate();
    let untold = reasons.filter_map(|(at, reason)| Some((at, (*reason)?)));
    Ok(MeasuredWave {
        until,
        untold: untold.collect(),
        ..measured
    })
}

/// The table that a model was fitted to, with the columns of the model. One that was read with another taxonomy or model is refused:
/// its topics are other columns under the same names.
fn fitted_table(model: &Path, session: &Session) -> anyhow::Result<FittedTable> {
    let frozen = FrozenFile::read(model)?.model;
    let outcome = session.project.outcome.as_ref();
    if outcome.is_some_and(|outcome| outcome.as_str() != frozen.outcome) {
        let outcome = outcome.map_or_else(String::new, ToString::to_string);
        return Err(Misuse::new(format!(
            "{} explains {}, and the outcome of the project is {outcome}",
            model.display(),
            frozen.outcome,
        ))
        .hint("freeze a model of this outcome, or name the other outcome")
        .into());
    }
    let name = Path::new(&frozen.file).file_name().unwrap_or_default();
    let name = name.to_string_lossy().into_owned();
    let now = respondent_table_prefix(&session.assets);
    let is_like = |rest: &str| rest.starts_with(['.', '_']);
    if name.strip_prefix(&now).is_some_and(is_like) {
        let column = |(of, value): (&str, Option<&str>)| ModelColumn {
            of: of.to_owned(),
            value: value.map(str::to_owned),
        };
        return Ok(FittedTable {
            columns: frozen.sources().map(column).collect(),
            name,
        });
    }
    Err(Misuse::new(format!(
        "{} was frozen with another taxonomy, model or redaction: its respondents stood in {name}, now they stand in {now}",
        model.display(),
    ))
    .hint("put the taxonomy back, or freeze a new model with --reason")
    .into())
}

fn question(
    groups: Vec<(String, Vec<String>)>,
    outcome: String,
    scale: OutcomeScale,
    controls: &[String],
) -> Question {
    let is_fitted = !groups.is_empty();
    let column = |name: &str| is_fitted.then(|| name.to_owned());
    Question {
        outcome,
        scale,
        drivers: Vec::new(),
        groups,
        controls: controls.to_vec(),
        weights: column(WEIGHT_COLUMN),
        cluster: column(CUSTOMER_COLUMN),
        others: Vec::new(),
        cells: CellReading {
            categories: controls.iter().cloned().collect(),
            ..CellReading::default()
        },
    }
}

/// One model and no replicates: what is frozen are coefficients and their covariance.
fn settings(session: &Session) -> Settings {
    Settings {
        model: ModelKind::Linear,
        level: session.project.ranking.level,
        n_replicates: 0,
        seed: session.project.ranking.seed,
        measures: BTreeSet::from([Measure::Last]),
        weight_kind: WeightKind::Sampling,
        standard_errors: StandardErrorChoice::Automatic,
        intervals: IntervalKind::Percentile,
        driver_scale: None,
        with_asymmetry: false,
        split: None,
    }
}

fn options(path: &Path) -> table::Options {
    table::Options {
        file: path.to_string_lossy().into(),
        ..table::Options::default()
    }
}
