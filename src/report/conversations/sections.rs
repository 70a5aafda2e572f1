use crate::conversations::{
    Difference, Dimension, DimensionSummary, Direction, Occurrence, Untold,
};
use crate::disclosure::Reason;
use crate::findings::{ConversationFindings, WithheldBehaviours};
use crate::report::section::{Section, listing};
use crate::report::words::{either, mirrored, suppressed, topic};
use crate::report::{Language, number};
use crate::units::{Interval, as_u64};
use std::collections::BTreeMap;

/// The summary of conversations, for people.
pub fn text(findings: &ConversationFindings, language: Language) -> String {
    let mut sections = vec![opening(findings, language)];
    if findings.n > 0 {
        sections.push(reasons(findings, language));
        sections.push(course(findings, language));
        sections.extend(behaviours(findings, language));
    }
    listing(
        &sections,
        cautions(findings, language).into_iter(),
        language,
    )
}

/// That it is experimental, in one sentence.
pub(super) fn experimental(language: Language) -> &'static str {
    either(
        language,
        "EXPERIMENTEEL: regels lezen wat er gedaan is; niemand buiten dit project heeft gesprekken gelabeld. Zie docs/CONVERSATIONS.md.",
        "EXPERIMENTAL: rules read what was done; nobody outside this project has labelled conversations. See docs/CONVERSATIONS.md.",
    )
}

/// Why something cannot be told.
pub(super) fn why(untold: Untold, language: Language) -> &'static str {
    match untold {
        Untold::NoRoles => either(language, "onbekend wie er spreekt", "unknown who speaks"),
        Untold::NoCustomer => either(language, "de klant zegt niets", "the customer says nothing"),
        Untold::NoAgent => either(language, "geen medewerker aan het woord", "no agent speaks"),
        Untold::OtherLanguage => either(language, "andere taal", "another language"),
        Untold::TooFewTurns => either(
            language,
            "te weinig leesbare beurten",
            "too few turns that can be read",
        ),
        Untold::NoTopic => either(
            language,
            "geen onderwerp in de eerste beurten",
            "no topic in the first turns",
        ),
    }
}

fn opening(findings: &ConversationFindings, language: Language) -> Section {
    let mut section = Section::titled(either(language, "Gesprekken", "Conversations"));
    section.lead.push(experimental(language).to_owned());
    let count = |n: usize| number::count(as_u64(n), language);
    let counted =
        |n: usize, one: &str, several: &str| number::counted(as_u64(n), one, several, language);
    section.lead.push(match language {
        Language::Nl => format!(
            "{}, waarvan {} met een antwoord van de klant ernaast; {}, bij {} is de medewerker onbekend.",
            counted(findings.n, "gesprek", "gesprekken"),
            count(findings.n_with_outcome),
            counted(findings.n_agents, "bekende medewerker", "bekende medewerkers"),
            counted(findings.n_without_agent, "gesprek", "gesprekken")
        ),
        Language::En => format!(
            "{}, {} with an answer of the customer beside them; {}, in {} the agent is not known.",
            counted(findings.n, "conversation", "conversations"),
            count(findings.n_with_outcome),
            counted(findings.n_agents, "known agent", "known agents"),
            counted(findings.n_without_agent, "conversation", "conversations")
        ),
    });
    let parts = [
        (either(language, "reden", "reason"), &findings.reason_untold),
        (
            either(language, "verloop", "course"),
            &findings.course_untold,
        ),
        (
            either(language, "gedrag", "behaviour"),
            &findings.behaviours_untold,
        ),
    ];
    let told = parts.into_iter().filter(|(_, counts)| !counts.is_empty());
    section.lead.extend(told.map(|(what, counts)| {
        let counts = listed(counts, language);
        match language {
            Language::Nl => format!("Niet te zeggen ({what}): {counts}."),
            Language::En => format!("Cannot tell ({what}): {counts}."),
        }
    }));
    section
}

fn listed(counts: &BTreeMap<Untold, usize>, language: Language) -> String {
    let each = counts.iter().map(|(untold, n)| {
        let n = number::count(as_u64(*n), language);
        format!("{n} × {}", why(*untold, language))
    });
    each.collect::<Vec<_>>().join(", ")
}

