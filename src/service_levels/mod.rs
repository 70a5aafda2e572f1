//! Service levels from event logs: calendars, clocks, policies and what came of them.
//!
//! A verdict is a pure function of events, policies, schedules and the instant of the report; nothing
//! is kept on a ticket, so every verdict can be replayed. Time is counted in whole physical seconds
//! inside windows in UTC ([`calendar`]); what happened to a ticket is a log ([`tickets`]); what was
//! promised is a list of policies, first match wins ([`policies`]); [`clocks`] lets the one run over
//! the other.

pub mod attainment;
pub mod calendar;
pub mod calls;
pub mod clocks;
pub mod experience;
pub mod people;
pub mod policies;
pub mod readiness;
pub mod surveys;
pub mod tickets;
pub mod watermelon;
pub mod workforce;
