use super::words;
use crate::disclosure::Reason;
use crate::findings::{ExperienceFindings, QueueFindings, ServiceLevelFindings};
use crate::report::experience::{
    TicketList, Watermelon, answers_lines, direction_sign, figure_text, goal_text,
    watermelon_sections, xla_verdict,
};
use crate::report::section::Section;
use crate::report::service_levels;
use crate::report::words::{either, length, suppressed, topic};
use crate::report::{Language, number};
use crate::service_levels::attainment::ReviewReason;
use crate::units::{Interval, as_u64};
use std::collections::BTreeSet;

/// The parts for a page: promises about time, queues, promised experience, watermelons, topics, slowness.
pub(in crate::report) fn sections(
    findings: &ServiceLevelFindings,
    language: Language,
) -> Vec<Section> {
    let mut sections = service_levels::sections(&findings.levels, language);
    if let Some(head) = sections.first_mut() {
        head.lead.insert(0, words::instant(findings, language));
        head.lead.extend(account(findings, language));
        head.lead
            .push(words::tickets_elsewhere(language).to_owned());
        head.notes = service_levels::notes(&findings.levels, language);
    }
    sections.extend(
        findings
            .queues
            .as_ref()
            .map(|found| queues(found, language)),
    );
    if !findings.xla.is_empty() || !findings.unjudged_xla.is_empty() {
        sections.push(xla(findings, language));
    }
    if let Some(experience) = &findings.experience {
        sections.extend(watermelons(experience, language));
        sections.push(topics(experience, language));
        sections.push(review(experience, language));
        sections.push(slowness(experience, language));
    }
    sections
}

fn header(cells: &[&str]) -> Vec<String> {
    cells.iter().map(|cell| (*cell).to_owned()).collect()
}

fn count(n: usize, language: Language) -> String {
    number::count(as_u64(n), language)
}

/// Events and tickets that could not be used.
fn account(findings: &ServiceLevelFindings, language: Language) -> Vec<String> {
    let events = &findings.events;
    let mut lines = Vec::new();
    for (reason, n) in &events.unusable {
        let n = number::count(*n, language);
        lines.push(match language {
            Language::Nl => format!("niet te gebruiken gebeurtenissen of tickets, {reason}: {n}"),
            Language::En => format!("events or tickets that cannot be used, {reason}: {n}"),
        });
    }
    for (n, nl, en) in [
        (
            events.n_placeless,
            "gebeurtenissen zonder ticket of tijdstip",
            "events without a ticket or an instant",
        ),
        (
            events.n_out_of_time,
            "tickets buiten alle bekende openingstijden",
            "tickets outside all opening hours that are known",
        ),
    ] {
        if n > 0 {
            let n = number::count(n, language);
            lines.push(format!("{}: {n}", either(language, nl, en)));
        }
    }
    lines
}

fn queues(queues: &QueueFindings, language: Language) -> Section {
    let mut section = Section::titled(either(language, "Wachten in de rij", "Waiting in queues"));
    section.grid.header = header(&[
        either(language, "doel", "goal"),
        either(language, "afgesproken", "agreed"),
        either(language, "op tijd", "in time"),
        either(language, "aangeboden", "offered"),
        either(language, "beantwoord", "answered"),
        either(language, "langste wachttijd", "longest wait"),
        either(language, "oordeel", "verdict"),
        either(language, "formule", "formula"),
    ]);
    for row in &queues.rows {
        let goal = &row.goal;
        let longest = row.longest_wait.map_or(number::ABSENT.to_owned(), |wait| {
            let limit = goal.max_wait;
            limit.map_or(format!("{} s", wait.0), |limit| {
                format!("{} s (≤ {} s)", wait.0, limit.0)
            })
        });
        section.push(vec![
            format!("{} · {}", goal.id, words::queue(row, language)),
            format!(
                "{} ≤ {} s",
                number::setting(goal.share.get(), language),
                goal.threshold.0
            ),
            words::attained(row, language),
            count(row.n_offered, language),
            count(row.n_answered, language),
            longest,
            words::is_met(row.is_met, language).to_owned(),
            row.level.formula.as_str().to_owned(),
        ]);
    }
    let formulas: BTreeSet<String> = queues
        .rows
        .iter()
        .map(|row| {
            let formula = row.level.formula;
            format!("{} = {}", formula.as_str(), formula.definition())
        })
        .collect();
    for formula in formulas {
        section.notes.push(match language {
            Language::Nl => format!(
                "{formula}; A beantwoord, A_T op tijd, B opgehangen, B_T op tijd, B_s meteen."
            ),
            Language::En => format!(
                "{formula}; A answered, A_T in time, B abandoned, B_T in time, B_s at once."
            ),
        });
    }
    if queues.rows.is_empty() {
        section.lead.push(
            either(
                language,
                "Er is een log van gesprekken, maar het bestand met afspraken noemt geen doel voor een wachtrij.",
                "There is a log of calls, but the file of policies names no goal of a queue.",
            )
            .to_owned(),
        );
    }
    if queues.n_rejected > 0 {
        let (n, of) = (
            number::count(queues.n_rejected, language),
            number::count(queues.n_rows, language),
        );
        section.notes.push(match language {
            Language::Nl => format!("{n} van {of} regels van het log zijn geen gesprek."),
            Language::En => format!("{n} of {of} rows of the log are no call."),
        });
    }
    section
}

