use super::words;
use crate::report::section::Section;
use crate::report::words::{either, topic, verdict};
use crate::report::{Language, number};
use crate::signals::priority::{Priorities, Priority};
use crate::units::Interval;

/// The parts for a terminal and a page: the order by score, then the organisation's side.
pub(in crate::report) fn sections(found: &Priorities, language: Language) -> Vec<Section> {
    let mut order = order(found, language);
    if !found.items.is_empty() {
        let caveats = found.caveats.iter();
        order.notes = caveats
            .map(|caveat| words::caveat(*caveat, language))
            .collect();
    }
    let mut sections = vec![order];
    if found.items.iter().any(is_stated) {
        sections.push(organisation(found, language));
    }
    sections
}

/// Whether the organisation states anything of a topic.
fn is_stated(item: &Priority) -> bool {
    item.effort.is_some() || item.avoided.is_some() || item.strategic_weight.is_some()
}

/// Rank, score, its place over the draws, verdict and owner.
fn order(found: &Priorities, language: Language) -> Section {
    let mut section = Section::titled(either(
        language,
        "Wat eerst op te pakken",
        "What to pick up first",
    ));
    if !found.items.is_empty() {
        section.lead.push(words::formula(found, language));
    }
    if found.items.iter().all(|item| item.score.is_none()) {
        let none = words::none_scored(found, language);
        section.lead.push(none.to_owned());
        return section;
    }
    section.grid.header = [
        either(language, "Onderwerp", "Topic"),
        "#",
        "Score",
        either(language, "P(beste)", "P(best)"),
        "P(top 3)",
        either(language, "Oordeel", "Verdict"),
        either(language, "Eigenaar", "Owner"),
    ]
    .map(str::to_owned)
    .to_vec();
    for item in found.items.iter().filter(|item| item.score.is_some()) {
        let share = |p: Option<crate::units::Probability>| {
            p.map_or(number::ABSENT.to_owned(), |p| {
                number::probability(p.get(), language)
            })
        };
        section.push(vec![
            topic(&item.topic, language).to_owned(),
            item.rank
                .map_or(number::ABSENT.to_owned(), |rank| rank.to_string()),
            words::score(found, item, language),
            share(item.p_best),
            share(item.p_top3),
            verdict(item.verdict, language).to_owned(),
            item.owner.clone().unwrap_or_default(),
        ]);
    }
    section
}

/// Contacts, what they cost and save, effort, and whether another topic is better on both sides.
fn organisation(found: &Priorities, language: Language) -> Section {
    let mut section = Section::titled(either(
        language,
        "De kant van de organisatie, per jaar",
        "The organisation's side, a year",
    ));
    section.grid.header = [
        either(language, "Onderwerp", "Topic"),
        either(language, "Contacten", "Contacts"),
        either(language, "Vermeden", "Avoided"),
        either(language, "Besparing", "Savings"),
        either(language, "Inspanning", "Effort"),
        either(language, "Front", "Front"),
        either(language, "Beter op beide kanten", "Better on both sides"),
    ]
    .map(str::to_owned)
    .to_vec();
    let whole = |interval: &Interval| {
        format!(
            "{} {}",
            number::fixed(interval.estimate, 0, language),
            number::bounds(interval, 0, language)
        )
    };
    let absent = || number::ABSENT.to_owned();
    for item in found.items.iter().filter(|item| is_stated(item)) {
        let better = item.beaten_by.as_ref().and_then(|id| {
            let other = found.items.iter().find(|other| other.topic.id == *id)?;
            Some(topic(&other.topic, language).to_owned())
        });
        let front = match item.on_front {
            Some(true) => either(language, "ja", "yes").to_owned(),
            Some(false) => either(language, "nee", "no").to_owned(),
            None => absent(),
        };
        let front = item.p_front.map_or(front.clone(), |p| {
            format!("{front} ({})", number::probability(p.get(), language))
        });
        section.push(vec![
            topic(&item.topic, language).to_owned(),
            item.contacts.as_ref().map_or_else(absent, whole),
            item.avoided.as_ref().map_or_else(absent, whole),
            item.savings.as_ref().map_or_else(absent, |savings| {
                words::amount(savings.estimate, &found.currency, language)
            }),
            item.effort.map_or_else(absent, |effort| {
                words::stated(effort, &found.currency, language)
            }),
            front,
            better.unwrap_or_default(),
        ]);
    }
    section.notes.push(
        either(
            language,
            "Front: geen ander onderwerp is even goed voor klant en organisatie en beter voor één van beide (tussen haakjes: in welk deel van de trekkingen).",
            "Front: no other topic is as good for customer and organisation and better for one of them (in brackets: in which part of the draws).",
        )
        .to_owned(),
    );
    section
}
