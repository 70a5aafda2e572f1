use super::buffer::{Buffer, Line};
use super::encoding::{self, TextDecoder};
use super::input::Input;
use super::open::{Flaw, Options};
use super::row::Row;
use super::slots::{Header, distinct};
use super::title::{self, Look, header_below_title, is_table};
use crate::intake::Fault;
use crate::intake::hash::hex;
use sha2::{Digest, Sha256};
use std::io::Read;

/// Rows of delimited text.
///
/// A field may be quoted; inside quotes two marks are one, and line ends belong to the field. A
/// closing mark must stand before a delimiter or the end of the row. Where it does not, or where
/// quotes stay open to the limit of a row or the end of the file, only the first line is rejected
/// and reading goes on at the next one: a broken quote swallows nothing.
pub(crate) struct Delimited {
    buffer: Buffer<Box<dyn Read + Send>>,
    decoder: TextDecoder,
    delimiter: u8,
    width: usize,
    row_bytes: usize,
    number: u64,
    header_row: u64,
    /// Byte of the file at which the window begins.
    byte: u64,
    finished: bool,
}

/// Where the row at the start of a window ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Extent {
    /// `len` bytes, the next row begins at `next`.
    Row {
        len: usize,
        next: usize,
        quoted: bool,
    },
    /// The window is too short to tell.
    Open,
    /// A quotation mark stands where none may.
    Broken,
}

impl Delimited {
    /// Reads the header.
    ///
    /// # Errors
    ///
    /// What is wrong with the header; `None` when the file is empty.
    pub(crate) fn new(input: Input, options: &Options) -> Result<(Self, Header), Option<Fault>> {
        let found = encoding::find(&input.sample, options.encoding);
        let reader = encoding::searchable(input.into_reader(found.mark), found.encoding);
        let mut buffer = Buffer::new(reader);
        buffer.fill(SNIFFED);
        let mut this = Self {
            buffer,
            decoder: TextDecoder::new(found),
            delimiter: b',',
            width: 0,
            row_bytes: options.limits.row_bytes,
            number: 0,
            header_row: 1,
            byte: found.mark as u64,
            finished: false,
        };
        let hint = this.separator_line();
        let declared = options.delimiter.or(hint);
        match options.header_row {
            Some(row) => this.skip_rows(row.saturating_sub(1), declared.unwrap_or(b';')),
            None => {
                if let Some((above, delimiter)) = this.title(declared) {
                    this.skip_rows(above, delimiter);
                }
            }
        }
        this.delimiter =
            declared.unwrap_or_else(|| sniff_delimiter(this.buffer.window(), this.buffer.ended()));
        let header = this.header(options.limits.columns)?;
        this.width = header.columns.len();
        Ok((this, header))
    }

    pub(crate) fn delimiter(&self) -> u8 {
        self.delimiter
    }

