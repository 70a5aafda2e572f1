//! Vectors and words to sentiment and topics, with the bytes that show them.
//!
//! [`Classifier`] reads whole records: [`sentiment`] judges texts, sentences and clauses,
//! [`taxonomy`] and [`topics`] find topics; each mention is judged in its own clause or sentence, and
//! where the encoder sees words in context also by the words that speak of it.

mod classifier;
mod evidence;
pub mod sentiment;
pub mod taxonomy;
pub(crate) mod text_head;
pub mod topics;

pub use classifier::{Classifier, Entry, ReadRecord};
pub use sentiment::Error;
pub use taxonomy::{Taxonomy, TaxonomyError};
