use super::words::{undivided, undivided_code};
use crate::findings::ChangeFindings;
use crate::report::Language;
use crate::report::wire::{bounds, exact};
use crate::signals::change::{Amount, Division, OfTopic, Side};
use serde_json::{Value, json as object};
use std::fmt::Write;

/// Version of the layout.
const SCHEMA_VERSION: u32 = 1;

/// Why the outcome moved, for machines: [`schema("change")`](crate::report::schema()).
pub fn json(findings: &ChangeFindings) -> String {
    let mut text = format!("{:#}", value(findings));
    text.push('\n');
    text
}

/// One row per part; nothing but the header where the change cannot be divided.
pub fn csv(findings: &ChangeFindings) -> String {
    let mut text = String::from(
        "part,name,total,total_low,total_high,volume,volume_low,volume_high,rate,rate_low,rate_high,share_negative_from,share_negative_to,effect_from,effect_to\n",
    );
    let Ok(division) = &findings.moved.divided else {
        return text;
    };
    let mut row = |part: &str, name: &str, cells: [String; 7]| {
        let _ = writeln!(text, "{part},{},{}", quoted(name), cells.join(","));
    };
    let none = || String::new();
    let whole = |amount: &Amount| {
        let absent = ",,".to_owned();
        [
            of_amount(amount),
            absent.clone(),
            absent,
            none(),
            none(),
            none(),
            none(),
        ]
    };
    row("change", "", whole(&division.change));
    for part in &division.topics {
        let name = findings.topics.get(part.topic);
        let shares = part
            .share_negative
            .map(|shares| shares.map(|share| share.to_string()));
        let [from, to] = shares.unwrap_or_default();
        let effect = |at: usize| part.effect_negative[at].map_or_else(none, |one| one.to_string());
        row(
            "topic",
            name.map_or("", |name| name.id.as_str()),
            [
                of_amount(&part.total),
                of_amount(&part.volume),
                part.rate.as_ref().map_or(",,".to_owned(), of_amount),
                from,
                to,
                effect(0),
                effect(1),
            ],
        );
    }
    for (name, amount) in &division.controls {
        row("control", name, whole(amount));
    }
    row("rest", "", whole(&division.rest));
    let silent = Amount {
        value: division.silent,
        interval: None,
    };
    row("silent", "", whole(&silent));
    text
}

fn of_amount(amount: &Amount) -> String {
    match &amount.interval {
        None => format!("{},,", amount.value),
        Some(interval) => format!("{},{},{}", amount.value, interval.low, interval.high),
    }
}

fn quoted(text: &str) -> String {
    if text.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}

fn value(findings: &ChangeFindings) -> Value {
    let moved = &findings.moved;
    object!({
        "schema_version": SCHEMA_VERSION,
        "engine_version": env!("CARGO_PKG_VERSION"),
        "project": findings.project,
        "outcome": findings.outcome.as_str(),
        "where": findings.filter,
        "from": side(&findings.periods[0], &moved.sides[0]),
        "to": side(&findings.periods[1], &moved.sides[1]),
        "n_customers_in_both": moved.n_in_both,
        "level": findings.level.get(),
        "division": moved.divided.as_ref().ok().map(|parts| division(parts, findings)),
        "undivided": moved.divided.as_ref().err().map(|why| object!({
            "code": undivided_code(why),
            "text_en": undivided(why, findings, Language::En),
        })),
    })
}

fn side(period: &str, side: &Side) -> Value {
    object!({
        "period": period,
        "n_scored": side.n_scored,
        "n_written": side.n_written,
        "level": side.level.as_ref().map(bounds),
    })
}

fn division(division: &Division, findings: &ChangeFindings) -> Value {
    let topics = division.topics.iter().map(|part| topic(part, findings));
    let controls = division.controls.iter();
    object!({
        "change": amount(&division.change),
        "topics": topics.collect::<Vec<_>>(),
        "controls": controls
            .map(|(name, part)| object!({"name": name, "composition": amount(part)}))
            .collect::<Vec<_>>(),
        "rest": amount(&division.rest),
        "silent": exact(division.silent),
        "sum_of_parts": exact(division.sum()),
    })
}

fn topic(part: &OfTopic, findings: &ChangeFindings) -> Value {
    let name = findings.topics.get(part.topic);
    object!({
        "topic": name.map(|name| name.id.as_str()),
        "n_negative": part.n_negative,
        "share_negative": part.share_negative.map(|shares| shares.map(exact)),
        "effect_negative": part.effect_negative.map(|effect| effect.and_then(exact)),
        "volume": amount(&part.volume),
        "rate": part.rate.as_ref().map(amount),
        "total": amount(&part.total),
        "is_borrowed": part.is_borrowed,
    })
}

fn amount(amount: &Amount) -> Value {
    object!({
        "value": exact(amount.value),
        "low": amount.interval.and_then(|interval| exact(interval.low)),
        "high": amount.interval.and_then(|interval| exact(interval.high)),
    })
}