    pub(crate) fn encoding(&self) -> &'static str {
        self.decoder.name()
    }

    /// Row of the header, from 1.
    pub(crate) fn header_row(&self) -> u64 {
        self.header_row
    }

    /// Rows that stand above the header, and the delimiter by which that shows.
    fn title(&self, declared: Option<u8>) -> Option<(u64, u8)> {
        let (window, ended) = (self.buffer.window(), self.buffer.ended());
        let looks = |delimiter: u8| {
            let mut looks = Vec::new();
            let mut rest = window;
            while looks.len() < title::SAMPLED && !rest.is_empty() {
                let Extent::Row { len, next, .. } = extent(rest, delimiter, ended) else {
                    break;
                };
                let mut row = Row::default();
                let text = String::from_utf8_lossy(&rest[..len]);
                split_quoted(&text, delimiter, &mut row);
                looks.push(Look::of(row.cells()));
                rest = &rest[next..];
            }
            looks
        };
        let sniffed = declared.unwrap_or_else(|| sniff_delimiter(window, ended));
        let found = |delimiter: u8| {
            let above = header_below_title(&looks(delimiter))?;
            Some((u64::try_from(above).ok()?, delimiter))
        };
        if declared.is_some() || is_table(&looks(sniffed)) {
            return found(sniffed);
        }
        [sniffed, b';', b',', b'\t', b'|']
            .into_iter()
            .find_map(found)
    }

    /// Passes over the first `n` rows, whatever is in them.
    fn skip_rows(&mut self, n: u64, delimiter: u8) {
        while self.number < n {
            match extent(self.buffer.window(), delimiter, self.buffer.ended()) {
                Extent::Row { next: 0, .. } => return,
                Extent::Row { next, .. } => self.take(next),
                Extent::Open if self.buffer.grow() => continue,
                Extent::Open => return,
                Extent::Broken => {
                    self.buffer.skip_line(&mut |_| {});
                }
            }
            self.number += 1;
        }
    }

    /// `sep=;` on the first line, which spreadsheet programs write and read.
    fn separator_line(&mut self) -> Option<u8> {
        let window = self.buffer.window();
        let line = window.split(|&b| b == b'\n').next()?;
        let length = line.len();
        match line.trim_ascii_end() {
            [b's', b'e', b'p', b'=', delimiter] if delimiter.is_ascii_punctuation() => {
                let delimiter = *delimiter;
                self.take(length + 1);
                Some(delimiter)
            }
            b"sep=" => {
                self.take(length + 1);
                Some(b'\t')
            }
            _ => None,
        }
    }

    fn header(&mut self, limit: usize) -> Result<Header, Option<Fault>> {
        let mut row = Row::default();
        match self.read(&mut row) {
            None => return Err(None),
            Some(Err(flaw)) => return Err(Some(flaw.fault)),
            Some(Ok(())) if row.len() > limit => {
                return Err(Some(Fault::TooManyColumns { limit }));
            }
            Some(Ok(())) => {}
        }
        self.header_row = self.number;
        Ok(distinct(row.cells().map(str::to_owned).collect()))
    }

    pub(crate) fn next(&mut self, row: &mut Row) -> Option<Result<(), Flaw>> {
        match self.read(row)? {
            Ok(()) if row.len() != self.width => {
                let fault = Fault::RaggedRow {
                    expected: self.width,
                    got: row.len(),
                    lines: row.raw_lines(),
                };
                Some(Err(Flaw::of(row, fault)))
            }
            other => Some(other),
        }
    }

    /// The next row that is not blank, whatever its number of fields.
    fn read(&mut self, row: &mut Row) -> Option<Result<(), Flaw>> {
        loop {
            if self.finished {
                return None;
            }
            match extent(self.buffer.window(), self.delimiter, self.buffer.ended()) {
                Extent::Row { len, next, quoted } => {
                    if len > self.row_bytes {
                        return Some(Err(self.reject_line()));
                    }
                    let last = self.buffer.ended() && next == self.buffer.window().len();
                    if last && let Some(flaw) = self.end(len, next) {
                        return Some(Err(flaw));
                    }
                    if next == 0 {
                        return None;
                    }
                    let blank = self.buffer.window()[..len].trim_ascii().is_empty();
                    if blank && (self.width != 1 || len == 0) {
                        self.number += 1;
                        self.take(next);
                        continue;
                    }
                    return Some(self.split(row, len, next, quoted));
                }
                Extent::Open if self.buffer.window().len() > self.row_bytes => {
                    return Some(Err(self.reject_line()));
                }
                Extent::Open => {
                    if !self.buffer.grow() && self.buffer.window().is_empty() {
                        self.finished = true;
                        return self.failure_flaw().map(Err);
                    }
                }
                Extent::Broken => return Some(Err(self.reject_line())),
            }
        }
    }

    /// At the last row: a stream that failed leaves it cut, so it cannot be trusted.
    fn end(&mut self, len: usize, next: usize) -> Option<Flaw> {
        self.finished = next == 0 || self.buffer.failure().is_some();
        if len < next && self.buffer.failure().is_some() {
            // This row is whole; the fault comes after it.
            self.finished = false;
            return None;
        }
        self.failure_flaw()
    }

    fn failure_flaw(&mut self) -> Option<Flaw> {
        let fault = stream_fault(self.buffer.failure()?);
        self.finished = true;
        self.number += 1;
        Some(Flaw {
            number: self.number,
            byte: Some(self.byte),
            fault,
            hash: hex(&Sha256::digest(self.buffer.window())),
        })
    }

    /// Splits the row of `len` bytes at the start of the window into cells.
    fn split(&mut self, row: &mut Row, len: usize, next: usize, quoted: bool) -> Result<(), Flaw> {
        self.number += 1;
        let raw = &self.buffer.window()[..len];
        row.begin(self.number, Some(self.byte), raw);
        let result = match self.decoder.decode(raw) {
            Ok(text) => {
                if quoted {
                    split_quoted(&text, self.delimiter, row);
                } else {
                    split_plain(&text, self.delimiter, row);
                }
                Ok(())
            }
            Err(fault) => Err(Flaw::of(row, fault)),
        };
        self.take(next);
        result
    }

    /// Rejects the first line of the window and goes on behind it.
    fn reject_line(&mut self) -> Flaw {
        self.number += 1;
        let byte = self.byte;
        let (fault, hash) = match self.buffer.line(self.row_bytes) {
            Line::Whole { len, next } => {
                let hash = Sha256::digest(without_return(&self.buffer.window()[..len]));
                self.take(next);
                (Fault::BrokenQuote, hash)
            }
            Line::TooLong | Line::Cut | Line::Nothing => {
                let mut hasher = Sha256::new();
                let mut bytes = 0;
                let decoder = self.decoder;
                self.buffer.skip_line(&mut |piece| {
                    hasher.update(piece);
                    bytes += decoder.file_bytes(piece);
                });
                self.byte += bytes + decoder.file_bytes(b"\n");
                let limit_bytes = self.row_bytes;
                (Fault::RowTooLong { limit_bytes }, hasher.finalize())
            }
        };
        Flaw {
            number: self.number,
            byte: Some(byte),
            fault,
            hash: hex(&hash),
        }
    }

    fn take(&mut self, n: usize) {
        let window = self.buffer.window();
        let n = n.min(window.len());
        self.byte += self.decoder.file_bytes(&window[..n]);
        self.buffer.consume(n);
    }
}

