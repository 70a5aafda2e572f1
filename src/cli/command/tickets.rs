//! What the commands on tickets and their agreements share: opening both, and what became of the rows.

use super::people_gate::refuse_disguise;
use super::table::quarantine;
use crate::cli::service_args::{EventPreset, EventReading, Tickets as Asked};
use crate::cli::session::{Misuse, as_of_in};
use crate::cli::words_args::CustomerWords;
use crate::config::{read_policies, read_schedules};
use crate::findings::EventIntake;
use crate::intake::{Fault, Rejection};
use crate::logs::{self, Account, Options, Order, Preset, Tickets, zendesk};
use crate::pipeline::{Agreements, IssueTypes, Judged, Outcome, TopicReader, judge};
use crate::service_levels::calendar::{Schedule, Schedules};
use crate::service_levels::policies::{PolicyFile, unmet_priorities};
use crate::service_levels::tickets::Need;
use anyhow::bail;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

/// Tickets and what they are held against.
pub(super) struct Opened {
    pub(super) tickets: Tickets,
    pub(super) agreements: Agreements,
    pub(super) policies: PolicyFile,
    pub(super) schedules: Schedules,
    /// Where dates begin, and whose clock times for people are on.
    pub(super) zone: TimeZone,
    /// Where issue types come from that nobody gave.
    pub(super) issue_types: IssueTypes,
    rejections: Vec<Rejection>,
}

impl Opened {
    /// Lets tickets be judged at an earlier instant too.
    pub(super) fn judge_beside(&mut self, earlier: Timestamp) {
        self.agreements.look_back_to(earlier);
    }
}

/// The files that are read.
pub(super) fn files(asked: &Asked) -> [Option<&Path>; 3] {
    [
        Some(asked.events.as_path()),
        asked.policies.as_deref(),
        asked.schedules.as_deref(),
    ]
}

/// Reads policies and schedules, and opens the events.
pub(super) fn open(asked: &Asked) -> anyhow::Result<Opened> {
    let options = Options {
        text: asked.words.text.clone(),
        ..options(&asked.events, &asked.reading)?
    };
    let Agreed {
        policies,
        schedules,
        rejections,
    } = match &asked.policies {
        Some(path) => read_agreed(path, asked.schedules.as_deref())?,
        None if asked.reading.preset == Some(EventPreset::Zendesk) => {
            exported(&asked.events, &options, asked.schedules.as_deref())?
        }
        None => {
            let misuse = Misuse::new("nothing says what was promised: --policies FILE is missing");
            return Err(misuse.hint("data/service_levels/policies.toml is an example of such a file; --preset zendesk takes what the export says was promised").into());
        }
    };
    let zone = zone(&policies, &schedules, &options);
    let as_of = as_of_in(asked.as_of.as_deref(), &zone)?;
    let clocks = policies.policies.clone();
    let agreements = Agreements::new(clocks, &schedules, as_of).map_err(|error| {
        let hint = match &asked.schedules {
            None => "name the file of schedules with --schedules FILE".to_owned(),
            Some(path) => format!("declare it in {}", path.display()),
        };
        Misuse::new(error.to_string()).hint(hint)
    })?;
    let mut tickets = logs::tickets(&asked.events, &options)?;
    let shows = tickets.shows(agreements.wanted())?;
    Ok(Opened {
        tickets,
        agreements: agreements.seen_in(shows),
        schedules,
        zone,
        policies,
        issue_types: issue_types(&asked.words)?,
        rejections,
    })
}

/// The zone of the promises: that of the policies, else of the first schedule, else of the source, else
/// UTC.
fn zone(policies: &PolicyFile, schedules: &Schedules, options: &Options) -> TimeZone {
    let of_policies = policies.time_zone.clone();
    let of_schedule = || {
        let mut versions = schedules.iter().flat_map(Schedule::versions);
        versions.next().map(|version| version.time_zone.clone())
    };
    of_policies
        .or_else(of_schedule)
        .or_else(|| options.source_tz.clone())
        .unwrap_or(TimeZone::UTC)
}

