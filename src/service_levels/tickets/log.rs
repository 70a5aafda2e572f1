use super::event::{EventKind, FieldValue, TicketEvent};
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::sync::Arc;

/// All events of one ticket, in order of time.
#[derive(Debug, Clone, PartialEq)]
pub struct TicketLog {
    ticket: Arc<str>,
    events: Vec<TicketEvent>,
    n_repeated: usize,
}

/// Why events are no log.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LogFault {
    /// No event says when the ticket began.
    #[error("ticket {ticket} has no event of creation")]
    NoCreation {
        /// The ticket.
        ticket: Arc<str>,
    },
    /// Something happened before the ticket was created.
    #[error("ticket {ticket} has an event at {first} before its creation at {created}")]
    BeforeCreation {
        /// The ticket.
        ticket: Arc<str>,
        /// When it was created.
        created: Timestamp,
        /// The first event.
        first: Timestamp,
    },
}

impl TicketLog {
    /// Orders events by instant (whole seconds) and place in the source, and drops exact repeats:
    /// sources deliver at least once. Shuffled or doubled input makes the same log.
    ///
    /// At one instant, creation stands first whatever its place.
    ///
    /// # Errors
    ///
    /// [`LogFault`] without creation, or with an event before it. Sources whose clocks differ a little
    /// are let off one second: such an event is moved to the creation.
    pub fn new(ticket: Arc<str>, mut events: Vec<TicketEvent>) -> Result<Self, LogFault> {
        for event in &mut events {
            event.at = whole_second(event.at);
        }
        let created = events
            .iter()
            .filter(|event| event.kind == EventKind::Created)
            .map(|event| event.at)
            .min();
        let Some(created) = created else {
            return Err(LogFault::NoCreation { ticket });
        };
        for event in &mut events {
            let early = created.as_second() - event.at.as_second();
            if early > 1 {
                return Err(LogFault::BeforeCreation {
                    ticket,
                    created,
                    first: event.at,
                });
            }
            event.at = event.at.max(created);
        }
        events.sort_by(|a, b| {
            let is_later = |event: &TicketEvent| event.kind != EventKind::Created;
            (a.at, is_later(a), a.seq).cmp(&(b.at, is_later(b), b.seq))
        });
        let n_before = events.len();
        events.dedup();
        let n_repeated = n_before - events.len();
        Ok(Self {
            ticket,
            events,
            n_repeated,
        })
    }

    /// The ticket's id, as the source writes it.
    pub fn ticket(&self) -> &Arc<str> {
        &self.ticket
    }

    /// Events in order of time; the first is the creation.
    pub fn events(&self) -> &[TicketEvent] {
        &self.events
    }

    /// When the ticket was created.
    pub fn created_at(&self) -> Timestamp {
        self.events[0].at
    }

    /// Events that stood in the source more than once.
    pub fn n_repeated(&self) -> usize {
        self.n_repeated
    }
}

/// Values of fields at one moment of a log.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Attributes {
    values: BTreeMap<Arc<str>, FieldValue>,
}

impl Attributes {
    /// Takes a value over; an empty one clears the field.
    pub fn set(&mut self, value: &FieldValue) {
        if value.value.is_empty() {
            self.values.remove(&value.name);
        } else {
            self.values.insert(Arc::clone(&value.name), value.clone());
        }
    }

    /// The value of a field with its confidence.
    pub fn get(&self, name: &str) -> Option<&FieldValue> {
        self.values.get(name)
    }

    /// The value of a field.
    pub fn value(&self, name: &str) -> Option<&Arc<str>> {
        self.get(name).map(|field| &field.value)
    }
}

fn whole_second(at: Timestamp) -> Timestamp {
    Timestamp::from_second(at.as_second()).unwrap_or(at)
}
