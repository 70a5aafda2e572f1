//! What happened to a ticket: events with their instants, in one order whatever the order of a file.

mod event;
mod log;
mod topic;

pub use event::{Author, EventKind, FieldValue, Status, TicketEvent, field};
pub use log::{Attributes, LogFault, TicketLog};
pub use topic::{Precision, ReadTopic};
