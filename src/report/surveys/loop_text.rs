use crate::report::Language;
use crate::report::calls::{counted, source};
use crate::report::number::{self, ABSENT};
use crate::report::section::{Section, listing};
use crate::report::words::either;
use crate::service_levels::calls::Provenance;
use crate::service_levels::surveys::{Closing, LoopSettings, NextResponse, SurveyLoop};
use crate::units::{Interval, Seconds};

/// A report on the survey loop.
#[derive(Debug, Clone, Copy)]
pub struct LoopReport<'a> {
    /// Where the invitations come from.
    pub provenance: &'a Provenance,
    /// Where the closures come from, if there are any.
    pub closures: Option<&'a Provenance>,
    /// What was asked.
    pub settings: &'a LoopSettings,
    /// What came out.
    pub found: &'a SurveyLoop,
    /// Gates that somebody overrode for this survey.
    pub overrides: &'a [Override],
}

/// A gate that was passed although something was missing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Override {
    /// When, as it is written.
    pub at: String,
    /// The survey.
    pub survey: String,
    /// What was missing.
    pub gaps: Vec<String>,
    /// Why it was done all the same.
    pub reason: String,
}

/// The survey loop, for a terminal.
pub fn loop_text(report: &LoopReport<'_>, language: Language) -> String {
    let mut sections = vec![rates(report, language), periods(report, language)];
    sections.push(closing(report, language));
    sections.push(next(&report.found.next, report, language));
    sections.push(source(report.provenance, language));
    sections.extend(report.closures.map(|closures| source(closures, language)));
    listing(&sections, cautions(report, language).into_iter(), language)
}

fn share(interval: Option<&Interval>, language: Language) -> String {
    interval.map_or_else(
        || ABSENT.to_owned(),
        |interval| {
            let percent = interval.scaled(100.0);
            format!(
                "{} {}",
                number::percentage(interval.estimate, language),
                number::bounds(&percent, 1, language)
            )
        },
    )
}

fn rates(report: &LoopReport<'_>, language: Language) -> Section {
    let found = report.found;
    let rate = &found.rate;
    let mut section = Section::default();
    section.lead.push(format!(
        "{}: {} ({} {})",
        either(
            language,
            "Respons, volledig (RR1)",
            "Response rate, complete (RR1)"
        ),
        share(rate.complete.as_ref(), language),
        counted(rate.n_delivered, language),
        either(language, "bezorgde uitnodigingen", "delivered invitations"),
    ));
    section.lead.push(format!(
        "{}: {}",
        either(
            language,
            "Met gedeeltelijke (RR2)",
            "With partial ones (RR2)"
        ),
        share(rate.complete_or_partial.as_ref(), language),
    ));
    section.lead.push(format!(
        "{}: {} {}, {} {}, {} {}",
        either(language, "Niet meegeteld", "Left out"),
        counted(rate.n_bounced, language),
        either(language, "onbestelbaar", "bounced"),
        counted(rate.n_opted_out, language),
        either(language, "afgemeld", "opted out"),
        counted(rate.n_held_back, language),
        either(language, "tegengehouden", "held back"),
    ));
    let trend = match &found.trend {
        None => either(
            language,
            "niet te zeggen (minder dan drie periodes, of te weinig antwoorden)",
            "cannot tell (fewer than three periods, or too few answers)",
        )
        .to_owned(),
        Some(trend) => {
            let points = trend.per_period.scaled(100.0);
            let word = if trend.per_period.high < 0.0 {
                either(language, "daalt", "falls")
            } else if trend.per_period.low > 0.0 {
                either(language, "stijgt", "rises")
            } else {
                either(language, "geen richting te zien", "no direction to be seen")
            };
            let unit = either(language, "punten per periode", "points per period");
            format!(
                "{} {unit}: {word}",
                number::signed_interval(&points, language)
            )
        }
    };
    section
        .lead
        .push(format!("{}: {trend}", either(language, "Verloop", "Trend")));
    let frequency = &report.settings.frequency;
    let (transactional, relational) = (
        days(frequency.transactional, language),
        days(frequency.relational, language),
    );
    let n = counted(found.too_soon.len(), language);
    section.lead.push(match language {
        Language::Nl => format!(
            "Te snel na een vorige: {n} uitnodigingen (minste tijd: {transactional} over een contact, {relational} over de relatie)"
        ),
        Language::En => format!(
            "Too soon after another: {n} invitations (least time: {transactional} about a contact, {relational} about the relationship)"
        ),
    });
    for one in report.overrides {
        let text = either(language, "Poort overgeslagen", "Gate overridden");
        section.lead.push(format!(
            "{text}: {} ({}) {}: {}",
            one.survey,
            one.gaps.join(", "),
            one.at,
            one.reason
        ));
    }
    section
}

