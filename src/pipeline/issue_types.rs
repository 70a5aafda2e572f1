use super::label_card::read_label_card;
use super::{Agreements, Error, read_taxonomy};
use crate::classify::{Classifier, Entry, Taxonomy};
use crate::logs::Ticket;
use crate::privacy::{CleanBody, Options, Redactor};
use crate::record::{RecordKind, TopicId};
use crate::service_levels::tickets::{Precision, ReadTopic};
use crate::signals::LabelCard;
use crate::store::Columns;
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;
use std::sync::Arc;

/// Where tickets get the topics that stand in for an issue type that nobody gave.
#[derive(Debug)]
pub enum IssueTypes {
    /// Nowhere: there is what people and the source gave.
    AsGiven,
    /// From their first words, read on the way.
    Read(Box<TopicReader>),
    /// From what an index holds.
    Held(HeldTopics),
}

impl IssueTypes {
    /// Adds topics to the logs of tickets, where some policy asks for an issue type.
    pub(super) fn add_to(
        &self,
        tickets: &mut [&mut Ticket],
        agreements: &Agreements,
    ) -> Result<(), Error> {
        match self {
            _ if !agreements.asks_for_issue_type() => Ok(()),
            Self::AsGiven => Ok(()),
            Self::Read(reader) => reader.add_to(tickets),
            Self::Held(held) => {
                held.add_to(tickets, agreements.as_of());
                Ok(())
            }
        }
    }
}

/// How often labels of each topic are right, by what people checked.
#[derive(Debug, Default)]
pub(super) struct Precisions(BTreeMap<TopicId, Precision>);

impl Precisions {
    /// Those of the topics that a card holds enough checked labels of.
    pub(super) fn of(card: &LabelCard) -> Self {
        let measured = card.topics.iter().filter_map(|checked| {
            let (n_right, n) = checked.right_labels();
            Some((checked.topic.clone(), Precision::new(n_right, n)?))
        });
        Self(measured.collect())
    }

    fn read(&self, topic: &TopicId) -> ReadTopic {
        ReadTopic {
            topic: Arc::from(topic.as_str()),
            precision: self.0.get(topic).copied(),
        }
    }
}

/// Reads the first words of tickets as `classify` does: redacted first.
#[derive(Debug)]
pub struct TopicReader {
    redactor: Redactor,
    classifier: Classifier,
    precisions: Precisions,
}

impl TopicReader {
    /// Sets up a taxonomy, the built-in one without a file, and a card of checked labels; without a
    /// card no topic has a measured precision.
    ///
    /// # Errors
    ///
    /// [`Error`] for a file that cannot be read and for a card that does not fit the taxonomy.
    pub fn new(taxonomy: Option<&Path>, label_card: Option<&Path>) -> Result<Self, Error> {
        let taxonomy: Taxonomy = read_taxonomy(taxonomy)?;
        let card = label_card.map(|path| read_label_card(path, &taxonomy));
        Ok(Self {
            redactor: Redactor::new(&Options::default()),
            precisions: card
                .transpose()?
                .as_ref()
                .map(Precisions::of)
                .unwrap_or_default(),
            classifier: Classifier::new(taxonomy, Vec::new())?,
        })
    }

    fn add_to(&self, tickets: &mut [&mut Ticket]) -> Result<(), Error> {
        let mut heard: Vec<(&mut Ticket, Timestamp, CleanBody)> = Vec::new();
        for ticket in tickets {
            if let Some(words) = ticket.first_words.take() {
                let body = CleanBody::Message(self.redactor.redact(&words.text));
                heard.push((ticket, words.at, body));
            }
        }
        let bodies = heard.iter().map(|(_, _, body)| body);
        let entries: Vec<Entry<'_>> = bodies
            .map(|body| Entry {
                body,
                question: None,
            })
            .collect();
        let readings = self.classifier.read(&entries)?;
        for ((ticket, at, _), read) in heard.iter_mut().zip(&readings) {
            let mentions = read.reading.topics.iter();
            let topics: BTreeSet<&TopicId> = mentions.map(|mention| &mention.topic).collect();
            let topics = topics.into_iter().map(|topic| self.precisions.read(topic));
            ticket.log.read_topics(*at, topics.collect());
        }
        Ok(())
    }
}

