//! What was typed after any command that reads a log with known columns: how to read it, where the
//! result goes.

use clap::Args;

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
