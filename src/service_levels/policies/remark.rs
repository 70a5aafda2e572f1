use super::check::Code;
use super::experience::Indicator;
use super::target::{Metric, Target};
use crate::units::Seconds;
use jiff::Timestamp;
use jiff::civil::Date;
use std::fmt;
use std::sync::Arc;

/// What a finding says, with its values. Shown in English by its `Display`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Remark {
    /// No target stands under the policy.
    NoTargets,
    /// Nobody answers for it.
    NoOwner,
    /// No period over which it is judged.
    NoPeriod,
    /// Legal consequences without a contract.
    NoContract,
    /// The day on which it was to be looked at again has passed.
    ReviewOverdue {
        /// That day.
        review_by: Date,
    },
    /// No version is in force for a while.
    VersionGap {
        /// When the older version ends.
        from: Timestamp,
        /// The older version.
        older: u32,
        /// When the newer one begins.
        to: Timestamp,
    },
    /// Two versions are in force at once.
    VersionOverlap {
        /// The older one.
        older: u32,
    },
    /// It ends before it begins.
    NeverValid,
    /// No ticket can meet its conditions.
    NeverMatches,
    /// Another policy has the same position, and tickets match both.
    PositionTie {
        /// The position.
        position: u32,
        /// The other policy.
        other: Arc<str>,
    },
    /// One policy before it takes every ticket.
    HiddenBy {
        /// That policy.
        other: Arc<str>,
        /// Where it stands.
        position: u32,
    },
    /// Several policies before it take every ticket together.
    HiddenByTogether {
        /// Those policies, in order of trial.
        others: Vec<Arc<str>>,
    },
    /// Whether policies before it take every ticket cannot be told.
    ReachUnknown,
    /// Something about one target.
    Target(TargetName, TargetRemark),
    /// Tickets without priority have no target.
    NoDefaultPriority {
        /// What is timed.
        metric: Metric,
    },
    /// No target is for the priority that tickets without one are given.
    DefaultWithoutTarget {
        /// What is timed.
        metric: Metric,
        /// The priority.
        default: Arc<str>,
    },
    /// Something about one indicator of experience.
    Indicator(Indicator, IndicatorRemark),
    /// A team on a route has no agreement of its own.
    TeamWithoutAgreement {
        /// The team.
        team: Arc<str>,
    },
    /// A route names a promise that does not exist.
    UnknownPolicy {
        /// Its id.
        policy: Arc<str>,
    },
    /// The agreements of the teams of a route count other hours than the promise.
    RouteHoursDiffer {
        /// What is timed.
        metric: Metric,
        /// The priority that the promise is for, if it is for one.
        priority: Option<Arc<str>>,
        /// The teams in order.
        teams: Vec<Arc<str>>,
    },
    /// The teams of a route may together take longer than was promised.
    RouteExceedsPromise {
        /// What is timed.
        metric: Metric,
        /// The priority that the promise is for, if it is for one.
        priority: Option<Arc<str>>,
        /// The teams in order.
        teams: Vec<Arc<str>>,
        /// How long they may take together.
        together: Seconds,
        /// What is promised.
        promised: Seconds,
    },
}

/// Which target of a policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TargetName {
    /// What is timed.
    pub metric: Metric,
    /// The priority it is for, if it is for one.
    pub priority: Option<Arc<str>>,
    /// The team it is for, if it is for one.
    pub team: Option<Arc<str>>,
}

/// What is wrong or doubtful with one target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TargetRemark {
    /// No time above zero.
    NotAboveZero,
    /// No share of cases that must be in time.
    NoAttainment,
    /// The internal time is not below the promised one.
    InternalNotShorter,
    /// The internal share is not above the promised one.
    InternalNotHigher,
    /// The clock would run only when the ticket is done.
    NeverRuns,
    /// The warning would come at the start of the clock.
    WarningTooEarly,
    /// The schedule does not exist.
    UnknownSchedule {
        /// Its id.
        schedule: Arc<str>,
    },
    /// A day or more of office hours.
    OfficeHoursOrDays {
        /// Whole hours of the target.
        hours: i64,
        /// How many tenths of a week of a schedule that is; `None` where it is not known.
        weeks: Option<(Arc<str>, i64)>,
    },
    /// Shorter than the first reply, which it does not overrule.
    ShorterThanFirstReply,
}

