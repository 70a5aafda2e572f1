use super::words::{assumptions, caveat, label, subject};
use crate::findings::{AlertFindings, LookDay};
use crate::report::section::{Section, listing};
use crate::report::words::either;
use crate::report::{Language, number};
use crate::signals::Pace;
use crate::signals::alerts::{Alert, Look, Stretch};
use crate::units::as_u64;
use jiff::ToSpan;
use jiff::civil::Date;

/// What rose, for people.
pub fn text(findings: &AlertFindings, language: Language) -> String {
    let cautions = findings
        .found
        .caveats
        .iter()
        .map(|one| caveat(one, language))
        .chain(assumptions(language).map(str::to_owned));
    listing(&[section(findings, language)], cautions, language)
}

/// What rose, as a part of a report whose heading stands elsewhere, with its cautions.
pub(in crate::report) fn part(findings: &AlertFindings, language: Language) -> Section {
    let mut part = section(findings, language).without_title();
    let cautions = findings.found.caveats.iter();
    part.notes.extend(cautions.map(|one| caveat(one, language)));
    part
}

/// Where the last day comes from, and whether one after it, or it itself, is not over.
fn look_day(day: LookDay, as_of: Date, language: Language) -> String {
    let (nl, en) = match day {
        LookDay::Asked => ("zoals gevraagd", "as asked"),
        LookDay::AskedNotOver => (
            "zoals gevraagd; die dag was nog niet om en telt mee zover die was",
            "as asked; that day was not over and is counted as far as it had come",
        ),
        LookDay::LastWords => ("de laatste dag met teksten", "the last day with words"),
        LookDay::LastWholeDay => {
            let today = as_of.saturating_add(1.day());
            return match language {
                Language::Nl => {
                    format!("de laatste hele dag; {today} was nog niet om en telt niet mee")
                }
                Language::En => {
                    format!("the last whole day; {today} was not over and does not count")
                }
            };
        }
    };
    either(language, nl, en).to_owned()
}

fn section(findings: &AlertFindings, language: Language) -> Section {
    let mut section = Section::titled(either(language, "Wat steeg", "What rose"));
    if let Some(as_of) = findings.as_of {
        let from = look_day(findings.look_day, as_of, language);
        section.lead.push(match language {
            Language::Nl => format!("Gekeken tot en met {as_of} ({from})."),
            Language::En => format!("Looked up to {as_of} ({from})."),
        });
    }
    let Some(look) = &findings.found.look else {
        section.lead.push(
            either(
                language,
                "Niet te zeggen wat steeg.",
                "Cannot tell what rose.",
            )
            .to_owned(),
        );
        return section;
    };
    section.lead.push(how(look, language));
    if findings.found.alerts.is_empty() {
        section.lead.push(
            either(
                language,
                "Geen stijging die boven toeval uitkomt.",
                "No rise that stands out from chance.",
            )
            .to_owned(),
        );
        return section;
    }
    section.grid.header = match language {
        Language::Nl => [
            "Wat",
            "Stand",
            "Wanneer",
            "Aantal",
            "Van",
            "Verwacht",
            "Hoogstens",
            "Maal",
        ],
        Language::En => [
            "What", "State", "When", "Count", "Of", "Expected", "At most", "Times",
        ],
    }
    .map(str::to_owned)
    .to_vec();
    for alert in &findings.found.alerts {
        let count = |n: usize| number::count(as_u64(n), language);
        section.push(vec![
            subject(&alert.stream, findings, language),
            label(alert.label, language).to_owned(),
            when(&alert.stretch),
            count(alert.count),
            alert.of.map_or_else(|| number::ABSENT.to_owned(), count),
            number::fixed(alert.expected, 1, language),
            count(alert.expected_at_most),
            number::significant(
                crate::units::as_f64(alert.count) / alert.expected,
                2,
                language,
            ),
        ]);
    }
    section.notes.push(
        either(
            language,
            "Verwacht: naar de weken ervoor, weekdag en aantal respondenten. Hoogstens: zoveel haalt een ongewijzigde reeks nog wel eens.",
            "Expected: from the weeks before, weekday and number of respondents. At most: what an unchanged stream still reaches now and then.",
        )
        .to_owned(),
    );
    section
}

/// What rose, a sentence for each; one sentence where nothing did.
pub(in crate::report) fn risen(findings: &AlertFindings, language: Language) -> Vec<String> {
    if findings.found.alerts.is_empty() {
        let section = section(findings, language);
        return section.lead.last().cloned().into_iter().collect();
    }
    let sentence = |alert: &Alert| {
        let subject = subject(&alert.stream, findings, language);
        let label = label(alert.label, language);
        let when = when(&alert.stretch);
        let count = number::count(as_u64(alert.count), language);
        let expected = number::fixed(alert.expected, 1, language);
        match language {
            Language::Nl => format!("{subject}, {label}: {when} {count}, verwacht {expected}."),
            Language::En => format!("{subject}, {label}: {when} {count}, expected {expected}."),
        }
    };
    findings.found.alerts.iter().map(sentence).collect()
}

/// A day, or the first and the last one.
fn when(stretch: &Stretch) -> String {
    if stretch.from == stretch.to {
        stretch.from.to_string()
    } else {
        format!("{}..{}", stretch.from, stretch.to)
    }
}

fn how(look: &Look, language: Language) -> String {
    let every = match (look.every, language) {
        (Pace::Day, Language::Nl) => "dagen",
        (_, Language::Nl) => "weken",
        (Pace::Day, Language::En) => "days",
        (_, Language::En) => "weeks",
    };
    let rate = number::setting(look.rate.get(), language);
    let count = |n: usize| number::count(as_u64(n), language);
    let [singles, tests, streams] = [look.n_single, look.n_tests, look.n_streams].map(count);
    let (from, to) = (look.baseline.from, look.baseline.to);
    let spans: Vec<String> = look.spans.iter().map(ToString::to_string).collect();
    let spans = spans.join(", ");
    match (language, look.spans.is_empty()) {
        (Language::Nl, false) => format!(
            "De laatste {singles} {every} één voor één en de laatste {spans} samen, tegen {from} tot en met {to}: {tests} toetsen op {streams} reeksen. Van zulke blikken op ongewijzigde reeksen geeft hoogstens {rate} enige melding."
        ),
        (Language::Nl, true) => format!(
            "De laatste {singles} {every} één voor één, tegen {from} tot en met {to}: {tests} toetsen op {streams} reeksen. Van zulke blikken op ongewijzigde reeksen geeft hoogstens {rate} enige melding."
        ),
        (Language::En, false) => format!(
            "The last {singles} {every} one by one and the last {spans} together, against {from} to {to}: {tests} tests of {streams} streams. Of such looks at unchanged streams at most {rate} raise any alarm."
        ),
        (Language::En, true) => format!(
            "The last {singles} {every} one by one, against {from} to {to}: {tests} tests of {streams} streams. Of such looks at unchanged streams at most {rate} raise any alarm."
        ),
    }
}
