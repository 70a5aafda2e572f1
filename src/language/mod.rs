//! Which language, how sure; sentences, clauses, and the parts of an e-mail.
//!
//! [`identify()`] needs no more than a few microseconds for a usual comment. Ranges are bytes of the
//! text that was handed in, always on the edges of characters.

mod clause;
mod identify;
mod lexicon;
mod message;
mod sentence;
mod sign_off;

#[cfg(test)]
mod measured;
#[cfg(test)]
mod neighbours;

pub use clause::clauses;
pub use identify::{identify, identify_parts};
pub use message::{MessageParts, Part, PartKind};
pub use sentence::sentences;
