use super::People;
use super::words::{
    attribution, chance, missing, not_the_only_ground, small_differences, standing,
};
use crate::disclosure::Released;
use crate::report::number;
use crate::report::words::{Language, either, suppressed};
use crate::service_levels::people::{
    BeforeAfter, Level, Point, Scorecard, Sheet, SheetContent, Variances,
};
use std::fmt::Write;

/// The report for a terminal.
pub fn text(people: &People<'_>, language: Language) -> String {
    let mut lines = Vec::new();
    let cards = people.cards;
    lines.push(head(people, language));
    lines.push(String::new());
    if let Some(total) = &cards.total {
        lines.extend(grid(
            &[(
                either(language, "alle contacten", "all contacts").to_owned(),
                total,
            )],
            language,
        ));
        lines.push(String::new());
    }
    if !cards.teams.is_empty() {
        lines.push(either(language, "Teams, op naam", "Teams, by name").to_owned());
        lines.extend(grid(&named(&cards.teams, "team"), language));
        lines.extend(remarks(cards.of_teams.as_ref(), &cards.teams, language));
        lines.push(String::new());
    }
    match people.access {
        Err(refusal) => {
            lines.push(
                either(
                    language,
                    "Cijfers van afzonderlijke medewerkers zijn niet berekend:",
                    "Figures of single agents were not computed:",
                )
                .to_owned(),
            );
            lines.extend(
                refusal
                    .missing
                    .iter()
                    .map(|one| format!("- {}", missing(one, language))),
            );
        }
        Ok(access) if cards.level == Level::Agents => {
            lines.push(either(language, "Medewerkers, op naam", "Agents, by name").to_owned());
            lines.extend(grid(&named(&cards.agents, "agent"), language));
            lines.extend(remarks(cards.of_agents.as_ref(), &cards.agents, language));
            lines.extend(reconciled(people, language));
            let consent = access.consent();
            lines.push(format!(
                "{}: {} ({} – {}); DPIA: {}",
                either(
                    language,
                    "Instemming ondernemingsraad",
                    "Consent of the works council"
                ),
                consent.reference,
                consent.date,
                consent.expires,
                access.dpia_reference()
            ));
            lines.push(not_the_only_ground(language).to_owned());
        }
        Ok(_) => {}
    }
    for one in people.sheets {
        lines.push(String::new());
        lines.extend(sheet(one, language));
    }
    for one in people.changes {
        lines.push(String::new());
        lines.extend(change(one, language));
    }
    let mut text = lines.join("\n");
    text.push('\n');
    text
}

fn head(people: &People<'_>, language: Language) -> String {
    let account = people.account;
    let count = |n: usize| number::count(crate::units::as_u64(n), language);
    let mix: Vec<&str> = people.cards.mix.iter().map(AsRef::as_ref).collect();
    let held = if mix.is_empty() {
        either(language, "niets", "nothing").to_owned()
    } else {
        mix.join(", ")
    };
    let by = attribution(people.cards.attribution, language);
    let (used, silent) = (count(account.n_used), count(account.n_without_score));
    let (nobody, bad) = (count(account.n_without_agent), count(account.n_rejected));
    match language {
        Language::Nl => format!(
            "{used} contacten met een score; niet gebruikt: {silent} zonder score, {nobody} zonder medewerker, {bad} onleesbaar.\nConstant gehouden: {held}. Een doorverbonden contact telt bij: {by}.\nVerschil: waargenomen min verwacht, de verwachting uit contacten van alle anderen, naar nul getrokken met n/(n + k)."
        ),
        Language::En => format!(
            "{used} contacts with a score; not used: {silent} without score, {nobody} without agent, {bad} unreadable.\nHeld constant: {held}. A transferred contact counts for: {by}.\nDifference: observed minus expected, the expectation from the contacts of all others, drawn towards zero by n/(n + k)."
        ),
    }
}

