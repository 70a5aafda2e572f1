//! The edge cases of working time, one line each.
//!
//! A moment is written as a day and a time by the clock of the schedule; a wrong day of the week fails
//! the test. Durations are hours and minutes.

use super::*;
use crate::units::Seconds;
use jiff::civil::{Date, DateTime, Weekday, date};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan, Zoned};
use std::sync::Arc;

const AMSTERDAM: &str = "Europe/Amsterdam";

fn zone(name: &str) -> TimeZone {
    TimeZone::get(name).unwrap()
}

fn day_of(name: &str) -> Weekday {
    match name {
        "Mon" => Weekday::Monday,
        "Tue" => Weekday::Tuesday,
        "Wed" => Weekday::Wednesday,
        "Thu" => Weekday::Thursday,
        "Fri" => Weekday::Friday,
        "Sat" => Weekday::Saturday,
        "Sun" => Weekday::Sunday,
        _ => panic!("no day: {name}"),
    }
}

fn hours(text: &str) -> ClockInterval {
    let (start, end) = text.split_once('-').unwrap();
    ClockInterval::new(start.parse().unwrap(), end.parse().unwrap()).unwrap()
}

/// `Mon-Fri 09:00-12:00 13:00-17:00, Sat 10:00-14:00`
fn weekly(text: &str) -> WeeklyHours {
    let mut week = WeeklyHours::default();
    for part in text.split(", ") {
        let (days, intervals) = part.split_once(' ').unwrap();
        let (first, last) = days.split_once('-').unwrap_or((days, days));
        let mut day = day_of(first);
        loop {
            for interval in intervals.split(' ') {
                week.add(day, hours(interval));
            }
            if day == day_of(last) {
                break;
            }
            day = day.next();
        }
    }
    week
}

fn version(zone_name: &str, week: &str) -> ScheduleVersion {
    ScheduleVersion::weekly(zone(zone_name), weekly(week))
}

fn schedule(version: ScheduleVersion) -> Schedule {
    Schedule::new("s", vec![version]).unwrap()
}

fn with_holidays(week: &str, holidays: HolidaySet) -> Schedule {
    schedule(ScheduleVersion {
        holidays: Arc::new(holidays),
        ..version(AMSTERDAM, week)
    })
}

/// Mon–Fri 09:00–17:00 in Amsterdam with the built-in Dutch holidays.
fn s1() -> Schedule {
    with_holidays("Mon-Fri 09:00-17:00", HolidaySet::nl_default())
}

/// S1 with other Dutch options.
fn s1_with(liberation_day: LiberationDay, good_friday: GoodFriday) -> Schedule {
    let rules = HolidayRules::Netherlands {
        liberation_day,
        good_friday,
    };
    with_holidays("Mon-Fri 09:00-17:00", HolidaySet::of("nl", rules))
}

fn plain(week: &str) -> Schedule {
    schedule(version(AMSTERDAM, week))
}

/// Open at every moment.
fn always() -> Schedule {
    plain("Mon-Sun 00:00-24:00")
}

fn covers() -> Window {
    let at = |text: &str| text.parse::<Timestamp>().unwrap();
    Window {
        start: at("2005-01-01T00:00Z"),
        end: at("2030-01-01T00:00Z"),
    }
}

/// `Fri 2026-06-12 16:00` in a zone.
fn moment(text: &str, zone: &TimeZone) -> Zoned {
    let (day, local) = text.split_once(' ').unwrap();
    let local: DateTime = local.replace(' ', "T").parse().unwrap();
    assert_eq!(local.weekday(), day_of(day), "{text} has a wrong day");
    local.to_zoned(zone.clone()).unwrap()
}

fn duration(text: &str) -> Seconds {
    let (hours, minutes) = text.trim_end_matches('m').split_once('h').unwrap();
    let number = |text: &str| text.trim().parse::<i64>().unwrap_or(0);
    Seconds(number(hours) * 3_600 + number(minutes) * 60)
}

