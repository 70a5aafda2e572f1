use super::check::{Code, Findings, Head, Severity};
use super::experience::{Indicator, Unit, XlaPolicy, XlaTarget};
use super::policy::Policy;
use super::policy_file::ScheduleFacts;
use super::service_level::ServiceLevelTarget;
use super::target::{Hours, Target};
use crate::record::Best;
use crate::units::Seconds;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

const DAY: Seconds = Seconds(86_400);

/// Looks at versions of one promise: one is in force at a time, and none is missing in between.
pub(super) fn check_versions(heads: &[Head<'_>], findings: &mut Findings) {
    let mut by_id: BTreeMap<&Arc<str>, Vec<&Head<'_>>> = BTreeMap::new();
    for head in heads {
        by_id.entry(head.id).or_default().push(head);
    }
    for versions in by_id.values_mut() {
        versions.sort_by_key(|head| head.version);
        for pair in versions.windows(2) {
            let (older, newer) = (pair[0], pair[1]);
            match (older.valid_to, newer.valid_from) {
                (Some(to), Some(from)) if to == from => {}
                (Some(to), Some(from)) if to < from => findings.warning(
                    newer,
                    Code::VersionGap,
                    format!(
                        "no version is in force from {to}, the end of version {}, to {from}",
                        older.version
                    ),
                ),
                _ => findings.error(
                    newer,
                    Code::VersionOverlap,
                    format!(
                        "is in force together with version {}: end that one (valid_to) when this one begins (valid_from)",
                        older.version
                    ),
                ),
            }
        }
    }
}

/// Looks at the targets of a policy that clocks judge.
pub(super) fn check_targets(
    policy: &Policy,
    schedules: Option<&ScheduleFacts>,
    findings: &mut Findings,
) {
    let head = Head::of_policy(policy);
    for target in &policy.targets {
        check_target(&head, target, schedules, findings);
    }
    check_priorities(policy, &head, findings);
    check_updates(policy, &head, findings);
}

fn check_target(
    head: &Head<'_>,
    target: &Target,
    schedules: Option<&ScheduleFacts>,
    findings: &mut Findings,
) {
    let name = name(target);
    if target.target.0 <= 0 {
        let message = format!("{name}: the target is not above zero");
        findings.error(head, Code::TargetNotAboveZero, message);
    }
    if target.attainment.is_none() {
        findings.error(
            head,
            Code::NoAttainment,
            format!("{name}: attainment_pct is missing: which share of cases must be in time?"),
        );
    }
    if target
        .internal_target
        .is_some_and(|internal| internal >= target.target)
    {
        let message = format!("{name}: the internal target is not below the promise");
        findings.error(head, Code::InternalNotStricter, message);
    }
    // A share over a shorter time of its own may be lower; over the same time it must be higher.
    if target.internal_target.is_none()
        && let (Some(internal), Some(promised)) = (target.internal_attainment, target.attainment)
        && internal <= promised
    {
        let message = format!("{name}: the internal share is not above the promised one");
        findings.error(head, Code::InternalNotStricter, message);
    }
    if let Some(counted) = &target.counted_statuses
        && counted.iter().all(|status| status.is_done())
    {
        findings.error(
            head,
            Code::ClockNeverRuns,
            format!("{name}: the clock would run only when the ticket is done, so it never starts"),
        );
    }
    if target.warn.is_some_and(|warn| warn >= target.target) {
        let message = format!("{name}: the warning would come at the start of the clock");
        findings.warning(head, Code::WarningTooEarly, message);
    }
    let Some(schedule) = target.schedule() else {
        return;
    };
    let open_per_week = schedules.and_then(|facts| facts.open_per_week.get(schedule));
    if schedules.is_some() && open_per_week.is_none() {
        let message = format!("{name}: schedule {schedule} does not exist");
        findings.error(head, Code::UnknownSchedule, message);
    }
    if target.target >= DAY && target.hours != Hours::Calendar {
        let weeks = open_per_week
            .filter(|open| open.0 > 0)
            .map_or_else(String::new, |open| {
                let tenths = target.target.0 * 10 / open.0;
                format!(" ({}.{} weeks of {schedule})", tenths / 10, tenths % 10)
            });
        findings.warning(
            head,
            Code::OfficeHoursOrDays,
            format!(
                "{name}: {} hours are counted inside opening hours{weeks}: office hours or days?",
                target.target.0 / 3600
            ),
        );
    }
}

/// A ticket whose priority no target names has none.
fn check_priorities(policy: &Policy, head: &Head<'_>, findings: &mut Findings) {
    let mut by_metric: BTreeMap<_, BTreeSet<Option<&str>>> = BTreeMap::new();
    for target in &policy.targets {
        by_metric
            .entry((target.metric, target.team.as_deref()))
            .or_default()
            .insert(target.priority.as_deref());
    }
    for ((metric, _), priorities) in by_metric {
        if priorities.contains(&None) {
            continue;
        }
        match policy.default_priority.as_deref() {
            None => findings.warning(
                head,
                Code::PriorityWithoutTarget,
                format!(
                    "{}: tickets without priority have no target; set default_priority if they should",
                    metric.as_str()
                ),
            ),
            Some(default) if !priorities.contains(&Some(default)) => findings.error(
                head,
                Code::PriorityWithoutTarget,
                format!("{}: no target is for default_priority {default}", metric.as_str()),
            ),
            Some(_) => {}
        }
    }
}

/// An update clock does not overrule that of the first reply; who promises an update sooner than the
/// first reply probably means something else.
fn check_updates(policy: &Policy, head: &Head<'_>, findings: &mut Findings) {
    use super::target::Metric::FirstReplyTime;
    let replies = policy
        .targets
        .iter()
        .filter(|target| target.metric == FirstReplyTime);
    for reply in replies {
        for update in &policy.targets {
            let same_tickets = update.priority == reply.priority
                || update.priority.is_none()
                || reply.priority.is_none();
            if update.metric.is_of_updates()
                && same_tickets
                && update.hours == reply.hours
                && update.target < reply.target
            {
                findings.warning(
                    head,
                    Code::UpdateBeforeFirstReply,
                    format!(
                        "{}: shorter than the first reply, which it does not overrule",
                        name(update)
                    ),
                );
            }
        }
    }
}

/// Looks at the targets of an experience level agreement.
pub(super) fn check_experience(policy: &XlaPolicy, findings: &mut Findings) {
    let head = Head::of_experience(policy);
    for target in &policy.targets {
        let name = target.indicator.as_str();
        if target.min_n.is_none() {
            findings.warning(
                &head,
                Code::NoLeastAnswers,
                format!(
                    "{name}: min_n is missing: {} answers are taken",
                    target.min_n()
                ),
            );
        }
        if target.indicator.needs_scale() && target.scale.is_none() {
            findings.error(
                &head,
                Code::NoScale,
                format!(
                    "{name}: scale is missing: low, high and which end is good are never guessed"
                ),
            );
        }
        if target.indicator == Indicator::Csat
            && target.scale.is_some()
            && target.satisfied_from.is_none()
        {
            findings.error(
                &head,
                Code::NoBox,
                format!("{name}: satisfied_from is missing: which answers count as satisfied?"),
            );
        }
        if !is_on_scale(target) {
            findings.error(
                &head,
                Code::GoalOffScale,
                format!("{name}: the goal lies outside what it can be, or at its worst end"),
            );
        }
    }
}

fn is_on_scale(target: &XlaTarget) -> bool {
    let goal = target.target;
    match target.unit() {
        Unit::Share => goal > 0.0 && goal <= 1.0,
        Unit::NetPoints => goal > -100.0 && goal <= 100.0,
        Unit::Points => goal > 0.0 && goal <= 100.0,
        Unit::Minutes => goal >= 0.0,
        Unit::Mark => target.scale.is_none_or(|scale| match scale.best {
            Best::High => goal > scale.low && goal <= scale.high,
            Best::Low => goal >= scale.low && goal < scale.high,
        }),
    }
}

/// Looks at a goal for a queue.
pub(super) fn check_queue(target: &ServiceLevelTarget, findings: &mut Findings) {
    let mut say = |severity, code, message: &str| {
        findings.apart(severity, &target.id, code, message.to_owned());
    };
    if target.owner.is_none() {
        say(
            Severity::Error,
            Code::NoOwner,
            "owner is missing: nobody answers for it",
        );
    }
    if target.period.is_none() {
        say(
            Severity::Error,
            Code::NoPeriod,
            "period is missing: a share means nothing without week, month, quarter or year",
        );
    }
}

fn name(target: &Target) -> String {
    let mut name = target.metric.as_str().to_owned();
    if let Some(priority) = &target.priority {
        name.push_str(" at priority ");
        name.push_str(priority);
    }
    if let Some(team) = &target.team {
        name.push_str(" of team ");
        name.push_str(team);
    }
    name
}
