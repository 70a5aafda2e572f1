use super::{Format, RepeatedColumn};
use std::fmt;

/// How a file turned out to be laid out, for people to check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layout {
    /// Format.
    pub format: Format,
    /// Whether it was gzipped.
    pub gzipped: bool,
    /// Delimiter of delimited text.
    pub delimiter: Option<u8>,
    /// Encoding of text; `UTF-8` as long as all was ASCII.
    pub encoding: Option<&'static str>,
    /// Sheet that is read.
    pub sheet: Option<String>,
    /// Sheets that are not read.
    pub other_sheets: Vec<String>,
    /// Row of the header, as a spreadsheet program counts, where something stands above it.
    pub header_row: Option<u64>,
    /// Names that stand in the header more than once.
    pub repeated: Vec<RepeatedColumn>,
}

impl Layout {
    pub(crate) fn new(format: Format, gzipped: bool) -> Self {
        Self {
            format,
            gzipped,
            delimiter: None,
            encoding: None,
            sheet: None,
            other_sheets: Vec::new(),
            header_row: None,
            repeated: Vec::new(),
        }
    }
}

impl fmt::Display for Layout {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.format)?;
        match self.delimiter {
            Some(b'\t') => f.write_str(", delimiter tab")?,
            Some(b',') => f.write_str(", delimiter comma")?,
            Some(b';') => f.write_str(", delimiter semicolon")?,
            Some(delimiter) => write!(f, ", delimiter {}", char::from(delimiter))?,
            None => {}
        }
        if let Some(encoding) = self.encoding {
            write!(f, ", {encoding}")?;
        }
        if let Some(sheet) = &self.sheet {
            write!(f, ", sheet {sheet}")?;
        }
        if !self.other_sheets.is_empty() {
            write!(f, " (not read: {})", self.other_sheets.join(", "))?;
        }
        if let Some(row) = self.header_row {
            write!(f, ", header in row {row}")?;
        }
        if self.gzipped {
            f.write_str(", gzipped")?;
        }
        Ok(())
    }
}

/// Bounds that keep memory flat whatever the input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Longest row in bytes; longer ones are rejected and skipped.
    pub row_bytes: usize,
    /// Most columns.
    pub columns: usize,
    /// Most bytes that a workbook, or a gzipped Parquet file, may take when unpacked.
    pub unpacked_bytes: u64,
    /// Most turns of one conversation.
    pub turns: usize,
    /// Most bytes of text of one conversation.
    pub conversation_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            row_bytes: 1 << 20,
            columns: 16_384,
            unpacked_bytes: 512 << 20,
            turns: 20_000,
            conversation_bytes: 8 << 20,
        }
    }
}