/// So much open time after `from` it is `expected`, and that much has passed between the two.
fn due(id: &str, schedule: &Schedule, from: &str, open: &str, expected: &str) {
    let zone = &schedule.versions()[0].time_zone;
    let opening = schedule.opening(covers());
    let (from, open) = (moment(from, zone).timestamp(), duration(open));
    let due = opening.add(from, open).unwrap();
    assert_eq!(
        due.to_zoned(zone.clone()),
        moment(expected, zone),
        "{id}: due"
    );
    assert_eq!(opening.between(from, due), open, "{id}: elapsed");
}

/// So much is open between two moments.
fn open(id: &str, schedule: &Schedule, from: &str, to: &str, expected: &str) {
    let zone = &schedule.versions()[0].time_zone;
    let (from, to) = (moment(from, zone), moment(to, zone));
    let open = schedule
        .opening(covers())
        .between(from.timestamp(), to.timestamp());
    assert_eq!(open, duration(expected), "{id}");
}

#[test]
fn business_hours() {
    let seven_days = "Mon-Fri 00:00-24:00";
    let two_a_day = plain("Mon-Fri 09:00-12:00 13:00-17:00");
    let jira = plain("Mon 09:00-17:00, Tue 09:00-16:00, Thu 08:00-17:00");
    let long = plain("Mon-Fri 08:00-18:00");
    due("over a weekend", &s1(), "Fri 2026-06-12 16:00", "4h", "Mon 2026-06-15 12:00");
    due("round the clock", &always(), "Fri 2026-06-12 15:00", "24h", "Sat 2026-06-13 15:00");
    due("twenty-four hours of long days", &plain(seven_days), "Fri 2026-06-12 15:00", "24h", "Mon 2026-06-15 15:00");
    due("three working days", &s1(), "Fri 2026-06-12 15:00", "24h", "Wed 2026-06-17 15:00");
    due("from the last half hour", &s1(), "Fri 2026-06-12 16:30", "1h", "Mon 2026-06-15 09:30");
    due("Friday", &long, "Fri 2026-06-12 17:00", "4h", "Mon 2026-06-15 11:00");
    due("Monday", &long, "Mon 2026-06-15 17:00", "4h", "Tue 2026-06-16 11:00");
    due("an hour before", &long, "Mon 2026-06-15 17:00", "3h", "Tue 2026-06-16 10:00");
    due("sixteen working hours", &jira, "Mon 2026-06-15 11:00", "16h", "Thu 2026-06-18 11:00");
    due("morning", &two_a_day, "Mon 2026-06-15 11:30", "1h", "Mon 2026-06-15 13:30");
    due("lunch", &two_a_day, "Mon 2026-06-15 12:30", "1h", "Mon 2026-06-15 14:00");
    open("a closed hour", &s1(), "Sat 2026-06-13 10:00", "Sat 2026-06-13 11:00", "0h");
    open("over two midnights", &always(), "Fri 2026-06-12 23:00", "Sun 2026-06-14 01:00", "26h");
    assert_eq!(always().opening(covers()).windows().len(), 1, "over two midnights");
    open("hours back from the due time", &s1(), "Fri 2026-06-12 16:00", "Mon 2026-06-15 12:00", "4h");
    due("nineminds", &plain("Mon-Fri 08:00-17:00"), "Fri 2026-06-12 16:00", "4h", "Mon 2026-06-15 11:00");
    due("eesel", &s1(), "Fri 2026-06-12 17:00", "8h", "Mon 2026-06-15 17:00");
}

#[test]
fn a_schedule_that_never_opens_is_refused_and_one_that_no_longer_does_ends() {
    let empty = Schedule::new("s", vec![ScheduleVersion::weekly(zone(AMSTERDAM), WeeklyHours::default())]);
    assert!(matches!(empty, Err(ScheduleError::Empty { .. })), "nothing open");
    assert!(matches!(Schedule::new("s", Vec::new()), Err(ScheduleError::NoVersion { .. })), "nothing open");

    // Every day of 2027 to 2029 is a holiday: two years after the last event nothing is open.
    let mut all_year = HolidaySet::nl_default();
    let days = date(2027, 1, 1).series(1.day()).take_while(|day| day.year() < 2030);
    all_year.extra_dates = days.map(|day| (day, "closed".into())).collect();
    let closed = with_holidays("Mon-Fri 09:00-17:00", all_year);
    let from: Timestamp = "2026-12-31T15:00Z".parse().unwrap();
    let horizon = Window {
        start: from,
        end: "2028-12-31T15:00Z".parse().unwrap(),
    };
    let opening = closed.opening(horizon);
    assert_eq!(opening.add(from, duration("1h")), Some("2026-12-31T16:00Z".parse().unwrap()), "nothing open");
    assert_eq!(opening.add(from, duration("1h01")), None, "nothing open");
}

