//! What came of promises: shares in time, overruns, breaches, who took the time, how long work lasts.
//!
//! All of it is computed from the results of clocks ([`Instance`]), which are pure functions of events,
//! policies and the instant of the report. A contract is judged by the plain share, as contracts read;
//! the interval beside it says how much of that is chance.
//!
//! [`Instance`]: crate::service_levels::clocks::Instance

mod attained;
mod attribution;
mod backlog;
mod case;
mod parts;
mod promises;
mod register;
mod resolution;
mod restatement;
mod review;
mod tally;
mod tolerance;
mod work_list;

#[cfg(test)]
mod behaviour;
#[cfg(test)]
mod fixtures;

pub use attained::{Attaining, Attainments, Grain, Row, attain};
pub use attribution::{
    Attribution, LegShare, LegTime, Rule, Running, TeamOverrun, add_overrun, attribute, leg_times,
    overrun_by_team,
};
pub use backlog::{
    AgeBand, Backlog, Cohort, CohortBy, TicketLife, backlog, cohort, time_to_resolution,
};
pub use case::{Case, Group, elapsed};
pub use parts::{Internal, Overrun, Repeats, SlackUse, Standing};
pub use promises::{AgreedShare, Promises};
pub use register::{BreachEntry, BreachKey, BreachNote, Register, Registrar, register};
pub use resolution::{Length, Resolution, resolution, resolution_of};
pub use restatement::{Cause, ClockKey, Figure, FrozenClock, Restatement, Since, restatements};
pub use review::{
    Heard, ReviewReason, ReviewRow, ReviewRule, SlowRow, review, slow_against_elapsed,
};
pub use tolerance::{Answer, CurveBlock, Proposal, ToleranceCurve, ToleranceRule, tolerance_curve};
pub use work_list::{Urgency, WorkItem, work_list};
