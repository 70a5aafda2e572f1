//! A whole set of demonstration files: surveys, comments, transcripts, calls and tickets of half a year.
//!
//! [`generate`] makes it in memory, [`Demo::write`] puts it in a folder. `truth.json` holds what was
//! planted: what each topic does to the net promoter score, what changes over time and which rows are
//! wrong on purpose. `truth_labels.jsonl.gz` holds language, sentiment, topics and personal data
//! of every comment and transcript.

mod call;
mod dirt;
mod effect;
mod error;
mod files;
mod generate;
mod response;
mod survey;
mod telephone;
mod ticket;
mod transcript;
mod truth;
mod written;

pub use error::Error;
pub use files::{Demo, File};
pub use generate::{Options, generate};
