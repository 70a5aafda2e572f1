//! What was typed after `alerts`.

use super::args::Selection;
use super::output_args::ProjectOutput;
use clap::{Args, ValueEnum};

/// `alerts -p PROJECT`
#[derive(Debug, Args)]
pub(super) struct Alerts {
    /// Which part of the archive.
    #[command(flatten)]
    pub(super) selection: Selection,
    /// Last day to look at; the last with words that is over if absent.
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
    /// How to print.
    #[command(flatten)]
    pub(super) printing: ProjectOutput,
}

/// Length of a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Every {
    /// A day.
    Day,
    /// Monday to Sunday.
    Week,
}