/// What is wrong or doubtful with one indicator of experience.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IndicatorRemark {
    /// No fewest number of answers is declared; so many are taken.
    NoLeastAnswers(usize),
    /// No scale.
    NoScale,
    /// From which answer on a customer is satisfied is not known.
    NoBox,
    /// The goal lies outside what it can be.
    GoalOffScale,
}

impl Remark {
    /// What it is, for machines.
    pub fn code(&self) -> Code {
        match self {
            Self::NoTargets => Code::NoTargets,
            Self::NoOwner => Code::NoOwner,
            Self::NoPeriod => Code::NoPeriod,
            Self::NoContract => Code::NoContract,
            Self::ReviewOverdue { .. } => Code::ReviewOverdue,
            Self::VersionGap { .. } => Code::VersionGap,
            Self::VersionOverlap { .. } => Code::VersionOverlap,
            Self::NeverValid => Code::NeverValid,
            Self::NeverMatches => Code::NeverMatches,
            Self::PositionTie { .. } => Code::PositionTie,
            Self::HiddenBy { .. } | Self::HiddenByTogether { .. } => Code::NeverReached,
            Self::ReachUnknown => Code::ReachUnknown,
            Self::Target(_, remark) => match remark {
                TargetRemark::NotAboveZero => Code::TargetNotAboveZero,
                TargetRemark::NoAttainment => Code::NoAttainment,
                TargetRemark::InternalNotShorter | TargetRemark::InternalNotHigher => {
                    Code::InternalNotStricter
                }
                TargetRemark::NeverRuns => Code::ClockNeverRuns,
                TargetRemark::WarningTooEarly => Code::WarningTooEarly,
                TargetRemark::UnknownSchedule { .. } => Code::UnknownSchedule,
                TargetRemark::OfficeHoursOrDays { .. } => Code::OfficeHoursOrDays,
                TargetRemark::ShorterThanFirstReply => Code::UpdateBeforeFirstReply,
            },
            Self::NoDefaultPriority { .. } | Self::DefaultWithoutTarget { .. } => {
                Code::PriorityWithoutTarget
            }
            Self::Indicator(_, remark) => match remark {
                IndicatorRemark::NoLeastAnswers(_) => Code::NoLeastAnswers,
                IndicatorRemark::NoScale => Code::NoScale,
                IndicatorRemark::NoBox => Code::NoBox,
                IndicatorRemark::GoalOffScale => Code::GoalOffScale,
            },
            Self::TeamWithoutAgreement { .. } => Code::TeamWithoutAgreement,
            Self::UnknownPolicy { .. } => Code::UnknownPolicy,
            Self::RouteHoursDiffer { .. } => Code::RouteHoursDiffer,
            Self::RouteExceedsPromise { .. } => Code::RouteExceedsPromise,
        }
    }
}

impl TargetName {
    /// Names a target.
    pub fn of(target: &Target) -> Self {
        Self {
            metric: target.metric,
            priority: target.priority.clone(),
            team: target.team.clone(),
        }
    }
}