#[test]
fn changes_of_the_clock() {
    let night = plain("Sat 22:00-06:00");
    let gap = plain("Sun 02:30-03:15");
    let gap_start = plain("Sun 02:30-04:00");
    let fold = plain("Sat 22:00-02:30");
    due("a night that loses an hour", &always(), "Sat 2026-03-28 20:00", "8h", "Sun 2026-03-29 05:00");
    due("a night that gains an hour", &always(), "Sat 2026-10-24 20:00", "8h", "Sun 2026-10-25 03:00");
    open("the short day", &always(), "Sun 2026-03-29 00:00", "Mon 2026-03-30 00:00", "23h");
    open("the long day", &always(), "Sun 2026-10-25 00:00", "Mon 2026-10-26 00:00", "25h");
    open("a night shift, spring", &night, "Sat 2026-03-28 12:00", "Sun 2026-03-29 12:00", "7h");
    open("a night shift, autumn", &night, "Sat 2026-10-24 12:00", "Sun 2026-10-25 12:00", "9h");
    open("a night shift, no change", &night, "Sat 2026-06-13 12:00", "Sun 2026-06-14 12:00", "8h");
    due("office hours over the change", &s1(), "Fri 2026-03-27 16:00", "4h", "Mon 2026-03-30 12:00");
    open("both edges at the gap", &gap, "Sun 2026-03-29 00:00", "Mon 2026-03-30 00:00", "0h");
    open("an edge in the gap, a week later", &gap, "Sun 2026-04-05 00:00", "Mon 2026-04-06 00:00", "0h45m");
    open("a start in the gap", &gap_start, "Sun 2026-03-29 00:00", "Mon 2026-03-30 00:00", "0h30m");
    open("an end in the fold", &fold, "Sat 2026-10-24 12:00", "Sun 2026-10-25 12:00", "4h30m");
    open("the month of March", &always(), "Sun 2026-03-01 00:00", "Wed 2026-04-01 00:00", "743h");
    open("the month of October", &always(), "Thu 2026-10-01 00:00", "Sun 2026-11-01 00:00", "745h");
}

#[test]
fn instants_are_the_same_by_any_clock() {
    let opening = s1().opening(covers());
    let at = |text: &str| text.parse::<Timestamp>().unwrap();
    assert_eq!(opening.add(at("2026-03-27T15:00Z"), duration("4h")), Some(at("2026-03-30T10:00Z")), "office hours over the change");

    let (asked, new_york) = (at("2026-06-12T15:00-04:00"), zone("America/New_York"));
    let answered = opening.add(asked, duration("4h")).unwrap();
    assert_eq!(answered, at("2026-06-15T13:00+02:00"), "asked from New York");
    assert_eq!(answered.to_zoned(new_york).time(), jiff::civil::time(7, 0, 0, 0), "asked from New York");
    assert_eq!(answered.as_second() - asked.as_second(), duration("64h").0, "asked from New York");

    // The quarters of a month add up to the month, over the change of the clock.
    for (month, expected) in [(3, "743h"), (10, "745h")] {
        let opening = always().opening(covers());
        let first = date(2026, month, 1).to_zoned(zone(AMSTERDAM)).unwrap().timestamp();
        let quarters = duration(expected).0 / 900;
        let quarter = |idx: i64| Timestamp::from_second(first.as_second() + idx * 900).unwrap();
        let sum: i64 = (0..quarters).map(|idx| opening.between(quarter(idx), quarter(idx + 1)).0).sum();
        assert_eq!(sum, duration(expected).0, "quarters of the month");
        assert_eq!(quarter(quarters), date(2026, month + 1, 1).to_zoned(zone(AMSTERDAM)).unwrap().timestamp(), "quarters of the month");
    }
}

