//! What was typed after `conversations`.

use super::args::Selection;
use super::output_args::ProjectOutput;
use clap::Args;

/// `conversations -p PROJECT`
#[derive(Debug, Args)]
pub(super) struct Conversations {
    /// Which part of the archive.
    #[command(flatten)]
    pub(super) selection: Selection,
    /// Show this one turn by turn instead; `search` tells ids.
    #[arg(long, value_name = "ID", conflicts_with_all = ["filter", "period"])]
    pub(super) conversation: Option<String>,
    /// How to print.
    #[command(flatten)]
    pub(super) printing: ProjectOutput,
}
