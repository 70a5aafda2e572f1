use super::call::{Call, Direction, Disposition};
use crate::service_levels::calendar::Opening;
use crate::units::Seconds;
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeSet;

/// A call as it stood at the instant of the report.
#[derive(Debug, Clone, Copy)]
pub(super) struct Seen<'a> {
    pub(super) call: &'a Call,
    /// What had come of it by then.
    pub(super) disposition: Disposition,
    /// How long it had waited by then.
    pub(super) waited: Option<SignedDuration>,
    /// Whether it was passed on.
    pub(super) transferred_out: bool,
    /// Whether all work on it had ended.
    pub(super) is_finished: bool,
}

/// The calls that were offered by `as_of`, as they stood then, in the order given.
///
/// A call that was answered later was still waiting. With an opening, what came in when it was
/// closed is out of hours, whatever became of it.
pub(super) fn seen_at<'a>(
    calls: &'a [Call],
    as_of: Timestamp,
    opening: Option<&Opening>,
) -> Vec<Seen<'a>> {
    let passed_on: BTreeSet<&str> = calls
        .iter()
        .filter_map(|call| call.transferred_from.as_deref())
        .collect();
    let offered = calls.iter().filter(|call| call.offered_at <= as_of);
    offered
        .map(|call| {
            let left = call.left_queue_at();
            let is_waiting =
                call.disposition == Disposition::Waiting || left.is_some_and(|left| left > as_of);
            let is_closed = call.direction == Direction::Inbound
                && opening.is_some_and(|opening| !is_open(opening, call.offered_at));
            let disposition = match call.disposition {
                _ if is_closed => Disposition::OutOfHours,
                Disposition::OutOfHours => Disposition::OutOfHours,
                _ if is_waiting => Disposition::Waiting,
                other => other,
            };
            Seen {
                call,
                disposition,
                waited: if is_waiting {
                    Some(as_of.duration_since(call.offered_at))
                } else {
                    call.wait
                },
                transferred_out: call.transferred_out == Some(true)
                    || passed_on.contains(&*call.contact),
                is_finished: !is_waiting && call.last_seen_at() <= as_of,
            }
        })
        .collect()
}

impl Seen<'_> {
    /// Whether it was offered to a queue, or would have been had the centre been open.
    pub(super) fn is_inbound(&self) -> bool {
        self.call.direction == Direction::Inbound
    }

    /// Whether an agent of a queue answered it.
    pub(super) fn is_answered(&self) -> bool {
        self.is_inbound() && self.disposition == Disposition::Answered
    }
}

fn is_open(opening: &Opening, at: Timestamp) -> bool {
    let second = SignedDuration::from_secs(1);
    let end = at.checked_add(second).unwrap_or(at);
    opening.between(at, end) > Seconds(0)
}
