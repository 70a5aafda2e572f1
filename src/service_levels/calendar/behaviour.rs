//! Windows against a clock that is watched quarter by quarter, and the laws of counting in them.

use super::*;
use crate::units::Seconds;
use jiff::civil::{Date, DateTime, Time, Weekday, date};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use proptest::collection::vec;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

const QUARTER_S: i64 = 900;

/// Zones and days on which something happens to their clocks.
const PLACES: [(&str, (i16, i8, i8)); 10] = [
    ("Europe/Amsterdam", (2026, 3, 29)),
    ("Europe/Amsterdam", (2026, 10, 25)),
    ("Europe/Dublin", (2026, 10, 25)),
    ("America/New_York", (2026, 3, 8)),
    ("America/New_York", (2026, 11, 1)),
    ("Australia/Lord_Howe", (2026, 4, 5)), // half an hour
    ("America/Sao_Paulo", (2018, 11, 4)),  // skips midnight
    ("America/Sao_Paulo", (2018, 2, 18)),  // repeats the hour before midnight
    ("Pacific/Apia", (2011, 12, 30)),      // a day that never was
    ("Asia/Kathmandu", (2026, 6, 1)),      // nothing, at an odd offset
];

fn interval() -> impl Strategy<Value = ClockInterval> {
    let quarter = |idx: u32| ClockTime::new(idx / 4, idx % 4 * 15, 0).unwrap();
    (0_u32..96, 0_u32..=96).prop_filter_map("an interval", move |(start, end)| {
        ClockInterval::new(quarter(start), quarter(end)).ok()
    })
}

/// Hours of dates, by their distance in days from the middle.
fn dated(most: usize) -> impl Strategy<Value = BTreeMap<i64, Vec<ClockInterval>>> {
    proptest::collection::btree_map(-3_i64..=3, vec(interval(), 0..3), 0..most)
}

#[derive(Debug, Clone)]
struct Draw {
    place: usize,
    weeks: [Vec<(i8, ClockInterval)>; 2],
    shifts: BTreeMap<i64, Vec<ClockInterval>>,
    breaks: BTreeMap<i64, Vec<ClockInterval>>,
    holidays: BTreeSet<i64>,
    overnight: OvernightHolidays,
    /// First day of the second version.
    change: i64,
}

fn draw() -> impl Strategy<Value = Draw> {
    let week = || vec((0_i8..7, interval()), 1..12);
    let overnight = prop_oneof![
        Just(OvernightHolidays::ByCalendarDay),
        Just(OvernightHolidays::ByStartDay)
    ];
    (
        0..PLACES.len(),
        [week(), week()],
        dated(3),
        dated(3),
        proptest::collection::btree_set(-3_i64..=3, 0..3),
        overnight,
        -3_i64..=3,
    )
        .prop_map(
            |(place, weeks, shifts, breaks, holidays, overnight, change)| Draw {
                place,
                weeks,
                shifts,
                breaks,
                holidays,
                overnight,
                change,
            },
        )
}

impl Draw {
    fn zone(&self) -> TimeZone {
        TimeZone::get(PLACES[self.place].0).unwrap()
    }

    fn day(&self, distance: i64) -> Date {
        let (year, month, day) = PLACES[self.place].1;
        date(year, month, day) + distance.days()
    }

    fn schedule(&self) -> Schedule {
        let on_dates = |hours: &BTreeMap<i64, Vec<ClockInterval>>| {
            let hours = hours.iter();
            hours
                .map(|(at, list)| (self.day(*at), list.clone()))
                .collect()
        };
        let mut holidays = HolidaySet::of("h", HolidayRules::None);
        let off = self.holidays.iter().map(|at| (self.day(*at), "off".into()));
        holidays.extra_dates = off.collect();
        let version = |number: u32, week: &[(i8, ClockInterval)]| {
            let mut weekly = WeeklyHours::default();
            for (day, interval) in week {
                weekly.add(Weekday::from_monday_zero_offset(*day).unwrap(), *interval);
            }
            ScheduleVersion {
                version: number,
                holidays: Arc::new(holidays.clone()),
                overnight: self.overnight,
                shifts: on_dates(&self.shifts),
                breaks: on_dates(&self.breaks),
                ..ScheduleVersion::weekly(self.zone(), weekly)
            }
        };
        let change = Some(self.day(self.change));
        let first = ScheduleVersion {
            valid_to: change,
            ..version(1, &self.weeks[0])
        };
        let second = ScheduleVersion {
            valid_from: change,
            ..version(2, &self.weeks[1])
        };
        Schedule::new("s", vec![first, second]).unwrap()
    }

