use super::attachment::{Attachments, Terms, policy_ref};
use super::evaluate::{Error, Openings};
use super::instance::{Instance, State};
use super::result::TicketFlag;
use super::running::{Clock, Counted, Run};
use super::span::{Ending, Span};
use super::timeline::Timeline;
use super::why::{EndedBy, StartedBy, Why};
use crate::service_levels::calendar::Window;
use crate::service_levels::policies::{Hours, Metric, OnPolicyChange, ReopenPolicy, Target};
use crate::units::Seconds;
use jiff::Timestamp;
use std::sync::Arc;

/// Holds stretches of one metric of one ticket against what was promised at the time.
#[derive(Debug)]
pub(super) struct Holding<'t> {
    ticket: &'t Arc<str>,
    pub(super) metric: Metric,
    pub(super) timeline: &'t Timeline,
    pub(super) policies: &'t Attachments<'t>,
    openings: &'t Openings,
}

/// A promise that a clock is running against.
#[derive(Debug)]
struct Held<'t> {
    terms: Terms<'t>,
    start: Timestamp,
    started: StartedBy,
    /// When a target took over that was missed already.
    missed_at_attach: Option<Timestamp>,
    /// The policy whose target was missed before this one took over, and when that was.
    lifted: Option<(Arc<str>, Timestamp)>,
    changes: Vec<Why>,
}

impl<'t> Holding<'t> {
    pub(super) fn new(
        ticket: &'t Arc<str>,
        metric: Metric,
        timeline: &'t Timeline,
        policies: &'t Attachments<'t>,
        openings: &'t Openings,
    ) -> Self {
        Self {
            ticket,
            metric,
            timeline,
            policies,
            openings,
        }
    }

    /// Adds the clocks of one stretch: one, or more where a change of policy starts a new one; none where
    /// nothing was promised.
    pub(super) fn hold(
        &self,
        span: &Span,
        instances: &mut Vec<Instance>,
        flags: &mut Vec<TicketFlag>,
    ) -> Result<(), Error> {
        let entries = &self.policies.entries[self.policies.at(span.start)..];
        let terms = entries.first().and_then(|entry| entry.terms(self.metric));
        let mut held = terms.map(|terms| Held::new(terms, span.start, span.started));
        let changes = entries.iter().skip(1);
        for entry in changes.take_while(|entry| entry.at <= span.end) {
            let terms = entry.terms(self.metric);
            held = match (held, terms) {
                (Some(held), Some(terms)) if held.terms.is_same_target(&terms) => Some(held),
                (Some(held), terms) if span.runs_at(entry.at) => {
                    self.change(held, terms, entry.at, span, instances)?
                }
                (None, Some(terms)) if span.takes_up_at(entry.at) => {
                    Some(self.take_up(terms, entry.at, span)?)
                }
                (held, _) => held,
            };
        }
        let Some(held) = held else {
            return Ok(());
        };
        let instance = self.finish(&held, span, span.end, span.ending)?;
        if let Some((policy, at)) = held.lifted
            && instance.state != State::Breached
        {
            let metric = self.metric;
            flags.push(TicketFlag::BreachLiftedByChange { metric, policy, at });
        }
        instances.push(instance);
        Ok(())
    }

    /// The first promise, made when the clock would have been running for a while.
    fn take_up(&self, terms: Terms<'t>, at: Timestamp, span: &Span) -> Result<Held<'t>, Error> {
        let effect = match terms.target.on_policy_change {
            OnPolicyChange::Restart => OnPolicyChange::Restart,
            OnPolicyChange::Retroactive | OnPolicyChange::Ignore => OnPolicyChange::Retroactive,
        };
        let mut held = match effect {
            OnPolicyChange::Restart => Held::new(terms, at, StartedBy::PolicyChange),
            _ => Held::new(terms, span.start, span.started),
        };
        held.changes.push(Why::Changed {
            at,
            from: None,
            effect,
        });
        let is_missed = self.run(&held, span, at)?.business > terms.target.target;
        held.missed_at_attach = is_missed.then_some(at);
        Ok(held)
    }

    /// Another target, or none, while the clock runs. What happens is for the target to say that it has
    /// been running against.
    fn change(
        &self,
        mut held: Held<'t>,
        terms: Option<Terms<'t>>,
        at: Timestamp,
        span: &Span,
        instances: &mut Vec<Instance>,
    ) -> Result<Option<Held<'t>>, Error> {
        let effect = held.terms.target.on_policy_change;
        let from = Some(Arc::clone(&held.terms.policy.id));
        let why = Why::Changed { at, from, effect };
        match (effect, terms) {
            (OnPolicyChange::Ignore, _) => {
                held.changes.push(why);
                Ok(Some(held))
            }
            (OnPolicyChange::Retroactive, Some(terms)) => {
                if self.run(&held, span, at)?.business > held.terms.target.target {
                    held.lifted = Some((Arc::clone(&held.terms.policy.id), at));
                }
                held.terms = terms;
                held.changes.push(why);
                let is_missed = self.run(&held, span, at)?.business > terms.target.target;
                held.missed_at_attach = is_missed.then_some(at);
                Ok(Some(held))
            }
            (OnPolicyChange::Restart | OnPolicyChange::Retroactive, terms) => {
                let ending = Ending::Cancelled(EndedBy::PolicyChange);
                instances.push(self.finish(&held, span, at, ending)?);
                Ok(terms.map(|terms| {
                    let mut next = Held::new(terms, at, StartedBy::PolicyChange);
                    next.changes.push(why);
                    next
                }))
            }
        }
    }

