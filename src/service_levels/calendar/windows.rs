use super::clock_time::{ClockInterval, whole_day};
use super::opening::{Opening, Window};
use super::schedule::{OvernightHolidays, Schedule, ScheduleVersion};
use jiff::ToSpan;
use jiff::civil::Date;
use std::collections::BTreeSet;

/// Hours that start this many days before a stretch can reach into it, zones and nights included.
const REACH_DAYS: i64 = 3;

impl Schedule {
    /// The open windows of a stretch of time.
    ///
    /// Hours belong to the version that holds on the local date on which they start, so that a night
    /// between two versions is counted once and whole. Breaks cut what any version leaves open.
    pub fn opening(&self, covers: Window) -> Opening {
        let open = self
            .versions()
            .iter()
            .flat_map(|version| open_windows(version, covers));
        let cut = self
            .versions()
            .iter()
            .flat_map(|version| break_windows(version, covers));
        Opening::new(open, covers).without(cut)
    }

    /// Hours of the dates from `from` up to, but not on, `to` of which nothing is left, because the
    /// clock jumps forward within them: moved behind the jump, the start lies at or after the end.
    pub fn skipped_hours(&self, from: Date, to: Date) -> Vec<(Date, ClockInterval)> {
        let dates = std::iter::successors(Some(from), |date| date.tomorrow().ok());
        let mut skipped = Vec::new();
        for date in dates.take_while(|date| *date < to) {
            let Some(version) = self.version_on(date) else {
                continue;
            };
            let is_off = !version.shifts.contains_key(&date)
                && holidays_near(version, &[date]).contains(&date);
            if is_off || whole_day(date, &version.time_zone).is_none() {
                continue;
            }
            let is_empty = |hours: &ClockInterval| {
                let window = hours.on(date, &version.time_zone);
                window.is_some_and(|window| window.end <= window.start)
            };
            let hours = version.hours_on(date).iter().copied();
            skipped.extend(hours.filter(is_empty).map(|hours| (date, hours)));
        }
        skipped
    }
}

fn open_windows(version: &ScheduleVersion, covers: Window) -> Vec<Window> {
    let zone = &version.time_zone;
    let dates = local_dates(version, covers);
    let holidays = holidays_near(version, &dates);
    let mut windows = Vec::new();
    for &date in &dates {
        let is_shift = version.shifts.contains_key(&date);
        let is_off = holidays.contains(&date) && !is_shift;
        if is_off && version.overnight == OvernightHolidays::ByStartDay {
            continue;
        }
        let Some(day) = whole_day(date, zone) else {
            continue;
        };
        for interval in version.hours_on(date) {
            let Some(mut window) = interval.on(date, zone) else {
                continue;
            };
            if version.overnight == OvernightHolidays::ByCalendarDay {
                if is_off {
                    window.start = window.start.max(day.end);
                }
                let morning = date
                    .tomorrow()
                    .ok()
                    .filter(|next| interval.is_overnight() && holidays.contains(next))
                    .and_then(|next| whole_day(next, zone));
                if let Some(morning) = morning {
                    window.end = window.end.min(morning.start);
                }
            }
            windows.push(window);
        }
    }
    windows
}

fn break_windows(version: &ScheduleVersion, covers: Window) -> Vec<Window> {
    let Some((first, last)) = ends(&local_dates(version, covers)) else {
        return Vec::new();
    };
    version
        .breaks
        .range(first..=last)
        .filter(|(date, _)| whole_day(**date, &version.time_zone).is_some())
        .flat_map(|(date, breaks)| {
            breaks
                .iter()
                .filter_map(|interval| interval.on(*date, &version.time_zone))
        })
        .collect()
}

/// The local dates of a version whose hours can reach into `covers`.
fn local_dates(version: &ScheduleVersion, covers: Window) -> Vec<Date> {
    let on = |instant: jiff::Timestamp| instant.to_zoned(version.time_zone.clone()).date();
    let first = on(covers.start).saturating_sub(REACH_DAYS.days());
    let end = on(covers.end).saturating_add(REACH_DAYS.days());
    let (first, end) = version.valid_within(first, end);
    // Not `Date::series`: it would end with an error instead of the last date there is.
    std::iter::successors(Some(first), |date| date.tomorrow().ok())
        .take_while(|date| *date < end)
        .collect()
}

fn ends(dates: &[Date]) -> Option<(Date, Date)> {
    Some((*dates.first()?, *dates.last()?))
}

/// Holidays of the dates, and of the morning after the last.
fn holidays_near(version: &ScheduleVersion, dates: &[Date]) -> BTreeSet<Date> {
    let Some((first, last)) = ends(dates) else {
        return BTreeSet::new();
    };
    version
        .holidays
        .between(first, last.saturating_add(2.days()))
        .into_iter()
        .map(|holiday| holiday.date)
        .collect()
}
