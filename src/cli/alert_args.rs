//! What was typed after `alerts`.

use super::args::{Lang, RankFormat, Selection};
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// `alerts -p PROJECT`
#[derive(Debug, Args)]
pub(super) struct Alerts {
    /// Which part of the archive.
    #[command(flatten)]
    pub(super) selection: Selection,
    /// Last day to look at; that of the last record if absent.
    #[arg(long, value_name = "DATE")]
    pub(super) as_of: Option<String>,
    /// Part of looks at unchanged streams that may raise any alarm; the project's, or 0.05.
    #[arg(long, value_name = "RATE")]
    pub(super) rate: Option<f64>,
    /// Length of the baseline: `90d`, `26w`; the project's, or 90 days.
    #[arg(long, value_name = "LENGTH")]
    pub(super) window: Option<String>,
    /// Length of a period; the project's, or a day.
    #[arg(long, value_enum)]
    pub(super) every: Option<Every>,
    /// Tell the values of this field apart.
    #[arg(long, value_name = "FIELD")]
    pub(super) by: Option<String>,
    /// Count customers and employees together, and surveys of different scope or purpose.
    #[arg(long)]
    pub(super) pool: bool,
    /// Language of the text.
    #[arg(long, value_enum)]
    pub(super) lang: Option<Lang>,
    /// How to print what rose.
    #[arg(long, value_enum, default_value_t = RankFormat::Text)]
    pub(super) format: RankFormat,
    /// Where to write; standard output if absent.
    #[arg(long, short, value_name = "FILE")]
    pub(super) out: Option<PathBuf>,
}

/// Length of a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Every {
    /// A day.
    Day,
    /// Monday to Sunday.
    Week,
}
