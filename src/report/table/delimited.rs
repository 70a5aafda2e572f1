use super::schema::{Cell, Schema, instant, joined};
use super::{Error, Row};
use std::borrow::Cow;
use std::io::Write;

/// Comma-separated rows.
pub(super) struct Delimited<W: Write> {
    writer: ::csv::Writer<W>,
}

impl<W: Write> Delimited<W> {
    pub(super) fn create(output: W, schema: &Schema) -> Result<Self, Error> {
        let mut writer = ::csv::Writer::from_writer(output);
        writer.write_record(
            schema
                .columns()
                .iter()
                .map(|column| guarded(&column.name))
                .map(Cow::into_owned),
        )?;
        Ok(Self { writer })
    }

    pub(super) fn write(&mut self, row: &Row) -> Result<(), Error> {
        for cell in row {
            match cell {
                Cell::Text(text) => self.writer.write_field(guarded(text).as_bytes())?,
                Cell::Integer(number) => self.writer.write_field(number.to_string())?,
                Cell::Float(number) if number.is_finite() => {
                    self.writer.write_field(exact(*number))?;
                }
                Cell::Empty | Cell::Float(_) => self.writer.write_field("")?,
                Cell::Boolean(truth) => self.writer.write_field(truth.to_string())?,
                Cell::Timestamp(at) => self.writer.write_field(instant(at))?,
                Cell::TextList(texts) => {
                    self.writer
                        .write_field(guarded(&joined(texts)).as_bytes())?;
                }
            }
        }
        self.writer.write_record(None::<&[u8]>)?;
        Ok(())
    }

    pub(super) fn finish(mut self) -> Result<(), Error> {
        self.writer.flush()?;
        Ok(())
    }
}

/// The shortest text that reads back as the same number; minus zero is zero.
fn exact(number: f64) -> String {
    (number + 0.0).to_string()
}

/// `text` with an apostrophe before it where a spreadsheet would run it as a formula.
pub(super) fn guarded(text: &str) -> Cow<'_, str> {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_formula_is_guarded_and_a_negative_number_is_not() {
        let check = |text: &str, expected: &str| assert_eq!(guarded(text), expected);
        check("=SUM(A1)", "'=SUM(A1)");
        check("+31", "'+31");
        check("-1", "'-1");
        check("@x", "'@x");
        check("\tx", "'\tx");
        check("1=1", "1=1");
        check("", "");
        assert_eq!(exact(-0.0), "0");
        assert_eq!(exact(-0.25), "-0.25");
        assert_eq!(
            exact(1.0 / 3.0).parse::<f64>().unwrap().to_bits(),
            (1.0_f64 / 3.0).to_bits()
        );
    }
}
