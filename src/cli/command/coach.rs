use super::people_gate::{access, is_of_person};
use super::table::{cells, level, options, quarantine};
use crate::cli::coach_args::{By, Coach};
use crate::cli::exit;
use crate::cli::output;
use crate::cli::output_args::ReportFormat;
use crate::cli::session::Misuse;
use crate::cli::study_args::BestEnd;
use crate::cli::table_args::DecimalMark;
use crate::config::load_governance;
use crate::disclosure::Floor;
use crate::intake::{Decimal, date_alone, table};
use crate::logs::{ContactColumns, ReadContact, ReadContacts, read_contacts};
use crate::privacy::{Options, RedactedText, Redactor};
use crate::record::{Best, RawText, Scale};
use crate::report::people::{Account, People};
use crate::report::{self, Language};
use crate::service_levels::people::{
    AgentAccess, Attribution, BeforeAfter, Contact, Contacts, Governance, Refusal, Scorecards,
    Settings, Sheet, before_and_after, coaching_sheet, scorecards_of_agents, scorecards_of_teams,
};
use crate::study::OutcomeScale;
use anyhow::Context;
use jiff::civil::Date;
use std::sync::Arc;

/// Compares teams, and agents where that is agreed.
pub(in crate::cli) fn run(args: &Coach) -> anyhow::Result<u8> {
    output::refuse_overwrite(
        &[Some(&args.contacts), args.governance.as_deref()],
        &[
            args.printing.out.as_deref(),
            args.printing.quarantine.as_deref(),
        ],
    )?;
    let settings = settings(args)?;
    let columns = columns(args)?;
    let talks = talks(args)?;
    let governance: Option<Governance> = args
        .governance
        .as_deref()
        .map(load_governance)
        .transpose()?;
    let access = access(governance.as_ref());
    let settings = with_floor(settings, governance.as_ref());
    let table_options = options(&args.contacts, &args.reading);
    let mut table = table::open(&args.contacts, &table_options)
        .with_context(|| format!("read {}", args.contacts.display()))?;
    let read = read_contacts(&mut table, &table_options, &columns).map_err(misuse)?;
    let account = Account {
        n_used: read.contacts.len(),
        n_without_score: read.n_without_score,
        n_without_agent: read.n_without_agent,
        n_rejected: read.rejections.len(),
    };
    let (contacts, rejections) = cleaned(read, &columns);
    let found = find(args, &contacts, &settings, &talks, &access)?;
    let people = People {
        cards: &found.cards,
        access: access.as_ref(),
        sheets: &found.sheets,
        changes: &found.changes,
        account,
    };
    let language = Language::from(args.printing.lang);
    let text = match args.printing.format {
        ReportFormat::Text => report::people::text(&people, language),
        ReportFormat::Json => report::people::json(&people),
        ReportFormat::Csv => report::people::csv(&people),
    };
    output::write(args.printing.out.as_deref(), &text)?;
    quarantine(&rejections, args.printing.quarantine.as_deref())?;
    Ok(exit::DONE)
}

struct Found {
    cards: Scorecards,
    sheets: Vec<Sheet>,
    changes: Vec<BeforeAfter>,
}

fn find(
    args: &Coach,
    contacts: &Contacts,
    settings: &Settings,
    talks: &[(String, Date)],
    access: &Result<AgentAccess, Refusal>,
) -> anyhow::Result<Found> {
    let mut found = Found {
        cards: scorecards_of_teams(contacts, settings).map_err(misuse)?,
        sheets: Vec::new(),
        changes: Vec::new(),
    };
    let Ok(access) = access else {
        if args.of.is_some() || !talks.is_empty() {
            tracing::warn!("figures of single agents are withheld; the report says why");
        }
        return Ok(found);
    };
    if args.team_view {
        return Ok(found);
    }
    found.cards = scorecards_of_agents(contacts, settings, access).map_err(misuse)?;
    if let Some(agent) = &args.of {
        let sheet = coaching_sheet(contacts, settings, agent, access).map_err(misuse)?;
        found.sheets.push(sheet);
    }
    for (agent, day) in talks {
        let talk = (*day, args.weeks);
        let change = before_and_after(contacts, settings, agent, talk, access).map_err(misuse)?;
        found.changes.push(change);
    }
    Ok(found)
}

/// Words and ids pass the redactor before anything is computed.
fn cleaned(
    read: ReadContacts,
    columns: &ContactColumns,
) -> (Contacts, Vec<crate::intake::Rejection>) {
    let redactor = Redactor::new(&Options::default());
    let mut mix: Vec<Arc<str>> = columns
        .case_mix
        .iter()
        .map(|name| name.as_str().into())
        .collect();
    mix.extend(columns.wait.as_deref().map(Arc::from));
    let contacts = Contacts {
        contacts: read
            .contacts
            .into_iter()
            .map(|contact| clean(contact, &redactor))
            .collect(),
        mix,
        behaviours: columns
            .behaviours
            .iter()
            .map(|name| name.as_str().into())
            .collect(),
    };
    (contacts, read.rejections)
}