/// Topics of the customers' words, where a column of them is named.
fn issue_types(words: &CustomerWords) -> anyhow::Result<IssueTypes> {
    if words.text.is_none() {
        return Ok(IssueTypes::AsGiven);
    }
    let (taxonomy, card) = (words.taxonomy.as_deref(), words.label_card.as_deref());
    let reader = TopicReader::new(taxonomy, card)?;
    Ok(IssueTypes::Read(Box::new(reader)))
}

/// What was promised, and when people work.
struct Agreed {
    policies: PolicyFile,
    schedules: Schedules,
    /// Rows of an export that say nothing that can be used.
    rejections: Vec<Rejection>,
}

fn read_agreed(policies: &Path, schedules: Option<&Path>) -> anyhow::Result<Agreed> {
    let (file, doubts) = read_policies(policies)?;
    for doubt in doubts {
        tracing::warn!("{}: {doubt}", policies.display());
    }
    Ok(Agreed {
        policies: file,
        schedules: match schedules {
            None => Schedules::default(),
            Some(path) => read_working_time(path)?,
        },
        rejections: Vec::new(),
    })
}

fn read_working_time(path: &Path) -> anyhow::Result<Schedules> {
    let (schedules, doubts) = read_schedules(path)?;
    for doubt in doubts {
        tracing::warn!("{}: {doubt}", path.display());
    }
    Ok(schedules)
}

/// What the export itself says was promised; a schedule of a file stands in for the one of its id.
fn exported(folder: &Path, options: &Options, own: Option<&Path>) -> anyhow::Result<Agreed> {
    let found = zendesk::agreements(folder, options)?;
    let mut schedules = Schedules::default();
    for schedule in &found.schedules {
        schedules.insert(schedule.working_time()?);
    }
    let n_of_export = schedules.len();
    if let Some(path) = own {
        for schedule in read_working_time(path)?.iter() {
            schedules.insert(schedule.clone());
        }
    }
    tracing::warn!(
        "without --policies, the promises are those of the export: {} versions of policies, {n_of_export} schedules",
        found.policies.len()
    );
    if let Some(guessed) = &found.guessed_schedule {
        tracing::warn!(
            "the export does not say which schedule is the default: targets in business hours were given {guessed}, the oldest of {n_of_export}"
        );
    }
    Ok(Agreed {
        policies: PolicyFile {
            policies: found.policies,
            ..PolicyFile::default()
        },
        schedules,
        rejections: found.rejections,
    })
}

/// How the events are read.
fn options(events: &Path, asked: &EventReading) -> anyhow::Result<Options> {
    let preset = asked.preset.map(|preset| match preset {
        EventPreset::Events => Preset::Events,
        EventPreset::PerTicket => Preset::PerTicket,
        EventPreset::Zendesk => Preset::Zendesk,
        EventPreset::Servicenow => Preset::ServiceNow,
    });
    let order = if asked.sorted_by_ticket {
        Order::ByTicket
    } else {
        Order::Any
    };
    let mut options = Options::of(preset, order);
    options.table.file = events.to_string_lossy().into();
    options.table.sheet.clone_from(&asked.sheet);
    options.spill_folder = Some(std::env::temp_dir());
    if let Some(map) = &asked.columns {
        options.map_columns(map)?;
        for (meaning, column) in &options.columns {
            // Who acted is a role there, and divides no figure.
            if meaning != "author" {
                refuse_disguise(meaning, column)?;
            }
        }
    }
    if let Some(map) = &asked.status_map {
        options.map_statuses(map)?;
    }
    if let Some(map) = &asked.kind_map {
        options.map_kinds(map)?;
    }
    if let Some(map) = &asked.role_map {
        options.map_authors(map)?;
    }
    if let Some(zone) = &asked.source_tz {
        options.set_source_tz(zone)?;
    }
    if let Some(fields) = &asked.fields {
        options.set_fields(fields)?;
    }
    Ok(options)
}

