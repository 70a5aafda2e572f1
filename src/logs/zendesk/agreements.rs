use super::entries::POLICY;
use super::schedules::{Schedule, rejection, schedules};
use super::tables::{Sheet, is_true, utc};
use crate::intake::{Fault, Rejection};
use crate::logs::Error;
use crate::logs::columns::plain;
use crate::logs::options::Options;
use crate::service_levels::policies::{
    AgreementKind, Condition, Conditions, Hours, Metric, OnPolicyChange, Policy, ReopenPolicy,
    Target, Test,
};
use crate::units::Seconds;
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

/// What an export says was promised, and when people work.
#[derive(Debug, Clone, PartialEq)]
pub struct Agreements {
    /// One policy a version, in order of id and version.
    pub policies: Vec<Policy>,
    /// Schedules, the oldest first.
    pub schedules: Vec<Schedule>,
    /// Which schedule targets in business hours were given, when the choice was a guess: the export
    /// has several schedules, and it does not say which is the default; the oldest was taken.
    pub guessed_schedule: Option<Arc<str>>,
    /// Rows that say nothing that can be used.
    pub rejections: Vec<Rejection>,
}

/// Reads `sla_policy_metric_history`, `schedule` and `schedule_holiday` of a folder.
///
/// A version of a policy holds from its time of update until that of the next one; a target that a
/// later version does not repeat goes on. Targets are minutes. The export does not say on which
/// conditions a policy applies, only to which tickets it was applied: so each policy asks for its
/// own id in the field `sla_policy`, which [`tickets`](crate::logs::tickets) fills from the table
/// `ticket_sla_policy`.
///
/// # Errors
///
/// [`Error::MissingTable`] without policies, [`Error::UnknownZone`], and files that cannot be read.
pub fn agreements(folder: &Path, options: &Options) -> Result<Agreements, Error> {
    let mut rejections = Vec::new();
    let schedules = schedules(folder, options, &mut rejections)?;
    let versions = versions(folder, options, &mut rejections)?;
    let default = schedules.first().map(|schedule| Arc::clone(&schedule.id));
    let is_guess = schedules.len() > 1
        && versions
            .values()
            .flat_map(BTreeMap::values)
            .flatten()
            .any(|target| target.business);
    // Without any schedule the hours of work are unknown; policies then name one that is not
    // there, and the run says so.
    let business = default.clone().unwrap_or_else(|| Arc::from("default"));
    let mut policies = Vec::new();
    for (position, (id, versions)) in (1..).zip(&versions) {
        let mut targets: BTreeMap<(Metric, Arc<str>), Stated> = BTreeMap::new();
        let starts: Vec<Timestamp> = versions.keys().copied().collect();
        for (idx, (start, stated)) in versions.iter().enumerate() {
            for target in stated {
                let key = (target.metric, Arc::clone(&target.priority));
                targets.insert(key, target.clone());
            }
            policies.push(Policy {
                id: Arc::clone(id),
                version: u32::try_from(idx + 1).unwrap_or(u32::MAX),
                kind: AgreementKind::Sla,
                position,
                title: format!("Zendesk {id}"),
                conditions: applied(id),
                default_priority: None,
                targets: targets
                    .values()
                    .map(|stated| target(stated, &business))
                    .collect(),
                legally_binding: false,
                contract: None,
                owner: None,
                period: None,
                review_by: None,
                valid_from: Some(*start),
                valid_to: starts.get(idx + 1).copied(),
            });
        }
    }
    Ok(Agreements {
        policies,
        schedules,
        guessed_schedule: default.filter(|_| is_guess),
        rejections,
    })
}

/// A target as a row has it.
#[derive(Debug, Clone)]
struct Stated {
    metric: Metric,
    priority: Arc<str>,
    minutes: i64,
    business: bool,
}

type Versions = BTreeMap<Arc<str>, BTreeMap<Timestamp, Vec<Stated>>>;

fn versions(
    folder: &Path,
    options: &Options,
    rejections: &mut Vec<Rejection>,
) -> Result<Versions, Error> {
    let needed = ["sla_policy_id", "sla_policy_updated_at", "metric", "target"];
    let optional = ["priority", "business_hours"];
    let table = "sla_policy_metric_history";
    let mut sheet = Sheet::need(folder, table, options, &needed, &optional)?;
    let cells = sheet.columns();
    let times = utc(options);
    let mut versions = Versions::new();
    while let Some(row) = sheet.table.next_row() {
        let row = match row {
            Ok(row) => row,
            Err(rejection) => {
                rejections.push(rejection);
                continue;
            }
        };
        let id = cells.get(row, "sla_policy_id");
        let read = || {
            if id.is_empty() {
                return Err(("sla_policy_id", Fault::MissingValue));
            }
            let at = times.parse(cells.get(row, "sla_policy_updated_at"));
            let at = at.map_err(|fault| ("sla_policy_updated_at", fault))?;
            let metric = metric(cells.get(row, "metric")).ok_or_else(|| {
                let names: Vec<&str> = Metric::ALL.iter().map(|metric| metric.as_str()).collect();
                let known = names.join(", ").into();
                ("metric", Fault::UnknownKind { known })
            })?;
            let minutes: i64 = cells
                .get(row, "target")
                .parse()
                .map_err(|_| ("target", Fault::NotANumber))?;
            // A year of minutes is far beyond any promise, and keeps seconds in range.
            if minutes <= 0 {
                return Err(("target", Fault::NotPositive));
            }
            if minutes > MOST_MINUTES {
                let (low, high) = (1.0, 52_560_000.0);
                return Err(("target", Fault::OutsideScale { low, high }));
            }
            let stated = Stated {
                metric,
                priority: Arc::from(plain(cells.get(row, "priority"))),
                minutes,
                business: is_true(cells.get(row, "business_hours")),
            };
            Ok((at, stated))
        };
        match read() {
            Ok((at, stated)) => {
                let policy = versions.entry(Arc::from(id)).or_default();
                policy.entry(at).or_default().push(stated);
            }
            Err((column, fault)) => rejections.push(rejection(row, &sheet.source, column, fault)),
        }
    }
    Ok(versions)
}

/// A hundred years.
const MOST_MINUTES: i64 = 52_560_000;

fn metric(name: &str) -> Option<Metric> {
    let name = plain(name);
    Metric::ALL
        .into_iter()
        .find(|metric| metric.as_str() == name)
}

/// The policy is for the tickets that it was applied to.
fn applied(id: &Arc<str>) -> Conditions {
    Conditions {
        all: vec![Condition {
            field: Arc::from(POLICY),
            test: Test::IsOneOf(vec![Arc::clone(id)]),
            min_confidence: None,
        }],
        any: Vec::new(),
    }
}

fn target(stated: &Stated, schedule: &Arc<str>) -> Target {
    Target {
        metric: stated.metric,
        priority: (!stated.priority.is_empty()).then(|| Arc::clone(&stated.priority)),
        team: None,
        target: Seconds(stated.minutes * 60),
        internal_target: None,
        attainment: None,
        internal_attainment: None,
        hours: if stated.business {
            Hours::Business {
                schedule: Arc::clone(schedule),
            }
        } else {
            Hours::Calendar
        },
        shown_schedule: None,
        counted_statuses: None,
        reopen: if stated.metric == Metric::OwnershipTime {
            ReopenPolicy::NewCycle
        } else {
            ReopenPolicy::ResumeExcludingClosed
        },
        on_policy_change: OnPolicyChange::Retroactive,
        warn: None,
        bot_reply_counts: false,
    }
}
