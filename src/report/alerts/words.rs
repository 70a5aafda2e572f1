use crate::findings::AlertFindings;
use crate::report::Language;
use crate::report::words::{either, topic};
use crate::signals::alerts::{AlertCaveat, AlertLabel, AlertTone, StreamName};

/// What a stream is about: `Waiting time (negative)`, with its segment before it.
pub(super) fn subject(stream: &StreamName, findings: &AlertFindings, language: Language) -> String {
    let tone = match stream.tone {
        AlertTone::Any => "",
        AlertTone::Negative => either(language, "negatief", "negative"),
        AlertTone::Positive => either(language, "positief", "positive"),
    };
    let about = match stream.topic.and_then(|at| findings.topics.get(at)) {
        Some(name) => format!("{} ({tone})", topic(name, language)),
        None if stream.tone == AlertTone::Any => either(
            language,
            "Respondenten met woorden",
            "Respondents with words",
        )
        .to_owned(),
        None => format!("{} ({tone})", either(language, "Alles", "Everything")),
    };
    match stream.segment.and_then(|at| findings.segments.get(at)) {
        Some(segment) => format!("{segment}: {about}"),
        None => about,
    }
}

/// The word for where a rise stands.
pub(super) fn label(label: AlertLabel, language: Language) -> &'static str {
    let (nl, en) = match label {
        AlertLabel::New => ("nieuw", "new"),
        AlertLabel::Rising => ("stijgend", "rising"),
        AlertLabel::Persistent => ("aanhoudend", "persistent"),
        AlertLabel::Fading => ("wegebbend", "fading"),
    };
    either(language, nl, en)
}

/// The code of a caveat in files.
pub(super) fn caveat_code(caveat: &AlertCaveat) -> &'static str {
    match caveat {
        AlertCaveat::ShortHistory { .. } => "short_history",
        AlertCaveat::SpansLeftOut { .. } => "spans_left_out",
        AlertCaveat::NoWeekdays { .. } => "no_weekdays",
        AlertCaveat::Silent { .. } => "silent",
        AlertCaveat::Persistent { .. } => "persistent",
        AlertCaveat::Undated { .. } => "undated",
    }
}

/// A caveat in words.
pub(super) fn caveat(caveat: &AlertCaveat, language: Language) -> String {
    match (caveat, language) {
        (
            AlertCaveat::ShortHistory {
                n_periods,
                n_needed,
            },
            Language::Nl,
        ) => format!(
            "Niet te zeggen: er zijn {n_periods} perioden om mee te vergelijken, en nodig zijn er {n_needed}."
        ),
        (
            AlertCaveat::ShortHistory {
                n_periods,
                n_needed,
            },
            Language::En,
        ) => format!(
            "Cannot tell: there are {n_periods} periods to compare with, and {n_needed} are needed."
        ),
        (AlertCaveat::SpansLeftOut { spans }, Language::Nl) => format!(
            "De reeks is te kort voor een oordeel over de laatste {} perioden samen.",
            listed(spans)
        ),
        (AlertCaveat::SpansLeftOut { spans }, Language::En) => format!(
            "The series is too short to judge the last {} periods together.",
            listed(spans)
        ),
        (AlertCaveat::NoWeekdays { n_periods }, Language::Nl) => format!(
            "Met {n_periods} dagen zijn weekdagen niet te onderscheiden; elke dag telt als elke andere."
        ),
        (AlertCaveat::NoWeekdays { n_periods }, Language::En) => format!(
            "With {n_periods} days weekdays cannot be told apart; every day stands for any other."
        ),
        (AlertCaveat::Silent { n_periods }, Language::Nl) => format!(
            "In de laatste {n_periods} perioden zei niemand iets; dat is geen teken dat er niets is."
        ),
        (AlertCaveat::Silent { n_periods }, Language::En) => format!(
            "Nobody said anything in the last {n_periods} periods; that is no sign that nothing is wrong."
        ),
        (AlertCaveat::Persistent { n_streams }, Language::Nl) => format!(
            "Bij {n_streams} melding(en) lijken opeenvolgende perioden sterk op elkaar; dan zijn er meer valse meldingen dan gesteld."
        ),
        (AlertCaveat::Persistent { n_streams }, Language::En) => format!(
            "In {n_streams} alarm(s) neighbouring periods are much alike; then more alarms are false than stated."
        ),
        (AlertCaveat::Undated { n }, Language::Nl) => {
            format!("Respondenten zonder datum: {n}; die tellen niet mee.")
        }
        (AlertCaveat::Undated { n }, Language::En) => {
            format!("Respondents without a date: {n}; they are not counted.")
        }
    }
}

fn listed(spans: &[usize]) -> String {
    let spans: Vec<String> = spans.iter().map(ToString::to_string).collect();
    spans.join(", ")
}

/// What always has to be kept in mind.
pub(super) fn assumptions(language: Language) -> [&'static str; 2] {
    match language {
        Language::Nl => [
            "Een melding zegt dat iets vaker wordt gezegd dan de weken ervoor deden verwachten, niet waarom. Alleen stijgingen worden gezocht.",
            "Neemt aan dat er geen seizoen langer dan een week is en geen langzame trend; een kalme periode zonder melding is geen bewijs dat er niets is.",
        ],
        Language::En => [
            "An alarm says that something is said more often than the weeks before let expect, not why. Only rises are looked for.",
            "Assumes no season longer than a week and no slow trend; no alarm is no proof that nothing changed.",
        ],
    }
}
