use super::Fault;
use super::date_form::shape_of;
use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use jiff::fmt::strtime;
use jiff::tz::{AmbiguousOffset, Offset, TimeZone};
use std::borrow::Cow;

/// How the dates and times of a source are written.
#[derive(Debug, Clone, Default)]
pub struct TimeReading {
    /// Zone of times that carry none. Without it such times are faults: an hour off is a wrong number.
    pub time_zone: Option<TimeZone>,
    /// A `strptime` format such as `%m/%d/%Y %H:%M`. Without it: ISO 8601, day-first dates
    /// (`31-12-2025`, `31/12/2025`, `31.12.2025`) and Dutch or English month names.
    pub format: Option<String>,
}

/// How often the clock of the zone showed a time that was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LocalTime {
    /// Once, or the time carries its offset.
    Once,
    /// Never: the clock jumped over it.
    Skipped,
    /// Twice: the clock was put back.
    Repeated,
}

/// The forms that are read without a declared format.
const FORMS: &str = "an ISO 8601 date or time, dd-mm-yyyy or a date with a month name; declare date_format for another order";

/// A date as `2026-03-31` and nothing else; the parser of dates would drop a time of day behind it.
pub fn date_alone(text: &str) -> Option<Date> {
    let text = text.trim();
    let is_date = text
        .bytes()
        .all(|byte| byte.is_ascii_digit() || byte == b'-');
    text.parse().ok().filter(|_| is_date)
}

impl TimeReading {
    /// Reads a date or time as an instant. A date alone is its first moment in the declared zone;
    /// a local time that the clock skips or repeats is taken as RFC 5545 does.
    ///
    /// # Errors
    ///
    /// [`Fault::BadTimestamp`] and [`Fault::NaiveTimestamp`].
    pub fn parse(&self, text: &str) -> Result<Timestamp, Fault> {
        self.read(text).map(|(at, _)| at)
    }

    /// As [`Self::parse`], with how sure the clock of the zone was, for callers that count doubt.
    ///
    /// # Errors
    ///
    /// As [`Self::parse`].
    pub fn read(&self, text: &str) -> Result<(Timestamp, LocalTime), Fault> {
        let text = text.trim();
        let moment = match &self.format {
            Some(format) => declared(format, text),
            None => usual(text),
        };
        let moment = moment.ok_or_else(|| self.fault(text))?;
        match (moment, &self.time_zone) {
            (Moment::Instant(instant), _) => Ok((instant, LocalTime::Once)),
            (Moment::Local(_), None) => Err(Fault::NaiveTimestamp),
            (Moment::Local(local), Some(zone)) => {
                let ambiguous = zone.to_ambiguous_timestamp(local);
                let doubt = match ambiguous.offset() {
                    AmbiguousOffset::Unambiguous { .. } => LocalTime::Once,
                    AmbiguousOffset::Gap { .. } => LocalTime::Skipped,
                    AmbiguousOffset::Fold { .. } => LocalTime::Repeated,
                };
                let at = ambiguous.compatible().map_err(|_| self.fault(text))?;
                Ok((at, doubt))
            }
        }
    }

    fn fault(&self, text: &str) -> Fault {
        let forms = match &self.format {
            Some(format) => Cow::Owned(format!("a time as {format}, all of it")),
            None => Cow::Borrowed(FORMS),
        };
        Fault::BadTimestamp {
            expected: match shape_of(text) {
                Some(shape) => Cow::Owned(format!("{forms}; written is {shape}, 9 for a digit")),
                None => forms,
            },
        }
    }
}

/// Whether a text looks like a date or time in one of the forms that need no declaration.
pub(crate) fn looks_like_time(text: &str) -> bool {
    usual(text.trim()).is_some()
}

/// Whether a text is a time of day in hours and minutes, perhaps seconds, with colons, and nothing else.
pub(crate) fn looks_like_time_of_day(text: &str) -> bool {
    let text = text.trim();
    let has_colon = text.bytes().any(|byte| byte == b':');
    has_colon && leading_time(text).is_some_and(|(_, rest)| rest.trim().is_empty())
}

