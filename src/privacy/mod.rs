//! The only door from raw to redacted text; pseudonyms.
//!
//! [`RedactedText`] has no public constructor from a plain string: whoever holds one knows that
//! the detectors have run. `store`, `encode`, `classify` and `report` accept nothing else.

mod clean;
mod text;

pub use clean::{CleanBody, CleanRecord, CleanTurn};
pub use text::{PiiKind, RedactedText, Redaction};
