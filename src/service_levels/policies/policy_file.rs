use super::experience::XlaPolicy;
use super::policy::Policy;
use super::service_level::ServiceLevelTarget;
use crate::units::Seconds;
use jiff::tz::TimeZone;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Everything that an organisation promised, as one file declares it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PolicyFile {
    /// Promises that clocks judge, in the order of the file.
    pub policies: Vec<Policy>,
    /// Promises that answers of customers judge.
    pub xla: Vec<XlaPolicy>,
    /// Promises about waiting in queues.
    pub service_levels: Vec<ServiceLevelTarget>,
    /// Ways that tickets take through teams.
    pub routes: Vec<Route>,
    /// Zone in which dates of the file begin, where it names one.
    pub time_zone: Option<TimeZone>,
}

/// A way that tickets take through teams, declared or observed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Route {
    /// The promise to the customer that the way has to keep; `None` when there is none.
    pub policy: Option<Arc<str>>,
    /// Teams in the order in which they own the ticket; one that owns it twice stands twice.
    pub teams: Vec<Arc<str>>,
    /// Tickets that took it; `None` for a declared one.
    pub n_tickets: Option<usize>,
}

/// What is known of the schedules that targets name.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ScheduleFacts {
    /// Open seconds of an ordinary week, by id of the schedule.
    pub open_per_week: BTreeMap<Arc<str>, Seconds>,
}