fn named<'a>(
    rows: &'a [Released<Scorecard>],
    dimension: &str,
) -> Vec<(String, &'a Released<Scorecard>)> {
    let name = |one: &Released<Scorecard>| match (one.of("team"), one.of(dimension)) {
        (Some(team), Some(name)) if dimension == "agent" => format!("{name} ({team})"),
        (_, name) => name.unwrap_or(number::ABSENT).to_owned(),
    };
    rows.iter().map(|one| (name(one), one)).collect()
}

fn grid(rows: &[(String, &Released<Scorecard>)], language: Language) -> Vec<String> {
    let header = [
        "",
        "n",
        either(language, "gemiddelde", "mean"),
        either(language, "verwacht", "expected"),
        either(language, "verschil", "difference"),
        "",
    ];
    let mut cells = vec![header.map(str::to_owned).to_vec()];
    for (name, one) in rows {
        let n = one
            .n()
            .map_or_else(|| number::ABSENT.to_owned(), |n| n.to_string());
        let mut row = vec![name.clone(), n];
        match (one.content(), one.reason()) {
            (Some(card), _) => {
                row.push(number::interval(&card.mean, language));
                if let Some(difference) = &card.difference {
                    row.push(number::fixed(difference.expected, 2, language));
                    row.push(number::signed_interval(&difference.shrunk, language));
                    row.push(standing(difference.standing, language).to_owned());
                } else {
                    row.push(number::ABSENT.to_owned());
                }
            }
            (None, Some(why)) => row.push(suppressed(why, language).to_owned()),
            (None, None) => {}
        }
        cells.push(row);
    }
    aligned(&cells)
}

/// Cells under each other; a row of one sentence is not cut to a column.
fn aligned(rows: &[Vec<String>]) -> Vec<String> {
    let full = rows.first().map_or(0, Vec::len);
    let width = |column: usize| {
        let wide = rows
            .iter()
            .filter(|row| row.len() + 2 >= full || column < 2);
        let cells = wide.filter_map(|row| row.get(column));
        cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..full).map(width).collect();
    rows.iter()
        .map(|row| {
            let mut line = String::new();
            for (at, (cell, width)) in row.iter().zip(&widths).enumerate() {
                let _ = match at {
                    0 => write!(line, "{cell:<width$}"),
                    _ if at + 1 == row.len() && at > 1 => write!(line, "  {cell}"),
                    _ => write!(line, "  {cell:>width$}"),
                };
            }
            line.trim_end().to_owned()
        })
        .collect()
}

fn remarks(
    variances: Option<&Variances>,
    rows: &[Released<Scorecard>],
    language: Language,
) -> Vec<String> {
    let Some(variances) = variances else {
        return vec![
            either(
                language,
                "Er valt niets te vergelijken: te weinig groepen, of geen anderen met zulke contacten.",
                "There is nothing to compare: too few groups, or no others with such contacts.",
            )
            .to_owned(),
        ];
    };
    let shown = rows.iter().filter_map(Released::content);
    let mut differences = shown.filter_map(|card| card.difference);
    let level = differences
        .next()
        .map_or(0.95, |one| one.shrunk.level.get());
    let mut lines = Vec::new();
    if variances.p_value.get() > 1.0 - level || variances.k().is_none() {
        lines.push(chance(language).to_owned());
    }
    if let Some(k) = variances.k() {
        lines.push(format!("k = {}", number::significant(k, 2, language)));
    }
    lines.push(small_differences(language).to_owned());
    lines
}

/// Agents and what is suppressed add up to their team.
fn reconciled(people: &People<'_>, language: Language) -> Vec<String> {
    let rows = people.cards.teams.iter().filter_map(|one| {
        let (team, n) = (one.of("team")?, one.n()?);
        let rest = people.cards.n_without_row(team)?;
        let shown = n - rest;
        Some(match language {
            Language::Nl => {
                format!("{team}: {n} = {shown} bij getoonde medewerkers + {rest} onderdrukt")
            }
            Language::En => format!("{team}: {n} = {shown} with agents shown + {rest} suppressed"),
        })
    });
    rows.collect()
}

