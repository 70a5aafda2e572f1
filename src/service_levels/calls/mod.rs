//! Contact-centre metrics from a log of calls: service level, waits, abandonment, handle time,
//! first-contact resolution, queue length, volume.
//!
//! [`overview()`] is a pure function of the calls, the [`CallOptions`] and the instant of the report.
//! A service level has no single formula: [`Formula`] names six, and the name travels with the
//! number. What the log does not tell (how long an abandoned caller waited) is not made up: the
//! result is then the lowest and the highest value that the log allows.

mod agent_time;
mod calamity;
mod call;
mod caution;
mod counts;
mod distribution;
mod figures;
mod first_contact;
mod formula;
mod goals;
mod grouping;
mod handling;
mod journey;
mod overview;
mod proportion;
mod provenance;
mod queue_length;
mod rings;
mod satisfaction;
mod seen;
mod staffing;
mod survey;
mod volume;
mod waits;

pub use agent_time::AgentTime;
pub use calamity::{Calamity, CalamityScope};
pub use call::{Call, CallFault, Direction, Disposition, Segment};
pub use caution::CallCaution;
pub use counts::Counts;
pub use distribution::Distribution;
pub use figures::{Abandonment, Figures};
pub use first_contact::{FirstContact, IssueKey};
pub use formula::{
    Attained, Comparison, FlowOuts, Formula, Rule, RuleFault, ServiceLevel, service_level,
};
pub use goals::{Goal, goals};
pub use grouping::{Dimension, Grouping};
pub use handling::{Attribution, Handling, Recorded, handle_time_by_agent};
pub use journey::{Journeys, TransferAbandon, journeys};
pub use overview::{CallOptions, CallOverview, Cell, Scope, Table, overview};
pub use proportion::Proportion;
pub use provenance::Provenance;
pub use queue_length::{QueueLength, queue_length};
pub use rings::{RingTarget, rings};
pub use satisfaction::{LEAST_SCORES, Satisfaction};
pub use staffing::{Staffing, agents_needed, erlang_c};
pub use survey::Survey;
pub use volume::{IntervalLength, IntervalRow, Intervals, VolumeRow};
pub use waits::{Excess, Longest, Waits};

#[cfg(test)]
mod behaviour;
#[cfg(test)]
mod fixture;
#[cfg(test)]
mod golden;
#[cfg(test)]
mod hidden_answers;
