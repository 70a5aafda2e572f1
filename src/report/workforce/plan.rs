use crate::report::Language;
use crate::report::calls::{counted, source, weekday};
use crate::report::number::{self, ABSENT};
use crate::report::section::{Section, listing};
use crate::report::words::{either, length, length_as_set};
use crate::service_levels::calls::{Proportion, Provenance};
use crate::service_levels::workforce::{
    CannotPlan, Compared, StaffingOptions, StaffingPlan, StaffingRow,
};

/// Plans of one log of calls: one of all contacts, or one per queue.
#[derive(Debug, Clone, Copy)]
pub struct PlanReport<'a> {
    /// Where the calls come from.
    pub provenance: &'a Provenance,
    /// What was asked.
    pub options: &'a StaffingOptions,
    /// The plans with the queue that each is of; `None` for all contacts together.
    pub plans: &'a [(Option<String>, StaffingPlan)],
    /// Where agents at work come from, if there is a log of states.
    pub states: Option<&'a Provenance>,
}

/// Agents needed per interval of the week, for a terminal.
pub fn plan_text(report: &PlanReport<'_>, language: Language) -> String {
    let mut sections = vec![head(report, language)];
    for (queue, plan) in report.plans {
        sections.push(table(queue.as_deref(), plan, report, language));
    }
    sections.push(source(report.provenance, language));
    if let Some(states) = report.states {
        sections.push(source(states, language));
    }
    listing(
        &sections,
        assumptions(report, language).into_iter(),
        language,
    )
}

fn head(report: &PlanReport<'_>, language: Language) -> Section {
    let mut section = Section::default();
    let options = report.options;
    section.lead.push(format!(
        "{} {} {} {} ({})",
        either(language, "Medewerkers nodig voor", "Agents needed for"),
        number::setting(options.target.get(), language),
        either(language, "binnen", "within"),
        length_as_set(options.threshold, language),
        "Erlang C",
    ));
    section
}

fn table(
    queue: Option<&str>,
    plan: &StaffingPlan,
    report: &PlanReport<'_>,
    language: Language,
) -> Section {
    let title = match queue {
        None => either(language, "Alle contacten", "All contacts").to_owned(),
        Some(name) => format!("{} {name}", either(language, "Wachtrij", "Queue")),
    };
    let mut section = Section::titled(&title);
    let aht = plan
        .aht_s
        .map_or_else(|| ABSENT.to_owned(), |aht_s| length(aht_s, language));
    section.lead.push(format!(
        "{} {}, {} {}, AHT {aht}",
        counted(plan.n_days, language),
        either(language, "dagen met contacten", "days with contacts"),
        counted(plan.n_days_without, language),
        either(
            language,
            "zonder (tellen als gesloten)",
            "without (count as closed)"
        ),
    ));
    if let Some(compared) = &plan.compared {
        section.lead.push(comparison(compared, report, language));
    }
    let has_staff = plan.rows.iter().any(|row| row.at_work.is_some());
    section.grid.header = [
        "",
        either(language, "dagen", "days"),
        either(language, "contacten", "contacts"),
        either(language, "per interval", "per interval"),
        "AHT",
        either(language, "nodig", "needed"),
        either(language, "niveau dan", "level then"),
        either(language, "bezetting dan", "occupancy then"),
        either(language, "gerealiseerd", "realised"),
    ]
    .map(str::to_owned)
    .to_vec();
    if has_staff {
        let header = either(language, "aan het werk", "at work");
        section.grid.header.push(header.to_owned());
    }
    for row in &plan.rows {
        section.push(cells(row, has_staff, report, language));
    }
    section
}

fn cells(
    row: &StaffingRow,
    has_staff: bool,
    report: &PlanReport<'_>,
    language: Language,
) -> Vec<String> {
    let day = usize::try_from(row.weekday).unwrap_or(1);
    let aht = row.aht_s.map_or_else(
        || ABSENT.to_owned(),
        |aht_s| {
            let mark = if row.aht_is_overall { "*" } else { "" };
            format!("{}{mark}", length(aht_s, language))
        },
    );
    let mut cells = vec![
        format!(
            "{} {:02}:{:02}",
            weekday(day, language),
            row.minute_of_day / 60,
            row.minute_of_day % 60
        ),
        counted(row.n_days, language),
        counted(row.n_offered, language),
        number::significant(row.arrivals, 3, language),
        aht,
    ];
    match &row.needed {
        Ok(needed) => cells.extend([
            counted(needed.n_agents, language),
            number::percentage(needed.service_level, language),
            number::percentage(needed.occupancy, language),
        ]),
        Err(why) => cells.extend([
            cannot(*why, report, language),
            ABSENT.to_owned(),
            ABSENT.to_owned(),
        ]),
    }
    cells.push(share(&row.realised, language));
    if has_staff {
        let at_work = row.at_work;
        cells.push(at_work.map_or_else(
            || ABSENT.to_owned(),
            |agents| number::fixed(agents, 1, language),
        ));
    }
    cells
}

