use super::Fault;
use super::Format;
use std::io;
use std::path::PathBuf;

/// A file cannot be read at all. What is wrong with one row is a [`super::Rejection`] instead.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The file or folder cannot be opened or read.
    #[error("read {path}")]
    Unreadable {
        /// File as asked for.
        path: PathBuf,
        /// Cause.
        source: io::Error,
    },
    /// A workbook, Parquet file or archive is damaged.
    #[error("read {path} as {format}: {detail}")]
    Damaged {
        /// File as asked for.
        path: PathBuf,
        /// What it was read as.
        format: Format,
        /// What the reader of that format said; never content.
        detail: String,
    },
    /// The file would take more memory than allowed.
    #[error("read {path}: it holds more than {limit_bytes} bytes when unpacked")]
    TooLarge {
        /// File as asked for.
        path: PathBuf,
        /// The limit that was passed.
        limit_bytes: u64,
    },
    /// The file holds nothing, not even a header.
    #[error("read {path}: it is empty")]
    Empty {
        /// File as asked for.
        path: PathBuf,
    },
    /// The first row, which should name the columns, cannot be read.
    #[error("read the header of {path}: expected {}", fault.expected())]
    Header {
        /// File as asked for.
        path: PathBuf,
        /// What is wrong with it.
        fault: Fault,
    },
    /// The file has nothing in the row that should name the columns.
    #[error("read the header of {path}: row {row} holds nothing")]
    NoHeaderRow {
        /// File as asked for.
        path: PathBuf,
        /// The row that was declared, from 1.
        row: u64,
    },
    /// A format that needs a real file came over a pipe.
    #[error("read {format} from a pipe")]
    NeedsFile {
        /// The format that was found or asked for.
        format: Format,
    },
    /// The file holds one conversation, not rows and columns.
    #[error("read {path} as a table: it is {format}")]
    NotATable {
        /// File as asked for.
        path: PathBuf,
        /// What it is.
        format: Format,
    },
    /// The workbook has no such sheet.
    #[error("find sheet {sheet} in {path}; it has {}", present.join(", "))]
    MissingSheet {
        /// File as asked for.
        path: PathBuf,
        /// The sheet asked for.
        sheet: String,
        /// The sheets there are.
        present: Vec<String>,
    },
    /// Columns are missing without which the rows mean nothing.
    #[error("find column {} in {path}; it has {}", missing.join(", "), present.join(", "))]
    MissingColumns {
        /// File as asked for.
        path: PathBuf,
        /// Every missing column that is required.
        missing: Vec<String>,
        /// The columns there are.
        present: Vec<String>,
    },
    /// The mapping of a source contradicts itself.
    #[error("use the mapping of source {source_name}: {detail}")]
    Mapping {
        /// The source.
        source_name: String,
        /// What contradicts what.
        detail: &'static str,
    },
    /// A pattern is not a valid glob.
    #[error("use {pattern} as a file pattern: {detail}")]
    BadPattern {
        /// Pattern as declared.
        pattern: String,
        /// What the glob parser said.
        detail: String,
    },
    /// A pattern matches no file.
    #[error("find a file that matches {pattern} in {base}")]
    NoFile {
        /// Pattern as declared.
        pattern: String,
        /// Folder it is relative to.
        base: PathBuf,
    },
}

impl Error {
    /// What the reader of the message can try.
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            Self::Damaged { .. } => {
                Some("open and save the file again in the program that made it")
            }
            Self::TooLarge { .. } => {
                Some("save the sheet as CSV, which is read row by row, or raise the limit")
            }
            Self::NeedsFile { .. } => Some("name the file instead of -"),
            Self::NotATable { .. } => Some("declare the source as kind = \"transcript\""),
            Self::MissingColumns { .. } => {
                Some("correct the column names in the project file, or the delimiter")
            }
            Self::NoFile { .. } => Some("patterns are relative to the project file"),
            Self::Empty { .. } => Some("remove the file, or put data in it"),
            Self::Header { .. } => Some(
                "the first row has to name the columns; is it a text file, and of this format?",
            ),
            Self::NoHeaderRow { .. } => {
                Some("`header_row` counts as a spreadsheet program does, from 1, blank rows too")
            }
            Self::MissingSheet { .. } => Some("set `sheet` to one of these in the project file"),
            Self::Mapping { .. } => Some("mend the columns of this source in the project file"),
            Self::BadPattern { .. } => {
                Some("use * and ? inside a folder, ** across folders, [0-9] and {a,b}")
            }
            _ => None,
        }
    }
}
