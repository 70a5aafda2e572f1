use crate::config::problem::Problems;
use crate::config::section::{Section, closest};
use crate::service_levels::calendar::{ClockInterval, ClockTime, NoClockInterval};
use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;
use toml::de::DeValue;

/// Names of days: English and Dutch, whole and short.
const DAYS: [(Weekday, &[&str]); 7] = [
    (Weekday::Monday, &["mon", "monday", "ma", "maandag"]),
    (Weekday::Tuesday, &["tue", "tuesday", "di", "dinsdag"]),
    (Weekday::Wednesday, &["wed", "wednesday", "wo", "woensdag"]),
    (Weekday::Thursday, &["thu", "thursday", "do", "donderdag"]),
    (Weekday::Friday, &["fri", "friday", "vr", "vrijdag"]),
    (Weekday::Saturday, &["sat", "saturday", "za", "zaterdag"]),
    (Weekday::Sunday, &["sun", "sunday", "zo", "zondag"]),
];

/// What to write for a date.
const DATE_HINT: &str = "write a date as 2026-12-24, with or without quotes";

/// A value as a date, from a TOML date or a string.
pub(super) fn as_date(value: &DeValue<'_>) -> Option<Date> {
    match value {
        DeValue::String(text) => text.parse().ok().filter(|_| text.len() == 10),
        DeValue::Datetime(moment) => {
            let date = moment
                .date
                .filter(|_| moment.time.is_none() && moment.offset.is_none())?;
            let year = i16::try_from(date.year).ok()?;
            let part = |number: u8| i8::try_from(number).ok();
            Date::new(year, part(date.month)?, part(date.day)?).ok()
        }
        _ => None,
    }
}

/// The date of `key`, where there is one.
pub(super) fn date(
    section: &mut Section<'_, '_>,
    key: &'static str,
    problems: &mut Problems<'_>,
) -> Option<Date> {
    let value = section.value(key)?;
    let date = as_date(value.get_ref());
    if date.is_none() {
        note_bad_date(value.span().start, section.key(key), problems);
    }
    date
}

/// The date of `key`, which must be there.
pub(super) fn required_date(
    section: &mut Section<'_, '_>,
    key: &'static str,
    problems: &mut Problems<'_>,
) -> Option<Date> {
    if section.value(key).is_none() {
        missing(section, key, "2026-12-24", problems);
        return None;
    }
    date(section, key, problems)
}

/// Notes that a value is no date.
pub(super) fn note_bad_date(at: usize, key: String, problems: &mut Problems<'_>) {
    problems.note_with_hint(at, key, "expected a date", Some(DATE_HINT.to_owned()));
}

fn missing(section: &Section<'_, '_>, key: &str, example: &str, problems: &mut Problems<'_>) {
    problems.note_with_hint(
        section.at(),
        section.key(key),
        "missing",
        Some(format!("add `{key} = {example}`")),
    );
}

/// The interval of `start` and `end`, which must be there.
pub(super) fn interval(
    section: &mut Section<'_, '_>,
    problems: &mut Problems<'_>,
) -> Option<ClockInterval> {
    let start = clock_time(section, "start", "\"09:00\"", problems);
    let end = clock_time(section, "end", "\"17:00\"", problems);
    let (start, end) = (start?, end?);
    make(
        start,
        end,
        section.at_key("start"),
        section.key("start"),
        problems,
    )
}

/// Intervals of a list: tables with `start` and `end`, or strings such as `10:00-14:00`.
pub(super) fn intervals(
    section: &mut Section<'_, '_>,
    key: &'static str,
    problems: &mut Problems<'_>,
) -> Option<Vec<ClockInterval>> {
    let Some(value) = section.value(key) else {
        missing(section, key, "[\"10:00-14:00\"]", problems);
        return None;
    };
    let all_tables = value
        .get_ref()
        .as_array()
        .is_some_and(|items| items.iter().all(|item| item.get_ref().is_table()));
    let before = problems.len();
    let found = if all_tables {
        let mut found = Vec::new();
        for mut item in section.sections(key, problems) {
            found.extend(interval(&mut item, problems));
            item.finish(problems);
        }
        found
    } else {
        let (at, name) = (value.span().start, section.key(key));
        section
            .texts(key, problems)
            .iter()
            .filter_map(|text| written(text, at, &name, problems))
            .collect()
    };
    (problems.len() == before).then_some(found)
}

/// `10:00-14:00`
fn written(text: &str, at: usize, key: &str, problems: &mut Problems<'_>) -> Option<ClockInterval> {
    let times = text
        .split_once(['-', '–'])
        .and_then(|(start, end)| Some((start.trim().parse().ok()?, end.trim().parse().ok()?)));
    let Some((start, end)) = times else {
        problems.note_with_hint(
            at,
            key,
            format!("\"{text}\" is no interval of a day"),
            Some("write \"10:00-14:00\"; times run from 00:00 to 24:00".to_owned()),
        );
        return None;
    };
    make(start, end, at, key.to_owned(), problems)
}

