//! The parts of the report about all contacts together.

use super::subject::CallReport;
use super::words::{disposition, either, formula, in_time, n};
use crate::report::Language;
use crate::report::number::{self, ABSENT};
use crate::report::section::Section;
use crate::report::words::{length, length_as_set, suppressed};
use crate::service_levels::calls::{
    Attained, Disposition, Distribution, Excess, Figures, FlowOuts, Proportion, Satisfaction,
    Scope, ServiceLevel, Survey,
};
use crate::units::Interval;
use std::fmt::Write;

/// The figure of the contract, and what it is of.
pub(super) fn headline(report: &CallReport<'_>, language: Language) -> Section {
    let mut section = Section::default();
    if let Some(level) = report.headline() {
        section.lead.push(level_sentence(level, report, language));
        section.lead.push(formula_sentence(level, report, language));
        section
            .lead
            .extend(target_sentence(level, report, language));
    }
    if let Some(calm) = &report.overview.whole.without_calamities
        && let Some(without) = calm.service_levels.first()
    {
        section.lead.push(format!(
            "{} {} {}",
            either(
                language,
                "Zonder de gemelde calamiteiten:",
                "Without the declared incidents:"
            ),
            attained(&without.attained, language),
            of_how_many(&without.attained, language),
        ));
    }
    section.lead.push(scope_sentence(report, language));
    section
}

fn level_sentence(level: &ServiceLevel, report: &CallReport<'_>, language: Language) -> String {
    format!(
        "{} {}: {} {}",
        either(language, "Serviceniveau", "Service level"),
        in_time(&report.options.rule, language),
        attained(&level.attained, language),
        of_how_many(&level.attained, language),
    )
}

fn formula_sentence(level: &ServiceLevel, report: &CallReport<'_>, language: Language) -> String {
    let flow_outs = match level.flow_outs {
        FlowOuts::Ignored => "",
        FlowOuts::Counted => " + flowouts",
    };
    format!(
        "{}: {}{flow_outs} = {} ({})",
        either(language, "Formule", "Formula"),
        level.formula.as_str(),
        level.formula.definition(),
        formula(level.formula, &report.options.rule, language),
    )
}

fn target_sentence(
    level: &ServiceLevel,
    report: &CallReport<'_>,
    language: Language,
) -> Option<String> {
    let target = report.options.target?;
    let verdict = match level.attained.meets(target) {
        Some(true) => either(language, "gehaald", "met"),
        Some(false) => either(language, "niet gehaald", "not met"),
        None => either(language, "niet te zeggen", "cannot tell"),
    };
    Some(format!(
        "{} {}: {verdict}",
        either(language, "Afspraak", "Target"),
        number::setting(target.get(), language),
    ))
}

fn scope_sentence(report: &CallReport<'_>, language: Language) -> String {
    let options = report.options;
    let stand = match report.as_of() {
        Some(as_of) => format!(", {} {as_of}", either(language, "stand van", "as of")),
        None => String::new(),
    };
    let is_empty = report.overview.span.is_none();
    match options.scope {
        Scope::Snapshot if is_empty => format!(
            "{}{stand}",
            either(language, "Er zijn geen gesprekken", "There are no calls")
        ),
        Scope::Snapshot => format!(
            "{}{stand}",
            either(language, "Alle contacten", "All contacts")
        ),
        Scope::Period { from, to } => format!(
            "{} {from} {} {to} ({}{}){stand}",
            if is_empty {
                either(
                    language,
                    "Er zijn geen gesprekken van",
                    "There are no calls from",
                )
            } else {
                either(language, "Contacten van", "Contacts from")
            },
            either(language, "tot", "to"),
            either(language, "niet meegerekend; ", "not included; "),
            days_of(report, language),
        ),
    }
}

/// The zone at whose midnights days begin.
fn days_of(report: &CallReport<'_>, language: Language) -> String {
    let zone = report.day_zone();
    if report.zone.is_some() {
        format!("{} {zone}", either(language, "dagen van", "days of"))
    } else {
        either(
            language,
            "dagen van UTC: niemand noemde een andere zone, --zone doet dat",
            "days of UTC: nobody named another zone, --zone does",
        )
        .to_owned()
    }
}

/// A share with its interval, its bounds, or why there is none.
pub(super) fn attained(attained: &Attained, language: Language) -> String {
    match attained {
        Attained::Share(proportion) => share(proportion, language),
        Attained::Between {
            lowest, highest, ..
        } => {
            let part = |one: &Proportion| one.share().map(|one| number::percentage(one, language));
            let part = |one: &Proportion| part(one).unwrap_or_else(|| ABSENT.to_owned());
            format!(
                "{}: {} {} {}",
                either(language, "niet te zeggen", "cannot tell"),
                part(lowest),
                either(language, "tot", "to"),
                part(highest)
            )
        }
        Attained::NotPerAgent => ABSENT.to_owned(),
    }
}

