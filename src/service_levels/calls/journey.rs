use super::call::{Call, Direction, Disposition};
use super::distribution::Distribution;
use super::seen::{Seen, seen_at};
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;

/// Contacts as customers lived them: one, however often it was passed on.
///
/// Queues count a contact each time it is offered to them, so their sums exceed the number of
/// customers' contacts.
#[derive(Debug, Clone, PartialEq)]
pub struct Journeys {
    /// Contacts of customers.
    pub n: usize,
    /// Times a contact came in, one for each queue it was passed on to; also those that no queue was
    /// offered, as callbacks and contacts out of hours ([`super::Counts::inbound`]).
    pub n_legs: usize,
    /// Contacts that were passed on.
    pub n_transferred: usize,
    /// Contacts in which an agent answered, in whatever queue.
    pub n_answered: usize,
    /// Contacts that the customer gave up, by `transfer_abandon`.
    pub n_abandoned: usize,
    /// When a contact that was given up after an answer counts as abandoned.
    pub transfer_abandon: TransferAbandon,
    /// Waits of all queues together, of contacts in which all are known.
    pub wait: Option<Distribution>,
    /// Contacts that say they were passed on from one that the log does not hold.
    pub n_without_origin: usize,
}

/// When a contact that was given up in a later queue counts as abandoned by the customer. For that
/// queue it is abandoned anyhow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum TransferAbandon {
    /// Only if no agent ever answered.
    #[default]
    NeverAnswered,
    /// Always.
    AnyLeg,
}

impl TransferAbandon {
    /// Name in files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NeverAnswered => "never_answered",
            Self::AnyLeg => "any_leg",
        }
    }
}

/// A contact is not passed on more often than this; more is a log that bites its tail.
const MOST_LEGS: usize = 64;

/// Puts the legs of contacts together as they stood at `as_of`.
pub fn journeys(calls: &[Call], as_of: Timestamp, transfer_abandon: TransferAbandon) -> Journeys {
    let seen = seen_at(calls, as_of, None);
    of_seen(&seen.iter().collect::<Vec<_>>(), transfer_abandon)
}

pub(super) fn of_seen(seen: &[&Seen<'_>], transfer_abandon: TransferAbandon) -> Journeys {
    let by_contact: BTreeMap<&str, &Call> = seen
        .iter()
        .map(|one| (&*one.call.contact, one.call))
        .collect();
    let origin = |call: &Call| {
        let mut at = &*call.contact;
        for _ in 0..MOST_LEGS {
            let earlier = by_contact
                .get(at)
                .and_then(|call| call.transferred_from.as_deref());
            match earlier.filter(|earlier| by_contact.contains_key(earlier)) {
                Some(earlier) => at = earlier,
                None => break,
            }
        }
        at.to_owned()
    };
    let mut legs: BTreeMap<String, Vec<&Seen<'_>>> = BTreeMap::new();
    for one in seen {
        if one.call.direction == Direction::Inbound {
            legs.entry(origin(one.call)).or_default().push(one);
        }
    }
    let has = |legs: &[&Seen<'_>], disposition: Disposition| {
        legs.iter().any(|leg| leg.disposition == disposition)
    };
    let count =
        |wanted: &dyn Fn(&[&Seen<'_>]) -> bool| legs.values().filter(|legs| wanted(legs)).count();
    let is_abandoned = |legs: &[&Seen<'_>]| {
        has(legs, Disposition::Abandoned)
            && match transfer_abandon {
                TransferAbandon::NeverAnswered => !has(legs, Disposition::Answered),
                TransferAbandon::AnyLeg => true,
            }
    };
    let is_without_origin = |one: &&&Seen<'_>| {
        let earlier = one.call.transferred_from.as_deref();
        earlier.is_some_and(|earlier| !by_contact.contains_key(earlier))
    };
    Journeys {
        n: legs.len(),
        n_legs: legs.values().map(Vec::len).sum(),
        n_transferred: count(&|legs| legs.len() > 1 || legs.iter().any(|leg| leg.transferred_out)),
        n_answered: count(&|legs| has(legs, Disposition::Answered)),
        n_abandoned: count(&is_abandoned),
        transfer_abandon,
        wait: Distribution::of(legs.values().filter_map(|legs| whole_wait(legs))),
        n_without_origin: seen.iter().filter(is_without_origin).count(),
    }
}

fn whole_wait(legs: &[&Seen<'_>]) -> Option<SignedDuration> {
    let mut legs = legs.iter();
    legs.try_fold(SignedDuration::ZERO, |sum, leg| {
        sum.checked_add(leg.waited?)
    })
}
