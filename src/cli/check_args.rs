//! What was typed after `check`.

use super::args::{Lang, TextOrJson};
use clap::Args;
use std::path::PathBuf;

/// `check PROJECT`
#[derive(Debug, Args)]
pub(super) struct Check {
    /// The project file.
    #[arg(value_name = "PROJECT")]
    pub(super) project: PathBuf,
    /// How to print the result.
    #[arg(long, value_enum, default_value_t = TextOrJson::Text)]
    pub(super) format: TextOrJson,
    /// Say whether the organisation is ready to measure, from its index, the section `[readiness]` and the
    /// questionnaire. Exit code 1 where it is not.
    #[arg(long)]
    pub(super) readiness: bool,
    /// Answers to the fifteen statements, as `data/service_levels/readiness.toml` writes them.
    #[arg(long, value_name = "FILE", requires = "readiness")]
    pub(super) questionnaire: Option<PathBuf>,
    /// The day on which consents are to hold; today if absent.
    #[arg(long, value_name = "DATE", requires = "readiness")]
    pub(super) as_of: Option<String>,
    /// Language of the text; that of the project if absent.
    #[arg(long, value_enum, requires = "readiness")]
    pub(super) lang: Option<Lang>,
}
