use crate::findings::JoinedAnswers;
use crate::service_levels::clocks::TicketResult;
use jiff::{SignedDuration, Timestamp};
use std::collections::{BTreeMap, BTreeSet};

/// An answer that comes longer than this after its ticket was over is about something else as well.
const LATE_AFTER: SignedDuration = SignedDuration::from_hours(30 * 24);

/// Answers of customers on their way to the tickets they are about; tickets and contacts are known by
/// ids of a kind `T` and `C`.
///
/// An answer that names a ticket is about that one alone; another is about every ticket of its contact.
#[derive(Debug)]
pub struct Answers<T, C> {
    given: Vec<GivenAnswer>,
    /// Places of answers, in the order in which they count.
    by_ticket: BTreeMap<T, Vec<usize>>,
    by_contact: BTreeMap<C, Vec<usize>>,
}

/// One answer to the question.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GivenAnswer {
    /// The answer, on the scale of the question.
    pub value: f64,
    /// When it was sent in.
    pub at: Option<Timestamp>,
    fate: Fate,
}

/// What became of an answer; of several tickets, the best.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fate {
    Unmatched,
    BeforeTicket,
    Late,
    Further,
    Joined,
}

impl<T: Ord, C: Ord> Answers<T, C> {
    /// No answers yet.
    pub fn new() -> Self {
        Self {
            given: Vec::new(),
            by_ticket: BTreeMap::new(),
            by_contact: BTreeMap::new(),
        }
    }

    /// Takes an answer in, dated ones before others and in order of time. Says whether it names a ticket
    /// or a contact; one that names neither is dropped.
    pub fn take(
        &mut self,
        value: f64,
        at: Option<Timestamp>,
        ticket: Option<T>,
        contact: Option<C>,
    ) -> bool {
        let place = self.given.len();
        match (ticket, contact) {
            (Some(ticket), _) => self.by_ticket.entry(ticket).or_default().push(place),
            (None, Some(contact)) => self.by_contact.entry(contact).or_default().push(place),
            (None, None) => return false,
        }
        let fate = Fate::Unmatched;
        self.given.push(GivenAnswer { value, at, fate });
        true
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.given.is_empty()
    }

    /// The answer about a ticket: the first in time, those that name the ticket first. With its place.
    pub fn of<'c>(
        &mut self,
        result: &TicketResult,
        ticket: &T,
        contacts: impl IntoIterator<Item = &'c C>,
    ) -> Option<(usize, GivenAnswer)>
    where
        C: 'c,
    {
        let contacts = contacts.into_iter();
        let of_contacts = contacts.filter_map(|contact| self.by_contact.get(contact));
        let of_contacts: BTreeSet<usize> = of_contacts.flatten().copied().collect();
        let of_ticket = self.by_ticket.get(ticket).into_iter().flatten().copied();
        let mut said = None;
        for place in of_ticket.chain(of_contacts) {
            let Some(answer) = self.given.get_mut(place) else {
                continue;
            };
            let fate = match fate(answer, result) {
                Fate::Joined if said.is_some() => Fate::Further,
                fate => fate,
            };
            answer.fate = answer.fate.max(fate);
            if fate == Fate::Joined {
                said = Some((place, *answer));
            }
        }
        said
    }

    /// Adds what became of all answers to an account, once every ticket has been looked at.
    pub fn account(&self, joined: &mut JoinedAnswers) {
        for answer in &self.given {
            let count = match answer.fate {
                Fate::Unmatched => &mut joined.n_unmatched,
                Fate::BeforeTicket => &mut joined.n_before_ticket,
                Fate::Late => &mut joined.n_late,
                Fate::Further => &mut joined.n_further,
                Fate::Joined => {
                    joined.n_undated += usize::from(answer.at.is_none());
                    &mut joined.n_joined
                }
            };
            *count += 1;
        }
    }
}

impl<T: Ord, C: Ord> Default for Answers<T, C> {
    fn default() -> Self {
        Self::new()
    }
}

/// Whether the time of an answer lets it be about this ticket; one without a time does.
fn fate(answer: &GivenAnswer, ticket: &TicketResult) -> Fate {
    let Some(at) = answer.at else {
        return Fate::Joined;
    };
    if at < ticket.created_at {
        Fate::BeforeTicket
    } else if is_late(at, ticket) {
        Fate::Late
    } else {
        Fate::Joined
    }
}

fn is_late(at: Timestamp, ticket: &TicketResult) -> bool {
    let over = ticket.last_solved_at.unwrap_or(ticket.created_at);
    at.duration_since(over) > LATE_AFTER
}

/// Whether what was said at an instant may be about a ticket, by the rule for answers.
pub(super) fn is_about(at: Option<Timestamp>, ticket: &TicketResult) -> bool {
    at.is_none_or(|at| at >= ticket.created_at && !is_late(at, ticket))
}
