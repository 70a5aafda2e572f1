//! What was typed after `paths`.

use super::output_args::FileOutput;
use super::table_args::Reading;
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// `paths WAVE --model MODEL.toml`
#[derive(Debug, Args)]
pub(super) struct Paths {
    /// The table: CSV, XLSX, Parquet or JSON lines, also gzipped.
    #[arg(value_name = "WAVE")]
    pub(super) wave: PathBuf,
    /// The model: constructs, their indicators (columns of the table) and the paths between them.
    #[arg(long, value_name = "MODEL.toml")]
    pub(super) model: PathBuf,
    /// Construct to look at, instead of the one in the model file.
    #[arg(long, value_name = "CONSTRUCT")]
    pub(super) target: Option<String>,
    /// Column of weights: a row stands for a part of the population.
    #[arg(long, value_name = "COLUMN")]
    pub(super) weights: Option<String>,
    /// Column that says which rows belong together (customer, agent, branch).
    #[arg(long, value_name = "COLUMN")]
    pub(super) cluster: Option<String>,
    /// How neighbours of a construct are combined while its weights are sought.
    #[arg(long, value_enum, default_value_t = Scheme::Path)]
    pub(super) scheme: Scheme,
    /// Joint replicates for intervals; 0 for none.
    #[arg(long, default_value_t = 1000, value_name = "N",
        value_parser = clap::value_parser!(u32).range(0..=100_000))]
    pub(super) bootstrap: u32,
    /// Seed of everything random.
    #[arg(long, default_value_t = 1, value_name = "N")]
    pub(super) seed: u64,
    /// Level of intervals.
    #[arg(long, default_value_t = 0.95, value_name = "P")]
    pub(super) level: f64,
    /// Predict the target on rows left out of the fit, in 10 parts, 10 times.
    #[arg(long)]
    pub(super) predict: bool,
    #[command(flatten)]
    pub(super) reading: Reading,
    #[command(flatten)]
    pub(super) printing: FileOutput,
    /// Where to draw a page with model, map and tables (.html), or the model alone (.svg).
    #[arg(long, value_name = "FILE")]
    pub(super) plot: Option<PathBuf>,
}

/// How neighbours of a construct are combined.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Scheme {
    /// Causes by regression, effects by correlation.
    Path,
    /// By correlation.
    Factorial,
    /// By the sign of the correlation.
    Centroid,
}
