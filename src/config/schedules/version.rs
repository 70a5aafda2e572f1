use super::holiday_set::HolidaySets;
use super::values::{date, interval, intervals, required_date, time_zone, weekdays};
use crate::config::problem::Problems;
use crate::config::section::Section;
use crate::service_levels::calendar::{
    ClockInterval, HolidayRules, HolidaySet, OvernightHolidays, ScheduleVersion, WeeklyHours,
};
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A version of a schedule and where it is declared.
#[derive(Debug)]
pub(super) struct Declared {
    pub(super) schedule_id: Arc<str>,
    pub(super) at: usize,
    pub(super) key: String,
    pub(super) version: ScheduleVersion,
}

/// Reads a `[[schedule]]`; `None` where something is wrong with it.
pub(super) fn read_version(
    section: &mut Section<'_, '_>,
    sets: &mut HolidaySets,
    problems: &mut Problems<'_>,
    warnings: &mut Problems<'_>,
) -> Option<Declared> {
    let before = problems.len();
    let id = section.required_text("schedule_id", "\"office hours\"", problems);
    let version = section.count("version", problems).unwrap_or(1);
    let version = u32::try_from(version).ok().filter(|number| *number > 0);
    if version.is_none() {
        let at = section.at_key("version");
        problems.note(at, section.key("version"), "expected a number from 1 up");
    }
    let time_zone = time_zone(section, problems);
    let weekly = read_weekly(section, problems);
    let holidays = read_holidays(section, sets, problems);
    let overnight = section
        .choice(
            "overnight_holidays",
            &[
                ("by_calendar_day", OvernightHolidays::ByCalendarDay),
                ("by_start_day", OvernightHolidays::ByStartDay),
            ],
            problems,
        )
        .unwrap_or_default();
    let shifts = read_shifts(section, problems, warnings);
    let breaks = read_breaks(section, problems);
    let valid_from = date(section, "valid_from", problems);
    let valid_to = date(section, "valid_to", problems);
    if problems.len() > before {
        return None;
    }
    Some(Declared {
        schedule_id: id?.into(),
        at: section.at(),
        key: section.key("schedule_id"),
        version: ScheduleVersion {
            version: version?,
            time_zone: time_zone?,
            weekly,
            holidays,
            overnight,
            shifts,
            breaks,
            valid_from,
            valid_to,
        },
    })
}

fn read_weekly(section: &mut Section<'_, '_>, problems: &mut Problems<'_>) -> WeeklyHours {
    let mut weekly = WeeklyHours::default();
    for mut item in section.sections("weekly", problems) {
        let days = weekdays(&mut item, problems);
        if let Some(interval) = interval(&mut item, problems) {
            weekly = weekly.with(&days, interval);
        }
        item.finish(problems);
    }
    weekly
}

fn read_holidays(
    section: &mut Section<'_, '_>,
    sets: &mut HolidaySets,
    problems: &mut Problems<'_>,
) -> Arc<HolidaySet> {
    let none = || Arc::new(HolidaySet::of("none", HolidayRules::None));
    let Some(id) = section.text("holiday_set_id", problems) else {
        return none();
    };
    sets.find(&id).unwrap_or_else(|hint| {
        problems.note_with_hint(
            section.at_key("holiday_set_id"),
            section.key("holiday_set_id"),
            format!("unknown holiday set \"{id}\""),
            Some(hint),
        );
        none()
    })
}

fn read_shifts(
    section: &mut Section<'_, '_>,
    problems: &mut Problems<'_>,
    warnings: &mut Problems<'_>,
) -> BTreeMap<Date, Vec<ClockInterval>> {
    let mut shifts: BTreeMap<Date, Vec<ClockInterval>> = BTreeMap::new();
    for mut item in section.sections("shifts", problems) {
        let date = required_date(&mut item, "date", problems);
        let hours = intervals(&mut item, "intervals", problems);
        if let (Some(date), Some(hours)) = (date, hours) {
            if shifts.contains_key(&date) {
                let message = format!("{date} has shifts already; both hold");
                warnings.note(item.at(), item.key("date"), message);
            }
            let of_date = shifts.entry(date).or_default();
            of_date.extend(hours);
            of_date.sort_unstable();
        }
        item.finish(problems);
    }
    shifts
}

fn read_breaks(
    section: &mut Section<'_, '_>,
    problems: &mut Problems<'_>,
) -> BTreeMap<Date, Vec<ClockInterval>> {
    let mut breaks: BTreeMap<Date, Vec<ClockInterval>> = BTreeMap::new();
    for mut item in section.sections("breaks", problems) {
        let date = required_date(&mut item, "date", problems);
        let interval = interval(&mut item, problems);
        if let (Some(date), Some(interval)) = (date, interval) {
            breaks.entry(date).or_default().push(interval);
        }
        item.finish(problems);
    }
    breaks
}
