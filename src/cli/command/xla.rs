use super::audience::{Written, publish, refuse_for_customers};
use super::people_gate::gate;
use super::table::{level, options, quarantine};
use super::xla_policies::{Figures, promised};
use super::xla_words::{keys, pair, question, target};
use crate::cli::audience_args::Audience;
use crate::cli::output_args::ReportFormat;
use crate::cli::session::{Misuse, as_of};
use crate::cli::table_args::DecimalMark;
use crate::cli::xla_args::{PeriodName, Xla};
use crate::cli::{exit, output};
use crate::disclosure::Floor;
use crate::intake::{Decimal, TimeReading};
use crate::logs::{ResponseColumn, ResponseSpec, Responses, read_checks, read_responses};
use crate::report::Language;
use crate::report::experience::{
    Survey, baseline_json, read_baseline, xla_csv, xla_json, xla_text,
};
use crate::report::published::published_experience;
use crate::service_levels::experience::{
    Baseline, Checks, Completeness, Delivery, Experience, LateAnswers, Period, Reply,
    Representation, Respondents, ResponseRate, Settings, measure, representation, response_rate,
};
use crate::units::Seconds;
use anyhow::Context;
use jiff::tz::TimeZone;
use std::fs;
use std::path::Path;
use std::sync::Arc;

/// From this standardised difference on, those who respond are unlike those who were invited.
const UNLIKE: f64 = 0.1;

/// Measures what customers and employees think of it, and judges it by what was promised.
pub(in crate::cli) fn run(args: &Xla) -> anyhow::Result<u8> {
    output::refuse_overwrite(
        &[
            Some(&args.responses),
            args.policies.as_deref(),
            args.checked.as_deref(),
            args.baseline.as_deref(),
            args.governance.as_deref(),
        ],
        &[
            args.printing.out.as_deref(),
            args.printing.quarantine.as_deref(),
            args.freeze.as_deref(),
        ],
    )?;
    let access = gate(
        args.by.iter().map(String::as_str),
        args.governance.as_deref(),
    )?;
    let written = match args.printing.format {
        ReportFormat::Text => Written::Text,
        ReportFormat::Json => Written::Json,
        ReportFormat::Csv => Written::Rows,
    };
    refuse_for_customers(args.audience, args.by.iter().map(String::as_str), written)?;
    if args.audience == Audience::Customer && args.pool {
        let refused = "--pool puts employees among customers, who are told nothing of them";
        return Err(Misuse::new(refused).into());
    }
    let zone = zone(args.zone.as_deref())?;
    let spec = spec(args, zone.as_ref())?;
    let settings = Settings {
        floor: access.map_or(Floor::LEAST, |access| access.floor()),
        ..settings(args, zone)?
    };
    let mut targets = args
        .targets
        .iter()
        .map(|text| target(text, &spec.questions, &args.by))
        .collect::<Result<Vec<_>, _>>()?;
    let mut left_out = Vec::new();
    if let Some(path) = &args.policies {
        let figures = Figures {
            questions: &spec.questions,
            by: &settings.by,
            period: args.period,
            as_of: as_of(args.as_of.as_deref())?,
        };
        let (of_file, not_held) = promised(path, &figures)?;
        targets.extend(of_file);
        left_out = not_held;
    }
    let path = &args.responses;
    let read = read_responses(path, &options(path, &args.reading), &spec)?;
    if let Some(path) = &args.freeze {
        freeze(path, args, &read, &spec, &settings)?;
    }
    let settings = Settings {
        baseline: args.baseline.as_deref().map(frozen).transpose()?,
        ..settings
    };
    let mut experience = measure(&read.responses, &spec.questions, &targets, &settings)
        .map_err(|error| Misuse::new(error.to_string()))?;
    if let Some((path, baseline)) = args.baseline.as_deref().zip(settings.baseline.as_ref()) {
        beside(&mut experience, path, baseline)?;
    }
    let response = rate(&read, &settings)?;
    let representations = if response.is_some() {
        representations(&read, &settings)
    } else {
        Vec::new()
    };
    let file = path.to_string_lossy();
    let survey = Survey {
        file: &file,
        experience: &experience,
        response: response.as_ref(),
        representations: &representations,
        baseline: settings.baseline.as_ref(),
        n_rejected: read.rejections.len(),
        left_out: &left_out,
    };
    if args.audience == Audience::Customer {
        let published = published_experience(&survey);
        publish(
            &published,
            written,
            args.printing.lang.into(),
            args.printing.out.as_deref(),
        )?;
        quarantine(&read.rejections, args.printing.quarantine.as_deref())?;
        return Ok(exit::DONE);
    }
    let text = match args.printing.format {
        ReportFormat::Text => xla_text(&survey, Language::from(args.printing.lang)),
        ReportFormat::Json => xla_json(&survey),
        ReportFormat::Csv => xla_csv(&survey),
    };
    output::write(args.printing.out.as_deref(), &text)?;
    quarantine(&read.rejections, args.printing.quarantine.as_deref())?;
    Ok(exit::DONE)
}

