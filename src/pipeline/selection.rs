use super::Error;
use super::contacts::{Contacts, instant};
use crate::record::ScoreName;
use crate::store::{Columns, Query, Store};
use jiff::ToSpan;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use std::fmt;

/// Which part of the archive an analysis reads.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Selection {
    /// Only documents that match this query.
    pub filter: Option<String>,
    /// Only documents of this period.
    pub period: Option<Period>,
}

/// Days from the first, included, to the last, excluded; an open end is not bounded.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Period {
    from: Option<Date>,
    until: Option<Date>,
}

impl Period {
    /// Reads `2026`, `2026-01`, `2026-01-15` or two of these with `..` between, either may be absent.
    ///
    /// # Errors
    ///
    /// [`Error::Period`] when the text is none of these or the end lies before the start.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let wrong = || Error::Period {
            text: text.to_owned(),
        };
        let side = |part: &str| -> Result<Option<(Date, Date)>, Error> {
            if part.is_empty() {
                return Ok(None);
            }
            stretch(part).map(Some).ok_or_else(wrong)
        };
        let (from, until) = match text.split_once("..") {
            None => {
                let (first, after) = stretch(text.trim()).ok_or_else(wrong)?;
                (Some(first), Some(after))
            }
            Some((from, until)) => (
                side(from.trim())?.map(|(first, _)| first),
                side(until.trim())?.map(|(_, after)| after),
            ),
        };
        if matches!((from, until), (Some(from), Some(until)) if from >= until) {
            return Err(wrong());
        }
        Ok(Self { from, until })
    }

    /// Whether `day` lies in it.
    pub(super) fn holds(&self, day: Date) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day < until)
    }

    /// Whether some day lies in both.
    pub(super) fn overlaps(&self, other: &Self) -> bool {
        let before = |one: &Self, two: &Self| matches!((one.until, two.from), (Some(until), Some(from)) if until <= from);
        !before(self, other) && !before(other, self)
    }

    /// Whether it begins after `day`.
    pub fn begins_after(&self, day: Date) -> bool {
        self.from.is_some_and(|from| from > day)
    }

    /// How many days it has; `None` where an end is open.
    pub(super) fn n_days(&self) -> Option<u64> {
        let (from, until) = self.from.zip(self.until)?;
        u64::try_from(from.until(until).ok()?.get_days()).ok()
    }

    /// How many of its days lie between two days, these included.
    pub(super) fn n_days_between(&self, first: Date, last: Date) -> u64 {
        let from = self.from.map_or(first, |from| from.max(first));
        let whole = Self::days(from, last);
        let until = self.until.into_iter().chain(whole.until).min();
        let both = Self {
            from: whole.from,
            until,
        };
        both.n_days().unwrap_or(0)
    }

    /// The same without the days after `last`, where some would be left.
    pub(super) fn until_at_most(self, last: Date) -> Self {
        let end = last.tomorrow().ok();
        let until = match (self.until, end) {
            (Some(until), Some(end)) => Some(until.min(end)),
            (until, end) => until.or(end),
        };
        let is_empty = matches!((self.from, until), (Some(from), Some(until)) if from >= until);
        if is_empty {
            self
        } else {
            Self { until, ..self }
        }
    }

    /// The days from `first` to `last`.
    pub(super) fn days(first: Date, last: Date) -> Self {
        Self {
            from: Some(first),
            until: last.tomorrow().ok(),
        }
    }

    /// All days up to `last`.
    pub fn until(last: Date) -> Self {
        Self::default().until_at_most(last)
    }

    /// First day, and the day after the last; an open end is absent.
    pub(super) fn edges(&self) -> (Option<Date>, Option<Date>) {
        (self.from, self.until)
    }

    /// Its edges in `zone`, in seconds since 1970.
    fn within(&self, zone: &TimeZone) -> Stretch {
        let edge = |date: Date| -> Option<i64> {
            let start = date.to_zoned(zone.clone()).ok()?;
            Some(start.timestamp().as_second())
        };
        Stretch {
            from: self.from.and_then(edge),
            until: self.until.and_then(edge),
        }
    }
}

/// First and last day with `..` between; an open end is left out.
impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(from) = self.from {
            write!(f, "{from}")?;
        }
        f.write_str("..")?;
        match self.until.and_then(|until| until.yesterday().ok()) {
            Some(last) => write!(f, "{last}"),
            None => Ok(()),
        }
    }
}

/// Seconds since 1970 from the first, included, to the last, excluded.
#[derive(Debug, Clone, Copy)]
struct Stretch {
    from: Option<i64>,
    until: Option<i64>,
}

impl Stretch {
    fn contains(self, seconds: i64) -> bool {
        self.from.is_none_or(|from| from <= seconds)
            && self.until.is_none_or(|until| seconds < until)
    }
}

/// First day of a year, month or day, and the day after its last.
fn stretch(text: &str) -> Option<(Date, Date)> {
    let (first, length) = match text.len() {
        4 => (format!("{text}-01-01"), 1.year()),
        7 => (format!("{text}-01"), 1.month()),
        10 => (text.to_owned(), 1.day()),
        _ => return None,
    };
    let first: Date = first.parse().ok()?;
    Some((first, first.checked_add(length).ok()?))
}

