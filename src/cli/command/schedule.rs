use super::{schedule_counting, schedule_windows};
use crate::cli::args::TextOrJson;
use crate::cli::exit;
use crate::cli::output;
use crate::cli::schedule_args::{Schedule as Args, ScheduleVerb};
use crate::cli::session::Misuse;
use crate::config::{self, Problem, read_schedules};
use crate::service_levels::calendar::{
    ClockInterval, OvernightHolidays, Schedule, ScheduleVersion, Schedules,
};
use jiff::civil::Weekday;
use std::fmt::Write;
use std::path::Path;

/// Checks a file of schedules, or counts with it.
pub(in crate::cli) fn run(args: &Args) -> anyhow::Result<u8> {
    match &args.verb {
        ScheduleVerb::Check { file, format } => check(file, *format),
        ScheduleVerb::Windows(windows) => schedule_windows::run(windows),
        ScheduleVerb::Between(counting) => schedule_counting::between(counting),
        ScheduleVerb::Add(counting) => schedule_counting::add(counting),
    }
}

/// Reads a file of schedules and logs what is remarkable in it.
pub(super) fn read(file: &Path) -> anyhow::Result<Schedules> {
    let (schedules, warnings) = read_schedules(file)?;
    for warning in warnings {
        tracing::warn!("{}: {warning}", file.display());
    }
    Ok(schedules)
}

/// The schedule of an id.
pub(super) fn find<'s>(schedules: &'s Schedules, id: &str) -> anyhow::Result<&'s Schedule> {
    schedules.get(id).ok_or_else(|| {
        let known: Vec<&str> = schedules.ids().map(AsRef::as_ref).collect();
        Misuse::new(format!("there is no schedule \"{id}\""))
            .hint(format!("use one of: {}", known.join(", ")))
            .into()
    })
}

fn check(file: &Path, format: TextOrJson) -> anyhow::Result<u8> {
    let (schedules, problems, warnings) = match read_schedules(file) {
        Ok((schedules, warnings)) => (schedules, Vec::new(), warnings),
        Err(config::Error::Wrong { problems, .. }) => (Schedules::default(), problems, Vec::new()),
        Err(error) => return Err(error.into()),
    };
    let text = match format {
        TextOrJson::Text => text(&schedules, &problems, &warnings),
        TextOrJson::Json => json(&schedules, &problems, &warnings)?,
    };
    output::write(None, &text)?;
    Ok(if problems.is_empty() {
        exit::DONE
    } else {
        exit::GATE_FAILED
    })
}

fn text(schedules: &Schedules, problems: &[Problem], warnings: &[Problem]) -> String {
    let mut text = String::new();
    for schedule in schedules.iter() {
        for version in schedule.versions() {
            let _ = writeln!(text, "{} version {}", schedule.id(), version.version);
            for line in in_words(version) {
                let _ = writeln!(text, "  {line}");
            }
        }
    }
    for warning in warnings {
        let _ = writeln!(text, "warning: {warning}");
    }
    for problem in problems {
        let _ = writeln!(text, "fault: {problem}");
    }
    let _ = writeln!(
        text,
        "{} schedules, {} faults, {} warnings",
        schedules.len(),
        problems.len(),
        warnings.len()
    );
    text
}

fn json(
    schedules: &Schedules,
    problems: &[Problem],
    warnings: &[Problem],
) -> anyhow::Result<String> {
    let list = |problems: &[Problem]| -> Vec<serde_json::Value> {
        problems
            .iter()
            .map(|problem| {
                serde_json::json!({
                    "line": problem.line,
                    "key": problem.key,
                    "message": problem.message,
                    "hint": problem.hint,
                })
            })
            .collect()
    };
    let versions: Vec<serde_json::Value> = schedules
        .iter()
        .flat_map(|schedule| {
            schedule.versions().iter().map(|version| {
                serde_json::json!({
                    "schedule_id": &**schedule.id(),
                    "version": version.version,
                    "in_words": in_words(version),
                })
            })
        })
        .collect();
    Ok(serde_json::to_string_pretty(&serde_json::json!({
        "passes": problems.is_empty(),
        "faults": list(problems),
        "warnings": list(warnings),
        "schedules": versions,
    }))?)
}

/// A version, one fact a line.
fn in_words(version: &ScheduleVersion) -> Vec<String> {
    let zone = version.time_zone.iana_name().unwrap_or("UTC");
    let mut lines = vec![format!("clocks of {zone}")];
    match (version.valid_from, version.valid_to) {
        (None, None) => {}
        (Some(from), None) => lines.push(format!("from {from}")),
        (None, Some(to)) => lines.push(format!("until {to}, that day not included")),
        (Some(from), Some(to)) => {
            lines.push(format!("from {from} until {to}, that day not included"));
        }
    }
    lines.extend(week_in_words(version));
    if version.holidays.in_year(2025).is_empty() && version.holidays.extra_dates.is_empty() {
        lines.push("open on holidays".to_owned());
    } else {
        lines.push(format!("closed on the holidays of {}", version.holidays.id));
        if has_nights(version) {
            lines.push(
                match version.overnight {
                    OvernightHolidays::ByCalendarDay => {
                        "a holiday closes its day from 00:00 to 24:00, not the night that runs out of it"
                    }
                    OvernightHolidays::ByStartDay => {
                        "a holiday closes the night that starts on it, not the one that ends on it"
                    }
                }
                .to_owned(),
            );
        }
    }
    for (date, hours) in &version.shifts {
        lines.push(if hours.is_empty() {
            format!("closed on {date}")
        } else {
            format!("on {date} instead: {}", listed(hours))
        });
    }
    for (date, hours) in &version.breaks {
        lines.push(format!("on {date} not: {}", listed(hours)));
    }
    lines
}

const WEEK: [(Weekday, &str); 7] = [
    (Weekday::Monday, "Monday"),
    (Weekday::Tuesday, "Tuesday"),
    (Weekday::Wednesday, "Wednesday"),
    (Weekday::Thursday, "Thursday"),
    (Weekday::Friday, "Friday"),
    (Weekday::Saturday, "Saturday"),
    (Weekday::Sunday, "Sunday"),
];

/// Neighbouring days of equal hours as one line.
fn week_in_words(version: &ScheduleVersion) -> Vec<String> {
    WEEK.chunk_by(|(a, _), (b, _)| version.weekly.on(*a) == version.weekly.on(*b))
        .filter(|days| !version.weekly.on(days[0].0).is_empty())
        .map(|days| {
            let hours = listed(version.weekly.on(days[0].0));
            match days {
                [(_, only)] => format!("{only}: {hours}"),
                [(_, first), .., (_, last)] => format!("{first} to {last}: {hours}"),
                [] => hours,
            }
        })
        .collect()
}

fn has_nights(version: &ScheduleVersion) -> bool {
    WEEK.iter()
        .flat_map(|(day, _)| version.weekly.on(*day))
        .chain(version.shifts.values().flatten())
        .any(|interval| interval.is_overnight())
}

fn listed(hours: &[ClockInterval]) -> String {
    let words: Vec<String> = hours
        .iter()
        .map(|interval| {
            if interval.is_overnight() {
                format!("{interval} the next day")
            } else {
                interval.to_string()
            }
        })
        .collect();
    words.join(", ")
}
