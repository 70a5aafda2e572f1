//! What customers may read of promises and experience: a document of its own, with nothing else in it.
//!
//! It is put together from the few figures that are meant for customers, not by taking away from a report
//! what is not: a figure that a report gains later is not told here by itself. There is no agent, no team, no
//! internal target, no agreement between teams or with suppliers, and no id of a ticket or contact.

mod document;
mod sources;

pub use document::{Published, published_json, published_text};
pub use sources::{published_calls, published_experience, published_promises};
