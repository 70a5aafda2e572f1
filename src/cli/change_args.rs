//! What was typed after `change`.

use super::args::{Lang, RankFormat};
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
    /// Language of the text.
    #[arg(long, value_enum)]
    pub(super) lang: Option<Lang>,
    /// How to print the parts.
    #[arg(long, value_enum, default_value_t = RankFormat::Text)]
    pub(super) format: RankFormat,
    /// Where to write; standard output if absent.
    #[arg(long, short, value_name = "FILE")]
    pub(super) out: Option<PathBuf>,
}
