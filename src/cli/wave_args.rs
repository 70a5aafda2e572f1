//! What was typed after `drivers` on waves, segments and frozen models.

use clap::Args;
use std::path::PathBuf;

/// `--against EARLIER`, `--by COLUMN`, `--freeze MODEL.json`, `--apply MODEL.json`
#[derive(Debug, Args)]
pub(super) struct Waves {
    /// An earlier wave with the same columns: tests what changed and divides the change of the mean.
    #[arg(long, value_name = "EARLIER", conflicts_with = "wave_column")]
    pub(super) against: Option<PathBuf>,
    /// Column that tells waves of the same table apart (needs --now and --before).
    #[arg(id = "wave_column", long = "wave", value_name = "COLUMN", requires_all = ["now", "before"])]
    pub(super) column: Option<String>,
    /// What that column holds for the wave to be studied.
    #[arg(
        long,
        value_name = "VALUE",
        requires = "wave_column",
        allow_hyphen_values = true
    )]
    pub(super) now: Option<String>,
    /// What that column holds for the earlier wave.
    #[arg(
        long,
        value_name = "VALUE",
        requires = "wave_column",
        allow_hyphen_values = true
    )]
    pub(super) before: Option<String>,
    /// Column of segments: compares the drivers between them.
    #[arg(long, value_name = "COLUMN")]
    pub(super) by: Option<String>,
    /// Where to freeze the model, with version and date.
    #[arg(long, value_name = "MODEL.json", group = "clock")]
    pub(super) freeze: Option<PathBuf>,
    /// Measure with this frozen model; nothing is fitted, and the file says outcome and drivers.
    #[arg(long, value_name = "MODEL.json", group = "clock", conflicts_with_all =
        ["against", "wave_column", "by", "verify", "asymmetry", "split", "driver_scale"])]
    pub(super) apply: Option<PathBuf>,
    /// Day of --freeze or --apply; today (UTC) if absent.
    #[arg(long, value_name = "DATE", requires = "clock")]
    pub(super) as_of: Option<String>,
    /// Why a frozen model of less than a year is replaced; kept in its file.
    #[arg(long, value_name = "TEXT", requires = "freeze")]
    pub(super) reason: Option<String>,
}