/// What an index holds of the words of customers, by ticket.
#[derive(Debug)]
pub struct HeldTopics {
    of_ticket: HashMap<Arc<str>, Vec<Held>>,
}

/// The topics of one record.
#[derive(Debug)]
struct Held {
    /// When it was written; `None` where the record has no time.
    at: Option<Timestamp>,
    topics: Arc<[ReadTopic]>,
}

impl HeldTopics {
    /// Finds the records of each ticket, or of a contact that it is about: what customers wrote or said,
    /// in order of time. What answers a question or carries a score is none of these, as no answer may
    /// choose a promise.
    pub(super) fn find(
        columns: &Columns,
        tickets: &HashMap<Arc<str>, u64>,
        contacts: &HashMap<Arc<str>, BTreeSet<u64>>,
        precisions: &Precisions,
    ) -> Self {
        let rows = (0..columns.n_documents()).filter(|&row| {
            let kind = columns.kind[row];
            let is_said = matches!(kind, RecordKind::Feedback | RecordKind::Transcript);
            columns.has_words[row] && is_said && !is_answer(columns, row)
        });
        let mut by_ticket: HashMap<u64, Vec<usize>> = HashMap::new();
        let mut by_contact: HashMap<u64, Vec<usize>> = HashMap::new();
        for row in rows {
            if let Some(ticket) = columns.ticket[row] {
                by_ticket.entry(ticket).or_default().push(row);
            }
            if let Some(contact) = columns.contact[row] {
                by_contact.entry(contact).or_default().push(row);
            }
        }
        let of_ticket = tickets.iter().filter_map(|(ticket, code)| {
            let own = by_ticket.get(code).into_iter().flatten();
            let contacts = contacts.get(ticket).into_iter().flatten();
            let beside = contacts.filter_map(|contact| by_contact.get(contact));
            let rows: BTreeSet<usize> = own.chain(beside.flatten()).copied().collect();
            let mut rows: Vec<usize> = rows.into_iter().collect();
            rows.sort_by_key(|&row| (columns.at[row], row));
            let held: Vec<Held> = rows
                .into_iter()
                .map(|row| Held {
                    at: columns.at[row].and_then(|second| Timestamp::from_second(second).ok()),
                    topics: topics_of(columns, row, precisions),
                })
                .collect();
            (!held.is_empty()).then(|| (Arc::clone(ticket), held))
        });
        Self {
            of_ticket: of_ticket.collect(),
        }
    }

    /// A record without a time counts as read when its ticket was created.
    fn add_to(&self, tickets: &mut [&mut Ticket], as_of: Timestamp) {
        for ticket in tickets {
            let held = self.of_ticket.get(ticket.log.ticket());
            for one in held.into_iter().flatten() {
                let at = one.at.unwrap_or(ticket.log.created_at());
                if at > as_of {
                    break;
                }
                ticket.log.read_topics(at, Arc::clone(&one.topics));
            }
        }
    }
}

fn is_answer(columns: &Columns, row: usize) -> bool {
    let mut scores = columns.scores.values();
    columns.question.get(row).is_some() || scores.any(|values| !values[row].is_nan())
}

fn topics_of(columns: &Columns, row: usize, precisions: &Precisions) -> Arc<[ReadTopic]> {
    let codes: BTreeSet<u32> = columns.mentions.of(row).map(|(code, _)| code).collect();
    let topics = codes.into_iter();
    let mut topics: Vec<ReadTopic> = topics
        .map(|code| precisions.read(&columns.mentions.topics[code as usize]))
        .collect();
    topics.sort();
    topics.into()
}
