//! What was typed after any command that studies one table: how to read it, where the result goes.

use clap::{Args, ValueEnum};

/// How a table is read.
#[derive(Debug, Args)]
pub(super) struct Reading {
    /// What cells mean.
    #[command(flatten)]
    pub(super) cells: Cells,
    /// Sheet of a workbook; the first if absent.
    #[arg(long, value_name = "NAME")]
    pub(super) sheet: Option<String>,
}

/// What the cells of a table mean.
#[derive(Debug, Args)]
pub(super) struct Cells {
    /// How decimals are written; found per column if absent.
    #[arg(long, value_enum)]
    pub(super) decimal: Option<DecimalMark>,
    /// Codes that mean "no answer": 99 for every driver or indicator, "Age=-1" for one column.
    #[arg(long, value_name = "CODES", allow_hyphen_values = true)]
    pub(super) missing_codes: Vec<String>,
}

/// How decimals are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum DecimalMark {
    /// 7.5
    Point,
    /// 7,5
    Comma,
}
