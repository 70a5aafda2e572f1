//! What was typed after `drivers`.

use super::correction_args::CorrectionArgs;
use super::output_args::FileOutput;
use super::table_args::Reading;
use super::wave_args::Waves;
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// `drivers WAVE --outcome COL --drivers A,B,C`
#[expect(clippy::struct_field_names, reason = "a flag is named as it is typed")]
#[derive(Debug, Args)]
pub(super) struct Drivers {
    /// The table: CSV, XLSX, Parquet or JSON lines, also gzipped.
    #[arg(value_name = "WAVE", required_unless_present = "correlations")]
    pub(super) wave: Option<PathBuf>,
    /// A correlation matrix instead of a table: square, names in the header, outcome included.
    #[arg(long, value_name = "FILE", conflicts_with = "wave")]
    pub(super) correlations: Option<PathBuf>,
    /// Observations behind the correlation matrix; errors and tests need them.
    #[arg(long, value_name = "N", requires = "correlations")]
    pub(super) n: Option<usize>,
    /// Column that holds the outcome.
    #[arg(long, value_name = "COLUMN", required_unless_present = "apply")]
    pub(super) outcome: Option<String>,
    /// Columns that may move it; a name with a comma goes between double quotes.
    #[arg(long, value_name = "A,B,C", required_unless_present_any = ["groups", "apply"])]
    pub(super) drivers: Vec<String>,
    /// Columns held constant: in every model, without importance of their own.
    #[arg(long, value_name = "A,B")]
    pub(super) controls: Vec<String>,
    /// Drivers that count as one: "School=Examination+Education", several with commas.
    #[arg(long, value_name = "NAME=A+B")]
    pub(super) groups: Vec<String>,
    /// How the outcome is modelled.
    #[arg(long, value_enum, default_value_t = ModelKind::Linear)]
    pub(super) model: ModelKind,
    /// Column of weights.
    #[arg(long, value_name = "COLUMN")]
    pub(super) weights: Option<String>,
    /// What the weights mean.
    #[arg(long, value_enum, default_value_t = WeightsAre::Sampling)]
    pub(super) weights_are: WeightsAre,
    /// Which standard errors; by weights and clusters if left automatic.
    #[arg(long, value_enum, default_value_t = Errors::Automatic)]
    pub(super) errors: Errors,
    /// Column that says which rows belong together (customer, agent, branch).
    #[arg(long, value_name = "COLUMN")]
    pub(super) cluster: Option<String>,
    /// Scale of the outcome: nps, 1-5, 0..10, or words from worst to best: "Low<Medium<High".
    #[arg(long, value_name = "SCALE", allow_hyphen_values = true)]
    pub(super) outcome_scale: Option<String>,
    /// Which end of the scale is good.
    #[arg(long, value_enum)]
    pub(super) best: Option<BestEnd>,
    /// Whether the outcome reaches this answer, instead of the answer itself.
    #[arg(long, value_name = "ANSWER", allow_hyphen_values = true)]
    pub(super) top: Option<f64>,
    /// Scale that all rated drivers share, worst first: 1-5, or 5-1 where 1 is best. Gives the map of
    /// importance and performance.
    #[arg(long, value_name = "WORST-BEST", allow_hyphen_values = true)]
    pub(super) driver_scale: Option<String>,
    /// Whether bad ratings cost more than good ones bring (needs --driver-scale).
    #[arg(long, requires = "driver_scale")]
    pub(super) asymmetry: bool,
    /// Find drivers in this part of the rows and confirm them in the rest.
    #[arg(long, value_name = "PART", num_args = 0..=1, default_missing_value = "0.5")]
    pub(super) split: Option<f64>,
    /// Ways to divide R² over the drivers; all that apply if absent.
    #[arg(long, value_enum, value_delimiter = ',', value_name = "LIST")]
    pub(super) importance: Vec<Importance>,
    /// Joint replicates for ranks and intervals; 0 for none.
    #[arg(long, default_value_t = 2000, value_name = "N",
        value_parser = clap::value_parser!(u32).range(0..=1_000_000))]
    pub(super) bootstrap: u32,
    /// How intervals are taken from replicates.
    #[arg(long, value_enum, default_value_t = Intervals::Percentile)]
    pub(super) intervals: Intervals,
    /// Seed of everything random.
    #[arg(long, default_value_t = 1, value_name = "N")]
    pub(super) seed: u64,
    /// Level of intervals.
    #[arg(long, default_value_t = 0.95, value_name = "P")]
    pub(super) level: f64,
    #[command(flatten)]
    pub(super) reading: Reading,
    /// Columns whose numbers are codes of categories.
    #[arg(long, value_name = "A,B")]
    pub(super) categories: Vec<String>,
    #[command(flatten)]
    pub(super) waves: Waves,
    #[command(flatten)]
    pub(super) printing: FileOutput,
    /// Where to draw a page with table and plot (.html), or the plot alone (.svg).
    #[arg(long, value_name = "FILE")]
    pub(super) plot: Option<PathBuf>,
    /// Where to write an R script that computes the main numbers again.
    #[arg(long, value_name = "FILE.R")]
    pub(super) verify: Option<PathBuf>,
    /// Corrections for what biases the answer.
    #[command(flatten)]
    pub(super) corrections: CorrectionArgs,
}

/// Which end of a scale is good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum BestEnd {
    /// High values are good.
    High,
    /// Low values are good.
    Low,
}

/// A way to divide R².
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Importance {
    /// Mean over all orders (the Shapley value).
    Lmg,
    /// Johnson's relative weights.
    Johnson,
    /// R² of the driver alone.
    Marginal,
    /// What the driver adds to all others.
    Last,
}

/// What weights mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum WeightsAre {
    /// A row stands for a part of the population; n stays the number of rows.
    Sampling,
    /// A row stands for that many answers.
    Frequency,
    /// A row was measured that precisely.
    Precision,
}

/// Which standard errors.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Errors {
    /// CR1 with clusters, linearised with unequal sampling weights, else HC3.
    Automatic,
    /// Robust against unequal variance.
    Hc3,
    /// Robust against clusters.
    Cr1,
    /// Of survey samples (Taylor linearisation).
    Linearised,
    /// Equal variance.
    Classical,
}

/// How intervals are taken from replicates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Intervals {
    /// Between two quantiles.
    Percentile,
    /// Corrected for bias and skewness.
    Bca,
}

/// How the outcome is modelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ModelKind {
    /// Points by weighted least squares.
    Linear,
    /// Ordered answers by proportional odds.
    Ordinal,
    /// Two answers by logistic regression; --top makes two of a scale.
    Logistic,
}
