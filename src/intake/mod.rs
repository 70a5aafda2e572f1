//! Files to records; row faults to rejections.
//!
//! [`open`] reads one file of a source as [`SourceSpec`] maps it and yields a
//! [`Record`](crate::record::Record) or a [`Rejection`] at a time, in file order. Nothing is lost
//! silently: every row of the file is in a record, in a rejection (with its place, the column and
//! what was expected, never its content) or in a count of [`FileProfile`]. A bad row never stops a
//! file; a file that cannot be read at all is an [`Error`].
//!
//! Below the records lies [`table`]: files as rows of text cells, for callers that bring their own
//! meaning. [`propose`] looks at a file and says what its columns could be; [`expand`] and
//! [`hash_file`] find files and recognise them.

mod blank;
mod calls;
mod column_words;
mod date_form;
mod error;
mod fields;
mod files;
mod hash;
mod mapping;
mod number;
mod profile;
mod propose;
mod reader;
mod rejection;
mod speakers;
mod spec;
pub mod table;
mod time;
mod transcript;

pub use date_form::DateForm;
pub use error::Error;
pub use files::expand;
pub use hash::{hash_file, hex};
pub use number::Decimal;
pub use profile::{Counts, FileProfile};
pub use propose::{ColumnGuess, ColumnKind, Proposal, propose};
pub use reader::{Reader, open};
pub use rejection::{Fault, Rejection};
pub use speakers::{Role, Speakers};
pub use spec::{
    Columns, Conversation, EventColumns, FileName, Many, ScoreSpec, SourceSpec, TextColumn,
};
pub use table::{Format, Layout, Limits, Row};
pub use time::{LocalTime, TimeReading, date_alone};

#[cfg(test)]
mod shared_data_tests;
