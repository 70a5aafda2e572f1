use super::buffer::{Buffer, Line};
use super::delimited::stream_fault;
use super::encoding::{self, TextDecoder};
use super::input::Input;
use super::open::{Flaw, Options};
use super::row::Row;
use super::slots::{Slots, TooMany};
use crate::intake::Fault;
use crate::intake::hash::hex;
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::io::Read;

/// Rows of JSON lines. Fields of nested objects are columns by dotted path; a list is one cell of JSON.
pub(crate) struct JsonLines {
    buffer: Buffer<Box<dyn Read + Send>>,
    decoder: TextDecoder,
    slots: Slots,
    row_bytes: usize,
    columns: usize,
    number: u64,
    byte: u64,
    finished: bool,
}

/// Lines that are looked at for column names before the first row is read.
const SNIFFED: usize = 1000;

impl JsonLines {
    /// `None` when the file is empty.
    pub(crate) fn new(input: Input, options: &Options) -> Option<Self> {
        let found = encoding::find(&input.sample, options.encoding);
        let reader = encoding::searchable(input.into_reader(found.mark), found.encoding);
        let mut buffer = Buffer::new(reader);
        buffer.fill(options.limits.row_bytes);
        let mut slots = Slots::new(options.limits.columns);
        let mut decoder = TextDecoder::new(found);
        for line in buffer.window().split(|&b| b == b'\n').take(SNIFFED) {
            if let Ok(text) = decoder.decode(line)
                && let Ok(value @ Value::Object(_)) = serde_json::from_str(&text)
            {
                // Too many columns is a fault of the row, given when it is read.
                let _ = flatten(&value, &mut String::new(), &mut slots);
            }
        }
        let empty = buffer.window().trim_ascii().is_empty() && buffer.ended();
        (!empty || buffer.failure().is_some()).then(|| Self {
            buffer,
            decoder,
            slots,
            row_bytes: options.limits.row_bytes,
            columns: options.limits.columns,
            number: 0,
            byte: found.mark as u64,
            finished: false,
        })
    }

    pub(crate) fn columns(&self) -> &[String] {
        self.slots.names()
    }

    pub(crate) fn expect_column(&mut self, name: &str) {
        // A column too many is a fault of the row that holds it.
        let _ = self.slots.cell(name);
    }

    pub(crate) fn encoding(&self) -> &'static str {
        self.decoder.name()
    }

    pub(crate) fn next(&mut self, row: &mut Row) -> Option<Result<(), Flaw>> {
        loop {
            if self.finished {
                return None;
            }
            match self.buffer.line(self.row_bytes) {
                Line::Whole { len, next } => {
                    let line = &self.buffer.window()[..len];
                    if line.trim_ascii().is_empty() {
                        self.number += 1;
                        self.take(next);
                        continue;
                    }
                    self.number += 1;
                    row.begin(self.number, Some(self.byte), line);
                    let result =
                        read_object(line, &mut self.decoder, &mut self.slots, self.columns);
                    self.take(next);
                    return Some(match result {
                        Ok(()) => {
                            self.slots.write(row);
                            Ok(())
                        }
                        Err(fault) => Err(Flaw::of(row, fault)),
                    });
                }
                Line::TooLong => return Some(Err(self.reject_long_line())),
                Line::Cut => {
                    self.finished = true;
                    self.number += 1;
                    let fault = self.buffer.failure().map_or(Fault::Truncated, stream_fault);
                    return Some(Err(Flaw {
                        number: self.number,
                        byte: Some(self.byte),
                        fault,
                        hash: hex(&Sha256::digest(self.buffer.window())),
                    }));
                }
                Line::Nothing => return None,
            }
        }
    }

    fn reject_long_line(&mut self) -> Flaw {
        self.number += 1;
        let byte = self.byte;
        let mut hasher = Sha256::new();
        let decoder = self.decoder;
        let mut bytes = decoder.file_bytes(b"\n");
        self.buffer.skip_line(&mut |piece| {
            hasher.update(piece);
            bytes += decoder.file_bytes(piece);
        });
        self.byte += bytes;
        Flaw {
            number: self.number,
            byte: Some(byte),
            fault: Fault::RowTooLong {
                limit_bytes: self.row_bytes,
            },
            hash: hex(&hasher.finalize()),
        }
    }

    fn take(&mut self, n: usize) {
        self.byte += self.decoder.file_bytes(&self.buffer.window()[..n]);
        self.buffer.consume(n);
    }
}

