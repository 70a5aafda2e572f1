use super::csv::bounds;
use super::json::interval;
use super::{Names, name_of};
use crate::actions::{Baseline, Comparison, OutcomeFigure, TopicChange, TopicFigures};
use crate::disclosure::Reason;
use crate::record::Best;
use crate::report::number;
use crate::report::section::Section;
use crate::report::table::{number_cell, rows_as_csv};
use crate::report::words::{Language, either, mirrored, suppressed};
use serde_json::{Value, json};

/// Figures beside a baseline, for people.
pub fn comparison_text(
    (now, before): (&Baseline, &Baseline),
    comparison: &Comparison,
    names: &Names,
    language: Language,
) -> String {
    let all = either(language, "alles", "everything");
    let period = |baseline: &Baseline| baseline.period.clone().unwrap_or_else(|| all.to_owned());
    let (then, later) = (period(before), period(now));
    let mut section = Section::titled(&match language {
        Language::Nl => format!("{later} naast de nulmeting van {}", before.frozen_on),
        Language::En => format!("{later} beside the baseline of {}", before.frozen_on),
    });
    section.lead.push(match language {
        Language::Nl => format!(
            "Toen: {then}, {} respondenten met woorden. Nu: {}.",
            number::count(before.n_written, language),
            number::count(now.n_written, language)
        ),
        Language::En => format!(
            "Then: {then}, {} respondents with words. Now: {}.",
            number::count(before.n_written, language),
            number::count(now.n_written, language)
        ),
    });
    section.lead.push(format!(
        "{}: {}",
        either(language, "Uitkomst, nu min toen", "Outcome, now less then"),
        comparison.outcome.map_or_else(
            || either(language, "niet te zeggen", "cannot tell").to_owned(),
            |change| number::signed_interval(&change, language)
        )
    ));
    let lines = now.definition.lines.iter();
    let mut of_outcome = lines.filter(|line| line.starts_with("outcome "));
    let best = of_outcome.next().map(|line| {
        if line.ends_with("best low") {
            Best::Low
        } else {
            Best::High
        }
    });
    section
        .lead
        .extend(mirrored(best, language).map(str::to_owned));
    section.grid.header = [
        either(language, "onderwerp", "topic"),
        either(language, "negatief toen", "negative then"),
        either(language, "nu", "now"),
        either(
            language,
            "verschil, procentpunten",
            "change, percentage points",
        ),
    ]
    .map(str::to_owned)
    .to_vec();
    let share = |topic: &TopicChange, figures: Option<&TopicFigures>| {
        figures.map_or_else(
            || {
                let why = topic
                    .is_withheld
                    .then(|| suppressed(Reason::BelowFloor, language));
                why.unwrap_or(number::ABSENT).to_owned()
            },
            |one| {
                let share = number::percentage(one.share_negative.estimate, language);
                format!("{share} (n {})", number::count(one.n_negative, language))
            },
        )
    };
    for topic in &comparison.topics {
        section.push(vec![
            name_of(names, &topic.topic, language).to_owned(),
            share(topic, topic.before.as_ref()),
            share(topic, topic.now.as_ref()),
            topic.share_negative.map_or_else(
                || number::ABSENT.to_owned(),
                |change| number::signed_interval(&change.scaled(100.0), language),
            ),
        ]);
    }
    let n = comparison.topics.len();
    section.notes.push(match language {
        Language::Nl => format!(
            "Van {n} intervallen sluit er bij toeval één op de twintig nul uit. Een verschil zegt niet waardoor het komt."
        ),
        Language::En => format!(
            "Of {n} intervals one in twenty excludes zero by chance. A change does not say what brought it."
        ),
    });
    section.text()
}

/// Figures beside a baseline, for machines, exact.
pub fn comparison_json((now, before): (&Baseline, &Baseline), comparison: &Comparison) -> String {
    let side = |baseline: &Baseline| {
        json!({
            "period": baseline.period,
            "n_written": baseline.n_written,
            "outcome": baseline.outcome.as_ref().map(outcome),
        })
    };
    let document = json!({
        "schema_version": 1,
        "engine_version": env!("CARGO_PKG_VERSION"),
        "frozen_on": before.frozen_on.to_string(),
        "definition": before.definition.lines,
        "before": side(before),
        "now": side(now),
        "outcome_change": comparison.outcome.as_ref().map(interval),
        "topics": comparison.topics.iter().map(topic).collect::<Vec<Value>>(),
    });
    let mut text = format!("{document:#}");
    text.push('\n');
    text
}

fn topic(change: &TopicChange) -> Value {
    json!({
        "topic": change.topic.as_str(),
        "before": change.before.as_ref().map(figures),
        "now": change.now.as_ref().map(figures),
        "share_negative_change": change.share_negative.as_ref().map(interval),
        "outcome_change": change.outcome.as_ref().map(interval),
        "suppressed": change.is_withheld.then(|| Reason::BelowFloor.as_str()),
    })
}

fn figures(figures: &TopicFigures) -> Value {
    json!({
        "n_mentions": figures.n_mentions,
        "n_negative": figures.n_negative,
        "share_negative": interval(&figures.share_negative),
        "outcome": figures.outcome.as_ref().map(outcome),
    })
}

fn outcome(figure: &OutcomeFigure) -> Value {
    json!({ "n": figure.n, "level": interval(&figure.level) })
}

/// Figures beside a baseline as a table: one row per topic.
///
/// Columns, in order: `topic`, `n_before`, `n_negative_before`, `share_before`, `n_now`,
/// `n_negative_now`, `share_now`, `change` (low, high), `outcome_change` (low, high), `suppressed`.
pub fn comparison_csv(comparison: &Comparison) -> String {
    let header = [
        "topic",
        "n_before",
        "n_negative_before",
        "share_before",
        "n_now",
        "n_negative_now",
        "share_now",
        "change",
        "change_low",
        "change_high",
        "outcome_change",
        "outcome_change_low",
        "outcome_change_high",
        "suppressed",
    ];
    let mut table = vec![header.map(str::to_owned).to_vec()];
    for topic in &comparison.topics {
        let mut row = vec![topic.topic.to_string()];
        for side in [&topic.before, &topic.now] {
            let count = |of: fn(&TopicFigures) -> u64| {
                side.as_ref()
                    .map_or(String::new(), |one| of(one).to_string())
            };
            row.push(count(|one| one.n_mentions));
            row.push(count(|one| one.n_negative));
            row.push(number_cell(
                side.as_ref().map(|one| one.share_negative.estimate),
            ));
        }
        row.extend(bounds(topic.share_negative));
        row.extend(bounds(topic.outcome));
        let why = topic.is_withheld.then(|| Reason::BelowFloor.as_str());
        row.push(why.unwrap_or_default().to_owned());
        table.push(row);
    }
    rows_as_csv(&table)
}