#[test]
fn the_hours_shared_with_a_customer_differ_by_week() {
    let (opening, new_york) = (s1().opening(covers()), zone("America/New_York"));
    let nine_in_amsterdam = |day: Date| day.at(9, 0, 0, 0).to_zoned(new_york.clone()).unwrap().with_time_zone(zone(AMSTERDAM)).hour();
    assert_eq!(nine_in_amsterdam(date(2026, 3, 16)), 14, "weeks in which clocks change apart");
    assert_eq!(nine_in_amsterdam(date(2026, 4, 6)), 15, "weeks in which clocks change apart");
    let check = |day, expected| assert_eq!(overlap(&opening, &new_york, hours("08:00-20:00"), day), duration(expected), "{day}");
    check(date(2026, 3, 2), "3h");
    check(date(2026, 3, 16), "4h");
    check(date(2026, 3, 30), "3h");
    check(date(2026, 4, 6), "0h"); // Easter Monday in the Netherlands
    check(date(2026, 4, 7), "3h");
    check(date(2026, 3, 14), "0h"); // a Saturday
}

#[test]
fn names_of_zones_and_flags_of_summer_time_change_nothing() {
    let covers = Window {
        start: "2026-01-01T00:00Z".parse().unwrap(),
        end: "2027-01-01T00:00Z".parse().unwrap(),
    };
    let night = "Mon-Sun 22:30-01:30";
    let opening = |name: &str, week: &str| schedule(version(name, week)).opening(covers);
    assert_eq!(opening("Europe/Kiev", night), opening("Europe/Kyiv", night), "two names of one zone");
    // Ireland's law calls winter the exception and Britain's summer; their clocks agree.
    assert_eq!(opening("Europe/Dublin", night), opening("Europe/London", night), "an offset below the standard one");
    let casablanca = opening("Africa/Casablanca", "Mon-Sun 00:00-24:00");
    assert_eq!(casablanca.windows().len(), 1, "no hole and no overlap at any change");
    // On 20 September 2026 clocks of Morocco go back from 02:00 to 01:00 and stay there. Neither pass of
    // the hour is flagged as summer time; the first counts.
    let morocco = |hours: &str| schedule(version("Africa/Casablanca", hours));
    let check = |hours, expected| open("an offset below the standard one", &morocco(hours), "Sat 2026-09-19 12:00", "Sun 2026-09-20 12:00", expected);
    check("Sun 00:30-01:30", "1h");
    check("Sun 01:30-03:00", "2h30m");
    check("Sun 00:00-03:00", "4h");
}

#[test]
fn nights_and_holidays() {
    let friday_off = |overnight| {
        let mut holidays = HolidaySet::of("h", HolidayRules::None);
        holidays.extra_dates.insert(date(2026, 6, 12), "closed".into());
        schedule(ScheduleVersion {
            holidays: Arc::new(holidays),
            overnight,
            ..version(AMSTERDAM, "Thu 22:00-06:00, Fri 22:00-06:00")
        })
    };
    let by_day = friday_off(OvernightHolidays::ByCalendarDay);
    let by_start = friday_off(OvernightHolidays::ByStartDay);
    open("ends on it", &by_day, "Thu 2026-06-11 12:00", "Fri 2026-06-12 12:00", "2h");
    open("starts on it", &by_day, "Fri 2026-06-12 12:00", "Sat 2026-06-13 12:00", "6h");
    open("by start, ends on it", &by_start, "Thu 2026-06-11 12:00", "Fri 2026-06-12 12:00", "8h");
    open("by start, starts on it", &by_start, "Fri 2026-06-12 12:00", "Sat 2026-06-13 12:00", "0h");
}

