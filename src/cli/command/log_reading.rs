//! What the commands that read a log with known columns share.

use super::people_gate::refuse_disguise;
use super::service_level::zone_named;
use crate::cli::log_args::LogArgs;
use crate::cli::session::Misuse;
use crate::intake::{Fault, Rejection, table};
use crate::logs::{LogColumn, LogReading};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::path::Path;

/// How a log is read, of which `known` are the columns.
///
/// # Errors
///
/// When a flag names no column of such a log, or no zone.
pub(super) fn log_reading(
    path: &Path,
    args: &LogArgs,
    known: &[LogColumn],
) -> anyhow::Result<LogReading> {
    Ok(LogReading {
        columns: columns("--columns", &args.columns, known)?,
        zone: args
            .source_tz
            .as_deref()
            .map(|name| zone_named("--source-tz", name))
            .transpose()?,
        time_format: args.time_format.clone(),
        table: table::Options {
            file: path.to_string_lossy().into(),
            ..table::Options::default()
        },
    })
}

/// The same log settings for a second file with other columns.
///
/// # Errors
///
/// When a flag names no column of such a log.
pub(super) fn beside(
    first: &LogReading,
    path: &Path,
    (flag, texts): (&str, &[String]),
    known: &[LogColumn],
) -> anyhow::Result<LogReading> {
    Ok(LogReading {
        columns: columns(flag, texts, known)?,
        table: table::Options {
            file: path.to_string_lossy().into(),
            ..table::Options::default()
        },
        ..first.clone()
    })
}

/// `NAME=COLUMN` of a log of which `known` are the columns.
pub(super) fn columns(
    flag: &str,
    texts: &[String],
    known: &[LogColumn],
) -> anyhow::Result<Vec<(String, String)>> {
    let one = |text: &String| -> anyhow::Result<(String, String)> {
        let pair = text.split_once('=').and_then(|(name, column)| {
            let name = name.trim();
            let is_known = known.iter().any(|column| column.name == name);
            is_known.then(|| (name.to_owned(), column.trim().to_owned()))
        });
        let (name, column) = pair.ok_or_else(|| {
            let names: Vec<&str> = known.iter().map(|column| column.name).collect();
            Misuse::new(format!("{flag} \"{text}\" names no column of such a log")).hint(format!(
                "write NAME=COLUMN, where NAME is {}",
                names.join(", ")
            ))
        })?;
        refuse_disguise(&name, &column)?;
        Ok((name, column))
    };
    texts.iter().map(one).collect()
}

/// A log of which no row can be used is a wrong file, or was read in a wrong way.
///
/// # Errors
///
/// Where every row was rejected.
pub(super) fn refuse_nothing(
    path: &Path,
    n_used: usize,
    rejections: &[Rejection],
) -> anyhow::Result<()> {
    if n_used > 0 || rejections.is_empty() {
        return Ok(());
    }
    let is_naive = |one: &Rejection| one.fault == Fault::NaiveTimestamp;
    let hint = if rejections.iter().any(is_naive) {
        "times carry no zone: say it with --source-tz, as --source-tz Europe/Amsterdam"
    } else {
        "--quarantine FILE notes what was expected of each row; --columns says which column holds what"
    };
    Err(Misuse::new(format!(
        "none of {} rows of {} can be used",
        rejections.len(),
        path.display()
    ))
    .hint(hint)
    .into())
}

/// The zone of days and of clocks for people: that of the source, else UTC.
pub(super) fn zone_of(reading: &LogReading) -> TimeZone {
    reading.zone.clone().unwrap_or(TimeZone::UTC)
}

/// The last instant that a log tells, just after it: what has no end is open until then.
pub(super) fn after_last(instants: impl Iterator<Item = Timestamp>) -> Timestamp {
    instants.max().unwrap_or(Timestamp::UNIX_EPOCH)
}