fn of_how_many(attained: &Attained, language: Language) -> String {
    match attained {
        Attained::Share(proportion) => format!(
            "({} {} {})",
            n(proportion.numerator, language),
            either(language, "van", "of"),
            n(proportion.denominator, language)
        ),
        Attained::Between { n_unknown, .. } => format!(
            "({} {})",
            n(*n_unknown, language),
            either(
                language,
                "opgehangen contacten zonder wachttijd",
                "abandoned contacts without a wait"
            )
        ),
        Attained::NotPerAgent => String::new(),
    }
}

/// `81.9% [79.4% to 84.1%]`.
pub(super) fn share(proportion: &Proportion, language: Language) -> String {
    proportion.interval.map_or_else(
        || ABSENT.to_owned(),
        |interval| {
            format!(
                "{} {}",
                number::percentage(interval.estimate, language),
                percent_bounds(&interval, language)
            )
        },
    )
}

fn percent_bounds(interval: &Interval, language: Language) -> String {
    format!(
        "[{} {} {}]",
        number::percentage(interval.low, language),
        either(language, "tot", "to"),
        number::percentage(interval.high, language)
    )
}

/// What came of all contacts.
pub(super) fn contacts(report: &CallReport<'_>, language: Language) -> Section {
    let counts = report.overview.whole.figures.counts;
    let mut section = Section::titled(either(language, "Contacten", "Contacts"));
    section.grid.header = vec![
        String::new(),
        either(language, "aantal", "number").to_owned(),
    ];
    let named = Disposition::ALL.map(|one| disposition(one, language));
    let [
        answered,
        abandoned,
        flow_out,
        waiting,
        callback,
        voicemail,
        out_of_hours,
    ] = named;
    let mut row = |name: &str, count: usize| {
        section.push(vec![name.to_owned(), n(count, language)]);
    };
    row(
        either(
            language,
            "aangeboden aan een wachtrij",
            "offered to a queue",
        ),
        counts.offered(),
    );
    let section = &mut section;
    for (name, count) in [
        (answered, counts.answered),
        (abandoned, counts.abandoned),
        (flow_out, counts.flow_out),
        (waiting, counts.waiting),
    ] {
        section.push_part(vec![name.to_owned(), n(count, language)]);
    }
    for (name, count) in [
        (callback, counts.callback),
        (voicemail, counts.voicemail),
        (out_of_hours, counts.out_of_hours),
        (either(language, "uitgaand", "outbound"), counts.outbound),
    ] {
        if count > 0 {
            section.push(vec![name.to_owned(), n(count, language)]);
        }
    }
    let journeys = &report.overview.journeys;
    if journeys.n != journeys.n_legs {
        section.notes.push(format!(
            "{} {} {} {} {} {}, {} {}; {} {}.",
            n(journeys.n, language),
            either(
                language,
                "contacten van klanten, samen",
                "contacts of customers, together"
            ),
            n(journeys.n_legs, language),
            either(language, "keer binnengekomen:", "times come in:"),
            n(counts.offered(), language),
            either(
                language,
                "keer aangeboden aan een wachtrij",
                "offered to a queue"
            ),
            n(counts.inbound() - counts.offered(), language),
            either(
                language,
                "keer niet (terugbelverzoek, bericht, buiten openingstijd)",
                "not (callback, message, out of hours)"
            ),
            n(journeys.n_transferred, language),
            either(language, "doorverbonden", "passed on"),
        ));
    }
    section.clone()
}

/// The service level by every formula, when more than one was asked.
pub(super) fn formulas(report: &CallReport<'_>, language: Language) -> Option<Section> {
    let levels = &report.overview.whole.figures.service_levels;
    if levels.len() < 2 {
        return None;
    }
    let mut section = Section::titled(either(
        language,
        "Hetzelfde bestand, andere formules",
        "The same log by other formulas",
    ));
    section.grid.header = [
        either(language, "formule", "formula"),
        "=",
        either(language, "serviceniveau", "service level"),
        "n",
    ]
    .map(str::to_owned)
    .to_vec();
    for level in levels {
        let of = match &level.attained {
            Attained::Share(proportion) => n(proportion.denominator, language),
            Attained::Between { .. } | Attained::NotPerAgent => ABSENT.to_owned(),
        };
        section.push(vec![
            level.formula.as_str().to_owned(),
            level.formula.definition().to_owned(),
            attained(&level.attained, language),
            of,
        ]);
    }
    Some(section)
}

