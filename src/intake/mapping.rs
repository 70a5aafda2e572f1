use super::Fault;
use super::Rejection;
use super::Row;
use super::blank::Blank;
use super::column_words::is_blank;
use super::fields::{FieldMapping, Fields, Words};
use super::hash::hex;
use super::profile::Counts;
use super::spec::SourceSpec;
use super::transcript::{TurnKeys, read_turns};
use crate::record::{Body, EventDetail, Origin, RawId, RawText, Record, RecordKind, SourceName};
use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

/// What comes out of a reader.
pub(super) type Outcome = Result<Record, Rejection>;

/// A column at its place in the file.
#[derive(Debug, Clone)]
pub(super) struct Place {
    pub(super) at: usize,
    pub(super) name: String,
}

/// A fault and the column it stands in.
pub(super) type Blame = (Option<String>, Fault);

impl Place {
    pub(super) fn blame(&self, fault: Fault) -> Blame {
        (Some(self.name.clone()), fault)
    }

    pub(super) fn cell<'a>(&self, row: &'a Row) -> &'a str {
        row.cell(self.at).trim()
    }
}

/// Turns rows into records, where a row is a record or several.
#[derive(Debug)]
pub(super) struct RowMapping {
    source: SourceName,
    file: Arc<str>,
    kind: RecordKind,
    fields: FieldMapping,
    id: Option<Place>,
    texts: Vec<(Place, Option<Arc<str>>)>,
    event: Option<(Place, Option<Place>, Option<Place>, Words)>,
    turns: Option<(Place, TurnKeys)>,
    no_answer: Blank,
    unknown: Blank,
    occurrences: HashMap<u64, u32>,
}

impl RowMapping {
    pub(super) fn new(
        spec: &SourceSpec,
        file: Arc<str>,
        find: &dyn Fn(&str) -> Option<Place>,
    ) -> Self {
        let columns = &spec.columns;
        let place = |column: &Option<String>| column.as_deref().and_then(find);
        Self {
            source: spec.name.clone(),
            file,
            kind: spec.kind,
            fields: FieldMapping::new(spec, find),
            id: place(&columns.id),
            texts: columns
                .texts
                .iter()
                .filter_map(|text| {
                    Some((find(&text.column)?, text.question.as_deref().map(Arc::from)))
                })
                .collect(),
            event: columns.event.as_ref().and_then(|event| {
                Some((
                    find(&event.name)?,
                    place(&event.old),
                    place(&event.new),
                    Words::default(),
                ))
            }),
            turns: columns
                .conversation
                .as_ref()
                .and_then(|conversation| TurnKeys::of(conversation, spec))
                .and_then(|(column, keys)| Some((find(&column)?, keys))),
            no_answer: Blank::new(&spec.no_answer),
            unknown: Blank::new(&spec.unknown),
            occurrences: HashMap::new(),
        }
    }

    /// Adds what a row becomes.
    pub(super) fn map(&mut self, row: &Row, counts: &mut Counts, out: &mut VecDeque<Outcome>) {
        if let Err((column, fault)) = self.try_map(row, counts, out) {
            out.push_back(Err(Rejection {
                origin: self.origin(row),
                column,
                fault,
                row_hash: row.hash_hex(),
            }));
        }
    }

    fn origin(&self, row: &Row) -> Origin {
        Origin {
            source: self.source.clone(),
            file: Arc::clone(&self.file),
            row: row.number,
            byte: row.byte,
        }
    }

    fn try_map(
        &mut self,
        row: &Row,
        counts: &mut Counts,
        out: &mut VecDeque<Outcome>,
    ) -> Result<(), Blame> {
        // The key comes first, so that how often a row occurred does not depend on its faults.
        let key = self.key(row)?;
        let mut fields = self.fields.read(row, counts)?;
        counts.doubtful_ids += u64::from(self.id.is_some() && is_blank(&key));
        if let Some(body) = self.single_body(row, counts)? {
            out.push_back(Ok(self.record(row, key, body, fields)));
            return Ok(());
        }
        if let [(place, question)] = &self.texts[..] {
            let text = row.cell(place.at);
            // The question was asked, also where the answer is empty.
            fields.question = question.clone().or(fields.question);
            let body = if self.no_answer.is(text) {
                counts.empty_texts += 1;
                Body::Nothing
            } else {
                Body::Message(RawText::new(text))
            };
            out.push_back(Ok(self.record(row, key, body, fields)));
            return Ok(());
        }
        self.map_texts(row, &key, fields, counts, out);
        Ok(())
    }

