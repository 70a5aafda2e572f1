//! What was typed after `loop`, `survey` and `register`.

use super::args::{Lang, TextOrJson};
use super::log_args::LogArgs;
use super::output_args::FileOutput;
use super::xla_args::PeriodName;
use clap::{Args, Subcommand};
use std::path::PathBuf;

/// `loop INVITATIONS`
#[derive(Debug, Args)]
pub(super) struct Loop {
    /// The log of invitations, a row each, with `responded_at` where it was answered.
    #[arg(value_name = "INVITATIONS")]
    pub(super) invitations: PathBuf,
    #[command(flatten)]
    pub(super) reading: LogArgs,
    /// The log of closures: what was done with an answer, when and by which role.
    #[arg(long, value_name = "FILE")]
    pub(super) closures: Option<PathBuf>,
    /// Columns of that log of other names: `invitation=Nummer,closed_at=Gesloten`.
    #[arg(
        long,
        value_name = "NAME=COLUMN,…",
        value_delimiter = ',',
        requires = "closures"
    )]
    pub(super) closure_columns: Vec<String>,
    /// Hours within which somebody has to come back on an answer. There is no default: that is a norm of yours.
    #[arg(long, value_name = "HOURS", value_parser = clap::value_parser!(u32).range(1..))]
    pub(super) close_within_h: Option<u32>,
    /// File of schedules: closing counts hours of --schedule only.
    #[arg(long, value_name = "FILE", requires = "schedule")]
    pub(super) schedules: Option<PathBuf>,
    /// The schedule by which people work.
    #[arg(long, value_name = "ID", requires = "schedules")]
    pub(super) schedule: Option<String>,
    /// The rhythm in which people are asked; periods without an invitation are shown as missed.
    #[arg(long, value_enum, default_value_t = PeriodName::Month)]
    pub(super) period: PeriodName,
    /// Zone of its days; that of --source-tz, or UTC, if absent.
    #[arg(long, value_name = "ZONE")]
    pub(super) zone: Option<String>,
    /// Report as things stood then; at the last instant of the logs if absent.
    #[arg(long, value_name = "DATE")]
    pub(super) as_of: Option<String>,
    /// Percentage points below the first period at which falling response is an alarm: two periods in a row, p below 0.05.
    #[arg(long, value_name = "POINTS")]
    pub(super) fatigue_fall: Option<f64>,
    /// Least days between any invitation and one about a contact.
    #[arg(long, default_value_t = 90, value_name = "DAYS")]
    pub(super) transactional_days: u16,
    /// Least days between two about the relationship.
    #[arg(long, default_value_t = 180, value_name = "DAYS")]
    pub(super) relational_days: u16,
    /// Least days between any two.
    #[arg(long, value_name = "DAYS")]
    pub(super) any_days: Option<u16>,
    /// Fewest recipients on each side for a verdict on closing and answering again, 5 or more.
    #[arg(long, default_value_t = 30, value_name = "N",
        value_parser = clap::value_parser!(u32).range(5..))]
    pub(super) least: u32,
    /// Gates that were overridden, as `survey plan` notes them; they are printed.
    #[arg(long, value_name = "FILE")]
    pub(super) overrides: Option<PathBuf>,
    /// Level of intervals.
    #[arg(long, default_value_t = 0.95, value_name = "P")]
    pub(super) level: f64,
    #[command(flatten)]
    pub(super) printing: FileOutput,
}

/// `survey VERB`
#[derive(Debug, Args)]
pub(super) struct Survey {
    /// What to do.
    #[command(subcommand)]
    pub(super) verb: SurveyVerb,
}

/// What to do with a survey.
#[derive(Debug, Subcommand)]
pub(super) enum SurveyVerb {
    /// Draw whom to invite: nobody twice inside the quarantine, everybody else with the same chance.
    Plan(Box<Plan>),
}

