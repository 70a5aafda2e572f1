//! What was typed after `signaal themes` and `signaal reclassify`.

use super::args::{Selection, TextOrJson};
use super::output_args::ProjectOutput;
use clap::Args;
use std::path::PathBuf;

/// `themes -p PROJECT`
#[derive(Debug, Args)]
pub(super) struct Themes {
    /// Which part of the archive.
    #[command(flatten)]
    pub(super) selection: Selection,
    /// Fewest documents of a theme; never fewer than a cell may show.
    #[arg(long, default_value_t = 20, value_name = "N")]
    pub(super) min: u64,
    /// File that keeps the names of themes; PROJECT.themes.jsonl beside the project file if absent.
    #[arg(long, value_name = "FILE")]
    pub(super) previous: Option<PathBuf>,
    /// Where to write the themes as topics of a taxonomy, to be read and mended.
    #[arg(long, value_name = "FILE")]
    pub(super) propose: Option<PathBuf>,
    /// Date (or instant) that stands beside new names; now if absent.
    #[arg(long, value_name = "DATE")]
    pub(super) as_of: Option<String>,
    /// How to print.
    #[command(flatten)]
    pub(super) printing: ProjectOutput,
}

/// `reclassify -p PROJECT`
#[derive(Debug, Args)]
pub(super) struct Reclassify {
    /// The project file.
    #[arg(long, short, value_name = "PROJECT")]
    pub(super) project: PathBuf,
    /// Date (or instant) that the commit carries; now if absent.
    #[arg(long, value_name = "DATE")]
    pub(super) as_of: Option<String>,
    /// How to print what was done.
    #[arg(long, value_enum, default_value_t = TextOrJson::Text)]
    pub(super) format: TextOrJson,
}
