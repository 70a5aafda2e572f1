//! Makes feedback, surveys and ticket logs with known truth.
//!
//! Everything here is invented: the internet provider Duinkabel, its customers and what they say.
//! [`demo`] writes a whole set of files with planted effects beside it; [`comments`] is an endless
//! stream of comments for benches; [`labelled_calls`] makes conversations with known behaviour; [`wave`] makes survey waves with planted drivers and
//! [`daily_counts`] counts of mentions, unchanged or with a planted rise. Only sums, products and integer draws decide what is written, so
//! the same seed gives the same bytes on every machine.

pub mod daily_counts;
pub mod demo;
pub mod wave;

mod comment;
mod contact;
mod customer;
mod dice;
mod labelled_calls;
mod language;
mod marked;
mod person;
mod phrases;
mod score;
mod situation;
mod slots;
mod stream;
mod topic;
mod typing;

pub use labelled_calls::{LabelledCall, LabelledTurn, labelled_calls, labelled_lines};
pub use stream::{Comment, Comments, comments};
