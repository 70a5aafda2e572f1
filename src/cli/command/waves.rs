//! The part of `drivers` on waves, segments and frozen models.

use super::drivers::{question, settings};
use super::table::{Picture, options_or_piped, quarantine};
use crate::cli::output_args::ReportFormat;
use crate::cli::session::{Misuse, as_of};
use crate::cli::study_args::{Drivers, ModelKind};
use crate::cli::wave_args::Waves;
use crate::cli::{exit, output};
use crate::drivers::waves::CalendarDay;
use crate::report::{self, Language};
use crate::study::{Beside, Earlier, Freezing, MeasuredWave, Studied, measure};
use anyhow::Context;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use std::fs;
use std::path::Path;

/// What the command line asks to put beside a study.
pub(super) fn beside(args: &Drivers) -> anyhow::Result<Beside> {
    let Waves {
        against,
        column,
        now,
        before,
        by,
        freeze,
        apply: _,
        as_of,
        reason,
    } = &args.waves;
    let same_table = column.clone().zip(now.clone().zip(before.clone()));
    let earlier = match (against, same_table) {
        (Some(path), _) => Some(Earlier::Table {
            path: path.clone(),
            options: options_or_piped(path, &args.reading)?,
        }),
        (None, Some((column, (now, before)))) => Some(Earlier::SameTable {
            column,
            now,
            before,
        }),
        (None, None) => None,
    };
    if args.printing.format == ReportFormat::Csv && earlier.is_some() && by.is_some() {
        return Err(Misuse::new("--format csv holds one table")
            .hint("ask for the earlier wave and for --by in two runs, or use --format json")
            .into());
    }
    let freezing = match freeze {
        None => None,
        Some(path) => Some(Freezing {
            path: path.clone(),
            in_place_of: None,
            day: day(as_of.as_deref())?,
            reason: reason.clone(),
        }),
    };
    Ok(Beside {
        earlier,
        by: by.clone(),
        freezing,
    })
}

/// Writes the model that a study froze.
pub(super) fn write_frozen(args: &Drivers, studied: &Studied) -> anyhow::Result<()> {
    if let Some((path, file)) = args.waves.freeze.as_ref().zip(studied.frozen.as_ref()) {
        file.write(path)?;
        let label = &file.model.frozen.label;
        tracing::info!(
            path = %path.display(),
            name = label.name,
            version = label.version,
            date = %label.date,
            "froze the model"
        );
    }
    Ok(())
}

/// Measures a wave with a frozen model.
pub(super) fn apply(args: &Drivers, model: &Path) -> anyhow::Result<u8> {
    if args.model != ModelKind::Linear {
        return Err(
            Misuse::new("--apply measures with the linear model of its file")
                .hint("leave --model out")
                .into(),
        );
    }
    if let Some(path) = &args.plot
        && Picture::by_ending(path) != Some(Picture::Page)
    {
        return Err(Misuse::new(format!("{} is not .html", path.display()))
            .hint("name the page measurement.html")
            .into());
    }
    let language = Language::from(args.printing.lang);
    let wave = args
        .wave
        .as_deref()
        .ok_or_else(|| Misuse::new("no table is named to measure"))?;
    let (measured, rejections) = measure(
        wave,
        &options_or_piped(wave, &args.reading)?,
        &question(args)?,
        &settings(args)?,
        model,
        day(args.waves.as_of.as_deref())?,
    )?;
    let text = match args.printing.format {
        ReportFormat::Text => report::study::measurement_text(&measured, language),
        ReportFormat::Json => report::study::measurement_json(&measured),
        ReportFormat::Csv => report::study::measurement_csv(&measured),
    };
    output::write(args.printing.out.as_deref(), &text)?;
    if let Some(path) = &args.plot {
        let page = report::study::measurement_page(&measured, language);
        fs::write(path, page).with_context(|| format!("write {}", path.display()))?;
    }
    warn(&measured);
    quarantine(&rejections, args.printing.quarantine.as_deref())?;
    Ok(exit::DONE)
}

/// Says aloud what makes the numbers of a measurement doubtful.
pub(super) fn warn(measured: &MeasuredWave) {
    let label = &measured.model.frozen.label;
    if measured.is_old {
        tracing::warn!(
            name = label.name,
            version = label.version,
            age_days = measured.age_days,
            "the frozen model is a year old or older; fit and freeze a new one"
        );
    }
    if measured.has_drifted() {
        tracing::warn!(
            name = label.name,
            version = label.version,
            "the frozen model does not hold for this wave; fit a new one"
        );
    }
}

/// The day that was asked for, or today.
pub(super) fn day(asked: Option<&str>) -> anyhow::Result<CalendarDay> {
    calendar_day(as_of(asked)?.to_zoned(TimeZone::UTC).date())
}

/// A date as the models of waves count it.
pub(super) fn calendar_day(date: Date) -> anyhow::Result<CalendarDay> {
    let (month, day) = (date.month().unsigned_abs(), date.day().unsigned_abs());
    Ok(CalendarDay::new(i32::from(date.year()), month, day)?)
}
