use crate::config::problem::Problems;
use crate::config::section::Section;
use crate::intake::date_alone;
use crate::units::Seconds;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// Seconds of each unit. A day is 24 hours of running time: on a schedule with eight hours a day it
/// lasts three of its days.
const UNITS: [(char, i64); 5] = [
    ('s', 1),
    ('m', 60),
    ('h', 3600),
    ('d', 86_400),
    ('w', 604_800),
];

/// Reads a time above zero: `key` as a length such as `"4h"` or `"1h30m"`, or `key_s` in seconds.
pub(super) fn read_length(
    section: &mut Section<'_, '_>,
    key: &'static str,
    key_s: &'static str,
    problems: &mut Problems<'_>,
) -> Option<Seconds> {
    let has_both = section.has(key) && section.has(key_s);
    let words_at = section.at_key(key);
    let seconds_at = section.at_key(key_s);
    let words = section.text(key, problems);
    let seconds = section.number(key_s, problems);
    if has_both {
        problems.note(
            seconds_at,
            section.key(key_s),
            format!("given twice: `{key}` says it too"),
        );
    }
    if let Some(words) = words {
        let read = length(&words);
        if read.is_none() {
            problems.note_with_hint(
                words_at,
                section.key(key),
                format!("expected a time above zero with its unit, found \"{words}\""),
                Some(
                    "write 30m, 4h, 1h30m or 5d; a day is 24 hours of running time, so 3 days of a schedule with 8 hours"
                        .to_owned(),
                ),
            );
        }
        return read;
    }
    let seconds = seconds?;
    let whole = whole_above_zero(seconds);
    if whole.is_none() {
        problems.note_with_hint(
            seconds_at,
            section.key(key_s),
            format!("expected whole seconds above zero, found {seconds}"),
            Some(format!("4 hours are `{key_s} = 14400` or `{key} = \"4h\"`")),
        );
    }
    whole
}

fn whole_above_zero(seconds: f64) -> Option<Seconds> {
    // A thousand years is longer than any promise and far inside the range of whole seconds.
    let is_whole = seconds > 0.0 && seconds <= 31_557_600_000.0 && seconds.fract() <= 0.0;
    #[expect(
        clippy::cast_possible_truncation,
        reason = "whole and far inside the range"
    )]
    let whole = seconds as i64;
    is_whole.then_some(Seconds(whole))
}

fn length(words: &str) -> Option<Seconds> {
    let mut sum: i64 = 0;
    let mut digits = String::new();
    for c in words.chars().filter(|c| !c.is_whitespace()) {
        if c.is_ascii_digit() {
            digits.push(c);
            continue;
        }
        let (_, unit) = UNITS.iter().find(|(name, _)| *name == c)?;
        let n: i64 = digits.parse().ok()?;
        sum = sum.checked_add(n.checked_mul(*unit)?)?;
        digits.clear();
    }
    (digits.is_empty() && sum > 0).then_some(Seconds(sum))
}

/// Reads a date.
pub(super) fn read_date(
    section: &mut Section<'_, '_>,
    key: &'static str,
    problems: &mut Problems<'_>,
) -> Option<Date> {
    let at = section.at_key(key);
    let text = section.moment(key, problems)?;
    let date = date_alone(&text);
    if date.is_none() {
        problems.note_with_hint(
            at,
            section.key(key),
            format!("\"{text}\" is no date"),
            Some("write 2026-03-31".to_owned()),
        );
    }
    date
}

/// Reads an instant; a bare date is its first moment in the zone of the file.
pub(super) fn read_instant(
    section: &mut Section<'_, '_>,
    key: &'static str,
    time_zone: Option<&TimeZone>,
    problems: &mut Problems<'_>,
) -> Option<Timestamp> {
    let at = section.at_key(key);
    let text = section.moment(key, problems)?;
    if let Ok(instant) = text.parse::<Timestamp>() {
        return Some(instant);
    }
    let hint = match (date_alone(&text), time_zone) {
        (Some(date), Some(zone)) => {
            if let Ok(start) = zone.clone().to_zoned(date.at(0, 0, 0, 0)) {
                return Some(start.timestamp());
            }
            "write 2026-03-31T00:00:00+02:00"
        }
        (Some(_), None) => {
            "a date begins at midnight, but where? add `time_zone = \"Europe/Amsterdam\"` at the top"
        }
        (None, _) => "write 2026-03-31 or 2026-03-31T00:00:00+02:00",
    };
    problems.note_with_hint(
        at,
        section.key(key),
        format!("\"{text}\" is no instant"),
        Some(hint.to_owned()),
    );
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_carry_their_unit() {
        let check = |words, seconds: Option<i64>| {
            assert_eq!(length(words), seconds.map(Seconds), "{words}");
        };
        check("4h", Some(14_400));
        check("5d", Some(432_000));
        check("1h 30m", Some(5_400));
        check("45s", Some(45));
        check("2w", Some(1_209_600));
        check("4", None);
        check("0h", None);
        check("-4h", None);
        check("4 hours", None);
        check("h", None);
        check("", None);
        check("99999999999999999999h", None);
        check("9999999999999999h", None);
    }
}
