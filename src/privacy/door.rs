use super::key::Purpose;
use super::redactor::{Options, Redactor};
use super::session::RedactionSession;
use super::{CleanBody, CleanRecord, CleanTurn, Key, RedactionCounts};
use crate::record::{Body, EventDetail, RawText, Record};
use std::sync::Arc;

/// The only way from raw records to clean ones: redacts every text and turns every id into a pseudonym.
///
/// Threads may share a door; the same record gives the same clean record.
#[derive(Debug)]
pub struct Door {
    redactor: Redactor,
    key: Key,
    pseudonymous_facets: Vec<String>,
}

impl Door {
    /// Takes the settings and the secret key.
    pub fn new(options: &Options, key: Key) -> Self {
        Self {
            redactor: Redactor::new(options),
            key,
            pseudonymous_facets: options.pseudonymous_facets.clone(),
        }
    }

    /// The key, for asking for the pseudonym of a person who wants to be forgotten.
    pub fn key(&self) -> &Key {
        &self.key
    }

    /// Cleans a record.
    pub fn clean(&self, record: Record) -> CleanRecord {
        self.clean_and_count(record, &mut RedactionCounts::default())
    }

    /// Cleans a record and adds what was replaced in texts, questions, facets and event fields to `counts`.
    pub fn clean_and_count(&self, record: Record, counts: &mut RedactionCounts) -> CleanRecord {
        let Record {
            kind,
            origin,
            key,
            at,
            body,
            customer,
            contact,
            ticket,
            question,
            weight,
            scores,
            facets,
        } = record;
        let id = self.key.record_id(&origin.source, &key);
        let pseudonym = |purpose, id: Option<_>| id.map(|id| self.key.pseudonym(purpose, &id));
        CleanRecord {
            id,
            kind,
            origin,
            at,
            body: self.body(body, counts),
            customer: pseudonym(Purpose::Customer, customer),
            contact: pseudonym(Purpose::Contact, contact),
            ticket: pseudonym(Purpose::Ticket, ticket),
            question: question.map(|question| self.field(question, counts)),
            weight,
            scores,
            facets: facets
                .into_iter()
                .map(|(name, value)| {
                    let value = self.facet(&name, value, counts);
                    (name, value)
                })
                .collect(),
        }
    }

    fn body(&self, body: Body, counts: &mut RedactionCounts) -> CleanBody {
        // One session for the whole record, so that numbering runs across turns.
        let mut session = RedactionSession::default();
        let mut redact = |text: &RawText| {
            let text = self.redactor.redact_in(text, &mut session);
            counts.add(&text);
            text
        };
        match body {
            Body::Nothing => CleanBody::Nothing,
            Body::Message(text) => CleanBody::Message(redact(&text)),
            Body::Dialogue(turns) => CleanBody::Dialogue(
                turns
                    .into_iter()
                    .map(|turn| CleanTurn {
                        speaker: turn.speaker,
                        at: turn.at,
                        text: redact(&turn.text),
                    })
                    .collect(),
            ),
            Body::Event(EventDetail { name, old, new }) => CleanBody::Event(EventDetail {
                name,
                old: old.map(|value| self.field(value, counts)),
                new: new.map(|value| self.field(value, counts)),
            }),
        }
    }

    fn facet(&self, name: &str, value: Arc<str>, counts: &mut RedactionCounts) -> Arc<str> {
        let is_person = self.pseudonymous_facets.iter().any(|person| person == name);
        if is_person && !value.trim().is_empty() {
            self.key.facet(name, &value).to_string().into()
        } else {
            self.field(value, counts)
        }
    }

    /// A short field; it keeps its allocation when there is nothing to replace.
    fn field(&self, value: Arc<str>, counts: &mut RedactionCounts) -> Arc<str> {
        let redacted = self
            .redactor
            .redact_str(&value, &mut RedactionSession::default());
        if redacted.redactions().is_empty() {
            return value;
        }
        counts.add(&redacted);
        redacted.as_str().into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::privacy::PiiKind;
    use crate::record::{Origin, RawId, RecordKind, SourceName, Speaker, Turn};

    fn door() -> Door {
        let options = Options {
            pseudonymous_facets: vec!["agent".to_owned()],
            ..Options::default()
        };
        Door::new(&options, Key::new([7; 32]))
    }

    fn record(source: &str, body: Body) -> Record {
        Record {
            kind: RecordKind::Feedback,
            origin: Origin {
                source: SourceName::new(source),
                file: "a.csv".into(),
                row: 1,
                byte: None,
            },
            key: RawId::new("1"),
            at: None,
            body,
            customer: Some(RawId::new(" K-1 ")),
            contact: None,
            ticket: Some(RawId::new("K-1")),
            question: Some("Waarom geeft u dit cijfer?".into()),
            weight: None,
            scores: Vec::new(),
            facets: vec![
                ("agent".into(), "Fatima Bakker".into()),
                ("note".into(), "bel 06-12345678".into()),
            ],
        }
    }

    #[test]
    fn records_of_two_sources_join_on_the_customer_and_stay_two_records() {
        let one = door().clean(record("a", Body::Nothing));
        let other = door().clean(record("b", Body::Nothing));
        assert_eq!(one.customer, other.customer);
        assert_ne!(one.customer, one.ticket);
        assert_ne!(one.id, other.id);
    }

    #[test]
    fn facets_of_persons_become_pseudonyms_and_other_facets_are_redacted() {
        let mut counts = RedactionCounts::default();
        let clean = door().clean_and_count(record("a", Body::Nothing), &mut counts);
        assert_eq!(clean.facets[0].1.len(), 32);
        assert_eq!(&*clean.facets[1].1, "bel [PHONE_1]");
        assert_eq!(counts.of(PiiKind::Phone), 1);
        assert_eq!(counts.total(), 1);
        let shown = format!("{clean:?}");
        assert!(!shown.contains("Fatima") && !shown.contains("K-1"));
    }

    #[test]
    fn numbering_runs_across_the_turns_of_a_dialogue() {
        let turn = |speaker, text: &str| Turn {
            speaker,
            at: None,
            text: RawText::new(text),
        };
        let dialogue = Body::Dialogue(vec![
            turn(Speaker::Agent, "Goedemiddag, u spreekt met Karin."),
            turn(
                Speaker::Customer,
                "Hallo Karin, mijn naam is Piet de Vries, 06-12345678.",
            ),
            turn(Speaker::Agent, "Dus 0612345678, meneer de Vries?"),
        ]);
        let CleanBody::Dialogue(turns) = door().clean(record("a", dialogue)).body else {
            panic!("a dialogue stays one");
        };
        let texts: Vec<_> = turns.iter().map(|turn| turn.text.as_str()).collect();
        assert_eq!(
            texts,
            [
                "Goedemiddag, u spreekt met [NAME_1].",
                "Hallo [NAME_1], mijn naam is [NAME_2], [PHONE_1].",
                "Dus [PHONE_1], meneer [NAME_2]?",
            ]
        );
    }

    #[test]
    fn a_door_is_shared_between_threads() {
        fn is_shared<T: Send + Sync>() {}
        is_shared::<Door>();
    }
}
