//! How a result is printed and where it goes, whatever the command.

use super::args::Lang;
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// How a result is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(super) enum ReportFormat {
    /// For people.
    #[default]
    Text,
    /// One object, exact; `signaal schema` describes it.
    Json,
    /// One table, exact.
    Csv,
}

/// How a result from files is printed.
#[derive(Debug, Args)]
pub(super) struct FileOutput {
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

/// How a result from the archive of a project is printed.
#[derive(Debug, Default, Args)]
pub(super) struct ProjectOutput {
    /// How to print the result.
    #[arg(long, value_enum, default_value_t = ReportFormat::Text)]
    pub(super) format: ReportFormat,
    /// Language of the text; the project's if absent.
    #[arg(long, value_enum)]
    pub(super) lang: Option<Lang>,
    /// Where to write; standard output if absent.
    #[arg(long, short, value_name = "FILE")]
    pub(super) out: Option<PathBuf>,
}
