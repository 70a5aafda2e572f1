//! Topics beside one another in the segments of a field.

use super::number;
use super::study::{clock_lines, frozen_model_value};
use super::table::{Cell, ColumnKind};
use super::tables::{Table, bounds, number as float, text as cell_of};
use super::wire::exact;
use super::words::{Language, either, mirrored, only_about_line, suppressed, value_name};
use crate::disclosure::Reason;
use crate::findings::{SegmentFindings, SegmentRow, SegmentTopicRow};
use crate::signals::SegmentCell;
use crate::units::Interval;
use serde_json::{Value, json};
use std::fmt::Write;

/// The comparison for people.
pub fn segments_text(findings: &SegmentFindings, language: Language) -> String {
    let pick = |nl: &'static str, en: &'static str| either(language, nl, en);
    let mut text = String::new();
    let _ = writeln!(text, "{}", shown_line(findings, language));
    let only = only_about_line(&findings.about, language);
    for line in only
        .into_iter()
        .chain(clock_lines(&findings.frozen_model, language))
    {
        let _ = writeln!(text, "{line}");
    }
    if let Some(note) = mirrored(findings.best, language) {
        let _ = writeln!(text, "{note}");
    }
    if let Some(since) = findings.since {
        let _ = match language {
            Language::Nl => writeln!(
                text,
                "Sinds {since} andere schaal of vraag: alles hieronder is van de antwoorden van daarna."
            ),
            Language::En => writeln!(
                text,
                "Another scale or question since {since}: all of this is of the answers from then on."
            ),
        };
    }
    let _ = writeln!(text);
    for row in &findings.segments {
        let name = name(row, language);
        let _ = match &row.segment {
            Err(reason) => writeln!(text, "{name}: {}", suppressed(*reason, language)),
            Ok(segment) => {
                let mean = segment.mean.as_ref();
                let mean = mean.map_or_else(
                    || number::ABSENT.to_owned(),
                    |mean| number::signed_interval(mean, language),
                );
                let n = number::count(segment.n, language);
                let words = pick("gemiddelde uitkomst", "mean outcome");
                writeln!(text, "{name}: n = {n}, {words} {mean}")
            }
        };
    }
    for topic in &findings.topics {
        let title = match language {
            Language::Nl => &topic.topic.nl,
            Language::En => &topic.topic.en,
        };
        let _ = writeln!(text, "\n{title}{}", whole(topic, language));
        let _ = writeln!(text, "  {}", heterogeneity(topic, language));
        for (row, cell) in findings.segments.iter().zip(&topic.cells) {
            let said = match cell {
                Ok(cell) => cell_line(cell, language),
                Err(reason) => suppressed(*reason, language).to_owned(),
            };
            let _ = writeln!(text, "  {}: {said}", name(row, language));
        }
    }
    let _ = writeln!(
        text,
        "\n{}",
        pick(
            "Effect: uitkomstpunten bij een negatieve vermelding, segment en andere onderwerpen gelijk gehouden; het effect van andere onderwerpen telt overal als hetzelfde. Getrokken: naar dat van alle segmenten, naarmate het eigen effect minder zegt. Over wie iets schreef. Een verband, geen oorzaak.",
            "Effect: outcome points of a negative mention, segment and other topics held; the effect of other topics counts as the same everywhere. Pooled: drawn towards that of all segments as far as its own says little. Of those who wrote. An association, not a cause.",
        )
    );
    text
}

/// Why there is nothing to compare over the values of `field`.
pub fn nothing_to_compare(field: &str, language: Language) -> String {
    match language {
        Language::Nl => format!(
            "Er valt niets te vergelijken over {field}: geen respondent met woorden en een score heeft er een waarde van, of er is geen onderwerp met genoeg vermeldingen of geen verschil in score.\n"
        ),
        Language::En => format!(
            "There is nothing to compare over {field}: no respondent with words and a score has a value of it, or no topic has enough mentions, or all scores are equal.\n"
        ),
    }
}

fn shown_line(findings: &SegmentFindings, language: Language) -> String {
    let (shown, pooled) = (findings.n_shown, findings.n_pooled);
    let (hidden, field, floor) = (findings.n_hidden, &findings.field, findings.floor);
    match language {
        Language::Nl => format!(
            "Segmenten van {field}: {shown} getoond, {pooled} samengenomen, {hidden} verborgen (minder dan {floor} mensen, of daaruit af te leiden)."
        ),
        Language::En => format!(
            "Segments of {field}: {shown} shown, {pooled} taken together, {hidden} hidden (fewer than {floor} people, or what would tell of such)."
        ),
    }
}

