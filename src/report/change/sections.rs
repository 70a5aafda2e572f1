use super::words::{assumptions, undivided};
use crate::findings::ChangeFindings;
use crate::report::section::{Section, listing};
use crate::report::words::{either, mirrored, topic, unit};
use crate::report::{Language, number};
use crate::signals::change::{Amount, Division, OfTopic};
use crate::units::Interval;

/// Why the outcome moved, for people.
pub fn text(findings: &ChangeFindings, language: Language) -> String {
    let n_in_both = findings.moved.n_in_both;
    let shared = (n_in_both > 0).then(|| {
        let n = number::count(n_in_both, language);
        match language {
            Language::Nl => {
                format!("{n} klanten antwoordden in beide perioden: intervallen zijn dan iets te smal of te breed.")
            }
            Language::En => {
                format!("{n} customers answered in both periods: intervals are then somewhat too narrow or too wide.")
            }
        }
    });
    let cautions = assumptions(language).map(str::to_owned).into_iter();
    listing(
        &[section(findings, language)],
        shared.into_iter().chain(cautions),
        language,
    )
}

fn section(findings: &ChangeFindings, language: Language) -> Section {
    let title = match language {
        Language::Nl => format!("Waarom {} bewoog", findings.outcome),
        Language::En => format!("Why {} moved", findings.outcome),
    };
    let mut section = Section::titled(&title);
    let note = mirrored(Some(findings.best), language);
    section.lead.extend(note.map(str::to_owned));
    for (period, side) in findings.periods.iter().zip(&findings.moved.sides) {
        let level = match &side.level {
            Some(level) => number::interval(level, language),
            None => number::ABSENT.to_owned(),
        };
        let (n, wrote) = (
            number::count(side.n_scored, language),
            number::count(side.n_written, language),
        );
        section.lead.push(match language {
            Language::Nl => format!("{period}: {level}, n = {n}, van wie {wrote} schreven."),
            Language::En => format!("{period}: {level}, n = {n}, of whom {wrote} wrote."),
        });
    }
    match &findings.moved.divided {
        Err(why) => section.lead.push(undivided(why, findings, language)),
        Ok(division) => divided(&mut section, division, findings, language),
    }
    section
}

fn divided(
    section: &mut Section,
    division: &Division,
    findings: &ChangeFindings,
    language: Language,
) {
    let decimals = decimals(division);
    let shown = |amount: &Amount| shown(amount, decimals, language);
    let (change, unit) = (shown(&division.change), unit(findings.kind, language));
    let coverage = number::setting(findings.level.get(), language);
    section.lead.push(match language {
        Language::Nl => {
            format!("Verandering: {change} {unit}, {coverage}-intervallen. De delen tellen er precies toe op.")
        }
        Language::En => {
            format!("Change: {change} {unit}, {coverage} intervals. The parts add up to it exactly.")
        }
    });
    section.grid.header = match language {
        Language::Nl => [
            "Deel",
            "Samen",
            "Volume",
            "Prijs",
            "Negatief",
            "Per vermelding",
        ],
        Language::En => [
            "Part",
            "Together",
            "Volume",
            "Rate",
            "Negative",
            "Per mention",
        ],
    }
    .map(str::to_owned)
    .to_vec();
    for part in &division.topics {
        let name = findings.topics.get(part.topic);
        let mark = if part.is_borrowed { " *" } else { "" };
        section.push(vec![
            format!("{}{mark}", name.map_or("", |name| topic(name, language))),
            shown(&part.total),
            shown(&part.volume),
            part.rate
                .as_ref()
                .map_or_else(|| number::ABSENT.to_owned(), shown),
            shares(part, language),
            effects(part, decimals, language),
        ]);
    }
    for (name, amount) in &division.controls {
        let part = match language {
            Language::Nl => format!("Samenstelling naar {name}"),
            Language::En => format!("Mix of {name}"),
        };
        section.push(vec![part, shown(amount)]);
    }
    section.push(vec![
        either(language, "Rest (basisniveau)", "Rest (baseline)").to_owned(),
        shown(&division.rest),
    ]);
    let silent = number::signed(division.silent, decimals, language);
    if silent != number::signed(0.0, decimals, language) {
        section.push(vec![
            either(
                language,
                "Wie niets schreef (zonder interval)",
                "Who wrote nothing (no interval)",
            )
            .to_owned(),
            silent,
        ]);
    }
    section.notes = notes(division, findings, language);
}

fn notes(division: &Division, findings: &ChangeFindings, language: Language) -> Vec<String> {
    let mut notes = vec![
        either(
            language,
            "Volume: vaker of minder vaak genoemd, tegen de gemiddelde prijs van beide perioden. Prijs: een vermelding kost meer of minder, bij het gemiddelde aandeel. Rest: wie niets ervan noemt is meer of minder tevreden.",
            "Volume: mentioned more or less often, at the mean cost of both periods. Rate: a mention costs more or less, at the mean share. Rest: who mentions none of it is more or less satisfied.",
        )
        .to_owned(),
    ];
    notes.push(
        either(
            language,
            "Negatief en per vermelding gaan over negatieve vermeldingen; volume, prijs en samen tellen ook lof en toonloze vermeldingen van het onderwerp mee, en zijn dus niet alleen uit die twee kolommen na te rekenen.",
            "Negative and per mention are of negative mentions; volume, rate and together count praise and toneless mentions of the topic too, so they do not follow from those two columns alone.",
        )
        .to_owned(),
    );
    if division.topics.iter().any(|part| part.rate.is_none()) {
        let n = number::count(findings.min_mentions, language);
        notes.push(match language {
            Language::Nl => format!(
                "Zonder prijs: minder dan {n} negatieve vermeldingen in beide perioden samen; wat hun prijs veranderde staat in de rest."
            ),
            Language::En => format!(
                "Without a rate: fewer than {n} negative mentions in both periods together; what their cost changed stands in the rest."
            ),
        });
    }
    if division.topics.iter().any(|part| part.is_borrowed) {
        notes.push(
            either(
                language,
                "* In één periode niet genoemd: de prijs van de andere geldt voor beide.",
                "* Not mentioned in one period: the cost of the other serves for both.",
            )
            .to_owned(),
        );
    }
    notes
}

/// Decimals that the change and its parts share.
fn decimals(division: &Division) -> usize {
    let amounts = std::iter::once(&division.change)
        .chain(division.topics.iter().map(|part| &part.total))
        .chain(std::iter::once(&division.rest));
    let intervals: Vec<Interval> = amounts.filter_map(|amount| amount.interval).collect();
    number::shared_decimals(&intervals)
}

fn shown(amount: &Amount, decimals: usize, language: Language) -> String {
    let value = number::signed(amount.value, decimals, language);
    match &amount.interval {
        None => value,
        Some(interval) => format!("{value} {}", number::bounds(interval, decimals, language)),
    }
}

fn shares(part: &OfTopic, language: Language) -> String {
    match part.share_negative {
        None => number::ABSENT.to_owned(),
        Some(shares) => shares
            .map(|share| number::percentage(share, language))
            .join(" → "),
    }
}

fn effects(part: &OfTopic, decimals: usize, language: Language) -> String {
    part.effect_negative
        .map(|effect| {
            effect.map_or_else(
                || number::ABSENT.to_owned(),
                |effect| number::signed(effect, decimals, language),
            )
        })
        .join(" → ")
}
