//! What was typed after any command that reads a log with known columns: how to read it, where the
//! result goes.

use super::args::Lang;
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// How the rows of a log are read.
#[derive(Debug, Args)]
pub(super) struct LogArgs {
    /// Which column holds what, as NAME=COLUMN; usual names are found by themselves.
    #[arg(long, value_name = "NAME=COLUMN,…", value_delimiter = ',')]
    pub(super) columns: Vec<String>,
    /// Zone of times that carry none, as Europe/Amsterdam; without it such rows are rejected.
    #[arg(long, value_name = "ZONE")]
    pub(super) source_tz: Option<String>,
    /// How times are written, as "%m/%d/%Y %H:%M", where they are not ISO 8601 or day-first.
    #[arg(long, value_name = "FORMAT")]
    pub(super) time_format: Option<String>,
}

/// How a report is printed and where it goes.
#[derive(Debug, Args)]
pub(super) struct ReportArgs {
    /// How to print the result.
    #[arg(long, value_enum, default_value_t = ReportFormat::Text)]
    pub(super) format: ReportFormat,
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

/// How a report is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ReportFormat {
    /// For people.
    Text,
    /// One object, exact.
    Json,
    /// A table, exact.
    Csv,
}
