use super::Fault;
use super::Rejection;
use super::Row;
use super::blank::Blank;
use super::column_words::is_blank;
use super::fields::{FieldMapping, Fields};
use super::mapping::{Blame, Outcome, Place, make_record};
use super::profile::Counts;
use super::speakers::{Role, Speakers};
use super::spec::{Conversation, SourceSpec};
use super::table::Limits;
use super::{Decimal, TimeReading};
use crate::record::{Body, Origin, RawId, RawText, RecordKind, SourceName, Speaker, Turn};
use crate::units::Seconds;
use jiff::Timestamp;
use std::collections::{HashSet, VecDeque};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

/// Puts rows that are turns together into conversations.
///
/// Only one conversation is held at a time. Of those that ended a hash of eight bytes is kept, to
/// recognise rows that come too late: they are rejected, because a second record with the same key
/// would replace the first.
#[derive(Debug)]
pub(super) struct Calls {
    source: SourceName,
    file: Arc<str>,
    kind: RecordKind,
    limits: Limits,
    fields: FieldMapping,
    times: TimeReading,
    unknown: Blank,
    decimal: Decimal,
    speakers: Speakers,
    conversation: Place,
    turn: Option<Place>,
    speaker: Option<Place>,
    text: Place,
    open: Option<Call>,
    ended: HashSet<u64>,
}

#[derive(Debug)]
struct Call {
    id: String,
    origin: Origin,
    fields: Fields,
    turns: Vec<Line>,
    bytes: usize,
}

#[derive(Debug)]
struct Line {
    order: f64,
    at: Option<Timestamp>,
    speaker: Speaker,
    text: String,
}

impl Calls {
    pub(super) fn new(
        spec: &SourceSpec,
        file: Arc<str>,
        find: &dyn Fn(&str) -> Option<Place>,
    ) -> Option<Self> {
        let Some(Conversation::RowPerTurn {
            conversation,
            turn,
            speaker,
            text,
        }) = &spec.columns.conversation
        else {
            return None;
        };
        Some(Self {
            source: spec.name.clone(),
            file,
            kind: spec.kind,
            limits: spec.limits,
            fields: FieldMapping::new(spec, find),
            times: spec.times.clone(),
            unknown: Blank::new(&spec.unknown),
            decimal: spec.decimal,
            speakers: spec.speakers.clone(),
            conversation: find(conversation)?,
            turn: turn.as_deref().and_then(find),
            speaker: speaker.as_deref().and_then(find),
            text: find(text)?,
            open: None,
            ended: HashSet::new(),
        })
    }

    /// Takes in a row; a conversation that it ends, or its rejection, comes out.
    pub(super) fn add(&mut self, row: &Row, counts: &mut Counts, out: &mut VecDeque<Outcome>) {
        if let Err((column, fault)) = self.try_add(row, counts, out) {
            out.push_back(Err(Rejection {
                origin: self.origin(row),
                column,
                fault,
                row_hash: row.hash_hex(),
            }));
        }
    }

