use super::schema::{Cell, Column, ColumnKind, Schema};
use super::{Error, Row};
use ::parquet::basic::{
    Compression, LogicalType, Repetition, TimeUnit, Type as Physical, ZstdLevel,
};
use ::parquet::data_type::{BoolType, ByteArray, ByteArrayType, DataType, DoubleType, Int64Type};
use ::parquet::file::properties::WriterProperties;
use ::parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use ::parquet::schema::types::{Type, TypePtr};
use std::io::Write;
use std::sync::Arc;

/// Rows in a row group: what is held in memory at most.
pub const ROW_GROUP_ROWS: usize = 50_000;

/// Columns are collected until a row group is full and then written one after another.
pub(super) struct Parquet<W: Write + Send> {
    writer: SerializedFileWriter<W>,
    buffers: Vec<Buffer>,
    n_buffered: usize,
}

impl<W: Write + Send> Parquet<W> {
    pub(super) fn create(output: W, schema: &Schema) -> Result<Self, Error> {
        let properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(ZstdLevel::try_new(3)?))
            // A fixed name, so that the bytes do not change with the library's version string.
            .set_created_by("signaal".to_owned())
            .build();
        let writer =
            SerializedFileWriter::new(output, message_type(schema)?, Arc::new(properties))?;
        let buffers = schema
            .columns()
            .iter()
            .map(|column| Buffer::of(column.kind))
            .collect();
        Ok(Self {
            writer,
            buffers,
            n_buffered: 0,
        })
    }

    pub(super) fn write(&mut self, row: &Row) -> Result<(), Error> {
        for (buffer, cell) in self.buffers.iter_mut().zip(row) {
            buffer.push(cell);
        }
        self.n_buffered += 1;
        if self.n_buffered == ROW_GROUP_ROWS {
            self.flush()?;
        }
        Ok(())
    }

    pub(super) fn finish(mut self) -> Result<(), Error> {
        if self.n_buffered > 0 {
            self.flush()?;
        }
        self.writer.finish()?;
        self.writer.inner_mut().flush()?;
        Ok(())
    }

    fn flush(&mut self) -> Result<(), Error> {
        let mut group = self.writer.next_row_group()?;
        for buffer in &mut self.buffers {
            buffer.drain_into(&mut group)?;
        }
        group.close()?;
        self.n_buffered = 0;
        Ok(())
    }
}

fn message_type(schema: &Schema) -> Result<TypePtr, Error> {
    let fields = schema
        .columns()
        .iter()
        .map(field)
        .collect::<Result<Vec<_>, _>>()?;
    Ok(Arc::new(
        Type::group_type_builder("row")
            .with_fields(fields)
            .build()?,
    ))
}

fn field(column: &Column) -> Result<TypePtr, Error> {
    let (physical, logical) = match column.kind {
        ColumnKind::Text => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
        ColumnKind::Integer => (Physical::INT64, None),
        ColumnKind::Float => (Physical::DOUBLE, None),
        ColumnKind::Boolean => (Physical::BOOLEAN, None),
        ColumnKind::Timestamp => (
            Physical::INT64,
            Some(LogicalType::timestamp(true, TimeUnit::MILLIS)),
        ),
        ColumnKind::TextList => return list_field(column),
    };
    Ok(Arc::new(
        Type::primitive_type_builder(&column.name, physical)
            .with_repetition(Repetition::OPTIONAL)
            .with_logical_type(logical)
            .build()?,
    ))
}

/// The three levels that the format prescribes for lists.
fn list_field(column: &Column) -> Result<TypePtr, Error> {
    let element = Type::primitive_type_builder("element", Physical::BYTE_ARRAY)
        .with_repetition(Repetition::REQUIRED)
        .with_logical_type(Some(LogicalType::String))
        .build()?;
    let list = Type::group_type_builder("list")
        .with_repetition(Repetition::REPEATED)
        .with_fields(vec![Arc::new(element)])
        .build()?;
    Ok(Arc::new(
        Type::group_type_builder(&column.name)
            .with_repetition(Repetition::OPTIONAL)
            .with_logical_type(Some(LogicalType::List))
            .with_fields(vec![Arc::new(list)])
            .build()?,
    ))
}