/// What it means for a stream to fail in the middle.
pub(crate) fn stream_fault(error: &std::io::Error) -> Fault {
    if error.kind() == std::io::ErrorKind::UnexpectedEof {
        Fault::Truncated
    } else {
        Fault::Damaged
    }
}

/// Finds the end of the row at the start of `bytes`.
fn extent(bytes: &[u8], delimiter: u8, ended: bool) -> Extent {
    let (line, next) = match memchr::memchr(b'\n', bytes) {
        Some(at) => (at, at + 1),
        None if ended => (bytes.len(), bytes.len()),
        None => return Extent::Open,
    };
    if memchr::memchr(b'"', &bytes[..line]).is_none() {
        let len = without_return(&bytes[..line]).len();
        return Extent::Row {
            len,
            next,
            quoted: false,
        };
    }
    let mut at = 0;
    loop {
        if bytes.get(at) != Some(&b'"') {
            match memchr::memchr2(delimiter, b'\n', &bytes[at..]) {
                Some(found) if bytes[at + found] == delimiter => at += found + 1,
                Some(found) => {
                    let len = without_return(&bytes[..at + found]).len();
                    return Extent::Row {
                        len,
                        next: at + found + 1,
                        quoted: true,
                    };
                }
                None if ended => {
                    let len = without_return(bytes).len();
                    return Extent::Row {
                        len,
                        next: bytes.len(),
                        quoted: true,
                    };
                }
                None => return Extent::Open,
            }
            continue;
        }
        let mut inside = at + 1;
        let close = loop {
            match memchr::memchr(b'"', &bytes[inside..]) {
                Some(found) if bytes.get(inside + found + 1) == Some(&b'"') => inside += found + 2,
                Some(found) => break inside + found,
                None if ended => return Extent::Broken,
                None => return Extent::Open,
            }
        };
        match (bytes.get(close + 1), bytes.get(close + 2)) {
            (Some(&b), _) if b == delimiter => at = close + 2,
            (Some(b'\n'), _) => {
                return Extent::Row {
                    len: close + 1,
                    next: close + 2,
                    quoted: true,
                };
            }
            (Some(b'\r'), Some(b'\n')) => {
                return Extent::Row {
                    len: close + 1,
                    next: close + 3,
                    quoted: true,
                };
            }
            (None, _) | (Some(b'\r'), None) if ended => {
                return Extent::Row {
                    len: close + 1,
                    next: bytes.len(),
                    quoted: true,
                };
            }
            (None, _) | (Some(b'\r'), None) => return Extent::Open,
            _ => return Extent::Broken,
        }
    }
}

