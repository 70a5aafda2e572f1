//! Tables for export: rows of a declared schema to CSV, JSONL, XLSX or Parquet, batch by batch.
//!
//! Memory is bounded: CSV and JSONL keep nothing, XLSX keeps one row (the sheet grows in a temporary
//! file), Parquet keeps one row group of at most [`ROW_GROUP_ROWS`] rows. Numbers are exact.
//!
//! Spreadsheets run text that begins with `=`, `+`, `-`, `@`, tab or carriage return as a formula.
//! In CSV such *text* cells get a leading apostrophe; numbers are never touched. XLSX stores texts
//! typed as texts, JSONL and Parquet are not spreadsheets, so there the text stays as it is.
//!
//! ```
//! use signaal::report::table::{Cell, Column, ColumnKind, Format, Schema, Writer};
//!
//! let schema = Schema::new(vec![
//!     Column::new("topic", ColumnKind::Text),
//!     Column::new("gain_points", ColumnKind::Float),
//! ])?;
//! let mut bytes = Vec::new();
//! let mut writer = Writer::create(Format::Csv, &mut bytes, &schema)?;
//! writer.write(&[vec![Cell::from("waiting"), Cell::Float(3.25)]])?;
//! writer.finish()?;
//! assert_eq!(String::from_utf8(bytes)?, "topic,gain_points\nwaiting,3.25\n");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod delimited;
mod error;
mod jsonl;
mod parquet;
mod rows;
mod schema;
#[cfg(test)]
mod tests;
mod writer;
mod xlsx;

pub use error::Error;
pub use parquet::ROW_GROUP_ROWS;
pub(in crate::report) use rows::{number_cell, rows_as_csv};
pub use schema::{Cell, Column, ColumnKind, Row, Schema};
pub use writer::{Format, Writer};