fn reasons(findings: &ConversationFindings, language: Language) -> Section {
    let mut section = Section::titled(either(language, "Reden van contact", "Reason for contact"));
    section.grid.header = vec![
        either(language, "Onderwerp", "Topic").to_owned(),
        "n".to_owned(),
    ];
    let mut n_few = 0;
    for (name, n) in &findings.reasons {
        match n {
            Ok(n) => section.push(vec![
                topic(name, language).to_owned(),
                number::count(as_u64(*n), language),
            ]),
            Err(Reason::BelowFloor) => n_few += 1,
            Err(reason) => section.push(vec![
                topic(name, language).to_owned(),
                suppressed(*reason, language).to_owned(),
            ]),
        }
    }
    if n_few > 0 {
        section.notes.push(match language {
            Language::Nl => format!("Nog {n_few} onderwerpen met te weinig klanten om te tonen."),
            Language::En => format!("{n_few} more topics with too few customers to be shown."),
        });
    }
    section
}

fn course(findings: &ConversationFindings, language: Language) -> Section {
    let title = either(language, "Verloop bij de klant", "Course of the customer");
    let mut section = Section::titled(title);
    let course = match &findings.course {
        Ok(course) => course,
        Err(reason) => {
            section.lead.push(suppressed(*reason, language).to_owned());
            return section;
        }
    };
    let n = number::count(as_u64(course.n), language);
    section.grid.header = vec![
        format!("n = {n}"),
        either(language, "Gemiddeld of aandeel", "Mean or share").to_owned(),
    ];
    let mean = |value: &Option<Interval>| match value {
        Some(value) => number::signed_interval(value, language),
        None => cannot_tell(language),
    };
    for (nl, en, value) in [
        ("Begin", "Start", &course.start),
        ("Eind", "End", &course.end),
        ("Laagste punt", "Lowest point", &course.lowest),
        ("Eind min begin", "End less start", &course.change),
    ] {
        section.push(vec![either(language, nl, en).to_owned(), mean(value)]);
    }
    for (nl, en, value) in [
        ("Eindigt beter", "Ends better", &course.better),
        ("Eindigt slechter", "Ends worse", &course.worse),
    ] {
        section.push(vec![
            either(language, nl, en).to_owned(),
            share(value.as_ref(), language),
        ]);
    }
    section.notes.push(
        either(
            language,
            "Van −1 (negatief) tot +1 (positief). Beter of slechter: een verschil van 0,25 of meer. Een beleefd afscheid leest als positief.",
            "From −1 (negative) to +1 (positive). Better or worse: a difference of 0.25 or more. A polite goodbye reads as positive.",
        )
        .to_owned(),
    );
    section
}

fn behaviours(findings: &ConversationFindings, language: Language) -> Vec<Section> {
    match &findings.dimensions {
        Ok(dimensions) => dimensions
            .iter()
            .map(|one| dimension(one, findings, language))
            .collect(),
        Err(why) => {
            let title = either(language, "Wat medewerkers deden", "What agents did");
            let mut section = Section::titled(title);
            section.lead.push(match (why, language) {
                (WithheldBehaviours::FewCustomers(reason), _) => {
                    suppressed(*reason, language).to_owned()
                }
                (WithheldBehaviours::FewAgents { least }, Language::Nl) => format!(
                    "Niet gegeven: minder dan {least} medewerkers, zodat het cijfers van personen zouden zijn."
                ),
                (WithheldBehaviours::FewAgents { least }, Language::En) => format!(
                    "Withheld: fewer than {least} agents, so that these would be figures of persons."
                ),
            });
            vec![section]
        }
    }
}