fn name(row: &SegmentRow, language: Language) -> &str {
    match (&row.value, language) {
        (Some(value), _) => value_name(value, language),
        (None, Language::Nl) => "(alle andere)",
        (None, Language::En) => "(all others)",
    }
}

fn whole(topic: &SegmentTopicRow, language: Language) -> String {
    match &topic.whole {
        Err(reason) => format!(": {}", suppressed(*reason, language)),
        Ok(whole) => {
            let n = number::count(whole.n_negative, language);
            let share = number::percentage(whole.share, language);
            let effect = number::signed(whole.effect, 1, language);
            match language {
                Language::Nl => format!(": {n} negatief ({share}), effect {effect}"),
                Language::En => format!(": {n} negative ({share}), effect {effect}"),
            }
        }
    }
}

fn heterogeneity(topic: &SegmentTopicRow, language: Language) -> String {
    let test = match &topic.heterogeneity {
        Ok(Some(test)) => test,
        untold => {
            let why = untold
                .as_ref()
                .err()
                .map(|reason| suppressed(*reason, language));
            return match language {
                Language::Nl => {
                    format!(
                        "verschil tussen segmenten: {}",
                        why.unwrap_or("niet te zeggen")
                    )
                }
                Language::En => {
                    format!(
                        "difference between segments: {}",
                        why.unwrap_or("cannot tell")
                    )
                }
            };
        }
    };
    let p = number::probability(test.p_value.get(), language);
    let q = number::significant(test.q, 3, language);
    let (df, stands) = (test.degrees_of_freedom, test.is_discovery);
    match (language, stands) {
        (Language::Nl, true) => {
            format!("effect verschilt tussen segmenten (Q = {q}, df {df}, p {p})")
        }
        (Language::Nl, false) => {
            format!("geen verschil tussen segmenten aangetoond (Q = {q}, df {df}, p {p})")
        }
        (Language::En, true) => {
            format!("effect differs between segments (Q = {q}, df {df}, p {p})")
        }
        (Language::En, false) => {
            format!("no difference between segments shown (Q = {q}, df {df}, p {p})")
        }
    }
}

fn cell_line(cell: &SegmentCell, language: Language) -> String {
    let of = |interval: Option<Interval>| {
        interval.map_or_else(
            || number::ABSENT.to_owned(),
            |interval| number::signed_interval(&interval, language),
        )
    };
    let n = number::count(cell.n_negative, language);
    let share = number::percentage(cell.share.estimate, language);
    let (effect, pooled) = (of(cell.effect), of(cell.pooled));
    match language {
        Language::Nl => format!("n = {n} ({share}), effect {effect}, getrokken {pooled}"),
        Language::En => format!("n = {n} ({share}), effect {effect}, pooled {pooled}"),
    }
}

/// The comparison for machines, exact; what is hidden carries its reason.
pub fn segments_json(findings: &SegmentFindings) -> String {
    let document = json!({
        "schema_version": 1,
        "engine_version": env!("CARGO_PKG_VERSION"),
        "project": findings.project,
        "field": findings.field,
        "driver_model": frozen_model_value(&findings.frozen_model),
        "since": findings.since.map(|day| day.to_string()),
        "floor": findings.floor,
        "interval_level": exact(findings.level.get()),
        "n_shown": findings.n_shown,
        "n_pooled": findings.n_pooled,
        "n_hidden": findings.n_hidden,
        "n": findings.n.ok(),
        "segments": findings.segments.iter().map(segment).collect::<Vec<Value>>(),
        "topics": findings.topics.iter().map(|one| topic(one, findings)).collect::<Vec<Value>>(),
    });
    let mut text = format!("{document:#}");
    text.push('\n');
    text
}