    /// A row with several texts, or none.
    fn map_texts(
        &self,
        row: &Row,
        key: &str,
        mut fields: Fields,
        counts: &mut Counts,
        out: &mut VecDeque<Outcome>,
    ) {
        let mut bodies = Vec::new();
        for (place, question) in &self.texts {
            let text = row.cell(place.at);
            if self.no_answer.is(text) {
                counts.empty_texts += 1;
            } else {
                bodies.push((
                    place.name.as_str(),
                    question.clone(),
                    Body::Message(RawText::new(text)),
                ));
            }
        }
        if self.texts.len() > 1 && fields.contact.is_none() {
            fields.contact = Some(RawId::new(key));
        }
        if bodies.is_empty() {
            out.push_back(Ok(self.record(row, key.to_owned(), Body::Nothing, fields)));
            return;
        }
        // The first text carries the scores, so that none is counted twice; the others share its
        // contact, time and facets.
        let mut scores = std::mem::take(&mut fields.scores);
        for (n, (column, question, body)) in bodies.into_iter().enumerate() {
            let key = if n == 0 {
                key.to_owned()
            } else {
                format!("{key}#{column}")
            };
            let fields = Fields {
                at: fields.at,
                customer: fields.customer.clone(),
                contact: fields.contact.clone(),
                ticket: fields.ticket.clone(),
                question: question.or_else(|| fields.question.clone()),
                weight: fields.weight,
                scores: std::mem::take(&mut scores),
                facets: fields.facets.clone(),
            };
            out.push_back(Ok(self.record(row, key, body, fields)));
        }
    }

    /// The natural key: the id, or file, hash of the row, and which of its equals it is. So the same
    /// file gives the same keys when it is read again, also when rows were added to it.
    fn key(&mut self, row: &Row) -> Result<String, Blame> {
        if let Some(place) = &self.id {
            let id = place.cell(row);
            return if self.unknown.is(id) {
                Err(place.blame(Fault::MissingValue))
            } else {
                Ok(id.to_owned())
            };
        }
        let hash = row.hash();
        let short = hash
            .iter()
            .take(8)
            .fold(0, |short, &byte| short << 8 | u64::from(byte));
        let occurrence = self.occurrences.entry(short).or_insert(0);
        *occurrence += 1;
        Ok(format!("{}#{}#{occurrence}", self.file, hex(&hash)))
    }

    /// The body of a row that is an event or a conversation.
    fn single_body(&mut self, row: &Row, counts: &mut Counts) -> Result<Option<Body>, Blame> {
        if let Some((name, old, new, words)) = &mut self.event {
            let step = name.cell(row);
            if self.unknown.is(step) {
                return Err(name.blame(Fault::MissingValue));
            }
            let name = words.share(step);
            let mut value = |place: &Option<Place>| {
                let cell = place.as_ref()?.cell(row);
                (!self.unknown.is(cell)).then(|| words.share(cell))
            };
            let (old, new) = (value(old), value(new));
            return Ok(Some(Body::Event(EventDetail { name, old, new })));
        }
        if let Some((place, keys)) = &self.turns {
            let turns =
                read_turns(place.cell(row), keys, counts).map_err(|fault| place.blame(fault))?;
            let body = if turns.is_empty() {
                Body::Nothing
            } else {
                Body::Dialogue(turns)
            };
            return Ok(Some(body));
        }
        Ok(None)
    }

    fn record(&self, row: &Row, key: String, body: Body, fields: Fields) -> Record {
        make_record(self.kind, self.origin(row), key, body, fields)
    }
}

pub(super) fn make_record(
    kind: RecordKind,
    origin: Origin,
    key: String,
    body: Body,
    fields: Fields,
) -> Record {
    Record {
        kind,
        origin,
        key: RawId::new(key),
        at: fields.at,
        body,
        customer: fields.customer,
        contact: fields.contact,
        ticket: fields.ticket,
        question: fields.question,
        weight: fields.weight,
        scores: fields.scores,
        facets: fields.facets,
    }
}
