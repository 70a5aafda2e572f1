//! What a file of settings says, and what is wrong with it, in both languages.

mod dutch;
mod message;
mod schedule;

pub use message::{Message, message, message_words};
pub use schedule::{schedule_lines, skipped_hours};
