//! What was typed after the commands on tickets and their agreements.

#![expect(clippy::doc_markdown, reason = "these docs are the help of a terminal")]

use super::args::Lang;
use super::audience_args::Audience;
use super::output_args::ReportFormat;
use super::table_args::Cells;
use super::words_args::CustomerWords;
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// `sla EVENTS --policies P --schedules S`
#[derive(Debug, Args)]
pub(super) struct Sla {
    /// Events and agreements.
    #[command(flatten)]
    pub(super) tickets: Tickets,
    /// Fields by which attainment is shown apart: segment, channel, team …
    #[arg(long, value_name = "FIELDS", value_delimiter = ',')]
    pub(super) by: Vec<String>,
    /// File that proves the consent of the works council; figures of single agents take it.
    #[arg(long, value_name = "FILE")]
    pub(super) governance: Option<PathBuf>,
    /// First day of the period whose tickets are counted.
    #[arg(long, value_name = "DATE")]
    pub(super) from: Option<String>,
    /// First day after it.
    #[arg(long, value_name = "DATE")]
    pub(super) to: Option<String>,
    /// By what a ticket belongs to the period; the two make other figures.
    #[arg(long, value_enum, default_value_t = Cohort::Created)]
    pub(super) cohort: Cohort,
    /// Open cases to list, those that are due first at the top.
    #[arg(long, value_name = "N", default_value_t = 10)]
    pub(super) at_risk: usize,
    /// File of breaches of binding agreements, one a line; new ones are added, none is ever removed.
    #[arg(long, value_name = "FILE")]
    pub(super) register: Option<PathBuf>,
    /// Where to freeze the figures of a closed period; a frozen period is compared, never replaced.
    #[arg(long, value_name = "FILE", requires = "to", conflicts_with = "frozen")]
    pub(super) freeze: Option<PathBuf>,
    /// Show the frozen figures of the period, and what today's data would make of them.
    #[arg(long, value_name = "FILE", requires = "to")]
    pub(super) frozen: Option<PathBuf>,
    /// Why the frozen figures are replaced: a new revision stands below the old ones, which stay.
    #[arg(long, value_name = "REASON", requires = "freeze")]
    pub(super) restate: Option<String>,
    /// What the rows of csv, jsonl, parquet and xlsx are.
    #[arg(long, value_enum, default_value_t = SlaTable::Instances)]
    pub(super) table: SlaTable,
    /// For whom it is meant: customers see promises to them and nothing of agents, teams, internal targets,
    /// suppliers or single tickets.
    #[arg(long, value_enum, default_value_t = Audience::Inside)]
    pub(super) audience: Audience,
    /// How to print the result; `jsonl` is one object per row of --table.
    #[arg(long, value_enum, default_value_t = VerdictFormat::Text)]
    pub(super) format: VerdictFormat,
    /// Language of the text, and of the steps (`why`) in rows.
    #[arg(long, value_enum, default_value_t = Lang::En)]
    pub(super) lang: Lang,
    /// Where to write; standard output if absent.
    #[arg(long, short, value_name = "FILE")]
    pub(super) out: Option<PathBuf>,
}

/// `watermelon EVENTS --policies P --responses R --score nps=nps`
#[derive(Debug, Args)]
pub(super) struct Watermelon {
    /// Events and agreements.
    #[command(flatten)]
    pub(super) tickets: Tickets,
    /// The answers: one row per response, with the ticket_id or contact_id it is about.
    #[arg(long, value_name = "FILE")]
    pub(super) responses: PathBuf,
    /// The question with its scale: nps=COLUMN, csat=COLUMN:1-5:low; negative=N says from which answer
    /// on a customer counts as unhappy.
    #[arg(long, value_name = "KIND=COLUMN[:SCALE]")]
    pub(super) score: String,
    /// What is promised of it: "csat>=80%", "nps>=30".
    #[arg(long, value_name = "TARGET")]
    pub(super) target: Option<String>,
    /// Share of customers to be satisfied, in percent: shows how long they bear to wait and proposes a
    /// target from it, without asking how many people it takes.
    #[arg(long, value_name = "PERCENT",
        value_parser = clap::value_parser!(u8).range(1..=99))]
    pub(super) goal: Option<u8>,
    /// Columns of answers of other names: contact_id=Contactnummer, submitted_at=ingevuld.
    #[arg(long = "response-column", value_name = "NAME=COLUMN")]
    pub(super) response_columns: Vec<String>,
    /// Fields of tickets that divide the cells beside policy and metric: channel, segment …
    #[arg(long, value_name = "FIELDS", value_delimiter = ',')]
    pub(super) by: Vec<String>,
    /// File that proves the consent of the works council; figures of single agents take it.
    #[arg(long, value_name = "FILE")]
    pub(super) governance: Option<PathBuf>,
    /// Zone of weekends, and of times of answers that carry none; UTC if absent.
    #[arg(long, value_name = "ZONE")]
    pub(super) zone: Option<String>,
    /// Least answers for a verdict, 5 or more.
    #[arg(long, default_value_t = 30, value_name = "N")]
    pub(super) min_n: usize,
    /// Level of intervals.
    #[arg(long, default_value_t = 0.95, value_name = "P")]
    pub(super) level: f64,
    /// How cells of answers are read.
    #[command(flatten)]
    pub(super) cells: Cells,
    /// Sheet of a workbook of answers; the first if absent.
    #[arg(long, value_name = "NAME")]
    pub(super) responses_sheet: Option<String>,
    /// How to print the result.
    #[arg(long, value_enum, default_value_t = ReportFormat::Text)]
    pub(super) format: ReportFormat,
    /// Language of the text.
    #[arg(long, value_enum, default_value_t = Lang::En)]
    pub(super) lang: Lang,
    /// Where to write; standard output if absent.
    #[arg(long, short, value_name = "FILE")]
    pub(super) out: Option<PathBuf>,
}

