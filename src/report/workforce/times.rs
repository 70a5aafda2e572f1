use crate::disclosure::Released;
use crate::report::Language;
use crate::report::calls::{counted, source};
use crate::report::number::{self, ABSENT};
use crate::report::section::{Section, listing};
use crate::report::words::{either, length, suppressed};
use crate::service_levels::calls::Provenance;
use crate::service_levels::workforce::{AgentTimes, TimeSpent};
use jiff::SignedDuration;
use jiff::tz::TimeZone;

/// A report on a log of agent states.
#[derive(Debug, Clone, Copy)]
pub struct TimesReport<'a> {
    /// Where the states come from.
    pub provenance: &'a Provenance,
    /// What came out.
    pub times: &'a AgentTimes,
    /// The zone of instants for people.
    pub zone: &'a TimeZone,
    /// The longest state that is believed.
    pub longest: SignedDuration,
    /// Whether handle time of a log of calls stands beside that of the states.
    pub has_calls: bool,
}

/// Where the time of agents went, for a terminal.
pub fn times_text(report: &TimesReport<'_>, language: Language) -> String {
    let mut sections = vec![head(report, language), spent(report, language)];
    let times = report.times;
    sections.push(table(
        either(language, "Per team", "By team"),
        &named(&times.teams, "team", language),
        report,
        language,
    ));
    if !times.queues.is_empty() {
        let queues = named(&times.queues, "queue", language);
        sections.push(queue_table(&queues, report, language));
    }
    if let Some(agents) = &times.agents {
        let rows: Vec<(String, Row<'_>)> = agents
            .iter()
            .map(|row| {
                let silent = either(
                    language,
                    "verzwegen: te weinig gesprekken",
                    "silent: too few conversations",
                );
                let row_of = row.spent.as_ref().map_or(Row::Hidden(silent), Row::Shown);
                (row.agent.to_string(), row_of)
            })
            .collect();
        let title = either(language, "Per medewerker, op naam", "By agent, by name");
        sections.push(table(title, &rows, report, language));
    }
    sections.push(source(report.provenance, language));
    listing(&sections, cautions(report, language).into_iter(), language)
}

/// A row that is shown, or why it is not.
enum Row<'a> {
    Shown(&'a TimeSpent),
    Hidden(&'static str),
}

fn named<'a>(
    rows: &'a [Released<TimeSpent>],
    dimension: &str,
    language: Language,
) -> Vec<(String, Row<'a>)> {
    let row = |one: &'a Released<TimeSpent>| {
        let name = one.of(dimension).filter(|name| !name.is_empty());
        let name = name.unwrap_or(either(language, "(geen)", "(none)"));
        (name.to_owned(), of_released(one, language))
    };
    rows.iter().map(row).collect()
}

fn of_released(one: &Released<TimeSpent>, language: Language) -> Row<'_> {
    match (one.content(), one.reason()) {
        (Some(spent), _) => Row::Shown(spent),
        (None, Some(reason)) => Row::Hidden(suppressed(reason, language)),
        (None, None) => Row::Hidden(ABSENT),
    }
}

fn hours(time: SignedDuration, language: Language) -> String {
    let unit = either(language, "u", "h");
    let hours = time.as_secs_f64() / 3600.0;
    format!("{} {unit}", number::fixed(hours, 1, language))
}

fn part(value: Option<f64>, language: Language) -> String {
    value.map_or_else(
        || ABSENT.to_owned(),
        |value| number::percentage(value, language),
    )
}

