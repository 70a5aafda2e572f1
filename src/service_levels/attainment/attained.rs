use super::case::{Case, Group, elapsed, in_seconds};
use super::parts::{Internal, Overrun, Repeats, SlackUse, Standing, overrun, share, slack_use};
use super::promises::{AgreedShare, Promises};
use crate::service_levels::clocks::State;
use crate::service_levels::policies::{AgreementKind, Metric};
use crate::units::{Interval, Probability, Seconds};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What came of promises, with what was never promised beside it.
#[derive(Debug, Clone, PartialEq)]
pub struct Attainments {
    /// By kind, policy, version, metric, team, target and group.
    pub rows: Vec<Row>,
    /// Tickets without a promise, by group: in no share, but work all the same.
    pub without_promise: BTreeMap<Group, usize>,
}

/// How finely cases are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grain {
    /// All priorities of a metric together.
    Metric,
    /// Each promised time for itself.
    Target,
}

/// What came of one promise in one group.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// What sort of promise.
    pub kind: AgreementKind,
    /// Id of the policy.
    pub policy: Arc<str>,
    /// Its version.
    pub version: u32,
    /// What is timed.
    pub metric: Metric,
    /// Whose leg, in agreements between teams.
    pub team: Option<Arc<str>>,
    /// The promised time, with [`Grain::Target`].
    pub target: Option<Seconds>,
    /// Where it is counted.
    pub group: Group,
    /// Fulfilled in time.
    pub n_met: usize,
    /// Over the target, fulfilled or not.
    pub n_breached: usize,
    /// Of those over the target, not ended yet.
    pub n_breached_open: usize,
    /// Of those over the target, over it already when the promise attached.
    pub n_breached_on_attach: usize,
    /// Running in time; in no share.
    pub n_on_track: usize,
    /// Running in time, but not for long; in no share.
    pub n_at_risk: usize,
    /// Standing still; in no share.
    pub n_paused: usize,
    /// Ended without a verdict; in no share.
    pub n_cancelled: usize,
    /// Tickets of the decided cases.
    pub n_tickets: usize,
    /// Met of met and breached; `None` when nothing is decided.
    pub share: Option<Interval>,
    /// The share that was promised.
    pub agreed: AgreedShare,
    /// The plain share against the promised one.
    pub standing: Standing,
    /// The internal goal, where there is one.
    pub internal: Option<Internal>,
    /// Share of decided cases with an internal target that were inside it: how often the promise was
    /// exceeded.
    pub exceeded: Option<Interval>,
    /// How much of the time between internal target and promise was used.
    pub slack_use: Option<SlackUse>,
    /// By how much promises were missed.
    pub overrun: Option<Overrun>,
    /// How misses fall on customers.
    pub repeats: Repeats,
}

type Key = (
    AgreementKind,
    Arc<str>,
    u32,
    Metric,
    Option<Arc<str>>,
    Option<Seconds>,
    Group,
);

/// Counts what came of promises: met over met and breached. What is open and over its target counts as
/// breached; open, paused and cancelled cases are counted apart.
///
/// `without_promise` are the groups of tickets to which no policy applied.
pub fn attain<'a>(
    cases: &[Case<'_>],
    without_promise: impl IntoIterator<Item = &'a Group>,
    promises: &Promises<'_>,
    grain: Grain,
    level: Probability,
) -> Attainments {
    let mut by_key: BTreeMap<Key, Vec<&Case<'_>>> = BTreeMap::new();
    for case in cases {
        let instance = case.instance;
        let key = (
            instance.policy.kind,
            Arc::clone(&instance.policy.id),
            instance.policy.version,
            instance.metric,
            instance.team.clone(),
            (grain == Grain::Target).then_some(instance.target),
            case.group.clone(),
        );
        by_key.entry(key).or_default().push(case);
    }
    let mut unpromised = BTreeMap::new();
    for group in without_promise {
        *unpromised.entry(group.clone()).or_default() += 1;
    }
    Attainments {
        rows: by_key
            .into_iter()
            .map(|(key, cases)| row(key, &cases, promises, level))
            .collect(),
        without_promise: unpromised,
    }
}

