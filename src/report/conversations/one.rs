use super::sections::{experimental, why};
use crate::conversations::{Behaviour, Untold};
use crate::findings::{ConversationShown, TurnShown};
use crate::record::{Span, Speaker};
use crate::report::section::{Section, listing};
use crate::report::table::{Cell, ColumnKind};
use crate::report::tables::{Table, number as float, text};
use crate::report::wire::exact;
use crate::report::words::{either, topic};
use crate::report::{Language, number};
use crate::units::as_u64;
use serde_json::{Value, json as object};

/// One conversation, for people.
pub fn one_text(one: &ConversationShown, language: Language) -> String {
    let title = either(language, "Gesprek", "Conversation");
    let mut section = Section::titled(&format!("{title} {}", one.id));
    section.lead.push(experimental(language).to_owned());
    section.lead.push(course(one, language));
    section.lead.push(reason(one, language));
    if let Some(untold) = one.behaviours_untold {
        let why = why(untold, language);
        section.lead.push(match language {
            Language::Nl => format!("Gedrag: niet te zeggen, {why}."),
            Language::En => format!("Behaviour: cannot tell, {why}."),
        });
    }
    for turn in &one.turns {
        let speaker = match turn.speaker {
            Speaker::Customer => either(language, "klant", "customer"),
            Speaker::Agent => either(language, "medewerker", "agent"),
            Speaker::Bot => "bot",
            Speaker::Unknown => either(language, "onbekend", "unknown"),
        };
        let tone = turn.tone.map(|tone| number::signed(tone, 2, language));
        let tone = tone.map_or_else(String::new, |tone| format!(" ({tone})"));
        section
            .notes
            .push(format!("{speaker}{tone}: {}", turn.text));
        for (behaviour, span) in &turn.behaviours {
            let name = one.names.get(behaviour);
            let name = name.map_or(behaviour.id(), |name| topic(name, language));
            section
                .notes
                .push(format!("    {name}: “{}”", words(turn, span)));
        }
    }
    let caution = either(
        language,
        "Tonen zijn van de klant, van −1 tot +1; een beleefd afscheid leest als positief. Over de medewerker staat er alleen wat gedaan is.",
        "Tones are the customer's, from −1 to +1; a polite goodbye reads as positive. Of the agent there is only what was done.",
    );
    listing(&[section], std::iter::once(caution.to_owned()), language)
}

/// One conversation, for machines: [`schema("conversation")`](crate::report::schema()).
pub fn one_json(one: &ConversationShown) -> String {
    let value = object!({
        "schema_version": 1,
        "engine_version": env!("CARGO_PKG_VERSION"),
        "experimental": true,
        "id": one.id.to_string(),
        "language": one.language.as_str(),
        "course": one.course.as_ref().ok().map(|course| object!({
            "start": exact(course.start.get()),
            "end": exact(course.end.get()),
            "lowest": exact(course.lowest.get()),
            "lowest_turn": course.lowest_turn,
            "change": exact(course.change()),
            "n_readable": course.n_readable,
            "n_turns": course.n_turns,
        })),
        "course_untold": one.course.err().map(Untold::as_str),
        "reason": one.reason.as_ref().ok().map(|(topic, span)| object!({
            "topic": topic.id.as_str(),
            "span": [span.part, span.start, span.end],
        })),
        "reason_untold": one.reason.as_ref().err().map(|why| why.as_str()),
        "behaviours_untold": one.behaviours_untold.map(Untold::as_str),
        "turns": one.turns.iter().map(turn).collect::<Vec<_>>(),
    });
    format!("{value:#}\n")
}

/// One conversation as a table: a row per turn, or per behaviour in it.
pub fn one_csv(one: &ConversationShown) -> String {
    let mut rows = Vec::new();
    for (place, turn) in one.turns.iter().enumerate() {
        let row = |behaviour: Option<&(Behaviour, Span)>| {
            vec![
                Cell::count(as_u64(place)),
                text(Some(turn.speaker.as_str())),
                text(Some(turn.text.as_str())),
                turn.tone.map_or(Cell::Empty, float),
                text(behaviour.map(|(behaviour, _)| behaviour.id())),
                text(behaviour.map(|(_, span)| words(turn, span))),
            ]
        };
        if turn.behaviours.is_empty() {
            rows.push(row(None));
        } else {
            rows.extend(turn.behaviours.iter().map(|one| row(Some(one))));
        }
    }
    let columns = [
        ("turn", ColumnKind::Integer),
        ("speaker", ColumnKind::Text),
        ("text", ColumnKind::Text),
        ("tone", ColumnKind::Float),
        ("experimental_behaviour", ColumnKind::Text),
        ("words", ColumnKind::Text),
    ];
    Table::new("conversation", &columns, rows).csv()
}

fn turn(turn: &TurnShown) -> Value {
    object!({
        "speaker": turn.speaker.as_str(),
        "text": turn.text.as_str(),
        "tone": turn.tone.and_then(exact),
        "behaviours": turn.behaviours.iter().map(|(behaviour, span)| object!({
            "behaviour": behaviour.id(),
            "dimension": behaviour.dimension().as_str(),
            "direction": behaviour.direction().as_str(),
            "span": [span.part, span.start, span.end],
        })).collect::<Vec<_>>(),
    })
}

fn words<'t>(turn: &'t TurnShown, span: &Span) -> &'t str {
    let range = span.start as usize..span.end as usize;
    turn.text.as_str().get(range).unwrap_or_default()
}

fn course(one: &ConversationShown, language: Language) -> String {
    match (&one.course, language) {
        (Err(untold), Language::Nl) => {
            format!("Verloop: niet te zeggen, {}.", why(*untold, language))
        }
        (Err(untold), Language::En) => {
            format!("Course: cannot tell, {}.", why(*untold, language))
        }
        (Ok(course), _) => {
            let tone = |value: f64| number::signed(value, 2, language);
            let (start, end) = (tone(course.start.get()), tone(course.end.get()));
            let (lowest, turn) = (tone(course.lowest.get()), course.lowest_turn + 1);
            let (n, all) = (course.n_readable, course.n_turns);
            match language {
                Language::Nl => format!(
                    "Verloop: van {start} naar {end}, laagste punt {lowest} in beurt {turn}; {n} van {all} beurten van de klant leesbaar."
                ),
                Language::En => format!(
                    "Course: from {start} to {end}, lowest {lowest} in turn {turn}; {n} of {all} turns of the customer could be read."
                ),
            }
        }
    }
}

fn reason(one: &ConversationShown, language: Language) -> String {
    let (title, cannot) = (
        either(language, "Reden van contact", "Reason for contact"),
        either(language, "niet te zeggen", "cannot tell"),
    );
    match &one.reason {
        Err(untold) => format!("{title}: {cannot}, {}.", why(*untold, language)),
        Ok((name, span)) => {
            let turn = one.turns.get(span.part as usize);
            let shown = turn.map_or("", |turn| words(turn, span));
            format!("{title}: {} (“{shown}”).", topic(name, language))
        }
    }
}
