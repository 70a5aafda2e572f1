use super::archive::{self, Refusal, RepeatCounter};
use super::open::Flaw;
use super::row::Row;
use super::slots::{Header, distinct};
use super::title::{self, Look, header_below_title};
use crate::intake::Fault;
use calamine::{Data, DataRef, ExcelDateTime, Ods, Reader, SheetType, Xls, Xlsb, Xlsx};
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// The rows of one sheet, held as text.
///
/// Workbooks cannot be read in pieces, so their size is checked before they are opened and while
/// they are read. The old binary XLS is bounded by the size of the file only: its reader lays out the
/// rectangle around all cells, at most 65 536 rows by 256 columns in a file as Excel writes it.
pub(crate) struct Spreadsheet {
    cells: Vec<Cell>,
    text: String,
    width: usize,
    next: usize,
    header_row: u32,
}

#[derive(Debug, Clone, Copy)]
struct Cell {
    row: u32,
    column: u32,
    start: usize,
    end: usize,
}

/// What was read beside the rows.
pub(crate) struct Opened {
    pub(crate) spreadsheet: Spreadsheet,
    pub(crate) header: Header,
    pub(crate) sheet: String,
    pub(crate) other_sheets: Vec<String>,
}

/// What is asked of a workbook.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Asked<'a> {
    /// Which sheet; the first one when not given.
    pub(crate) sheet: Option<&'a str>,
    /// Row of the header, from 1; found when not given.
    pub(crate) header_row: Option<u64>,
}

/// Why a workbook is not read.
#[derive(Debug)]
pub(crate) enum Problem {
    TooLarge,
    Damaged(&'static str),
    MissingSheet { present: Vec<String> },
    Empty,
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::TooLarge => Self::TooLarge,
            Refusal::Damaged => Self::Damaged("the archive is damaged"),
        }
    }
}

const DAMAGED: Problem =
    Problem::Damaged("the workbook is damaged, protected or of an unknown kind");

/// Bytes that one cell takes beside its text.
const CELL_BYTES: u64 = 32;

impl Spreadsheet {
    /// Reads a sheet.
    pub(crate) fn open(
        bytes: &[u8],
        asked: &Asked<'_>,
        limit: u64,
        columns: usize,
    ) -> Result<Opened, Problem> {
        let kind = kind(bytes, limit)?;
        // The workbook readers panic on some damaged files; that is damage, not our bug.
        let opened = catch_unwind(AssertUnwindSafe(|| read(kind, bytes, asked.sheet, limit)));
        let (mut spreadsheet, sheet, other_sheets) = opened.unwrap_or(Err(DAMAGED))?;
        spreadsheet
            .cells
            .sort_by_key(|cell| (cell.row, cell.column));
        let header = spreadsheet.take_header(asked.header_row, columns)?;
        Ok(Opened {
            spreadsheet,
            header,
            sheet,
            other_sheets,
        })
    }

    /// Row of the header, from 1.
    pub(crate) fn header_row(&self) -> u64 {
        u64::from(self.header_row) + 1
    }

    fn take_header(&mut self, declared: Option<u64>, limit: usize) -> Result<Header, Problem> {
        let first = self.cells.first().ok_or(Problem::Empty)?.row;
        self.header_row = match declared {
            Some(row) => u32::try_from(row.saturating_sub(1)).map_err(|_| Problem::Empty)?,
            None => self.below_title(first).unwrap_or(first),
        };
        let start = self
            .cells
            .partition_point(|cell| cell.row < self.header_row);
        let end = self
            .cells
            .partition_point(|cell| cell.row <= self.header_row);
        let header = &self.cells[start..end];
        let last = header.last().ok_or(Problem::Empty)?.column as usize;
        if last >= limit {
            return Err(Problem::TooLarge);
        }
        let mut names = vec![String::new(); last + 1];
        for cell in header {
            self.text[cell.start..cell.end].clone_into(&mut names[cell.column as usize]);
        }
        self.width = names.len();
        self.next = end;
        Ok(distinct(names))
    }

