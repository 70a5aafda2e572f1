use super::answers::{answers_lines, few_found};
use super::by_chance::by_chance_text;
use super::figure;
use super::tolerance::{Tolerance, tolerance_section};
use super::words::{self, either};
use crate::findings::JoinedAnswers;
use crate::report::section::Section;
use crate::report::service_levels::Withheld;
use crate::report::words::length_of;
use crate::report::{Language, number};
use crate::service_levels::experience::Verdict;
use crate::service_levels::watermelon::{
    Cell, Hidden, Quadrant, Settings, SlaOutcome, TicketQuadrant, TicketRow, WeekendRow,
};
use crate::units::{Interval, as_u64};
use std::collections::BTreeMap;

/// All that is told of promises beside experience.
#[derive(Debug, Clone, Copy)]
pub struct Watermelon<'a> {
    /// What was asked.
    pub settings: &'a Settings,
    /// The cells.
    pub cells: &'a [Cell],
    /// Tickets by their place; what may not be told is missing.
    pub quadrants: &'a BTreeMap<TicketQuadrant, u64>,
    /// Tickets one by one, for machines.
    pub tickets: &'a TicketList,
    /// Cells of single agents that are not listed, as too few customers stand behind them.
    pub withheld: Option<Withheld>,
    /// Experience by calendar wait.
    pub weekend: &'a [WeekendRow],
    /// How long customers bear to wait, where a goal was asked for.
    pub tolerance: Option<Tolerance<'a>>,
    /// How answers found their tickets, where that is told here.
    pub answers: Option<&'a JoinedAnswers>,
}

/// Tickets one by one.
///
/// The place of a ticket in the two by two is the answer of one customer, so it is told only to whom a
/// governance file lets see, and only where enough customers stand on its side.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TicketList {
    /// Every ticket.
    pub rows: Vec<TicketRow>,
    /// Outcomes of promises whose tickets are listed with their place.
    pub with_place: Vec<SlaOutcome>,
}

/// Promises beside experience, for people on a terminal.
pub fn watermelon_text(watermelon: &Watermelon<'_>, language: Language) -> String {
    let mut sections = watermelon_sections(watermelon, language);
    if !watermelon.weekend.is_empty() {
        sections.push(weekend(watermelon, language));
    }
    if let Some(tolerance) = &watermelon.tolerance {
        sections.push(tolerance_section(tolerance, language));
    }
    let texts: Vec<String> = sections.iter().map(Section::text).collect();
    texts.join("\n")
}

/// How many cells are watermelons, the cells, and what their SLA matters.
pub(in crate::report) fn watermelon_sections(
    watermelon: &Watermelon<'_>,
    language: Language,
) -> Vec<Section> {
    vec![
        head(watermelon, language),
        cells(watermelon, language),
        lifts(watermelon, language),
    ]
}

fn head(watermelon: &Watermelon<'_>, language: Language) -> Section {
    let mut section = Section::titled(either(
        language,
        "Afspraken over tijd naast beleving",
        "Promises about time beside experience",
    ));
    section.lead.push(tally(watermelon, language));
    let n_judged = n_judged(watermelon.cells);
    let level = watermelon.settings.level;
    section
        .lead
        .extend(by_chance_text(n_judged, level, language));
    if let Some(answers) = watermelon.answers {
        section.lead.extend(answers_lines(answers, language));
        section.lead.extend(few_found(answers, language));
    }
    if !tells_negative(watermelon) {
        section.lead.push(no_threshold(watermelon, language));
    }
    section
        .lead
        .extend(by_ticket(watermelon.quadrants, language));
    if let Some(withheld) = watermelon.withheld.filter(|withheld| withheld.n_rows > 0) {
        let Withheld { n_rows, floor } = withheld;
        section.lead.push(match language {
            Language::Nl => format!("cellen van medewerkers die worden achtergehouden, omdat er minder dan {floor} antwoorden achter staan of zo'n cel eruit volgt: {n_rows}"),
            Language::En => format!("cells of agents that are withheld, because fewer than {floor} answers stand behind them or such a cell follows from them: {n_rows}"),
        });
    }
    section
}