    fn covers(&self) -> Window {
        let at = |distance| {
            self.day(distance)
                .to_zoned(TimeZone::UTC)
                .unwrap()
                .timestamp()
        };
        Window {
            start: at(-5),
            end: at(6),
        }
    }

    /// Whether each quarter of an hour is open, by watching the clock on the wall.
    fn watched(&self) -> Vec<bool> {
        let (zone, covers) = (self.zone(), self.covers());
        let first = covers.start.as_second() - 5 * 86_400;
        let n = (covers.end.as_second() + 5 * 86_400 - first) / QUARTER_S;
        let readings: Vec<DateTime> = (0..n)
            .map(|idx| Timestamp::from_second(first + idx * QUARTER_S).unwrap())
            .map(|at| at.to_zoned(zone.clone()).datetime())
            .collect();
        // What the clock skipped: from the quarter it did not show, up to what it showed next.
        let skipped: Vec<(DateTime, DateTime)> = readings
            .windows(2)
            .map(|pair| (pair[0] + 15.minutes(), pair[1]))
            .filter(|(expected, shown)| shown > expected)
            .collect();
        let seen: BTreeSet<Date> = readings.iter().map(|reading| reading.date()).collect();
        let moved = |edge: DateTime| {
            // A night before a day that never was ends with its evening.
            let edge = if seen.contains(&edge.date()) {
                edge
            } else {
                edge.date().to_datetime(Time::midnight())
            };
            skipped
                .iter()
                .find(|(from, to)| *from <= edge && edge < *to)
                .map_or(edge, |(from, to)| edge + from.until(*to).unwrap())
        };
        let mut open = Vec::new();
        let mut cut = Vec::new();
        for &date in &seen {
            let week = &self.weeks[usize::from(date >= self.day(self.change))];
            let distance = i64::from((date - self.day(0)).get_days());
            let is_off = self.holidays.contains(&distance);
            let of_week = || {
                let of_day =
                    |day: &i8| Weekday::from_monday_zero_offset(*day).unwrap() == date.weekday();
                week.iter()
                    .filter(|(day, _)| of_day(day))
                    .map(|(_, hours)| *hours)
                    .collect()
            };
            let shift = self.shifts.get(&distance);
            for hours in shift.cloned().unwrap_or_else(of_week) {
                if !(is_off && shift.is_none() && self.overnight == OvernightHolidays::ByStartDay) {
                    let (from, to) = by_the_clock(date, hours);
                    open.push((moved(from), moved(to), date, shift.is_some()));
                }
            }
            for hours in self.breaks.get(&distance).into_iter().flatten() {
                let (from, to) = by_the_clock(date, *hours);
                cut.push((moved(from), moved(to)));
            }
        }
        let off: BTreeSet<Date> = match self.overnight {
            OvernightHolidays::ByCalendarDay => {
                self.holidays.iter().map(|at| self.day(*at)).collect()
            }
            OvernightHolidays::ByStartDay => BTreeSet::new(),
        };
        // The latest that the clock has shown: an hour shown twice is not reached a second time.
        let reached = readings.iter().scan(DateTime::MIN, |latest, reading| {
            *latest = (*latest).max(*reading);
            Some(*latest)
        });
        let quarters = reached.map(|now| {
            let is_cut = cut.iter().any(|(from, to)| *from <= now && now < *to);
            let is_open = open.iter().any(|(from, to, date, is_shift)| {
                let is_off = off.contains(&now.date()) && !(*is_shift && *date == now.date());
                *from <= now && now < *to && !is_off
            });
            is_open && !is_cut
        });
        let before = usize::try_from((covers.start.as_second() - first) / QUARTER_S).unwrap();
        let inside =
            usize::try_from((covers.end.as_second() - covers.start.as_second()) / QUARTER_S)
                .unwrap();
        quarters.skip(before).take(inside).collect()
    }
}

