use super::attachment::Attachments;
use super::result::LegEnding;
use super::timeline::{Timeline, Turn, TurnKind};
use super::why::{EndedBy, StartedBy};
use crate::service_levels::policies::{Metric, ReopenPolicy};
use jiff::Timestamp;
use std::sync::Arc;

/// A stretch that a metric times, whatever is promised for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) start: Timestamp,
    pub(super) started: StartedBy,
    pub(super) end: Timestamp,
    pub(super) ending: Ending,
    pub(super) team: Option<Arc<str>>,
    /// What reopening did to it, with the number of times.
    pub(super) reopened: Option<(usize, ReopenPolicy)>,
}

/// How a stretch ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ending {
    /// With what was promised.
    Fulfilled(EndedBy),
    /// Without.
    Cancelled(EndedBy),
    /// Not yet.
    Open,
}

/// The stretches of a metric, in order of time.
///
/// Whether the reply of a program counts is asked of the target in force at that reply; what reopening
/// does, of the one in force when the ticket was first solved.
pub(super) fn spans(timeline: &Timeline, metric: Metric, policies: &Attachments<'_>) -> Vec<Span> {
    match metric {
        Metric::FirstReplyTime => vec![first_reply(timeline, policies)],
        Metric::NextReplyTime => next_replies(timeline, policies),
        Metric::PeriodicUpdateTime | Metric::PausableUpdateTime => {
            updates(timeline, metric, policies)
        }
        Metric::RequesterWaitTime | Metric::AgentWorkTime | Metric::TotalResolutionTime => {
            resolutions(timeline, metric, policies)
        }
        Metric::OwnershipTime => ownerships(timeline),
    }
}

/// From creation to the first reply. Solving without one ends the wait for good: what the customer
/// writes after that waits for a next reply.
fn first_reply(timeline: &Timeline, policies: &Attachments<'_>) -> Span {
    let mut span = Span::open(timeline.created, StartedBy::Created, timeline);
    for turn in &timeline.turns {
        let ending = match turn.kind {
            _ if answers(turn, Metric::FirstReplyTime, policies) => {
                Ending::Fulfilled(EndedBy::Reply)
            }
            TurnKind::Done => Ending::Cancelled(EndedBy::SolvedWithoutReply),
            TurnKind::Merged => Ending::Cancelled(EndedBy::Merged),
            _ => continue,
        };
        span.close(turn.at, ending);
        break;
    }
    span
}

/// From the oldest unanswered message to the next reply. Messages before the first reply wait for that
/// one. A message to a solved ticket starts nothing unless it is opened again, from then on.
fn next_replies(timeline: &Timeline, policies: &Attachments<'_>) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut waiting: Option<Span> = None;
    let (mut waits_for_first, mut is_done, mut wrote_when_done) = (true, false, false);
    for turn in &timeline.turns {
        let open = |by| Span::open(turn.at, by, timeline);
        match turn.kind {
            _ if answers(turn, Metric::NextReplyTime, policies) => {
                close(
                    &mut waiting,
                    turn,
                    Ending::Fulfilled(EndedBy::Reply),
                    &mut spans,
                );
                (waits_for_first, wrote_when_done) = (false, false);
            }
            TurnKind::AgentReply | TurnKind::BotReply => {}
            TurnKind::CustomerMessage if is_done => wrote_when_done = true,
            TurnKind::CustomerMessage if waits_for_first || waiting.is_some() => {}
            TurnKind::CustomerMessage => waiting = Some(open(StartedBy::CustomerMessage)),
            TurnKind::Done => {
                let ending = Ending::Cancelled(EndedBy::SolvedWithoutReply);
                close(&mut waiting, turn, ending, &mut spans);
                (waits_for_first, is_done) = (false, true);
            }
            TurnKind::Reopened => {
                is_done = false;
                if std::mem::take(&mut wrote_when_done) {
                    waiting = Some(open(StartedBy::Reopened));
                }
            }
            TurnKind::Merged => {
                close(
                    &mut waiting,
                    turn,
                    Ending::Cancelled(EndedBy::Merged),
                    &mut spans,
                );
            }
        }
    }
    spans.extend(waiting);
    spans
}

/// From each reply to the next while the ticket is not solved. The first starts at the first reply, so
/// that an update is never due before it.
fn updates(timeline: &Timeline, metric: Metric, policies: &Attachments<'_>) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut armed: Option<Span> = None;
    let mut is_done = false;
    for turn in &timeline.turns {
        match turn.kind {
            _ if answers(turn, metric, policies) => {
                close(
                    &mut armed,
                    turn,
                    Ending::Fulfilled(EndedBy::Reply),
                    &mut spans,
                );
                if !is_done {
                    armed = Some(Span::open(turn.at, StartedBy::Reply, timeline));
                }
            }
            TurnKind::AgentReply | TurnKind::BotReply | TurnKind::CustomerMessage => {}
            TurnKind::Done => {
                is_done = true;
                let ending = Ending::Cancelled(EndedBy::SolvedWithoutReply);
                close(&mut armed, turn, ending, &mut spans);
            }
            TurnKind::Reopened => is_done = false,
            TurnKind::Merged => {
                close(
                    &mut armed,
                    turn,
                    Ending::Cancelled(EndedBy::Merged),
                    &mut spans,
                );
            }
        }
    }
    spans.extend(armed);
    spans
}

