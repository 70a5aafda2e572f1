use super::problem::Problems;
use super::section::Section;
use super::source::Source;
use crate::record::TopicId;
use crate::signals;
use crate::signals::priority::{Judgement, Stakes, TopicStakes, Weighting};
use std::collections::BTreeMap;

/// What an organisation states about its own side, and where its contacts stand.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PrioritySettings {
    /// What it states.
    pub stakes: Stakes,
    /// Parts of negative mentions that stated improvements take away, by topic.
    pub fraction_removed_of: BTreeMap<TopicId, f64>,
    /// Sources whose records are contacts that somebody handled; transcripts if empty.
    pub contact_sources: Vec<String>,
}

/// Reads `[priorities]`; what an improvement is stated to take away goes to the ranking.
pub(super) fn read_own_side(
    root: &mut Section<'_, '_>,
    sources: &[Source],
    ranking: &mut signals::Options,
    problems: &mut Problems<'_>,
) -> Option<PrioritySettings> {
    let mut section = root.section("priorities", problems)?;
    let settings = read_priorities(&mut section, problems);
    let is_known = |name: &&String| {
        let mut known = sources.iter().map(|source| source.spec.name.as_str());
        known.any(|known| known == *name)
    };
    for unknown in settings
        .contact_sources
        .iter()
        .filter(|name| !is_known(name))
    {
        problems.note(
            section.at_key("contact_sources"),
            section.key("contact_sources"),
            format!("no source is named \"{unknown}\""),
        );
    }
    section.finish(problems);
    ranking
        .fraction_removed_of
        .clone_from(&settings.fraction_removed_of);
    Some(settings)
}

/// Reads `[priorities]`, apart from what it says of sources.
fn read_priorities(section: &mut Section<'_, '_>, problems: &mut Problems<'_>) -> PrioritySettings {
    let weighting = read_weighting(section, problems);
    let mut settings = PrioritySettings {
        stakes: Stakes {
            weighting,
            currency: section
                .text("currency", problems)
                .unwrap_or_else(|| "€".to_owned()),
            value_per_point: read_judgement(section, "value_per_point", problems),
            cost_per_hour: read_judgement(section, "cost_per_hour", problems),
            handle_time_s: read_judgement(section, "handle_time_s", problems),
            ..Stakes::default()
        },
        contact_sources: section.texts("contact_sources", problems),
        ..PrioritySettings::default()
    };
    if weighting.needs_value() && settings.stakes.value_per_point.is_none() {
        problems.note_with_hint(
            section.at_key("weighting"),
            section.key("weighting"),
            "this weighting adds amounts to gains of customers, and no outcome point has a value",
            Some("add value_per_point: what one point of the outcome is worth a year".to_owned()),
        );
    }
    for mut topic in section.sections("topic", problems) {
        read_topic(&mut topic, &mut settings, problems);
        topic.finish(problems);
    }
    settings
}

fn read_topic(
    section: &mut Section<'_, '_>,
    settings: &mut PrioritySettings,
    problems: &mut Problems<'_>,
) {
    let at = section.at_key("id");
    let id = section.required_text("id", "\"price\"", problems);
    let fraction = section.number("fraction_removed", problems);
    if fraction.is_some_and(|fraction| !(fraction > 0.0 && fraction <= 1.0)) {
        problems.note(
            section.at_key("fraction_removed"),
            section.key("fraction_removed"),
            "expected a part above 0 and up to 1",
        );
    }
    let avoidable = read_judgement(section, "avoidable", problems);
    if avoidable.is_some_and(|part| part.values()[2] > 1.0) {
        problems.note(
            section.at_key("avoidable"),
            section.key("avoidable"),
            "expected parts from 0 to 1",
        );
    }
    let strategic_weight = section.number("strategic_weight", problems);
    if strategic_weight.is_some_and(|weight| !(weight >= 0.0 && weight.is_finite())) {
        problems.note(
            section.at_key("strategic_weight"),
            section.key("strategic_weight"),
            "expected a weight from 0 up; 1 is usual",
        );
    }
    let stated = TopicStakes {
        contacts_per_year: read_judgement(section, "contacts_per_year", problems),
        avoidable,
        handle_time_s: read_judgement(section, "handle_time_s", problems),
        effort: read_judgement(section, "effort", problems),
        strategic_weight,
        owner: section.text("owner", problems),
    };
    let Some(id) = id.map(TopicId::new) else {
        return;
    };
    if let Some(fraction) = fraction {
        settings.fraction_removed_of.insert(id.clone(), fraction);
    }
    if settings.stakes.topics.insert(id.clone(), stated).is_some() {
        let twice = format!("\"{id}\" is stated a second time");
        problems.note(at, section.key("id"), twice);
    }
}

fn read_weighting(section: &mut Section<'_, '_>, problems: &mut Problems<'_>) -> Weighting {
    let equal = Weighting::Balanced {
        customer: 0.5,
        organisation: 0.5,
    };
    let choices = [
        ("value", Weighting::Value),
        ("value-and-savings", Weighting::ValueAndSavings),
        ("strategic", Weighting::Strategic),
        ("customer", Weighting::Customer),
        ("organisation", Weighting::Organisation),
        ("balanced", equal),
    ];
    let chosen = section
        .choice("weighting", &choices, problems)
        .unwrap_or_default();
    let Some(mut weights) = section.section("weights", problems) else {
        return chosen;
    };
    let mut weight = |key| {
        let weight = weights.number(key, problems).unwrap_or(0.5);
        if !(weight >= 0.0 && weight.is_finite()) {
            problems.note(
                weights.at_key(key),
                weights.key(key),
                "expected a weight from 0 up",
            );
        }
        weight
    };
    let (customer, organisation) = (weight("customer"), weight("organisation"));
    weights.finish(problems);
    if chosen == equal {
        return Weighting::Balanced {
            customer,
            organisation,
        };
    }
    problems.note_with_hint(
        section.at_key("weights"),
        section.key("weights"),
        "only the balanced weighting has weights",
        Some("set weighting = \"balanced\" or take the weights out".to_owned()),
    );
    chosen
}

/// One number, or the lowest, likely and highest value.
fn read_judgement(
    section: &mut Section<'_, '_>,
    key: &'static str,
    problems: &mut Problems<'_>,
) -> Option<Judgement> {
    let values = section.numbers(key, problems)?;
    let judgement = match values[..] {
        [value] => Judgement::new(value, value, value),
        [low, likely, high] => Judgement::new(low, likely, high),
        _ => {
            problems.note_with_hint(
                section.at_key(key),
                section.key(key),
                format!("expected one number or three, found {}", values.len()),
                Some(format!("{key} = [lowest, likely, highest]")),
            );
            return None;
        }
    };
    judgement
        .map_err(|wrong| problems.note(section.at_key(key), section.key(key), wrong.to_string()))
        .ok()
}
