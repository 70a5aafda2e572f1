use super::log_reading::{after_last, beside, log_reading, refuse_nothing, zone_of};
use super::service_level::{instant, zone_named};
use super::table::{level, quarantine};
use crate::cli::output_args::ReportFormat;
use crate::cli::session::Misuse;
use crate::cli::survey_args::Loop;
use crate::cli::xla_args::PeriodName;
use crate::cli::{exit, output};
use crate::config::read_schedules;
use crate::logs::{CLOSURE_COLUMNS, INVITATION_COLUMNS, read_closures, read_invitations};
use crate::pipeline::read_overrides;
use crate::report::Language;
use crate::report::surveys::{LoopReport, loop_csv, loop_json, loop_text};
use crate::service_levels::calendar::{Opening, Window};
use crate::service_levels::experience::{FatigueSettings, Frequency, Period};
use crate::service_levels::surveys::{LoopSettings, survey_loop};
use crate::units::{Probability, Seconds};
use anyhow::Context;
use jiff::{SignedDuration, Timestamp};

/// Measures the loop from invitation to answer to closure.
pub(in crate::cli) fn run(args: &Loop) -> anyhow::Result<u8> {
    let printing = &args.printing;
    output::refuse_overwrite(
        &[
            Some(&args.invitations),
            args.closures.as_deref(),
            args.schedules.as_deref(),
            args.overrides.as_deref(),
        ],
        &[printing.out.as_deref(), printing.quarantine.as_deref()],
    )?;
    let reading = log_reading(&args.invitations, &args.reading, INVITATION_COLUMNS)?;
    let read = read_invitations(&args.invitations, &reading)?;
    let closures = match &args.closures {
        None => None,
        Some(path) => {
            let flag = ("--closure-columns", args.closure_columns.as_slice());
            let reading = beside(&reading, path, flag, CLOSURE_COLUMNS)?;
            Some(read_closures(path, &reading)?)
        }
    };
    let mut rejections = read.rejections.clone();
    rejections.extend(closures.iter().flat_map(|log| log.rejections.clone()));
    quarantine(&rejections, printing.quarantine.as_deref())?;
    refuse_nothing(&args.invitations, read.rows.len(), &read.rejections)?;
    let zone = match &args.zone {
        Some(name) => zone_named("--zone", name)?,
        None => zone_of(&reading),
    };
    let as_of = match &args.as_of {
        Some(text) => instant("--as-of", text, Some(&zone))?,
        None => after_last(
            read.rows
                .iter()
                .flat_map(|one| [Some(one.invitation.sent_at), one.responded_at])
                .chain(
                    closures
                        .iter()
                        .flat_map(|log| log.rows.iter().map(|one| one.closed_at)),
                )
                .flatten(),
        ),
    };
    let first = read.rows.iter().map(|one| one.invitation.sent_at).min();
    let level = level(args.level)?;
    let day = |days: u16| Seconds(i64::from(days) * 86_400);
    let settings = LoopSettings {
        period: match args.period {
            PeriodName::Week => Period::Week,
            PeriodName::Month => Period::Month,
            PeriodName::Quarter => Period::Quarter,
        },
        as_of,
        frequency: Frequency {
            transactional: day(args.transactional_days),
            relational: day(args.relational_days),
            any: args.any_days.map(day),
        },
        close_within: args
            .close_within_h
            .map(|hours| Seconds(i64::from(hours) * 3600)),
        opening: opening(args, first.unwrap_or(as_of), as_of)?,
        fatigue: fatigue(args, level)?,
        least: usize::try_from(args.least).unwrap_or(usize::MAX),
        level,
        zone,
    };
    let empty = Vec::new();
    let told = closures.as_ref().map_or(&empty, |log| &log.rows);
    let found = survey_loop(&read.rows, told, &settings).context("measure the loop")?;
    let overrides = match &args.overrides {
        None => Vec::new(),
        Some(path) => read_overrides(path)?,
    };
    let report = LoopReport {
        provenance: &read.provenance,
        closures: closures.as_ref().map(|log| &log.provenance),
        settings: &settings,
        found: &found,
        overrides: &overrides,
    };
    let text = match printing.format {
        ReportFormat::Text => loop_text(&report, Language::from(printing.lang)),
        ReportFormat::Json => loop_json(&report),
        ReportFormat::Csv => loop_csv(&report),
    };
    output::write(printing.out.as_deref(), &text)?;
    Ok(exit::DONE)
}

fn fatigue(args: &Loop, level: Probability) -> anyhow::Result<Option<FatigueSettings>> {
    let Some(points) = args.fatigue_fall else {
        return Ok(None);
    };
    if !(points > 0.0 && points < 100.0) {
        return Err(Misuse::new(format!("--fatigue-fall {points} is no fall"))
            .hint("write percentage points between 0 and 100, as --fatigue-fall 5")
            .into());
    }
    Ok(Some(FatigueSettings {
        least_fall: points / 100.0,
        p: 0.05,
        n_periods: 2,
        level,
    }))
}

/// The hours in which answers are closed: all, or those of a schedule.
fn opening(args: &Loop, first: Timestamp, as_of: Timestamp) -> anyhow::Result<Opening> {
    let day = SignedDuration::from_hours(24);
    let covers = Window {
        start: first.min(as_of).saturating_sub(day)?,
        end: as_of.saturating_add(day)?,
    };
    let Some((path, id)) = args.schedules.as_ref().zip(args.schedule.as_ref()) else {
        return Ok(Opening::always(covers));
    };
    let (schedules, doubts) = read_schedules(path)?;
    for doubt in doubts {
        tracing::warn!("{}: {doubt}", path.display());
    }
    let schedule = schedules.get(id).ok_or_else(|| {
        let known: Vec<&str> = schedules.ids().map(AsRef::as_ref).collect();
        Misuse::new(format!(
            "there is no schedule \"{id}\" in {}",
            path.display()
        ))
        .hint(format!("there are {}", known.join(", ")))
    })?;
    Ok(schedule.opening(covers))
}
