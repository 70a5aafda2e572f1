use super::check_fields::{check_experience, check_queue, check_targets, check_versions};
use super::check_reach::check_reach;
use super::check_routes::check_routes;
use super::experience::XlaPolicy;
use super::policy::{AgreementKind, Conditions, Period, Policy};
use super::policy_file::{PolicyFile, Route, ScheduleFacts};
use super::remark::Remark;
use jiff::Timestamp;
use jiff::civil::Date;
use std::fmt;
use std::sync::Arc;

/// One thing that is wrong or doubtful with promises.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// How bad it is.
    pub severity: Severity,
    /// What sort of promise, where it is one with a kind.
    pub kind: Option<AgreementKind>,
    /// Id of the policy or queue goal.
    pub policy: Arc<str>,
    /// Its version.
    pub version: Option<u32>,
    /// What it is.
    pub remark: Remark,
}

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The promise cannot be judged, or contradicts itself or another one.
    Error,
    /// The promise can be judged, but probably not as meant.
    Warning,
}

/// What is wrong, for machines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Code {
    /// A target without a share of cases that must be in time.
    NoAttainment,
    /// No period over which it is judged.
    NoPeriod,
    /// Nobody answers for it.
    NoOwner,
    /// Nothing is promised.
    NoTargets,
    /// Legal consequences, but of which contract?
    NoContract,
    /// Its conditions contradict each other.
    NeverMatches,
    /// Policies tried before take every ticket.
    NeverReached,
    /// Whether policies before take every ticket cannot be told.
    ReachUnknown,
    /// Two policies of a kind are tried at once.
    PositionTie,
    /// The target is not above zero.
    TargetNotAboveZero,
    /// The internal goal is not stricter than the promise.
    InternalNotStricter,
    /// The clock never runs.
    ClockNeverRuns,
    /// Tickets without priority, or with one that is not named, have no target.
    PriorityWithoutTarget,
    /// A target is for a schedule that does not exist.
    UnknownSchedule,
    /// A day or more of office hours is probably meant as days.
    OfficeHoursOrDays,
    /// An update is promised before the first reply.
    UpdateBeforeFirstReply,
    /// The warning comes when the clock starts, or before.
    WarningTooEarly,
    /// It was to be looked at again.
    ReviewOverdue,
    /// Two versions are in force at once.
    VersionOverlap,
    /// No version is in force for a while.
    VersionGap,
    /// Never in force.
    NeverValid,
    /// The indicator means nothing without a scale.
    NoScale,
    /// No fewest number of answers is declared.
    NoLeastAnswers,
    /// From which answer on a customer is satisfied is not known.
    NoBox,
    /// The goal lies outside what the indicator can be.
    GoalOffScale,
    /// A team on a route has no agreement of its own.
    TeamWithoutAgreement,
    /// The teams of a route may together take longer than the customer was promised.
    RouteExceedsPromise,
    /// The agreements of the teams of a route count other hours, so that they cannot be added.
    RouteHoursDiffer,
    /// A route names a promise that does not exist.
    UnknownPolicy,
}

impl Code {
    /// Name in outputs.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NoAttainment => "no_attainment",
            Self::NoPeriod => "no_period",
            Self::NoOwner => "no_owner",
            Self::NoTargets => "no_targets",
            Self::NoContract => "no_contract",
            Self::NeverMatches => "never_matches",
            Self::NeverReached => "never_reached",
            Self::ReachUnknown => "reach_unknown",
            Self::PositionTie => "position_tie",
            Self::TargetNotAboveZero => "target_not_above_zero",
            Self::InternalNotStricter => "internal_not_stricter",
            Self::ClockNeverRuns => "clock_never_runs",
            Self::PriorityWithoutTarget => "priority_without_target",
            Self::UnknownSchedule => "unknown_schedule",
            Self::OfficeHoursOrDays => "office_hours_or_days",
            Self::UpdateBeforeFirstReply => "update_before_first_reply",
            Self::WarningTooEarly => "warning_too_early",
            Self::ReviewOverdue => "review_overdue",
            Self::VersionOverlap => "version_overlap",
            Self::VersionGap => "version_gap",
            Self::NeverValid => "never_valid",
            Self::NoScale => "no_scale",
            Self::NoLeastAnswers => "no_least_answers",
            Self::NoBox => "no_box",
            Self::GoalOffScale => "goal_off_scale",
            Self::TeamWithoutAgreement => "team_without_agreement",
            Self::RouteExceedsPromise => "route_exceeds_promise",
            Self::RouteHoursDiffer => "route_hours_differ",
            Self::UnknownPolicy => "unknown_policy",
        }
    }
}

/// What the policies are held against, beside themselves.
#[derive(Debug, Clone, Copy, Default)]
pub struct Known<'a> {
    /// Schedules that exist; their names are not looked at if absent.
    pub schedules: Option<&'a ScheduleFacts>,
    /// Routes that tickets took, beside those that the file declares.
    pub routes: &'a [Route],
    /// The day on which reviews are overdue; none is if absent.
    pub as_of: Option<Date>,
}

