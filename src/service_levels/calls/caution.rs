/// What to keep in mind with the figures.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CallCaution {
    /// Rows are no calls and in no figure.
    Rejected {
        /// How many.
        n: usize,
    },
    /// Rows were replaced by a later revision.
    Superseded {
        /// How many.
        n: usize,
    },
    /// Nobody said in which zone the times are.
    AssumedZone {
        /// What was assumed.
        zone: String,
    },
    /// Local times that the clock showed twice; the first was taken.
    AmbiguousTimes {
        /// How many.
        n: usize,
    },
    /// Local times that the clock jumped over; the time as much later was taken.
    SkippedTimes {
        /// How many.
        n: usize,
    },
    /// Contacts of which two rows say different things and neither is the later revision; the last
    /// row was taken.
    Conflicting {
        /// How many.
        n: usize,
    },
    /// The log does not tell how long abandoned contacts waited.
    AbandonedWaitsUnknown {
        /// How many.
        n: usize,
    },
    /// Contacts wait that can still be in time: in no service level.
    WaitingInTime {
        /// How many.
        n: usize,
    },
    /// Contacts were sent elsewhere, and the formula leaves them out.
    FlowOutsIgnored {
        /// How many.
        n: usize,
    },
    /// Contacts came when the centre was closed: in no service level.
    OutOfHours {
        /// How many.
        n: usize,
    },
    /// Contacts that the organisation began: in no figure.
    Outbound {
        /// How many.
        n: usize,
    },
    /// The log tells no time on hold: handle times are without it.
    NoHold,
    /// The log tells no after-contact work: handle times are without it.
    NoWrapUp,
    /// Answered contacts of which a part of the work is unknown: in no handle time.
    HandleTimesUnknown {
        /// How many.
        n: usize,
    },
    /// The log tells no customers: who came back cannot be told.
    NoCustomers,
    /// The log tells no topics: every further contact counts as a return.
    NoTopics,
    /// What came before the log is unknown: in its first days a return can look like a first contact.
    LogBegins {
        /// Days of the window.
        n_days: i64,
    },
    /// Contacts say they were passed on from one that the log does not hold.
    TransfersWithoutOrigin {
        /// How many.
        n: usize,
    },
    /// The period had not ended, or contacts in it wait, at the instant of the report.
    PeriodOpen,
    /// Incidents were declared; the figure with all contacts is the one of the contract.
    CalamitiesDeclared {
        /// Contacts that came during them.
        n: usize,
    },
    /// Means of scores, or shares of a survey, are hidden.
    ScoresHidden {
        /// Cells.
        n: usize,
    },
}

impl CallCaution {
    /// Name in files.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Rejected { .. } => "rejected",
            Self::Superseded { .. } => "superseded",
            Self::AssumedZone { .. } => "assumed_zone",
            Self::AmbiguousTimes { .. } => "ambiguous_times",
            Self::SkippedTimes { .. } => "skipped_times",
            Self::Conflicting { .. } => "conflicting_rows",
            Self::AbandonedWaitsUnknown { .. } => "abandoned_waits_unknown",
            Self::WaitingInTime { .. } => "waiting_in_time",
            Self::FlowOutsIgnored { .. } => "flow_outs_ignored",
            Self::OutOfHours { .. } => "out_of_hours",
            Self::Outbound { .. } => "outbound",
            Self::NoHold => "no_hold",
            Self::NoWrapUp => "no_wrap_up",
            Self::HandleTimesUnknown { .. } => "handle_times_unknown",
            Self::NoCustomers => "no_customers",
            Self::NoTopics => "no_topics",
            Self::LogBegins { .. } => "log_begins",
            Self::TransfersWithoutOrigin { .. } => "transfers_without_origin",
            Self::PeriodOpen => "period_open",
            Self::CalamitiesDeclared { .. } => "calamities_declared",
            Self::ScoresHidden { .. } => "scores_hidden",
        }
    }
}
