//! Green outside, red inside: promises about time that were kept beside customers who are unhappy.
//!
//! The room takes outcomes of service levels as they are and adds rows of its own: nothing here can
//! change a verdict on a clock. A cell is called a watermelon only when the *interval* of experience lies
//! below its target, and an SLA is said not to matter only when the data could have shown that it does.

mod cell;
mod hidden;
mod known;
mod lift;
mod settings;
mod ticket;
mod together;
mod topics;
mod waits;
mod weekend;
mod words_as_evidence;

#[cfg(test)]
mod behaviour;

pub use cell::{Cell, Quadrant, ResponseBias, ResponseDifference, cells};
pub use hidden::Hidden;
pub use known::Known;
pub use lift::{Lift, Matters, lift};
pub use settings::Settings;
pub use ticket::{Evidence, SlaOutcome, TicketExperience, TicketQuadrant, TicketRow, tickets};
pub use together::{Together, together};
pub use topics::{ComesWith, TopicRow, TopicSettings, Voice, topics};
pub use waits::Borne;
pub use weekend::{WeekendRow, crosses_weekend};
pub use words_as_evidence::WordsAsEvidence;
