//! What was typed after `coach`.

use super::output_args::FileOutput;
use super::study_args::BestEnd;
use super::table_args::Reading;
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// `coach CONTACTS --agent COLUMN --score COLUMN --scale 1-5 --best high`
#[derive(Debug, Args)]
pub(super) struct Coach {
    /// The table of contacts: CSV, XLSX, Parquet or JSON lines, also gzipped.
    #[arg(value_name = "CONTACTS")]
    pub(super) contacts: PathBuf,
    /// Column of agents; several in a cell stand in the order in which they handled the contact.
    #[arg(long, value_name = "COLUMN")]
    pub(super) agent: String,
    /// Column of the customer's score.
    #[arg(long, value_name = "COLUMN")]
    pub(super) score: String,
    /// Scale of the score: nps or two ends, as 1-5.
    #[arg(long, value_name = "SCALE", allow_hyphen_values = true)]
    pub(super) scale: String,
    /// Which end is good.
    #[arg(long, value_enum)]
    pub(super) best: Option<BestEnd>,
    /// Column of teams: one, or one per agent.
    #[arg(long, value_name = "COLUMN")]
    pub(super) team: Option<String>,
    /// Columns that say what kind of contact it was, held constant: topic,channel,segment,language.
    #[arg(long, value_name = "COLUMNS", value_delimiter = ',')]
    pub(super) case_mix: Vec<String>,
    /// Column of seconds waited, held constant in classes.
    #[arg(long, value_name = "COLUMN")]
    pub(super) wait: Option<String>,
    /// Column of topics and labelled behaviours, for coaching sheets.
    #[arg(long, value_name = "COLUMN")]
    pub(super) topics: Option<String>,
    /// Columns of measured behaviours, more is better; never emotion or voice.
    #[arg(long, value_name = "COLUMNS", value_delimiter = ',')]
    pub(super) behaviours: Vec<String>,
    /// What stands between several topics, agents or teams in a cell.
    #[arg(long, default_value = ";", value_name = "TEXT")]
    pub(super) separator: String,
    /// Column of what the customer wrote; shown redacted, in examples only.
    #[arg(long, value_name = "COLUMN")]
    pub(super) text: Option<String>,
    /// Column by which a coach finds the contact; no customer's id. The row number if absent.
    #[arg(long, value_name = "COLUMN")]
    pub(super) contact: Option<String>,
    /// Column of the day of the contact.
    #[arg(long, value_name = "COLUMN")]
    pub(super) date: Option<String>,
    /// Column of seconds that each agent spoke.
    #[arg(long, value_name = "COLUMN")]
    pub(super) talk: Option<String>,
    /// Whose a contact is that several agents handled.
    #[arg(long, value_enum, default_value_t = By::LastHandler)]
    pub(super) attribution: By,
    /// The governance file; without it there are figures of teams only.
    #[arg(long, value_name = "FILE")]
    pub(super) governance: Option<PathBuf>,
    /// Write the coaching sheet of this agent.
    #[arg(long, value_name = "AGENT", conflicts_with = "team_view")]
    pub(super) of: Option<String>,
    /// Teams only, whatever the governance file allows.
    #[arg(long)]
    pub(super) team_view: bool,
    /// See this team only.
    #[arg(long, value_name = "TEAM", requires = "team")]
    pub(super) only_team: Option<String>,
    /// A coaching talk: the weeks after it are set beside those before.
    #[arg(
        long,
        value_name = "AGENT=DATE",
        requires = "date",
        conflicts_with = "team_view"
    )]
    pub(super) session: Vec<String>,
    /// Weeks on each side of a coaching talk.
    #[arg(long, default_value_t = 8, value_name = "N",
        value_parser = clap::value_parser!(u32).range(1..=104))]
    pub(super) weeks: u32,
    /// Most example contacts on a sheet.
    #[arg(long, default_value_t = 5, value_name = "N",
        value_parser = clap::value_parser!(u32).range(0..=20))]
    pub(super) examples: u32,
    /// Fewest contacts behind a figure of a team; 5 is the least.
    #[arg(long, default_value_t = 5, value_name = "N",
        value_parser = clap::value_parser!(u32).range(5..=100_000))]
    pub(super) min_n: u32,
    /// Level of intervals.
    #[arg(long, default_value_t = 0.95, value_name = "P")]
    pub(super) level: f64,
    /// Seed of the choice of examples.
    #[arg(long, default_value_t = 1, value_name = "N")]
    pub(super) seed: u64,
    #[command(flatten)]
    pub(super) reading: Reading,
    #[command(flatten)]
    pub(super) printing: FileOutput,
}

/// Whose a contact is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "snake_case")]
pub(super) enum By {
    /// The last handler's.
    LastHandler,
    /// The one's who spoke longest.
    LongestTalk,
    /// Everybody's, in equal parts.
    AllEqual,
}
