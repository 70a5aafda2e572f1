use super::{Register, Status};
use crate::record::TopicId;
use crate::units::as_u64;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// How much of what was taken up is acted on.
///
/// Every accepted signal is counted, so the rate is no estimate and has no interval.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UseOfInput {
    /// Signals accepted, by a decision of their own or with an action.
    pub n_accepted: u64,
    /// Of these, with an action that was not dropped.
    pub n_used: u64,
    /// The others, longest waiting first.
    pub unused: Vec<UnusedSignal>,
}

/// An accepted signal without an action.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnusedSignal {
    /// Its topic.
    pub topic: TopicId,
    /// Since when it is accepted.
    pub since: Date,
    /// Days since then.
    pub age_days: i32,
}

/// Counts accepted signals with and without an action, on a day; what came later does not count.
pub fn use_of_input(register: &Register, on: Date) -> UseOfInput {
    let mut since: BTreeMap<&TopicId, Date> = BTreeMap::new();
    let signals = register.accepted.iter().map(|s| (&s.topic, s.on));
    let actions = register.actions.iter().map(|a| (&a.topic, a.decided_on));
    for (topic, day) in signals.chain(actions).filter(|(_, day)| *day <= on) {
        let first = since.entry(topic).or_insert(day);
        *first = day.min(*first);
    }
    let is_used = |topic: &TopicId| {
        register.actions.iter().any(|action| {
            let is_dropped = action.day_of(Status::Dropped).is_some_and(|day| day <= on);
            action.topic == *topic && action.decided_on <= on && !is_dropped
        })
    };
    let mut unused: Vec<UnusedSignal> = since
        .iter()
        .filter(|(topic, _)| !is_used(topic))
        .map(|(topic, day)| UnusedSignal {
            topic: (*topic).clone(),
            since: *day,
            age_days: on.since(*day).map_or(0, |span| span.get_days()),
        })
        .collect();
    unused.sort_by(|a, b| a.since.cmp(&b.since).then_with(|| a.topic.cmp(&b.topic)));
    UseOfInput {
        n_accepted: as_u64(since.len()),
        n_used: as_u64(since.len() - unused.len()),
        unused,
    }
}
