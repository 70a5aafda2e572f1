use super::case::{Case, Group};
use super::parts::{Internal, Overrun, Repeats, SlackUse, Standing};
use super::promises::{AgreedShare, Promises};
use super::tally::Tally;
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
    /// Not to be told from what the source shows; in no share.
    pub n_cannot_tell: usize,
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

/// What a row is about: kind, policy, version, metric, team, target, group.
pub(super) type Key = (
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
    let mut attaining = Attaining::new(grain);
    let mut of_tickets: Vec<&Case<'_>> = cases.iter().collect();
    of_tickets.sort_by_key(|case| &case.instance.ticket);
    for case in of_tickets {
        attaining.add(case, promises);
    }
    for group in without_promise {
        attaining.add_without_promise(group);
    }
    attaining.finish(level)
}

/// As [`attain`], case by case: of a case that ended some bytes are kept, not the clock.
#[derive(Debug)]
pub struct Attaining {
    grain: Grain,
    tallies: BTreeMap<Key, Tally>,
    without_promise: BTreeMap<Group, usize>,
}

impl Attaining {
    /// Nothing counted yet.
    pub fn new(grain: Grain) -> Self {
        Self {
            grain,
            tallies: BTreeMap::new(),
            without_promise: BTreeMap::new(),
        }
    }

    /// Counts a case. Cases of one ticket come one after the other.
    pub fn add(&mut self, case: &Case<'_>, promises: &Promises<'_>) {
        let instance = case.instance;
        let key = (
            instance.policy.kind,
            Arc::clone(&instance.policy.id),
            instance.policy.version,
            instance.metric,
            instance.team.clone(),
            (self.grain == Grain::Target).then_some(instance.target),
            case.group.clone(),
        );
        self.tallies.entry(key).or_default().add(case, promises);
    }

    /// Counts a ticket to which no policy applied.
    pub fn add_without_promise(&mut self, group: &Group) {
        match self.without_promise.get_mut(group) {
            Some(n) => *n += 1,
            None => {
                self.without_promise.insert(group.clone(), 1);
            }
        }
    }

    /// What came of the promises.
    pub fn finish(self, level: Probability) -> Attainments {
        let rows = self.tallies.into_iter();
        Attainments {
            rows: rows.map(|(key, tally)| tally.row(key, level)).collect(),
            without_promise: self.without_promise,
        }
    }
}