/// Contacts that `selection` lets through: those of which any record matches the filter, and whose
/// answer (or first record) falls into the period.
///
/// Records are selected by contact, because the score stands in one and the words in another.
///
/// # Errors
///
/// [`Error::Query`] when the filter cannot be read, [`Error::Store`] when the index cannot.
pub(super) fn selected_contacts(
    store: &Store,
    columns: &Columns,
    selection: &Selection,
    outcome: Option<&ScoreName>,
    zone: &TimeZone,
) -> Result<Contacts, Error> {
    let mut contacts = Contacts::of(columns);
    if let Some(filter) = &selection.filter {
        let query = Query::parse(filter, &store.known_fields()?.in_zone(zone))?;
        let mut matches = vec![false; columns.n_documents()];
        for row in columns.rows_of(&store.matching(&query)?) {
            matches[row] = true;
        }
        contacts.retain(|contact| contact.iter().any(|&row| matches[row]));
    }
    if let Some(period) = &selection.period {
        let period = period.within(zone);
        contacts.retain(|contact| {
            instant(columns, contact, outcome).is_some_and(|at| period.contains(at))
        });
    }
    Ok(contacts)
}

/// Rows of `columns` that `selection` lets through, ascending.
///
/// # Errors
///
/// [`Error::Query`] when the filter cannot be read, [`Error::Store`] when the index cannot.
pub(super) fn selected_rows(
    store: &Store,
    columns: &Columns,
    selection: &Selection,
    zone: &TimeZone,
) -> Result<Vec<usize>, Error> {
    let mut rows: Vec<usize> = match &selection.filter {
        None => (0..columns.n_documents()).collect(),
        Some(filter) => {
            let query = Query::parse(filter, &store.known_fields()?.in_zone(zone))?;
            columns.rows_of(&store.matching(&query)?)
        }
    };
    if let Some(period) = &selection.period {
        let period = period.within(zone);
        rows.retain(|&row| columns.at[row].is_some_and(|at| period.contains(at)));
    }
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, inside: &[&str], outside: &[&str]) {
        let period = Period::parse(text).unwrap();
        let zone = TimeZone::get("Europe/Amsterdam").unwrap();
        let period = period.within(&zone);
        let seconds = |at: &str| at.parse::<jiff::Timestamp>().unwrap().as_second();
        for at in inside {
            assert!(period.contains(seconds(at)), "{at} in {text}");
        }
        for at in outside {
            assert!(!period.contains(seconds(at)), "{at} not in {text}");
        }
    }

    #[test]
    fn a_period_runs_over_whole_local_days() {
        // 1 January 00:00 in Amsterdam is 23:00 of the day before in UTC.
        check(
            "2026-01",
            &["2025-12-31T23:00:00Z", "2026-01-31T22:59:59Z"],
            &["2025-12-31T22:59:59Z", "2026-01-31T23:00:00Z"],
        );
        check(
            "2026-03-15..",
            &["2030-01-01T00:00:00Z"],
            &["2026-03-14T22:59:59Z"],
        );
        check(
            "..2025",
            &["2025-12-31T22:59:59Z"],
            &["2025-12-31T23:00:00Z"],
        );
        check(
            "2026-01..2026-03",
            &["2026-03-31T21:59:59Z"],
            &["2026-03-31T22:00:00Z"],
        );
    }

    #[test]
    fn periods_meet_where_they_share_a_day() {
        let meet = |one: &str, other: &str| {
            let [one, other] = [one, other].map(|text| Period::parse(text).unwrap());
            assert_eq!(one.overlaps(&other), other.overlaps(&one));
            one.overlaps(&other)
        };
        assert!(!meet("2025-01", "2025-02"));
        assert!(meet("2025-01..2025-02", "2025-02-28"));
        assert!(!meet("..2024", "2025.."));
        assert!(meet("..2025", "2025-12-31.."));
        let shown = |text: &str| Period::parse(text).unwrap().to_string();
        assert_eq!(shown("2024-02"), "2024-02-01..2024-02-29");
        assert_eq!(shown("..2025"), "..2025-12-31");
    }

    #[test]
    fn days_of_a_period_are_counted_as_far_as_there_are_records() {
        let count = |text: &str| {
            let [first, last] = ["2025-01-10", "2025-03-20"].map(|day| day.parse().unwrap());
            Period::parse(text).unwrap().n_days_between(first, last)
        };
        assert_eq!(count("2025-02"), 28);
        assert_eq!((count("2024"), count("2026")), (0, 0));
        assert_eq!((count("2025-01"), count("2025-03..")), (22, 20));
        assert_eq!((count("..2025"), count("2025-03-20")), (70, 1));
    }

    #[test]
    fn what_is_no_period_is_refused() {
        for text in ["", "januari", "2026-13", "2026-02..2026-01", "26-01"] {
            assert!(Period::parse(text).is_err(), "{text}");
        }
    }
}
