//! The two clocks of a driver model of topics: fitted and frozen about once a year, applied in between.

use super::rank::selection;
use super::waves::{day, warn};
use crate::cli::args::Rank;
use crate::cli::output_args::ReportFormat;
use crate::cli::session::{Misuse, Session};
use crate::cli::{exit, output};
use crate::drivers::waves::CalendarDay;
use crate::drivers::{StandardErrorChoice, WeightKind};
use crate::intake::table;
use crate::pipeline::{
    self, CUSTOMER_COLUMN, ModelClock, Period, RespondentTable, Selection, WEIGHT_COLUMN,
    fitted_days, respondent_table_prefix, write_respondents,
};
use crate::report;
use crate::stats::IntervalKind;
use crate::store::Store;
use crate::study::{
    Beside, CellReading, Freezing, FrozenFile, Measure, MeasuredWave, ModelKind, OutcomeScale,
    Question, Settings, measure, study,
};
use std::collections::BTreeSet;
use std::path::Path;

/// Freezes a driver model of topics, or measures with one.
pub(super) fn run(args: &Rank, session: &Session) -> anyhow::Result<u8> {
    let clock = &args.clock;
    output::refuse_overwrite(
        &[Some(&args.selection.project), clock.apply.as_deref()],
        &[args.printing.out.as_deref(), clock.freeze.as_deref()],
    )?;
    let store = session.store()?;
    let selected = selection(&args.selection, &session.project)?;
    let written = |clock: ModelClock<'_>| -> anyhow::Result<RespondentTable> {
        let table = write_respondents(&session.project, &session.assets, &store, &selected, clock)?;
        let least = session.project.ranking.min_cell;
        if table.n < least {
            let n = usize::try_from(table.n).unwrap_or(usize::MAX);
            return Err(pipeline::Error::TooFewPeople { n, least }.into());
        }
        tracing::info!(path = %table.path.display(), n = table.n, "wrote the respondents");
        Ok(table)
    };
    let language = session.language(args.printing.lang);
    let day = day(clock.as_of.as_deref())?;
    if let Some(model) = &clock.apply {
        let fitted = fitted_table(model, session)?;
        let table = written(ModelClock::Measured(&fitted))?;
        let measured = measured(session, &table, model, day)?;
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
        day,
        reason: clock.reason.clone(),
    };
    // Said before the work is done: a model of less than a year stays unless there is a reason.
    freezing.allowed()?;
    let on = freezing.day.to_string().parse()?;
    let table = written(ModelClock::Fitted(on))?;
    if table.topics.is_empty() {
        return Err(
            Misuse::new("no topic has enough mentions for a driver model")
                .hint("take a longer --period")
                .into(),
        );
    }
    let project = &session.project;
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

/// What the project's frozen model says of the answers after those it was fitted to, or of those the project names;
/// `None` without a model, and where fewer answered than a cell may show.
///
/// The day of the measurement is `asked`, else the last day with a record or that of the model where it is later, so that
/// the same input gives the same bytes.
pub(super) fn measured_in_run(
    session: &Session,
    store: &Store,
    asked: Option<&str>,
    last_record: Option<&str>,
) -> anyhow::Result<Option<MeasuredWave>> {
    let Some(settings) = &session.project.driver_model else {
        return Ok(None);
    };
    let fitted = fitted_table(&settings.file, session)?;
    let period = match (&settings.period, fitted_days(&fitted)) {
        (Some(period), _) => Some(Period::parse(period)?),
        (None, Some((_, last))) => Some(Period::parse(&format!("{}..", last.tomorrow()?))?),
        (None, None) => None,
    };
    let selected = Selection {
        filter: None,
        period,
    };
    let (project, assets) = (&session.project, &session.assets);
    let clock = ModelClock::Measured(&fitted);
    let table = write_respondents(project, assets, store, &selected, clock)?;
    let least = project.ranking.min_cell;
    if table.n < least {
        tracing::warn!(
            n = table.n,
            least,
            "too few answers with words after those the driver model was fitted to: nothing was measured"
        );
        return Ok(None);
    }
    let day = match (asked, last_record) {
        (Some(asked), _) => day(Some(asked))?,
        (None, Some(last)) => {
            // A model may be frozen later than the last record; nobody asked for a day before that.
            let dated = FrozenFile::read(&settings.file)?.model.frozen.label.date;
            day(Some(last))?.max(dated)
        }
        (None, None) => return Ok(None),
    };
    let mut found = measured(session, &table, &settings.file, day)?;
    // Where the project stands is no part of its results.
    let name = table.path.file_name().unwrap_or_default();
    found.file = name.to_string_lossy().into_owned();
    warn(&found);
    Ok(Some(found))
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
fn measured(
    session: &Session,
    table: &RespondentTable,
    model: &Path,
    day: CalendarDay,
) -> anyhow::Result<MeasuredWave> {
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
    Ok(measured)
}

/// The name of the table that a model was fitted to. One that was read with another taxonomy or model is refused:
/// its topics are other columns under the same names.
fn fitted_table(model: &Path, session: &Session) -> anyhow::Result<String> {
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
        return Ok(name);
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
