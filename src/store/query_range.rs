use super::query_syntax::Value;
use jiff::ToSpan;
use jiff::civil::{Date, date};
use jiff::tz::TimeZone;
use std::ops::Bound;

/// How a value compares.
enum Comparison<'a> {
    Is(&'a str),
    Below(&'a str),
    UpTo(&'a str),
    Above(&'a str),
    From(&'a str),
    Between(&'a str, &'a str),
}

impl Comparison<'_> {
    fn of(text: &str) -> Comparison<'_> {
        if let Some((low, high)) = text.split_once("..") {
            Comparison::Between(low, high)
        } else if let Some(text) = text.strip_prefix("<=") {
            Comparison::UpTo(text)
        } else if let Some(text) = text.strip_prefix(">=") {
            Comparison::From(text)
        } else if let Some(text) = text.strip_prefix('<') {
            Comparison::Below(text)
        } else if let Some(text) = text.strip_prefix('>') {
            Comparison::Above(text)
        } else {
            Comparison::Is(text.strip_prefix('=').unwrap_or(text))
        }
    }
}

impl Value {
    /// The value as a range of numbers; an open end of `..` is open.
    pub(super) fn numbers(&self) -> Option<(Bound<f64>, Bound<f64>)> {
        let (least, most) = (Bound::Included(f64::MIN), Bound::Included(f64::MAX));
        let range = match Comparison::of(&self.text) {
            Comparison::Is(text) => {
                let number = number(text)?;
                (Bound::Included(number), Bound::Included(number))
            }
            Comparison::Below(text) => (least, Bound::Excluded(number(text)?)),
            Comparison::UpTo(text) => (least, Bound::Included(number(text)?)),
            Comparison::Above(text) => (Bound::Excluded(number(text)?), most),
            Comparison::From(text) => (Bound::Included(number(text)?), most),
            Comparison::Between("", "") => return None,
            Comparison::Between("", high) => (least, Bound::Included(number(high)?)),
            Comparison::Between(low, "") => (Bound::Included(number(low)?), most),
            Comparison::Between(low, high) => (
                Bound::Included(number(low)?),
                Bound::Included(number(high)?),
            ),
        };
        Some(range)
    }

    /// The value as a range of seconds since 1970. A day, month or year is all of it, in `zone`.
    pub(super) fn times(&self, zone: &TimeZone) -> Option<(Bound<i64>, Bound<i64>)> {
        let open = (Bound::Included(i64::MIN), Bound::Included(i64::MAX));
        let range = match Comparison::of(&self.text) {
            Comparison::Is(text) => {
                let (first, next) = period(text, zone)?;
                (Bound::Included(first), Bound::Excluded(next))
            }
            Comparison::Below(text) => (open.0, Bound::Excluded(period(text, zone)?.0)),
            Comparison::UpTo(text) => (open.0, Bound::Excluded(period(text, zone)?.1)),
            Comparison::Above(text) => (Bound::Included(period(text, zone)?.1), open.1),
            Comparison::From(text) => (Bound::Included(period(text, zone)?.0), open.1),
            Comparison::Between("", "") => return None,
            Comparison::Between("", high) => (open.0, Bound::Excluded(period(high, zone)?.1)),
            Comparison::Between(low, "") => (Bound::Included(period(low, zone)?.0), open.1),
            Comparison::Between(low, high) => (
                Bound::Included(period(low, zone)?.0),
                Bound::Excluded(period(high, zone)?.1),
            ),
        };
        Some(range)
    }
}

/// A finite number with a point or a Dutch comma.
fn number(text: &str) -> Option<f64> {
    let number: f64 = text.replacen(',', ".", 1).parse().ok()?;
    number.is_finite().then_some(number)
}

/// The first second of a year, month or day and that of the next one.
fn period(text: &str, zone: &TimeZone) -> Option<(i64, i64)> {
    let parts: Vec<&str> = text.split('-').collect();
    let is_plain = parts
        .iter()
        .all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()));
    let year = parts.first().filter(|year| is_plain && year.len() == 4)?;
    let first_of_year = date(year.parse().ok()?, 1, 1);
    let (first, step) = match parts[1..] {
        [] => (first_of_year, 1.year()),
        [month] => {
            let first = first_of_year
                .with()
                .month(month.parse().ok()?)
                .build()
                .ok()?;
            (first, 1.month())
        }
        [month, day] => {
            let with = first_of_year.with().month(month.parse().ok()?);
            (with.day(day.parse().ok()?).build().ok()?, 1.day())
        }
        _ => return None,
    };
    let next = first.checked_add(step).ok()?;
    Some((second(first, zone)?, second(next, zone)?))
}

