//! What happened to a ticket: events with their instants, in one order whatever the order of a file.

mod event;
mod log;

pub use event::{Author, EventKind, FieldValue, Status, TicketEvent, field};
pub use log::{Attributes, LogFault, TicketLog};