/// Judges all tickets, hands each over, and notes what could not be used, `rejections` of other files
/// first.
pub(super) fn judge_all(
    opened: &mut Opened,
    asked: &Asked,
    mut rejections: Vec<Rejection>,
    mut each: impl FnMut(Judged, &Agreements) -> anyhow::Result<()>,
) -> anyhow::Result<EventIntake> {
    rejections.append(&mut opened.rejections);
    let mut n_out_of_time = 0_u64;
    let mut priorities: BTreeSet<Arc<str>> = BTreeSet::new();
    let agreements = &opened.agreements;
    for (metric, needs) in agreements.unseen() {
        let (metric, not_shown) = (metric.as_str(), joined(&needs));
        tracing::warn!(metric, not_shown, "cannot be told from this file");
    }
    let issue_types = &opened.issue_types;
    judge(&mut opened.tickets, agreements, issue_types, |outcome| {
        match outcome {
            Outcome::Judged(judged) => {
                for priority in &judged.priorities {
                    if !priorities.contains(priority) {
                        priorities.insert(Arc::clone(priority));
                    }
                }
                return each(*judged, agreements);
            }
            Outcome::Rejected(rejection) if rejection.fault == Fault::TicketReappears => {
                // Its earlier rows are judged already, without these.
                bail!(
                    "the file is not sorted by ticket: a ticket that had ended comes back at {rejection}; leave out --sorted-by-ticket, or sort the file"
                );
            }
            Outcome::Rejected(rejection) => rejections.push(rejection),
            Outcome::OutOfTime(error) => {
                if n_out_of_time == 0 {
                    tracing::warn!("{error}; such tickets are left out");
                }
                n_out_of_time += 1;
            }
        }
        Ok(())
    })?;
    for (metric, needs) in agreements.awaiting(&opened.tickets.never_seen()) {
        let (metric, not_seen) = (metric.as_str(), joined(&needs));
        tracing::warn!(
            metric,
            not_seen,
            "no event of the whole file is one of these; judged as if there were none"
        );
    }
    for (policy, asked) in unmet_priorities(agreements.policies(), &priorities) {
        let known: Vec<&str> = priorities.iter().map(AsRef::as_ref).collect();
        tracing::warn!(
            "policy {policy} asks for a priority of {}, which no ticket has; tickets have {}",
            asked.join(", "),
            known.join(", ")
        );
    }
    if let Some(fault) = opened.tickets.fault() {
        return Err(fault.into());
    }
    if n_out_of_time > 1 {
        tracing::warn!(n = n_out_of_time, "tickets lie outside all opening hours");
    }
    quarantine(&rejections, asked.reading.quarantine.as_deref())?;
    if rejections
        .iter()
        .any(|one| one.fault == Fault::NaiveTimestamp)
    {
        tracing::warn!(
            "times without a zone are not guessed: name it, as --source-tz Europe/Amsterdam"
        );
    }
    let account = opened.tickets.account();
    if account.n_repeated_times > 0 {
        tracing::warn!(
            n = account.n_repeated_times,
            "times fall in the hour that the clock showed twice; the first was taken"
        );
    }
    if account.n_skipped_times > 0 {
        tracing::warn!(
            n = account.n_skipped_times,
            "times fall in the hour that the clock jumped over; the time as much later was taken"
        );
    }
    Ok(intake(opened.tickets.account(), n_out_of_time))
}

fn joined(needs: &[Need]) -> String {
    let names: Vec<&str> = needs.iter().map(|need| need.as_str()).collect();
    names.join(", ")
}

fn intake(account: &Account, n_out_of_time: u64) -> EventIntake {
    EventIntake {
        n_rows: account.n_rows,
        n_events: account.n_events,
        n_tickets: account.n_tickets,
        rejected: account.rejected.clone(),
        n_tickets_lost: account.n_tickets_lost,
        n_tickets_with_lost_rows: account.n_tickets_with_lost_rows,
        n_repeated: account.n_repeated,
        n_superseded: account.n_superseded,
        n_repeated_times: account.n_repeated_times,
        n_skipped_times: account.n_skipped_times,
        n_tied: account.n_tied,
        n_deleted: account.n_deleted,
        n_assumed_authors: account.n_assumed_authors,
        n_out_of_time,
        left_out: account.left_out.clone(),
    }
}
