use crate::service_levels::tickets::Status;
use crate::units::{Probability, Seconds};
use std::sync::Arc;

/// One promised time.
#[derive(Debug, Clone, PartialEq)]
pub struct Target {
    /// What is timed.
    pub metric: Metric,
    /// The priority it is for; `None` for all that no other target of the metric names.
    pub priority: Option<Arc<str>>,
    /// The team it is for, in agreements between teams.
    pub team: Option<Arc<str>>,
    /// Longest time that keeps the promise, above zero: exactly this long is in time.
    pub target: Seconds,
    /// The organisation's own, stricter goal.
    pub internal_target: Option<Seconds>,
    /// Share of cases that must be in time.
    pub attainment: Option<Probability>,
    /// Share of cases that the organisation itself wants inside the internal target, or inside the
    /// promise where there is none.
    pub internal_attainment: Option<Probability>,
    /// Which time counts.
    pub hours: Hours,
    /// A schedule whose hours are shown beside calendar time. It decides nothing: `None` for targets in
    /// business time, which count by theirs.
    pub shown_schedule: Option<Arc<str>>,
    /// Statuses in which the clock runs; `None` for those of the metric.
    pub counted_statuses: Option<Vec<Status>>,
    /// What a reopened ticket does to the clock.
    pub reopen: ReopenPolicy,
    /// What a change of policy or target does to a running clock.
    pub on_policy_change: OnPolicyChange,
    /// How long before it is due an open case is at risk.
    pub warn: Option<Seconds>,
    /// Whether the reply of a program counts as one.
    pub bot_reply_counts: bool,
}

/// What is timed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Metric {
    /// Creation to the first public reply.
    FirstReplyTime,
    /// Oldest unanswered message of the customer to the next public reply; many a ticket.
    NextReplyTime,
    /// Between public replies while the ticket is not solved; many a ticket.
    PeriodicUpdateTime,
    /// As [`Self::PeriodicUpdateTime`], standing still while pending.
    PausableUpdateTime,
    /// Time in new, open and on hold.
    RequesterWaitTime,
    /// Time in new and open.
    AgentWorkTime,
    /// Creation to solved.
    TotalResolutionTime,
    /// A team owning the ticket until it hands over or the ticket is solved; one a leg.
    OwnershipTime,
}

impl Target {
    /// The schedule that it names: by which it counts, or whose hours are shown beside calendar time.
    pub fn schedule(&self) -> Option<&Arc<str>> {
        match &self.hours {
            Hours::Business { schedule } => Some(schedule),
            Hours::Calendar => self.shown_schedule.as_ref(),
        }
    }
}

impl Metric {
    /// All, in the order of tables.
    pub const ALL: [Self; 8] = [
        Self::FirstReplyTime,
        Self::NextReplyTime,
        Self::PeriodicUpdateTime,
        Self::PausableUpdateTime,
        Self::RequesterWaitTime,
        Self::AgentWorkTime,
        Self::TotalResolutionTime,
        Self::OwnershipTime,
    ];

    /// Name in files, in `snake_case`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::FirstReplyTime => "first_reply_time",
            Self::NextReplyTime => "next_reply_time",
            Self::PeriodicUpdateTime => "periodic_update_time",
            Self::PausableUpdateTime => "pausable_update_time",
            Self::RequesterWaitTime => "requester_wait_time",
            Self::AgentWorkTime => "agent_work_time",
            Self::TotalResolutionTime => "total_resolution_time",
            Self::OwnershipTime => "ownership_time",
        }
    }

    /// Whether it times the whole way to a solution, so that the legs of teams add up to it.
    pub fn is_of_resolution(self) -> bool {
        matches!(
            self,
            Self::RequesterWaitTime | Self::AgentWorkTime | Self::TotalResolutionTime
        )
    }

    /// Whether it times the gap between updates.
    pub fn is_of_updates(self) -> bool {
        matches!(self, Self::PeriodicUpdateTime | Self::PausableUpdateTime)
    }
}

/// Which time counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Hours {
    /// Every second.
    Calendar,
    /// Seconds inside the windows of this schedule.
    Business {
        /// Id of the schedule.
        schedule: Arc<str>,
    },
}

/// What a reopened ticket does to a clock that was fulfilled when it was solved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ReopenPolicy {
    /// Nothing: the first time it was solved is final.
    FirstCloseFinal,
    /// The clock goes on; time while solved does not count.
    ResumeExcludingClosed,
    /// The clock goes on; time while solved counts too.
    ResumeIncludingClosed,
    /// A new clock starts from zero.
    NewCycle,
}

impl ReopenPolicy {
    /// All, in the order in which a ticket gets more time counted.
    pub const ALL: [Self; 4] = [
        Self::FirstCloseFinal,
        Self::ResumeExcludingClosed,
        Self::ResumeIncludingClosed,
        Self::NewCycle,
    ];

    /// Name in files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::FirstCloseFinal => "first_close_final",
            Self::ResumeExcludingClosed => "resume_excluding_closed",
            Self::ResumeIncludingClosed => "resume_including_closed",
            Self::NewCycle => "new_cycle",
        }
    }
}

/// What a change of policy, or of a field that chooses the target, does to a running clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OnPolicyChange {
    /// The new target is held against all time since the start, pauses kept.
    Retroactive,
    /// The clock starts again at the change.
    Restart,
    /// The clock keeps the target it started with.
    Ignore,
}

impl OnPolicyChange {
    /// All.
    pub const ALL: [Self; 3] = [Self::Retroactive, Self::Restart, Self::Ignore];

    /// Name in files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Retroactive => "retroactive",
            Self::Restart => "restart",
            Self::Ignore => "ignore",
        }
    }
}
