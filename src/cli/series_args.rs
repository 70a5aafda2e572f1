//! What was typed after `series`.

use super::args::Selection;
use super::output_args::ProjectOutput;
use clap::{Args, ValueEnum};

/// `series -p PROJECT`
#[derive(Debug, Args)]
pub(super) struct Series {
    /// Which part of the archive.
    #[command(flatten)]
    pub(super) selection: Selection,
    /// Length of a period.
    #[arg(long, value_enum, default_value_t = EveryPeriod::Month)]
    pub(super) every: EveryPeriod,
    /// A line of its own for this topic; may be given several times.
    #[arg(long, value_name = "TOPIC")]
    pub(super) topic: Vec<String>,
    /// Tell the values of this field apart.
    #[arg(long, value_name = "FIELD")]
    pub(super) by: Option<String>,
    /// Average customers with employees, and surveys of different scope or purpose.
    #[arg(long)]
    pub(super) pool: bool,
    /// How to print.
    #[command(flatten)]
    pub(super) printing: ProjectOutput,
}

/// Length of a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum EveryPeriod {
    /// A day.
    Day,
    /// Monday to Sunday.
    Week,
    /// A calendar month.
    Month,
    /// Three calendar months.
    Quarter,
}
