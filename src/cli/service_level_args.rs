//! What was typed after `service-level`.

use super::args::Lang;
use super::audience_args::Audience;
use super::table_args::DecimalMark;
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// `service-level CALLS --threshold-s 30`
#[derive(Debug, Args)]
pub(super) struct ServiceLevel {
    /// The log of calls: CSV, XLSX, Parquet or JSON lines, also gzipped.
    #[arg(value_name = "CALLS")]
    pub(super) calls: PathBuf,
    #[command(flatten)]
    pub(super) reading: CallReading,
    #[command(flatten)]
    pub(super) rule: RuleArgs,
    #[command(flatten)]
    pub(super) scope: ScopeArgs,
    #[command(flatten)]
    pub(super) tables: TableArgs,
    #[command(flatten)]
    pub(super) figures: FigureArgs,
    #[command(flatten)]
    pub(super) agreed: AgreedArgs,
    #[command(flatten)]
    pub(super) freezing: FreezeArgs,
    /// For whom it is meant: customers see promises to them and nothing of agents, teams, internal targets,
    /// suppliers or single tickets.
    #[arg(long, value_enum, default_value_t = Audience::Inside)]
    pub(super) audience: Audience,
    /// How to print the result.
    #[arg(long, value_enum, default_value_t = CallFormat::Text)]
    pub(super) format: CallFormat,
    /// Language of the text.
    #[arg(long, value_enum, default_value_t = Lang::En)]
    pub(super) lang: Lang,
    /// Where to write; standard output if absent.
    #[arg(long, short, value_name = "FILE")]
    pub(super) out: Option<PathBuf>,
    /// Where to note rows that are no call (their place, never their content).
    #[arg(long, value_name = "FILE")]
    pub(super) quarantine: Option<PathBuf>,
}

/// How the log is read.
#[derive(Debug, Args)]
pub(super) struct CallReading {
    /// Layout of a known export: `pwc_callcenter`.
    #[arg(long, value_name = "NAME")]
    pub(super) preset: Option<String>,
    /// Which column holds what: `offered_at=Begin,wait_s=Wachttijd`. Usual names are found by themselves.
    #[arg(long, value_name = "FIELD=COLUMN,…", value_delimiter = ',')]
    pub(super) columns: Vec<String>,
    /// Zone of times that carry none, as Europe/Amsterdam; without it such rows are rejected.
    #[arg(long, value_name = "ZONE")]
    pub(super) source_tz: Option<String>,
    /// How times are written, as "%m/%d/%Y %H:%M", where they are not ISO 8601 or day-first.
    #[arg(long, value_name = "FORMAT")]
    pub(super) time_format: Option<String>,
    /// How decimals are written.
    #[arg(long, value_enum, default_value_t = DecimalMark::Point)]
    pub(super) decimal: DecimalMark,
    /// Sheet of a workbook; the first if absent.
    #[arg(long, value_name = "NAME")]
    pub(super) sheet: Option<String>,
}

/// How a service level is computed.
#[derive(Debug, Args)]
pub(super) struct RuleArgs {
    /// Seconds within which contacts are to be answered. There is no default: that is a norm of yours.
    #[arg(long, value_name = "SECONDS")]
    pub(super) threshold_s: f64,
    /// What is divided by what; `all` prints the six side by side.
    #[arg(long, value_enum, default_value_t = FormulaName::OfferedExclShort)]
    pub(super) formula: FormulaName,
    /// Who gives up within this many seconds gave up at once.
    #[arg(long, default_value_t = 5.0, value_name = "SECONDS")]
    pub(super) short_abandon_s: f64,
    /// A wait of exactly the threshold is too long.
    #[arg(long)]
    pub(super) threshold_exclusive: bool,
    /// Count contacts that the queue sent elsewhere as missed.
    #[arg(long)]
    pub(super) flowouts: bool,
    /// The promised percentage, as 95 (not 0.95).
    #[arg(long, value_name = "PERCENT")]
    pub(super) target: Option<String>,
}

/// Which contacts.
#[derive(Debug, Args)]
pub(super) struct ScopeArgs {
    /// First day or instant of the period; a day begins at midnight of --zone.
    #[arg(long, value_name = "DATE", requires = "to")]
    pub(super) from: Option<String>,
    /// First day or instant after it.
    #[arg(long, value_name = "DATE", requires = "from")]
    pub(super) to: Option<String>,
    /// Report as things stood then; at the last event of the log (or the end of the period) if absent.
    #[arg(long, value_name = "DATE")]
    pub(super) as_of: Option<String>,
    /// Declared incident, as `2026-03-02..2026-03-04` or `…@queue=NAME`: figures with and without it.
    #[arg(long, value_name = "FROM..TO")]
    pub(super) calamity: Vec<String>,
}