enum Moment {
    Instant(Timestamp),
    Local(DateTime),
}

fn declared(format: &str, text: &str) -> Option<Moment> {
    let parsed = strtime::parse(format, text).ok()?;
    if let Ok(instant) = parsed.to_timestamp() {
        return Some(Moment::Instant(instant));
    }
    if let Ok(local) = parsed.to_datetime() {
        return Some(Moment::Local(local));
    }
    Some(Moment::Local(
        parsed.to_date().ok()?.to_datetime(Time::midnight()),
    ))
}

fn usual(text: &str) -> Option<Moment> {
    if text.len() > 64 || !text.bytes().any(|b| b.is_ascii_digit()) {
        return None;
    }
    let (date, rest) = leading_date(text)?;
    let rest = rest.trim_start_matches(['T', 't', ',', ' ']);
    if rest.is_empty() {
        return Some(Moment::Local(date.to_datetime(Time::midnight())));
    }
    let (time, rest) = leading_time(rest)?;
    let local = date.to_datetime(time);
    let rest = rest.trim();
    if rest.is_empty() {
        return Some(Moment::Local(local));
    }
    let offset = offset(rest)?;
    offset.to_timestamp(local).ok().map(Moment::Instant)
}

/// A date at the start of `text`, and what follows it.
fn leading_date(text: &str) -> Option<(Date, &str)> {
    let text = without_weekday(text);
    let (first, rest) = number(text);
    if first.is_empty() {
        // December 31, 2025
        let (word, rest) = word(text);
        let month = month(word)?;
        let (day, rest) = number(rest.trim_start_matches(['.', ' ']));
        let ordinal = ["st", "nd", "rd", "th"];
        let rest = ordinal
            .iter()
            .find_map(|end| rest.strip_prefix(end))
            .unwrap_or(rest);
        let (year, rest) = number(rest.trim_start_matches([',', ' ']));
        return Some((date(year, month, day.parse().ok()?)?, rest));
    }
    if first.len() == 8 {
        // 20251231
        let (year, month_and_day) = first.split_at(4);
        let (month, day) = month_and_day.split_at(2);
        return Some((date(year, month.parse().ok()?, day.parse().ok()?)?, rest));
    }
    let separator = rest.chars().next().filter(|c| "-/. ".contains(*c))?;
    let rest = rest[1..].trim_start();
    if first.len() == 4 {
        // 2025-12-31
        let (month, rest) = number(rest);
        let (day, rest) = number(rest.strip_prefix(separator)?);
        return Some((date(first, month.parse().ok()?, day.parse().ok()?)?, rest));
    }
    let day = first.parse().ok()?;
    let (second, after) = number(rest);
    if second.is_empty() {
        // 31 december 2025, 31-dec-2025
        let (word, rest) = word(rest);
        let month = month(word)?;
        let (year, rest) = number(rest.trim_start_matches(['.', '-', '/', ',', ' ']));
        return Some((date(year, month, day)?, rest));
    }
    // 31-12-2025
    let (year, rest) = number(after.strip_prefix(separator)?);
    Some((date(year, second.parse().ok()?, day)?, rest))
}

/// A time of day at the start of `text`, and what follows it.
fn leading_time(text: &str) -> Option<(Time, &str)> {
    let (hour, rest) = number(text);
    let mut hour: i8 = hour.parse().ok().filter(|_| hour.len() <= 2)?;
    let (minute, rest) = number(rest.strip_prefix([':', '.'])?);
    let minute: i8 = minute.parse().ok().filter(|_| minute.len() == 2)?;
    let (mut second, mut nanosecond) = (0_i8, 0_i32);
    let mut rest = rest;
    if let Some(after) = rest.strip_prefix(':') {
        let (digits, after) = number(after);
        second = digits.parse().ok().filter(|_| digits.len() == 2)?;
        rest = after;
        if let Some(after) = rest.strip_prefix(['.', ',']) {
            let (digits, after) = number(after);
            if digits.is_empty() {
                return None;
            }
            let nine: String = digits.chars().chain("000000000".chars()).take(9).collect();
            nanosecond = nine.parse().ok()?;
            rest = after;
        }
    }
    let trimmed = rest.trim_start();
    let half = trimmed.get(..2).map(str::to_ascii_lowercase);
    match half.as_deref() {
        Some("am") if (1..=12).contains(&hour) => (hour, rest) = (hour % 12, &trimmed[2..]),
        Some("pm") if (1..=12).contains(&hour) => (hour, rest) = (hour % 12 + 12, &trimmed[2..]),
        _ => {}
    }
    let rest = rest.trim_start().strip_prefix("uur").unwrap_or(rest);
    Some((
        Time::new(hour, minute, second.min(59), nanosecond)
            .ok()
            .filter(|_| second <= 60)?,
        rest,
    ))
}

