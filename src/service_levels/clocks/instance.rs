use super::why::Why;
use crate::service_levels::calendar::Window;
use crate::service_levels::policies::{AgreementKind, Metric};
use crate::units::Seconds;
use jiff::Timestamp;
use std::sync::Arc;

/// One clock of one ticket: what was promised, how long it ran, and how it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Instance {
    /// The ticket.
    pub ticket: Arc<str>,
    /// The policy it was held against.
    pub policy: PolicyRef,
    /// What is timed.
    pub metric: Metric,
    /// Number of the clock among those of this ticket, policy kind and metric, from 1.
    pub instance: u32,
    /// The team whose leg it is, for [`Metric::OwnershipTime`].
    pub team: Option<Arc<str>>,
    /// When the clock started.
    pub activated_at: Timestamp,
    /// When it was fulfilled.
    pub fulfilled_at: Option<Timestamp>,
    /// When it ended, with what was promised or without; `None` while it runs or stands still.
    pub ended_at: Option<Timestamp>,
    /// Stretches in which it stood still although the ticket was open.
    pub pauses: Vec<Window>,
    /// Running time that the promise is held against: inside the schedule, and calendar time where the
    /// target counts that.
    pub elapsed_business: Seconds,
    /// Running time inside a schedule that a target in calendar time names too: shown, never judged.
    pub elapsed_shown: Option<Seconds>,
    /// Running time by the clock on the wall. Pauses are not in it.
    pub elapsed_calendar: Seconds,
    /// From the start to the end, or to the report, pauses and closed hours included: what the customer
    /// lived through, weekends too.
    pub waited_calendar: Seconds,
    /// Place of the target among those of its policy.
    pub target_idx: usize,
    /// The promise.
    pub target: Seconds,
    /// The stricter goal.
    pub internal_target: Option<Seconds>,
    /// The instant at which the time is up, or would have been had a fulfilled clock run on. At it the
    /// promise is still kept, a second later missed. `None` while paused, when cancelled, and beyond the
    /// horizon of the calendar.
    pub due_at: Option<Timestamp>,
    /// How it stands at the instant of the report.
    pub state: State,
    /// When the promise was missed: when its time was up, or when it was made if that was later.
    pub breached_at: Option<Timestamp>,
    /// Whether the promise was missed already when this policy or target attached.
    pub breached_on_attach: bool,
    /// Other policies that matched, in order of trial.
    pub also_matched: Vec<Arc<str>>,
    /// Why it stands so, step by step.
    pub why: Vec<Why>,
}

impl Instance {
    /// Running time inside the schedule that the target names, whether or not it counts by it; equal to
    /// the calendar time when it names none.
    pub fn elapsed_in_schedule(&self) -> Seconds {
        self.elapsed_shown.unwrap_or(self.elapsed_business)
    }
}

/// Which policy, which version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyRef {
    /// Id of the policy.
    pub id: Arc<str>,
    /// Its version.
    pub version: u32,
    /// What sort of promise.
    pub kind: AgreementKind,
}

/// How a clock stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// Fulfilled in time.
    Met,
    /// Over the target, fulfilled or not.
    Breached,
    /// Running, in time.
    OpenOnTrack,
    /// Running, less than the warning time left.
    OpenAtRisk,
    /// Standing still.
    Paused,
    /// Ended in time without what was promised: merged, solved without the reply that was waited for, or
    /// replaced by another promise. What was late already stays breached.
    Cancelled,
    /// Not to be told: the source does not show what the clock has to see.
    CannotTell,
}

impl State {
    /// All, in the order of tables.
    pub const ALL: [Self; 7] = [
        Self::Met,
        Self::Breached,
        Self::OpenOnTrack,
        Self::OpenAtRisk,
        Self::Paused,
        Self::Cancelled,
        Self::CannotTell,
    ];

    /// Name in files, in `snake_case`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::Breached => "breached",
            Self::OpenOnTrack => "open_on_track",
            Self::OpenAtRisk => "open_at_risk",
            Self::Paused => "paused",
            Self::Cancelled => "cancelled",
            Self::CannotTell => "cannot_tell",
        }
    }
}