    /// The verdict at `end`.
    fn finish(
        &self,
        held: &Held<'t>,
        span: &Span,
        end: Timestamp,
        ending: Ending,
    ) -> Result<Instance, Error> {
        let Terms {
            policy,
            target,
            also_matched,
            ..
        } = held.terms;
        let clock = self.clock(&held.terms)?;
        let run = self.run(held, span, end)?;
        let remaining = Seconds(target.target.0 - run.business.0);
        let is_running = Counted::of(target).has(self.timeline.status());
        let state = match ending {
            _ if remaining.0 < 0 => State::Breached,
            Ending::Fulfilled(_) => State::Met,
            Ending::Cancelled(_) => State::Cancelled,
            Ending::Open if !is_running => State::Paused,
            Ending::Open if target.warn.is_some_and(|warn| remaining < warn) => State::OpenAtRisk,
            Ending::Open => State::OpenOnTrack,
        };
        let due_at = match state {
            State::Paused | State::Cancelled => None,
            _ => run.reached_at.or_else(|| clock.add(end, remaining)),
        };
        let missed_at = run.reached_at.filter(|_| state == State::Breached);
        let why = self.explain(held, span, &run, end, ending, state)?;
        Ok(Instance {
            ticket: Arc::clone(self.ticket),
            policy: policy_ref(policy),
            metric: self.metric,
            instance: 0,
            team: span.team.clone(),
            activated_at: held.start,
            fulfilled_at: matches!(ending, Ending::Fulfilled(_)).then_some(end),
            ended_at: (ending != Ending::Open).then_some(end),
            elapsed_business: run.business,
            elapsed_shown: self.shown(held, span, end)?,
            elapsed_calendar: run.calendar,
            waited_calendar: Seconds(end.as_second() - held.start.as_second()),
            target_idx: policy.place_of(target),
            target: target.target,
            internal_target: target.internal_target,
            due_at,
            state,
            // A promise made too late to keep is missed when it is made, not before.
            breached_at: missed_at.map(|at| held.missed_at_attach.unwrap_or(at)),
            breached_on_attach: held.missed_at_attach.is_some(),
            also_matched: also_matched.to_vec(),
            pauses: run.pauses,
            why,
        })
    }

    fn explain(
        &self,
        held: &Held<'t>,
        span: &Span,
        run: &Run,
        end: Timestamp,
        ending: Ending,
        state: State,
    ) -> Result<Vec<Why>, Error> {
        let Terms { policy, target, .. } = held.terms;
        let mut why = Vec::with_capacity(6 + held.changes.len());
        why.push(Why::Matched {
            policy: Arc::clone(&policy.id),
            version: policy.version,
            position: policy.position,
            also_matched: held.terms.also_matched.to_vec(),
        });
        why.extend(held.terms.issue_type.cloned().map(Why::IssueType));
        why.extend(held.terms.kept_out.cloned().map(Why::KeptOut));
        why.push(promised(target));
        why.push(Why::Started {
            at: held.start,
            by: held.started,
        });
        why.extend_from_slice(&held.changes);
        if let Some((n_times, effect)) = span.reopened {
            why.push(Why::Reopened { n_times, effect });
        }
        let goes_on = span
            .reopened
            .is_some_and(|(_, effect)| effect != ReopenPolicy::NewCycle);
        let is_start = |at: Timestamp| held.started == StartedBy::Reopened && at == held.start;
        let thanked = self.timeline.thanked_at.iter();
        let thanked = thanked.filter(|at| goes_on || is_start(**at));
        why.extend(thanked.map(|&at| Why::Thanked { at }));
        if !run.pauses.is_empty() {
            let clock = self.clock(&held.terms)?;
            let pauses = run.pauses.iter();
            let business = pauses.map(|p| clock.between(p.start, p.end).0).sum();
            why.push(Why::Paused {
                n_pauses: run.pauses.len(),
                business: Seconds(business),
            });
        }
        if let Ending::Fulfilled(by) | Ending::Cancelled(by) = ending {
            why.push(Why::Ended { at: end, by });
        }
        if let Some(at) = run.reached_at.filter(|_| state == State::Breached) {
            let over = Seconds(run.business.0 - target.target.0);
            why.push(Why::Missed { at, over });
        }
        Ok(why)
    }

