use super::open::Flaw;
use super::row::Row;
use super::slots::{Slots, TooMany};
use crate::intake::Fault;
use bytes::Bytes;
use jiff::Timestamp;
use jiff::civil::{Date, Time};
use jiff::{Span, tz};
use parquet::basic::{LogicalType, TimeUnit};
use parquet::file::reader::FileReader;
use parquet::file::serialized_reader::SerializedFileReader;
use parquet::record::reader::RowIter;
use parquet::record::{Field, Row as Group};
use parquet::schema::types::Type;
use serde_json::{Map, Value};
use std::collections::HashMap;
use std::fs::File;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Rows of a Parquet file, read a page at a time. Nested groups are columns by dotted path.
pub(crate) struct Columnar {
    rows: RowIter<'static>,
    slots: Slots,
    times: HashMap<String, TimeColumn>,
    columns: usize,
    number: u64,
    finished: bool,
}

/// A column of instants whose meaning the values alone do not tell.
#[derive(Debug, Clone, Copy)]
struct TimeColumn {
    local: bool,
    nanoseconds: bool,
}

impl Columnar {
    /// # Errors
    ///
    /// What is wrong with the file, in words that hold no content.
    pub(crate) fn from_file(file: File, columns: usize) -> Result<Self, String> {
        guarded(|| SerializedFileReader::new(file))
            .and_then(|reader| Self::new(Box::new(reader), columns))
    }

    /// # Errors
    ///
    /// What is wrong with the file, in words that hold no content.
    pub(crate) fn from_bytes(bytes: Vec<u8>, columns: usize) -> Result<Self, String> {
        guarded(|| SerializedFileReader::new(Bytes::from(bytes)))
            .and_then(|reader| Self::new(Box::new(reader), columns))
    }

    fn new(reader: Box<dyn FileReader>, columns: usize) -> Result<Self, String> {
        let mut slots = Slots::new(columns);
        let mut times = HashMap::new();
        for field in reader.metadata().file_metadata().schema().get_fields() {
            declare(field, &mut String::new(), &mut slots, &mut times)
                .map_err(|TooMany| format!("more than {columns} columns"))?;
        }
        Ok(Self {
            rows: RowIter::from_file_into(reader),
            slots,
            times,
            columns,
            number: 0,
            finished: false,
        })
    }

    pub(crate) fn columns(&self) -> &[String] {
        self.slots.names()
    }

    pub(crate) fn next(&mut self, row: &mut Row) -> Option<Result<(), Flaw>> {
        if self.finished {
            return None;
        }
        // The reader of pages panics on some damaged files; that is damage, not our bug.
        let next = catch_unwind(AssertUnwindSafe(|| self.rows.next()));
        let group = match next {
            Ok(None) => return None,
            Ok(Some(Ok(group))) => group,
            Ok(Some(Err(_))) | Err(_) => {
                self.finished = true;
                row.begin(self.number + 1, None, &[]);
                return Some(Err(Flaw::of(row, Fault::Damaged)));
            }
        };
        self.number += 1;
        row.begin(self.number, None, &[]);
        self.slots.clear();
        let result = self.flatten(group, &mut String::new());
        self.slots.write(row);
        let fault = match result {
            Err(TooMany) => Fault::TooManyColumns {
                limit: self.columns,
            },
            Ok(()) if row.cells().any(|cell| cell.contains('\0')) => Fault::NulByte,
            Ok(()) => return Some(Ok(())),
        };
        Some(Err(Flaw::of(row, fault)))
    }

    fn flatten(&mut self, group: Group, path: &mut String) -> Result<(), TooMany> {
        let depth = path.len();
        for (name, field) in group.into_columns() {
            if depth > 0 {
                path.push('.');
            }
            path.push_str(&name);
            match field {
                Field::Group(group) => self.flatten(group, path)?,
                Field::Null => {}
                Field::Str(text) => *self.slots.cell(path)? = text,
                field => {
                    let time = self.times.get(path.as_str()).copied();
                    *self.slots.cell(path)? = match value(field, time) {
                        Value::String(text) => text,
                        Value::Null => String::new(),
                        other => other.to_string(),
                    };
                }
            }
            path.truncate(depth);
        }
        Ok(())
    }
}

fn guarded<T>(open: impl FnOnce() -> parquet::errors::Result<T>) -> Result<T, String> {
    match catch_unwind(AssertUnwindSafe(open)) {
        Ok(Ok(opened)) => Ok(opened),
        Ok(Err(_)) | Err(_) => Err("the file is damaged or no Parquet file".to_owned()),
    }
}

