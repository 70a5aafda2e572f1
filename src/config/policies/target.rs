use super::words::read_length;
use crate::config::problem::Problems;
use crate::config::section::Section;
use crate::service_levels::policies::{Hours, Metric, OnPolicyChange, ReopenPolicy, Target};
use crate::service_levels::tickets::Status;
use crate::units::{Probability, Seconds};
use std::sync::Arc;

/// Reads one `[[policy.target]]`.
pub(super) fn read_target(
    section: &mut Section<'_, '_>,
    problems: &mut Problems<'_>,
) -> Option<Target> {
    let metric = read_metric(section, problems);
    let priority = section.text("priority", problems).map(Arc::from);
    let team: Option<Arc<str>> = section.text("team", problems).map(Arc::from);
    let has_time = section.has("target") || section.has("target_s");
    let target = read_length(section, "target", "target_s", problems);
    if !has_time {
        problems.note_with_hint(
            section.at(),
            section.key("target_s"),
            "missing: there are no default targets",
            Some("add `target = \"4h\"` or `target_s = 14400`".to_owned()),
        );
    }
    let internal_target = read_internal(section, target, problems);
    let attainment = read_percent(section, "attainment_pct", problems);
    let internal_attainment = read_percent(section, "internal_attainment_pct", problems);
    let (hours, shown_schedule) = read_hours(section, problems).unzip();
    let counted_statuses = read_statuses(section, problems);
    let reopen_choices = ReopenPolicy::ALL.map(|one| (one.as_str(), one));
    let reopen = section
        .choice("reopen_policy", &reopen_choices, problems)
        .or_else(|| metric.map(default_reopen));
    let change_choices = OnPolicyChange::ALL.map(|one| (one.as_str(), one));
    let on_policy_change = section
        .choice("on_policy_change", &change_choices, problems)
        .unwrap_or(OnPolicyChange::Retroactive);
    let warn = read_length(section, "warn", "warn_s", problems);
    let bot_reply_counts = section.flag("bot_reply_counts", problems).unwrap_or(false);
    if metric == Some(Metric::OwnershipTime) && team.is_none() {
        problems.note_with_hint(
            section.at(),
            section.key("team"),
            "missing: whose time is it?",
            Some("add `team = \"first_line\"`".to_owned()),
        );
    }
    Some(Target {
        metric: metric?,
        priority,
        team,
        target: target?,
        internal_target,
        attainment,
        internal_attainment,
        hours: hours?,
        shown_schedule: shown_schedule?,
        counted_statuses,
        reopen: reopen?,
        on_policy_change,
        warn,
        bot_reply_counts,
    })
}

/// A resolution goes on where it stood when the ticket is reopened; the first reply was given; a
/// team that gets a ticket back starts again.
fn default_reopen(metric: Metric) -> ReopenPolicy {
    match metric {
        Metric::FirstReplyTime => ReopenPolicy::FirstCloseFinal,
        Metric::NextReplyTime
        | Metric::PeriodicUpdateTime
        | Metric::PausableUpdateTime
        | Metric::OwnershipTime => ReopenPolicy::NewCycle,
        Metric::RequesterWaitTime | Metric::AgentWorkTime | Metric::TotalResolutionTime => {
            ReopenPolicy::ResumeExcludingClosed
        }
    }
}

fn read_metric(section: &mut Section<'_, '_>, problems: &mut Problems<'_>) -> Option<Metric> {
    let choices = Metric::ALL.map(|metric| (metric.as_str(), metric));
    if !section.has("metric") {
        let names: Vec<&str> = choices.iter().map(|(name, _)| *name).collect();
        problems.note_with_hint(
            section.at(),
            section.key("metric"),
            "missing: what is timed?",
            Some(format!("use one of: {}", names.join(", "))),
        );
    }
    section.choice("metric", &choices, problems)
}

fn read_internal(
    section: &mut Section<'_, '_>,
    target: Option<Seconds>,
    problems: &mut Problems<'_>,
) -> Option<Seconds> {
    let key = if section.has("internal_target") {
        "internal_target"
    } else {
        "internal_target_s"
    };
    let at = section.at_key(key);
    let internal = read_length(section, "internal_target", "internal_target_s", problems)?;
    if target.is_some_and(|target| internal >= target) {
        problems.note_with_hint(
            at,
            section.key(key),
            "the internal target is not below the promise",
            Some("an internal target leaves slack: make it shorter, or leave it out".to_owned()),
        );
        return None;
    }
    Some(internal)
}

/// Reads percent above 0 and up to 100 as a share.
pub(super) fn read_percent(
    section: &mut Section<'_, '_>,
    key: &'static str,
    problems: &mut Problems<'_>,
) -> Option<Probability> {
    let at = section.at_key(key);
    let percent = section.number(key, problems)?;
    let share = Probability::new(percent / 100.0).ok();
    // Nobody promises at most one case in a hundred; who writes 0.95 means 95.
    if let Some(share) = share.filter(|_| percent > 1.0) {
        return Some(share);
    }
    problems.note_with_hint(
        at,
        section.key(key),
        format!("expected percent above 1 and up to 100, found {percent}"),
        Some("95 percent is written 95".to_owned()),
    );
    None
}

#[derive(Clone, Copy, PartialEq)]
enum Mode {
    Business,
    Calendar,
}

fn read_hours(
    section: &mut Section<'_, '_>,
    problems: &mut Problems<'_>,
) -> Option<(Hours, Option<Arc<str>>)> {
    let at = section.at_key("hours_mode");
    let is_given = section.has("hours_mode");
    let mode = section.choice(
        "hours_mode",
        &[("business", Mode::Business), ("calendar", Mode::Calendar)],
        problems,
    );
    let schedule: Option<Arc<str>> = section.text("schedule_id", problems).map(Arc::from);
    match (mode, schedule) {
        // Every second counts; the hours of a schedule are shown beside them.
        (Some(Mode::Calendar), schedule) => Some((Hours::Calendar, schedule)),
        (Some(Mode::Business), None) => {
            problems.note_with_hint(
                at,
                section.key("schedule_id"),
                "missing: whose opening hours count?",
                Some("add `schedule_id = \"office\"`, or `hours_mode = \"calendar\"`".to_owned()),
            );
            None
        }
        (Some(Mode::Business), Some(schedule)) => Some((Hours::Business { schedule }, None)),
        (None, Some(schedule)) if !is_given => Some((Hours::Business { schedule }, None)),
        (None, None) if !is_given => {
            problems.note_with_hint(
                section.at(),
                section.key("hours_mode"),
                "missing: do all hours count, or opening hours only?",
                Some(
                    "add `hours_mode = \"calendar\"`, or `schedule_id` for opening hours"
                        .to_owned(),
                ),
            );
            None
        }
        // An unknown mode was noted.
        (None, _) => None,
    }
}

fn read_statuses(
    section: &mut Section<'_, '_>,
    problems: &mut Problems<'_>,
) -> Option<Vec<Status>> {
    if !section.has("counted_statuses") {
        return None;
    }
    let at = section.at_key("counted_statuses");
    let mut statuses = Vec::new();
    for word in section.texts("counted_statuses", problems) {
        match Status::ALL.iter().find(|status| status.as_str() == word) {
            Some(status) => statuses.push(*status),
            None => problems.note_with_hint(
                at,
                section.key("counted_statuses"),
                format!("unknown status \"{word}\""),
                Some(format!(
                    "use some of: {}",
                    Status::ALL.map(Status::as_str).join(", ")
                )),
            ),
        }
    }
    Some(statuses)
}