fn head(report: &TimesReport<'_>, language: Language) -> Section {
    let mut section = Section::default();
    let account = report.times.account;
    let Some((from, to)) = report.times.span else {
        let nothing = either(
            language,
            "Geen tijd van medewerkers in deze periode.",
            "No time of agents in this period.",
        );
        section.lead.push(nothing.to_owned());
        return section;
    };
    let clock = |at: jiff::Timestamp| {
        let local = at.to_zoned(report.zone.clone());
        local.strftime("%Y-%m-%d %H:%M").to_string()
    };
    section.lead.push(format!(
        "{} {} {} {}, {} {} ({})",
        either(language, "Tijd van medewerkers van", "Time of agents from"),
        clock(from),
        either(language, "tot", "to"),
        clock(to),
        counted(account.n_stretches, language),
        either(language, "standen", "states"),
        report.zone.iana_name().unwrap_or("UTC"),
    ));
    match of_released(&report.times.whole, language) {
        Row::Hidden(why) => section.lead.push(why.to_owned()),
        Row::Shown(spent) => {
            section.lead.push(format!(
                "{}: {} ({})",
                either(language, "Bezetting", "Occupancy"),
                part(spent.time.occupancy(), language),
                either(
                    language,
                    "afhandelen / (afhandelen + beschikbaar)",
                    "handling / (handling + available)",
                ),
            ));
            section.lead.push(format!(
                "{}: {} ({}); {} ({})",
                either(language, "Ook bezetting genoemd", "Also called occupancy"),
                part(spent.time.occupancy_of_ready_time(), language),
                either(
                    language,
                    "overgaan telt als bezet",
                    "ringing counts as busy"
                ),
                part(spent.time.occupancy_of_signed_in_time(), language),
                either(
                    language,
                    "van alle aangemelde tijd, pauzes dus ook",
                    "of all time signed in, breaks too",
                ),
            ));
            let used = match spent.utilisation() {
                Some(used) => number::percentage(used, language),
                None => either(
                    language,
                    "niet te zeggen: het bestand heeft geen betaalde tijd (stand paid)",
                    "cannot tell: the log has no paid time (state paid)",
                )
                .to_owned(),
            };
            section.lead.push(format!(
                "{}: {used} ({})",
                either(language, "Benutting", "Utilisation"),
                either(
                    language,
                    "(afhandelen + beschikbaar) / betaalde tijd",
                    "(handling + available) / paid time",
                ),
            ));
        }
    }
    section
}

/// All states of all agents; together they are the time signed in.
fn spent(report: &TimesReport<'_>, language: Language) -> Section {
    let title = either(language, "Waar de tijd bleef", "Where the time went");
    let mut section = Section::titled(title);
    let Some(spent) = report.times.whole.content() else {
        return section;
    };
    section.grid.header = vec![
        either(language, "stand", "state").to_owned(),
        either(language, "tijd", "time").to_owned(),
        either(language, "deel", "share").to_owned(),
    ];
    let all = spent.signed_in();
    let share = |time: SignedDuration| {
        let all = all.as_secs_f64();
        let share = (all > 0.0).then(|| time.as_secs_f64() / all);
        part(share, language)
    };
    let time = &spent.time;
    for (name, length) in [
        (either(language, "gesprek", "talk"), time.talk),
        (either(language, "in de wacht", "hold"), time.hold),
        (either(language, "nawerk", "wrap-up"), time.wrap_up),
        (either(language, "beschikbaar", "available"), time.available),
        (either(language, "overgaan", "ringing"), time.ringing),
        (either(language, "niet klaar", "not ready"), time.not_ready),
    ] {
        section.push(vec![
            name.to_owned(),
            hours(length, language),
            share(length),
        ]);
    }
    for (reason, length) in &spent.not_ready {
        section.push_part(vec![
            reason.to_string(),
            hours(*length, language),
            share(*length),
        ]);
    }
    let rest = either(language, "geen stand bekend", "no state told");
    section.push(vec![
        rest.to_owned(),
        hours(spent.unaccounted, language),
        share(spent.unaccounted),
    ]);
    section.push(vec![
        either(language, "aangemeld", "signed in").to_owned(),
        hours(all, language),
        share(all),
    ]);
    section
}