fn share(share: &Proportion, language: Language) -> String {
    share.interval.as_ref().map_or_else(
        || ABSENT.to_owned(),
        |interval| {
            format!(
                "{} {}",
                number::percentage(interval.estimate, language),
                number::bounds(&interval.scaled(100.0), 0, language)
            )
        },
    )
}

fn cannot(why: CannotPlan, report: &PlanReport<'_>, language: Language) -> String {
    match why {
        CannotPlan::FewContacts => format!(
            "{} (<{})",
            either(language, "niet te zeggen", "cannot tell"),
            counted(report.options.least_contacts, language)
        ),
        CannotPlan::NoHandleTime => {
            either(language, "geen afhandeltijd", "no handle time").to_owned()
        }
        CannotPlan::OutOfReach => either(language, "onhaalbaar", "out of reach").to_owned(),
    }
}

/// What the formula says of the staff that was there, beside what came of it.
fn comparison(compared: &Compared, report: &PlanReport<'_>, language: Language) -> String {
    let (low, high) = compared.computed;
    let said = format!(
        "{} {} {}",
        number::percentage(low, language),
        either(language, "tot", "to"),
        number::percentage(high, language)
    );
    let realised = share(&compared.realised, language);
    let is_enough = compared.realised.denominator >= report.options.least_contacts;
    let judgement = match compared.realised.interval.filter(|_| is_enough) {
        Some(realised) if realised.high < low => either(
            language,
            "het werd slechter dan de formule zegt",
            "it turned out worse than the formula says",
        ),
        Some(realised) if realised.low > high => either(
            language,
            "het werd beter dan de formule zegt",
            "it turned out better than the formula says",
        ),
        Some(_) => either(
            language,
            "geen verschil te zien",
            "no difference to be seen",
        ),
        None => either(language, "niet te zeggen", "cannot tell"),
    };
    let (n, overloaded) = (
        counted(compared.n_intervals, language),
        counted(compared.n_overloaded, language),
    );
    match language {
        Language::Nl => format!(
            "Met wie er was ({n} intervallen, waarvan {overloaded} met meer werk dan mensen): berekend {said}, gerealiseerd {realised}: {judgement}"
        ),
        Language::En => format!(
            "With whoever was there ({n} intervals, {overloaded} with more work than people): computed {said}, realised {realised}: {judgement}"
        ),
    }
}

/// What the formula takes for granted.
pub(super) fn assumptions(report: &PlanReport<'_>, language: Language) -> Vec<String> {
    let mut said: Vec<String> = [
        (
            "Niemand haakt af: daarom vraagt Erlang C meer mensen dan nodig waar wachtenden wel ophangen.",
            "Nobody gives up: that makes Erlang C ask for more people than needed where callers do hang up.",
        ),
        (
            "Contacten komen los van elkaar (Poisson) en even vaak door het hele interval; afhandeltijden zijn exponentieel.",
            "Contacts come independently (Poisson) and at one rate through the interval; handle times are exponential.",
        ),
        (
            "Elke medewerker kan elk contact aan. Pauze, overleg, ziekte en verlof komen er bovenop.",
            "Every agent can take every contact. Breaks, meetings, sickness and leave come on top.",
        ),
        (
            "Gemiddelde over de dagen van het bestand; hoeveel er morgen komen zegt het niet.",
            "An average over the days of the log; how many come tomorrow it does not say.",
        ),
        (
            "Gerealiseerd: op tijd beantwoord / aangeboden, afgehaakt is gemist (abandons_negative), met wie er was.",
            "Realised: answered in time / offered, abandoned is missed (abandons_negative), with whoever was there.",
        ),
    ]
    .map(|(nl, en)| either(language, nl, en).to_owned())
    .into();
    let is_overall = |row: &StaffingRow| row.aht_is_overall;
    if report
        .plans
        .iter()
        .any(|(_, plan)| plan.rows.iter().any(is_overall))
    {
        said.push(
            either(
                language,
                "* te weinig afgehandelde contacten in dit interval: de afhandeltijd van het hele bestand.",
                "* too few handled contacts in this interval: the handle time of the whole log.",
            )
            .to_owned(),
        );
    }
    let n_rejected = report.provenance.n_rejected();
    if n_rejected > 0 {
        let n = counted(n_rejected, language);
        said.push(match language {
            Language::Nl => format!("{n} regel(s) zijn geen gesprek en tellen nergens mee."),
            Language::En => format!("{n} row(s) are no call and are in no figure."),
        });
    }
    said
}