    /// The row of the header where a title stands above it, in the first row `first`.
    fn below_title(&self, first: u32) -> Option<u32> {
        let until = first.saturating_add(u32::try_from(title::SAMPLED).unwrap_or(u32::MAX));
        let sampled = &self.cells[..self.cells.partition_point(|cell| cell.row < until)];
        let widths = sampled.iter().map(|cell| cell.column as usize + 1);
        let width = widths.max().filter(|width| *width <= title::WIDEST)?;
        let looks: Vec<Look> = (first..until)
            .map(|row| {
                let start = sampled.partition_point(|cell| cell.row < row);
                let end = sampled.partition_point(|cell| cell.row <= row);
                let mut texts = vec![""; width];
                for cell in &sampled[start..end] {
                    texts[cell.column as usize] = &self.text[cell.start..cell.end];
                }
                Look::of(texts.into_iter())
            })
            .collect();
        let below = u32::try_from(header_below_title(&looks)?).ok()?;
        Some(first + below)
    }

    pub(crate) fn next(&mut self, row: &mut Row) -> Option<Result<(), Flaw>> {
        let first = *self.cells.get(self.next)?;
        row.begin(u64::from(first.row) + 1, None, &[]);
        let rest = &self.cells[self.next..];
        let cells = &rest[..rest.partition_point(|cell| cell.row == first.row)];
        self.next += cells.len();
        let mut column = 0;
        let mut nul = false;
        for cell in cells {
            // Two cells at one place: the file is odd, the first counts.
            if (cell.column as usize) < column {
                continue;
            }
            while column < self.width && column < cell.column as usize {
                row.push("");
                column += 1;
            }
            let text = &self.text[cell.start..cell.end];
            nul = nul || text.contains('\0');
            row.push(text);
            column = cell.column as usize + 1;
        }
        while column < self.width {
            row.push("");
            column += 1;
        }
        if column > self.width {
            let fault = Fault::RaggedRow {
                expected: self.width,
                got: column,
                lines: 1,
            };
            return Some(Err(Flaw::of(row, fault)));
        }
        if nul {
            return Some(Err(Flaw::of(row, Fault::NulByte)));
        }
        Some(Ok(()))
    }
}

#[derive(Debug, Clone, Copy)]
enum Kind {
    Xlsx,
    Xlsb,
    Xls,
    Ods,
}

/// Which kind of workbook it is, after a check that it does not unpack to more than `limit`.
fn kind(bytes: &[u8], limit: u64) -> Result<Kind, Problem> {
    if !bytes.starts_with(b"PK") {
        return Ok(Kind::Xls);
    }
    let mut counter = RepeatCounter::default();
    let (mut is_ods, mut is_xlsb) = (false, false);
    archive::check(bytes, limit, &mut |name, piece| match name {
        "content.xml" => {
            is_ods = true;
            counter.feed(piece);
        }
        "xl/workbook.bin" => is_xlsb = true,
        _ => {}
    })?;
    if counter.cells().saturating_mul(CELL_BYTES) > limit {
        return Err(Problem::TooLarge);
    }
    Ok(match (is_ods, is_xlsb) {
        (true, _) => Kind::Ods,
        (false, true) => Kind::Xlsb,
        (false, false) => Kind::Xlsx,
    })
}

type Sheet = (Spreadsheet, String, Vec<String>);

fn read(kind: Kind, bytes: &[u8], sheet: Option<&str>, limit: u64) -> Result<Sheet, Problem> {
    let file = Cursor::new(bytes);
    let mut grid = Grid::new(limit);
    let (name, others) = match kind {
        Kind::Xlsx => {
            let mut book = Xlsx::new(file).map_err(|_| DAMAGED)?;
            let (name, others) = choose(book.sheets_metadata(), sheet)?;
            let mut reader = book.worksheet_cells_reader(&name).map_err(|_| DAMAGED)?;
            while let Some(cell) = reader.next_cell().map_err(|_| DAMAGED)? {
                let (row, column) = cell.get_position();
                grid.add(row, column, cell.get_value())?;
            }
            (name, others)
        }
        Kind::Xlsb => {
            let mut book = Xlsb::new(file).map_err(|_| DAMAGED)?;
            let (name, others) = choose(book.sheets_metadata(), sheet)?;
            let mut reader = book.worksheet_cells_reader(&name).map_err(|_| DAMAGED)?;
            while let Some(cell) = reader.next_cell().map_err(|_| DAMAGED)? {
                let (row, column) = cell.get_position();
                grid.add(row, column, cell.get_value())?;
            }
            (name, others)
        }
        Kind::Xls => read_whole(&mut Xls::new(file).map_err(|_| DAMAGED)?, sheet, &mut grid)?,
        Kind::Ods => read_whole(&mut Ods::new(file).map_err(|_| DAMAGED)?, sheet, &mut grid)?,
    };
    Ok((grid.spreadsheet, name, others))
}

