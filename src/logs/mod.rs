//! Exports of ticket systems, telephone exchanges and surveys to event logs, calls and answers; every
//! bad row placed and counted.
//!
//! [`tickets`] reads a file or a folder as [`Options`] says, or as it looks like ([`Preset`]), and
//! yields a [`Ticket`] or a [`Rejection`](crate::intake::Rejection) at a time. A bad row costs a
//! ticket that row, and the ticket says so; a ticket whose rows contradict each other is rejected
//! whole. [`Account`] adds up. The result does not depend on the order of the rows, save for ties
//! that are counted.
//!
//! [`Recorded`] makes the same of events that an archive keeps, with the same words.
//!
//! [`zendesk`] also reads what was promised, and when people work, from the same folder. [`calls`] reads
//! the log of a telephone exchange, [`read_responses`] the answers to a survey,
//! [`read_contacts`] contacts with their scores, for scorecards.

mod account;
mod agent_states;
mod assemble;
pub mod calls;
mod columns;
mod compact;
mod contacts;
mod error;
mod events;
mod first_words;
mod gratitude;
mod gratitude_words;
mod latest;
mod options;
mod per_ticket;
mod preset;
mod recorded;
mod responses;
mod responses_checks;
mod responses_row;
mod rows;
mod servicenow;
mod sources;
mod spill;
mod surveys;
mod tickets;
mod words;
pub mod zendesk;

pub use account::Account;
pub use agent_states::{AGENT_STATE_COLUMNS, AgentStates, agent_state, read_agent_states};
pub use columns::field_name;
pub use contacts::{ContactColumns, ReadContact, ReadContacts, read_contacts};
pub use error::Error;
pub use first_words::FirstWords;
pub use options::{Fields, Options, Order};
pub use preset::Preset;
pub use recorded::{Recorded, RecordedEvent};
pub use responses::{ResponseColumn, ResponseSpec, Responses, read_responses};
pub use responses_checks::read_checks;
pub use rows::{Log, LogColumn, LogReading, Need};
pub use surveys::{
    CANDIDATE_COLUMNS, CLOSURE_COLUMNS, INVITATION_COLUMNS, read_candidates, read_closures,
    read_invitations,
};
pub use tickets::{Ticket, Tickets, tickets};
pub use words::Kind;

#[cfg(test)]
mod behaviour;
#[cfg(test)]
mod gratitude_tests;
#[cfg(test)]
mod presets_tests;
#[cfg(test)]
mod shared_data_tests;