fn xla(findings: &ServiceLevelFindings, language: Language) -> Section {
    let mut section = Section::titled(either(
        language,
        "Afgesproken beleving",
        "Promised experience",
    ));
    section.grid.header = header(&[
        "XLA",
        either(language, "doel", "goal"),
        either(language, "beleving", "experience"),
        "n",
        either(language, "oordeel", "verdict"),
    ]);
    for level in &findings.xla {
        let absent = || number::ABSENT.to_owned();
        section.push(vec![
            format!("{} · {}", level.policy, level.score),
            format!(
                "{} {}",
                direction_sign(level.direction),
                goal_text(level.measure, level.goal, language)
            ),
            level.estimate.map_or_else(absent, |one| {
                figure_text(level.measure, &one.interval, language)
            }),
            match (level.estimate, level.hidden) {
                (Some(one), _) => count(one.n, language),
                (None, reason) => {
                    suppressed(reason.unwrap_or(Reason::BelowFloor), language).to_owned()
                }
            },
            xla_verdict(level.verdict, language).to_owned(),
        ]);
    }
    section.notes.push(
        either(
            language,
            "Van de klanten aan wie het beloofd is en die antwoord gaven, een antwoord per contact. Het oordeel volgt uit het interval, niet uit het getal.",
            "Of the customers to whom it is promised and who answered, one answer per contact. The verdict follows from the interval, not from the figure.",
        )
        .to_owned(),
    );
    let unjudged = findings.unjudged_xla.iter();
    section
        .notes
        .extend(unjudged.map(|one| words::not_judged(one, language)));
    section
}

fn watermelons(experience: &ExperienceFindings, language: Language) -> Vec<Section> {
    let all = Watermelon {
        settings: &experience.settings,
        cells: &experience.cells,
        quadrants: &experience.tickets,
        tickets: &TicketList::default(),
        withheld: None,
        weekend: &[],
        tolerance: None,
        answers: None,
    };
    let mut sections = watermelon_sections(&all, language);
    if let Some(head) = sections.first_mut() {
        let outcome = &experience.outcome;
        head.lead.push(match language {
            Language::Nl => format!("Een ticket is gehaald als al zijn SLA-klokken op tijd waren, en negatief naar het antwoord op {outcome} van zijn contact; een cel is van een afspraak apart."),
            Language::En => format!("A ticket is met when all its SLA clocks were in time, and negative by the answer to {outcome} of its contact; a cell is of one promise by itself."),
        });
        head.notes
            .extend(answers_lines(&experience.answers, language));
        if experience.n_shared_answers > 0 {
            let n = number::count(experience.n_shared_answers, language);
            head.notes.push(match language {
                Language::Nl => {
                    format!("{n} antwoorden staan naast meer dan een ticket van hetzelfde contact.")
                }
                Language::En => {
                    format!("{n} answers stand beside more than one ticket of the same contact.")
                }
            });
        }
        head.notes.extend(of_words(experience, language));
    }
    sections
}