fn without_return(line: &[u8]) -> &[u8] {
    line.strip_suffix(b"\r").unwrap_or(line)
}

fn split_plain(text: &str, delimiter: u8, row: &mut Row) {
    let mut start = 0;
    for at in memchr::memchr_iter(delimiter, text.as_bytes()) {
        row.push(&text[start..at]);
        start = at + 1;
    }
    row.push(&text[start..]);
}

/// Splits a row whose quotes [`extent`] has found in order.
fn split_quoted(text: &str, delimiter: u8, row: &mut Row) {
    let bytes = text.as_bytes();
    let mut at = 0;
    loop {
        if bytes.get(at) == Some(&b'"') {
            at += 1;
            while let Some(found) = memchr::memchr(b'"', &bytes[at..]) {
                row.extend(&text[at..at + found]);
                at += found + 1;
                if bytes.get(at) != Some(&b'"') {
                    break;
                }
                row.extend("\"");
                at += 1;
            }
            row.end_cell();
            if bytes.get(at) != Some(&delimiter) {
                return;
            }
            at += 1;
        } else {
            let Some(found) = memchr::memchr(delimiter, &bytes[at..]) else {
                row.push(&text[at..]);
                return;
            };
            row.push(&text[at..at + found]);
            at += found + 1;
        }
    }
}

const SNIFFED: usize = 1 << 16;

/// The delimiter that cuts the first rows into the same number of fields as the header.
///
/// Where none cuts the header, the one that leaves every row whole: a file of one column.
fn sniff_delimiter(sample: &[u8], ended: bool) -> u8 {
    let judge = |delimiter: u8| {
        let (mut fields, mut rows, mut alike) = (0, 0_u32, 0_u32);
        let mut rest = sample;
        let mut row = Row::default();
        while rows < 50 && !rest.is_empty() {
            let Extent::Row { len, next, .. } = extent(rest, delimiter, ended) else {
                break;
            };
            row.begin(0, None, &[]);
            split_quoted(&String::from_utf8_lossy(&rest[..len]), delimiter, &mut row);
            if len > 0 {
                fields = if rows == 0 { row.len() } else { fields };
                alike += u32::from(row.len() == fields);
                rows += 1;
            }
            rest = &rest[next..];
        }
        (fields > 1, alike * 1000 / rows.max(1), fields)
    };
    // The last of equals wins, so the most usual one stands last.
    [b'|', b'\t', b';', b',']
        .into_iter()
        .max_by_key(|&delimiter| judge(delimiter))
        .unwrap_or(b',')
}

#[cfg(test)]
#[path = "delimited_tests.rs"]
mod tests;