/// `survey plan PLAN CANDIDATES --n 200`
#[derive(Debug, Args)]
pub(super) struct Plan {
    /// What is settled about the survey.
    #[arg(value_name = "PLAN")]
    pub(super) settled: PathBuf,
    /// People who could be invited: recipient, and where known contact, `contact_at`, `opted_out`.
    #[arg(value_name = "CANDIDATES")]
    pub(super) candidates: PathBuf,
    #[command(flatten)]
    pub(super) reading: LogArgs,
    /// The log of earlier invitations. Without it nobody is known to have been asked.
    #[arg(long, value_name = "FILE")]
    pub(super) history: Option<PathBuf>,
    /// Columns of that log of other names.
    #[arg(
        long,
        value_name = "NAME=COLUMN,…",
        value_delimiter = ',',
        requires = "history"
    )]
    pub(super) history_columns: Vec<String>,
    /// How many to invite at most.
    #[arg(long, value_name = "N")]
    pub(super) n: usize,
    /// Seed of the draw.
    #[arg(long, default_value_t = 1, value_name = "N")]
    pub(super) seed: u64,
    /// When the invitations are sent; now if absent.
    #[arg(long, value_name = "DATE")]
    pub(super) send_at: Option<String>,
    /// Where to write whom to invite.
    #[arg(long, value_name = "FILE")]
    pub(super) list: Option<PathBuf>,
    /// Why people are asked although the plan lacks something; it is noted in --overrides and printed.
    #[arg(long = "override", value_name = "REASON", requires = "overrides")]
    pub(super) reason: Option<String>,
    /// File of overridden gates, one a line; it is added to and never changed.
    #[arg(long, value_name = "FILE")]
    pub(super) overrides: Option<PathBuf>,
    /// How to print the result.
    #[arg(long, value_enum, default_value_t = TextOrJson::Text)]
    pub(super) format: TextOrJson,
    /// Language of the text.
    #[arg(long, value_enum, default_value_t = Lang::En)]
    pub(super) lang: Lang,
    /// Where to note rows that cannot be used (their place, never their content).
    #[arg(long, value_name = "FILE")]
    pub(super) quarantine: Option<PathBuf>,
}

/// `register VERB REGISTER`
#[derive(Debug, Args)]
pub(super) struct Register {
    /// What to do.
    #[command(subcommand)]
    pub(super) verb: RegisterVerb,
}

/// What to do with a register of breaches.
#[derive(Debug, Subcommand)]
pub(super) enum RegisterVerb {
    /// List the breaches, each with the last note on it.
    Show(ShowRegister),
    /// Note why a breach came to be, to what it is ascribed and who approved; notes are added, never changed.
    Note(Box<NoteBreach>),
}

/// `register show REGISTER`
#[derive(Debug, Args)]
pub(super) struct ShowRegister {
    /// The register, as `sla --register` writes it.
    #[arg(value_name = "REGISTER")]
    pub(super) register: PathBuf,
    /// Project file, in whose time zone the text shows when a promise was missed; UTC if absent.
    #[arg(short, long, value_name = "PROJECT")]
    pub(super) project: Option<PathBuf>,
    /// How to print.
    #[arg(long, value_enum, default_value_t = TextOrJson::Text)]
    pub(super) format: TextOrJson,
    /// Language of the text.
    #[arg(long, value_enum, default_value_t = Lang::En)]
    pub(super) lang: Lang,
}

/// `register note REGISTER --ticket T --note "power cut"`
#[derive(Debug, Args)]
pub(super) struct NoteBreach {
    /// The register, as `sla --register` writes it.
    #[arg(value_name = "REGISTER")]
    pub(super) register: PathBuf,
    /// The ticket.
    #[arg(long, value_name = "ID")]
    pub(super) ticket: String,
    /// What was timed, where the ticket has several breaches: `first_reply_time`, `total_resolution_time` …
    #[arg(long, value_name = "NAME")]
    pub(super) metric: Option<String>,
    /// The policy, where the ticket has breaches of several.
    #[arg(long, value_name = "ID")]
    pub(super) policy: Option<String>,
    /// Number of the clock, where the ticket has several of one metric.
    #[arg(long, value_name = "N")]
    pub(super) instance: Option<u32>,
    /// Why it came to it.
    #[arg(long, value_name = "TEXT", required_unless_present_any = ["calamity", "approved_by"])]
    pub(super) note: Option<String>,
    /// The calamity it is ascribed to.
    #[arg(long, value_name = "ID")]
    pub(super) calamity: Option<String>,
    /// Who approved of that.
    #[arg(long, value_name = "ROLE")]
    pub(super) approved_by: Option<String>,
}