fn zone(name: Option<&str>) -> anyhow::Result<Option<TimeZone>> {
    let zone = |name: &str| {
        TimeZone::get(name).map_err(|_| {
            Misuse::new(format!("\"{name}\" is no time zone"))
                .hint("write --zone Europe/Amsterdam, as the IANA names it")
        })
    };
    Ok(name.map(zone).transpose()?)
}

fn spec(args: &Xla, zone: Option<&TimeZone>) -> anyhow::Result<ResponseSpec> {
    let utc = TimeZone::UTC;
    let questions = args
        .scores
        .iter()
        .map(|text| question(text, zone.unwrap_or(&utc)))
        .collect::<Result<Vec<_>, _>>()?;
    let mut spec = ResponseSpec {
        missing: super::table::cells(&args.reading.cells).missing_codes,
        keys: args.by.iter().map(|key| key.trim().to_owned()).collect(),
        times: TimeReading {
            time_zone: zone.cloned(),
            format: None,
        },
        decimal: args.reading.cells.decimal.map(|mark| match mark {
            DecimalMark::Point => Decimal::Point,
            DecimalMark::Comma => Decimal::Comma,
        }),
        ..ResponseSpec::new(questions)
    };
    for text in &args.columns {
        let (column, name) = pair(text)
            .and_then(|(usual, name)| {
                let known = ResponseColumn::ALL.into_iter();
                Some((known.into_iter().find(|one| one.as_str() == usual)?, name))
            })
            .ok_or_else(|| {
                let known = ResponseColumn::ALL.map(ResponseColumn::as_str);
                Misuse::new(format!("\"{text}\" names no usual column")).hint(format!(
                    "write NAME=COLUMN, where NAME is {}",
                    known.join(", ")
                ))
            })?;
        spec.columns.insert(column, name.to_owned());
    }
    if args.lost_time {
        let column = ResponseColumn::LostTime;
        let usual = || column.as_str().to_owned();
        spec.columns.entry(column).or_insert_with(usual);
    }
    refuse_overlap(&spec)?;
    Ok(spec)
}

/// Two questions of one name have to be of different times: else an answer would count twice.
fn refuse_overlap(spec: &ResponseSpec) -> Result<(), Misuse> {
    for (at, this) in spec.questions.iter().enumerate() {
        let overlaps = spec.questions[..at].iter().any(|other| {
            let before =
                |a: &crate::service_levels::experience::Question,
                 b: &crate::service_levels::experience::Question| {
                    a.until
                        .zip(b.from)
                        .is_some_and(|(until, from)| until <= from)
                };
            other.id == this.id && !before(this, other) && !before(other, this)
        });
        if overlaps {
            return Err(Misuse::new(format!("two questions are named {}", this.id)).hint(
                "name them csat.a and csat.b, or say with from= and until= when which scale held",
            ));
        }
    }
    Ok(())
}

fn settings(args: &Xla, zone: Option<TimeZone>) -> anyhow::Result<Settings> {
    Ok(Settings {
        level: level(args.level)?,
        min_n: args.min_n,
        by: keys(&args.by),
        period: args.period.map(|period| match period {
            PeriodName::Week => Period::Week,
            PeriodName::Month => Period::Month,
            PeriodName::Quarter => Period::Quarter,
        }),
        zone: zone.unwrap_or(TimeZone::UTC),
        late_after: Seconds(i64::from(args.late_after) * 86_400),
        late: if args.with_late {
            LateAnswers::Counted
        } else {
            LateAnswers::LeftOut
        },
        respondents: if args.pool {
            Respondents::Together
        } else {
            Respondents::Apart
        },
        checks: args
            .checked
            .as_deref()
            .map(|path| checks(path, args))
            .transpose()?,
        seed: args.seed,
        ..Settings::default()
    })
}