fn by_the_clock(date: Date, hours: ClockInterval) -> (DateTime, DateTime) {
    let midnight = date.to_datetime(Time::midnight());
    let start = midnight + hours.start().seconds().seconds();
    let end = midnight + hours.end().seconds().seconds();
    (start, if end <= start { end + 1.day() } else { end })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 384, ..ProptestConfig::default() })]

    #[test]
    fn windows_are_what_a_watched_clock_shows(draw in draw()) {
        let (schedule, covers) = (draw.schedule(), draw.covers());
        let opening = schedule.opening(covers);
        for (idx, is_open) in draw.watched().into_iter().enumerate() {
            let start = covers.start.as_second() + i64::try_from(idx).unwrap() * QUARTER_S;
            let at = |second| Timestamp::from_second(second).unwrap();
            let open = opening.between(at(start), at(start + QUARTER_S));
            let expected = if is_open { QUARTER_S } else { 0 };
            prop_assert_eq!(open.0, expected, "{} {}", at(start), at(start).to_zoned(draw.zone()));
        }
    }

    #[test]
    fn counting_obeys_its_laws(draw in draw(), a in 0_i64..950_400, b in 0_i64..950_400, c in 0_i64..950_400, x in 0_i64..400_000) {
        let covers = draw.covers();
        let opening = draw.schedule().opening(covers);
        let at = |second: i64| Timestamp::from_second(covers.start.as_second() + second).unwrap();
        let mut moments = [a, b, c];
        moments.sort_unstable();
        let [a, b, c] = moments.map(at);

        // Additive and monotone.
        let (ab, bc, ac) = (opening.between(a, b).0, opening.between(b, c).0, opening.between(a, c).0);
        prop_assert_eq!(ab + bc, ac);
        prop_assert!(0 <= ab && ab <= ac && ac <= c.as_second() - a.as_second());
        prop_assert_eq!(opening.between(c, a), Seconds(0));

        // Adding and counting undo each other, at the earliest instant that does.
        match opening.add(b, Seconds(x)) {
            Some(due) => {
                prop_assert_eq!(opening.between(b, due), Seconds(x));
                prop_assert!(b <= due);
                if x > 0 {
                    let a_second_before = Timestamp::from_second(due.as_second() - 1).unwrap();
                    prop_assert_eq!(opening.between(b, a_second_before), Seconds(x - 1));
                }
                prop_assert!(opening.add(a, Seconds(x)).is_some_and(|earlier| earlier <= due));
            }
            None => prop_assert!(opening.between(b, covers.end).0 < x),
        }
    }

    #[test]
    fn windows_of_a_part_are_the_part_of_the_windows(draw in draw(), a in 0_i64..950_400, length in 0_i64..400_000) {
        let covers = draw.covers();
        let (schedule, start) = (draw.schedule(), covers.start.as_second() + a);
        let part = Window {
            start: Timestamp::from_second(start).unwrap(),
            end: Timestamp::from_second((start + length).min(covers.end.as_second())).unwrap(),
        };
        let whole = schedule.opening(covers);
        prop_assert_eq!(schedule.opening(part), Opening::new(whole.windows(), part));
    }

    #[test]
    fn what_is_cut_and_what_is_left_make_the_whole(draw in draw(), cuts in vec((0_i64..950_400, 0_i64..90_000), 0..8)) {
        let covers = draw.covers();
        let opening = draw.schedule().opening(covers);
        let at = |second: i64| Timestamp::from_second(covers.start.as_second() + second).unwrap();
        let cuts: Vec<Window> = cuts
            .into_iter()
            .map(|(start, length)| Window { start: at(start), end: at(start + length) })
            .collect();
        let left = opening.without(cuts.iter().copied());
        let taken: i64 = Opening::new(cuts, covers)
            .windows()
            .map(|cut| opening.between(cut.start, cut.end).0)
            .sum();
        let total = |opening: &Opening| opening.between(covers.start, covers.end).0;
        prop_assert_eq!(total(&left) + taken, total(&opening));
    }
}

#[test]
fn hours_that_share_time_are_named() {
    let hours = |start: &str, end: &str| {
        ClockInterval::new(start.parse().unwrap(), end.parse().unwrap()).unwrap()
    };
    let weekly = WeeklyHours::default()
        .with(&[Weekday::Sunday], hours("22:00", "06:00"))
        .with(&[Weekday::Monday], hours("05:00", "12:00"))
        .with(&[Weekday::Monday], hours("12:00", "13:00"))
        .with(&[Weekday::Tuesday], hours("09:00", "13:00"))
        .with(&[Weekday::Tuesday], hours("12:00", "17:00"));
    let mut version = ScheduleVersion::weekly(TimeZone::UTC, weekly);
    let wednesday = date(2026, 6, 17);
    version.shifts.insert(
        wednesday,
        vec![hours("09:00", "11:00"), hours("10:00", "12:00")],
    );
    version
        .shifts
        .insert(date(2026, 6, 15), vec![hours("23:00", "10:00")]);
    let found: Vec<String> = version
        .double_hours()
        .iter()
        .map(|pair| format!("{:?} {} {}", pair.day, pair.first, pair.second))
        .collect();
    assert_eq!(
        found,
        [
            "Weekly(Monday) 22:00–06:00 05:00–12:00",
            "Weekly(Tuesday) 09:00–13:00 12:00–17:00",
            "Date(2026-06-16) 23:00–10:00 09:00–13:00",
            "Date(2026-06-17) 09:00–11:00 10:00–12:00",
        ]
    );
}
