use super::frozen;
use super::intake;
use super::report::{SlaReport, Withheld, clock};
use super::words;
use crate::findings::ServiceLevels;
use crate::report::Language;
use crate::report::number;
use crate::report::section::{Section, listing};
use crate::report::words::{either, length, length_of};
use crate::service_levels::attainment::{AgreedShare, CohortBy, Row};
use crate::service_levels::policies::AgreementKind;
use crate::units::{Seconds, as_u64};
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// What came of promises about time, for people on a terminal.
pub fn text(report: &SlaReport<'_>, language: Language) -> String {
    let mut sections = sections_on(report.levels, report.zone, language);
    if let Some(figures) = report.frozen {
        sections.push(frozen::section(figures, report.zone, language));
    }
    if let Some(head) = sections.first_mut().filter(|_| report.intake.is_lost()) {
        head.lead = nothing_read(report, language);
    }
    if let Some(withheld) = report.withheld.filter(|withheld| withheld.n_rows > 0) {
        let Withheld { n_rows, floor } = withheld;
        if let Some(head) = sections.first_mut() {
            head.lead.push(match language {
                Language::Nl => format!(
                    "rijen van medewerkers die worden achtergehouden, omdat er minder dan {floor} beslissingen achter staan: {n_rows}"
                ),
                Language::En => format!(
                    "rows of agents that are withheld, because fewer than {floor} decided cases stand behind them: {n_rows}"
                ),
            });
        }
    }
    let mut told = intake::lines(report.intake, language);
    told.extend(words::thanks(
        &report.levels.reopenings,
        report.zone,
        language,
    ));
    told.extend(cautions(report.levels, language));
    listing(&sections, told.into_iter(), language)
}

/// A file of which no ticket could be read says nothing of promises.
fn nothing_read(report: &SlaReport<'_>, language: Language) -> Vec<String> {
    let intake = report.intake;
    let reasons: Vec<String> = intake
        .rejected
        .iter()
        .map(|(reason, n)| format!("{reason}: {}", number::count(*n, language)))
        .collect();
    let (n, reasons) = (number::count(intake.n_rows, language), reasons.join(", "));
    vec![match language {
        Language::Nl => format!(
            "Geen ticket kon worden gelezen: van {n} regels is er geen bruikbaar ({reasons}). Over afspraken valt niets te zeggen."
        ),
        Language::En => format!(
            "No ticket could be read: of {n} rows none can be used ({reasons}). Nothing can be said of promises."
        ),
    }]
}

/// The parts: what was judged, attainment, how late, by whose hands, what is due, what is open.
pub(in crate::report) fn sections(levels: &ServiceLevels, language: Language) -> Vec<Section> {
    sections_on(levels, &TimeZone::UTC, language)
}

/// As [`sections`], with times on the clock of a zone.
fn sections_on(levels: &ServiceLevels, zone: &TimeZone, language: Language) -> Vec<Section> {
    let mut sections = vec![head(levels, zone, language), attainment(levels, language)];
    sections.extend([
        overruns(levels, language),
        teams(levels, language),
        due(levels, zone, language),
        open(levels, language),
    ]);
    sections.retain(|section| {
        section.title.is_empty() || !section.grid.rows.is_empty() || !section.lead.is_empty()
    });
    sections
}

fn head(levels: &ServiceLevels, zone: &TimeZone, language: Language) -> Section {
    let mut section = Section::default();
    let bound = |at: Timestamp| {
        if at == Timestamp::MIN {
            either(language, "het begin", "the beginning").to_owned()
        } else if at == Timestamp::MAX {
            either(language, "het einde", "the end").to_owned()
        } else {
            clock(at, zone)
        }
    };
    let n = |n| number::count(n, language);
    let as_of = clock(levels.as_of, zone);
    section.lead.push(match language {
        Language::Nl => format!(
            "{} {} tot {as_of}, {} {}",
            n(levels.n_tickets),
            one(levels.n_tickets, "ticket", "tickets"),
            n(levels.n_clocks),
            one(levels.n_clocks, "klok", "klokken")
        ),
        Language::En => format!(
            "{} {} up to {as_of}, {} {}",
            n(levels.n_tickets),
            one(levels.n_tickets, "ticket", "tickets"),
            n(levels.n_clocks),
            one(levels.n_clocks, "clock", "clocks")
        ),
    });
    if let Some((by, window)) = levels.cohort {
        let (start, end) = (bound(window.start), bound(window.end));
        section.lead.push(match (by, language) {
            (CohortBy::Created, Language::Nl) => format!("aangemaakt van {start} tot {end}"),
            (CohortBy::Created, Language::En) => format!("created from {start} to {end}"),
            (CohortBy::Solved, Language::Nl) => format!(
                "opgelost van {start} tot {end}; wat nog open is, hoort er niet bij, dus tijden lijken korter dan ze zijn"
            ),
            (CohortBy::Solved, Language::En) => format!(
                "solved from {start} to {end}; what is still open is not among them, so times look shorter than they are"
            ),
        });
    }
    if levels.attainment.is_empty() {
        section.lead.push(
            either(
                language,
                "Er is geen SLA op van toepassing: er valt niets te halen of te missen.",
                "No SLA applies to them: there is nothing to meet or to miss.",
            )
            .to_owned(),
        );
    }
    for (reason, count) in words::without_promise(&levels.without_promise, language) {
        section.lead.push(match language {
            Language::Nl => format!("{} zonder SLA: {reason}", n(count)),
            Language::En => format!("{} without an SLA: {reason}", n(count)),
        });
    }
    section
}

