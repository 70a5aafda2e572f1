//! What was typed of policies.

use super::args::{Lang, TextOrJson};
use super::service_args::EventReading;
use clap::{Args, Subcommand};
use std::path::PathBuf;

/// `policy VERB FILE`
#[derive(Debug, Args)]
pub(super) struct Policy {
    /// What to do.
    #[command(subcommand)]
    pub(super) verb: PolicyVerb,
}

/// What to do with policies.
#[derive(Debug, Subcommand)]
pub(super) enum PolicyVerb {
    /// Say what is wrong with promises: what is missing to judge them, which contradict or hide each
    /// other, where the teams together may take longer than was promised.
    Check(PolicyCheck),
}

/// `policy check FILE`
#[derive(Debug, Args)]
pub(super) struct PolicyCheck {
    /// The file of policies.
    #[arg(value_name = "POLICIES")]
    pub(super) file: PathBuf,
    /// The file of schedules that targets name; their names are not checked if absent.
    #[arg(long, value_name = "SCHEDULES")]
    pub(super) schedules: Option<PathBuf>,
    /// Date on which reviews may be overdue; today if absent.
    #[arg(long, value_name = "DATE")]
    pub(super) as_of: Option<String>,
    /// Events of tickets: the ways that tickets took through teams are checked too.
    #[arg(long, value_name = "EVENTS")]
    pub(super) events: Option<PathBuf>,
    /// How the events are read.
    #[command(flatten)]
    pub(super) reading: EventReading,
    /// How to print.
    #[arg(long, value_enum, default_value_t = TextOrJson::Text)]
    pub(super) format: TextOrJson,
    /// Language of what is found.
    #[arg(long, value_enum, default_value_t = Lang::En)]
    pub(super) lang: Lang,
}
