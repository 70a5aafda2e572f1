use super::words::{undivided, undivided_code};
use crate::findings::ChangeFindings;
use crate::report::Language;
use crate::report::table::{Cell, ColumnKind, Row};
use crate::report::tables::{Table, text};
use crate::report::wire::{bounds, exact};
use crate::signals::change::{Amount, Division, OfTopic, Side};
use serde_json::{Value, json as object};

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
    let divided = findings.moved.divided.as_ref();
    let rows = divided.map_or_else(|_| Vec::new(), |division| rows(division, findings));
    let columns = [
        ("part", ColumnKind::Text),
        ("name", ColumnKind::Text),
        ("total", ColumnKind::Float),
        ("total_low", ColumnKind::Float),
        ("total_high", ColumnKind::Float),
        ("volume", ColumnKind::Float),
        ("volume_low", ColumnKind::Float),
        ("volume_high", ColumnKind::Float),
        ("rate", ColumnKind::Float),
        ("rate_low", ColumnKind::Float),
        ("rate_high", ColumnKind::Float),
        ("share_negative_from", ColumnKind::Float),
        ("share_negative_to", ColumnKind::Float),
        ("effect_from", ColumnKind::Float),
        ("effect_to", ColumnKind::Float),
    ];
    Table::new("change", &columns, rows).csv()
}

fn rows(division: &Division, findings: &ChangeFindings) -> Vec<Row> {
    let whole = |part: &str, name: Option<&str>, amount: &Amount| {
        let mut row = vec![Cell::from(part), text(name)];
        row.extend(of_amount(Some(amount)));
        row.resize(N_COLUMNS, Cell::Empty);
        row
    };
    let mut rows = vec![whole("change", None, &division.change)];
    rows.extend(division.topics.iter().map(|part| {
        let name = findings.topics.get(part.topic);
        let mut row = vec![Cell::from("topic"), text(name.map(|name| name.id.as_str()))];
        row.extend(of_amount(Some(&part.total)));
        row.extend(of_amount(Some(&part.volume)));
        row.extend(of_amount(part.rate.as_ref()));
        let [from, to] = part
            .share_negative
            .map_or([None, None], |shares| shares.map(Some));
        for value in [from, to, part.effect_negative[0], part.effect_negative[1]] {
            row.push(Cell::from(value.and_then(exact)));
        }
        row
    }));
    let controls = division.controls.iter();
    rows.extend(controls.map(|(name, amount)| whole("control", Some(name), amount)));
    rows.push(whole("rest", None, &division.rest));
    let silent = Amount {
        value: division.silent,
        interval: None,
    };
    rows.push(whole("silent", None, &silent));
    rows
}

/// Columns of a row.
const N_COLUMNS: usize = 15;

/// Value, low and high; empty without an amount.
fn of_amount(amount: Option<&Amount>) -> [Cell; 3] {
    let interval = amount.and_then(|amount| amount.interval.as_ref());
    let cell = |value: Option<f64>| Cell::from(value.and_then(exact));
    [
        cell(amount.map(|amount| amount.value)),
        cell(interval.map(|interval| interval.low)),
        cell(interval.map(|interval| interval.high)),
    ]
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