impl fmt::Display for Remark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoTargets => f.write_str("promises nothing: add a target"),
            Self::NoOwner => f.write_str("owner is missing: nobody answers for it"),
            Self::NoPeriod => f.write_str(
                "period is missing: a share of cases in time means nothing without week, month, quarter or year",
            ),
            Self::NoContract => {
                f.write_str("legally binding, but contract_id is missing: of which contract?")
            }
            Self::ReviewOverdue { review_by } => {
                write!(f, "was to be looked at again by {review_by}")
            }
            Self::VersionGap { from, older, to } => write!(
                f,
                "no version is in force from {from}, the end of version {older}, to {to}"
            ),
            Self::VersionOverlap { older } => write!(
                f,
                "is in force together with version {older}: end that one (valid_to) when this one begins (valid_from)"
            ),
            Self::NeverValid => f.write_str("ends before it begins"),
            Self::NeverMatches => {
                f.write_str("its conditions contradict each other: no ticket can match")
            }
            Self::PositionTie { position, other } => write!(
                f,
                "has position {position} like {other}, and tickets match both: which is tried first?"
            ),
            Self::HiddenBy { other, position } => write!(
                f,
                "is never reached: {other} at position {position} takes every ticket first; put the narrow one before the broad one"
            ),
            Self::HiddenByTogether { others } => write!(
                f,
                "is never reached: {} together take every ticket first",
                others.join(", ")
            ),
            Self::ReachUnknown => f.write_str(
                "whether policies before it take every ticket cannot be told: its conditions are too many",
            ),
            Self::Target(name, remark) => write!(f, "{name}: {remark}"),
            Self::NoDefaultPriority { metric } => write!(
                f,
                "{}: tickets without priority have no target; set default_priority if they should",
                metric.as_str()
            ),
            Self::DefaultWithoutTarget { metric, default } => write!(
                f,
                "{}: no target is for default_priority {default}",
                metric.as_str()
            ),
            Self::Indicator(indicator, remark) => write!(f, "{}: {remark}", indicator.as_str()),
            Self::TeamWithoutAgreement { team } => write!(
                f,
                "team {team} has no agreement about how long it may own a ticket"
            ),
            Self::UnknownPolicy { policy } => {
                write!(f, "the route is for policy {policy}, which does not exist")
            }
            Self::RouteHoursDiffer {
                metric,
                priority,
                teams,
            } => write!(
                f,
                "{}{}: the agreements of the teams on route {} count other hours than the promise, so whether they fit cannot be told",
                metric.as_str(),
                at_priority(priority.as_ref()),
                teams.join(" > ")
            ),
            Self::RouteExceedsPromise {
                metric,
                priority,
                teams,
                together,
                promised,
            } => write!(
                f,
                "{}{}: the teams on route {} may take {} s together, and {} s are promised",
                metric.as_str(),
                at_priority(priority.as_ref()),
                teams.join(" > "),
                together.0,
                promised.0
            ),
        }
    }
}

fn at_priority(priority: Option<&Arc<str>>) -> String {
    priority.map_or_else(String::new, |priority| format!(" at priority {priority}"))
}

impl fmt::Display for TargetName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.metric.as_str())?;
        f.write_str(&at_priority(self.priority.as_ref()))?;
        self.team
            .as_ref()
            .map_or(Ok(()), |team| write!(f, " of team {team}"))
    }
}

impl fmt::Display for TargetRemark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotAboveZero => "the target is not above zero",
            Self::NoAttainment => {
                "attainment_pct is missing: which share of cases must be in time?"
            }
            Self::InternalNotShorter => "the internal target is not below the promise",
            Self::InternalNotHigher => "the internal share is not above the promised one",
            Self::NeverRuns => {
                "the clock would run only when the ticket is done, so it never starts"
            }
            Self::WarningTooEarly => "the warning would come at the start of the clock",
            Self::UnknownSchedule { schedule } => {
                return write!(f, "schedule {schedule} does not exist");
            }
            Self::OfficeHoursOrDays { hours, weeks } => {
                let weeks = weeks
                    .as_ref()
                    .map_or_else(String::new, |(schedule, tenths)| {
                        format!(" ({}.{} weeks of {schedule})", tenths / 10, tenths % 10)
                    });
                return write!(
                    f,
                    "{hours} hours are counted inside opening hours{weeks}: office hours or days?"
                );
            }
            Self::ShorterThanFirstReply => {
                "shorter than the first reply, which it does not overrule"
            }
        })
    }
}

impl fmt::Display for IndicatorRemark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoLeastAnswers(n) => return write!(f, "min_n is missing: {n} answers are taken"),
            Self::NoScale => "scale is missing: low, high and which end is good are never guessed",
            Self::NoBox => "satisfied_from is missing: which answers count as satisfied?",
            Self::GoalOffScale => "the goal lies outside what it can be, or at its worst end",
        })
    }
}
