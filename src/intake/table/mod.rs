//! Files as rows of text cells: CSV, JSON lines, Parquet and workbooks under one roof.
//!
//! [`open`] detects compression, format, encoding and delimiter and says what it found
//! ([`Layout`]). Rows come one by one in a buffer that is used again; a row that cannot be read is
//! a [`Rejection`](super::Rejection), and reading goes on behind it. Memory is bounded by
//! [`Limits`]: delimited and line files need one row, Parquet one page a column, workbooks (which
//! cannot be read in pieces) are refused above a size.

mod archive;
mod buffer;
mod columnar;
mod delimited;
mod encoding;
mod format;
mod input;
mod json;
mod layout;
mod open;
mod row;
mod slots;
mod spreadsheet;
mod title;

pub use format::Format;
pub use layout::{Layout, Limits};
pub use open::{Options, Piped, Table, open, open_reader};
pub use row::Row;
pub use slots::RepeatedColumn;

pub(super) use buffer::{Buffer, Line};
pub(super) use delimited::stream_fault;
pub(super) use encoding::{TextDecoder, find as find_encoding, searchable};
pub(super) use input::Input;