/// How many tickets stand in each place; a side that may not be told is not counted.
fn by_ticket(quadrants: &BTreeMap<TicketQuadrant, u64>, language: Language) -> Vec<String> {
    let n = |quadrant| quadrants.get(&quadrant).copied();
    let side = |good, bad| n(good).zip(n(bad));
    let told = |n: u64| number::count(n, language);
    let mut lines = Vec::new();
    let met = side(TicketQuadrant::Healthy, TicketQuadrant::Watermelon);
    lines.extend(met.map(|(good, bad)| {
        let (good, bad) = (told(good), told(bad));
        match language {
            Language::Nl => {
                format!("Per ticket: {good} gehaald en niet negatief, {bad} gehaald en negatief.")
            }
            Language::En => {
                format!("By ticket: {good} met and not negative, {bad} met and negative.")
            }
        }
    }));
    let breached = side(
        TicketQuadrant::OverStrictOrWrongMetric,
        TicketQuadrant::Failing,
    );
    lines.extend(breached.map(|(good, bad)| {
        let (good, bad) = (told(good), told(bad));
        match language {
            Language::Nl => {
                format!("Per ticket: {good} gemist en niet negatief, {bad} gemist en negatief.")
            }
            Language::En => {
                format!("By ticket: {good} breached and not negative, {bad} breached and negative.")
            }
        }
    }));
    lines.extend(n(TicketQuadrant::Unknown).map(|n| {
        let n = told(n);
        match language {
            Language::Nl => format!("Van {n} tickets is het onbekend."),
            Language::En => format!("Of {n} tickets it is unknown."),
        }
    }));
    if met.is_none() || breached.is_none() {
        lines.push(
            either(
                language,
                "Te weinig antwoorden bij gehaalde of bij gemiste SLA's om alle tickets te tellen.",
                "Too few answers to met or to breached SLAs to count all tickets.",
            )
            .to_owned(),
        );
    }
    lines
}

/// Cells whose experience was held against its target.
pub(super) fn n_judged(cells: &[Cell]) -> usize {
    let judged = |cell: &&Cell| cell.xla.is_some_and(|xla| xla != Verdict::Suppressed);
    cells.iter().filter(judged).count()
}

/// How many cells are watermelons, or why that cannot be said of any.
fn tally(watermelon: &Watermelon<'_>, language: Language) -> String {
    let cells = watermelon.cells;
    if watermelon.settings.target.is_none() {
        return either(
            language,
            "Er is geen doel voor beleving gesteld, dus geen cel kan worden beoordeeld.",
            "No experience target is set, so no cell can be judged.",
        )
        .to_owned();
    }
    if !cells.is_empty() && cells.iter().all(|cell| cell.is_green().is_none()) {
        return either(
            language,
            "Van geen cel is gezegd welk aandeel op tijd moet zijn, of is al een afspraak afgelopen; dus geen cel kan worden beoordeeld.",
            "Of no cell it is said what share has to be in time, or no promise has come to an end yet; so no cell can be judged.",
        )
        .to_owned();
    }
    let n = cells
        .iter()
        .filter(|cell| cell.quadrant == Quadrant::Watermelon)
        .count();
    let (n, of) = (
        number::count(as_u64(n), language),
        number::count(as_u64(cells.len()), language),
    );
    match language {
        Language::Nl => format!(
            "{n} van {of} cellen zijn een watermeloen: van buiten groen (afspraak gehaald), van binnen rood (beleving onder het doel)."
        ),
        Language::En => format!(
            "{n} of {of} cells are a watermelon: green outside (promise kept), red inside (experience below its target)."
        ),
    }
}

/// Whether the question says which answers are negative.
fn tells_negative(watermelon: &Watermelon<'_>) -> bool {
    watermelon.settings.question.negative_from.is_some()
}