fn row(key: Key, cases: &[&Case<'_>], promises: &Promises<'_>, level: Probability) -> Row {
    let (kind, policy, version, metric, team, target, group) = key;
    let count = |state| {
        cases
            .iter()
            .filter(|case| case.instance.state == state)
            .count()
    };
    let decided: Vec<&Case<'_>> = cases
        .iter()
        .filter(|case| matches!(case.instance.state, State::Met | State::Breached))
        .copied()
        .collect();
    let breached: Vec<&Case<'_>> = decided
        .iter()
        .filter(|case| case.instance.state == State::Breached)
        .copied()
        .collect();
    let n_breached_open = breached
        .iter()
        .filter(|case| case.instance.ended_at.is_none())
        .count();
    let verdicts: Vec<(&Arc<str>, bool)> = decided
        .iter()
        .map(|case| (&case.instance.ticket, case.instance.state == State::Met))
        .collect();
    let mut tickets: Vec<&Arc<str>> = verdicts.iter().map(|(ticket, _)| *ticket).collect();
    tickets.sort_unstable();
    tickets.dedup();
    let agreed = cases
        .iter()
        .map(|case| promises.share(case.instance))
        .reduce(AgreedShare::and)
        .unwrap_or(AgreedShare::None);
    let overruns = breached
        .iter()
        .map(|case| Seconds(elapsed(case.instance).0 - case.instance.target.0))
        .collect();
    let n_met = count(State::Met);
    Row {
        kind,
        policy,
        version,
        metric,
        team,
        target,
        group,
        n_met,
        n_breached: breached.len(),
        n_breached_open,
        n_breached_on_attach: breached
            .iter()
            .filter(|case| case.instance.breached_on_attach)
            .count(),
        n_on_track: count(State::OpenOnTrack),
        n_at_risk: count(State::OpenAtRisk),
        n_paused: count(State::Paused),
        n_cancelled: count(State::Cancelled),
        n_tickets: tickets.len(),
        share: share(&verdicts, level),
        agreed,
        standing: Standing::of(n_met, decided.len(), agreed),
        internal: internal(cases, promises, level),
        exceeded: share(&inside_internal(&decided), level),
        slack_use: slack_use(slacks(&decided)),
        overrun: overrun(overruns, n_breached_open),
        repeats: repeats(&decided),
    }
}

fn internal(cases: &[&Case<'_>], promises: &Promises<'_>, level: Probability) -> Option<Internal> {
    let mut verdicts = Vec::new();
    let mut n_open = 0;
    let mut agreed: Option<AgreedShare> = None;
    for case in cases {
        let instance = case.instance;
        let Some(target) = instance.internal_target else {
            continue;
        };
        if instance.state == State::Cancelled {
            continue;
        }
        let wanted = promises.internal_share(instance);
        agreed = Some(agreed.map_or(wanted, |before| before.and(wanted)));
        if elapsed(instance) > target {
            verdicts.push((&instance.ticket, false));
        } else if instance.fulfilled_at.is_some() {
            verdicts.push((&instance.ticket, true));
        } else {
            n_open += 1;
        }
    }
    let agreed = agreed?;
    let n_met = verdicts.iter().filter(|(_, met)| *met).count();
    Some(Internal {
        n_met,
        n_missed: verdicts.len() - n_met,
        n_open,
        share: share(&verdicts, level),
        standing: Standing::of(n_met, verdicts.len(), agreed),
    })
}

fn inside_internal<'a>(decided: &[&Case<'a>]) -> Vec<(&'a Arc<str>, bool)> {
    decided
        .iter()
        .filter_map(|case| {
            let internal = case.instance.internal_target?;
            Some((&case.instance.ticket, elapsed(case.instance) <= internal))
        })
        .collect()
}

fn slacks(decided: &[&Case<'_>]) -> Vec<f64> {
    decided
        .iter()
        .filter_map(|case| {
            let instance = case.instance;
            let internal = instance.internal_target?;
            let slack = in_seconds(Seconds(instance.target.0 - internal.0));
            let used = in_seconds(Seconds(elapsed(instance).0 - internal.0));
            (slack > 0.0).then(|| (used / slack).clamp(0.0, 1.0))
        })
        .collect()
}

fn repeats(decided: &[&Case<'_>]) -> Repeats {
    let mut breaches: BTreeMap<&Arc<str>, usize> = BTreeMap::new();
    let mut n_unknown = 0;
    for case in decided {
        let n = usize::from(case.instance.state == State::Breached);
        match &case.customer {
            Some(customer) => *breaches.entry(customer).or_default() += n,
            None => n_unknown += n,
        }
    }
    let with_at_least = |least| breaches.values().filter(|n| **n >= least).count();
    Repeats {
        n_customers: breaches.len(),
        n_with_breach: with_at_least(1),
        n_with_repeat: with_at_least(2),
        n_unknown,
    }
}
