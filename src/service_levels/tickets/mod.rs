//! What happened to a ticket: events with their instants, in one order whatever the order of a file.

mod event;
mod evidence;
mod log;
mod topic;

pub use event::{Author, EventKind, FieldValue, Gist, Status, TicketEvent, field};
pub use evidence::{Evidence, Need};
pub use log::{Attributes, LogFault, TicketLog};
pub use topic::{Precision, ReadTopic};