/// The cells of one column of the current row group.
struct Buffer {
    values: Values,
    /// 0 for an empty cell, the highest level for a value; lists have a level between.
    definition: Vec<i16>,
    /// For lists: 0 starts a row, 1 continues it.
    repetition: Vec<i16>,
}

enum Values {
    Text(Vec<ByteArray>),
    Integer(Vec<i64>),
    Float(Vec<f64>),
    Boolean(Vec<bool>),
    TextList(Vec<ByteArray>),
}

impl Buffer {
    fn of(kind: ColumnKind) -> Self {
        let values = match kind {
            ColumnKind::Text => Values::Text(Vec::new()),
            ColumnKind::Integer | ColumnKind::Timestamp => Values::Integer(Vec::new()),
            ColumnKind::Float => Values::Float(Vec::new()),
            ColumnKind::Boolean => Values::Boolean(Vec::new()),
            ColumnKind::TextList => Values::TextList(Vec::new()),
        };
        Self {
            values,
            definition: Vec::new(),
            repetition: Vec::new(),
        }
    }

    /// Takes a cell, of whose kind the schema has made sure.
    fn push(&mut self, cell: &Cell) {
        match (&mut self.values, cell) {
            (Values::Text(values), Cell::Text(text)) => values.push(text.as_str().into()),
            (Values::Integer(values), Cell::Integer(number)) => values.push(*number),
            (Values::Integer(values), Cell::Timestamp(at)) => {
                values.push(at.timestamp().as_millisecond());
            }
            (Values::Float(values), Cell::Float(number)) if number.is_finite() => {
                values.push(*number + 0.0);
            }
            (Values::Boolean(values), Cell::Boolean(truth)) => values.push(*truth),
            (Values::TextList(values), Cell::TextList(texts)) => {
                values.extend(texts.iter().map(|text| ByteArray::from(text.as_str())));
                self.push_list_levels(texts.len());
                return;
            }
            (Values::TextList(_), _) => {
                self.definition.push(0);
                self.repetition.push(0);
                return;
            }
            (_, _) => {
                self.definition.push(0);
                return;
            }
        }
        self.definition.push(1);
    }

    fn push_list_levels(&mut self, n_texts: usize) {
        if n_texts == 0 {
            self.definition.push(1);
            self.repetition.push(0);
        }
        for index in 0..n_texts {
            self.definition.push(2);
            self.repetition.push(i16::from(index > 0));
        }
    }

    fn drain_into<W: Write + Send>(
        &mut self,
        group: &mut SerializedRowGroupWriter<'_, W>,
    ) -> Result<(), Error> {
        let (definition, repetition) = (&self.definition, &self.repetition);
        match &mut self.values {
            Values::Text(values) => {
                column::<ByteArrayType, W>(group, values, definition, None)?;
                values.clear();
            }
            Values::Integer(values) => {
                column::<Int64Type, W>(group, values, definition, None)?;
                values.clear();
            }
            Values::Float(values) => {
                column::<DoubleType, W>(group, values, definition, None)?;
                values.clear();
            }
            Values::Boolean(values) => {
                column::<BoolType, W>(group, values, definition, None)?;
                values.clear();
            }
            Values::TextList(values) => {
                column::<ByteArrayType, W>(group, values, definition, Some(repetition))?;
                values.clear();
            }
        }
        self.definition.clear();
        self.repetition.clear();
        Ok(())
    }
}

/// Writes the next column of `group`.
fn column<T: DataType, W: Write + Send>(
    group: &mut SerializedRowGroupWriter<'_, W>,
    values: &[T::T],
    definition: &[i16],
    repetition: Option<&[i16]>,
) -> Result<(), Error> {
    if let Some(mut column) = group.next_column()? {
        column
            .typed::<T>()
            .write_batch(values, Some(definition), repetition)?;
        column.close()?;
    }
    Ok(())
}