fn no_threshold(watermelon: &Watermelon<'_>, language: Language) -> String {
    let question = &watermelon.settings.question;
    let (id, column) = (&question.id, &question.column);
    match language {
        Language::Nl => format!(
            "Niet gezegd is vanaf welk antwoord op {id} een klant ontevreden is; daarvan staat hieronder dus niets. Voeg negative=N aan de vraag toe: --score {id}={column}:negative=N."
        ),
        Language::En => format!(
            "It is not said from which answer to {id} on a customer is unhappy, so nothing is told of that below. Add negative=N to the question: --score {id}={column}:negative=N."
        ),
    }
}

fn name(cell: &Cell, language: Language) -> String {
    let none = either(language, "(leeg)", "(empty)");
    let keys: Vec<&str> = cell
        .keys
        .iter()
        .map(|value| if value.is_empty() { none } else { value })
        .collect();
    keys.join(" · ")
}

fn keys(watermelon: &Watermelon<'_>) -> String {
    let by = watermelon.settings.by.iter();
    by.map(AsRef::as_ref).collect::<Vec<_>>().join(" · ")
}

fn cells(watermelon: &Watermelon<'_>, language: Language) -> Section {
    let mut section = Section::titled(either(language, "Cellen", "Cells"));
    section.grid.header = [
        keys(watermelon).as_str(),
        either(language, "gehaald", "met"),
        either(language, "contract", "contract"),
        either(language, "beleving", "experience"),
        "n",
        either(language, "doel", "target"),
        either(language, "oordeel", "verdict"),
    ]
    .map(str::to_owned)
    .to_vec();
    let absent = || number::ABSENT.to_owned();
    for cell in watermelon.cells {
        let met = cell.attainment().map_or_else(absent, |share| {
            let n = cell.n_met + cell.n_breached;
            format!(
                "{} ({}/{})",
                number::percentage(share, language),
                number::count(as_u64(cell.n_met), language),
                number::count(as_u64(n), language)
            )
        });
        let judged = if cell.is_green() == Some(true) {
            cell.experience_of_met
        } else {
            cell.experience
        };
        let experience = judged.map(|one| figure::interval(cell.measure, &one.interval, language));
        let target = watermelon.settings.target.as_ref().map(|target| {
            format!(
                "{} {}",
                words::direction(target.direction),
                figure::value(cell.measure, target.value, language)
            )
        });
        section.push(vec![
            name(cell, language),
            met,
            cell.contract
                .map_or_else(absent, |share| number::setting(share.get(), language)),
            experience.unwrap_or_else(absent),
            match judged {
                Some(one) => number::count(as_u64(one.n), language),
                None if cell.hidden == Hidden::default() => "<5".to_owned(),
                None => either(language, "verborgen", "withheld").to_owned(),
            },
            target.unwrap_or_else(absent),
            words::quadrant(cell.quadrant, language).to_owned(),
        ]);
    }
    section.notes.push(
        either(
            language,
            "Beleving: van tickets waarvan de afspraak gehaald is waar het contract gehaald is, anders van alle. Het contract leest een kaal percentage; beleving wordt op haar interval beoordeeld.",
            "Experience: of tickets whose promise was kept where the contract is kept, of all tickets where it is not. A contract reads a bare percentage; experience is judged by its interval.",
        )
        .to_owned(),
    );
    section
}