    fn run(&self, held: &Held<'_>, span: &Span, end: Timestamp) -> Result<Run, Error> {
        let target = held.terms.target.target;
        Ok(self.run_by(self.clock(&held.terms)?, held, span, end, target))
    }

    /// What the clock counted inside a schedule that a target in calendar time names too.
    fn shown(
        &self,
        held: &Held<'_>,
        span: &Span,
        end: Timestamp,
    ) -> Result<Option<Seconds>, Error> {
        let terms = &held.terms;
        let Some(schedule) = shown_schedule(terms.target) else {
            return Ok(None);
        };
        let clock = self.in_schedule(terms, schedule)?;
        let run = self.run_by(clock, held, span, end, terms.target.target);
        Ok(Some(run.business))
    }

    fn run_by(
        &self,
        clock: Clock<'_>,
        held: &Held<'_>,
        span: &Span,
        end: Timestamp,
        target: Seconds,
    ) -> Run {
        let start = held.start;
        let counted = match span.reopened {
            Some((_, ReopenPolicy::ResumeIncludingClosed)) => {
                Counted::of(held.terms.target).with_done()
            }
            _ => Counted::of(held.terms.target),
        };
        let statuses = &self.timeline.statuses;
        clock.run(statuses, Window { start, end }, counted, target)
    }

    fn clock(&self, terms: &Terms<'_>) -> Result<Clock<'t>, Error> {
        let Hours::Business { schedule } = &terms.target.hours else {
            let until = self.openings.covers.end;
            return Ok(Clock::Calendar { until });
        };
        self.in_schedule(terms, schedule)
    }

    fn in_schedule(&self, terms: &Terms<'_>, schedule: &Arc<str>) -> Result<Clock<'t>, Error> {
        match self.openings.by_schedule.get(schedule) {
            Some(opening) => Ok(Clock::Business(opening)),
            None => Err(Error::NoSchedule {
                policy: Arc::clone(&terms.policy.id),
                metric: self.metric,
                schedule: Arc::clone(schedule),
            }),
        }
    }
}

impl<'t> Held<'t> {
    fn new(terms: Terms<'t>, start: Timestamp, started: StartedBy) -> Self {
        Self {
            terms,
            start,
            started,
            missed_at_attach: None,
            lifted: None,
            changes: Vec::new(),
        }
    }
}

impl Span {
    /// Whether a change at an instant finds the clock running. In the second in which it ends, it comes
    /// too late to change a promise.
    fn runs_at(&self, at: Timestamp) -> bool {
        at < self.end || self.ending == Ending::Open
    }

    /// Whether a first promise may still take the clock up: fields that are filled in with the solution
    /// do, those of the next team do not.
    fn takes_up_at(&self, at: Timestamp) -> bool {
        match self.ending {
            Ending::Fulfilled(EndedBy::HandedOver) | Ending::Cancelled(_) => at < self.end,
            Ending::Fulfilled(_) | Ending::Open => at <= self.end,
        }
    }
}

/// The schedule that decides nothing.
fn shown_schedule(target: &Target) -> Option<&Arc<str>> {
    let counts_all = target.hours == Hours::Calendar;
    target.shown_schedule.as_ref().filter(|_| counts_all)
}

fn promised(target: &Target) -> Why {
    Why::Promised {
        metric: target.metric,
        target: target.target,
        hours: target.hours.clone(),
        priority: target.priority.clone(),
    }
}
