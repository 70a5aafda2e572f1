//! What was typed after `xla`.

#![expect(clippy::doc_markdown, reason = "these docs are the help of a terminal")]

use super::audience_args::Audience;
use super::output_args::FileOutput;
use super::table_args::Reading;
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// `xla RESPONSES --score csat=satisfaction:1-5:low`
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub(super) struct Xla {
    /// The answers: CSV, XLSX, Parquet or JSON lines, also gzipped; one row per response or invitation.
    #[arg(value_name = "RESPONSES")]
    pub(super) responses: PathBuf,
    /// A question with its scale: nps=COLUMN, csat=COLUMN:1-5:low, mark=COLUMN:satisfied=8, also ces,
    /// stars, sentiment, other. KIND.NAME tells two of a kind apart; negative=, from=DATE and until=DATE
    /// may follow.
    #[arg(
        long = "score",
        required_unless_present = "lost_time",
        value_name = "KIND=COLUMN[:SCALE]"
    )]
    pub(super) scores: Vec<String>,
    /// What is promised: "csat>=80%", "nps>=30", "lost_time<=10", "composite>=70"; after it may follow
    /// part=outcome, weight=, min_n=, scale=WORST..BEST, id= and the value of a key in --by.
    #[arg(long = "target", value_name = "TARGET")]
    pub(super) targets: Vec<String>,
    /// File of policies: what its experience level agreements promise, beside --target. Conditions hold as
    /// values of keys in --by; a promise that cannot be applied is named and not judged.
    #[arg(long, value_name = "FILE")]
    pub(super) policies: Option<PathBuf>,
    /// Columns that divide the answers.
    #[arg(long, value_delimiter = ',', value_name = "A,B")]
    pub(super) by: Vec<String>,
    /// File that proves the consent of the works council; figures of single agents take it.
    #[arg(long, value_name = "FILE")]
    pub(super) governance: Option<PathBuf>,
    /// Period that divides the answers.
    #[arg(long, value_enum)]
    pub(super) period: Option<PeriodName>,
    /// Zone of periods and of times without one.
    #[arg(long, value_name = "ZONE")]
    pub(super) zone: Option<String>,
    /// Where a column is not named as usual: submitted_at=ingevuld, weight=gewicht. Usual names are
    /// response_id, contact_id, ticket_id, contact_at, submitted_at, complete, invited,
    /// respondent_type, survey_scope, lost_time_min, weight.
    #[arg(long = "column", value_name = "NAME=COLUMN")]
    pub(super) columns: Vec<String>,
    /// Say that minutes lost are wanted although no question is named.
    #[arg(long)]
    pub(super) lost_time: bool,
    /// Put customers and employees together.
    #[arg(long)]
    pub(super) pool: bool,
    /// Least answers for a verdict, 5 or more.
    #[arg(long, default_value_t = 30, value_name = "N")]
    pub(super) min_n: usize,
    /// Days after the contact from which an answer is late.
    #[arg(long, default_value_t = 30, value_name = "DAYS",
        value_parser = clap::value_parser!(u16).range(1..))]
    pub(super) late_after: u16,
    /// Count late answers too.
    #[arg(long)]
    pub(super) with_late: bool,
    /// Checked texts, columns truth and read: corrects a sentiment index for the classifier's errors.
    #[arg(long, value_name = "FILE")]
    pub(super) checked: Option<PathBuf>,
    /// Level of intervals.
    #[arg(long, default_value_t = 0.95, value_name = "P")]
    pub(super) level: f64,
    /// Seed of everything random.
    #[arg(long, default_value_t = 1, value_name = "N")]
    pub(super) seed: u64,
    /// A frozen baseline to set the figures beside.
    #[arg(long, value_name = "FILE")]
    pub(super) baseline: Option<PathBuf>,
    /// Where to freeze these figures as a baseline, not divided by period.
    #[arg(long, value_name = "FILE")]
    pub(super) freeze: Option<PathBuf>,
    /// Replace a frozen baseline that holds other figures.
    #[arg(long, requires = "freeze")]
    pub(super) restate: bool,
    /// Date of the freezing, and on which promises of --policies hold; today if absent.
    #[arg(long, value_name = "DATE")]
    pub(super) as_of: Option<String>,
    #[command(flatten)]
    pub(super) reading: Reading,
    /// For whom it is meant: customers see promises to them and nothing of agents, teams, internal targets,
    /// suppliers or single tickets.
    #[arg(long, value_enum, default_value_t = Audience::Inside)]
    pub(super) audience: Audience,
    /// How to print.
    #[command(flatten)]
    pub(super) printing: FileOutput,
}

/// A period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum PeriodName {
    /// By ISO 8601, Monday to Sunday.
    Week,
    /// A calendar month.
    Month,
    /// Three months.
    Quarter,
}
