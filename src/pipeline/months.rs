use crate::signals::Month;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

/// Seconds of a day.
const DAY: i64 = 86_400;

/// A day: further from the edge of a month than any change of the clock reaches.
const MARGIN: i64 = DAY;

/// The months of many instants in one zone.
///
/// Asking the zone costs more than the rest of a record; most instants fall on a day of UTC that lies well inside a month,
/// and on which an earlier one fell.
#[derive(Debug)]
pub(super) struct Months<'a> {
    zone: &'a TimeZone,
    /// From, until and which month, ascending; without the first and last day of each.
    known: Vec<(i64, i64, Month)>,
    /// The month of each day of UTC since 1970 that lies inside one of `known`, as far as it was asked for.
    days: Vec<Option<Month>>,
}

/// Days remembered, until 2169: instants of others are looked up.
const MOST_DAYS: usize = 73_000;

impl<'a> Months<'a> {
    pub(super) fn new(zone: &'a TimeZone) -> Self {
        Self {
            zone,
            known: Vec::new(),
            days: Vec::new(),
        }
    }

    /// The month of an instant, in seconds since 1970.
    pub(super) fn of(&mut self, seconds: i64) -> Option<Month> {
        let day = usize::try_from(seconds.div_euclid(DAY)).ok();
        let remembered = day.and_then(|day| *self.days.get(day)?);
        if remembered.is_some() {
            return remembered;
        }
        let month = self.looked_up(seconds)?;
        if let Some(day) = day.filter(|day| *day < MOST_DAYS) {
            self.remember(day, seconds.div_euclid(DAY) * DAY);
        }
        Some(month)
    }

    /// Remembers the month of the day that begins at `start`, where all of it lies inside one that is known.
    fn remember(&mut self, day: usize, start: i64) {
        let end = start + DAY;
        let place = self.known.partition_point(|known| known.1 < end);
        let month = self.known.get(place).filter(|known| known.0 <= start);
        if let Some(&(_, _, month)) = month {
            if self.days.len() <= day {
                self.days.resize(day + 1, None);
            }
            self.days[day] = Some(month);
        }
    }

    fn looked_up(&mut self, seconds: i64) -> Option<Month> {
        let place = self.known.partition_point(|known| known.1 <= seconds);
        if let Some(&(from, _, month)) = self.known.get(place)
            && from <= seconds
        {
            return Some(month);
        }
        let instant = Timestamp::from_second(seconds).ok()?;
        let local = self.zone.to_datetime(instant);
        let month = Month::new(local.year(), local.month());
        // The first and last day of a month that is known: its edges would be those again.
        let beside = self.known[place.saturating_sub(1)..].iter().take(2);
        if beside.into_iter().any(|known| known.2 == month) {
            return Some(month);
        }
        let first = local.date().first_of_month();
        let edge = |date: jiff::civil::Date| {
            let start = date.to_zoned(self.zone.clone()).ok()?;
            Some(start.timestamp().as_second())
        };
        let edges = edge(first).zip(first.checked_add(1.month()).ok().and_then(edge));
        if let Some((from, until)) = edges {
            let (from, until) = (from + MARGIN, until - MARGIN);
            let is_new = self.known.get(place).is_none_or(|known| known.0 != from);
            if (from..until).contains(&seconds) && is_new {
                self.known.insert(place, (from, until, month));
            }
        }
        Some(month)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_remembered_month_is_the_one_that_the_zone_says(
            instants in proptest::collection::vec(-2_000_000_000_i64..4_000_000_000, 1..200),
            zone in proptest::sample::select(
                vec!["Europe/Amsterdam", "America/Sao_Paulo", "Asia/Amman", "UTC", "Pacific/Apia"],
            ),
        ) {
            let zone = TimeZone::get(zone).unwrap();
            let mut months = Months::new(&zone);
            // Near one another too, so that what is remembered is used.
            for at in instants.iter().flat_map(|at| [*at, at + 90_000, at - 3_600, at + 2_000_000]) {
                let local = Timestamp::from_second(at).unwrap().to_zoned(zone.clone());
                prop_assert_eq!(months.of(at), Some(Month::new(local.year(), local.month())));
            }
        }
    }
}
