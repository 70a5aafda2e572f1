//! What was agreed about a contact centre: its hours and its goals.

use crate::cli::service_level_args::AgreedArgs;
use crate::cli::session::Misuse;
use crate::config::{read_policies, read_schedules};
use crate::disclosure::Floor;
use crate::logs::calls::CallLog;
use crate::service_levels::calendar::{Opening, Window};
use crate::service_levels::calls::{Call, CallOptions, Goal, Scope, goals};
use crate::service_levels::people::Governance;
use jiff::{SignedDuration, Timestamp};

/// Fewest scores behind a mean.
pub(super) struct Floors {
    pub(super) all: Floor,
    pub(super) of_agents: Floor,
}

impl Floors {
    /// The built-in ones, or the higher one of a governance file.
    pub(super) fn of(governance: Option<&Governance>) -> Self {
        let own = governance.and_then(|governance| governance.min_n);
        let raised = |floor: Floor| own.map_or(floor, |own| own.max(floor));
        Self {
            all: raised(Floor::LEAST),
            of_agents: raised(Floor::AGENT),
        }
    }
}

/// The hours of the centre over the whole log, where a schedule is named.
pub(super) fn opening(
    args: &AgreedArgs,
    log: &CallLog,
    scope: Scope,
    as_of: Timestamp,
) -> anyhow::Result<Option<Opening>> {
    let Some((path, id)) = args.schedules.as_ref().zip(args.schedule.as_ref()) else {
        return Ok(None);
    };
    let (schedules, doubts) = read_schedules(path)?;
    for doubt in doubts {
        tracing::warn!("{}: {doubt}", path.display());
    }
    let schedule = schedules.get(id).ok_or_else(|| {
        let known: Vec<&str> = schedules.ids().map(AsRef::as_ref).collect();
        Misuse::new(format!(
            "there is no schedule \"{id}\" in {}",
            path.display()
        ))
        .hint(format!("there are {}", known.join(", ")))
    })?;
    let mut covers = Window {
        start: as_of,
        end: as_of,
    };
    let mut reach = |from: Timestamp, to: Timestamp| {
        covers.start = covers.start.min(from);
        covers.end = covers.end.max(to);
    };
    for call in &log.calls {
        reach(call.offered_at, Call::last_seen_at(call));
    }
    if let Scope::Period { from, to } = scope {
        reach(from, to);
    }
    // A day on both sides, so that the last second is inside.
    let day = SignedDuration::from_hours(24);
    covers.start = covers.start.saturating_sub(day)?;
    covers.end = covers.end.saturating_add(day)?;
    Ok(Some(schedule.opening(covers)))
}

/// The goals of a file of policies, each beside what came of it.
pub(super) fn held_goals(
    args: &AgreedArgs,
    log: &CallLog,
    options: &CallOptions<'_>,
) -> anyhow::Result<Vec<Goal>> {
    let Some(path) = &args.policies else {
        return Ok(Vec::new());
    };
    let (file, doubts) = read_policies(path)?;
    for doubt in doubts {
        tracing::warn!("{}: {doubt}", path.display());
    }
    if file.service_levels.is_empty() {
        return Err(
            Misuse::new(format!("{} declares no goals for queues", path.display()))
                .hint("add [[service_level]] with queue or channel, threshold_s and pct")
                .into(),
        );
    }
    goals(&log.calls, &file.service_levels, options).map_err(|fault| {
        Misuse::new(format!("use the goals of {}: {fault}", path.display()))
            .hint("the threshold is above 0, and hanging up at once from 0 to below it")
            .into()
    })
}
