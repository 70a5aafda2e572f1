use super::words;
use crate::report::Language;
use crate::report::wire::{bounds, exact};
use crate::report::words::verdict_code;
use crate::signals::priority::{Judgement, Priorities, Priority, Weighting};
use serde_json::{Value, json};

/// The member `priorities` of `signals.json`.
pub(in crate::report) fn value(found: &Priorities) -> Value {
    let weights = match found.weighting {
        Weighting::Balanced {
            customer,
            organisation,
        } => json!({"customer": exact(customer), "organisation": exact(organisation)}),
        _ => Value::Null,
    };
    json!({
        "weighting": words::weighting_code(found.weighting),
        "weights": weights,
        "formula_en": words::formula(found, Language::En),
        "score_unit": words::unit_code(found.unit),
        "currency": found.currency,
        "value_per_point": found.value_per_point.map(judgement),
        "cost_per_hour": found.cost_per_hour.map(judgement),
        "topics": found.items.iter().map(priority).collect::<Vec<_>>(),
        "caveats": found.caveats.iter().map(|caveat| json!({
            "code": words::caveat_code(*caveat),
            "text_en": words::caveat(*caveat, Language::En),
        })).collect::<Vec<_>>(),
    })
}

fn priority(item: &Priority) -> Value {
    json!({
        "rank": item.rank,
        "topic": item.topic.id.as_str(),
        "owner": item.owner,
        "verdict": verdict_code(item.verdict),
        "fraction_removed": exact(item.fraction_removed),
        "gain_points": bounds(&item.gain),
        "value_per_year": item.value.as_ref().map(bounds),
        "contacts_per_year": item.contacts.as_ref().map(bounds),
        "contacts_avoided_per_year": item.avoided.as_ref().map(bounds),
        "savings_per_year": item.savings.as_ref().map(bounds),
        "effort": item.effort.map(judgement),
        "strategic_weight": item.strategic_weight.and_then(exact),
        "score": item.score.as_ref().map(bounds),
        "p_best": item.p_best.and_then(|p| exact(p.get())),
        "p_top3": item.p_top3.and_then(|p| exact(p.get())),
        "on_front": item.on_front,
        "p_front": item.p_front.and_then(|p| exact(p.get())),
        "better_on_both_sides": item.beaten_by.as_ref().map(crate::record::TopicId::as_str),
    })
}

fn judgement(judgement: Judgement) -> Value {
    let [low, likely, high] = judgement.values();
    json!({"low": exact(low), "likely": exact(likely), "high": exact(high)})
}
