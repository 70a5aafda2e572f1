use super::call::Call;
use super::distribution::Distribution;
use super::seen::Seen;
use super::waits::Excess;
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The interval of the day to which the work on a contact is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Attribution {
    /// In which it was offered.
    Start,
    /// In which it was answered.
    Answered,
    /// In which the agent was ready again.
    ///
    /// # References
    ///
    /// Genesys Cloud, glossary, "Average handle time": a call of 45 minutes counts in the second
    /// half hour.
    #[default]
    EndOfWrapUp,
}

impl Attribution {
    /// All, in the order of help texts.
    pub const ALL: [Self; 3] = [Self::Start, Self::Answered, Self::EndOfWrapUp];

    /// Name in files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Answered => "answered",
            Self::EndOfWrapUp => "end_of_acw",
        }
    }

    pub(super) fn instant(self, call: &Call) -> Option<Timestamp> {
        match self {
            Self::Start => Some(call.offered_at),
            Self::Answered => call.answered_at(),
            Self::EndOfWrapUp => call.wrap_up_ended_at(),
        }
    }
}

/// Which parts of handle time a log tells at all. A part that it never tells is left out of handle
/// times; a part that it tells of other contacts makes the handle time of this one unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Recorded {
    /// Whether any contact has a time on hold.
    pub hold: bool,
    /// Whether any contact has after-contact work.
    pub wrap_up: bool,
    /// Whether any contact tells if it was passed on.
    pub transfers: bool,
}

impl Recorded {
    /// What the log tells.
    pub fn of(calls: &[Call]) -> Self {
        Self {
            hold: calls.iter().any(|call| call.hold.is_some()),
            wrap_up: calls.iter().any(|call| call.wrap_up.is_some()),
            transfers: calls
                .iter()
                .any(|call| call.transferred_out.is_some() || call.transferred_from.is_some()),
        }
    }

    /// Talk, hold and after-contact work of a contact together; `None` where a part is unknown.
    pub fn handle_time(&self, call: &Call) -> Option<SignedDuration> {
        let part = |is_recorded: bool, time: Option<SignedDuration>| {
            if is_recorded {
                time
            } else {
                Some(SignedDuration::ZERO)
            }
        };
        call.talk?
            .checked_add(part(self.hold, call.hold)?)?
            .checked_add(part(self.wrap_up, call.wrap_up)?)
    }
}

/// How long the work on answered contacts took.
#[derive(Debug, Clone, PartialEq)]
pub struct Handling {
    /// Handle time; its mean is the AHT, (Σ talk + Σ hold + Σ after-contact work) / handled.
    pub handle: Option<Distribution>,
    /// Conversation.
    pub talk: Option<Distribution>,
    /// Hold.
    pub hold: Option<Distribution>,
    /// After-contact work.
    pub wrap_up: Option<Distribution>,
    /// Conversations over the declared maximum.
    pub talk_over_maximum: Option<Excess>,
    /// Answered contacts on which work went on at the instant of the report; not averaged.
    pub n_in_progress: usize,
    /// Answered contacts of which a part of the work is not told; not averaged.
    pub n_unknown: usize,
}

impl Handling {
    pub(super) fn of(
        seen: &[&Seen<'_>],
        recorded: Recorded,
        longest_talk: Option<SignedDuration>,
    ) -> Self {
        let answered: Vec<_> = seen.iter().filter(|one| one.is_answered()).collect();
        let finished = || answered.iter().filter(|one| one.is_finished);
        let times: Vec<SignedDuration> = finished()
            .filter_map(|one| recorded.handle_time(one.call))
            .collect();
        let part = |of: fn(&Call) -> Option<SignedDuration>| {
            Distribution::of(finished().filter_map(|one| of(one.call)))
        };
        let n_finished = finished().count();
        Self {
            n_in_progress: answered.len() - n_finished,
            n_unknown: n_finished - times.len(),
            handle: Distribution::of(times),
            talk: part(|call| call.talk),
            hold: part(|call| call.hold),
            wrap_up: part(|call| call.wrap_up),
            talk_over_maximum: longest_talk
                .map(|maximum| Excess::of(finished().filter_map(|one| one.call.talk), maximum)),
        }
    }
}

/// Handle time of each agent. In a conference each has their own, so that the sum can exceed the
/// length of the call; the queue counts the contact once, by its own times.
pub fn handle_time_by_agent(calls: &[Call]) -> BTreeMap<Arc<str>, SignedDuration> {
    let recorded = Recorded::of(calls);
    let mut by_agent: BTreeMap<Arc<str>, SignedDuration> = BTreeMap::new();
    let mut add = |agent: &Arc<str>, time: SignedDuration| {
        let sum = by_agent.entry(Arc::clone(agent)).or_default();
        *sum = sum.saturating_add(time);
    };
    for call in calls {
        if call.segments.is_empty()
            && let Some((agent, time)) = call.agent.as_ref().zip(recorded.handle_time(call))
        {
            add(agent, time);
        }
        for part in &call.segments {
            let time = part.talk.saturating_add(part.hold);
            add(&part.agent, time.saturating_add(part.wrap_up));
        }
    }
    by_agent
}
