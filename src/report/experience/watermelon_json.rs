use super::answers::answers_json;
use super::by_chance::by_chance_json;
use super::figure::interval_json;
use super::tolerance::tolerance_json;
use super::watermelon::{TicketList, Watermelon, n_judged};
use super::xla_json::direction;
use crate::disclosure::Reason;
use crate::report::wire::exact;
use crate::service_levels::experience::{Estimate, FLOOR, Verdict};
use crate::service_levels::watermelon::{
    Cell, Evidence, ResponseDifference, Settings, TicketQuadrant, TicketRow, WeekendRow,
};
use crate::units::Probability;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// Version of the layout.
const SCHEMA_VERSION: u32 = 1;

/// Promises beside experience for machines: one object, numbers exact, `null` where there is none or
/// where there are fewer than five answers.
pub fn watermelon_json(watermelon: &Watermelon<'_>) -> String {
    let settings = watermelon.settings;
    let object = json!({
        "schema_version": SCHEMA_VERSION,
        "question": &*settings.question.id,
        "negative_from": settings.question.negative_from.and_then(exact),
        "target": settings.target.as_ref().map(|target| json!({
            "id": &*target.id,
            "value": exact(target.value),
            "direction": direction(target.direction),
        })),
        "level": settings.level.get(),
        "min_n": settings.min_n,
        "least_ratio": exact(settings.least_ratio),
        "least_negative_text": settings.least_negative.get(),
        "by_chance": by_chance_json(n_judged(watermelon.cells), settings.level),
        "answers": watermelon.answers.map(answers_json),
        "cells": watermelon.cells.iter().map(|one| cell_value(one, settings)).collect::<Vec<_>>(),
        "quadrants": quadrants_value(watermelon.quadrants),
        "n_withheld_of_agents": watermelon.withheld.map(|withheld| withheld.n_rows),
        "tickets": watermelon.tickets.rows.iter()
            .map(|row| ticket(row, watermelon.tickets))
            .collect::<Vec<_>>(),
        "weekend": watermelon.weekend.iter().map(weekend).collect::<Vec<_>>(),
        "tolerance": watermelon.tolerance.as_ref().map(tolerance_json),
    });
    let mut text = format!("{object:#}");
    text.push('\n');
    text
}

fn estimate(estimate: &Estimate) -> Value {
    let mut value = interval_json(&estimate.interval);
    value["n"] = json!(estimate.n);
    value
}

/// A cell with its keys, whose names are those of `settings`.
pub(in crate::report) fn cell_value(cell: &Cell, settings: &Settings) -> Value {
    let mut keys = Map::new();
    for (name, value) in settings.by.iter().zip(&cell.keys) {
        keys.insert(name.to_string(), json!(&**value));
    }
    // A count of negative answers would tell what a handful answered.
    let counts = |(negative, n): (usize, usize)| {
        (n >= FLOOR).then(|| json!({ "negative": negative, "n": n }))
    };
    json!({
        "keys": keys,
        "quadrant": cell.quadrant.as_str(),
        "n_met": cell.n_met,
        "n_breached": cell.n_breached,
        "n_open": cell.n_open,
        "n_no_sla": cell.n_no_sla,
        "attainment": cell.attainment().and_then(exact),
        "contract": cell.contract.map(Probability::get),
        "green": cell.is_green(),
        "measure": cell.measure.as_str(),
        "experience": cell.experience.as_ref().map(estimate),
        "experience_of_met": cell.experience_of_met.as_ref().map(estimate),
        "suppressed": {
            "all": cell.hidden.all.map(Reason::as_str),
            "met": cell.hidden.met.map(Reason::as_str),
            "breached": cell.hidden.breached.map(Reason::as_str),
        },
        "xla": cell.xla.map(Verdict::as_str),
        "watermelon_rate": cell.watermelon_rate.as_ref().map(interval_json),
        "lift": {
            "ratio": cell.lift.ratio.as_ref().map(interval_json),
            "matters": cell.lift.matters.as_str(),
            "met": counts(cell.lift.met),
            "breached": counts(cell.lift.breached),
            "half_added": cell.lift.is_adjusted,
        },
        "response": {
            "biased": match cell.bias.difference {
                ResponseDifference::Seen => Some(true),
                ResponseDifference::NotSeen => Some(false),
                ResponseDifference::CannotTell => None,
            },
            "difference": cell.bias.difference.as_str(),
            "breached": cell.bias.response.as_ref().map(|two| interval_json(&two.first)),
            "met": cell.bias.response.as_ref().map(|two| interval_json(&two.second)),
            "p": cell.bias.p.and_then(exact),
        },
        "n_negative_texts": cell.n_negative_texts.filter(|n| *n >= FLOOR),
    })
}

/// Tickets by place; `null` where that may not be told.
pub(in crate::report) fn quadrants_value(quadrants: &BTreeMap<TicketQuadrant, u64>) -> Value {
    let places = TicketQuadrant::ALL.into_iter();
    let members = places.map(|place| (place.as_str().to_owned(), json!(quadrants.get(&place))));
    Value::Object(members.collect::<Map<_, _>>())
}

/// A ticket with how its promises came out, and its place where that may be listed.
fn ticket(row: &TicketRow, list: &TicketList) -> Value {
    let is_told = list.with_place.contains(&row.sla);
    json!({
        "ticket": &*row.ticket,
        "sla": row.sla.as_str(),
        "quadrant": is_told.then(|| row.quadrant.as_str()),
        "evidence": row.evidence.filter(|_| is_told).map(|evidence| match evidence {
            Evidence::Survey => "survey",
            Evidence::Text => "text",
        }),
    })
}

fn weekend(row: &WeekendRow) -> Value {
    json!({
        "sla": row.sla.as_str(),
        "crossed_weekend": row.crossed_weekend,
        "n": row.n,
        "n_responded": row.n_responded,
        "negative": row.negative.as_ref().map(interval_json),
        "median_wait_s": row.median_wait.map(|wait| wait.0),
    })
}
