use super::event::{Author, EventKind, FieldValue, Gist, TicketEvent};
use super::topic::ReadTopic;
use jiff::Timestamp;
use std::cmp::Ordering;
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
    /// Orders events by instant and place in the source, cuts instants to whole seconds, and drops exact repeats:
    /// sources deliver at least once. Shuffled or doubled input makes the same log.
    ///
    /// At one instant, creation stands first whatever its place.
    ///
    /// # Errors
    ///
    /// [`LogFault`] without creation, or with an event before it. Sources whose clocks differ a little
    /// are let off one second: such an event is moved to the creation.
    pub fn new(ticket: Arc<str>, mut events: Vec<TicketEvent>) -> Result<Self, LogFault> {
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
                    created: whole_second(created),
                    first: whole_second(event.at),
                });
            }
            event.at = event.at.max(created);
        }
        events.sort_by(|a, b| by_time_and_place(a, b, created));
        let n_before = events.len();
        events.dedup();
        let n_repeated = n_before - events.len();
        // Fractions of a second order events; they are cut off only then.
        for event in &mut events {
            event.at = whole_second(event.at);
        }
        Ok(Self {
            ticket,
            events,
            n_repeated,
        })
    }

    /// Adds the topics that were read in what the customer wrote at an instant. Before the creation they
    /// count as read at the creation; after a merge they are about another ticket.
    pub fn read_topics(&mut self, at: Timestamp, topics: Arc<[ReadTopic]>) {
        let at = whole_second(at).max(self.created_at());
        let place = self.events.partition_point(|event| event.at <= at);
        let is_merge = |event: &TicketEvent| event.kind == EventKind::Merged;
        if self.events[..place].iter().any(is_merge) {
            return;
        }
        let event = TicketEvent {
            at,
            seq: u64::MAX,
            author: Author::System,
            gist: Gist::default(),
            kind: EventKind::TopicsRead(topics),
        };
        self.events.insert(place, event);
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
    topics: Arc<[ReadTopic]>,
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

    /// Takes over what was read in the customer's words.
    pub fn set_topics(&mut self, topics: &Arc<[ReadTopic]>) {
        self.topics = Arc::clone(topics);
    }

    /// What was read in the customer's words.
    pub fn topics(&self) -> &[ReadTopic] {
        &self.topics
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

/// Instant, creation first, place in the source; then what happened, so that events that share instant
/// and place have one order too, whatever the order of a file.
fn by_time_and_place(a: &TicketEvent, b: &TicketEvent, created: Timestamp) -> Ordering {
    let is_later = |event: &TicketEvent| event.kind != EventKind::Created || event.at > created;
    (a.at, is_later(a), a.seq, a.author)
        .cmp(&(b.at, is_later(b), b.seq, b.author))
        .then_with(|| by_kind(&a.kind, &b.kind))
        .then_with(|| a.gist.cmp(&b.gist))
}

fn by_kind(a: &EventKind, b: &EventKind) -> Ordering {
    match (a, b) {
        (EventKind::Status(a), EventKind::Status(b)) => a.cmp(b),
        (EventKind::PolicyApplied(a), EventKind::PolicyApplied(b)) => a.cmp(b),
        (EventKind::Field(a), EventKind::Field(b)) => (&a.name, &a.value)
            .cmp(&(&b.name, &b.value))
            .then_with(|| match (a.confidence, b.confidence) {
                (Some(a), Some(b)) => a.total_cmp(&b),
                (a, b) => a.is_some().cmp(&b.is_some()),
            }),
        (EventKind::TopicsRead(a), EventKind::TopicsRead(b)) => a.cmp(b),
        _ => rank(a).cmp(&rank(b)),
    }
}

/// Fields before statuses before messages, as one update sets them.
fn rank(kind: &EventKind) -> u8 {
    match kind {
        EventKind::Created => 0,
        EventKind::Field(_) => 1,
        EventKind::Status(_) => 2,
        EventKind::CustomerMessage => 3,
        EventKind::PublicReply => 4,
        EventKind::PrivateNote => 5,
        EventKind::PolicyApplied(_) => 6,
        EventKind::SurveySent => 7,
        EventKind::Merged => 8,
        EventKind::TopicsRead(_) => 9,
    }
}

fn whole_second(at: Timestamp) -> Timestamp {
    Timestamp::from_second(at.as_second()).unwrap_or(at)
}