fn checks(path: &Path, args: &Xla) -> anyhow::Result<Checks> {
    let (checks, rejections) = read_checks(path, &options(path, &args.reading))?;
    if let Some(first) = rejections.first() {
        tracing::warn!(n = rejections.len(), first = %first, "checked texts cannot be used");
    }
    Ok(checks)
}

/// Writes the figures, not divided by period, as a baseline.
fn freeze(
    path: &Path,
    args: &Xla,
    read: &Responses,
    spec: &ResponseSpec,
    settings: &Settings,
) -> anyhow::Result<()> {
    let whole = Settings {
        period: None,
        ..settings.clone()
    };
    let figures = measure(&read.responses, &spec.questions, &[], &whole)
        .map_err(|error| Misuse::new(error.to_string()))?;
    let day = as_of(args.as_of.as_deref())?.to_zoned(TimeZone::UTC).date();
    let baseline = Baseline::freeze(&figures, day);
    refuse_other(path, args.restate, &baseline)?;
    fs::write(path, baseline_json(&baseline))
        .with_context(|| format!("write {}", path.display()))?;
    tracing::info!(path = %path.display(), n = baseline.rows.len(), "froze the baseline");
    Ok(())
}

/// Refuses to write over a baseline of other data or of something else, unless that is asked for: the
/// figures of before would be gone.
fn refuse_other(path: &Path, is_restated: bool, now: &Baseline) -> anyhow::Result<()> {
    if is_restated || !path.exists() {
        return Ok(());
    }
    let text = fs::read_to_string(path).with_context(|| format!("read {}", path.display()))?;
    let before = read_baseline(&text).with_context(|| format!("read {}", path.display()))?;
    // A file holds figures as they are written, so what is compared has been written too.
    let told = read_baseline(&baseline_json(now)).with_context(|| "freeze the figures")?;
    if before.definition == told.definition && before.rows == told.rows {
        return Ok(());
    }
    let what = if before.definition == told.definition {
        "other figures"
    } else {
        "figures of something else"
    };
    Err(Misuse::new(format!(
        "{} is frozen since {} and holds {what}",
        path.display(),
        before.frozen_on
    ))
    .hint("--restate replaces it; another file name keeps both")
    .into())
}

/// Reads a frozen baseline.
fn frozen(path: &Path) -> anyhow::Result<Baseline> {
    let text = fs::read_to_string(path).with_context(|| format!("read {}", path.display()))?;
    read_baseline(&text).with_context(|| format!("read {}", path.display()))
}

/// Sets the figures beside a frozen baseline.
fn beside(experience: &mut Experience, path: &Path, baseline: &Baseline) -> anyhow::Result<()> {
    experience.against(baseline).map_err(|unlike| {
        Misuse::new(format!("compare with {}: {unlike}", path.display()))
            .hint(
                "measure as then, or freeze a new baseline; figures of different things have no difference",
            )
            .into()
    })
}

/// The response rate, where the table says of anyone that they were invited.
fn rate(read: &Responses, settings: &Settings) -> anyhow::Result<Option<ResponseRate>> {
    let outcomes = read.responses.iter().zip(&read.deliveries);
    let outcomes: Vec<(Delivery, Reply)> = outcomes
        .filter_map(|(response, delivery)| {
            let reply = match response.completeness {
                Completeness::Complete => Reply::Complete,
                Completeness::Partial => Reply::Partial,
                Completeness::Unanswered => Reply::None,
            };
            Some(((*delivery)?, reply))
        })
        .collect();
    if outcomes.is_empty() {
        return Ok(None);
    }
    Ok(Some(response_rate(outcomes, settings.level)?))
}

/// Those who responded beside those who were invited, by each key.
fn representations(read: &Responses, settings: &Settings) -> Vec<Representation> {
    let by_key = |key: &Arc<str>| {
        let people = read.responses.iter().zip(&read.deliveries);
        let people = people.filter_map(|(response, delivery)| {
            let is_invited = *delivery == Some(Delivery::Delivered);
            let has_responded = response.completeness != Completeness::Unanswered;
            let value = response.keys.get(key)?;
            is_invited.then_some((value, has_responded))
        });
        representation(Arc::clone(key), people, UNLIKE)
    };
    settings.by.iter().map(by_key).collect()
}
