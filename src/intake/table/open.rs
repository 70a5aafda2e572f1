use super::columnar::Columnar;
use super::delimited::Delimited;
use super::format::Format;
use super::input::Input;
use super::json::JsonLines;
use super::layout::{Layout, Limits};
use super::row::Row;
use super::slots::Header;
use super::spreadsheet::{Asked, Problem, Spreadsheet};
use crate::intake::Error;
use crate::intake::Fault;
use crate::intake::Rejection;
use crate::record::{Origin, SourceName};
use std::fmt;
use std::fs::File;
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What is known of a file before it is opened. The default detects everything.
#[derive(Debug, Clone)]
pub struct Options {
    /// Source named in rejections.
    pub source: SourceName,
    /// File named in rejections.
    pub file: Arc<str>,
    /// Format; by content and extension when not given.
    pub format: Option<Format>,
    /// Delimiter of delimited text; detected when not given.
    pub delimiter: Option<u8>,
    /// Encoding of text; detected when not given.
    pub encoding: Option<&'static encoding_rs::Encoding>,
    /// Sheet of a workbook; the first when not given.
    pub sheet: Option<String>,
    /// Row of the header in delimited text or a workbook, from 1; found when not given.
    pub header_row: Option<u64>,
    /// Bounds on memory.
    pub limits: Limits,
    /// What came through a pipe, read instead of the file: unlike a pipe it can be read again.
    pub piped: Option<Piped>,
}

/// The bytes that came through a pipe.
#[derive(Clone)]
pub struct Piped(pub Arc<[u8]>);

impl fmt::Debug for Piped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Never what they hold.
        write!(f, "Piped({} bytes)", self.0.len())
    }
}

impl AsRef<[u8]> for Piped {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl Default for Options {
    fn default() -> Self {
        Self {
            source: SourceName::new("input"),
            file: "-".into(),
            format: None,
            delimiter: None,
            encoding: None,
            sheet: None,
            header_row: None,
            limits: Limits::default(),
            piped: None,
        }
    }
}

/// A file as rows of text cells.
pub struct Table {
    rows: Rows,
    columns: Vec<String>,
    layout: Layout,
    source: SourceName,
    file: Arc<str>,
    row: Row,
}

enum Rows {
    Delimited(Delimited),
    JsonLines(JsonLines),
    Columnar(Box<Columnar>),
    Spreadsheet(Spreadsheet),
}

/// What is wrong with a row, before it is known in which file.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Flaw {
    pub(crate) number: u64,
    pub(crate) byte: Option<u64>,
    pub(crate) fault: Fault,
    pub(crate) hash: String,
}

impl Flaw {
    pub(crate) fn of(row: &Row, fault: Fault) -> Self {
        Self {
            number: row.number,
            byte: row.byte,
            fault,
            hash: row.hash_hex(),
        }
    }

    pub(crate) fn into_rejection(self, source: &SourceName, file: &Arc<str>) -> Rejection {
        Rejection {
            origin: Origin {
                source: source.clone(),
                file: Arc::clone(file),
                row: self.number,
                byte: self.byte,
            },
            column: None,
            fault: self.fault,
            row_hash: self.hash,
        }
    }
}

/// Opens a file as a table.
///
/// # Errors
///
/// When the file cannot be read at all, is empty, too large to unpack, or is a transcript.
pub fn open(path: &Path, options: &Options) -> Result<Table, Error> {
    if let Some(piped) = &options.piped {
        return open_reader(Box::new(Cursor::new(piped.clone())), options);
    }
    let input = Input::open(path)?;
    let format = table_format(&input, path, options);
    Table::new(input, format, path, options)
}

/// Opens a pipe as a table. Parquet needs a file, because it is read from its end.
///
/// # Errors
///
/// As [`open`], and [`Error::NeedsFile`].
pub fn open_reader(reader: Box<dyn Read + Send>, options: &Options) -> Result<Table, Error> {
    let path = Path::new("-");
    let input = Input::new(reader).map_err(|source| Error::Unreadable {
        path: path.to_path_buf(),
        source,
    })?;
    let format = table_format(&input, path, options);
    if format == Format::Parquet {
        return Err(Error::NeedsFile { format });
    }
    Table::new(input, format, path, options)
}

/// The declared format, or what the file looks like; `.txt` asked for as a table is delimited text.
fn table_format(input: &Input, path: &Path, options: &Options) -> Format {
    options
        .format
        .unwrap_or_else(|| match Format::sniff(&input.sample, path) {
            Format::Dialogue => Format::Csv,
            format => format,
        })
}

