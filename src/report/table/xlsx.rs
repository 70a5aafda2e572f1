use super::schema::{Cell, Schema, instant, joined, on_the_clock};
use super::{ColumnKind, Error, Row};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};
use std::io::{self, Write};

/// Most rows below the header: the sheet has 2²⁰.
const MAX_ROWS: u64 = 1_048_575;
/// Most columns of a sheet: 2¹⁴.
const MAX_COLUMNS: usize = 16_384;
/// Most UTF-16 units of a cell.
const MAX_TEXT: usize = 32_767;
/// Largest whole number that Excel, which knows only doubles, holds exactly.
const MAX_EXACT: u64 = 1 << 53;

/// A workbook with one sheet, written row by row into a temporary file and packed at the end.
pub(super) struct Xlsx<W: Write + Send> {
    workbook: Workbook,
    instant_format: Format,
    output: Latched<W>,
}

impl<W: Write + Send> Xlsx<W> {
    pub(super) fn create(output: W, schema: &Schema) -> Result<Self, Error> {
        if schema.columns().len() > MAX_COLUMNS {
            return Err(Error::TooManyColumns {
                limit: MAX_COLUMNS as u64,
                got: schema.columns().len(),
            });
        }
        let mut workbook = Workbook::new();
        // A fixed date of creation: the library would take the clock, and the same table would
        // not give the same bytes.
        let created = ExcelDateTime::from_ymd(2000, 1, 1)?;
        workbook.set_properties(&DocProperties::new().set_creation_datetime(&created));
        let sheet = workbook.add_worksheet_with_constant_memory()?;
        let heading = Format::new().set_bold();
        sheet.set_freeze_panes(1, 0)?;
        for (column, position) in schema.columns().iter().zip(0_u16..) {
            if column.kind == ColumnKind::Timestamp {
                sheet.set_column_width(position, 20)?;
            }
            sheet.write_string_with_format(0, position, &column.name, &heading)?;
        }
        Ok(Self {
            workbook,
            instant_format: Format::new().set_num_format("yyyy-mm-dd hh:mm:ss"),
            output: Latched {
                output,
                has_failed: false,
            },
        })
    }

    pub(super) fn write(&mut self, schema: &Schema, row: &Row, number: u64) -> Result<(), Error> {
        if number > MAX_ROWS {
            return Err(Error::TooManyRows { limit: MAX_ROWS });
        }
        let line = u32::try_from(number).map_err(|_| Error::TooManyRows { limit: MAX_ROWS })?;
        let sheet = self.workbook.worksheet_from_index(0)?;
        for ((cell, column), position) in row.iter().zip(schema.columns()).zip(0_u16..) {
            let at = (line, position);
            match cell {
                Cell::Text(text) => write_text(sheet, at, text, &column.name)?,
                Cell::TextList(texts) => write_text(sheet, at, &joined(texts), &column.name)?,
                Cell::Integer(whole) => write_integer(sheet, at, *whole)?,
                Cell::Float(value) if value.is_finite() => {
                    sheet.write_number(line, position, *value + 0.0)?;
                }
                Cell::Empty | Cell::Float(_) => {}
                Cell::Boolean(truth) => {
                    sheet.write_boolean(line, position, *truth)?;
                }
                Cell::Timestamp(instant_at) => {
                    // Excel knows no dates before 1900 and none after 9999: those stay text.
                    match ExcelDateTime::parse_from_str(&on_the_clock(instant_at)) {
                        Ok(date) => {
                            sheet.write_datetime_with_format(
                                line,
                                position,
                                &date,
                                &self.instant_format,
                            )?;
                        }
                        Err(_) => write_text(sheet, at, &instant(instant_at), &column.name)?,
                    }
                }
            }
        }
        Ok(())
    }

    pub(super) fn finish(mut self) -> Result<(), Error> {
        self.workbook.save_to_writer(&mut self.output)?;
        self.output.flush()?;
        Ok(())
    }
}

/// An output that fails once and from then on swallows what it is given: the library's archive
/// writer, dropped after a failure, would try to finish the file and print its second failure.
struct Latched<W: Write> {
    output: W,
    has_failed: bool,
}

impl<W: Write> Write for Latched<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.has_failed {
            return Ok(bytes.len());
        }
        let outcome = self.output.write(bytes);
        self.has_failed =
            matches!(&outcome, Err(error) if error.kind() != io::ErrorKind::Interrupted);
        outcome
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.has_failed {
            return Ok(());
        }
        let outcome = self.output.flush();
        self.has_failed = outcome.is_err();
        outcome
    }
}

fn write_text(
    sheet: &mut Worksheet,
    (line, position): (u32, u16),
    text: &str,
    column: &str,
) -> Result<(), Error> {
    match sheet.write_string(line, position, text) {
        Ok(_) => Ok(()),
        Err(XlsxError::MaxStringLengthExceeded) => Err(Error::TextTooLong {
            row: u64::from(line),
            column: column.to_owned(),
            got: text.encode_utf16().count(),
            limit: MAX_TEXT,
        }),
        Err(other) => Err(other.into()),
    }
}

/// Writes a number where a double holds it exactly, else its digits as text.
fn write_integer(
    sheet: &mut Worksheet,
    (line, position): (u32, u16),
    whole: i64,
) -> Result<(), Error> {
    if whole.unsigned_abs() <= MAX_EXACT {
        #[expect(
            clippy::cast_precision_loss,
            reason = "exact up to 2^53, checked above"
        )]
        sheet.write_number(line, position, whole as f64)?;
    } else {
        sheet.write_string(line, position, whole.to_string())?;
    }
    Ok(())
}
