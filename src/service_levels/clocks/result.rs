use super::instance::{Instance, PolicyRef};
use crate::service_levels::calendar::Window;
use crate::service_levels::policies::{AgreementKind, Metric};
use crate::service_levels::tickets::Status;
use crate::units::Seconds;
use jiff::Timestamp;
use std::fmt;
use std::sync::Arc;

/// What the clocks say of one ticket at one instant.
#[derive(Debug, Clone, PartialEq)]
pub struct TicketResult {
    /// The ticket.
    pub ticket: Arc<str>,
    /// When it was created.
    pub created_at: Timestamp,
    /// How it stands; `None` before it was created.
    pub status: Option<Status>,
    /// When it was first solved, or closed without being solved.
    pub first_solved_at: Option<Timestamp>,
    /// When it was last solved, or closed without being solved.
    pub last_solved_at: Option<Timestamp>,
    /// When it went up in another ticket.
    pub merged_at: Option<Timestamp>,
    /// How often it was opened again after it was solved.
    pub n_reopened: u32,
    /// Of these, the ones of which it is known what the customer wrote.
    pub n_reopened_read: u32,
    /// How often it went from one team to another.
    pub n_hops: u32,
    /// Clocks by kind of agreement, metric and start.
    pub instances: Vec<Instance>,
    /// Whether there was a promise to the customer.
    pub sla: SlaStanding,
    /// Policies that took the ticket over, by kind and instant. The first stands at the creation.
    pub attached: Vec<Attached>,
    /// Stretches in which a team owned the open ticket, in order.
    pub legs: Vec<Leg>,
    /// Statuses from creation to the end (merge or report) without gaps. The last one is how the ticket
    /// stands, even when it has no length yet.
    pub statuses: Vec<StatusSpan>,
    /// What a reader of the result should know.
    pub flags: Vec<TicketFlag>,
}

impl TicketResult {
    /// When a message of thanks opened the ticket again.
    pub fn thanked_at(&self) -> impl Iterator<Item = Timestamp> {
        self.flags.iter().filter_map(|flag| match flag {
            TicketFlag::ReopenedByThanks { at } => Some(*at),
            _ => None,
        })
    }

    /// Calendar time in a status.
    pub fn time_in(&self, status: Status) -> Seconds {
        let spans = self.statuses.iter().filter(|span| span.status == status);
        Seconds(spans.map(|span| seconds(span.window).0).sum())
    }
}

/// Whether a ticket had a promise to the customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SlaStanding {
    /// It had at least one target, at some time.
    Applied,
    /// It had none.
    None {
        /// Why not.
        reason: NoSla,
    },
}

/// Why a ticket had no promise to the customer.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum NoSla {
    /// It was created after the instant of the report.
    NotCreated,
    /// No policy matched.
    NoPolicy,
    /// A policy matched, whose targets ask for a priority; the ticket had none, nor the policy one for
    /// such tickets.
    NoPriority {
        /// The policy.
        policy: Arc<str>,
    },
    /// A policy matched without a target for the priority or team.
    NoTarget {
        /// The policy.
        policy: Arc<str>,
        /// The priority.
        priority: Option<Arc<str>>,
    },
}

impl fmt::Display for NoSla {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotCreated => f.write_str("created after the instant of the report"),
            Self::NoPolicy => f.write_str("no policy matched"),
            Self::NoPriority { policy } => write!(
                f,
                "policy {policy} matched and asks for a priority, which the ticket lacks; default_priority names one for such tickets"
            ),
            Self::NoTarget { policy, priority } => {
                write!(f, "policy {policy} matched without a target")?;
                match priority {
                    Some(priority) => write!(f, " for priority {priority}"),
                    None => Ok(()),
                }
            }
        }
    }
}

impl fmt::Display for KeptOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { policy, topic } = self;
        write!(
            f,
            "policy {policy} asks how sure issue type {topic} is: no measured precision, so it does not match"
        )
    }
}