fn one<'a>(n: u64, singular: &'a str, plural: &'a str) -> &'a str {
    if n == 1 { singular } else { plural }
}

/// What a promise is called: kind, policy, what is timed, team, group.
pub(in crate::report) fn promise_name(row: &Row, language: Language) -> String {
    let mut parts = vec![
        format!("{} {}", words::kind(row.kind), row.policy),
        words::metric(row.metric, language).to_owned(),
    ];
    parts.extend(row.team.iter().map(ToString::to_string));
    parts.extend(row.group.iter().map(|value| {
        if value.is_empty() {
            either(language, "(geen)", "(none)").to_owned()
        } else {
            value.to_string()
        }
    }));
    parts.join(" · ")
}

fn attainment(levels: &ServiceLevels, language: Language) -> Section {
    let title = either(language, "Op tijd", "In time");
    let mut section = Section::titled(title);
    section.grid.header = [
        either(language, "afspraak", "promise"),
        either(language, "afgesproken", "agreed"),
        either(language, "op tijd", "in time"),
        "95%",
        either(language, "op tijd/te laat", "met/missed"),
        either(language, "oordeel", "verdict"),
        either(language, "intern", "internal"),
        either(language, "l/d/s/v", "o/r/p/c"),
    ]
    .map(str::to_owned)
    .to_vec();
    for row in &levels.attainment {
        let agreed = match row.agreed {
            AgreedShare::Share(share) => number::setting(share.get(), language),
            AgreedShare::None | AgreedShare::Differs => number::ABSENT.to_owned(),
        };
        let share = row.share.as_ref();
        section.push(vec![
            promise_name(row, language),
            agreed,
            share.map_or(number::ABSENT.to_owned(), |share| {
                number::percentage(share.estimate, language)
            }),
            share.map_or(String::new(), |share| {
                let percent = share.scaled(100.0);
                number::bounds(&percent, 1, language)
            }),
            format!("{}/{}", row.n_met, row.n_breached),
            words::standing(row.standing, language).to_owned(),
            row.internal
                .as_ref()
                .and_then(|internal| internal.share)
                .map_or(String::new(), |share| {
                    number::percentage(share.estimate, language)
                }),
            format!(
                "{}/{}/{}/{}",
                row.n_on_track, row.n_at_risk, row.n_paused, row.n_cancelled
            ),
        ]);
    }
    if !levels.attainment.is_empty() {
        section.notes.push(
            either(
                language,
                "Op tijd = op tijd ÷ (op tijd + te laat); wat nog loopt telt pas als het te laat is. Een contract wordt gehouden aan het kale percentage; het interval zegt hoeveel daarvan toeval kan zijn. Intern is het eigen, strengere doel, geen belofte. l/d/s/v: loopt, dreigt, staat stil, vervallen.",
                "In time = met ÷ (met + missed); what still runs counts once it is late. A contract is held to the plain share; the interval says how much of it may be chance. Internal is the organisation's own, stricter goal, no promise. o/r/p/c: open, at risk, paused, cancelled.",
            )
            .to_owned(),
        );
    }
    section
}