/// What words stand in for, and how often they are right.
fn of_words(experience: &ExperienceFindings, language: Language) -> Vec<String> {
    let Some(words) = &experience.words else {
        return Vec::new();
    };
    let least = number::setting(experience.settings.least_negative.get(), language);
    let mut notes = Vec::new();
    let n = words
        .n_by_words
        .map_or_else(|| "<5".to_owned(), |n| count(n, language));
    notes.push(match language {
        Language::Nl => format!("Van {n} tickets zonder antwoord is genomen wat de klant schreef: negatief als dat met minstens {least} zekerheid zo gelezen wordt, anders niet (negative_text). In cijfers over antwoorden tellen zij niet mee."),
        Language::En => format!("Of {n} tickets without an answer what the customer wrote is taken: negative where it is read so with at least {least} certainty, else not (negative_text). They are in no figure of answers."),
    });
    notes.push(match (&words.right, words.checked, language) {
        (Some(right), Some((n_right, n)), Language::Nl) => format!(
            "Hoe vaak dat klopt: van {} klanten die ook antwoordden en wier woorden zo negatief gelezen werden, antwoordden {} negatief ({}).",
            count(n, language),
            count(n_right, language),
            share(right, language)
        ),
        (Some(right), Some((n_right, n)), Language::En) => format!(
            "How often that is right: of {} customers who also answered and whose words were read as that negative, {} answered negatively ({}).",
            count(n, language),
            count(n_right, language),
            share(right, language)
        ),
        (_, _, Language::Nl) => "Hoe vaak dat klopt is hier niet gemeten: te weinig klanten met zulke woorden antwoordden ook, of hun aantal zou anderen verraden.".to_owned(),
        (_, _, Language::En) => "How often that is right was not measured here: too few customers with such words also answered, or their number would give others away.".to_owned(),
    });
    notes
}

fn share(share: &Interval, language: Language) -> String {
    format!(
        "{} {}",
        number::percentage(share.estimate, language),
        number::bounds(&share.scaled(100.0), 1, language)
    )
}

fn topics(experience: &ExperienceFindings, language: Language) -> Section {
    let mut section = Section::titled(either(
        language,
        "Welke onderwerpen met een watermeloen komen",
        "Which topics come with a watermelon",
    ));
    let Some((n_unhappy, n_others)) = experience.n_writers else {
        section
            .lead
            .push(words::writers_withheld(language).to_owned());
        return section;
    };
    let (unhappy, others) = (count(n_unhappy, language), count(n_others, language));
    section.lead.push(match language {
        Language::Nl => format!("Bij een gehaalde SLA schreven {unhappy} ontevreden klanten en {others} andere. Wie niets schreef telt niet mee: diens onderwerpen zijn onbekend."),
        Language::En => format!("With an SLA that was met, {unhappy} unhappy customers wrote and {others} others. Who wrote nothing is left out: their topics are unknown."),
    });
    section.grid.header = header(&[
        either(language, "onderwerp", "topic"),
        either(language, "ontevreden", "unhappy"),
        either(language, "anderen", "others"),
        either(language, "keer zo vaak", "times as often"),
        "p",
        either(language, "betekent", "means"),
    ]);
    for one in &experience.topics {
        let row = &one.row;
        let ratio = row.ratio.map_or(number::ABSENT.to_owned(), |ratio| {
            let mark = if row.is_adjusted { "*" } else { "" };
            format!(
                "{} {}{mark}",
                number::fixed(ratio.estimate, 1, language),
                number::bounds(&ratio, 1, language)
            )
        });
        section.push(vec![
            topic(&one.name, language).to_owned(),
            of(row.of_watermelons, language),
            of(row.of_others, language),
            ratio,
            row.p.map_or(number::ABSENT.to_owned(), |p| {
                number::probability(p.get(), language)
            }),
            words::comes_with(row.comes_with, language).to_owned(),
        ]);
    }
    section.notes.push(
        either(
            language,
            "Deel dat er negatief over spreekt, met aantallen. Wat opvalt volgt uit de exacte toets van Fisher, met hoogstens 5% valse vondsten over alle onderwerpen samen (Benjamini–Hochberg); onder 30 schrijvers aan een kant is er geen oordeel, en onder vijf vermeldingen geen regel. Samenhang, geen oorzaak: wie ontevreden is, spreekt over alles vaker negatief. * een half bij elk aantal geteld.",
            "Share that speaks ill of it, with counts. What stands out follows from Fisher's exact test, with at most 5% false finds over all topics together (Benjamini–Hochberg); below 30 writers on a side there is no verdict, and below five mentions no row. Association, no cause: who is unhappy speaks ill of everything more often. * a half was added to each count.",
        )
        .to_owned(),
    );
    section
}

fn of((n_said, n): (usize, usize), language: Language) -> String {
    if n < 5 {
        return "<5".to_owned();
    }
    let share = crate::units::as_f64(n_said) / crate::units::as_f64(n);
    format!(
        "{} ({}/{})",
        number::percentage(share, language),
        count(n_said, language),
        count(n, language)
    )
}

