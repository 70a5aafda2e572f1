//! Training of heads and their evaluation.
//!
//! Training is deterministic: the same examples, in the same order, with the same options give the
//! same bytes. [`sentiment::train`] makes the compact model; [`quality`] judges any sentiment model.

pub mod blend;
mod error;
pub mod labelled_sentiment;
pub mod quality;
pub mod remarks;
pub mod sentiment;
mod text;
pub mod topics;

pub use error::Error;
