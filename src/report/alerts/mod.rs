//! What rose lately: as text, JSON and a table.

mod json;
mod sections;
mod words;

pub use json::{csv, json};
pub(in crate::report) use json::{table, value};
pub use sections::text;
pub(in crate::report) use sections::{part, risen};