fn overruns(levels: &ServiceLevels, language: Language) -> Section {
    let mut section = Section::titled(either(language, "Hoe laat", "How late"));
    section.grid.header = [
        either(language, "afspraak", "promise"),
        either(language, "te laat", "missed"),
        either(language, "nog niet klaar", "still open"),
        either(language, "mediaan", "median"),
        "p90",
        either(language, "langste", "longest"),
        either(language, "klanten met ≥ 2", "customers with ≥ 2"),
    ]
    .map(str::to_owned)
    .to_vec();
    for row in &levels.attainment {
        let Some(overrun) = &row.overrun else {
            continue;
        };
        let repeats = if row.repeats.n_customers > 0 {
            number::count(as_u64(row.repeats.n_with_repeat), language)
        } else {
            number::ABSENT.to_owned()
        };
        section.push(vec![
            promise_name(row, language),
            number::count(as_u64(overrun.n), language),
            number::count(as_u64(overrun.n_growing), language),
            length(overrun.median_s, language),
            length(overrun.p90_s, language),
            length_of(overrun.longest, language),
            repeats,
        ]);
    }
    section
}

fn teams(levels: &ServiceLevels, language: Language) -> Section {
    let mut section = Section::titled(either(
        language,
        "In wiens handen oplossingen te laat werden",
        "In whose hands solutions became late",
    ));
    section.grid.header = [
        "team",
        either(language, "te late tickets", "late tickets"),
        either(
            language,
            "deel van de overschrijding",
            "part of the overrun",
        ),
    ]
    .map(str::to_owned)
    .to_vec();
    let total: f64 = levels
        .overrun_by_team
        .values()
        .map(|team| team.overrun_s)
        .sum();
    for (team, overrun) in &levels.overrun_by_team {
        let none = either(language, "(niemand)", "(nobody)");
        section.push(vec![
            team.as_deref().unwrap_or(none).to_owned(),
            number::count(as_u64(overrun.n_breaches), language),
            number::percentage(overrun.overrun_s / total, language),
        ]);
    }
    if total > 0.0 {
        section.notes.push(
            either(
                language,
                "Een te laat ticket telt voor de klant eenmaal, hoeveel teams het ook hadden. De overschrijding is verdeeld naar de tijd waarmee elk team zijn eigen afspraak (OLA) overschreed; waar die ontbreekt, naar de tijd na het verstrijken.",
                "For the customer a late ticket counts once, however many teams had it. The overrun is shared out by how far each team exceeded its own agreement (OLA); where there is none, by the time after the promise was missed.",
            )
            .to_owned(),
        );
    }
    if let Some(coverage) = &levels.coverage {
        let missing: Vec<&str> = coverage.uncovered.iter().map(AsRef::as_ref).collect();
        section.notes.push(match (language, missing.is_empty()) {
            (Language::Nl, true) => "Elk team dat tickets had, heeft een OLA.".to_owned(),
            (Language::En, true) => "Every team that had tickets has an OLA.".to_owned(),
            (Language::Nl, false) => format!(
                "Zonder OLA: {} ({} van {} beurten hebben er een).",
                missing.join(", "),
                coverage.n_covered,
                coverage.n_legs
            ),
            (Language::En, false) => format!(
                "Without an OLA: {} ({} of {} legs have one).",
                missing.join(", "),
                coverage.n_covered,
                coverage.n_legs
            ),
        });
    }
    section
}

fn due(levels: &ServiceLevels, zone: &TimeZone, language: Language) -> Section {
    let mut section = Section::titled(either(language, "Nu aan de beurt", "Due first"));
    if levels.n_at_risk + levels.n_over > 0 {
        section.lead.push(match language {
            Language::Nl => format!(
                "{} te laat, {} het te worden",
                number::counted(
                    levels.n_over,
                    "lopende klok is",
                    "lopende klokken zijn",
                    language
                ),
                number::counted(levels.n_at_risk, "dreigt", "dreigen", language)
            ),
            Language::En => format!(
                "{} over {} target, {} at risk",
                number::counted(
                    levels.n_over,
                    "running clock is",
                    "running clocks are",
                    language
                ),
                one(levels.n_over, "its", "their"),
                number::counted(levels.n_at_risk, "is", "are", language)
            ),
        });
    }
    section.grid.header = [
        "ticket",
        either(language, "afspraak", "promise"),
        either(language, "stand", "state"),
        either(language, "uiterlijk", "due"),
        either(language, "nog", "left"),
    ]
    .map(str::to_owned)
    .to_vec();
    for line in &levels.work {
        let promise = format!(
            "{} {} · {}",
            words::kind(line.kind),
            line.policy,
            words::metric(line.metric, language)
        );
        section.push(vec![
            line.ticket.to_string(),
            promise,
            words::state(line.state, language).to_owned(),
            line.due_at
                .map_or(number::ABSENT.to_owned(), |at| clock(at, zone)),
            length_of(line.time_left, language),
        ]);
    }
    section
}

