//! What was typed of corrections.

use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// Corrections for what biases a driver model.
#[derive(Debug, Args)]
#[command(next_help_heading = "Corrections")]
pub(super) struct CorrectionArgs {
    /// Column that says per row whether there is a comment (1/0, yes/no, ja/nee). Drivers of silent rows
    /// are unknown, not 0; who comments is weighted for who does not.
    #[arg(long, value_name = "COLUMN")]
    pub(super) commented: Option<String>,
    /// Segments that comment at a rate of their own.
    #[arg(long, value_name = "A,B", requires = "commented")]
    pub(super) given: Vec<String>,
    /// Table of known shares of the population (variable,category,share): weights rows to them.
    #[arg(long, value_name = "FILE")]
    pub(super) margins: Option<PathBuf>,
    /// How small and large a weight may get, times the mean: 0.3-3.
    #[arg(long, value_name = "LOW-HIGH", requires = "margins")]
    pub(super) weight_bounds: Option<String>,
    /// Columns that hold the labels of drivers as checked by hand, empty where nobody looked:
    /// "`wait=wait_true`".
    #[arg(long, value_name = "DRIVER=COLUMN")]
    pub(super) checked: Vec<String>,
    /// What stands behind the name of a driver in the name of its checked column: _true.
    #[arg(long, value_name = "SUFFIX", conflicts_with = "checked")]
    pub(super) checked_suffix: Option<String>,
    /// Model card with numbers of right and wrong labels per driver.
    #[arg(long, value_name = "FILE.json", conflicts_with_all = ["checked", "checked_suffix"])]
    pub(super) label_card: Option<PathBuf>,
    /// What is done about missing answers of drivers and controls.
    #[arg(long, value_enum, default_value_t = Missing::Complete)]
    pub(super) missing: Missing,
    /// How often gaps are filled.
    #[arg(long, default_value_t = 20, value_name = "N",
        value_parser = clap::value_parser!(u16).range(2..=1000))]
    pub(super) imputations: u16,
    /// Pairs of columns whose product enters the model after both: "Price:Service".
    #[arg(long, value_name = "A:B,C:D")]
    pub(super) interactions: Vec<String>,
}

/// What is done about missing answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Missing {
    /// Rows with a gap are left out, and counted.
    Complete,
    /// Gaps are filled many times, and the results pooled.
    Impute,
}