    /// Ends the last conversation.
    pub(super) fn finish(&mut self, out: &mut VecDeque<Outcome>) {
        if let Some(call) = self.open.take() {
            self.ended.insert(short_hash(&call.id));
            out.push_back(Ok(make_call(self.kind, call)));
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

    fn try_add(
        &mut self,
        row: &Row,
        counts: &mut Counts,
        out: &mut VecDeque<Outcome>,
    ) -> Result<(), Blame> {
        let id = self.conversation.cell(row);
        if self.unknown.is(id) {
            return Err(self.conversation.blame(Fault::MissingValue));
        }
        let goes_on = self.open.as_ref().is_some_and(|call| call.id == id);
        if !goes_on && self.ended.contains(&short_hash(id)) {
            return Err(self.conversation.blame(Fault::ConversationReappears));
        }
        let line = self.line(row, counts)?;
        let fields = self.fields.read(row, counts)?;
        counts.doubtful_ids += u64::from(is_blank(id));
        if !goes_on {
            self.finish(out);
        }
        let origin = self.origin(row);
        let call = self.open.get_or_insert_with(|| Call {
            id: id.to_owned(),
            origin,
            fields: Fields::default(),
            turns: Vec::new(),
            bytes: 0,
        });
        if let Some(mut line) = line {
            let bytes = call.bytes + line.text.len();
            if call.turns.len() >= self.limits.turns || bytes > self.limits.conversation_bytes {
                return Err((
                    None,
                    Fault::ConversationTooLong {
                        limit_turns: self.limits.turns,
                        limit_bytes: self.limits.conversation_bytes,
                    },
                ));
            }
            call.bytes = bytes;
            line.at = line.at.or(fields.at);
            call.turns.push(line);
            counts.turns += 1;
        }
        merge(&mut call.fields, fields);
        Ok(())
    }

    /// The turn of a row; `None` when nothing was said or the customer was waiting.
    fn line(&self, row: &Row, counts: &mut Counts) -> Result<Option<Line>, Blame> {
        let label = self.speaker.as_ref().map_or("", |place| place.cell(row));
        let speaker = match self.speakers.role(label) {
            Some(Role::Waiting) => {
                counts.waiting_turns += 1;
                return Ok(None);
            }
            Some(Role::Speaks(speaker)) => speaker,
            None => {
                counts.unknown_speakers += 1;
                Speaker::Unknown
            }
        };
        let (order, at) = self.order(row)?;
        let text = row.cell(self.text.at);
        if text.trim().is_empty() {
            counts.empty_texts += 1;
            return Ok(None);
        }
        Ok(Some(Line {
            order,
            at,
            speaker,
            text: text.to_owned(),
        }))
    }

    /// Where a turn stands: by number or time; in file order where neither is declared.
    fn order(&self, row: &Row) -> Result<(f64, Option<Timestamp>), Blame> {
        let Some(place) = &self.turn else {
            return Ok((0.0, None));
        };
        let cell = place.cell(row);
        // A number is a place among turns, whatever it means elsewhere.
        if let Some(number) = self.decimal.parse(cell) {
            return Ok((number, None));
        }
        if self.unknown.is_date(cell) {
            return Err(place.blame(Fault::MissingValue));
        }
        match self.times.parse(cell) {
            Ok(at) => Ok((at.as_duration().as_secs_f64(), Some(at))),
            Err(Fault::NaiveTimestamp) => Err(place.blame(Fault::NaiveTimestamp)),
            Err(_) => Err(place.blame(Fault::NotANumber)),
        }
    }
}

/// What a conversation knows from its first row that says so; its time is the earliest.
fn merge(known: &mut Fields, row: Fields) {
    known.at = match (known.at, row.at) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    };
    known.customer = known.customer.take().or(row.customer);
    known.contact = known.contact.take().or(row.contact);
    known.ticket = known.ticket.take().or(row.ticket);
    known.question = known.question.take().or(row.question);
    known.weight = known.weight.or(row.weight);
    for score in row.scores {
        if !known.scores.iter().any(|have| have.name == score.name) {
            known.scores.push(score);
        }
    }
    for facet in row.facets {
        if let Err(at) = known.facets.binary_search_by(|have| have.0.cmp(&facet.0)) {
            known.facets.insert(at, facet);
        }
    }
}

fn make_call(kind: RecordKind, call: Call) -> crate::record::Record {
    let Call {
        id,
        origin,
        mut fields,
        mut turns,
        ..
    } = call;
    turns.sort_by(|a, b| a.order.total_cmp(&b.order));
    let start = turns.iter().filter_map(|line| line.at).min();
    fields.at = fields.at.or(start);
    // What was said in a conversation is joined to scores of the contact it was.
    if fields.contact.is_none() {
        fields.contact = Some(RawId::new(id.as_str()));
    }
    let turns: Vec<Turn> = turns
        .into_iter()
        .map(|line| Turn {
            speaker: line.speaker,
            at: line
                .at
                .zip(start)
                .map(|(at, start)| Seconds(at.as_second() - start.as_second())),
            text: RawText::new(line.text),
        })
        .collect();
    let body = if turns.is_empty() {
        Body::Nothing
    } else {
        Body::Dialogue(turns)
    };
    make_record(kind, origin, id, body, fields)
}

/// Fixed keys, so the same on every run. Two ids that share it (odds of 1 in 10⁷ at a million
/// conversations) would cost a rejection, not a wrong record.
fn short_hash(id: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    id.hash(&mut hasher);
    hasher.finish()
}