impl Table {
    fn new(input: Input, format: Format, path: &Path, options: &Options) -> Result<Self, Error> {
        let path = || path.to_path_buf();
        let mut layout = Layout::new(format, input.gzipped);
        let (rows, header) = match format {
            Format::Csv => {
                let (rows, header) =
                    Delimited::new(input, options).map_err(|fault| match fault {
                        Some(fault) => Error::Header {
                            path: path(),
                            fault,
                        },
                        None => nothing_in(path(), options),
                    })?;
                layout.delimiter = Some(rows.delimiter());
                layout.header_row = Some(rows.header_row()).filter(|row| *row > 1);
                (Rows::Delimited(rows), header)
            }
            Format::Jsonl => {
                let rows =
                    JsonLines::new(input, options).ok_or_else(|| Error::Empty { path: path() })?;
                (Rows::JsonLines(rows), Header::default())
            }
            Format::Parquet => {
                let rows = open_columnar(input, &path(), options.limits)?;
                (Rows::Columnar(Box::new(rows)), Header::default())
            }
            Format::Workbook => {
                let limit = options.limits.unpacked_bytes;
                let bytes = whole(input, &path(), limit)?;
                let opened = Spreadsheet::open(
                    &bytes,
                    &Asked {
                        sheet: options.sheet.as_deref(),
                        header_row: options.header_row,
                    },
                    limit,
                    options.limits.columns,
                )
                .map_err(|problem| workbook_error(problem, path(), options))?;
                layout.sheet = Some(opened.sheet);
                layout.other_sheets = opened.other_sheets;
                layout.header_row = Some(opened.spreadsheet.header_row()).filter(|row| *row > 1);
                (Rows::Spreadsheet(opened.spreadsheet), opened.header)
            }
            Format::WebVtt | Format::Srt | Format::Dialogue => {
                return Err(Error::NotATable {
                    path: path(),
                    format,
                });
            }
        };
        layout.repeated = header.repeated;
        Ok(Self {
            rows,
            columns: header.columns,
            layout,
            source: options.source.clone(),
            file: Arc::clone(&options.file),
            row: Row::default(),
        })
    }

    /// Names of the columns. In JSON lines a field that first appears further on is added at the
    /// end when its row is read, so ask again after reading.
    pub fn columns(&self) -> &[String] {
        match &self.rows {
            Rows::JsonLines(rows) => rows.columns(),
            Rows::Columnar(rows) => rows.columns(),
            Rows::Delimited(_) | Rows::Spreadsheet(_) => &self.columns,
        }
    }

    /// Place of a column.
    pub fn column(&self, name: &str) -> Option<usize> {
        self.columns().iter().position(|column| column == name)
    }

    /// Makes room for a field that JSON lines may hold further on. Other formats name all columns
    /// before the first row.
    pub(crate) fn expect_column(&mut self, name: &str) {
        if let Rows::JsonLines(rows) = &mut self.rows {
            rows.expect_column(name);
        }
    }

    /// How the file is laid out. The encoding of a file that begins in ASCII is known for sure
    /// only behind its first other character, so ask again after reading.
    pub fn layout(&self) -> Layout {
        let mut layout = self.layout.clone();
        layout.encoding = match &self.rows {
            Rows::Delimited(rows) => Some(rows.encoding()),
            Rows::JsonLines(rows) => Some(rows.encoding()),
            Rows::Columnar(_) | Rows::Spreadsheet(_) => None,
        };
        layout
    }

    /// The next row, in a buffer that is used again. `None` at the end of the file.
    pub fn next_row(&mut self) -> Option<Result<&Row, Rejection>> {
        let row = &mut self.row;
        let result = match &mut self.rows {
            Rows::Delimited(rows) => rows.next(row),
            Rows::JsonLines(rows) => rows.next(row),
            Rows::Columnar(rows) => rows.next(row),
            Rows::Spreadsheet(rows) => rows.next(row),
        };
        Some(match result? {
            Ok(()) => Ok(&self.row),
            Err(flaw) => Err(flaw.into_rejection(&self.source, &self.file)),
        })
    }
}

/// Rows of their own, for callers that keep them.
impl Iterator for Table {
    type Item = Result<Row, Rejection>;

    fn next(&mut self) -> Option<Self::Item> {
        match self.next_row()? {
            Ok(row) => Some(Ok(row.clone())),
            Err(rejection) => Some(Err(rejection)),
        }
    }
}

impl fmt::Debug for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Table")
            .field("file", &self.file)
            .field("layout", &self.layout)
            .finish_non_exhaustive()
    }
}

fn open_columnar(input: Input, path: &Path, limits: Limits) -> Result<Columnar, Error> {
    let opened = if input.gzipped {
        Columnar::from_bytes(whole(input, path, limits.unpacked_bytes)?, limits.columns)
    } else {
        drop(input);
        let unreadable = |source| Error::Unreadable {
            path: path.to_path_buf(),
            source,
        };
        let file = File::open(path).map_err(unreadable)?;
        Columnar::from_file(file, limits.columns)
    };
    opened.map_err(|detail| Error::Damaged {
        path: path.to_path_buf(),
        format: Format::Parquet,
        detail,
    })
}

fn whole(input: Input, path: &Path, limit_bytes: u64) -> Result<Vec<u8>, Error> {
    let path = path.to_path_buf();
    match input.into_bytes(limit_bytes) {
        Ok(Some(bytes)) => Ok(bytes),
        Ok(None) => Err(Error::TooLarge { path, limit_bytes }),
        Err(source) => Err(Error::Unreadable { path, source }),
    }
}

fn workbook_error(problem: Problem, path: PathBuf, options: &Options) -> Error {
    match problem {
        Problem::TooLarge => Error::TooLarge {
            path,
            limit_bytes: options.limits.unpacked_bytes,
        },
        Problem::Damaged(detail) => Error::Damaged {
            path,
            format: Format::Workbook,
            detail: detail.to_owned(),
        },
        Problem::MissingSheet { present } => Error::MissingSheet {
            path,
            sheet: options.sheet.clone().unwrap_or_default(),
            present,
        },
        Problem::Empty => nothing_in(path, options),
    }
}

/// Nothing was found to read: an empty file, or a header that was declared further down than the file goes.
fn nothing_in(path: PathBuf, options: &Options) -> Error {
    match options.header_row {
        Some(row) if row > 1 => Error::NoHeaderRow { path, row },
        _ => Error::Empty { path },
    }
}
