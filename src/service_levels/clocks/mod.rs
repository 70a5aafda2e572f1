//! Clocks that run over the events of a ticket.

mod instance;

pub use instance::{Instance, PolicyRef, State};