fn sheet(sheet: &Sheet, language: Language) -> Vec<String> {
    let mut lines = vec![format!(
        "{}: {}",
        either(language, "Coachingsblad", "Coaching sheet"),
        sheet.agent
    )];
    match &sheet.content {
        SheetContent::Silent { reason: why } => {
            lines.push(format!(
                "{} ({}).",
                either(
                    language,
                    "Te weinig contacten om iets te zeggen",
                    "Too few contacts to say anything"
                ),
                suppressed(*why, language)
            ));
        }
        SheetContent::Points {
            n,
            n_tested,
            strengths,
            development,
            examples,
            cards,
        } => {
            lines.push(not_the_only_ground(language).to_owned());
            for (_, card) in cards {
                if let Some(difference) = &card.difference {
                    lines.push(format!(
                        "n = {n}, {} {}: {}",
                        either(
                            language,
                            "verschil met verwacht",
                            "difference from expected"
                        ),
                        number::signed_interval(&difference.shrunk, language),
                        standing(difference.standing, language)
                    ));
                }
            }
            lines.push(match language {
                Language::Nl => {
                    format!("{n_tested} verschillen getoetst, gecorrigeerd voor het aantal.")
                }
                Language::En => {
                    format!("{n_tested} differences tested, corrected for their number.")
                }
            });
            let none = either(language, "niets springt eruit", "nothing stands out");
            for (title, points) in [
                (either(language, "Sterk", "Strengths"), strengths),
                (
                    either(language, "Om te ontwikkelen", "To develop"),
                    development,
                ),
            ] {
                if points.is_empty() {
                    lines.push(format!("{title}: {none}"));
                } else {
                    lines.push(format!("{title}:"));
                    lines.extend(points.iter().map(|one| point(one, language)));
                }
            }
            if !examples.is_empty() {
                let title = either(
                    language,
                    "Voorbeelden, in willekeurige volgorde:",
                    "Examples, in no order:",
                );
                lines.push(title.to_owned());
            }
            for example in examples {
                let mut line = format!("- {} ({})", example.id, example.label);
                if let Some((year, week)) = example.week {
                    let _ = write!(line, ", {year}-W{week:02}");
                }
                if let Some(text) = &example.text {
                    let _ = write!(line, ": {}", text.as_str().replace('\n', " "));
                }
                lines.push(line);
            }
        }
    }
    lines
}

fn point(point: &Point, language: Language) -> String {
    let of = point
        .measure
        .as_ref()
        .map_or(String::new(), |name| format!(", {name}"));
    let difference = number::signed_interval(&point.difference.interval, language);
    let others = either(language, "anderen", "others");
    format!(
        "- {}{of}: {difference}, n = {} ({others}: {})",
        point.label, point.n, point.n_others
    )
}

fn change(one: &BeforeAfter, language: Language) -> Vec<String> {
    let title = match language {
        Language::Nl => format!(
            "Voor en na het gesprek met {} ({}, {} weken)",
            one.agent, one.day, one.weeks
        ),
        Language::En => format!(
            "Before and after the talk with {} ({}, {} weeks)",
            one.agent, one.day, one.weeks
        ),
    };
    let Some(found) = &one.change else {
        let silent = either(
            language,
            "Te weinig contacten om iets te zeggen.",
            "Too few contacts to say anything.",
        );
        return vec![title, silent.to_owned()];
    };
    vec![
        title,
        format!(
            "{}: {}, n = {} / {}",
            either(
                language,
                "verschil, soort contact constant",
                "difference, kind of contact held"
            ),
            number::signed_interval(&found.difference.interval, language),
            found.n_before,
            found.n_after
        ),
        either(
            language,
            "Niet causaal: wat er nog meer veranderde, is niet uitgesloten.",
            "Not causal: what else changed is not ruled out.",
        )
        .to_owned(),
    ]
}
