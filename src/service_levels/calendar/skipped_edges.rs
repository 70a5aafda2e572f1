use super::clock_time::{ClockInterval, ClockTime};
use super::schedule::ScheduleVersion;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, ToSpan};
use std::collections::BTreeMap;

/// An edge of hours that the clock of its zone does not show on some dates, as it jumps over it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SkippedEdge {
    /// The hours.
    pub hours: ClockInterval,
    /// The edge: their start or their end.
    pub edge: ClockTime,
    /// Dates on which such hours start, in order.
    pub dates: Vec<Date>,
    /// What becomes of the hours on the first of them.
    pub left: Left,
}

/// What becomes of hours with an edge that no clock shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Left {
    /// The edge counts as so much later as the clock jumps; something is open.
    Moved,
    /// The start is moved behind the end: nothing is open.
    Nothing,
}

impl ScheduleVersion {
    /// Edges of hours and breaks that the clock jumps over, for hours that start on the dates from
    /// `from` up to, but not on, `to` on which the version holds.
    pub fn skipped_edges(&self, from: Date, to: Date) -> Vec<SkippedEdge> {
        let (from, to) = self.valid_within(from, to);
        let mut found: BTreeMap<(ClockInterval, ClockTime), SkippedEdge> = BTreeMap::new();
        for (before, after) in jumps(&self.time_zone, from, to) {
            let of_days = [before.date().yesterday().ok(), Some(before.date())];
            for date in of_days.into_iter().flatten() {
                if date < from || date >= to || self.is_off(date) {
                    continue;
                }
                let breaks = self.breaks.get(&date).into_iter().flatten();
                for hours in self.hours_on(date).iter().chain(breaks) {
                    for (edge, shown) in shown(*hours, date) {
                        if before < shown && shown < after {
                            let known = found.entry((*hours, edge));
                            let known = known.or_insert_with(|| SkippedEdge {
                                hours: *hours,
                                edge,
                                dates: Vec::new(),
                                left: left(*hours, date, &self.time_zone),
                            });
                            known.dates.push(date);
                        }
                    }
                }
            }
        }
        found.into_values().collect()
    }

    /// Whether a holiday closes a date that no shift opens.
    fn is_off(&self, date: Date) -> bool {
        let next = date.saturating_add(1.day());
        !self.shifts.contains_key(&date) && !self.holidays.between(date, next).is_empty()
    }
}

/// What a clock shows before and after each jump forward of less than a day.
fn jumps(zone: &TimeZone, from: Date, to: Date) -> Vec<(DateTime, DateTime)> {
    let instant = |date: Date| ClockTime::MIDNIGHT.on(date, zone);
    let Some((start, end)) = instant(from).zip(instant(to)) else {
        return Vec::new();
    };
    zone.following(start)
        .take_while(|change| change.timestamp() < end)
        .filter_map(|change| {
            let at = change.timestamp();
            let earlier = at.checked_sub(SignedDuration::from_secs(1)).ok()?;
            let before = zone.to_offset(earlier).to_datetime(at);
            let after = change.offset().to_datetime(at);
            let jump = after.duration_since(before);
            let is_jump = jump.is_positive() && jump < SignedDuration::from_hours(24);
            is_jump.then_some((before, after))
        })
        .collect()
}

/// Both edges of hours that start on a date, with what a clock would show.
fn shown(hours: ClockInterval, date: Date) -> Vec<(ClockTime, DateTime)> {
    let (start, end) = hours.seconds();
    [(hours.start(), start), (hours.end(), end)]
        .into_iter()
        .filter_map(|(edge, seconds)| {
            let shown = date.at(0, 0, 0, 0);
            let shown = shown.checked_add(SignedDuration::from_secs(seconds)).ok()?;
            Some((edge, shown))
        })
        .collect()
}

fn left(hours: ClockInterval, date: Date, zone: &TimeZone) -> Left {
    match hours.on(date, zone) {
        Some(window) if window.start < window.end => Left::Moved,
        _ => Left::Nothing,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::service_levels::calendar::{Schedule, WeeklyHours};
    use jiff::civil::{Weekday, date};

    fn found(zone: &str, day: Weekday, start: &str, end: &str) -> Vec<SkippedEdge> {
        let mut weekly = WeeklyHours::default();
        let hours = ClockInterval::new(start.parse().unwrap(), end.parse().unwrap());
        weekly.add(day, hours.unwrap());
        let version = ScheduleVersion::weekly(TimeZone::get(zone).unwrap(), weekly);
        let edges = version.skipped_edges(date(2026, 1, 1), date(2028, 1, 1));
        let schedule = Schedule::new("s", vec![version]).unwrap();
        let empty = schedule.skipped_hours(date(2026, 1, 1), date(2028, 1, 1));
        for edge in &edges {
            let is_empty = empty.iter().any(|(day, _)| edge.dates.contains(day));
            assert_eq!(is_empty, edge.left == Left::Nothing, "{edge:?}");
        }
        edges
    }

    #[test]
    fn edges_that_no_clock_shows_are_found_with_their_dates() {
        const HOME: &str = "Europe/Amsterdam";
        let edges = found(HOME, Weekday::Sunday, "02:30", "03:15");
        assert_eq!(edges.len(), 1);
        assert_eq!(edges[0].edge, "02:30".parse().unwrap());
        assert_eq!(edges[0].dates, [date(2026, 3, 29), date(2027, 3, 28)]);
        assert_eq!(edges[0].left, Left::Nothing);

        let edges = found(HOME, Weekday::Sunday, "02:30", "06:00");
        assert_eq!(edges[0].left, Left::Moved);
        // A night from Saturday ends in the gap of Sunday.
        let edges = found(HOME, Weekday::Saturday, "22:00", "02:30");
        assert_eq!(edges[0].dates[0], date(2026, 3, 28));
        assert_eq!(
            (edges[0].edge, edges[0].left),
            ("02:30".parse().unwrap(), Left::Moved)
        );
    }

    #[test]
    fn edges_at_the_ends_of_a_jump_and_on_other_days_are_fine() {
        assert_eq!(
            found("Europe/Amsterdam", Weekday::Sunday, "02:00", "03:00"),
            []
        );
        assert_eq!(
            found("Europe/Amsterdam", Weekday::Monday, "02:30", "03:15"),
            []
        );
        assert_eq!(found("UTC", Weekday::Sunday, "02:30", "03:15"), []);
        assert_eq!(
            found("America/Havana", Weekday::Sunday, "00:00", "06:00"),
            []
        );
        assert_eq!(
            found("America/Havana", Weekday::Sunday, "00:30", "06:00").len(),
            1
        );
    }
}
