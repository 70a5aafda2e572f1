use super::problem::Problems;
use super::section::Section;
use crate::intake::date_alone;
use crate::record::{Best, Scale, ScaleKind, ScoreName};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// A declared score: its scale, the codes that mean "no answer", and the days on which its scale or question
/// became another one.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct DeclaredScore {
    pub(super) scale: Scale,
    pub(super) missing: Vec<String>,
    pub(super) changed: Vec<Date>,
}

const KINDS: [(&str, ScaleKind); 6] = [
    ("nps", ScaleKind::Nps),
    ("csat", ScaleKind::Csat),
    ("ces", ScaleKind::Ces),
    ("stars", ScaleKind::Stars),
    ("school-mark", ScaleKind::SchoolMark),
    ("other", ScaleKind::Other),
];

/// Reads `[scores.NAME]` tables.
pub(super) fn read_scores(
    section: &Section<'_, '_>,
    problems: &mut Problems<'_>,
) -> BTreeMap<ScoreName, DeclaredScore> {
    let mut scores = BTreeMap::new();
    for (name, mut score) in section.named_sections(problems) {
        // A score with a fault is declared all the same, so that what refers to it is not a fault too.
        let declared = read_score(&mut score, problems);
        scores.insert(ScoreName::new(name), declared);
        score.finish(problems);
    }
    scores
}

/// The days on which each score became another one.
pub(super) fn changes_of(
    scores: &BTreeMap<ScoreName, DeclaredScore>,
) -> BTreeMap<ScoreName, Vec<Date>> {
    let scores = scores.iter();
    scores
        .map(|(name, declared)| (name.clone(), declared.changed.clone()))
        .collect()
}

fn read_score(section: &mut Section<'_, '_>, problems: &mut Problems<'_>) -> DeclaredScore {
    let kind = section.choice("kind", &KINDS, problems);
    let low = section.number("low", problems);
    let high = section.number("high", problems);
    let best = section.choice(
        "best",
        &[("high", Best::High), ("low", Best::Low)],
        problems,
    );
    let missing = section.texts("missing", problems);
    let changed = read_changes(section, problems);

    // Only the net promoter question has its ends and its direction by definition.
    let by_definition = kind == Some(ScaleKind::Nps);
    let low = low.or(by_definition.then_some(0.0));
    let high = high.or(by_definition.then_some(10.0));
    let best = best.or(by_definition.then_some(Best::High));
    for (key, absent, example) in [
        ("low", low.is_none(), "1"),
        ("high", high.is_none(), "5"),
        ("best", best.is_none(), "\"high\" or \"low\""),
    ] {
        if absent {
            problems.note_with_hint(
                section.at(),
                section.key(key),
                "missing: a scale has two ends and a direction",
                Some(format!(
                    "add `{key} = {example}`; the direction is never guessed"
                )),
            );
        }
    }
    if by_definition && (low != Some(0.0) || high != Some(10.0) || best != Some(Best::High)) {
        problems.note_with_hint(
            section.at(),
            section.key("kind"),
            "a net promoter score runs from 0 to 10 and high is best",
            Some("use kind = \"other\" for a different scale".to_owned()),
        );
    }
    let (low, high) = (low.unwrap_or(0.0), high.unwrap_or(f64::MAX));
    let kind = kind.unwrap_or(ScaleKind::Other);
    let scale = Scale::new(low, high, best.unwrap_or(Best::High), kind).unwrap_or_else(|error| {
        problems.note(section.at(), section.key("low"), error.to_string());
        Scale::WIDEST
    });
    DeclaredScore {
        scale,
        missing,
        changed,
    }
}

/// First days of another scale or question, ascending.
fn read_changes(section: &mut Section<'_, '_>, problems: &mut Problems<'_>) -> Vec<Date> {
    let mut days = Vec::new();
    for text in section.texts("changed", problems) {
        match date_alone(&text) {
            Some(day) => days.push(day),
            None => problems.note_with_hint(
                section.at_key("changed"),
                section.key("changed"),
                format!("\"{text}\" is not a day"),
                Some("give the first day of the new scale as \"2015-06-01\"".to_owned()),
            ),
        }
    }
    days.sort_unstable();
    days.dedup();
    days
}
