//! What was typed after the commands on tickets and their agreements.

#![expect(clippy::doc_markdown, reason = "these docs are the help of a terminal")]

use super::args::Lang;
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
    /// Open cases to list, those that are due first at the top.
    #[arg(long, value_name = "N", default_value_t = 10)]
    pub(super) at_risk: usize,
    /// File of breaches of binding agreements, one a line; new ones are added, none is ever removed.
    #[arg(long, value_name = "FILE")]
    pub(super) register: Option<PathBuf>,
    /// How to print the result; `jsonl` is one object per clock.
    #[arg(long, value_enum, default_value_t = VerdictFormat::Text)]
    pub(super) format: VerdictFormat,
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