fn days(Seconds(length): Seconds, language: Language) -> String {
    format!("{} {}", length / 86_400, either(language, "dagen", "days"))
}

fn periods(report: &LoopReport<'_>, language: Language) -> Section {
    let mut section = Section::titled(either(language, "Per periode", "By period"));
    let found = report.found;
    section.grid.header = vec![
        String::new(),
        either(language, "bezorgd", "delivered").to_owned(),
        either(language, "volledig", "complete").to_owned(),
        either(language, "respons", "response").to_owned(),
    ];
    if found.fatigue.is_some() {
        let header = either(language, "ten opzichte van de eerste", "against the first");
        section.grid.header.push(header.to_owned());
    }
    for one in &found.periods {
        let missed = either(language, "niemand gevraagd", "nobody was asked");
        let mut cells = vec![
            match (one.is_open, language) {
                (false, _) => one.period.to_string(),
                (true, Language::Nl) => format!("{} (loopt nog)", one.period),
                (true, Language::En) => format!("{} (still open)", one.period),
            },
            counted(one.n_delivered, language),
            counted(one.n_complete, language),
            one.rate
                .as_ref()
                .map_or_else(|| missed.to_owned(), |rate| share(Some(rate), language)),
        ];
        let waves = found.fatigue.iter().flatten();
        let mut same = waves.filter(|wave| wave.period == one.period);
        if let Some(wave) = same.next() {
            let difference = wave.response.as_ref().map_or_else(
                || ABSENT.to_owned(),
                |two| number::signed_interval(&two.difference.scaled(100.0), language),
            );
            let word = match (wave.is_alarm, wave.has_fallen) {
                (true, _) => either(language, " ALARM", " ALARM"),
                (false, true) => either(language, " gedaald", " fell"),
                (false, false) => "",
            };
            cells.push(format!("{difference}{word}"));
        }
        section.push(cells);
    }
    if found.periods.iter().any(|one| one.is_open) {
        section.notes.push(
            either(
                language,
                "Loopt nog: er kunnen nog antwoorden komen (95 van de 100 komen binnen de tijd die hier gewacht wordt); deze perioden staan in geen trend en geen alarm.",
                "Still open: answers may still come (95 of 100 come within the time that is waited here); these periods are in no trend and no alarm.",
            )
            .to_owned(),
        );
    }
    let n_missed = found
        .periods
        .iter()
        .filter(|one| one.rate.is_none())
        .count();
    if n_missed > 0 {
        let n = counted(n_missed, language);
        section.notes.push(match language {
            Language::Nl => format!("{n} periode(s) in het ritme gemist; ze zijn niet ingevuld."),
            Language::En => {
                format!("{n} period(s) of the rhythm were missed; they are not filled in.")
            }
        });
    }
    section
}

fn closing(report: &LoopReport<'_>, language: Language) -> Section {
    let mut section = Section::titled(either(
        language,
        "Antwoorden die om opvolging vroegen",
        "Answers that asked for somebody",
    ));
    let Some(closing) = &report.found.closing else {
        let nothing = either(
            language,
            "Geen antwoord vroeg om opvolging, en er is geen opvolging bekend.",
            "No answer asked for somebody, and no closure is known.",
        );
        section.lead.push(nothing.to_owned());
        return section;
    };
    section.lead.push(match language {
        Language::Nl => format!(
            "{} gevraagd, {} gesloten",
            counted(closing.n_asked, language),
            counted(closing.n_closed, language)
        ),
        Language::En => format!(
            "{} asked, {} closed",
            counted(closing.n_asked, language),
            counted(closing.n_closed, language)
        ),
    });
    section.lead.push(in_time(closing, report, language));
    let hours = |seconds: Option<f64>| {
        seconds.map_or_else(
            || ABSENT.to_owned(),
            |seconds| number::significant(seconds / 3600.0, 3, language),
        )
    };
    let median = closing.median_s;
    section.lead.push(format!(
        "{}: {} {} [{} {} {}] ({})",
        either(language, "Helft gesloten binnen", "Half are closed within"),
        hours(median.estimate),
        either(language, "u", "h"),
        hours(median.low),
        either(language, "tot", "to"),
        hours(median.high),
        either(
            language,
            "Kaplan–Meier: open telt voor zo lang als het duurt",
            "Kaplan–Meier: open ones count for as long as they are",
        ),
    ));
    if !closing.outcomes.is_empty() {
        section.grid.header = vec![
            either(language, "uitkomst", "outcome").to_owned(),
            either(language, "gesloten", "closed").to_owned(),
        ];
        for (outcome, n) in &closing.outcomes {
            let none = either(language, "(geen)", "(none)");
            let name = if outcome.is_empty() { none } else { outcome };
            section.push(vec![name.to_owned(), counted(*n, language)]);
        }
    }
    section
}

