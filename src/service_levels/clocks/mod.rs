//! Clocks that run over the events of a ticket.
//!
//! [`evaluate`] is a pure function of log, policies, opening hours and the instant of the report. It reads
//! the log into statuses, turns and legs, finds which policy held the ticket when, cuts out the stretches
//! that each metric times, and holds these against the promises.

mod attachment;
mod evaluate;
mod holding;
mod instance;
mod reopening;
mod result;
mod running;
mod seen;
mod span;
mod timeline;
mod why;

#[cfg(test)]
mod cases_counting;
#[cfg(test)]
mod cases_policy;
#[cfg(test)]
mod cases_reopen;
#[cfg(test)]
mod cases_topics;
#[cfg(test)]
mod fixtures;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod reference;

pub use evaluate::{Error, Openings, evaluate};
pub use instance::{Instance, PolicyRef, State};
pub use result::{
    Attached, KeptOut, Leg, LegEnding, NoSla, SlaStanding, StatusSpan, TicketFlag, TicketResult,
};
pub use seen::{awaiting, needs, unseen, withhold_unseen};
pub use why::{EndedBy, StartedBy, Why};