#[test]
fn dutch_holidays() {
    let lustrum = s1_with(LiberationDay::Lustrum, GoodFriday::Worked);
    let yearly = s1_with(LiberationDay::Yearly, GoodFriday::Worked);
    let good_friday = s1_with(LiberationDay::Lustrum, GoodFriday::Off);
    due("King's Day", &s1(), "Fri 2026-04-24 16:00", "4h", "Tue 2026-04-28 12:00");
    due("a royal day that moves off Sunday", &s1(), "Fri 2025-04-25 16:00", "4h", "Mon 2025-04-28 12:00");
    due("lustrum", &lustrum, "Mon 2026-05-04 16:00", "4h", "Tue 2026-05-05 12:00");
    due("yearly", &yearly, "Mon 2026-05-04 16:00", "4h", "Wed 2026-05-06 12:00");
    due("a lustrum year", &lustrum, "Fri 2025-05-02 16:00", "4h", "Tue 2025-05-06 12:00");
    due("off in a lustrum year", &s1(), "Fri 2025-05-02 16:00", "4h", "Mon 2025-05-05 12:00");
    due("worked", &s1(), "Thu 2026-04-02 16:00", "4h", "Fri 2026-04-03 12:00");
    due("off", &good_friday, "Thu 2026-04-02 16:00", "4h", "Tue 2026-04-07 12:00");
    due("one day off", &yearly, "Wed 2016-05-04 16:00", "4h", "Fri 2016-05-06 12:00");
    due("Christmas", &s1(), "Thu 2026-12-24 16:00", "4h", "Mon 2026-12-28 12:00");
    due("New Year", &s1(), "Thu 2026-12-31 16:00", "4h", "Mon 2027-01-04 12:00");

    let sundays: Vec<i16> = (2014..=2043)
        .filter(|year| date(*year, 4, 27).weekday() == Weekday::Sunday)
        .collect();
    assert_eq!(sundays, [2014, 2025, 2031, 2036, 2042], "a royal day that moves off Sunday");
    let kings_day = |year| listed(&HolidaySet::nl_default(), year, "King's Day");
    for year in 2014..=2043 {
        let day = if sundays.contains(&year) { 26 } else { 27 };
        assert_eq!(kings_day(year), [date(year, 4, day)], "a royal day that moves off Sunday");
    }
    let queens_day = |year| listed(&HolidaySet::nl_default(), year, "Queen's Day");
    assert_eq!(queens_day(2013), [date(2013, 4, 30)], "a royal day that moves off Sunday");
    assert_eq!(queens_day(2006), [date(2006, 4, 29)], "a royal day that moves off Sunday");
    assert_eq!(queens_day(1978), [date(1978, 5, 1)], "a royal day that moves off Sunday");
    assert_eq!(queens_day(2014), [], "a royal day that moves off Sunday");
}

/// Dates of a year on which a holiday of that name falls.
fn listed(holidays: &HolidaySet, year: i16, name: &str) -> Vec<Date> {
    let of_name = |holiday: &Holiday| holiday.name.english() == name;
    let year = holidays.in_year(year).into_iter().filter(of_name);
    year.map(|holiday| holiday.date).collect()
}