/// A policy that took a ticket over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attached {
    /// From when.
    pub at: Timestamp,
    /// What sort of promise.
    pub kind: AgreementKind,
    /// The policy; `None` when none matched any longer.
    pub policy: Option<PolicyRef>,
}

/// A stretch in which one team owned an open ticket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leg {
    /// The team.
    pub team: Arc<str>,
    /// When it got the ticket, or the ticket was reopened in its hands.
    pub start: Timestamp,
    /// When the leg ended, or the instant of the report.
    pub end: Timestamp,
    /// What ended it.
    pub ending: LegEnding,
    /// Public replies by agents meanwhile.
    pub n_replies: u32,
    /// Private notes by agents meanwhile.
    pub n_notes: u32,
    /// Changes of status meanwhile, the one that ended the leg included.
    pub n_status_changes: u32,
}

impl Leg {
    /// Calendar time of the leg.
    pub fn duration(&self) -> Seconds {
        seconds(self.window())
    }

    /// The stretch, to be counted in any schedule.
    pub fn window(&self) -> Window {
        Window {
            start: self.start,
            end: self.end,
        }
    }

    /// Whether the team handed the ticket on without a reply, a note or a change of status: as far as
    /// the log shows, the ticket was not for it.
    pub fn is_misroute(&self) -> bool {
        self.ending == LegEnding::HandedOver
            && self.n_replies == 0
            && self.n_notes == 0
            && self.n_status_changes == 0
    }
}

/// What ended a leg.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LegEnding {
    /// Another team got the ticket, or none.
    HandedOver,
    /// The ticket was solved or closed.
    Solved,
    /// The ticket went up in another one.
    Merged,
    /// Nothing yet.
    Open,
}

/// A stretch of one status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StatusSpan {
    /// The status.
    pub status: Status,
    /// From when to when.
    pub window: Window,
}

/// A policy that asks how sure an issue type is, of a topic whose labels nobody checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptOut {
    /// The policy.
    pub policy: Arc<str>,
    /// The topic by which it would apply.
    pub topic: Arc<str>,
}

/// What a reader of a result should know about its ticket.
#[derive(Debug, Clone, PartialEq)]
pub enum TicketFlag {
    /// Events after the instant of the report were left out.
    EventsAfterAsOf {
        /// How many.
        n: usize,
    },
    /// Events stood in the source more than once.
    RepeatedEvents {
        /// How many too many.
        n: usize,
    },
    /// Events after the ticket was merged were left out.
    EventsAfterMerge {
        /// How many.
        n: usize,
    },
    /// It was closed without being solved; that counts as solved.
    ClosedWithoutSolved {
        /// When.
        at: Timestamp,
    },
    /// A message of the customer ended the pending status, as the source did not.
    PendingEndedByMessage {
        /// When.
        at: Timestamp,
    },
    /// The topic model changed its mind; policies keep the value they were chosen by.
    ModelChanged {
        /// The field.
        field: Arc<str>,
        /// The value that counts.
        held: Arc<str>,
        /// The later one.
        later: Arc<str>,
    },
    /// A policy asks how sure a topic is whose labels nobody checked, so it does not apply.
    NoMeasuredPrecision(KeptOut),
    /// The source names another policy than the one that matched.
    SourcePolicyDiffers {
        /// When the source applied it.
        at: Timestamp,
        /// Its policy.
        source: Arc<str>,
        /// The one that matched.
        matched: Option<Arc<str>>,
    },
    /// A message of thanks opened it again. That changes no verdict.
    ReopenedByThanks {
        /// When.
        at: Timestamp,
    },
    /// A target was missed before another, wider one took the clock over, which it is in time for.
    BreachLiftedByChange {
        /// What is timed.
        metric: Metric,
        /// The policy whose target was missed.
        policy: Arc<str>,
        /// When the other target took over.
        at: Timestamp,
    },
}

fn seconds(window: Window) -> Seconds {
    Seconds(window.end.as_second() - window.start.as_second())
}