/// Waits, and who gave up.
pub(super) fn waits(report: &CallReport<'_>, language: Language) -> Section {
    let figures = &report.overview.whole.figures;
    let waits = &figures.waits;
    let mut section = Section::titled(either(language, "Wachten", "Waits"));
    section.grid.header = spread_header(language);
    let answered = either(language, "beantwoord", "answered");
    let abandoned = either(language, "opgehangen", "abandoned");
    section.push(spread(answered, waits.answered.as_ref(), language));
    section.push(spread(abandoned, waits.abandoned.as_ref(), language));
    // A wait that nobody wrote down can be longer than any that is known.
    let at_least = if figures.counts.abandoned_wait_unknown > 0 {
        either(language, "minstens ", "at least ")
    } else {
        ""
    };
    if let Some(longest) = waits.longest {
        section.notes.push(format!(
            "{}: {at_least}{} ({})",
            either(language, "Langste wachttijd", "Longest wait"),
            length(longest.wait.as_secs_f64(), language),
            disposition(longest.disposition, language),
        ));
    }
    if let Some(over) = &waits.over_maximum {
        section.notes.push(excess(
            either(language, "Langer gewacht dan", "Waited longer than"),
            over,
            language,
        ));
    }
    if let Some(rate) = &figures.abandonment {
        section.notes.push(format!(
            "{}: {} ({} {} {}); {}: {}; {}: {}",
            either(language, "Opgehangen", "Abandonment rate"),
            share(&rate.all, language),
            n(rate.all.numerator, language),
            either(language, "van", "of"),
            n(rate.all.denominator, language),
            either(language, "zonder wie meteen ophing", "short ones left out"),
            attained(&rate.excluding_short, language),
            either(
                language,
                "alleen uit de teller",
                "out of the numerator only"
            ),
            attained(&rate.short_out_of_numerator, language),
        ));
    }
    if let Some(length) = &figures.queue_length {
        let mut line = format!(
            "{}: {} {at_least}{}, {} {at_least}{}",
            either(language, "Lengte van de wachtrij", "Queue length"),
            either(language, "langste", "longest"),
            n(length.max, language),
            either(
                language,
                "gemiddeld over de hele tijd, ook gesloten uren,",
                "mean over all the time, closed hours included,"
            ),
            number::significant(length.mean, 2, language),
        );
        if let Some(above) = length.above_limit {
            let _ = write!(
                line,
                "; {} {at_least}{}",
                either(language, "boven de grens:", "above the limit:"),
                length_as_set(above, language)
            );
        }
        section.notes.push(line);
    }
    section.notes.extend(figures.rings.as_ref().map(|rings| {
        format!(
            "{}: {} (n = {})",
            either(
                language,
                "Beantwoord binnen het beloofde aantal keren overgaan",
                "Answered within the promised rings"
            ),
            share(rings, language),
            n(rings.denominator, language)
        )
    }));
    section
}

/// How long the work took.
pub(super) fn work(report: &CallReport<'_>, language: Language) -> Section {
    let figures = &report.overview.whole.figures;
    let handling = &figures.handling;
    let mut section = Section::titled(either(language, "Afhandelen", "Handling"));
    section.grid.header = spread_header(language);
    for (name, part) in [
        (
            either(language, "afhandeltijd (AHT)", "handle time (AHT)"),
            &handling.handle,
        ),
        (either(language, "gesprek", "talk"), &handling.talk),
        (either(language, "in de wacht", "hold"), &handling.hold),
        (
            either(language, "nawerktijd (ACW)", "after-contact work (ACW)"),
            &handling.wrap_up,
        ),
    ] {
        if part.is_some() {
            section.push(spread(name, part.as_ref(), language));
        }
    }
    if let Some(over) = &handling.talk_over_maximum {
        section.notes.push(excess(
            either(language, "Langer gesproken dan", "Talked longer than"),
            over,
            language,
        ));
    }
    if handling.n_in_progress > 0 {
        section.notes.push(format!(
            "{} {}",
            n(handling.n_in_progress, language),
            either(
                language,
                "gesprekken zijn nog bezig en staan in geen gemiddelde.",
                "contacts are still being worked on and are in no mean."
            )
        ));
    }
    let rate = figures.transfers.as_ref().map_or_else(
        || either(language, "niet te zeggen", "cannot tell").to_owned(),
        |rate| {
            format!(
                "{} ({} {} {})",
                share(rate, language),
                n(rate.numerator, language),
                either(language, "van", "of"),
                n(rate.denominator, language),
            )
        },
    );
    section.notes.push(format!(
        "{}: {rate}",
        either(language, "Doorverbonden", "Transfer rate")
    ));
    section
}