/// `Z`, `UTC`, `+01:00`, `+0100`, `+01`, with or without a zone name in brackets behind it.
fn offset(text: &str) -> Option<Offset> {
    let text = text
        .split_once('[')
        .map_or(text, |(before, _)| before)
        .trim();
    if ["z", "utc", "gmt"].contains(&text.to_ascii_lowercase().as_str()) {
        return Some(Offset::UTC);
    }
    let (sign, digits) = match text.as_bytes().first()? {
        b'+' => (1, &text[1..]),
        b'-' => (-1, &text[1..]),
        _ => return None,
    };
    let (hours, minutes) = match digits.split_once(':') {
        Some(pair) => pair,
        None if digits.len() == 4 && digits.is_ascii() => digits.split_at(2),
        None => (digits, "0"),
    };
    let hours: i32 = hours.parse().ok().filter(|h| (0..=14).contains(h))?;
    let minutes: i32 = minutes.parse().ok().filter(|m| (0..60).contains(m))?;
    Offset::from_seconds(sign * (hours * 3600 + minutes * 60)).ok()
}

/// Leading ASCII digits and the rest.
fn number(text: &str) -> (&str, &str) {
    let end = text.bytes().take_while(u8::is_ascii_digit).count();
    text.split_at(end)
}

/// Leading letters and the rest.
fn word(text: &str) -> (&str, &str) {
    let end = text
        .find(|c: char| !c.is_alphabetic())
        .unwrap_or(text.len());
    text.split_at(end)
}

fn date(year: &str, month: i8, day: i8) -> Option<Date> {
    // Two digits of a year are never completed: the century would be a guess.
    let year = year.parse().ok().filter(|_| year.len() == 4)?;
    Date::new(year, month, day).ok()
}

fn without_weekday(text: &str) -> &str {
    const DAYS: [&str; 28] = [
        "ma",
        "di",
        "wo",
        "do",
        "vr",
        "za",
        "zo",
        "maandag",
        "dinsdag",
        "woensdag",
        "donderdag",
        "vrijdag",
        "zaterdag",
        "zondag",
        "mon",
        "tue",
        "wed",
        "thu",
        "fri",
        "sat",
        "sun",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
    ];
    let (first, rest) = word(text);
    if DAYS.contains(&first.to_lowercase().as_str()) {
        rest.trim_start_matches(['.', ',', ' '])
    } else {
        text
    }
}

