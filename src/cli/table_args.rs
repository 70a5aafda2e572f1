//! What was typed after any command that studies one table: how to read it, where the result goes.

use super::args::Lang;
use clap::{Args, ValueEnum};
use std::path::PathBuf;

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

/// How a result is printed and where it goes.
#[derive(Debug, Args)]
pub(super) struct Printing {
    /// How to print the result.
    #[arg(long, value_enum, default_value_t = StudyFormat::Text)]
    pub(super) format: StudyFormat,
    /// Language of the text.
    #[arg(long, value_enum, default_value_t = Lang::En)]
    pub(super) lang: Lang,
    /// Where to write; standard output if absent.
    #[arg(long, short, value_name = "FILE")]
    pub(super) out: Option<PathBuf>,
    /// Where to note rows that cannot be used (their place, never their content).
    #[arg(long, value_name = "FILE")]
    pub(super) quarantine: Option<PathBuf>,
}

/// How decimals are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum DecimalMark {
    /// 7.5
    Point,
    /// 7,5
    Comma,
}

/// How a study is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum StudyFormat {
    /// For people.
    Text,
    /// One object, exact.
    Json,
    /// One row per driver.
    Csv,
}