fn dimension(
    one: &DimensionSummary,
    findings: &ConversationFindings,
    language: Language,
) -> Section {
    let mut section = Section::titled(match one.dimension {
        Dimension::Reliability => either(language, "Betrouwbaarheid", "Reliability"),
        Dimension::Empathy => either(language, "Empathie", "Empathy"),
    });
    let outcome = findings.outcome.as_ref();
    section.grid.header = vec![
        either(language, "Wat medewerkers deden", "What agents did").to_owned(),
        "n".to_owned(),
        either(language, "Aandeel gesprekken", "Share of conversations").to_owned(),
        either(language, "Verschil in verloop", "Difference in course").to_owned(),
        outcome.map_or_else(
            || number::ABSENT.to_owned(),
            |(name, _)| match language {
                Language::Nl => format!("Verschil in {name}"),
                Language::En => format!("Difference in {name}"),
            },
        ),
    ];
    let shown = either(language, "Iets dat ervoor spreekt", "Anything for it");
    let failed = either(language, "Iets dat ertegen spreekt", "Anything against it");
    for (title, found, direction) in [
        (shown, &one.shown, Direction::Positive),
        (failed, &one.failed, Direction::Negative),
    ] {
        section.push(row(title.to_owned(), found, language));
        for (behaviour, found) in &one.behaviours {
            if behaviour.direction() == direction {
                let name = findings.names.get(behaviour);
                let name = name.map_or(behaviour.id(), |name| topic(name, language));
                section.push_part(row(name.to_owned(), found, language));
            }
        }
    }
    section
}

fn row(title: String, found: &Occurrence, language: Language) -> Vec<String> {
    let difference = |one: &Option<Difference>| match one {
        Some(one) => number::signed_interval(&one.difference, language),
        None => number::ABSENT.to_owned(),
    };
    let Some(n_shown) = found.n_shown else {
        let hidden = suppressed(Reason::BelowFloor, language).to_owned();
        let absent = || number::ABSENT.to_owned();
        return vec![title, hidden, absent(), absent(), absent()];
    };
    vec![
        title,
        number::count(as_u64(n_shown), language),
        share(found.share.as_ref(), language),
        difference(&found.change),
        difference(&found.outcome),
    ]
}

fn share(share: Option<&Interval>, language: Language) -> String {
    share.map_or_else(
        || cannot_tell(language),
        |share| {
            let part = |value| number::percentage(value, language);
            let to = either(language, "tot", "to");
            let (low, high) = (part(share.low), part(share.high));
            format!("{} [{low} {to} {high}]", part(share.estimate))
        },
    )
}

fn cannot_tell(language: Language) -> String {
    either(language, "niet te zeggen", "cannot tell").to_owned()
}

fn cautions(findings: &ConversationFindings, language: Language) -> Vec<String> {
    let coverage = number::setting(findings.level.get(), language);
    let mut cautions = vec![match language {
        Language::Nl => format!(
            "{coverage}-intervallen; gesprekken van één medewerker, of anders van één klant, hangen samen. Niets hier gaat over één medewerker, en niets over emotie van medewerkers."
        ),
        Language::En => format!(
            "{coverage} intervals; conversations of one agent, or else of one customer, hang together. Nothing here is of a single agent, and nothing of the emotion of agents."
        ),
    }];
    cautions.push(
        either(
            language,
            "Verschillen zijn tussen gesprekken met en zonder, zoals ze waren: een boze klant krijgt vaker excuses. Ze zijn geen effect, en van twintig wijkt er gemiddeld één af zonder dat er iets is. Leeg: te weinig klanten, minder dan 10 gesprekken of minder dan 5 medewerkers aan een kant, of een paar die de meeste ervan voeren.",
            "Differences are between conversations with and without, as they were: an angry customer gets more apologies. They are no effect, and of twenty one stands out on average where there is nothing. Empty: too few customers, fewer than 10 conversations or 5 agents on a side, or a few who hold most of it.",
        )
        .to_owned(),
    );
    if findings.n_agents == 0 && findings.n > 0 {
        cautions.push(
            either(
                language,
                "Geen medewerker is bekend: intervallen zijn te smal waar gesprekken van één medewerker op elkaar lijken.",
                "No agent is known: intervals are too narrow where conversations of one agent resemble each other.",
            )
            .to_owned(),
        );
    }
    if let Some(since) = findings.since {
        cautions.push(match language {
            Language::Nl => format!(
                "De uitkomst heeft sinds {since} een andere schaal of vraag: alleen antwoorden vanaf die dag tellen mee."
            ),
            Language::En => format!(
                "The outcome has another scale or question since {since}: only answers from that day on count."
            ),
        });
    }
    cautions.extend(mirrored(findings.best, language).map(str::to_owned));
    cautions
}