fn read_object(
    line: &[u8],
    decoder: &mut TextDecoder,
    slots: &mut Slots,
    limit: usize,
) -> Result<(), Fault> {
    let text = decoder.decode(line)?;
    let value: Value = serde_json::from_str(&text).map_err(|_| Fault::BadJson)?;
    if !value.is_object() {
        return Err(Fault::NotAnObject);
    }
    // An escaped NUL is as much damage as a bare one.
    if text.contains("\\u0000") && holds_nul(&value) {
        return Err(Fault::NulByte);
    }
    slots.clear();
    flatten(&value, &mut String::new(), slots).map_err(|TooMany| Fault::TooManyColumns { limit })
}

fn holds_nul(value: &Value) -> bool {
    match value {
        Value::String(text) => text.contains('\0'),
        Value::Array(items) => items.iter().any(holds_nul),
        Value::Object(fields) => fields.values().any(holds_nul),
        _ => false,
    }
}

/// Writes the leaves of `value` into the columns named by their path.
pub(crate) fn flatten(value: &Value, path: &mut String, slots: &mut Slots) -> Result<(), TooMany> {
    match value {
        Value::Object(fields) => {
            let depth = path.len();
            for (name, value) in fields {
                if depth > 0 {
                    path.push('.');
                }
                path.push_str(name);
                flatten(value, path, slots)?;
                path.truncate(depth);
            }
        }
        Value::Null => {
            slots.cell(path)?;
        }
        Value::String(text) => text.clone_into(slots.cell(path)?),
        Value::Bool(_) | Value::Number(_) | Value::Array(_) => {
            *slots.cell(path)? = value.to_string();
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> (Vec<String>, Vec<Result<Vec<String>, Flaw>>) {
        let input = Input::new(Box::new(std::io::Cursor::new(text.as_bytes().to_vec()))).unwrap();
        let mut options = Options::default();
        options.limits.row_bytes = 64;
        options.limits.columns = 6;
        let mut lines = JsonLines::new(input, &options).unwrap();
        let mut row = Row::default();
        let mut rows = Vec::new();
        while let Some(result) = lines.next(&mut row) {
            rows.push(result.map(|()| row.cells().map(str::to_owned).collect()));
        }
        (lines.columns().to_vec(), rows)
    }

    #[test]
    fn nested_fields_are_columns_by_dotted_path() {
        let (columns, rows) =
            rows("{\"a\":{\"b\":\"x\",\"c\":2.5},\"d\":[1,2]}\n\n{\"d\":null,\"e\":true}");
        assert_eq!(columns, ["a.b", "a.c", "d", "e"]);
        assert_eq!(rows[0].as_ref().unwrap(), &["x", "2.5", "[1,2]", ""]);
        assert_eq!(rows[1].as_ref().unwrap(), &["", "", "", "true"]);
    }

    #[test]
    fn a_bad_line_is_rejected_at_its_byte_and_the_next_is_read() {
        let long = format!("{{\"a\":\"{}\"}}", "x".repeat(100));
        let text =
            format!("{{\"a\":1}}\n{{\"a\":\n[1]\n{{\"a\":\"\\u0000\"}}\n{long}\n{{\"a\":2}}\n");
        let (_, rows) = rows(&text);
        let faults: Vec<_> = rows
            .iter()
            .filter_map(|row| row.as_ref().err())
            .map(|flaw| (flaw.number, flaw.byte, flaw.fault.reason()))
            .collect();
        assert_eq!(
            faults,
            [
                (2, Some(8), "bad_json"),
                (3, Some(14), "not_an_object"),
                (4, Some(18), "nul_byte"),
                (5, Some(33), "row_too_long"),
            ]
        );
        assert_eq!(rows.len(), 6);
        assert_eq!(rows[5].as_ref().unwrap(), &["2"]);
    }

    #[test]
    fn deep_nesting_and_too_many_fields_are_faults() {
        let deep = "{\"a\":".repeat(11);
        let wide = "{\"a\":1,\"b\":1,\"c\":1,\"d\":1,\"e\":1,\"f\":1,\"g\":1}";
        let (_, rows) = rows(&format!("{deep}\n{wide}\n"));
        assert_eq!(rows[0].as_ref().unwrap_err().fault, Fault::BadJson);
        assert_eq!(
            rows[1].as_ref().unwrap_err().fault,
            Fault::TooManyColumns { limit: 6 }
        );
    }
}