fn read_whole<'a, B: Reader<Cursor<&'a [u8]>>>(
    book: &mut B,
    sheet: Option<&str>,
    grid: &mut Grid,
) -> Result<(String, Vec<String>), Problem> {
    let (name, others) = choose(book.sheets_metadata(), sheet)?;
    let range = book.worksheet_range(&name).map_err(|_| DAMAGED)?;
    let (top, left) = range.start().unwrap_or_default();
    for (row, column, value) in range.used_cells() {
        let row = u32::try_from(row).map_err(|_| Problem::TooLarge)?;
        let column = u32::try_from(column).map_err(|_| Problem::TooLarge)?;
        grid.add(
            top.saturating_add(row),
            left.saturating_add(column),
            &borrowed(value),
        )?;
    }
    Ok((name, others))
}

fn choose(
    sheets: &[calamine::Sheet],
    wanted: Option<&str>,
) -> Result<(String, Vec<String>), Problem> {
    let present: Vec<String> = sheets
        .iter()
        .filter(|sheet| sheet.typ == SheetType::WorkSheet)
        .map(|sheet| sheet.name.clone())
        .collect();
    let at = match wanted {
        None => 0,
        Some(wanted) => match present.iter().position(|name| name == wanted) {
            Some(at) => at,
            None => return Err(Problem::MissingSheet { present }),
        },
    };
    let mut others = present;
    if others.is_empty() {
        return Err(Problem::Empty);
    }
    let name = others.remove(at);
    Ok((name, others))
}

struct Grid {
    spreadsheet: Spreadsheet,
    left: u64,
}

impl Grid {
    fn new(limit: u64) -> Self {
        Self {
            spreadsheet: Spreadsheet {
                cells: Vec::new(),
                text: String::new(),
                width: 0,
                next: 0,
                header_row: 0,
            },
            left: limit,
        }
    }

    fn add(&mut self, row: u32, column: u32, value: &DataRef<'_>) -> Result<(), Problem> {
        let sheet = &mut self.spreadsheet;
        let start = sheet.text.len();
        let written = match value {
            DataRef::Empty => return Ok(()),
            DataRef::String(text) => std::borrow::Cow::Borrowed(text.as_str()),
            DataRef::SharedString(text) => std::borrow::Cow::Borrowed(*text),
            DataRef::Int(number) => number.to_string().into(),
            DataRef::Float(number) => number.to_string().into(),
            DataRef::Bool(truth) => truth.to_string().into(),
            DataRef::DateTime(time) => time_text(*time).into(),
            DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.as_str().into(),
            DataRef::Error(error) => error.to_string().into(),
        };
        if written.is_empty() {
            return Ok(());
        }
        self.left = self
            .left
            .checked_sub(CELL_BYTES + written.len() as u64)
            .ok_or(Problem::TooLarge)?;
        sheet.text.push_str(&written);
        sheet.cells.push(Cell {
            row,
            column,
            start,
            end: sheet.text.len(),
        });
        Ok(())
    }
}

/// A date as ISO 8601 without a zone; a duration or a time of day as hours, minutes, seconds.
fn time_text(time: ExcelDateTime) -> String {
    let days = time.as_f64();
    if time.is_duration() || (0.0..1.0).contains(&days) {
        let seconds = (days * 86_400.0).round();
        let sign = if seconds < 0.0 { "-" } else { "" };
        let seconds = seconds.abs();
        let (hours, rest) = ((seconds / 3600.0).floor(), seconds % 3600.0);
        return format!(
            "{sign}{hours:02}:{:02}:{:02}",
            (rest / 60.0).floor(),
            rest % 60.0
        );
    }
    let (year, month, day, hour, minute, second, millisecond) = time.to_ymd_hms_milli();
    let fraction = if millisecond == 0 {
        String::new()
    } else {
        format!(".{millisecond:03}")
    };
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{fraction}")
}

fn borrowed(value: &Data) -> DataRef<'_> {
    match value {
        Data::Int(v) => DataRef::Int(*v),
        Data::Float(v) => DataRef::Float(*v),
        Data::String(v) => DataRef::SharedString(v),
        Data::Bool(v) => DataRef::Bool(*v),
        Data::DateTime(v) => DataRef::DateTime(*v),
        Data::DateTimeIso(v) => DataRef::DateTimeIso(v.clone()),
        Data::DurationIso(v) => DataRef::DurationIso(v.clone()),
        Data::Error(v) => DataRef::Error(v.clone()),
        Data::Empty => DataRef::Empty,
    }
}

#[cfg(test)]
#[path = "spreadsheet_tests.rs"]
mod tests;
