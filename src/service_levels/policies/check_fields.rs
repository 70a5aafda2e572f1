use super::check::{Findings, Head, Severity};
use super::experience::{Indicator, Unit, XlaPolicy, XlaTarget};
use super::policy::Policy;
use super::policy_file::ScheduleFacts;
use super::remark::{IndicatorRemark, Remark, TargetName, TargetRemark};
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
                (Some(to), Some(from)) if to < from => {
                    let older = older.version;
                    let (from, to) = (to, from);
                    findings.warning(newer, Remark::VersionGap { from, older, to });
                }
                _ => {
                    let older = older.version;
                    findings.error(newer, Remark::VersionOverlap { older });
                }
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
    let remark = |remark| Remark::Target(TargetName::of(target), remark);
    if target.target.0 <= 0 {
        findings.error(head, remark(TargetRemark::NotAboveZero));
    }
    if target.attainment.is_none() {
        findings.error(head, remark(TargetRemark::NoAttainment));
    }
    if target
        .internal_target
        .is_some_and(|internal| internal >= target.target)
    {
        findings.error(head, remark(TargetRemark::InternalNotShorter));
    }
    // A share over a shorter time of its own may be lower; over the same time it must be higher.
    if target.internal_target.is_none()
        && let (Some(internal), Some(promised)) = (target.internal_attainment, target.attainment)
        && internal <= promised
    {
        findings.error(head, remark(TargetRemark::InternalNotHigher));
    }
    if let Some(counted) = &target.counted_statuses
        && counted.iter().all(|status| status.is_done())
    {
        findings.error(head, remark(TargetRemark::NeverRuns));
    }
    if target.warn.is_some_and(|warn| warn >= target.target) {
        findings.warning(head, remark(TargetRemark::WarningTooEarly));
    }
    let Some(schedule) = target.schedule() else {
        return;
    };
    let open_per_week = schedules.and_then(|facts| facts.open_per_week.get(schedule));
    if schedules.is_some() && open_per_week.is_none() {
        let schedule = Arc::clone(schedule);
        findings.error(head, remark(TargetRemark::UnknownSchedule { schedule }));
    }
    if target.target >= DAY && target.hours != Hours::Calendar {
        let open = open_per_week.filter(|open| open.0 > 0);
        let office_hours = TargetRemark::OfficeHoursOrDays {
            hours: target.target.0 / 3600,
            weeks: open.map(|open| (Arc::clone(schedule), target.target.0 * 10 / open.0)),
        };
        findings.warning(head, remark(office_hours));
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
        match &policy.default_priority {
            None => findings.warning(head, Remark::NoDefaultPriority { metric }),
            Some(default) if !priorities.contains(&Some(&**default)) => {
                let default = Arc::clone(default);
                findings.error(head, Remark::DefaultWithoutTarget { metric, default });
            }
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
                let remark = TargetRemark::ShorterThanFirstReply;
                findings.warning(head, Remark::Target(TargetName::of(update), remark));
            }
        }
    }
}

/// Looks at the targets of an experience level agreement.
pub(super) fn check_experience(policy: &XlaPolicy, findings: &mut Findings) {
    let head = Head::of_experience(policy);
    for target in &policy.targets {
        let remark = |remark| Remark::Indicator(target.indicator, remark);
        if target.min_n.is_none() {
            let taken = IndicatorRemark::NoLeastAnswers(target.min_n());
            findings.warning(&head, remark(taken));
        }
        if target.indicator.needs_scale() && target.scale.is_none() {
            findings.error(&head, remark(IndicatorRemark::NoScale));
        }
        if target.indicator == Indicator::Csat
            && target.scale.is_some()
            && target.satisfied_from.is_none()
        {
            findings.error(&head, remark(IndicatorRemark::NoBox));
        }
        if !is_on_scale(target) {
            findings.error(&head, remark(IndicatorRemark::GoalOffScale));
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
    if target.owner.is_none() {
        findings.apart(Severity::Error, &target.id, Remark::NoOwner);
    }
    if target.period.is_none() {
        findings.apart(Severity::Error, &target.id, Remark::NoPeriod);
    }
}
