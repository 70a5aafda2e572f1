//! What was typed after `rank` on the two clocks of a driver model.

use clap::Args;
use std::path::PathBuf;

/// `--freeze MODEL.json`, `--apply MODEL.json`
#[derive(Debug, Args)]
pub(super) struct Clock {
    /// Fit the effects of topics on the respondents and freeze them, with version, date and hash.
    #[arg(
        long,
        value_name = "MODEL.json",
        group = "clock",
        conflicts_with = "by"
    )]
    pub(super) freeze: Option<PathBuf>,
    /// Measure with this frozen model; nothing is fitted.
    #[arg(
        long,
        value_name = "MODEL.json",
        group = "clock",
        conflicts_with = "by"
    )]
    pub(super) apply: Option<PathBuf>,
    /// Day of --freeze, today (UTC) if absent; day of --apply, the last day that is measured if absent.
    #[arg(long, value_name = "DATE", requires = "clock")]
    pub(super) as_of: Option<String>,
    /// Why a frozen model of less than a year is replaced; kept in its file.
    #[arg(long, value_name = "TEXT", requires = "freeze")]
    pub(super) reason: Option<String>,
}
