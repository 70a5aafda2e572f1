use super::delimited::Delimited;
use super::jsonl::Jsonl;
use super::parquet::Parquet;
use super::xlsx::Xlsx;
use super::{Error, Row, Schema};
use std::fmt;
use std::io::Write;
use std::str::FromStr;

/// File format of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// Comma-separated, UTF-8, header first.
    Csv,
    /// One JSON object a line.
    Jsonl,
    /// Excel workbook with one sheet.
    Xlsx,
    /// Apache Parquet, zstd.
    Parquet,
}

impl Format {
    /// Name on the command line, which is also the usual file extension.
    pub fn name(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Jsonl => "jsonl",
            Self::Xlsx => "xlsx",
            Self::Parquet => "parquet",
        }
    }
}

impl FromStr for Format {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        [Self::Csv, Self::Jsonl, Self::Xlsx, Self::Parquet]
            .into_iter()
            .find(|format| format.name() == text)
            .ok_or_else(|| Error::UnknownFormat {
                got: text.to_owned(),
            })
    }
}

/// Writes rows of one schema, batch by batch. A writer that is dropped before
/// [`finish`](Self::finish) leaves an incomplete file.
pub struct Writer<W: Write + Send> {
    schema: Schema,
    n_rows: u64,
    sink: Sink<W>,
}

enum Sink<W: Write + Send> {
    Csv(Box<Delimited<W>>),
    Jsonl(Jsonl<W>),
    Xlsx(Box<Xlsx<W>>),
    Parquet(Box<Parquet<W>>),
}

impl<W: Write + Send> Writer<W> {
    /// Starts a table in `output` and writes its header. Unbuffered outputs are buffered here.
    ///
    /// # Errors
    ///
    /// [`Error::TooManyColumns`] for a workbook, or a failing output.
    pub fn create(format: Format, output: W, schema: &Schema) -> Result<Self, Error> {
        let sink = match format {
            Format::Csv => Sink::Csv(Box::new(Delimited::create(output, schema)?)),
            Format::Jsonl => Sink::Jsonl(Jsonl::create(output)),
            Format::Xlsx => Sink::Xlsx(Box::new(Xlsx::create(output, schema)?)),
            Format::Parquet => Sink::Parquet(Box::new(Parquet::create(output, schema)?)),
        };
        Ok(Self {
            schema: schema.clone(),
            n_rows: 0,
            sink,
        })
    }

    /// Appends `rows`.
    ///
    /// # Errors
    ///
    /// [`Error::RowWidth`] or [`Error::CellKind`] when a row does not fit the schema,
    /// [`Error::TooManyRows`] or [`Error::TextTooLong`] when a workbook cannot hold it, or a failing
    /// output. Rows before the faulty one have been written.
    pub fn write(&mut self, rows: &[Row]) -> Result<(), Error> {
        for row in rows {
            let number = self.n_rows + 1;
            self.schema.check(row, number)?;
            match &mut self.sink {
                Sink::Csv(sink) => sink.write(row)?,
                Sink::Jsonl(sink) => sink.write(&self.schema, row)?,
                Sink::Xlsx(sink) => sink.write(&self.schema, row, number)?,
                Sink::Parquet(sink) => sink.write(row)?,
            }
            self.n_rows = number;
        }
        Ok(())
    }

    /// Completes the file and returns how many rows it has.
    ///
    /// # Errors
    ///
    /// A failing output.
    pub fn finish(self) -> Result<u64, Error> {
        match self.sink {
            Sink::Csv(sink) => sink.finish()?,
            Sink::Jsonl(sink) => sink.finish()?,
            Sink::Xlsx(sink) => sink.finish()?,
            Sink::Parquet(sink) => sink.finish()?,
        }
        Ok(self.n_rows)
    }
}

impl<W: Write + Send> fmt::Debug for Writer<W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Writer")
            .field("schema", &self.schema)
            .field("n_rows", &self.n_rows)
            .finish_non_exhaustive()
    }
}
