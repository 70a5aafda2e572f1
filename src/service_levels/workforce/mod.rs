//! What agents did with their time, and how many of them a queue asks for.
//!
//! [`agent_times`] adds up a log of states: what stands in it twice counts once, and figures of few
//! agents are dropped before anybody sees them. [`staffing_plan`] sets arrivals and handle times against
//! a target by Erlang C, beside what was realised.

mod agent_times;
mod plan;
mod state;
mod timeline;

pub use agent_times::{
    AgentRow, AgentTimeOptions, AgentTimes, AgentTimesAccount, OTHER_REASONS, TimeSpent,
    agent_times,
};
pub use plan::{
    CannotPlan, Compared, StaffingOptions, StaffingPlan, StaffingRow, agents_at_work, staffing_plan,
};
pub use state::{AgentState, Stretch};

#[cfg(test)]
mod behaviour;
