use super::version::Declared;
use crate::config::problem::Problems;
use crate::service_levels::calendar::{
    ClockTime, DoubleHours, HoursDay, Left, Schedule, ScheduleVersion, SkippedEdge, Window,
};
use jiff::ToSpan;
use jiff::civil::{Date, Weekday};
use std::collections::BTreeSet;

/// Warns of what can be used but is most likely not meant.
pub(super) fn remarks_on(schedule: &Schedule, declared: &[Declared], warnings: &mut Problems<'_>) {
    for one in declared {
        let remarks = double_hours(&one.version)
            .into_iter()
            .chain(out_of_force(&one.version))
            .chain(shifts_on_holidays(&one.version))
            .chain(closed_years(schedule, &one.version))
            .chain(skipped_edges(&one.version));
        for (message, hint) in remarks {
            let message = format!("schedule {}: {message}", schedule.id());
            warnings.note_with_hint(one.at, one.key.clone(), message, hint);
        }
    }
    for pair in schedule.versions().windows(2) {
        let (Some(end), Some(begin)) = (pair[0].valid_to, pair[1].valid_from) else {
            continue;
        };
        if end < begin {
            let place = declared
                .iter()
                .find(|one| one.version.version == pair[1].version);
            let (at, key) = place.map_or((0, "schedule"), |one| (one.at, one.key.as_str()));
            warnings.note_with_hint(
                at,
                key,
                format!(
                    "schedule {} is closed from {end} up to {begin}: no version holds",
                    schedule.id()
                ),
                Some("valid_to is the first date on which a version no longer holds".to_owned()),
            );
        }
    }
}

type Remark = (String, Option<String>);

fn double_hours(version: &ScheduleVersion) -> Vec<Remark> {
    let remark = |pair: DoubleHours| {
        let DoubleHours { day, first, second } = pair;
        let day = match day {
            HoursDay::Weekly(day) => english(day).to_owned(),
            HoursDay::Date(date) => date.to_string(),
        };
        let message = format!("{second} on {day} begins before {first} has ended");
        (
            message,
            Some("they are joined; shared time counts once".to_owned()),
        )
    };
    version.double_hours().into_iter().map(remark).collect()
}

/// Shifts and breaks of dates on which the version does not hold.
fn out_of_force(version: &ScheduleVersion) -> Vec<Remark> {
    let shifts = version.shifts.keys().map(|date| ("shift", *date));
    let breaks = version.breaks.keys().map(|date| ("break", *date));
    shifts
        .chain(breaks)
        .filter(|(_, date)| !version.holds_on(*date))
        .map(|(kind, date)| {
            let message = format!(
                "the {kind} of {date} has no effect: version {} does not hold on that date",
                version.version
            );
            (message, Some("move it to the version that does".to_owned()))
        })
        .collect()
}

fn shifts_on_holidays(version: &ScheduleVersion) -> Vec<Remark> {
    let opened = version.shifts.iter().filter(|(_, hours)| !hours.is_empty());
    opened
        .filter_map(|(date, _)| {
            let holidays = version.holidays.between(*date, date.tomorrow().ok()?);
            let name = holidays.first()?.name.english();
            let message = format!("the shift of {date} opens on a holiday ({name})");
            Some((message, Some("a shift goes before a holiday".to_owned())))
        })
        .collect()
}

/// Years of declared days off in which nothing is open: a wrong list is the usual cause.
fn closed_years(schedule: &Schedule, version: &ScheduleVersion) -> Vec<Remark> {
    let years: BTreeSet<i16> = version
        .holidays
        .extra_dates
        .keys()
        .filter(|date| version.holds_on(**date))
        .map(|date| date.year())
        .collect();
    years
        .into_iter()
        .filter(|year| is_closed(schedule, version, *year).unwrap_or(false))
        .map(|year| {
            let message = format!("nothing is open in {year}: every working day is a holiday");
            (
                message,
                Some("look at the extra_dates of its holiday set".to_owned()),
            )
        })
        .collect()
}

/// Years in which changes of the clock are looked at: a file has no date of its own, and no change of
/// a zone is known for sure beyond the next ones.
const LOOKED_AT: (i16, i16) = (2020, 2040);

/// Edges that the clock jumps over: they count, but not as they are written.
fn skipped_edges(version: &ScheduleVersion) -> Vec<Remark> {
    let (first, end) = LOOKED_AT;
    let years = Date::new(first, 1, 1).ok().zip(Date::new(end, 1, 1).ok());
    let edges = years.map(|(from, to)| version.skipped_edges(from, to));
    let remark = |found: SkippedEdge| {
        let SkippedEdge {
            hours,
            edge,
            dates,
            left,
        } = found;
        let first = dates.first()?;
        let on = match dates.len() {
            1 => first.to_string(),
            n => format!("{first} and {} more dates", n - 1),
        };
        let text = match left {
            Left::Nothing => format!("{hours} is no window on {on}: the clock jumps over {edge}"),
            Left::Moved => {
                format!("{edge} of {hours} is not shown on {on}: the clock jumps over it")
            }
        };
        let hint = match left {
            Left::Nothing => "its start would lie behind its end; 0 seconds count on such a day",
            Left::Moved => "it counts as so much later as the clock jumps",
        };
        Some((text, Some(hint.to_owned())))
    };
    edges.into_iter().flatten().filter_map(remark).collect()
}

fn is_closed(schedule: &Schedule, version: &ScheduleVersion, year: i16) -> Option<bool> {
    let first = Date::new(year, 1, 1).ok()?;
    let next = first.checked_add(1.year()).ok()?;
    let opening = schedule.opening(Window {
        start: ClockTime::MIDNIGHT.on(first, &version.time_zone)?,
        end: ClockTime::MIDNIGHT.on(next, &version.time_zone)?,
    });
    Some(opening.windows().len() == 0)
}

fn english(day: Weekday) -> &'static str {
    match day {
        Weekday::Monday => "Monday",
        Weekday::Tuesday => "Tuesday",
        Weekday::Wednesday => "Wednesday",
        Weekday::Thursday => "Thursday",
        Weekday::Friday => "Friday",
        Weekday::Saturday => "Saturday",
        Weekday::Sunday => "Sunday",
    }
}