fn make(
    start: ClockTime,
    end: ClockTime,
    at: usize,
    key: String,
    problems: &mut Problems<'_>,
) -> Option<ClockInterval> {
    ClockInterval::new(start, end)
        .map_err(|error| {
            let hint = match error {
                NoClockInterval::Equal { .. } => {
                    "a whole day is 00:00 to 24:00; an end before the start is on the next day"
                }
                _ => "start the next day at 00:00",
            };
            problems.note_with_hint(at, key, error.to_string(), Some(hint.to_owned()));
        })
        .ok()
}

/// A time of day, from a string or a TOML time.
fn clock_time(
    section: &mut Section<'_, '_>,
    key: &'static str,
    example: &str,
    problems: &mut Problems<'_>,
) -> Option<ClockTime> {
    let Some(value) = section.value(key) else {
        missing(section, key, example, problems);
        return None;
    };
    let time = match value.get_ref() {
        DeValue::String(text) => text.parse().ok(),
        DeValue::Datetime(moment) => moment
            .time
            .filter(|time| moment.date.is_none() && time.nanosecond.unwrap_or(0) == 0)
            .and_then(|time| {
                let second = time.second.unwrap_or(0);
                ClockTime::new(time.hour.into(), time.minute.into(), second.into()).ok()
            }),
        _ => None,
    };
    if time.is_none() {
        problems.note_with_hint(
            value.span().start,
            section.key(key),
            "expected a time of day from 00:00 to 24:00",
            Some(format!("write {key} = {example}")),
        );
    }
    time
}

/// Days of the week: names, ranges such as `mon-fri`, or a list of both. A bad name is noted.
pub(super) fn weekdays(section: &mut Section<'_, '_>, problems: &mut Problems<'_>) -> Vec<Weekday> {
    if section.value("weekday").is_none() {
        missing(section, "weekday", "\"mon-fri\"", problems);
        return Vec::new();
    }
    let (at, key) = (section.at_key("weekday"), section.key("weekday"));
    let before = problems.len();
    let texts = section.texts("weekday", problems);
    if texts.is_empty() && problems.len() == before {
        let hint = Some("write \"mon-fri\" or [\"mon\", \"wed\"]".to_owned());
        problems.note_with_hint(at, key.clone(), "names no day", hint);
    }
    let mut days = Vec::new();
    for text in texts {
        let (first, last) = text
            .split_once(['-', '–'])
            .unwrap_or((text.as_str(), text.as_str()));
        let found = (weekday(first), weekday(last));
        let (Some(first_day), Some(last_day)) = found else {
            let unknown = if found.0.is_none() { first } else { last };
            note_unknown_day(unknown.trim(), at, &key, problems);
            continue;
        };
        days.push(first_day);
        while days.last() != Some(&last_day) {
            days.extend(days.last().map(|day| day.next()));
        }
    }
    days.sort_by_key(|day| day.to_monday_zero_offset());
    days.dedup();
    days
}

fn weekday(name: &str) -> Option<Weekday> {
    let name = name.trim().to_lowercase();
    DAYS.iter()
        .find(|(_, names)| names.contains(&name.as_str()))
        .map(|(day, _)| *day)
}

fn note_unknown_day(name: &str, at: usize, key: &str, problems: &mut Problems<'_>) {
    let known: Vec<&str> = DAYS
        .iter()
        .flat_map(|(_, names)| names.iter().copied())
        .collect();
    let usual =
        "use mon, tue, wed, thu, fri, sat, sun (or ma, di, wo …), or a range as \"mon-fri\"";
    let hint = match closest(&name.to_lowercase(), &known) {
        // Of two or three letters nearly every name is two edits away.
        Some(near) if name.chars().count() > 3 => format!("did you mean \"{near}\"?"),
        _ => usual.to_owned(),
    };
    problems.note_with_hint(at, key, format!("unknown day \"{name}\""), Some(hint));
}

/// The zone of `time_zone`, which must be there.
pub(super) fn time_zone(
    section: &mut Section<'_, '_>,
    problems: &mut Problems<'_>,
) -> Option<TimeZone> {
    let name = section.required_text("time_zone", "\"Europe/Amsterdam\"", problems)?;
    let zone = TimeZone::get(&name).ok();
    if zone.is_none() {
        let known: Vec<String> = jiff::tz::db()
            .available()
            .map(|name| name.as_str().to_owned())
            .collect();
        let known: Vec<&str> = known.iter().map(String::as_str).collect();
        let hint = closest(&name, &known).map_or_else(
            || "use an IANA name such as Europe/Amsterdam".to_owned(),
            |near| format!("did you mean \"{near}\"?"),
        );
        problems.note_with_hint(
            section.at_key("time_zone"),
            section.key("time_zone"),
            format!("unknown time zone \"{name}\""),
            Some(hint),
        );
    }
    zone
}
