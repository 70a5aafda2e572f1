//! What was typed after `change`.

use super::output_args::ProjectOutput;
use clap::Args;
use std::path::PathBuf;

/// `change -p PROJECT --from PERIOD --to PERIOD`
#[derive(Debug, Args)]
pub(super) struct Change {
    /// The project file.
    #[arg(long, short, value_name = "PROJECT")]
    pub(super) project: PathBuf,
    /// The earlier period: `2025-01`, `2025-01..2025-03`, `..2025-03-15`.
    #[arg(long, value_name = "PERIOD")]
    pub(super) from: String,
    /// The later period.
    #[arg(long, value_name = "PERIOD")]
    pub(super) to: String,
    /// Only documents that match this query (see `search`).
    #[arg(long = "where", value_name = "QUERY", allow_hyphen_values = true)]
    pub(super) filter: Option<String>,
    /// The governance file that allows figures of single agents; that of [readiness] if absent.
    #[arg(long, value_name = "FILE")]
    pub(super) governance: Option<PathBuf>,
    /// Average customers with employees, and surveys of different scope or purpose.
    #[arg(long)]
    pub(super) pool: bool,
    /// How to print.
    #[command(flatten)]
    pub(super) printing: ProjectOutput,
}
