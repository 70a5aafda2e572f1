use crate::report::Language;
use crate::report::words::either;
use crate::service_levels::calendar::{
    ClockInterval, HolidayRules, OvernightHolidays, ScheduleVersion,
};
use jiff::civil::{Date, Weekday};

/// A version of a schedule in words, one fact a line.
pub fn schedule_lines(version: &ScheduleVersion, language: Language) -> Vec<String> {
    let zone = version.time_zone.iana_name().unwrap_or("UTC");
    let mut lines = vec![format!(
        "{} {zone}",
        either(language, "klok van", "clocks of")
    )];
    lines.extend(in_force(version, language));
    lines.extend(week(version, language));
    let holidays = &version.holidays;
    if holidays.rules == HolidayRules::None && holidays.extra_dates.is_empty() {
        lines.push(either(language, "open op feestdagen", "open on holidays").to_owned());
    } else {
        let closed = either(
            language,
            "dicht op de vrije dagen van",
            "closed on the holidays of",
        );
        lines.push(format!("{closed} {}", holidays.id));
        if has_nights(version) {
            lines.push(nights(version.overnight, language).to_owned());
        }
    }
    for (date, hours) in &version.shifts {
        lines.push(match (language, hours.is_empty()) {
            (Language::Nl, true) => format!("dicht op {date}"),
            (Language::Nl, false) => {
                format!("op {date} in plaats daarvan: {}", listed(hours, language))
            }
            (Language::En, true) => format!("closed on {date}"),
            (Language::En, false) => format!("on {date} instead: {}", listed(hours, language)),
        });
    }
    for (date, hours) in &version.breaks {
        let hours = listed(hours, language);
        lines.push(match language {
            Language::Nl => format!("op {date} niet: {hours}"),
            Language::En => format!("on {date} not: {hours}"),
        });
    }
    lines
}

/// That hours are no window on a date on which the clock jumps over their start.
pub fn skipped_hours(date: Date, hours: ClockInterval, language: Language) -> String {
    match language {
        Language::Nl => format!(
            "{date} {hours} is niet open: de klok springt daar vooruit, zodat het voor het begin zou eindigen"
        ),
        Language::En => format!(
            "{date} {hours} is no window: the clock jumps forward there, so that it would end before it begins"
        ),
    }
}

fn in_force(version: &ScheduleVersion, language: Language) -> Option<String> {
    let text = match (version.valid_from, version.valid_to, language) {
        (None, None, _) => return None,
        (Some(from), None, Language::Nl) => format!("vanaf {from}"),
        (Some(from), None, Language::En) => format!("from {from}"),
        (None, Some(to), Language::Nl) => format!("tot {to}, die dag niet meer"),
        (None, Some(to), Language::En) => format!("until {to}, that day not included"),
        (Some(from), Some(to), Language::Nl) => {
            format!("vanaf {from} tot {to}, die dag niet meer")
        }
        (Some(from), Some(to), Language::En) => {
            format!("from {from} until {to}, that day not included")
        }
    };
    Some(text)
}

fn nights(overnight: OvernightHolidays, language: Language) -> &'static str {
    match overnight {
        OvernightHolidays::ByCalendarDay => either(
            language,
            "een vrije dag sluit haar dag van 00:00 tot 24:00, niet de nacht die daarna doorloopt",
            "a holiday closes its day from 00:00 to 24:00, not the night that runs out of it",
        ),
        OvernightHolidays::ByStartDay => either(
            language,
            "een vrije dag sluit de nacht die op haar begint, niet de nacht die op haar eindigt",
            "a holiday closes the night that starts on it, not the one that ends on it",
        ),
    }
}

const WEEK: [(Weekday, &str, &str); 7] = [
    (Weekday::Monday, "maandag", "Monday"),
    (Weekday::Tuesday, "dinsdag", "Tuesday"),
    (Weekday::Wednesday, "woensdag", "Wednesday"),
    (Weekday::Thursday, "donderdag", "Thursday"),
    (Weekday::Friday, "vrijdag", "Friday"),
    (Weekday::Saturday, "zaterdag", "Saturday"),
    (Weekday::Sunday, "zondag", "Sunday"),
];

/// Neighbouring days of equal hours as one line.
fn week(version: &ScheduleVersion, language: Language) -> Vec<String> {
    let name = |(_, nl, en): &(Weekday, &'static str, &'static str)| either(language, nl, en);
    WEEK.chunk_by(|a, b| version.weekly.on(a.0) == version.weekly.on(b.0))
        .filter_map(|days| {
            let (first, last) = (days.first()?, days.last()?);
            let hours = version.weekly.on(first.0);
            if hours.is_empty() {
                return None;
            }
            let hours = listed(hours, language);
            Some(if days.len() == 1 {
                format!("{}: {hours}", name(first))
            } else {
                let to = either(language, "tot en met", "to");
                format!("{} {to} {}: {hours}", name(first), name(last))
            })
        })
        .collect()
}

fn has_nights(version: &ScheduleVersion) -> bool {
    WEEK.iter()
        .flat_map(|(day, _, _)| version.weekly.on(*day))
        .chain(version.shifts.values().flatten())
        .any(|interval| interval.is_overnight())
}

fn listed(hours: &[ClockInterval], language: Language) -> String {
    let words: Vec<String> = hours
        .iter()
        .map(|interval| {
            if interval.is_overnight() {
                format!(
                    "{interval} {}",
                    either(language, "de volgende dag", "the next day")
                )
            } else {
                interval.to_string()
            }
        })
        .collect();
    words.join(", ")
}
