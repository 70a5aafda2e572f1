//! Topics beside one another in the segments of a field.

use super::number;
use super::wire::exact;
use super::words::{Language, suppressed};
use crate::disclosure::Reason;
use crate::findings::{SegmentFindings, SegmentRow, SegmentTopicRow};
use crate::signals::SegmentCell;
use crate::units::Interval;
use serde_json::{Value, json};
use std::fmt::Write;

/// The comparison for people.
pub fn segments_text(findings: &SegmentFindings, language: Language) -> String {
    let pick = |nl: &'static str, en: &'static str| match language {
        Language::Nl => nl,
        Language::En => en,
    };
    let mut text = String::new();
    let _ = writeln!(text, "{}", shown_line(findings, language));
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
        (Some(value), _) => value,
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
pub fn segments_csv(findings: &SegmentFindings) -> String {
    let mut text = format!(
        "topic,{},n_segment,suppressed,n_negative",
        quoted(&findings.field)
    );
    for name in [
        "share_negative",
        "effect_negative_points",
        "pooled_effect_points",
    ] {
        let _ = write!(text, ",{name},{name}_low,{name}_high");
    }
    text.push_str(",heterogeneity_q,heterogeneity_p,heterogeneity_stands\n");
    for topic in &findings.topics {
        for (row, guarded) in findings.segments.iter().zip(&topic.cells) {
            let cell = guarded.as_ref().ok();
            let n = row.segment.as_ref().map(|segment| segment.n.to_string());
            let _ = write!(
                text,
                "{},{},{},{},{}",
                topic.topic.id,
                row.value.as_deref().map(quoted).unwrap_or_default(),
                n.unwrap_or_default(),
                reason(guarded).unwrap_or_default(),
                cell.map(|cell| cell.n_negative.to_string())
                    .unwrap_or_default(),
            );
            let share = cell.map(|cell| cell.share);
            let effect = cell.and_then(|cell| cell.effect);
            let pooled = cell.and_then(|cell| cell.pooled);
            for interval in [share, effect, pooled] {
                let _ = match interval {
                    Some(of) => write!(text, ",{},{},{}", of.estimate, of.low, of.high),
                    None => write!(text, ",,,"),
                };
            }
            let _ = match topic.heterogeneity {
                Ok(Some(test)) => {
                    let (q, p) = (test.q, test.p_value.get());
                    writeln!(text, ",{q},{p},{}", test.is_discovery)
                }
                _ => writeln!(text, ",,,"),
            };
        }
    }
    text
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
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
