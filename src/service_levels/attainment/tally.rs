use super::attained::{Key, Row};
use super::case::{Case, elapsed, in_seconds};
use super::parts::{Internal, Repeats, Standing, Verdicts, overrun, slack_use};
use super::promises::{AgreedShare, Promises};
use crate::service_levels::clocks::{Instance, State};
use crate::units::{Probability, Seconds};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What is counted of one promise in one group: numbers, and a few bytes of each case that was missed
/// or used slack.
#[derive(Debug, Default)]
pub(super) struct Tally {
    n_of: BTreeMap<State, usize>,
    n_breached_open: usize,
    n_breached_on_attach: usize,
    /// Decided cases: was the promise kept?
    met: Verdicts,
    agreed: Option<AgreedShare>,
    /// Cases with an internal target: were they inside it?
    internal: Verdicts,
    n_internal_open: usize,
    internal_agreed: Option<AgreedShare>,
    /// Decided cases with an internal target: were they inside it?
    exceeded: Verdicts,
    slacks: Vec<f64>,
    overruns: Vec<Seconds>,
    /// Misses of each customer with a decided case.
    misses: BTreeMap<Arc<str>, usize>,
    n_misses_of_unknown: usize,
}

impl Tally {
    pub(super) fn add(&mut self, case: &Case<'_>, promises: &Promises<'_>) {
        let instance = case.instance;
        *self.n_of.entry(instance.state).or_default() += 1;
        widen(&mut self.agreed, promises.share(instance));
        self.add_internal(instance, promises);
        let is_breached = match instance.state {
            State::Met => false,
            State::Breached => true,
            _ => return,
        };
        self.met.add(&instance.ticket, !is_breached);
        if is_breached {
            self.n_breached_open += usize::from(instance.ended_at.is_none());
            self.n_breached_on_attach += usize::from(instance.breached_on_attach);
            let over = elapsed(instance).0 - instance.target.0;
            self.overruns.push(Seconds(over));
        }
        if let Some(internal) = instance.internal_target {
            let is_inside = elapsed(instance) <= internal;
            self.exceeded.add(&instance.ticket, is_inside);
            let slack = in_seconds(Seconds(instance.target.0 - internal.0));
            let used = in_seconds(Seconds(elapsed(instance).0 - internal.0));
            if slack > 0.0 {
                self.slacks.push((used / slack).clamp(0.0, 1.0));
            }
        }
        match &case.customer {
            Some(customer) => {
                let misses = self.misses.entry(Arc::clone(customer)).or_default();
                *misses += usize::from(is_breached);
            }
            None => self.n_misses_of_unknown += usize::from(is_breached),
        }
    }

    fn add_internal(&mut self, instance: &Instance, promises: &Promises<'_>) {
        let Some(target) = instance.internal_target else {
            return;
        };
        if matches!(instance.state, State::Cancelled | State::CannotTell) {
            return;
        }
        widen(&mut self.internal_agreed, promises.internal_share(instance));
        if elapsed(instance) > target {
            self.internal.add(&instance.ticket, false);
        } else if instance.fulfilled_at.is_some() {
            self.internal.add(&instance.ticket, true);
        } else {
            self.n_internal_open += 1;
        }
    }

    pub(super) fn row(self, key: Key, level: Probability) -> Row {
        let (kind, policy, version, metric, team, target, group) = key;
        let n_of = |state| self.n_of.get(&state).copied().unwrap_or_default();
        let met = self.met.counted();
        let agreed = self.agreed.unwrap_or(AgreedShare::None);
        let n_cannot_tell = n_of(State::CannotTell);
        let internal = self.internal.counted();
        let with_at_least = |least| self.misses.values().filter(|n| **n >= least).count();
        Row {
            kind,
            policy,
            version,
            metric,
            team,
            target,
            group,
            n_met: n_of(State::Met),
            n_breached: n_of(State::Breached),
            n_breached_open: self.n_breached_open,
            n_breached_on_attach: self.n_breached_on_attach,
            n_on_track: n_of(State::OpenOnTrack),
            n_at_risk: n_of(State::OpenAtRisk),
            n_paused: n_of(State::Paused),
            n_cancelled: n_of(State::Cancelled),
            n_cannot_tell,
            n_tickets: met.n_tickets(),
            share: met.share(level),
            agreed,
            standing: if met.n() == 0 && n_cannot_tell > 0 {
                Standing::CannotTell
            } else {
                Standing::of(met.n_good(), met.n(), agreed)
            },
            internal: self.internal_agreed.map(|agreed| Internal {
                n_met: internal.n_good(),
                n_missed: internal.n() - internal.n_good(),
                n_open: self.n_internal_open,
                share: internal.share(level),
                standing: Standing::of(internal.n_good(), internal.n(), agreed),
            }),
            exceeded: self.exceeded.counted().share(level),
            slack_use: slack_use(self.slacks),
            overrun: overrun(self.overruns, self.n_breached_open),
            repeats: Repeats {
                n_customers: self.misses.len(),
                n_with_breach: with_at_least(1),
                n_with_repeat: with_at_least(2),
                n_unknown: self.n_misses_of_unknown,
            },
        }
    }
}

fn widen(agreed: &mut Option<AgreedShare>, with: AgreedShare) {
    *agreed = Some(agreed.map_or(with, |before| before.and(with)));
}