fn lifts(watermelon: &Watermelon<'_>, language: Language) -> Section {
    let mut section = Section::titled(either(language, "Doet de SLA ertoe", "Does the SLA matter"));
    section.grid.header = [
        keys(watermelon).as_str(),
        either(language, "negatief indien gehaald", "negative when met"),
        either(language, "gehaald : gemist", "met : breached"),
        either(language, "betekent", "means"),
        either(language, "respons indien gehaald", "response when met"),
        either(language, "indien gemist", "when breached"),
        either(language, "verschil in respons", "difference in response"),
    ]
    .map(str::to_owned)
    .to_vec();
    let share = |interval: Option<Interval>| {
        interval.map_or(number::ABSENT.to_owned(), |interval| {
            figure::share(&interval, language)
        })
    };
    for cell in watermelon.cells {
        let ratio = cell.lift.ratio;
        let means = if tells_negative(watermelon) {
            words::matters(&cell.lift, language)
        } else {
            number::ABSENT.to_owned()
        };
        section.push(vec![
            name(cell, language),
            share(cell.watermelon_rate),
            ratio.map_or(number::ABSENT.to_owned(), |ratio| {
                let mark = if cell.lift.is_adjusted { "*" } else { "" };
                format!("{}{mark}", figure::fixed(&ratio, 2, language))
            }),
            means,
            share(cell.bias.response.map(|two| two.second)),
            share(cell.bias.response.map(|two| two.first)),
            words::response_difference(cell.bias.difference, language).to_owned(),
        ]);
    }
    let least = number::plain(watermelon.settings.least_ratio, language);
    section.notes.push(match language {
        Language::Nl => format!("Gehaald : gemist is de kans op een negatief antwoord als de SLA gehaald is, gedeeld door die kans als hij gemist is. \"Geen teken\" staat er alleen als het interval 1 bevat en {least} uitsluit; anders is het niet te zeggen. * een half bij elk aantal geteld, omdat een kant geen negatief antwoord heeft."),
        Language::En => format!("Met : breached is the chance of a negative answer when the SLA was met over that chance when it was breached. \"No sign\" stands only where the interval holds 1 and excludes {least}; else there is no telling. * a half was added to each count because a side has no negative answer."),
    });
    section.notes.push(
        either(
            language,
            "Scheef: wie een gemiste SLA had antwoordt vaker of minder vaak dan toeval verklaart; de antwoorden staan dan niet voor alle tickets. Getoetst met twee aandelen, en exact (Fisher) waar er minder dan vijf te verwachten zijn.",
            "Biased: those with a breached SLA respond more or less often than chance explains; answers then do not stand for all tickets. Tested by two shares, and exactly (Fisher) where fewer than five are to be expected.",
        )
        .to_owned(),
    );
    section
}

