use super::People;
use super::words::{missing, not_the_only_ground};
use crate::disclosure::{Reason, Released};
use crate::report::wire::exact;
use crate::report::words::Language;
use crate::service_levels::people::{
    BeforeAfter, Level, Point, Scorecard, Sheet, SheetContent, Standing, Variances,
};
use crate::stats::WelchTest;
use crate::units::Interval;
use serde_json::{Value, json};

/// The report for machines, exact.
pub fn json(people: &People<'_>) -> String {
    let cards = people.cards;
    let rows = |rows: &[Released<Scorecard>]| rows.iter().map(row).collect::<Vec<Value>>();
    let document = json!({
        "schema_version": 1,
        "engine_version": env!("CARGO_PKG_VERSION"),
        "level": match cards.level { Level::Teams => "teams", Level::Agents => "agents" },
        "attribution": cards.attribution.as_str(),
        "interval_level": exact(cards.interval_level.get()),
        "held_constant": cards.mix.iter().map(AsRef::as_ref).collect::<Vec<&str>>(),
        "contacts": {
            "n_used": people.account.n_used,
            "n_without_score": people.account.n_without_score,
            "n_without_agent": people.account.n_without_agent,
            "n_rejected": people.account.n_rejected,
        },
        "total": cards.total.as_ref().map(row),
        "teams": rows(&cards.teams),
        "agents": rows(&cards.agents),
        "variances": { "teams": cards.of_teams.map(variances), "agents": cards.of_agents.map(variances) },
        "n_without_row": cards.teams.iter().filter(|_| cards.level == Level::Agents).filter_map(|one| {
            let team = one.of("team")?;
            Some(json!({ "team": team, "n": cards.n_without_row(team)? }))
        }).collect::<Vec<Value>>(),
        "agents_withheld": people.access.err().map(|refusal| {
            refusal.missing.iter().map(|one| missing(one, Language::En)).collect::<Vec<String>>()
        }),
        "governance": people.access.ok().map(|access| json!({
            "or_consent": access.consent().reference,
            "expires": access.consent().expires.to_string(),
            "dpia_reference": access.dpia_reference(),
            "min_n": access.floor().people(),
            "note": not_the_only_ground(Language::En),
        })),
        "sheets": people.sheets.iter().map(sheet).collect::<Vec<Value>>(),
        "before_after": people.changes.iter().map(change).collect::<Vec<Value>>(),
    });
    let mut text = format!("{document:#}");
    text.push('\n');
    text
}

fn row(one: &Released<Scorecard>) -> Value {
    json!({
        "team": one.of("team"),
        "agent": one.of("agent"),
        "n": one.n(),
        "suppressed": one.reason().map(Reason::as_str),
        "mean": one.content().map(|card| interval(&card.mean)),
        "difference": one.content().and_then(|card| card.difference).map(|difference| json!({
            "n_compared": difference.n_compared,
            "expected": exact(difference.expected),
            "raw": interval(&difference.raw),
            "shrunk": interval(&difference.shrunk),
            "standing": standing_code(difference.standing),
        })),
    })
}

pub(super) fn standing_code(standing: Standing) -> &'static str {
    match standing {
        Standing::Above => "above",
        Standing::Below => "below",
        Standing::Indistinct => "indistinct",
    }
}

fn interval(one: &Interval) -> Value {
    json!({ "low": exact(one.low), "estimate": exact(one.estimate), "high": exact(one.high), "level": exact(one.level.get()) })
}

fn variances(one: Variances) -> Value {
    json!({
        "within": exact(one.within),
        "between": exact(one.between),
        "k": one.k().and_then(exact),
        "p": exact(one.p_value.get()),
    })
}

fn sheet(one: &Sheet) -> Value {
    match &one.content {
        SheetContent::Silent { reason } => json!({
            "agent": one.agent,
            "silent": reason.as_str(),
        }),
        SheetContent::Points {
            n,
            n_tested,
            strengths,
            development,
            examples,
            ..
        } => json!({
            "agent": one.agent,
            "n": n,
            "n_tested": n_tested,
            "strengths": strengths.iter().map(point).collect::<Vec<Value>>(),
            "development": development.iter().map(point).collect::<Vec<Value>>(),
            "examples": examples.iter().map(|example| json!({
                "contact": &*example.id,
                "label": &*example.label,
                "week": example.week.map(|(year, week)| format!("{year}-W{week:02}")),
                "text": example.text.as_ref().map(ToString::to_string),
            })).collect::<Vec<Value>>(),
            "note": not_the_only_ground(Language::En),
        }),
    }
}

fn point(one: &Point) -> Value {
    json!({
        "label": &*one.label,
        "measure": one.measure.as_deref().unwrap_or("score"),
        "n": one.n,
        "n_others": one.n_others,
        "difference": test(&one.difference),
    })
}

fn change(one: &BeforeAfter) -> Value {
    json!({
        "agent": one.agent,
        "day": one.day.to_string(),
        "weeks": one.weeks,
        "suppressed": one.change.is_none().then_some("below_floor"),
        "n_before": one.change.map(|change| change.n_before),
        "n_after": one.change.map(|change| change.n_after),
        "difference": one.change.map(|change| test(&change.difference)),
        "causal": false,
    })
}

fn test(one: &WelchTest) -> Value {
    json!({ "interval": interval(&one.interval), "p": exact(one.p_value.get()) })
}
