use super::case::{Group, elapsed};
use crate::service_levels::clocks::{Instance, State};
use crate::service_levels::policies::{AgreementKind, Metric};
use crate::units::Seconds;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A clock as it stood when its period was frozen.
#[derive(Debug, Clone, PartialEq)]
pub struct FrozenClock {
    /// The clock, without reasons and instants that no figure rests on.
    pub instance: Instance,
    /// Where it is counted.
    pub group: Group,
}

/// Which clock.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ClockKey {
    /// The ticket.
    pub ticket: Arc<str>,
    /// What sort of promise.
    pub kind: AgreementKind,
    /// What is timed.
    pub metric: Metric,
    /// Whose leg.
    pub team: Option<Arc<str>>,
    /// Number of the clock.
    pub instance: u32,
}

/// How a clock stands, as far as figures rest on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    /// The policy.
    pub policy: Arc<str>,
    /// Its version.
    pub version: u32,
    /// How it stands.
    pub state: State,
    /// How long it ran.
    pub elapsed: Seconds,
}

/// What a frozen figure would be with the data of today.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restatement {
    /// Which clock.
    pub key: ClockKey,
    /// As frozen; `None` where it was not there.
    pub before: Option<Figure>,
    /// As it is; `None` where it is not there, or in the period no longer.
    pub after: Option<Figure>,
    /// Why they differ.
    pub cause: Cause,
}

/// Why a clock stands otherwise than when its period was frozen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cause {
    /// The data now say something else of the time before the freeze.
    LateData,
    /// The ticket was opened again after the freeze.
    Reopened,
    /// The clock was running when it was frozen, and went on.
    WentOn,
}

impl Cause {
    /// Name in outputs.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::LateData => "late_data",
            Self::Reopened => "reopened",
            Self::WentOn => "went_on",
        }
    }
}

/// What became of the clocks of one ticket since the freeze.
#[derive(Debug, Clone, Copy)]
pub struct Since<'a> {
    /// Its clocks at the instant of the freeze by the data of today; none if it was not in the period.
    pub then: &'a [Instance],
    /// Its clocks now; none if it is not in the period.
    pub now: &'a [Instance],
    /// Whether it was opened again since.
    pub is_reopened: bool,
}

impl ClockKey {
    /// That of a clock.
    pub fn of(instance: &Instance) -> Self {
        Self {
            ticket: Arc::clone(&instance.ticket),
            kind: instance.policy.kind,
            metric: instance.metric,
            team: instance.team.clone(),
            instance: instance.instance,
        }
    }
}

impl Figure {
    /// That of a clock.
    pub fn of(instance: &Instance) -> Self {
        Self {
            policy: Arc::clone(&instance.policy.id),
            version: instance.policy.version,
            state: instance.state,
            elapsed: elapsed(instance),
        }
    }
}

/// Sets the clocks of one ticket beside those that were frozen, by key.
///
/// What today's data say of the instant of the freeze tells late data from what happened since.
pub fn restatements(frozen: &[&FrozenClock], since: Since<'_>) -> Vec<Restatement> {
    let figures = |clocks: &mut dyn Iterator<Item = &Instance>| -> BTreeMap<ClockKey, Figure> {
        clocks
            .map(|clock| (ClockKey::of(clock), Figure::of(clock)))
            .collect()
    };
    let mut before = figures(&mut frozen.iter().map(|clock| &clock.instance));
    let then = figures(&mut since.then.iter());
    let mut after = figures(&mut since.now.iter());
    let mut keys: Vec<ClockKey> = before.keys().chain(after.keys()).cloned().collect();
    keys.sort_unstable();
    keys.dedup();
    let of_key = |key: ClockKey| {
        let (before, after) = (before.remove(&key), after.remove(&key));
        let cause = if then.get(&key) != before.as_ref() {
            Cause::LateData
        } else if since.is_reopened {
            Cause::Reopened
        } else {
            Cause::WentOn
        };
        (before != after).then_some(Restatement {
            key,
            before,
            after,
            cause,
        })
    };
    keys.into_iter().filter_map(of_key).collect()
}
