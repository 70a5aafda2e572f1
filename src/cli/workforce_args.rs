//! What was typed after `occupancy` and `staffing`.

use super::log_args::LogArgs;
use super::output_args::FileOutput;
use super::service_level_args::CallReading;
use clap::Args;
use std::path::PathBuf;

/// `occupancy STATES`
#[derive(Debug, Args)]
pub(super) struct Occupancy {
    /// The log of states: agent, state, from, to, and where known team, queue, reason.
    #[arg(value_name = "STATES")]
    pub(super) states: PathBuf,
    #[command(flatten)]
    pub(super) reading: LogArgs,
    /// Words of this log and what they mean: `koffie=not_ready,mailen=wrap_up`.
    #[arg(long, value_name = "WORD=STATE,…", value_delimiter = ',')]
    pub(super) words: Vec<String>,
    /// First day or instant of the period; a day begins at midnight of --source-tz.
    #[arg(long, value_name = "DATE")]
    pub(super) from: Option<String>,
    /// First day or instant after it; a state without an end ends there at the latest, the last instant of the log if absent.
    #[arg(long, value_name = "DATE")]
    pub(super) to: Option<String>,
    /// A longer state is not believed: somebody forgot to sign out.
    #[arg(long, default_value_t = 16, value_name = "HOURS",
        value_parser = clap::value_parser!(u8).range(1..=48))]
    pub(super) longest_state_h: u8,
    /// A log of calls, to set the handle time of the same agents beside that of their states.
    #[arg(long, value_name = "FILE")]
    pub(super) calls: Option<PathBuf>,
    /// Columns of that log of other names: `agent_id=Medewerker,talk_s=Gesprek`.
    #[arg(
        long,
        value_name = "FIELD=COLUMN,…",
        value_delimiter = ',',
        requires = "calls"
    )]
    pub(super) call_columns: Vec<String>,
    /// A row per agent too; it takes --governance.
    #[arg(long)]
    pub(super) by_agent: bool,
    /// What allows figures of agents: consent of the works council.
    #[arg(long, value_name = "FILE")]
    pub(super) governance: Option<PathBuf>,
    #[command(flatten)]
    pub(super) printing: FileOutput,
}

/// `staffing CALLS --threshold-s 30 --target 80`
#[derive(Debug, Args)]
pub(super) struct Staffing {
    /// The log of calls, as `service-level` reads it.
    #[arg(value_name = "CALLS")]
    pub(super) calls: PathBuf,
    #[command(flatten)]
    pub(super) reading: CallReading,
    /// Seconds within which contacts are to be answered. There is no default: that is a norm of yours.
    #[arg(long, value_name = "SECONDS")]
    pub(super) threshold_s: f64,
    /// The percentage that is to be, as 80 (not 0.8).
    #[arg(long, value_name = "PERCENT")]
    pub(super) target: String,
    /// Minutes of an interval of the local day.
    #[arg(long, value_name = "MINUTES", value_parser = ["15", "30"], default_value = "30")]
    pub(super) interval: String,
    /// Zone of the centre; that of --source-tz or of the preset if absent.
    #[arg(long, value_name = "ZONE")]
    pub(super) zone: Option<String>,
    /// A plan per queue, for agents who serve one queue only.
    #[arg(long)]
    pub(super) by_queue: bool,
    /// Fewest contacts in an interval of the week for a number of agents.
    #[arg(long, default_value_t = 20, value_name = "N",
        value_parser = clap::value_parser!(u32).range(5..))]
    pub(super) least_contacts: u32,
    /// A log of agent states: what Erlang C says of the agents who were there, beside what came of it.
    #[arg(long, value_name = "FILE")]
    pub(super) agent_states: Option<PathBuf>,
    /// Columns of that log of other names: `agent=Medewerker,from=Begin`.
    #[arg(
        long,
        value_name = "NAME=COLUMN,…",
        value_delimiter = ',',
        requires = "agent_states"
    )]
    pub(super) state_columns: Vec<String>,
    /// Level of intervals of the realised share.
    #[arg(long, default_value_t = 0.95, value_name = "P")]
    pub(super) level: f64,
    #[command(flatten)]
    pub(super) printing: FileOutput,
}