/// First-contact resolution and satisfaction.
pub(super) fn outcome(report: &CallReport<'_>, language: Language) -> Section {
    let figures = &report.overview.whole.figures;
    let found = &figures.first_contact;
    let mut section = Section::titled(either(
        language,
        "In één keer geholpen",
        "First-contact resolution",
    ));
    section.grid.header = [
        either(language, "definitie", "definition"),
        either(language, "aandeel", "share"),
        "n",
    ]
    .map(str::to_owned)
    .to_vec();
    let days = n(
        usize::try_from(found.window.as_hours() / 24).unwrap_or(0),
        language,
    );
    let no_repeat = either(
        language,
        "niet terug binnen {days} dagen",
        "not back within {days} days",
    )
    .replace("{days}", &days);
    let told = |proportion: Option<&Proportion>| {
        [
            proportion.map_or_else(|| ABSENT.to_owned(), |one| share(one, language)),
            n(proportion.map_or(0, |one| one.denominator), language),
        ]
    };
    let mut row = |name: &str, code: &str, [share, n]: [String; 2]| {
        section.push(vec![format!("{name} ({code})"), share, n]);
    };
    row(&no_repeat, "no_repeat", told(found.no_repeat.as_ref()));
    let survey = either(language, "klant zegt ja", "customer says yes");
    let answers = match &found.survey {
        Survey::NoAnswers => [ABSENT.to_owned(), n(0, language)],
        Survey::Share(one) => [share(one, language), n(one.denominator, language)],
        Survey::AllEqual { n: count } => [
            either(language, "verborgen, allen gelijk", "hidden, all equal").to_owned(),
            n(*count, language),
        ],
        Survey::Suppressed(reason) => [suppressed(*reason, language).to_owned(), ABSENT.to_owned()],
    };
    row(survey, "survey", answers);
    let noted = either(language, "medewerker noteert opgelost", "noted as resolved");
    row(noted, "resolved_first", told(Some(&found.resolved_first)));
    if let Some(net) = &found.resolved_first_net {
        let name = either(
            language,
            "idem, oplosbaar in de eerste lijn",
            "the same, solvable at the first line",
        );
        row(name, "net", told(Some(net)));
    }
    if found.n_too_young > 0 {
        section.notes.push(format!(
            "{} {}",
            n(found.n_too_young, language),
            either(
                language,
                "eerste contacten zijn jonger dan die termijn en tellen nog niet mee.",
                "first contacts are younger than that and do not count yet."
            )
        ));
    }
    section.notes.push(format!(
        "{}: {}",
        either(language, "Gemiddeld cijfer", "Mean score"),
        score(figures, language)
    ));
    section
}

/// A mean score, or why there is none.
pub(super) fn score(figures: &Figures, language: Language) -> String {
    match &figures.satisfaction {
        Satisfaction::NoScores => ABSENT.to_owned(),
        Satisfaction::Mean { n: count, mean } => format!(
            "{} (n = {})",
            number::interval(mean, language),
            n(*count, language)
        ),
        Satisfaction::AllEqual { n: count } => format!(
            "{} (n = {})",
            either(language, "verborgen, allen gelijk", "hidden, all equal"),
            n(*count, language)
        ),
        Satisfaction::Suppressed(reason) => suppressed(*reason, language).to_owned(),
    }
}

fn excess(name: &str, excess: &Excess, language: Language) -> String {
    format!(
        "{name} {}: {} {} {}",
        length_as_set(excess.maximum, language),
        n(excess.n_over, language),
        either(language, "van", "of"),
        n(excess.n, language),
    )
}

fn spread_header(language: Language) -> Vec<String> {
    [
        "",
        "n",
        either(language, "gemiddeld", "mean"),
        either(language, "mediaan", "median"),
        "p90",
        "p95",
        "max",
    ]
    .map(str::to_owned)
    .to_vec()
}

fn spread(name: &str, one: Option<&Distribution>, language: Language) -> Vec<String> {
    let mut cells = vec![name.to_owned()];
    match one {
        None => {
            cells.push(n(0, language));
            cells.extend(std::iter::repeat_n(ABSENT.to_owned(), 5));
        }
        Some(one) => {
            cells.push(n(one.n, language));
            let values = [one.mean_s, one.p50_s, one.p90_s, one.p95_s, one.max_s];
            cells.extend(values.map(|value| length(value, language)));
        }
    }
    cells
}
