//! What was typed of actions and baselines.

use super::args::Selection;
use super::output_args::ProjectOutput;
use clap::{Args, Subcommand, ValueEnum};
use std::path::PathBuf;

/// `action VERB -p PROJECT`
#[derive(Debug, Args)]
pub(super) struct Action {
    /// What to do.
    #[command(subcommand)]
    pub(super) verb: ActionVerb,
}

/// What to do with actions.
#[derive(Debug, Subcommand)]
pub(super) enum ActionVerb {
    /// Accept a signal as one to be seen to, before anybody knows what to do about it.
    Accept(ActionAccept),
    /// Decide an action on a signal; the ranking of this moment is kept with it.
    Add(Box<ActionAdd>),
    /// Note that an action was started, done or dropped.
    Status(ActionStatus),
    /// Show what was decided, and which accepted signals wait.
    List(ActionList),
    /// Hold actions against the weeks before and after them, and predictions against what came.
    Effect(ActionEffect),
}

/// `action accept -p PROJECT TOPIC`
#[derive(Debug, Args)]
pub(super) struct ActionAccept {
    /// The topic of the signal.
    pub(super) topic: String,
    /// The project file.
    #[arg(long, short, value_name = "PROJECT")]
    pub(super) project: PathBuf,
    /// Day of the decision; today (UTC) if absent.
    #[arg(long, value_name = "DATE")]
    pub(super) as_of: Option<String>,
}

/// `action add -p PROJECT TOPIC`
#[derive(Debug, Args)]
pub(super) struct ActionAdd {
    /// The topic of the signal.
    pub(super) topic: String,
    /// What the ranking of this moment is made of.
    #[command(flatten)]
    pub(super) selection: Selection,
    /// Who sees to it: a role or a team, not a person.
    #[arg(long, value_name = "NAME")]
    pub(super) owner: String,
    /// What is done.
    #[arg(long, value_name = "TEXT")]
    pub(super) what: String,
    /// Day by which it is to be done.
    #[arg(long, value_name = "DATE")]
    pub(super) due: String,
    /// How the effect is expected to come, settled before it can be seen.
    #[arg(long, value_enum, default_value_t = Model::Trend)]
    pub(super) model: Model,
    /// Decide although the evidence does not carry it; the reason is kept and shown.
    #[arg(long = "override", value_name = "REASON")]
    pub(super) override_reason: Option<String>,
    /// Day of the decision; today (UTC) if absent.
    #[arg(long, value_name = "DATE")]
    pub(super) as_of: Option<String>,
}

/// `action status -p PROJECT ID STATUS`
#[derive(Debug, Args)]
pub(super) struct ActionStatus {
    /// The action, such as A1.
    pub(super) id: String,
    /// What it became.
    #[arg(value_enum)]
    pub(super) status: Became,
    /// The project file.
    #[arg(long, short, value_name = "PROJECT")]
    pub(super) project: PathBuf,
    /// Since when; the day of --as-of if absent.
    #[arg(long, value_name = "DATE")]
    pub(super) on: Option<String>,
    /// Day on which that is noted; today (UTC) if absent.
    #[arg(long, value_name = "DATE")]
    pub(super) as_of: Option<String>,
}

/// `action list -p PROJECT`
#[derive(Debug, Args)]
pub(super) struct ActionList {
    /// The project file.
    #[arg(long, short, value_name = "PROJECT")]
    pub(super) project: PathBuf,
    /// Day of the report; today (UTC) if absent.
    #[arg(long, value_name = "DATE")]
    pub(super) as_of: Option<String>,
    /// How to print.
    #[command(flatten)]
    pub(super) printing: ProjectOutput,
}

/// `action effect -p PROJECT`
#[derive(Debug, Args)]
pub(super) struct ActionEffect {
    /// Which part of the archive.
    #[command(flatten)]
    pub(super) selection: Selection,
    /// Day of the report; today (UTC) if absent.
    #[arg(long, value_name = "DATE")]
    pub(super) as_of: Option<String>,
    /// How to print.
    #[command(flatten)]
    pub(super) printing: ProjectOutput,
}

/// How an effect is expected to come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Model {
    /// Another level or slope; without the action the trend before would have gone on.
    Trend,
    /// Another level at once; without the action it would have stayed.
    Level,
}

/// What an action became.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Became {
    /// Under way.
    Started,
    /// In force.
    Done,
    /// Given up.
    Dropped,
}

/// `baseline VERB -p PROJECT`
#[derive(Debug, Args)]
pub(super) struct Baseline {
    /// What to do.
    #[command(subcommand)]
    pub(super) verb: BaselineVerb,
}

/// What to do with baselines.
#[derive(Debug, Subcommand)]
pub(super) enum BaselineVerb {
    /// Freeze the figures of signals and outcome, with their definitions and a hash.
    Freeze(BaselineFreeze),
    /// Set figures beside those of a baseline of the same definitions.
    Compare(BaselineCompare),
}

/// `baseline freeze -p PROJECT --out FILE`
#[derive(Debug, Args)]
pub(super) struct BaselineFreeze {
    /// Which part of the archive.
    #[command(flatten)]
    pub(super) selection: Selection,
    /// Where to write the baseline.
    #[arg(long, short, value_name = "FILE")]
    pub(super) out: PathBuf,
    /// Write over a baseline that holds other figures.
    #[arg(long)]
    pub(super) restate: bool,
    /// Day of freezing; today (UTC) if absent.
    #[arg(long, value_name = "DATE")]
    pub(super) as_of: Option<String>,
}

/// `baseline compare -p PROJECT --baseline FILE`
#[derive(Debug, Args)]
pub(super) struct BaselineCompare {
    /// Which part of the archive.
    #[command(flatten)]
    pub(super) selection: Selection,
    /// The baseline.
    #[arg(long, value_name = "FILE")]
    pub(super) baseline: PathBuf,
    /// How to print.
    #[command(flatten)]
    pub(super) printing: ProjectOutput,
}