#[test]
fn two_holidays_can_share_a_date() {
    let names_of_5_may = |liberation_day, year| {
        let rules = HolidayRules::Netherlands {
            liberation_day,
            good_friday: GoodFriday::Worked,
        };
        let (from, to) = (date(year, 5, 5), date(year, 5, 6));
        let found = HolidaySet::of("nl", rules).between(from, to);
        found.iter().map(|holiday| holiday.name.dutch().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(names_of_5_may(LiberationDay::Lustrum, 2005), ["Bevrijdingsdag", "Hemelvaartsdag"], "two holidays on one day");
    assert_eq!(names_of_5_may(LiberationDay::Yearly, 2016), ["Bevrijdingsdag", "Hemelvaartsdag"], "two holidays on one day");
    assert_eq!(names_of_5_may(LiberationDay::Lustrum, 2016), ["Hemelvaartsdag"], "two holidays on one day");
}

#[test]
fn half_days_and_extra_days() {
    let s1 = || s1().versions()[0].clone();
    let half_day = schedule(ScheduleVersion {
        breaks: [(date(2026, 12, 24), vec![hours("13:00-24:00")])].into(),
        ..s1()
    });
    let extra_day = schedule(ScheduleVersion {
        shifts: [(date(2026, 12, 19), vec![hours("10:00-14:00")])].into(),
        ..s1()
    });
    let open_on_a_holiday = schedule(ScheduleVersion {
        shifts: [(date(2026, 5, 25), vec![hours("10:00-14:00")])].into(),
        ..s1()
    });
    let closed_day = schedule(ScheduleVersion {
        shifts: [(date(2026, 12, 18), Vec::new())].into(),
        ..s1()
    });
    due("half day", &half_day, "Thu 2026-12-24 12:00", "2h", "Mon 2026-12-28 10:00");
    due("extra Saturday", &extra_day, "Fri 2026-12-18 16:00", "3h", "Sat 2026-12-19 12:00");
    due("open on Whit Monday", &open_on_a_holiday, "Fri 2026-05-22 16:00", "3h", "Mon 2026-05-25 12:00");
    due("closed Friday", &closed_day, "Thu 2026-12-17 16:00", "3h", "Mon 2026-12-21 11:00");
}

#[test]
fn only_listed_days_are_off() {
    let list: Vec<String> = HolidaySet::nl_default()
        .between(date(2026, 1, 1), date(2027, 1, 1))
        .iter()
        .map(|holiday| format!("{} {}", holiday.date, holiday.name.english()))
        .collect();
    assert_eq!(
        list,
        [
            "2026-01-01 New Year's Day",
            "2026-04-05 Easter Sunday",
            "2026-04-06 Easter Monday",
            "2026-04-27 King's Day",
            "2026-05-14 Ascension Day",
            "2026-05-24 Whit Sunday",
            "2026-05-25 Whit Monday",
            "2026-12-25 Christmas Day",
            "2026-12-26 Second Christmas Day",
        ],
        "a day of its own"
    );
    // St Martin and Volkstrauertag, from a calendar feed, are ordinary days.
    open("a day of its own", &s1(), "Wed 2026-11-11 00:00", "Thu 2026-11-12 00:00", "8h");
    let mut declared = HolidaySet::nl_default();
    declared.extra_dates.insert(date(2026, 11, 11), "Sint Maarten".into());
    declared.removed_dates.insert(date(2026, 5, 25));
    let declared = with_holidays("Mon-Fri 09:00-17:00", declared);
    open("declared", &declared, "Wed 2026-11-11 00:00", "Thu 2026-11-12 00:00", "0h");
    open("removed", &declared, "Mon 2026-05-25 00:00", "Tue 2026-05-26 00:00", "8h");
}

#[test]
fn versions_change_at_the_change_of_the_clock_without_double_time() {
    let first = ScheduleVersion {
        valid_to: Some(date(2026, 3, 29)),
        holidays: Arc::new(HolidaySet::nl_default()),
        ..version(AMSTERDAM, "Mon-Sun 22:00-06:00 09:00-17:00")
    };
    let second = ScheduleVersion {
        version: 2,
        valid_from: Some(date(2026, 3, 29)),
        holidays: Arc::new(HolidaySet::nl_default()),
        ..version(AMSTERDAM, "Mon-Sun 00:00-08:00 10:00-18:00")
    };
    let both = Schedule::new("s", vec![second.clone(), first]).unwrap();
    // Saturday 8 h and 2 h; Sunday 00:00–08:00, which the night before shares, less the skipped hour.
    open("nights", &both, "Sat 2026-03-28 07:00", "Sun 2026-03-29 09:00", "17h");
    open("Easter week", &both, "Mon 2026-03-30 00:00", "Tue 2026-04-07 00:00", "96h");
    let windows: Vec<Window> = both.opening(covers()).windows().collect();
    assert!(windows.windows(2).all(|pair| pair[0].end < pair[1].start), "windows that touch");

    let twice = Schedule::new("s", vec![second.clone(), ScheduleVersion { version: 3, ..second }]);
    assert!(matches!(twice, Err(ScheduleError::Overlapping { first: 2, second: 3, .. })), "windows that touch");
}

#[test]
fn holidays_belong_to_a_schedule() {
    let belgium = schedule(ScheduleVersion {
        holidays: Arc::new(HolidaySet::be_default()),
        ..version("Europe/Brussels", "Mon-Fri 09:00-17:00")
    });
    due("21 July in Belgium", &belgium, "Mon 2026-07-20 16:00", "4h", "Wed 2026-07-22 12:00");
    due("21 July in the Netherlands", &s1(), "Mon 2026-07-20 16:00", "4h", "Tue 2026-07-21 12:00");
    due("King's Day in Belgium", &belgium, "Fri 2026-04-24 16:00", "4h", "Mon 2026-04-27 12:00");
    assert_eq!(HolidaySet::be_default().in_year(2026).len(), 10, "holidays of Belgium");
}
