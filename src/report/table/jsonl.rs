use super::schema::{Cell, Schema, instant};
use super::{Error, Row};
use serde::ser::{Serialize, SerializeMap, Serializer};
use std::io::{self, BufWriter, Write};

/// One JSON object a line, with every column, in the order of the schema.
pub(super) struct Jsonl<W: Write> {
    output: BufWriter<W>,
}

impl<W: Write> Jsonl<W> {
    pub(super) fn create(output: W) -> Self {
        Self {
            output: BufWriter::new(output),
        }
    }

    pub(super) fn write(&mut self, schema: &Schema, row: &Row) -> Result<(), Error> {
        serde_json::to_writer(&mut self.output, &Line { schema, row }).map_err(io::Error::from)?;
        self.output.write_all(b"\n")?;
        Ok(())
    }

    pub(super) fn finish(mut self) -> Result<(), Error> {
        self.output.flush()?;
        Ok(())
    }
}

struct Line<'a> {
    schema: &'a Schema,
    row: &'a Row,
}

impl Serialize for Line<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.row.len()))?;
        for (column, cell) in self.schema.columns().iter().zip(self.row) {
            let name = &column.name;
            match cell {
                Cell::Text(text) => map.serialize_entry(name, text)?,
                Cell::Integer(number) => map.serialize_entry(name, number)?,
                Cell::Float(number) if number.is_finite() => {
                    map.serialize_entry(name, &(number + 0.0))?;
                }
                Cell::Empty | Cell::Float(_) => map.serialize_entry(name, &())?,
                Cell::Boolean(truth) => map.serialize_entry(name, truth)?,
                Cell::Timestamp(at) => map.serialize_entry(name, &instant(at))?,
                Cell::TextList(texts) => map.serialize_entry(name, texts)?,
            }
        }
        map.end()
    }
}