fn month(word: &str) -> Option<i8> {
    const MONTHS: [&[&str]; 12] = [
        &["jan", "januari", "january"],
        &["feb", "februari", "february"],
        &["mrt", "maart", "mar", "march"],
        &["apr", "april"],
        &["mei", "may"],
        &["jun", "juni", "june"],
        &["jul", "juli", "july"],
        &["aug", "augustus", "august"],
        &["sep", "sept", "september"],
        &["okt", "oktober", "oct", "october"],
        &["nov", "november"],
        &["dec", "december"],
    ];
    let word = word.to_lowercase();
    let at = MONTHS
        .iter()
        .position(|names| names.contains(&word.as_str()))?;
    i8::try_from(at + 1).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn amsterdam() -> TimeReading {
        TimeReading {
            time_zone: TimeZone::get("Europe/Amsterdam").ok(),
            format: None,
        }
    }

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let at = amsterdam().parse(text).unwrap();
        assert_eq!(at.to_string(), expected, "{text}");
    }

    #[test]
    fn iso_8601_is_read_in_its_usual_forms() {
        check("2025-12-31", "2025-12-30T23:00:00Z");
        check("20251231", "2025-12-30T23:00:00Z");
        check("2025-12-31T10:11:12Z", "2025-12-31T10:11:12Z");
        check("2025-12-31 10:11:12.5+01:00", "2025-12-31T09:11:12.5Z");
        check("2025-12-31T10:11+0100", "2025-12-31T09:11:00Z");
        check(
            "2025-12-31T10:11:12+01:00[Europe/Amsterdam]",
            "2025-12-31T09:11:12Z",
        );
        check("2023-06-01 7:29", "2023-06-01T05:29:00Z");
        check("2025/07/01 07:29:00 UTC", "2025-07-01T07:29:00Z");
    }

    #[test]
    fn dutch_and_english_dates_are_read_day_first() {
        check("03-04-2025", "2025-04-02T22:00:00Z");
        check("3/4/2025 14:05", "2025-04-03T12:05:00Z");
        check("31.12.2025, 14:05 uur", "2025-12-31T13:05:00Z");
        check("woensdag 31 december 2025 08:00", "2025-12-31T07:00:00Z");
        check("1 mrt. 2025", "2025-02-28T23:00:00Z");
        check("31-dec-2025", "2025-12-30T23:00:00Z");
        check("December 31st, 2025 1:05 PM", "2025-12-31T12:05:00Z");
        check("Wed, 31 Dec 2025 10:00:00 +0100", "2025-12-31T09:00:00Z");
    }

    #[test]
    fn month_first_is_never_guessed() {
        for text in [
            "2/24/2015 11:35",
            "12-31-2025",
            "31-12-25",
            "2025-13-01",
            "2025-02-30",
        ] {
            let fault = amsterdam().parse(text).unwrap_err();
            assert_eq!(fault.reason(), "bad_timestamp", "{text}");
        }
        let american = TimeReading {
            format: Some("%m/%d/%Y %H:%M".to_owned()),
            ..amsterdam()
        };
        let at = american.parse("2/24/2015 11:35").unwrap();
        assert_eq!(at.to_string(), "2015-02-24T10:35:00Z");
        assert!(american.parse("24/2/2015 11:35").is_err());
    }

    #[test]
    fn a_naive_time_without_a_zone_is_a_fault() {
        let reading = TimeReading::default();
        assert_eq!(
            reading.parse("2025-12-31 10:00"),
            Err(Fault::NaiveTimestamp)
        );
        assert!(reading.parse("2025-12-31 10:00Z").is_ok());
        let epoch = TimeReading {
            format: Some("%s".to_owned()),
            ..TimeReading::default()
        };
        assert_eq!(epoch.parse("86400").unwrap().as_second(), 86_400);
    }

    #[test]
    fn a_skipped_hour_and_a_repeated_hour_are_told() {
        let doubt = |text| amsterdam().read(text).unwrap().1;
        assert_eq!(doubt("2025-03-30 02:30"), LocalTime::Skipped);
        assert_eq!(doubt("2025-10-26 02:30"), LocalTime::Repeated);
        assert_eq!(doubt("2025-10-26 02:30+02:00"), LocalTime::Once);
        assert_eq!(doubt("2025-10-26 03:00"), LocalTime::Once);
    }

    #[test]
    fn a_skipped_hour_and_a_repeated_hour_are_read_as_rfc_5545_does() {
        check("2025-03-30 02:30", "2025-03-30T01:30:00Z");
        check("2025-10-26 02:30", "2025-10-26T00:30:00Z");
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "\\PC{0,40}", numbers in "[0-9/: .T+Z-]{0,30}") {
            let _ = amsterdam().parse(&text);
            let _ = amsterdam().parse(&numbers);
        }

        #[test]
        fn an_instant_survives_its_iso_form(second in -2_000_000_000_i64..4_000_000_000) {
            let at = Timestamp::from_second(second).unwrap();
            prop_assert_eq!(amsterdam().parse(&at.to_string()), Ok(at));
        }
    }
}
