use super::loop_text::{LoopReport, cautions};
use crate::report::Language;
use crate::report::calls::source_json;
use crate::report::table::{number_cell, rows_as_csv};
use crate::report::wire::exact;
use crate::service_levels::experience::{Fatigue, TwoShares};
use crate::service_levels::surveys::{Closing, NextResponse, PeriodRate};
use crate::units::{Interval, Seconds};
use serde_json::{Map, Value, json};

/// The survey loop for machines: exact, shares from 0 to 1, durations in seconds.
pub fn loop_json(report: &LoopReport<'_>) -> String {
    let (found, settings) = (report.found, report.settings);
    let rate = &found.rate;
    let Seconds(transactional) = settings.frequency.transactional;
    let Seconds(relational) = settings.frequency.relational;
    let document = json!({
        "schema_version": 1,
        "engine_version": env!("CARGO_PKG_VERSION"),
        "source": source_json(report.provenance),
        "closures": report.closures.map(source_json),
        "as_of": settings.as_of.to_string(),
        "period": settings.period.as_str(),
        "level": settings.level.get(),
        "response": {
            "complete": rate.complete.as_ref().map(interval),
            "complete_or_partial": rate.complete_or_partial.as_ref().map(interval),
            "n_delivered": rate.n_delivered,
            "n_bounced": rate.n_bounced,
            "n_opted_out": rate.n_opted_out,
            "n_held_back": rate.n_held_back,
        },
        "periods": found.periods.iter().map(|one| {
            let wave = found.fatigue.iter().flatten().find(|wave| wave.period == one.period);
            period(one, wave)
        }).collect::<Vec<Value>>(),
        "trend": found.trend.map(|trend| json!({
            "per_period": interval(&trend.per_period),
            "p": exact(trend.p),
            "n_periods": trend.n_periods,
        })),
        "frequency": {
            "transactional_s": transactional,
            "relational_s": relational,
            "any_s": settings.frequency.any.map(|Seconds(any)| any),
        },
        "too_soon": found.too_soon.iter().map(|one| json!({
            "invitation": &*one.invitation,
            "previous": &*one.previous,
            "gap_s": one.gap.0,
            "required_s": one.required.0,
        })).collect::<Vec<Value>>(),
        "close_within_s": settings.close_within.map(|Seconds(target)| target),
        "closing": found.closing.as_ref().map(closing),
        "next_response": next(&found.next, settings.least),
        "overrides": report.overrides.iter().map(|one| json!({
            "at": one.at,
            "survey_id": one.survey,
            "missing": one.gaps,
            "reason": one.reason,
        })).collect::<Vec<Value>>(),
        "caveats": cautions(report, Language::En),
    });
    format!("{document:#}\n")
}

fn interval(one: &Interval) -> Value {
    json!({ "low": exact(one.low), "estimate": exact(one.estimate), "high": exact(one.high) })
}

fn period(one: &PeriodRate, wave: Option<&Fatigue>) -> Value {
    json!({
        "period": &*one.period,
        "is_missed": one.rate.is_none(),
        "is_open": one.is_open,
        "n_delivered": one.n_delivered,
        "n_complete": one.n_complete,
        "rate": one.rate.as_ref().map(interval),
        "against_first": wave.and_then(|wave| wave.response.as_ref()).map(two_shares),
        "has_fallen": wave.map(|wave| wave.has_fallen),
        "is_alarm": wave.map(|wave| wave.is_alarm),
    })
}

fn two_shares(two: &TwoShares) -> Value {
    json!({ "difference": interval(&two.difference), "p": two.p.and_then(exact) })
}

fn closing(one: &Closing) -> Value {
    let outcomes: Map<String, Value> = one
        .outcomes
        .iter()
        .map(|(outcome, n)| (outcome.to_string(), json!(n)))
        .collect();
    json!({
        "n_asked": one.n_asked,
        "n_closed": one.n_closed,
        "in_time": one.in_time.as_ref().map(|found| json!({
            "share": found.in_time.as_ref().map(interval),
            "n_in_time": found.n_in_time,
            "n_missed": found.n_missed,
            "n_pending": found.n_pending,
        })),
        "median_s": {
            "low": one.median_s.low.and_then(exact),
            "estimate": one.median_s.estimate.and_then(exact),
            "high": one.median_s.high.and_then(exact),
        },
        "outcomes": outcomes,
    })
}

fn next(one: &NextResponse, least: usize) -> Value {
    json!({
        "closed": { "n_complete": one.closed.0, "n": one.closed.1 },
        "open": { "n_complete": one.open.0, "n": one.open.1 },
        "least": least,
        "difference": one.difference.as_ref().map(two_shares),
        "causal": false,
    })
}

/// One row per period; numbers exact.
///
/// Columns, in order: `period`, `is_missed`, `n_delivered`, `n_complete`, `rate`, `rate_low`,
/// `rate_high`, `has_fallen`, `is_alarm` (empty where no alarm was asked for).
pub fn loop_csv(report: &LoopReport<'_>) -> String {
    let header = [
        "period",
        "is_missed",
        "n_delivered",
        "n_complete",
        "rate",
        "rate_low",
        "rate_high",
        "has_fallen",
        "is_alarm",
        "is_open",
    ];
    let mut rows = vec![header.map(str::to_owned).to_vec()];
    let found = report.found;
    for one in &found.periods {
        let mut waves = found.fatigue.iter().flatten();
        let wave = waves.find(|wave| wave.period == one.period);
        let said =
            |of: fn(&Fatigue) -> bool| wave.map_or_else(String::new, |wave| of(wave).to_string());
        rows.push(vec![
            one.period.to_string(),
            one.rate.is_none().to_string(),
            one.n_delivered.to_string(),
            one.n_complete.to_string(),
            number_cell(one.rate.map(|rate| rate.estimate)),
            number_cell(one.rate.map(|rate| rate.low)),
            number_cell(one.rate.map(|rate| rate.high)),
            said(|wave| wave.has_fallen),
            said(|wave| wave.is_alarm),
            one.is_open.to_string(),
        ]);
    }
    rows_as_csv(&rows)
}
