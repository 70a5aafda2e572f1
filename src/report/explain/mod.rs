//! What each figure is: formula, what it counts and leaves out, interval, and an example that the
//! program itself computes in a test.

mod actions;
mod calls;
mod change;
mod conversations;
mod drivers;
mod entry;
mod experience;
mod groups;
mod learned;
mod people;
mod priorities;
mod promises;
mod ranking;
mod survey;
mod tickets;
mod topic;

pub use entry::{Both, Entry, Example, Figure, entries, explain_measure, list_measures};
pub use topic::explain_topic;
