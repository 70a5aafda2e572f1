use super::attachment::{Attachments, attach, compare_with_source};
use super::holding::Holding;
use super::instance::Instance;
use super::result::{NoSla, SlaStanding, TicketFlag, TicketResult};
use super::span::spans;
use super::timeline::{Timeline, TurnKind};
use crate::service_levels::calendar::{Opening, Window};
use crate::service_levels::policies::{AgreementKind, Metric, PolicyBook};
use crate::service_levels::tickets::TicketLog;
use crate::units::as_u32;
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Open windows of all schedules that targets may name.
#[derive(Debug, Clone)]
pub struct Openings {
    /// Windows by id of the schedule.
    pub by_schedule: BTreeMap<Arc<str>, Opening>,
    /// The stretch that they were made for: from before the oldest ticket to two years after the
    /// report, beyond which no clock looks for the instant at which it is due.
    pub covers: Window,
}

/// Why clocks cannot run.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A target names a schedule that is not there.
    #[error("policy {policy} times {} by schedule {schedule}, which is not there", .metric.as_str())]
    NoSchedule {
        /// The policy.
        policy: Arc<str>,
        /// What it times.
        metric: Metric,
        /// The schedule.
        schedule: Arc<str>,
    },
    /// Windows were made for another stretch than the ticket lived in: their sums would be too small.
    #[error("ticket {ticket} lived from {from} to {to}, opening hours are known from {} to {}", .covers.start, .covers.end)]
    NotCovered {
        /// The ticket.
        ticket: Arc<str>,
        /// When it was created.
        from: Timestamp,
        /// The instant of the report.
        to: Timestamp,
        /// What is known.
        covers: Window,
    },
}

/// Kinds of agreement that clocks judge, one policy of each at a time.
const KINDS: [AgreementKind; 4] = [
    AgreementKind::Sla,
    AgreementKind::Internal,
    AgreementKind::Ola,
    AgreementKind::Underpinning,
];

impl Openings {
    /// Whether every schedule that a policy names is there. Asked once before many tickets, a fault
    /// shows at once and not at the first ticket that meets it.
    ///
    /// # Errors
    ///
    /// [`Error::NoSchedule`] for the first that is not.
    pub fn check(&self, book: &PolicyBook) -> Result<(), Error> {
        for policy in book.policies() {
            for target in &policy.targets {
                let Some(schedule) = target.schedule() else {
                    continue;
                };
                if !self.by_schedule.contains_key(schedule) {
                    return Err(Error::NoSchedule {
                        policy: Arc::clone(&policy.id),
                        metric: target.metric,
                        schedule: Arc::clone(schedule),
                    });
                }
            }
        }
        Ok(())
    }
}

/// Lets all clocks of all policies run over one ticket up to an instant.
///
/// The result is a function of the arguments alone: events after `as_of` are left out, so that any
/// earlier report can be made again. One policy of each kind (SLA, internal, OLA, underpinning) holds a
/// ticket at a time, in the version that was in force when it attached.
///
/// # Errors
///
/// [`Error`] when a target names a schedule that is not there, or the windows do not reach from the
/// ticket's creation to `as_of`.
pub fn evaluate(
    log: &TicketLog,
    book: &PolicyBook,
    openings: &Openings,
    as_of: Timestamp,
) -> Result<TicketResult, Error> {
    let as_of = Timestamp::from_second(as_of.as_second()).unwrap_or(as_of);
    let n_events = log.events().partition_point(|event| event.at <= as_of);
    let (events, later) = log.events().split_at(n_events);
    let mut flags = Vec::new();
    if !later.is_empty() {
        flags.push(TicketFlag::EventsAfterAsOf { n: later.len() });
    }
    if log.n_repeated() > 0 {
        let n = log.n_repeated();
        flags.push(TicketFlag::RepeatedEvents { n });
    }
    if events.is_empty() {
        return Ok(not_created(log, flags));
    }
    let covers = openings.covers;
    if log.created_at() < covers.start || as_of > covers.end {
        return Err(Error::NotCovered {
            ticket: Arc::clone(log.ticket()),
            from: log.created_at(),
            to: as_of,
            covers,
        });
    }
    let mut timeline = Timeline::read(events, as_of);
    flags.append(&mut timeline.flags);
    let over_time = attach(events, timeline.end, book, &KINDS, &mut flags);
    let sla = over_time.iter().find(|p| p.kind == AgreementKind::Sla);
    if let Some(sla) = sla {
        compare_with_source(events, timeline.end, sla, &mut flags);
    }
    let mut instances = Vec::new();
    for policies in &over_time {
        for metric in Metric::ALL {
            if policies.has(metric) {
                let holding = Holding::new(log.ticket(), metric, &timeline, policies, openings);
                run_metric(&holding, &mut instances, &mut flags)?;
            }
        }
    }
    let first_solved_at = timeline.turns_of(TurnKind::Done).next();
    let last_solved_at = timeline.turns_of(TurnKind::Done).next_back();
    let n_reopened = as_u32(timeline.turns_of(TurnKind::Reopened).count());
    Ok(TicketResult {
        ticket: Arc::clone(log.ticket()),
        created_at: timeline.created,
        status: Some(timeline.status()),
        first_solved_at,
        last_solved_at,
        merged_at: timeline.merged_at,
        n_reopened,
        n_reopened_read: timeline.n_reopened_read,
        n_hops: timeline.n_hops,
        instances,
        sla: sla.map_or(NO_POLICY, Attachments::standing),
        attached: over_time.iter().flat_map(Attachments::attached).collect(),
        legs: timeline.legs,
        statuses: timeline.statuses,
        flags,
    })
}

const NO_POLICY: SlaStanding = SlaStanding::None {
    reason: NoSla::NoPolicy,
};

fn run_metric(
    holding: &Holding<'_>,
    instances: &mut Vec<Instance>,
    flags: &mut Vec<TicketFlag>,
) -> Result<(), Error> {
    let first = instances.len();
    for span in spans(holding.timeline, holding.metric, holding.policies) {
        holding.hold(&span, instances, flags)?;
    }
    for (idx, instance) in instances[first..].iter_mut().enumerate() {
        instance.instance = as_u32(idx + 1);
    }
    Ok(())
}

fn not_created(log: &TicketLog, flags: Vec<TicketFlag>) -> TicketResult {
    TicketResult {
        ticket: Arc::clone(log.ticket()),
        created_at: log.created_at(),
        status: None,
        first_solved_at: None,
        last_solved_at: None,
        merged_at: None,
        n_reopened: 0,
        n_reopened_read: 0,
        n_hops: 0,
        instances: Vec::new(),
        sla: SlaStanding::None {
            reason: NoSla::NotCreated,
        },
        attached: Vec::new(),
        legs: Vec::new(),
        statuses: Vec::new(),
        flags,
    }
}
