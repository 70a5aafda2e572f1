//! What `signals.json` looks like. Structs of their own, so that an inner type can change without
//! the file changing; every field is written out once, here.

mod caveat;
mod document;
mod number;
mod readers;

pub(in crate::report) use document::Document;
pub use document::SIGNALS_SCHEMA_VERSION;
pub(in crate::report) use number::{bounds, exact};