fn review(experience: &ExperienceFindings, language: Language) -> Section {
    let mut section = Section::titled(either(
        language,
        "Gehaald, en toch nog eens te bekijken",
        "Met, and to be looked at again",
    ));
    section.grid.header = header(&[
        either(language, "afspraak", "promise"),
        either(language, "oordeel", "verdict"),
        either(language, "klanten gehoord", "customers heard"),
        either(language, "klaagt over wachten", "complain of waiting"),
        either(language, "reden", "reason"),
    ]);
    for row in &experience.review {
        let mut name = vec![row.policy.to_string()];
        name.extend(row.group.iter().map(ToString::to_string));
        let reasons: Vec<&str> = row
            .reasons
            .iter()
            .map(|reason| match reason {
                ReviewReason::Complaints => either(language, "klachten", "complaints"),
                ReviewReason::ExperienceNotMet => {
                    either(language, "beleving onder het doel", "experience not met")
                }
            })
            .collect();
        let share = |interval: Option<Interval>| {
            interval.map_or(number::ABSENT.to_owned(), |one| {
                words::share(&one, language)
            })
        };
        section.push(vec![
            name.join(" · "),
            service_levels::standing(row.standing, language).to_owned(),
            count(row.n_heard, language),
            share(row.complaints),
            reasons.join(", "),
        ]);
    }
    section.notes.push(match (experience.complaints, language) {
        (Some(share), Language::Nl) => format!("Klachten zijn een reden waar het interval geheel boven {} ligt.", number::setting(share.get(), language)),
        (Some(share), Language::En) => format!("Complaints are a reason where the interval lies above {} as a whole.", number::setting(share.get(), language)),
        (None, Language::Nl) => "Welk deel aan klachten te veel is, staat niet in het projectbestand (service_levels.complaints); zonder dat zijn klachten geen reden.".to_owned(),
        (None, Language::En) => "Which share of complaints is too much is not declared (service_levels.complaints); without it complaints are no reason.".to_owned(),
    });
    section
}

fn slowness(experience: &ExperienceFindings, language: Language) -> Section {
    let mut section = Section::titled(either(
        language,
        "Klachten over wachten naast de tijd die het duurde",
        "Complaints of waiting beside the time it took",
    ));
    section.grid.header = header(&[
        either(language, "klaagt over wachten", "complains of waiting"),
        "SLA",
        "tickets",
        either(
            language,
            "mediaan in openingstijd",
            "median in opening hours",
        ),
        either(language, "mediaan op de kalender", "median on the calendar"),
    ]);
    for row in &experience.slow {
        let sla = match row.is_in_time {
            Some(true) => either(language, "gehaald", "met"),
            Some(false) => either(language, "gemist", "missed"),
            None => either(language, "loopt nog", "open"),
        };
        let complains = if row.is_complaint_of_slowness {
            either(language, "ja", "yes")
        } else {
            either(language, "nee", "no")
        };
        let time = |seconds: Option<f64>| {
            seconds.map_or(number::ABSENT.to_owned(), |one| length(one, language))
        };
        section.push(vec![
            complains.to_owned(),
            sla.to_owned(),
            count(row.n, language),
            time(row.median_business_s),
            time(row.median_calendar_s),
        ]);
    }
    let names: Vec<&str> = experience
        .slow_topics
        .iter()
        .map(|name| topic(name, language))
        .collect();
    section.lead.push(match (names.is_empty(), language) {
        (true, Language::Nl) => "De taxonomie heeft geen onderwerp over wachten (service_levels.slow_topics): over klachten is niets te zeggen.".to_owned(),
        (true, Language::En) => "The taxonomy has no topic of waiting (service_levels.slow_topics): nothing can be said of complaints.".to_owned(),
        (false, Language::Nl) => format!("Als klacht tellen negatieve uitingen over: {}.", names.join(", ")),
        (false, Language::En) => format!("Complaints are negative mentions of: {}.", names.join(", ")),
    });
    section.notes.push(
        either(
            language,
            "Van tickets waarvan de klant iets schreef: de SLA-klok waarop de klant het langst wachtte. Klachten over tickets die op tijd waren vragen om een andere afspraak, de andere om het nakomen ervan.",
            "Of tickets whose customer wrote: the SLA clock on which the customer waited longest. Complaints about tickets in time ask for another promise, the others for keeping it.",
        )
        .to_owned(),
    );
    section
}
