use super::Error;
use crate::config::ServiceLevelSettings;
use crate::disclosure::Floor;
use crate::findings::{QueueFindings, QueueLevel};
use crate::intake::table;
use crate::logs::calls::{Reading, read_calls};
use crate::service_levels::calls::{
    Attribution, Call, CallOptions, Comparison, FlowOuts, Formula, Rule, Scope, TransferAbandon,
    overview,
};
use crate::service_levels::policies::{QueueScope, ServiceLevelTarget};
use crate::units::{Probability, Seconds, as_u64};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeSet;

/// Holds the log of calls against the goals of queues, at the instant `as_of`.
///
/// The log is read as it is: it is not in the index, and nothing of a single call is shown.
pub(super) fn queues(
    settings: &ServiceLevelSettings,
    goals: &[ServiceLevelTarget],
    zone: &TimeZone,
    as_of: Timestamp,
    level: Probability,
) -> Result<Option<QueueFindings>, Error> {
    let Some(path) = &settings.calls else {
        return Ok(None);
    };
    let reading = Reading {
        zone: Some(settings.source_tz.as_ref().unwrap_or(zone).clone()),
        table: table::Options {
            file: path.to_string_lossy().into(),
            ..table::Options::default()
        },
        ..Reading::default()
    };
    let log = read_calls(path, &reading).map_err(|source| Error::Intake {
        file: path.clone(),
        source,
    })?;
    let rows = goals.iter().filter_map(|goal| {
        let of_goal = |call: &&Call| match &goal.scope {
            QueueScope::Queue(queue) => call.queue.as_ref() == Some(queue),
            QueueScope::Channel(channel) => call.channel.as_ref() == Some(channel),
        };
        let calls: Vec<Call> = log.calls.iter().filter(of_goal).cloned().collect();
        queue(goal, &calls, as_of, level)
    });
    Ok(Some(QueueFindings {
        n_rows: as_u64(log.provenance.n_rows),
        n_rejected: as_u64(log.rejections.len()),
        rows: rows.collect(),
    }))
}

/// `None` for a goal that is no rule; the file of policies refuses those.
fn queue(
    goal: &ServiceLevelTarget,
    calls: &[Call],
    as_of: Timestamp,
    level: Probability,
) -> Option<QueueLevel> {
    let comparison = if goal.threshold_inclusive {
        Comparison::AtMost
    } else {
        Comparison::Below
    };
    let flow_outs = if goal.counts_flow_outs {
        FlowOuts::Counted
    } else {
        FlowOuts::Ignored
    };
    let duration = |seconds: Seconds| SignedDuration::from_secs(seconds.0);
    let mut formulas = Formula::ALL.into_iter();
    let options = CallOptions {
        rule: Rule::new(
            duration(goal.threshold),
            comparison,
            duration(goal.short_abandon),
            flow_outs,
        )
        .ok()?,
        formulas: vec![formulas.find(|formula| formula.as_str() == &*goal.formula)?],
        scope: Scope::Snapshot,
        as_of,
        groupings: Vec::new(),
        intervals: None,
        attribution: Attribution::Start,
        longest_wait: None,
        longest_talk: None,
        queue_limit: None,
        floor: Floor::LEAST,
        agent_floor: Floor::AGENT,
        rings: None,
        repeat_window: SignedDuration::from_hours(24 * 7),
        not_first_line: BTreeSet::new(),
        transfer_abandon: TransferAbandon::NeverAnswered,
        calamities: Vec::new(),
        opening: None,
        target: Some(goal.share),
        level,
    };
    let figures = overview(calls, &options).whole.figures;
    let attained = *figures.service_levels.first()?;
    Some(QueueLevel {
        n_offered: figures.counts.offered(),
        n_answered: figures.counts.answered,
        n_in_time: figures.counts.answered_in_time,
        is_met: attained.attained.meets(goal.share),
        level: attained,
        longest_wait: figures
            .waits
            .longest
            .map(|longest| Seconds(longest.wait.as_secs())),
        goal: goal.clone(),
    })
}
