//! The only door from raw to redacted text; pseudonyms.
//!
//! [`RedactedText`] has no public constructor from a plain string: whoever holds one knows that
//! the detectors have run. `store`, `encode`, `classify` and `report` accept nothing else.
//!
//! A text is looked over once ([`Redactor`]: digits, `@`, cue words in one automaton); only the
//! detectors for which there is evidence run. Of overlapping matches the longest stands. Ids become
//! pseudonyms under a [`Key`]; [`Door`] does both for whole records.

mod account;
mod address;
mod answer;
mod checksum;
mod clean;
mod counts;
mod cues;
mod detector;
mod door;
mod error;
mod gazetteer;
mod key;
mod name;
mod name_shape;
mod network;
mod numbers;
mod phone;
mod plate;
mod redactor;
mod reference;
mod session;
mod spoken;
mod text;
mod words;

#[cfg(test)]
mod labelled;

pub use clean::{CleanBody, CleanRecord, CleanTurn};
pub use counts::RedactionCounts;
pub use door::Door;
pub use error::Error;
pub use key::{Key, Purpose};
pub use redactor::{BareNames, BusinessNumbers, Options, Redactor};
pub use session::RedactionSession;
pub use text::{PiiKind, RedactedText, Redaction};
