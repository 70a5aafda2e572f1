use super::verdicts::{Agreements, Judged};
use crate::service_levels::clocks::{Instance, TicketResult};
use crate::service_levels::policies::{AgreementKind, Metric};
use crate::service_levels::watermelon::{SlaOutcome, TicketExperience, crosses_weekend};
use crate::units::Probability;
use jiff::tz::TimeZone;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Name of the key that holds the promise: policy and metric.
pub const PROMISE: &str = "policy";

/// What a customer said of a ticket.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Said {
    /// The answer to the question, on its scale.
    pub answer: Option<f64>,
    /// Number of that answer among all answers, where others are told beside tickets.
    pub number: Option<usize>,
    /// Number of the customer, where that is known.
    pub giver: Option<usize>,
    /// How sure their words were read as negative; `None` without words.
    pub negative_text: Option<Probability>,
}

/// The name of a promise in tables.
pub fn promise(policy: &str, metric: Metric) -> Arc<str> {
    format!("{policy} · {}", metric.as_str()).into()
}

/// Shares that were promised, by promise; a promise of several shares has none.
pub fn promised_shares(agreements: &Agreements) -> BTreeMap<Arc<str>, Probability> {
    let mut shares: BTreeMap<Arc<str>, Option<Probability>> = BTreeMap::new();
    for policy in agreements.policies() {
        if policy.kind != AgreementKind::Sla {
            continue;
        }
        for target in &policy.targets {
            let share = shares
                .entry(promise(&policy.id, target.metric))
                .or_insert(target.attainment);
            if *share != target.attainment {
                *share = None;
            }
        }
    }
    let known = shares.into_iter();
    known
        .filter_map(|(name, share)| Some((name, share?)))
        .collect()
}

/// A ticket beside what its customer said: once as a whole, and once per promise.
#[derive(Debug, Clone, PartialEq)]
pub struct Beside {
    /// All promises together: kept only when each was.
    pub whole: TicketExperience,
    /// Each promise for itself, named by the key [`PROMISE`].
    pub promises: Vec<TicketExperience>,
}

/// Sets a ticket beside what its customer said: what `watermelon` and a run look at.
///
/// The outcomes are those of the clocks, taken as they are. Other keys are the fields by which tickets
/// are told apart.
pub fn beside_experience(
    judged: &Judged,
    said: Option<Said>,
    by: &[Arc<str>],
    zone: &TimeZone,
) -> Beside {
    let result = &judged.result;
    let mut promises: BTreeMap<Arc<str>, Vec<&Instance>> = BTreeMap::new();
    for instance in &result.instances {
        if instance.policy.kind == AgreementKind::Sla {
            let name = promise(&instance.policy.id, instance.metric);
            promises.entry(name).or_default().push(instance);
        }
    }
    let fields = by.iter().filter(|name| &***name != PROMISE);
    let keys: BTreeMap<Arc<str>, Arc<str>> = fields
        .filter_map(|name| Some((Arc::clone(name), judged.fields.get(name)?.clone())))
        .collect();
    let wait = first_wait(result);
    let whole = TicketExperience {
        ticket: Arc::clone(&result.ticket),
        sla: SlaOutcome::of(&result.instances),
        response: said.and_then(|said| said.answer),
        answer: said.and_then(|said| said.number),
        giver: said.and_then(|said| said.giver),
        negative_text: said.and_then(|said| said.negative_text),
        keys,
        waited_calendar: wait.map(|instance| instance.waited_calendar),
        crossed_weekend: wait.and_then(|instance| {
            let end = instance.fulfilled_at?;
            Some(crosses_weekend(instance.activated_at, end, zone))
        }),
    };
    let promises = promises.into_iter().map(|(name, instances)| {
        let mut one = whole.clone();
        one.sla = SlaOutcome::of(instances);
        one.keys.insert(PROMISE.into(), name);
        one
    });
    Beside {
        promises: promises.collect(),
        whole,
    }
}

/// The clock of what the customer waited for first: the reply, else the solution.
fn first_wait(result: &TicketResult) -> Option<&Instance> {
    [Metric::FirstReplyTime, Metric::TotalResolutionTime]
        .into_iter()
        .find_map(|metric| {
            let mut instances = result.instances.iter();
            instances.find(|one| one.metric == metric && one.policy.kind == AgreementKind::Sla)
        })
}