/// Which tables.
#[derive(Debug, Args)]
pub(super) struct TableArgs {
    /// A table per field: queue, channel, team, topic, agent; `queue+channel` for both together.
    #[arg(long, value_name = "FIELDS", value_delimiter = ',')]
    pub(super) by: Vec<String>,
    /// Volumes per interval of the local day, in minutes.
    #[arg(long, value_name = "MINUTES", value_parser = ["15", "30"])]
    pub(super) interval: Option<String>,
    /// Zone of the centre, for days and intervals; that of --source-tz or of the preset if absent, else days are of UTC.
    #[arg(long, value_name = "ZONE")]
    pub(super) zone: Option<String>,
    /// The interval to which work is counted.
    #[arg(long, value_enum, default_value_t = AttributionName::EndOfAcw)]
    pub(super) attribution: AttributionName,
    /// What allows figures of agents: consent of the works council.
    #[arg(long, value_name = "FILE")]
    pub(super) governance: Option<PathBuf>,
}

/// Limits and definitions of further figures.
#[derive(Debug, Args)]
pub(super) struct FigureArgs {
    /// Longest wait that is allowed, in seconds.
    #[arg(long, value_name = "SECONDS")]
    pub(super) max_wait_s: Option<f64>,
    /// Longest conversation that is allowed, in seconds.
    #[arg(long, value_name = "SECONDS")]
    pub(super) max_talk_s: Option<f64>,
    /// Longest queue that is allowed, in customers.
    #[arg(long, value_name = "N")]
    pub(super) max_queue: Option<usize>,
    /// Most times that the phone may ring.
    #[arg(long, value_name = "N")]
    pub(super) max_rings: Option<u32>,
    /// Seconds from one ring to the next.
    #[arg(
        long,
        default_value_t = 5.0,
        value_name = "SECONDS",
        requires = "max_rings"
    )]
    pub(super) ring_cycle_s: f64,
    /// Days that a customer has to stay away for an issue to be solved at the first contact.
    #[arg(long, default_value_t = 7, value_name = "DAYS",
        value_parser = clap::value_parser!(u16).range(1..=366))]
    pub(super) repeat_days: u16,
    /// Topics that cannot be solved at the first line.
    #[arg(long, value_name = "TOPICS", value_delimiter = ',')]
    pub(super) not_first_line: Vec<String>,
    /// When a contact that is given up after an answer counts as abandoned by the customer.
    #[arg(long, value_enum, default_value_t = TransferAbandonName::NeverAnswered)]
    pub(super) transfer_abandon: TransferAbandonName,
    /// Level of intervals.
    #[arg(long, default_value_t = 0.95, value_name = "P")]
    pub(super) level: f64,
}

/// What was agreed, and when the centre is open.
#[derive(Debug, Args)]
pub(super) struct AgreedArgs {
    /// File of policies: its goals for queues and channels are held against the figures.
    #[arg(long, value_name = "FILE")]
    pub(super) policies: Option<PathBuf>,
    /// File of schedules: contacts outside the hours of --schedule are out of hours.
    #[arg(long, value_name = "FILE", requires = "schedule")]
    pub(super) schedules: Option<PathBuf>,
    /// The schedule by which the centre is open.
    #[arg(long, value_name = "ID", requires = "schedules")]
    pub(super) schedule: Option<String>,
}

/// Frozen reports.
#[derive(Debug, Args)]
pub(super) struct FreezeArgs {
    /// Where to freeze the report of a closed period; a frozen report is compared, never replaced.
    #[arg(long, value_name = "FILE", requires = "from")]
    pub(super) freeze: Option<PathBuf>,
    /// Replace the frozen report; what it said stays in the new one.
    #[arg(long, requires = "freeze")]
    pub(super) restate: bool,
}

/// A formula, or all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum FormulaName {
    /// `A_T / A`
    #[value(name = "answered_only")]
    AnsweredOnly,
    /// `A_T / (A + B)`
    #[value(name = "abandons_negative")]
    AbandonsNegative,
    /// `(A_T + B_T) / (A + B)`
    #[value(name = "abandons_positive")]
    AbandonsPositive,
    /// `A_T / (A + B - B_T)`
    #[value(name = "abandons_in_T_ignored")]
    AbandonsInTIgnored,
    /// `(A_T + B_s) / (A + B)`
    #[value(name = "short_positive")]
    ShortPositive,
    /// `A_T / (A + B - B_s)`
    #[value(name = "offered_excl_short")]
    OfferedExclShort,
    /// All six; the first in the output is `offered_excl_short`.
    #[value(name = "all")]
    All,
}

/// The interval to which work is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum AttributionName {
    /// In which the contact was offered.
    #[value(name = "start")]
    Start,
    /// In which it was answered.
    #[value(name = "answered")]
    Answered,
    /// In which the agent was ready again.
    #[value(name = "end_of_acw")]
    EndOfAcw,
}

/// When a contact given up after an answer counts as abandoned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum TransferAbandonName {
    /// Only if no agent ever answered.
    #[value(name = "never_answered")]
    NeverAnswered,
    /// Always.
    #[value(name = "any_leg")]
    AnyLeg,
}

/// How the report is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum CallFormat {
    /// For people.
    Text,
    /// One object, exact.
    Json,
    /// A row per group and formula.
    Csv,
    /// An object per group, one a line.
    Jsonl,
}