/// Says everything that is wrong or doubtful with promises, errors first, then in order of trial.
///
/// A target is complete when it is specific, measurable and time-bound: it names its metric, its
/// threshold with the unit (seconds, and of which hours), the share of cases, its scope, the period
/// and an owner. Metric, threshold, unit and scope are required where a file is read; here the rest.
pub fn check(file: &PolicyFile, known: &Known<'_>) -> Vec<Finding> {
    let mut findings = Findings::default();
    let heads: Vec<Head<'_>> = file
        .policies
        .iter()
        .map(Head::of_policy)
        .chain(file.xla.iter().map(Head::of_experience))
        .collect();
    for head in &heads {
        check_head(head, known.as_of, &mut findings);
    }
    check_versions(&heads, &mut findings);
    check_reach(&heads, &mut findings);
    for policy in &file.policies {
        check_targets(policy, known.schedules, &mut findings);
    }
    for policy in &file.xla {
        check_experience(policy, &mut findings);
    }
    for target in &file.service_levels {
        check_queue(target, &mut findings);
    }
    check_routes(file, known.routes, &mut findings);
    findings.into_ordered()
}

/// What promises of all kinds have in common.
#[derive(Debug, Clone, Copy)]
pub(super) struct Head<'a> {
    pub(super) kind: AgreementKind,
    pub(super) id: &'a Arc<str>,
    pub(super) version: u32,
    pub(super) position: u32,
    pub(super) conditions: &'a Conditions,
    legally_binding: bool,
    contract: Option<&'a Arc<str>>,
    owner: Option<&'a str>,
    period: Option<Period>,
    review_by: Option<Date>,
    pub(super) valid_from: Option<Timestamp>,
    pub(super) valid_to: Option<Timestamp>,
    n_targets: usize,
}

impl<'a> Head<'a> {
    pub(super) fn of_policy(policy: &'a Policy) -> Self {
        Self {
            kind: policy.kind,
            id: &policy.id,
            version: policy.version,
            position: policy.position,
            conditions: &policy.conditions,
            legally_binding: policy.legally_binding,
            contract: policy.contract.as_ref(),
            owner: policy.owner.as_deref(),
            period: policy.period,
            review_by: policy.review_by,
            valid_from: policy.valid_from,
            valid_to: policy.valid_to,
            n_targets: policy.targets.len(),
        }
    }

    pub(super) fn of_experience(policy: &'a XlaPolicy) -> Self {
        let has_periods = policy.targets.iter().all(|target| target.period.is_some());
        Self {
            kind: AgreementKind::Xla,
            id: &policy.id,
            version: policy.version,
            position: policy.position,
            conditions: &policy.conditions,
            legally_binding: policy.legally_binding,
            contract: policy.contract.as_ref(),
            owner: policy.owner.as_deref(),
            period: policy
                .targets
                .iter()
                .find_map(|target| target.period)
                .filter(|_| has_periods),
            review_by: policy.review_by,
            valid_from: policy.valid_from,
            valid_to: policy.valid_to,
            n_targets: policy.targets.len(),
        }
    }
}

fn check_head(head: &Head<'_>, as_of: Option<Date>, findings: &mut Findings) {
    if head.n_targets == 0 {
        findings.error(head, Remark::NoTargets);
    }
    if head.owner.is_none_or(|owner| owner.trim().is_empty()) {
        findings.error(head, Remark::NoOwner);
    }
    if head.period.is_none() && head.n_targets > 0 {
        findings.error(head, Remark::NoPeriod);
    }
    if head.legally_binding && head.contract.is_none() {
        findings.error(head, Remark::NoContract);
    }
    if let (Some(review_by), Some(as_of)) = (head.review_by, as_of)
        && review_by < as_of
    {
        findings.warning(head, Remark::ReviewOverdue { review_by });
    }
}

/// Collects findings.
#[derive(Debug, Default)]
pub(super) struct Findings {
    found: Vec<Finding>,
}

impl Findings {
    pub(super) fn error(&mut self, head: &Head<'_>, remark: Remark) {
        self.add(Severity::Error, head, remark);
    }

    pub(super) fn warning(&mut self, head: &Head<'_>, remark: Remark) {
        self.add(Severity::Warning, head, remark);
    }

    /// Adds a finding on something that is no policy.
    pub(super) fn apart(&mut self, severity: Severity, name: &Arc<str>, remark: Remark) {
        self.found.push(Finding {
            severity,
            kind: None,
            policy: Arc::clone(name),
            version: None,
            remark,
        });
    }

    fn add(&mut self, severity: Severity, head: &Head<'_>, remark: Remark) {
        self.found.push(Finding {
            severity,
            kind: Some(head.kind),
            policy: Arc::clone(head.id),
            version: Some(head.version),
            remark,
        });
    }

    fn into_ordered(mut self) -> Vec<Finding> {
        self.found.sort_by_key(|finding| finding.severity);
        self.found
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let severity = match self.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        write!(f, "{severity}: {}", self.policy)?;
        if let Some(version) = self.version {
            write!(f, " version {version}")?;
        }
        write!(f, ": {} [{}]", self.remark, self.remark.code().as_str())
    }
}
