use super::ColumnKind;
use std::io;

/// A table could not be written.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Two columns share a name, or a name is empty.
    #[error("column {column:?} is empty or occurs twice")]
    ColumnName {
        /// The name.
        column: String,
    },
    /// A row has another number of cells than the schema has columns.
    #[error("row {row} has {got} cells, expected {expected}")]
    RowWidth {
        /// 1-based row of the table, the header not counted.
        row: u64,
        /// Cells in the row.
        got: usize,
        /// Columns of the schema.
        expected: usize,
    },
    /// A cell is of another kind than its column.
    #[error("row {row}, column {column:?} holds {got}, expected {expected}")]
    CellKind {
        /// 1-based row of the table, the header not counted.
        row: u64,
        /// Name of the column.
        column: String,
        /// Kind of the cell.
        got: ColumnKind,
        /// Kind of the column.
        expected: ColumnKind,
    },
    /// More rows than an Excel sheet holds.
    #[error(
        "an excel sheet holds {limit} rows below its header and the table has more\nhint: write csv or parquet, or narrow the selection"
    )]
    TooManyRows {
        /// Most rows below the header.
        limit: u64,
    },
    /// More columns than an Excel sheet holds.
    #[error(
        "an excel sheet holds {limit} columns, the table has {got}\nhint: write csv or parquet, or choose columns"
    )]
    TooManyColumns {
        /// Most columns.
        limit: u64,
        /// Columns of the schema.
        got: usize,
    },
    /// A text is longer than an Excel cell holds.
    #[error(
        "row {row}, column {column:?} holds {got} characters, an excel cell holds {limit}\nhint: write csv or parquet"
    )]
    TextTooLong {
        /// 1-based row of the table, the header not counted.
        row: u64,
        /// Name of the column.
        column: String,
        /// Characters (UTF-16 units) of the text.
        got: usize,
        /// Most characters of a cell.
        limit: usize,
    },
    /// Unknown name of a format.
    #[error("unknown table format {got:?}, expected csv, jsonl, xlsx or parquet")]
    UnknownFormat {
        /// What was given.
        got: String,
    },
    /// Writing failed.
    #[error("the table could not be written")]
    Io(#[from] io::Error),
    /// The CSV writer failed.
    #[error("the csv table could not be written")]
    Csv(#[from] ::csv::Error),
    /// The XLSX writer failed.
    #[error("the excel table could not be written")]
    Xlsx(#[from] rust_xlsxwriter::XlsxError),
    /// The Parquet writer failed.
    #[error("the parquet table could not be written")]
    Parquet(#[from] ::parquet::errors::ParquetError),
}
