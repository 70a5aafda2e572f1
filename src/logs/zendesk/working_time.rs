use super::schedules::Schedule;
use crate::logs::Error;
use crate::service_levels::calendar::{
    self, ClockInterval, ClockTime, HolidayRules, HolidaySet, ScheduleVersion, WeeklyHours,
};
use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Minutes of a day.
const DAY: u32 = 24 * 60;

impl Schedule {
    /// The same hours in the form that clocks count by. The export knows no versions: what it says now
    /// holds for all times.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownZone`], and [`Error::NoHours`] for a schedule that is never open.
    pub fn working_time(&self) -> Result<calendar::Schedule, Error> {
        let zone = TimeZone::get(&self.zone).map_err(|_| Error::UnknownZone {
            schedule: self.id.as_ref().to_owned(),
            zone: self.zone.clone(),
        })?;
        let mut weekly = WeeklyHours::default();
        for &(start, end) in &self.weekly {
            add_minutes(&mut weekly, start, end);
        }
        let mut holidays =
            HolidaySet::of(format!("Zendesk {}", self.id).as_str(), HolidayRules::None);
        holidays.extra_dates = self.days_off();
        let version = ScheduleVersion {
            holidays: Arc::new(holidays),
            ..ScheduleVersion::weekly(zone, weekly)
        };
        calendar::Schedule::new(Arc::clone(&self.id), vec![version]).map_err(|_| Error::NoHours {
            schedule: self.id.as_ref().to_owned(),
        })
    }

    fn days_off(&self) -> BTreeMap<Date, Arc<str>> {
        let days = self.holidays.iter().flat_map(|holiday| {
            let name: Arc<str> = Arc::from(holiday.name.as_str());
            let days = std::iter::successors(Some(holiday.first), |day| day.tomorrow().ok());
            days.take_while(|day| *day <= holiday.last)
                .map(move |day| (day, Arc::clone(&name)))
        });
        days.collect()
    }
}

/// Adds a stretch of minutes since Sunday 00:00, cut at midnight.
fn add_minutes(weekly: &mut WeeklyHours, start: u32, end: u32) {
    for (day, first) in Weekday::Sunday
        .cycle_forward()
        .take(7)
        .zip((0..).step_by(1440))
    {
        let (from, to) = (start.max(first), end.min(first + DAY));
        if from >= to {
            continue;
        }
        let clock = |minute: u32| ClockTime::new((minute - first) / 60, (minute - first) % 60, 0);
        if let (Ok(from), Ok(to)) = (clock(from), clock(to))
            && let Ok(interval) = ClockInterval::new(from, to)
        {
            weekly.add(day, interval);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::logs::zendesk::Holiday;
    use crate::service_levels::calendar::Window;
    use jiff::Timestamp;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn minutes_of_the_week_are_hours_of_days_and_holidays_are_closed() {
        let schedule = Schedule {
            id: "5".into(),
            name: "Office".to_owned(),
            zone: "Europe/Amsterdam".to_owned(),
            // Monday 9 to 17, Saturday 22 to Sunday 0 and on to 2, the end of the week included.
            weekly: vec![(0, 120), (1980, 2460), (9960, 10_080)],
            holidays: vec![Holiday {
                first: Date::constant(2026, 4, 5),
                last: Date::constant(2026, 4, 6),
                name: "Pasen".to_owned(),
            }],
        };
        let counted = schedule.working_time().unwrap();
        let covers = Window {
            start: at("2026-01-01T00:00:00Z"),
            end: at("2027-01-01T00:00:00Z"),
        };
        let opening = counted.opening(covers);
        let hours = |from: &str, to: &str| opening.between(at(from), at(to)).0 / 3600;
        assert_eq!(
            hours("2026-04-13T00:00:00+02:00", "2026-04-14T00:00:00+02:00"),
            8
        );
        assert_eq!(
            hours("2026-04-18T12:00:00+02:00", "2026-04-19T12:00:00+02:00"),
            4
        );
        assert_eq!(
            hours("2026-04-05T00:00:00+02:00", "2026-04-07T00:00:00+02:00"),
            0
        );
        assert_eq!(
            hours("2026-04-13T00:00:00+02:00", "2026-04-20T00:00:00+02:00"),
            12
        );
    }

    #[test]
    fn a_schedule_that_is_never_open_is_an_error() {
        let schedule = Schedule {
            id: "5".into(),
            name: String::new(),
            zone: "Europe/Amsterdam".to_owned(),
            weekly: Vec::new(),
            holidays: Vec::new(),
        };
        assert!(matches!(
            schedule.working_time(),
            Err(Error::NoHours { .. })
        ));
    }
}