fn table(
    title: &str,
    rows: &[(String, Row<'_>)],
    report: &TimesReport<'_>,
    language: Language,
) -> Section {
    let mut section = Section::titled(title);
    section.grid.header = [
        "",
        either(language, "medewerkers", "agents"),
        either(language, "aangemeld", "signed in"),
        either(language, "bezetting", "occupancy"),
        either(language, "benutting", "utilisation"),
        either(language, "gesprekken", "conversations"),
        "AHT",
        either(language, "nawerk", "wrap-up"),
        either(language, "p90", "p90"),
        either(language, "langste", "longest"),
    ]
    .map(str::to_owned)
    .to_vec();
    if report.has_calls {
        let header = either(
            language,
            "afhandelen volgens gesprekken",
            "handling by calls",
        );
        section.grid.header.push(header.to_owned());
    }
    for (name, row) in rows {
        let Row::Shown(spent) = row else {
            if let Row::Hidden(why) = row {
                section.push(vec![name.clone(), (*why).to_owned()]);
            }
            continue;
        };
        let mut cells = vec![
            name.clone(),
            counted(spent.n_agents, language),
            hours(spent.signed_in(), language),
            part(spent.time.occupancy(), language),
            part(spent.utilisation(), language),
            counted(spent.n_conversations, language),
        ];
        let time = |value: Option<f64>| {
            value.map_or_else(|| ABSENT.to_owned(), |value| length(value, language))
        };
        cells.push(time(spent.handle_per_conversation_s()));
        cells.push(time(spent.wrap_up.map(|one| one.mean_s)));
        cells.push(time(spent.wrap_up.map(|one| one.p90_s)));
        cells.push(time(spent.wrap_up.map(|one| one.max_s)));
        if report.has_calls {
            let calls = spent.in_calls.map(|calls| {
                let handling = hours(spent.time.handling(), language);
                format!("{} / {handling}", hours(calls, language))
            });
            cells.push(calls.unwrap_or_else(|| ABSENT.to_owned()));
        }
        section.push(cells);
    }
    section
}

fn queue_table(
    rows: &[(String, Row<'_>)],
    report: &TimesReport<'_>,
    language: Language,
) -> Section {
    let mut section = Section::titled(either(language, "Per wachtrij", "By queue"));
    section.grid.header = [
        "",
        either(language, "medewerkers", "agents"),
        either(language, "afhandelen", "handling"),
        either(language, "bezetting", "occupancy"),
        either(language, "gesprekken", "conversations"),
        "AHT",
    ]
    .map(str::to_owned)
    .to_vec();
    for (name, row) in rows {
        match row {
            Row::Hidden(why) => section.push(vec![name.clone(), (*why).to_owned()]),
            Row::Shown(spent) => {
                let occupancy = spent.time.occupancy();
                let occupancy = occupancy.filter(|_| report.times.available_has_queue);
                let handle = spent.handle_per_conversation_s();
                section.push(vec![
                    name.clone(),
                    counted(spent.n_agents, language),
                    hours(spent.time.handling(), language),
                    part(occupancy, language),
                    counted(spent.n_conversations, language),
                    handle.map_or_else(|| ABSENT.to_owned(), |one| length(one, language)),
                ]);
            }
        }
    }
    section
}

/// What was done with the log, and what figures do not say.
pub(super) fn cautions(report: &TimesReport<'_>, language: Language) -> Vec<String> {
    let account = report.times.account;
    let provenance = report.provenance;
    let mut said = Vec::new();
    let mut count = |n: usize, nl: &str, en: &str| {
        if n > 0 {
            let text = either(language, nl, en);
            said.push(text.replace("{n}", &counted(n, language)));
        }
    };
    count(
        provenance.n_rejected(),
        "{n} regel(s) zijn niet te gebruiken en tellen nergens mee.",
        "{n} row(s) cannot be used and are in no figure.",
    );
    count(
        account.n_repeated,
        "{n} stand(en) staan er twee keer; ze tellen één keer.",
        "{n} state(s) stand there twice; they count once.",
    );
    count(
        usize::from(account.overlapped.is_positive()),
        "Standen overlappen: van wat dubbel is verteld telt de stand die het laatst begon, daarna gaat de eerdere verder.",
        "States overlap: of what is told twice the state that began last counts, then the earlier one goes on.",
    );
    count(
        account.n_end_inferred,
        "{n} stand(en) hebben geen einde; ze eindigen waar de volgende begint, of met het rapport.",
        "{n} state(s) have no end; they end where the next one begins, or with the report.",
    );
    count(
        account.n_too_long,
        "{n} stand(en) duren langer dan iemand werkt (niet afgemeld?) en tellen niet mee.",
        "{n} state(s) last longer than anybody works (not signed out?) and are left out.",
    );
    count(
        provenance.n_ambiguous_times,
        "{n} tijd(en) vielen in het uur dat de klok twee keer gaf; het eerste is genomen.",
        "{n} time(s) lie in the hour that the clock showed twice; the first was taken.",
    );
    count(
        provenance.n_skipped_times,
        "{n} tijd(en) vielen in het uur dat de klok oversloeg; de tijd zoveel later is genomen.",
        "{n} time(s) lie in the hour that the clock jumped over; the time as much later was taken.",
    );
    count(
        usize::from(!report.times.queues.is_empty() && !report.times.available_has_queue),
        "Wie op werk wacht doet dat niet voor één wachtrij: een wachtrij heeft hier geen bezetting.",
        "Whoever waits for work waits for no single queue: a queue has no occupancy here.",
    );
    count(
        usize::from(report.has_calls),
        "Afhandelen volgens gesprekken staat voor dat volgens standen; ze verschillen waar een van de twee iets mist, of een gesprek twee medewerkers had.",
        "Handling by calls stands before that by states; they differ where one of the two lacks something, or a call had two agents.",
    );
    said.push(
        either(
            language,
            "Een hoge bezetting is geen prestatie: ze volgt uit hoeveel mensen er zijn voor het werk.",
            "A high occupancy is no achievement: it follows from how many people there are for the work.",
        )
        .to_owned(),
    );
    said
}
