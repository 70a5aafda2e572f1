use super::case::elapsed;
use super::promises::Promises;
use crate::service_levels::clocks::{Instance, State};
use crate::service_levels::policies::{AgreementKind, Metric};
use crate::units::Seconds;
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Breaches of binding promises and what people noted about them. Lines are added, never changed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Register {
    /// Breaches, in the order in which they were registered.
    pub entries: Vec<BreachEntry>,
    /// Notes, in the order in which they were made.
    pub notes: Vec<BreachNote>,
}

/// Which clock was breached. The same clock under another version of the policy is another promise.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct BreachKey {
    /// The ticket.
    pub ticket: Arc<str>,
    /// Id of the policy.
    pub policy: Arc<str>,
    /// Its version.
    pub version: u32,
    /// What is timed.
    pub metric: Metric,
    /// Number of the clock.
    pub instance: u32,
    /// Whose leg it was.
    pub team: Option<Arc<str>>,
}

/// A registered breach: what was known of it when it was registered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BreachEntry {
    /// Which clock.
    pub key: BreachKey,
    /// What sort of promise.
    pub kind: AgreementKind,
    /// The contract.
    pub contract: Option<Arc<str>>,
    /// The instant of the report that found it.
    pub registered_at: Timestamp,
    /// When the clock started.
    pub activated_at: Timestamp,
    /// When the promise was missed.
    pub breached_at: Option<Timestamp>,
    /// When it was fulfilled all the same, if it was by then.
    pub fulfilled_at: Option<Timestamp>,
    /// The promise.
    pub target: Seconds,
    /// How long the clock had run.
    pub elapsed: Seconds,
    /// Whether it was missed already when the policy attached.
    pub breached_on_attach: bool,
    /// The steps that led there.
    pub evidence: Vec<String>,
}

/// What somebody noted about a breach.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BreachNote {
    /// Which breach.
    pub key: BreachKey,
    /// When it was noted.
    pub noted_at: Timestamp,
    /// Why it came to it.
    pub reason: Option<String>,
    /// The calamity it is ascribed to.
    pub calamity: Option<Arc<str>>,
    /// Who approved of that.
    pub approved_by: Option<String>,
}

impl Register {
    /// The last note on each breach.
    pub fn last_notes(&self) -> BTreeMap<&BreachKey, &BreachNote> {
        self.notes.iter().map(|note| (&note.key, note)).collect()
    }
}

/// Breaches of legally binding policies that are not registered yet, by instant and ticket.
///
/// A registered breach stays, whatever becomes of the ticket; running twice adds nothing.
pub fn register<'a>(
    existing: &[BreachEntry],
    instances: impl IntoIterator<Item = &'a Instance>,
    promises: &Promises<'_>,
    as_of: Timestamp,
) -> Vec<BreachEntry> {
    let mut registrar = Registrar::new(existing);
    let mut found = registrar.find(instances, promises, as_of);
    found.sort_by(|a, b| (a.breached_at, &a.key).cmp(&(b.breached_at, &b.key)));
    found
}

/// Knows which breaches are registered, so that tickets can be looked through one by one.
#[derive(Debug, Clone, Default)]
pub struct Registrar {
    known: BTreeSet<BreachKey>,
}

impl Registrar {
    /// Knows what is registered.
    pub fn new(existing: &[BreachEntry]) -> Self {
        Self {
            known: existing.iter().map(|one| one.key.clone()).collect(),
        }
    }

    /// Breaches that were not known before; from now on they are.
    pub fn find<'a>(
        &mut self,
        instances: impl IntoIterator<Item = &'a Instance>,
        promises: &Promises<'_>,
        as_of: Timestamp,
    ) -> Vec<BreachEntry> {
        let mut found = Vec::new();
        for instance in instances {
            let Some(policy) = promises.policy(instance).filter(|one| one.legally_binding) else {
                continue;
            };
            let key = BreachKey::of(instance);
            if instance.state != State::Breached || !self.known.insert(key.clone()) {
                continue;
            }
            found.push(BreachEntry {
                key,
                kind: instance.policy.kind,
                contract: policy.contract.clone(),
                registered_at: as_of,
                activated_at: instance.activated_at,
                breached_at: instance.breached_at,
                fulfilled_at: instance.fulfilled_at,
                target: instance.target,
                elapsed: elapsed(instance),
                breached_on_attach: instance.breached_on_attach,
                evidence: instance.why.iter().map(ToString::to_string).collect(),
            });
        }
        found
    }
}

impl BreachKey {
    /// The clock of an instance.
    pub fn of(instance: &Instance) -> Self {
        Self {
            ticket: Arc::clone(&instance.ticket),
            policy: Arc::clone(&instance.policy.id),
            version: instance.policy.version,
            metric: instance.metric,
            instance: instance.instance,
            team: instance.team.clone(),
        }
    }
}