/// Events of tickets, the agreements they are held against and the instant of the report.
#[derive(Debug, Args)]
pub(super) struct Tickets {
    /// Events of tickets: a table with one row per event, a folder for --preset zendesk.
    #[arg(value_name = "EVENTS")]
    pub(super) events: PathBuf,
    /// File of policies; --preset zendesk works without, by what the export says was promised.
    #[arg(long, value_name = "FILE")]
    pub(super) policies: Option<PathBuf>,
    /// File of schedules; needed as soon as a target counts office hours.
    #[arg(long, value_name = "FILE")]
    pub(super) schedules: Option<PathBuf>,
    /// Instant (or date) of the report: nothing after it is looked at; now if absent.
    #[arg(long, value_name = "T")]
    pub(super) as_of: Option<String>,
    /// What the customers wrote.
    #[command(flatten)]
    pub(super) words: CustomerWords,
    /// How the events are read.
    #[command(flatten)]
    pub(super) reading: EventReading,
}

/// How events of tickets are read.
#[derive(Debug, Clone, Args)]
pub(super) struct EventReading {
    /// How the events are laid out; by what they look like if absent.
    #[arg(long, value_enum)]
    pub(super) preset: Option<EventPreset>,
    /// Columns of other names: "ticket=Nummer,at=Tijdstip,event=Soort".
    #[arg(long, value_name = "MAP")]
    pub(super) columns: Option<String>,
    /// Sheet of a workbook of events; the first if absent.
    #[arg(long, value_name = "NAME")]
    pub(super) sheet: Option<String>,
    /// Columns that are fields of the ticket; all others if absent.
    #[arg(long, value_name = "COLUMNS")]
    pub(super) fields: Option<String>,
    /// Kinds of event of other names: "terugbelnotitie=private_note".
    #[arg(long, value_name = "MAP")]
    pub(super) kind_map: Option<String>,
    /// Roles of other names: "backoffice=agent,robbie=bot".
    #[arg(long, value_name = "MAP")]
    pub(super) role_map: Option<String>,
    /// Rows of a ticket stand together: one ticket is kept in memory at a time.
    #[arg(long)]
    pub(super) sorted_by_ticket: bool,
    /// Statuses of other names: "wacht op klant=pending,afgerond=solved".
    #[arg(long, value_name = "MAP")]
    pub(super) status_map: Option<String>,
    /// Zone of times that carry none, as Europe/Amsterdam; without it such rows are rejected.
    #[arg(long, value_name = "ZONE")]
    pub(super) source_tz: Option<String>,
    /// Where to note rows that cannot be used (their place, never their content).
    #[arg(long, value_name = "FILE")]
    pub(super) quarantine: Option<PathBuf>,
}

/// How the events of tickets are laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum EventPreset {
    /// One row per event.
    Events,
    /// One row per ticket, with a column per moment: created, first_reply, solved, closed.
    PerTicket,
    /// A folder of an export of Zendesk.
    Zendesk,
    /// One row per update of an incident, as ServiceNow writes them.
    Servicenow,
}

/// By what a ticket belongs to a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Cohort {
    /// Created in it, solved or not.
    Created,
    /// Solved in it; what is still open is in no such period.
    Solved,
}

/// What the rows of a table are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum SlaTable {
    /// Clocks, one each.
    Instances,
    /// Promises in groups: shares in time.
    Attainment,
    /// Running clocks that are over their target or at risk, least time left first.
    AtRisk,
    /// Clocks over their target.
    Breaches,
    /// Reopenings by a message of thanks.
    Thanks,
    /// What today's data would make of the frozen figures; takes --frozen.
    Restatements,
}

/// How verdicts are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum VerdictFormat {
    /// For people: attainment, breaches, what is due.
    Text,
    /// One object: attainment and its parts, exact.
    Json,
    /// One object per clock.
    Jsonl,
    /// One row per clock.
    Csv,
    /// One row per clock.
    Parquet,
    /// One row per clock.
    Xlsx,
}