fn open(levels: &ServiceLevels, language: Language) -> Section {
    let mut section = Section::titled(either(language, "Open werk", "Open work"));
    let backlog = &levels.backlog;
    section.grid.header = [
        either(language, "leeftijd", "age"),
        "open",
        either(language, "waarvan stil", "of which paused"),
    ]
    .map(str::to_owned)
    .to_vec();
    if backlog.n_open > 0 {
        for band in &backlog.bands {
            let days = |seconds: Seconds| seconds.0 / 86_400;
            let unit = either(language, "dagen", "days");
            let age = match band.to {
                Some(to) => format!("{}–{} {unit}", days(band.from), days(to)),
                None => format!("≥ {} {unit}", days(band.from)),
            };
            section.push(vec![
                age,
                number::count(as_u64(band.n_open), language),
                number::count(as_u64(band.n_paused), language),
            ]);
        }
    }
    if let Some(resolution) = &levels.resolution {
        let time = |seconds: Option<f64>| {
            seconds.map_or(number::ABSENT.to_owned(), |s| length(s, language))
        };
        let median = &resolution.median;
        let (low, high) = (time(median.low), time(median.high));
        let n = number::count(resolution.n, language);
        let n_open = number::count(resolution.n_open, language);
        let solved = time(resolution.median_of_solved_s);
        section.lead.push(match (median.estimate, language) {
            (None, Language::Nl) => format!(
                "Binnen welke tijd de helft is opgelost, is nog niet te zeggen (n = {n}, waarvan {n_open} open)"
            ),
            (None, Language::En) => format!(
                "Within which time half are solved cannot be told yet (n = {n}, {n_open} of them open)"
            ),
            (Some(half), Language::Nl) => format!(
                "De helft is opgelost binnen {} [{low} tot {high}] kalendertijd zonder wachten op de klant of op anderen (Kaplan–Meier, n = {n}, waarvan {n_open} open); van de opgeloste alleen binnen {solved}",
                length(half, language)
            ),
            (Some(half), Language::En) => format!(
                "Half are solved within {} [{low} to {high}] of calendar time without pending and on hold (Kaplan–Meier, n = {n}, {n_open} of them open); of the solved alone within {solved}",
                length(half, language)
            ),
        });
    }
    section
}

/// What to know about tickets.
pub(in crate::report) fn notes(levels: &ServiceLevels, language: Language) -> Vec<String> {
    let notes = levels.notes.iter();
    notes
        .map(|(note, n)| words::note(*note, *n, language))
        .collect()
}

/// What to keep in mind.
pub(in crate::report) fn cautions(levels: &ServiceLevels, language: Language) -> Vec<String> {
    let unseen = levels.unseen.iter();
    let mut cautions: Vec<String> = unseen
        .map(|(metric, needs)| words::unseen(*metric, needs, language))
        .collect();
    let awaiting = levels.awaiting.iter();
    cautions.extend(awaiting.map(|(metric, needs)| words::awaiting(*metric, needs, language)));
    cautions.extend(notes(levels, language));
    if let Some(source) = levels.source {
        let (n, agree) = (
            number::count(source.n, language),
            number::count(source.n_agree, language),
        );
        cautions.push(match language {
            Language::Nl => format!(
                "de bron geeft zelf een oordeel over {n} tickets; over {agree} daarvan zijn wij het eens"
            ),
            Language::En => format!(
                "the source gives a verdict of its own on {n} tickets; on {agree} of them ours is the same"
            ),
        });
    }
    let shares_differ = levels
        .attainment
        .iter()
        .any(|row| matches!(row.agreed, AgreedShare::Differs));
    if shares_differ {
        cautions.push(
            either(
                language,
                "waar prioriteiten verschillende percentages beloven, is er geen oordeel over het geheel",
                "where priorities promise different shares there is no verdict on them together",
            )
            .to_owned(),
        );
    }
    if levels
        .attainment
        .iter()
        .any(|row| row.kind == AgreementKind::Sla)
    {
        cautions.push(
            either(
                language,
                "een gehaalde SLA zegt niet dat de klant tevreden is: zie `signaal watermelon`",
                "an SLA that is met does not say that the customer is content: see `signaal watermelon`",
            )
            .to_owned(),
        );
    }
    cautions.push(format!(
        "{} {}",
        either(language, "tijdzones:", "time zones:"),
        levels.time_zone_database
    ));
    cautions
}