/// From creation to solved, with what reopening does to it.
fn resolutions(timeline: &Timeline, metric: Metric, policies: &Attachments<'_>) -> Vec<Span> {
    let mut cycles = Vec::new();
    let mut open = Some(Span::open(timeline.created, StartedBy::Created, timeline));
    for turn in &timeline.turns {
        match turn.kind {
            TurnKind::Done => {
                if let Some(mut span) = open.take() {
                    span.close(turn.at, Ending::Fulfilled(EndedBy::Solved));
                    cycles.push(span);
                }
            }
            TurnKind::Reopened => open = Some(Span::open(turn.at, StartedBy::Reopened, timeline)),
            TurnKind::Merged => {
                if let Some(mut span) = open.take() {
                    span.close(turn.at, Ending::Cancelled(EndedBy::Merged));
                    cycles.push(span);
                }
            }
            TurnKind::AgentReply | TurnKind::BotReply | TurnKind::CustomerMessage => {}
        }
    }
    cycles.extend(open);
    let n_reopened = cycles.len() - 1;
    if n_reopened == 0 {
        return cycles;
    }
    let first_solved = cycles[0].end;
    let effect = policies
        .terms_at_or_after(metric, first_solved)
        .map_or(ReopenPolicy::ResumeExcludingClosed, |t| t.target.reopen);
    match effect {
        ReopenPolicy::NewCycle => {}
        ReopenPolicy::FirstCloseFinal => cycles.truncate(1),
        ReopenPolicy::ResumeExcludingClosed | ReopenPolicy::ResumeIncludingClosed => {
            let last = cycles.split_off(n_reopened);
            cycles.truncate(1);
            for (span, last) in cycles.iter_mut().zip(last) {
                (span.end, span.ending) = (last.end, last.ending);
            }
        }
    }
    for span in &mut cycles {
        span.reopened = Some((n_reopened, effect));
    }
    cycles
}

/// From a team's getting the ticket to its handing over or solving it; reopened, the team starts again.
fn ownerships(timeline: &Timeline) -> Vec<Span> {
    let started = |start: Timestamp| {
        let mut reopened = timeline.turns_of(TurnKind::Reopened);
        if reopened.any(|at| at == start) {
            StartedBy::Reopened
        } else {
            StartedBy::TeamAssigned
        }
    };
    let legs = timeline.legs.iter().map(|leg| Span {
        start: leg.start,
        started: started(leg.start),
        end: leg.end,
        ending: match leg.ending {
            LegEnding::HandedOver => Ending::Fulfilled(EndedBy::HandedOver),
            LegEnding::Solved => Ending::Fulfilled(EndedBy::Solved),
            LegEnding::Merged => Ending::Cancelled(EndedBy::Merged),
            LegEnding::Open => Ending::Open,
        },
        team: Some(Arc::clone(&leg.team)),
        reopened: None,
    });
    legs.collect()
}

impl Span {
    fn open(start: Timestamp, started: StartedBy, timeline: &Timeline) -> Self {
        Self {
            start,
            started,
            end: timeline.end,
            ending: Ending::Open,
            team: None,
            reopened: None,
        }
    }

    fn close(&mut self, at: Timestamp, ending: Ending) {
        self.end = at;
        self.ending = ending;
    }
}

/// Closes a wait, if there is one, and keeps it, unless it was none: a reply that comes with solving
/// arms no update, and a reopening that answers at once starts no wait.
fn close(waiting: &mut Option<Span>, turn: &Turn, ending: Ending, spans: &mut Vec<Span>) {
    let Some(mut span) = waiting.take() else {
        return;
    };
    span.close(turn.at, ending);
    let is_message_answered =
        span.started == StartedBy::CustomerMessage && matches!(ending, Ending::Fulfilled(_));
    if span.start < span.end || is_message_answered {
        spans.push(span);
    }
}

/// Whether a turn is a reply that counts for a metric.
fn answers(turn: &Turn, metric: Metric, policies: &Attachments<'_>) -> bool {
    match turn.kind {
        TurnKind::AgentReply => true,
        TurnKind::BotReply => policies
            .terms_at_or_after(metric, turn.at)
            .is_some_and(|terms| terms.target.bot_reply_counts),
        _ => false,
    }
}