fn clean(contact: ReadContact, redactor: &Redactor) -> Contact {
    let id = contact.id.as_ref().and_then(|id| reference(id, redactor));
    Contact {
        id: id.unwrap_or_else(|| format!("row {}", contact.row).into()),
        handlers: contact.handlers,
        score: contact.score,
        mix: contact.mix,
        labels: contact.labels,
        behaviours: contact.behaviours,
        day: contact.day,
        text: contact.text.as_ref().map(|text| redactor.redact(text)),
    }
}

/// The id of a contact as it stands, unless it holds personal data: then the row number is shown.
fn reference(id: &RawText, redactor: &Redactor) -> Option<Arc<str>> {
    let redacted: RedactedText = redactor.redact(id);
    redacted
        .redactions()
        .is_empty()
        .then(|| redacted.as_str().into())
}

fn settings(args: &Coach) -> anyhow::Result<Settings> {
    Ok(Settings {
        floor: Floor::new(args.min_n as usize).map_err(misuse)?,
        attribution: match args.attribution {
            By::LastHandler => Attribution::LastHandler,
            By::LongestTalk => Attribution::LongestTalk,
            By::AllEqual => Attribution::AllEqual,
        },
        level: level(args.level)?,
        team: args.only_team.clone(),
        n_examples: args.examples as usize,
        seed: args.seed,
    })
}

/// A floor of the governance file holds for teams too.
fn with_floor(settings: Settings, governance: Option<&Governance>) -> Settings {
    let own = governance.and_then(|governance| governance.min_n);
    Settings {
        floor: own.map_or(settings.floor, |own| own.max(settings.floor)),
        ..settings
    }
}

fn columns(args: &Coach) -> anyhow::Result<ContactColumns> {
    if args.separator.is_empty() {
        return Err(Misuse::new("the separator is empty")
            .hint("--separator \";\"")
            .into());
    }
    if let Some(team) = &args.team {
        let is_agent = team.trim().to_lowercase() == args.agent.trim().to_lowercase();
        if is_agent || is_of_person(team) {
            return Err(Misuse::new(format!(
                "column \"{team}\" names people: a team of one would be an agent"
            ))
            .hint("name the column of teams with --team, or leave it out")
            .into());
        }
    }
    Ok(ContactColumns {
        agent: args.agent.clone(),
        score: args.score.clone(),
        scale: scale(args)?,
        team: args.team.clone(),
        talk: args.talk.clone(),
        case_mix: args.case_mix.clone(),
        wait: args.wait.clone(),
        topics: args.topics.clone(),
        behaviours: args.behaviours.clone(),
        text: args.text.clone(),
        contact: args.contact.clone(),
        date: args.date.clone(),
        separator: args.separator.clone(),
        decimal: match args.reading.cells.decimal {
            Some(DecimalMark::Comma) => Decimal::Comma,
            _ => Decimal::Point,
        },
        missing_codes: cells(&args.reading.cells).missing_codes,
    })
}

fn scale(args: &Coach) -> anyhow::Result<Scale> {
    let best = args.best.map(|best| match best {
        BestEnd::High => Best::High,
        BestEnd::Low => Best::Low,
    });
    match OutcomeScale::read(Some(&args.scale), best, None)? {
        OutcomeScale::Rated(scale) => Ok(scale),
        _ => Err(
            Misuse::new(format!("{} is no scale of numbers", args.scale))
                .hint("--scale 1-5 --best high, or --scale nps")
                .into(),
        ),
    }
}

/// `Agent=2026-03-01`
fn talks(args: &Coach) -> anyhow::Result<Vec<(String, Date)>> {
    let read = |text: &String| {
        let (agent, day) = text.rsplit_once('=')?;
        Some((agent.trim().to_owned(), date_alone(day)?))
    };
    args.session
        .iter()
        .map(|text| {
            read(text).ok_or_else(|| {
                Misuse::new(format!("--session \"{text}\" is not an agent and a date"))
                    .hint("write --session \"Agent=2026-03-01\"")
                    .into()
            })
        })
        .collect()
}

/// What these rooms refuse is what was asked for.
fn misuse(error: impl std::error::Error) -> anyhow::Error {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(one) = cause {
        text.push_str(": ");
        text.push_str(&one.to_string());
        cause = one.source();
    }
    Misuse::new(text).hint("see `signaal coach --help`").into()
}