fn weekend(watermelon: &Watermelon<'_>, language: Language) -> Section {
    let mut section = Section::titled(either(
        language,
        "Wachten over het weekend",
        "Waiting over the weekend",
    ));
    section.grid.header = [
        "SLA",
        either(language, "weekend", "weekend"),
        either(language, "tickets", "tickets"),
        either(language, "antwoorden", "answers"),
        either(language, "negatief", "negative"),
        either(language, "mediaan wachttijd", "median wait"),
    ]
    .map(str::to_owned)
    .to_vec();
    for row in watermelon.weekend {
        let crossed = if row.crossed_weekend {
            either(language, "ja", "yes")
        } else {
            either(language, "nee", "no")
        };
        section.push(vec![
            words::sla(row.sla, language).to_owned(),
            crossed.to_owned(),
            number::count(as_u64(row.n), language),
            match row.n_responded {
                Some(n) => number::count(as_u64(n), language),
                None if tells_negative(watermelon) => {
                    either(language, "achtergehouden", "withheld").to_owned()
                }
                None => number::ABSENT.to_owned(),
            },
            row.negative.map_or(number::ABSENT.to_owned(), |interval| {
                figure::share(&interval, language)
            }),
            row.median_wait
                .map_or(number::ABSENT.to_owned(), |wait| length_of(wait, language)),
        ]);
    }
    section.notes.push(
        either(
            language,
            "Wachttijd op de klok aan de muur; weekend: er lag een hele zondag in.",
            "Wait by the clock on the wall; weekend: a whole Sunday lay in it.",
        )
        .to_owned(),
    );
    section
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::experience::fixture::{settings, tickets};
    use crate::report::experience::{watermelon_csv, watermelon_json};
    use crate::service_levels::watermelon;

    #[test]
    fn a_watermelon_is_told_in_both_languages_and_to_machines() {
        let (settings, tickets) = (settings(), tickets());
        let told =
            watermelon::together(&tickets, &tickets, &settings, &watermelon::Known::default())
                .unwrap();
        let list = TicketList {
            rows: told.tickets,
            with_place: vec![SlaOutcome::Met],
        };
        let all = Watermelon {
            settings: &settings,
            cells: &told.cells,
            quadrants: &told.quadrants,
            tickets: &list,
            withheld: None,
            weekend: &told.weekend,
            tolerance: None,
            answers: None,
        };
        let text = watermelon_text(&all, Language::En);
        for part in [
            "1 of 1 cells are a watermelon",
            "39 met and not negative, 21 met and negative",
            "95.0% (190/200)",
            "65.0% [52.4 to 75.8]",
            "WATERMELON",
            "35.0% [24.2 to 47.6]",
            "cannot tell",
            "2 h",
        ] {
            assert!(text.contains(part), "{part} is missing in\n{text}");
        }
        let text = watermelon_text(&all, Language::Nl);
        for part in ["WATERMELOEN", "35,0% [24,2 tot 47,6]", "niet te zeggen"] {
            assert!(text.contains(part), "{part} is missing in\n{text}");
        }
        let json: serde_json::Value = serde_json::from_str(&watermelon_json(&all)).unwrap();
        assert_eq!(json["cells"][0]["quadrant"], "watermelon");
        assert_eq!(json["cells"][0]["watermelon_rate"]["estimate"], 0.35);
        assert_eq!(json["cells"][0]["lift"]["matters"], "cannot_tell");
        let listed = json["tickets"].as_array().unwrap();
        assert_eq!(listed.len(), 200);
        assert_eq!(listed[0]["quadrant"], "healthy");
        // Nobody says that those of broken promises may be listed.
        assert_eq!(listed[199]["sla"], "breached");
        assert!(listed[199]["quadrant"].is_null() && listed[199]["evidence"].is_null());
        let csv = watermelon_csv(&all);
        assert_eq!(csv.lines().count(), 2);
        assert!(
            csv.lines()
                .nth(1)
                .unwrap()
                .starts_with("gold,watermelon,190,10,"),
            "{csv}"
        );
    }

    fn text_of(settings: &Settings, n_cells: usize) -> String {
        let tickets = tickets();
        let many: Vec<_> = (0..n_cells)
            .flat_map(|at| {
                tickets.iter().cloned().map(move |mut ticket| {
                    let policy = format!("gold {at}");
                    ticket.keys = [("policy".into(), policy.into())].into();
                    ticket
                })
            })
            .collect();
        let told =
            watermelon::together(&tickets, &many, settings, &watermelon::Known::default()).unwrap();
        let all = Watermelon {
            settings,
            cells: &told.cells,
            quadrants: &told.quadrants,
            tickets: &TicketList::default(),
            withheld: None,
            weekend: &told.weekend,
            tolerance: None,
            answers: None,
        };
        let json: serde_json::Value = serde_json::from_str(&watermelon_json(&all)).unwrap();
        assert_eq!(json["by_chance"].is_null(), n_cells <= 5);
        watermelon_text(&all, Language::En)
    }

    #[test]
    fn without_a_target_no_number_of_watermelons_is_told() {
        let none = Settings {
            target: None,
            ..settings()
        };
        let text = text_of(&none, 2);
        assert!(text.contains("No experience target is set"), "{text}");
        assert!(!text.contains("cells are a watermelon"), "{text}");
        let no_contract = Settings {
            contract: None,
            ..settings()
        };
        assert!(text_of(&no_contract, 2).contains("what share has to be in time"));
    }

    #[test]
    fn a_question_without_a_threshold_says_what_to_add() {
        let mut settings = settings();
        settings.question.negative_from = None;
        let text = text_of(&settings, 1);
        assert!(text.contains("--score csat=csat:negative=N"), "{text}");
        assert!(!text.contains("<5"), "{text}");
    }

    #[test]
    fn many_cells_carry_what_chance_makes_of_them() {
        assert!(text_of(&settings(), 6).contains("With 6 verdicts, at most 0.15 red"));
        assert!(!text_of(&settings(), 5).contains("by chance"));
    }

    #[test]
    fn both_response_rates_are_told_with_what_they_say() {
        let text = text_of(&settings(), 1);
        // 60 of 190 against none of 10: exactly, p = 0.034.
        for part in ["31.6% [25.4 to 38.5]", "0.0% [0.0 to 27.8]", "BIASED"] {
            assert!(text.contains(part), "{part} is missing in\n{text}");
        }
    }
}