fn second(day: Date, zone: &TimeZone) -> Option<i64> {
    let first = day.to_zoned(zone.clone()).ok()?;
    Some(first.timestamp().as_second())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::query_syntax::ValueForm;
    use Bound::{Excluded, Included};

    fn value(text: &str) -> Value {
        Value {
            text: text.to_owned(),
            form: ValueForm::Word,
        }
    }

    fn check_time(text: &str, expected: Option<(Bound<&str>, Bound<&str>)>) {
        let second = |text: &str| text.parse::<jiff::Timestamp>().unwrap().as_second();
        let expected = expected.map(|(low, high)| (low.map(second), high.map(second)));
        assert_eq!(value(text).times(&TimeZone::UTC), expected, "{text}");
    }

    #[test]
    fn a_period_is_all_of_it() {
        let (jan, feb) = ("2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z");
        check_time("2026-01", Some((Included(jan), Excluded(feb))));
        check_time("2026-01..2026-01", Some((Included(jan), Excluded(feb))));
        check_time(
            "2023-12-31..2024-02-28",
            Some((
                Included("2023-12-31T00:00:00Z"),
                Excluded("2024-02-29T00:00:00Z"),
            )),
        );
        check_time(
            "2025",
            Some((Included("2025-01-01T00:00:00Z"), Excluded(jan))),
        );
        check_time("2026-02-30", None);
        check_time("26-01", None);
        check_time("2026-01-01-01", None);
        check_time("2026-+1", None);
        check_time("..", None);
    }

    #[test]
    fn a_day_is_that_of_the_zone() {
        let amsterdam = TimeZone::get("Europe/Amsterdam").unwrap();
        let second = |text: &str| text.parse::<jiff::Timestamp>().unwrap().as_second();
        // The day on which clocks go forward has 23 hours.
        let expected = (
            Included(second("2026-03-28T23:00:00Z")),
            Excluded(second("2026-03-29T22:00:00Z")),
        );
        assert_eq!(value("2026-03-29").times(&amsterdam), Some(expected));
    }

    #[test]
    fn comparisons_stop_at_the_right_end_of_a_period() {
        let second = |text: &str| text.parse::<jiff::Timestamp>().unwrap().as_second();
        let (jan, feb) = (
            second("2026-01-01T00:00:00Z"),
            second("2026-02-01T00:00:00Z"),
        );
        for (text, low, high) in [
            ("<2026-01", i64::MIN, jan),
            ("<=2026-01", i64::MIN, feb),
            (">2026-01", feb, i64::MAX),
            (">=2026-01", jan, i64::MAX),
            ("2026-01..", jan, i64::MAX),
            ("..2026-01", i64::MIN, feb),
        ] {
            let (found_low, found_high) = value(text).times(&TimeZone::UTC).unwrap();
            assert!(
                matches!(found_low, Included(found) if found == low),
                "{text}"
            );
            assert!(
                matches!(found_high, Included(found) | Excluded(found) if found == high),
                "{text}"
            );
        }
    }

    #[test]
    fn numbers_take_a_point_or_a_comma() {
        let check = |text: &str, expected| assert_eq!(value(text).numbers(), expected, "{text}");
        check("7,5", Some((Included(7.5), Included(7.5))));
        check("-1..3.5", Some((Included(-1.0), Included(3.5))));
        check("<7", Some((Included(f64::MIN), Excluded(7.0))));
        check(">=7", Some((Included(7.0), Included(f64::MAX))));
        check("nan", None);
        check("inf", None);
        check("7 8", None);
        check("", None);
    }
}
