use crate::service_levels::attainment::{Backlog, CohortBy, Resolution, Row, TeamOverrun};
use crate::service_levels::calendar::Window;
use crate::service_levels::clocks::State;
use crate::service_levels::policies::{AgreementKind, Metric, RouteCoverage};
use crate::service_levels::tickets::Need;
use crate::units::Seconds;
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What came of the promises about time, at one instant.
#[derive(Debug, Clone, PartialEq)]
pub struct ServiceLevels {
    /// The instant of the report.
    pub as_of: Timestamp,
    /// The tz database that opening hours were computed with.
    pub time_zone_database: &'static str,
    /// By what tickets belong to the period, with the period; `None` for all tickets.
    pub cohort: Option<(CohortBy, Window)>,
    /// Fields by which attainment is told apart.
    pub by: Vec<String>,
    /// Tickets.
    pub n_tickets: u64,
    /// Clocks that ran on them.
    pub n_clocks: u64,
    /// Tickets without a promise to the customer, by reason.
    pub without_promise: BTreeMap<String, u64>,
    /// What came of each promise in each group.
    pub attainment: Vec<Row>,
    /// Whose legs made promises to customers late; `None` for time in which nobody owned the ticket.
    pub overrun_by_team: BTreeMap<Option<Arc<str>>, TeamOverrun>,
    /// How many legs stand under an agreement of the team, where there are such agreements.
    pub coverage: Option<RouteCoverage>,
    /// Running cases, those with the least time left first.
    pub work: Vec<WorkLine>,
    /// Running cases that are at risk.
    pub n_at_risk: u64,
    /// Running cases that are over their target.
    pub n_over: u64,
    /// Open tickets by age.
    pub backlog: Backlog,
    /// How long tickets take; `None` without tickets.
    pub resolution: Option<Resolution>,
    /// The source's own verdicts beside ours, where it gives any.
    pub source: Option<SourceVerdicts>,
    /// What readers should know about tickets, by code, with the number of tickets.
    pub notes: BTreeMap<Note, u64>,
    /// What is promised and cannot be told from the source, with what the source does not show.
    pub unseen: BTreeMap<Metric, Vec<Need>>,
    /// What is promised and waits for something that no event of the log is, with what: it is judged as
    /// if that never happened.
    pub awaiting: BTreeMap<Metric, Vec<Need>>,
    /// Tickets that were opened again.
    pub reopenings: Reopenings,
}

/// Tickets that were opened again, and by what words.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reopenings {
    /// How often tickets were.
    pub n: u64,
    /// Those of which it is known what the customer wrote.
    pub n_read: u64,
    /// Those by thanks: ticket and instant. They count as any other.
    pub thanked: Vec<(Arc<str>, Timestamp)>,
}

/// What became of the rows of a log of events.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct EventIntake {
    /// Rows read, rejected ones included.
    pub n_rows: u64,
    /// Events in the logs that were judged.
    pub n_events: u64,
    /// Tickets that could be read.
    pub n_tickets: u64,
    /// Rows and whole tickets that were rejected, by reason.
    pub rejected: BTreeMap<&'static str, u64>,
    /// Rows of one row a ticket that went, as a later one of the same ticket says more.
    pub n_superseded: u64,
    /// Tickets of which nothing is left.
    pub n_tickets_lost: u64,
    /// Tickets of which some rows were rejected.
    pub n_tickets_with_lost_rows: u64,
    /// Rows that stood in the file more than once; one was kept.
    pub n_repeated: u64,
    /// Times that the clock showed twice.
    pub n_repeated_times: u64,
    /// Times that the clock skipped.
    pub n_skipped_times: u64,
    /// Changes of one instant whose order only their place in the file tells.
    pub n_tied: u64,
    /// Tickets that the source marks as deleted.
    pub n_deleted: u64,
    /// Rows whose author was inferred.
    pub n_assumed_authors: u64,
    /// Tickets outside all opening hours that are known.
    pub n_out_of_time: u64,
    /// Columns that are no field.
    pub left_out: Vec<String>,
}

impl EventIntake {
    /// Whether rows were read and no ticket could be made of them.
    pub fn is_lost(&self) -> bool {
        self.n_tickets == 0 && !self.rejected.is_empty()
    }
}

/// A running case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkLine {
    /// The ticket.
    pub ticket: Arc<str>,
    /// The policy.
    pub policy: Arc<str>,
    /// What sort of promise.
    pub kind: AgreementKind,
    /// What is timed.
    pub metric: Metric,
    /// Whose leg it is.
    pub team: Option<Arc<str>>,
    /// How it stands.
    pub state: State,
    /// When its time is up.
    pub due_at: Option<Timestamp>,
    /// Until then, by the clock on the wall; below zero since.
    pub time_left: Seconds,
}

/// The source's own verdicts on tickets beside ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SourceVerdicts {
    /// Tickets of which both have a verdict.
    pub n: u64,
    /// Those on which both agree.
    pub n_agree: u64,
}

/// What readers should know about tickets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Note {
    /// Rows of the ticket were rejected, so something is missing from its log.
    LostRows,
    /// Events after the instant of the report were left out.
    EventsAfterAsOf,
    /// Events stood in the source more than once.
    RepeatedEvents,
    /// Events after the ticket was merged were left out.
    EventsAfterMerge,
    /// It was closed without being solved; that counts as solved.
    ClosedWithoutSolved,
    /// A message of the customer ended the pending status.
    PendingEndedByMessage,
    /// The topic model changed its mind; policies keep the first value.
    ModelChanged,
    /// The source names another policy than the one that matched.
    SourcePolicyDiffers,
    /// A message of thanks opened it again.
    ReopenedByThanks,
    /// A policy asks how sure a topic is whose labels nobody checked, so it does not apply.
    NoMeasuredPrecision,
    /// A target was missed before a wider one took over.
    BreachLiftedByChange,
}

impl Note {
    /// Name in outputs, in `snake_case`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::LostRows => "lost_rows",
            Self::EventsAfterAsOf => "events_after_as_of",
            Self::RepeatedEvents => "repeated_events",
            Self::EventsAfterMerge => "events_after_merge",
            Self::ClosedWithoutSolved => "closed_without_solved",
            Self::PendingEndedByMessage => "pending_ended_by_message",
            Self::ModelChanged => "model_changed",
            Self::SourcePolicyDiffers => "source_policy_differs",
            Self::ReopenedByThanks => "reopened_by_thanks",
            Self::NoMeasuredPrecision => "no_measured_precision",
            Self::BreachLiftedByChange => "breach_lifted_by_change",
        }
    }
}