fn in_time(closing: &Closing, report: &LoopReport<'_>, language: Language) -> String {
    let Some(found) = &closing.in_time else {
        return either(
            language,
            "Op tijd: niet te zeggen, niemand stelde een doel (--close-within-h)",
            "In time: cannot tell, nobody set a target (--close-within-h)",
        )
        .to_owned();
    };
    let target = report.settings.close_within.unwrap_or_default();
    let hours = target.0 / 3600;
    let n = counted(found.n_pending, language);
    match language {
        Language::Nl => format!(
            "Op tijd (binnen {hours} u): {}; {n} nog open en op tijd, niet meegeteld",
            share(found.in_time.as_ref(), language)
        ),
        Language::En => format!(
            "In time (within {hours} h): {}; {n} open and in time still, left out",
            share(found.in_time.as_ref(), language)
        ),
    }
}

fn next(next: &NextResponse, report: &LoopReport<'_>, language: Language) -> Section {
    let mut section = Section::titled(either(
        language,
        "Antwoorden zij de volgende keer?",
        "Do they answer the next time?",
    ));
    let of = |(held, n): (usize, usize)| {
        format!(
            "{} {} {}",
            counted(held, language),
            either(language, "van", "of"),
            counted(n, language)
        )
    };
    section.lead.push(format!(
        "{}: {}; {}: {}",
        either(
            language,
            "hoorde iets voor de volgende uitnodiging",
            "heard back before the next invitation"
        ),
        of(next.closed),
        either(language, "hoorde niets", "did not"),
        of(next.open),
    ));
    section.lead.push(match &next.difference {
        None => {
            let least = counted(report.settings.least, language);
            match language {
                Language::Nl => {
                    format!("Verschil: niet te zeggen (minder dan {least} mensen aan een kant)")
                }
                Language::En => {
                    format!("Difference: cannot tell (fewer than {least} people on a side)")
                }
            }
        }
        Some(two) => {
            let difference = &two.difference;
            let word = if difference.low > 0.0 {
                either(
                    language,
                    "wie iets hoorde antwoordt vaker",
                    "who heard back answers more often",
                )
            } else if difference.high < 0.0 {
                either(
                    language,
                    "wie iets hoorde antwoordt minder vaak",
                    "who heard back answers less often",
                )
            } else {
                either(
                    language,
                    "geen verschil te zien",
                    "no difference to be seen",
                )
            };
            format!(
                "{}: {} {}: {word}. {}",
                either(language, "Verschil", "Difference"),
                number::signed_interval(&difference.scaled(100.0), language),
                either(language, "punten", "points"),
                either(
                    language,
                    "Samenhang, geen oorzaak: wie opvolging krijgt kan in meer verschillen.",
                    "An association, no cause: who is followed up may differ in more.",
                ),
            )
        }
    });
    section
}

/// What was done with the logs.
pub(super) fn cautions(report: &LoopReport<'_>, language: Language) -> Vec<String> {
    let found = report.found;
    let mut said = Vec::new();
    let mut count = |n: usize, nl: &str, en: &str| {
        if n > 0 {
            let text = either(language, nl, en);
            said.push(text.replace("{n}", &counted(n, language)));
        }
    };
    let n_rejected =
        report.provenance.n_rejected() + report.closures.map_or(0, Provenance::n_rejected);
    count(
        n_rejected,
        "{n} regel(s) zijn niet te gebruiken en tellen nergens mee.",
        "{n} row(s) cannot be used and are in no figure.",
    );
    count(
        found.n_later,
        "{n} uitnodiging(en) zijn van na het rapport en tellen niet mee.",
        "{n} invitation(s) are of after the report and are left out.",
    );
    count(
        found.n_unmatched,
        "{n} opvolging(en) horen bij geen antwoord in dit bestand.",
        "{n} closure(s) belong to no answer of this log.",
    );
    count(
        found.n_before_answer,
        "{n} opvolging(en) liggen voor hun antwoord en tellen niet mee.",
        "{n} closure(s) lie before their answer and are left out.",
    );
    said.push(
        either(
            language,
            "Wie vaker is uitgenodigd telt in de respons vaker mee; intervallen nemen uitnodigingen als los van elkaar.",
            "Who was invited more often counts more often in the rate; intervals take invitations as independent.",
        )
        .to_owned(),
    );
    said
}