/// Makes the columns that the schema names.
fn declare(
    field: &Type,
    path: &mut String,
    slots: &mut Slots,
    times: &mut HashMap<String, TimeColumn>,
) -> Result<(), TooMany> {
    let depth = path.len();
    if depth > 0 {
        path.push('.');
    }
    path.push_str(field.name());
    let basic = field.get_basic_info();
    let is_list_or_map = basic.logical_type_ref().is_some()
        || basic.converted_type() != parquet::basic::ConvertedType::NONE;
    let repeated =
        basic.has_repetition() && basic.repetition() == parquet::basic::Repetition::REPEATED;
    if field.is_group() && !is_list_or_map && !repeated {
        for field in field.get_fields() {
            declare(field, path, slots, times)?;
        }
    } else {
        slots.cell(path)?;
        if let Some(LogicalType::Timestamp(kind)) = basic.logical_type_ref() {
            let time = TimeColumn {
                local: !kind.is_adjusted_to_u_t_c,
                nanoseconds: kind.unit == TimeUnit::NANOS,
            };
            times.insert(path.clone(), time);
        }
    }
    path.truncate(depth);
    Ok(())
}

fn value(field: Field, time: Option<TimeColumn>) -> Value {
    match field {
        Field::Null => Value::Null,
        Field::Bool(v) => v.into(),
        Field::Byte(v) => v.into(),
        Field::Short(v) => v.into(),
        Field::Int(v) => v.into(),
        Field::Long(v) => match time {
            Some(time) if time.nanoseconds => {
                instant(Timestamp::from_nanosecond(i128::from(v)).ok(), Some(time))
            }
            _ => v.into(),
        },
        Field::UByte(v) => v.into(),
        Field::UShort(v) => v.into(),
        Field::UInt(v) => v.into(),
        Field::ULong(v) => v.into(),
        Field::Float16(v) => v.to_f32().to_string().into(),
        // Through text, so that 7.1 stays 7.1 and does not become 7.0999999.
        Field::Float(v) => v.to_string().into(),
        Field::Double(v) => v.to_string().into(),
        Field::Decimal(v) => decimal(v.data(), v.scale()).into(),
        Field::Str(v) => v.into(),
        Field::Bytes(v) => match std::str::from_utf8(v.data()) {
            Ok(text) => text.into(),
            Err(_) => crate::intake::hash::hex(v.data()).into(),
        },
        Field::Date(days) => Date::constant(1970, 1, 1)
            .checked_add(Span::new().try_days(days).unwrap_or_default())
            .map_or(Value::Null, |date| date.to_string().into()),
        Field::TimeMillis(v) => time_of_day(i64::from(v) * 1000),
        Field::TimeMicros(v) => time_of_day(v),
        Field::TimestampMillis(v) => instant(Timestamp::from_millisecond(v).ok(), time),
        Field::TimestampMicros(v) => instant(Timestamp::from_microsecond(v).ok(), time),
        Field::Group(group) => {
            let mut object = Map::new();
            for (name, field) in group.into_columns() {
                object.insert(name, value(field, None));
            }
            Value::Object(object)
        }
        Field::ListInternal(list) => list
            .elements()
            .iter()
            .map(|field| value(field.clone(), time))
            .collect(),
        Field::MapInternal(map) => map
            .entries()
            .iter()
            .map(|(key, field)| {
                let key = match value(key.clone(), None) {
                    Value::String(key) => key,
                    other => other.to_string(),
                };
                (key, value(field.clone(), None))
            })
            .collect(),
    }
}

/// An instant as ISO 8601: with `Z` when it is one, without when the file says it is local time.
fn instant(at: Option<Timestamp>, time: Option<TimeColumn>) -> Value {
    let Some(at) = at else { return Value::Null };
    if time.is_some_and(|time| time.local) {
        tz::TimeZone::UTC.to_datetime(at).to_string().into()
    } else {
        at.to_string().into()
    }
}

fn time_of_day(microseconds: i64) -> Value {
    Time::midnight()
        .checked_add(
            Span::new()
                .try_microseconds(microseconds)
                .unwrap_or_default(),
        )
        .map_or(Value::Null, |time| time.to_string().into())
}

/// A decimal of at most 16 bytes, big endian, exactly as written; wider ones as hexadecimal.
fn decimal(digits: &[u8], scale: i32) -> String {
    if digits.len() > 16 || digits.is_empty() {
        return crate::intake::hash::hex(digits);
    }
    let mut bytes = if digits[0] & 0x80 == 0 {
        [0; 16]
    } else {
        [0xFF; 16]
    };
    bytes[16 - digits.len()..].copy_from_slice(digits);
    let number = i128::from_be_bytes(bytes);
    let sign = if number < 0 { "-" } else { "" };
    let places = usize::try_from(scale).unwrap_or(0).min(100);
    let text = format!("{:0>width$}", number.unsigned_abs(), width = places + 1);
    let (whole, fraction) = text.split_at(text.len() - places);
    if places == 0 {
        format!("{sign}{whole}")
    } else {
        format!("{sign}{whole}.{fraction}")
    }
}

#[cfg(test)]
#[path = "columnar_tests.rs"]
mod tests;