/// The comparison as a table, one row per topic and segment; what is hidden is empty and carries its reason.
/// The second column has the name of the field, or `segment` where another column has that name.
pub fn segments_csv(findings: &SegmentFindings) -> String {
    let mut columns = vec![
        ("topic", ColumnKind::Text),
        ("segment", ColumnKind::Text),
        ("n_segment", ColumnKind::Integer),
        ("suppressed", ColumnKind::Text),
        ("n_negative", ColumnKind::Integer),
    ];
    let numbers = [
        "share_negative",
        "share_negative_low",
        "share_negative_high",
        "effect_negative_points",
        "effect_negative_points_low",
        "effect_negative_points_high",
        "pooled_effect_points",
        "pooled_effect_points_low",
        "pooled_effect_points_high",
        "heterogeneity_q",
        "heterogeneity_p",
    ];
    columns.extend(numbers.map(|name| (name, ColumnKind::Float)));
    columns.push(("heterogeneity_stands", ColumnKind::Boolean));
    if columns.iter().all(|(name, _)| *name != findings.field) {
        columns[1].0 = &findings.field;
    }
    let cells = findings.topics.iter().flat_map(|topic| {
        let rows = findings.segments.iter().zip(&topic.cells);
        rows.map(move |(row, guarded)| (topic, row, guarded))
    });
    let rows = cells.map(|(topic, row, guarded)| {
        let cell = guarded.as_ref().ok();
        let count = |n: Option<u64>| n.map_or(Cell::Empty, Cell::count);
        let mut written = vec![
            Cell::from(topic.topic.id.as_str()),
            cell_of(row.value.as_deref()),
            count(row.segment.as_ref().ok().map(|segment| segment.n)),
            cell_of(reason(guarded)),
            count(cell.map(|cell| cell.n_negative)),
        ];
        written.extend(bounds(cell.map(|cell| &cell.share)));
        written.extend(bounds(cell.and_then(|cell| cell.effect.as_ref())));
        written.extend(bounds(cell.and_then(|cell| cell.pooled.as_ref())));
        written.extend(match topic.heterogeneity {
            Ok(Some(test)) => [
                float(test.q),
                float(test.p_value.get()),
                Cell::Boolean(test.is_discovery),
            ],
            _ => [Cell::Empty, Cell::Empty, Cell::Empty],
        });
        written
    });
    Table::new("segments", &columns, rows.collect()).csv()
}

fn reason<T>(guarded: &Result<T, Reason>) -> Option<&'static str> {
    guarded.as_ref().err().map(|reason| reason.as_str())
}

fn segment(row: &SegmentRow) -> Value {
    let segment = row.segment.as_ref().ok();
    json!({
        "value": row.value,
        "suppressed": reason(&row.segment),
        "n": segment.map(|segment| segment.n),
        "mean_points": segment.and_then(|segment| segment.mean.as_ref()).map(interval),
    })
}

fn topic(row: &SegmentTopicRow, findings: &SegmentFindings) -> Value {
    let whole = row.whole.as_ref().ok();
    let cells = findings
        .segments
        .iter()
        .zip(&row.cells)
        .map(|(segment, guarded)| {
            let cell = guarded.as_ref().ok();
            json!({
                "segment": segment.value,
                "suppressed": reason(guarded),
                "n_negative": cell.map(|cell| cell.n_negative),
                "share_negative": cell.map(|cell| interval(&cell.share)),
                "effect_negative_points": cell.and_then(|cell| cell.effect.as_ref()).map(interval),
                "pooled_effect_points": cell.and_then(|cell| cell.pooled.as_ref()).map(interval),
            })
        });
    json!({
        "topic": row.topic.id.as_str(),
        "name_nl": row.topic.nl,
        "name_en": row.topic.en,
        "suppressed": reason(&row.whole),
        "n_negative": whole.map(|whole| whole.n_negative),
        "share_negative": whole.and_then(|whole| exact(whole.share)),
        "effect_negative_points": whole.and_then(|whole| exact(whole.effect)),
        "heterogeneity_suppressed": reason(&row.heterogeneity),
        "heterogeneity": row.heterogeneity.ok().flatten().map(|test| json!({
            "q": exact(test.q),
            "degrees_of_freedom": test.degrees_of_freedom,
            "p_value": exact(test.p_value.get()),
            "i_squared": exact(test.i_squared),
            "stands": test.is_discovery,
        })),
        "cells": cells.collect::<Vec<Value>>(),
    })
}

fn interval(interval: &Interval) -> Value {
    json!({
        "estimate": exact(interval.estimate),
        "low": exact(interval.low),
        "high": exact(interval.high),
    })
}
