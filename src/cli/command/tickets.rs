//! What the commands on tickets and their agreements share: opening both, and what became of the rows.

use super::table::quarantine;
use crate::cli::service_args::{EventPreset, Tickets as Asked};
use crate::cli::session::{Misuse, as_of};
use crate::config::{read_policies, read_schedules};
use crate::intake::{Fault, Rejection};
use crate::logs::{self, Account, Options, Order, Preset, Tickets};
use crate::pipeline::{Agreements, Judged, Outcome, judge};
use crate::service_levels::calendar::Schedules;
use crate::service_levels::policies::PolicyFile;

/// Tickets and what they are held against.
pub(super) struct Opened {
    pub(super) tickets: Tickets,
    pub(super) agreements: Agreements,
    pub(super) policies: PolicyFile,
}

/// Reads policies and schedules, and opens the events.
pub(super) fn open(asked: &Asked) -> anyhow::Result<Opened> {
    let as_of = as_of(asked.as_of.as_deref())?;
    let (policies, doubts) = read_policies(&asked.policies)?;
    for doubt in doubts {
        tracing::warn!("{}: {doubt}", asked.policies.display());
    }
    let schedules = match &asked.schedules {
        None => Schedules::default(),
        Some(path) => {
            let (schedules, doubts) = read_schedules(path)?;
            for doubt in doubts {
                tracing::warn!("{}: {doubt}", path.display());
            }
            schedules
        }
    };
    let clocks = policies.policies.clone();
    let agreements = Agreements::new(clocks, &schedules, as_of).map_err(|error| {
        let hint = match &asked.schedules {
            None => "name the file of schedules with --schedules FILE".to_owned(),
            Some(path) => format!("declare it in {}", path.display()),
        };
        Misuse::new(error.to_string()).hint(hint)
    })?;
    let tickets = logs::tickets(&asked.events, &options(asked)?)?;
    Ok(Opened {
        tickets,
        agreements,
        policies,
    })
}

/// How the events are read.
fn options(asked: &Asked) -> Result<Options, logs::Error> {
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
    options.table.file = asked.events.to_string_lossy().into();
    if let Some(map) = &asked.columns {
        options.map_columns(map)?;
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
) -> anyhow::Result<Account> {
    let mut n_out_of_time = 0_u64;
    let agreements = &opened.agreements;
    judge(&mut opened.tickets, agreements, |outcome| {
        match outcome {
            Outcome::Judged(judged) => return each(*judged, agreements),
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
    if n_out_of_time > 1 {
        tracing::warn!(n = n_out_of_time, "tickets lie outside all opening hours");
    }
    quarantine(&rejections, asked.quarantine.as_deref())?;
    if rejections
        .iter()
        .any(|one| one.fault == Fault::NaiveTimestamp)
    {
        tracing::warn!(
            "times without a zone are not guessed: name it, as --source-tz Europe/Amsterdam"
        );
    }
    Ok(opened.tickets.account().clone())
}
