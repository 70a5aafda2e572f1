use super::columns::{
    self, AT, AUTHOR, Blame, CONFIDENCE, EVENT, FIELD, Finder, NEW, OLD, PUBLIC, Place, SEQ,
    STATUS, TICKET, field_name,
};
use super::compact::{Gathered, Happening, Slot, Statement};
use super::error::Error;
use super::gratitude::gist;
use super::options::{Fields, Options};
use super::sources::{Meaning, times};
use super::words::{self, Kind, Vocabulary};
use crate::intake::{Decimal, Fault, Row, TimeReading};
use crate::privacy::{self, Redactor};
use crate::record::RawText;
use crate::service_levels::tickets::{Author, Gist, Need, Status, field};
use std::borrow::Cow;

/// What every log of events has words for.
pub(super) const NAMED: [Need; 4] = [
    Need::Replies,
    Need::CustomerMessages,
    Need::StatusChanges,
    Need::Solutions,
];

/// Rows that are events.
pub(super) struct EventRows {
    times: TimeReading,
    kinds: Vocabulary<Kind>,
    statuses: Vocabulary<Status>,
    authors: Vocabulary<Author>,
    ticket: Place,
    at: Place,
    event: Place,
    author: Option<Place>,
    old: Option<Place>,
    new: Option<Place>,
    seq: Option<Place>,
    field: Option<Place>,
    public: Option<Place>,
    status: Option<Place>,
    confidence: Option<Place>,
    fields: Vec<Place>,
    words: Option<Words>,
}

/// The words of an event, which are read and not kept.
struct Words {
    place: Place,
    redactor: Redactor,
}

impl EventRows {
    pub(super) fn new(
        finder: &mut Finder<'_>,
        options: &Options,
        gathered: &mut Gathered,
    ) -> Result<Self, Error> {
        let mut rows = Self {
            times: times(options),
            kinds: words::kinds(options),
            statuses: words::statuses(options),
            authors: words::authors(options),
            ticket: finder.need("ticket", TICKET)?,
            at: finder.need("at", AT)?,
            event: finder.need("event", EVENT)?,
            author: finder.take("author", AUTHOR)?,
            old: finder.take("old", OLD)?,
            new: finder.take("new", NEW)?,
            seq: finder.take("seq", SEQ)?,
            field: finder.take("field", FIELD)?,
            public: finder.take("public", PUBLIC)?,
            status: finder.take("status", STATUS)?,
            confidence: finder.take("confidence", CONFIDENCE)?,
            fields: Vec::new(),
            words: finder.words(options.text.as_deref())?.map(|place| Words {
                place,
                redactor: Redactor::new(&privacy::Options::default()),
            }),
        };
        finder.finish()?;
        let only = match &options.fields {
            Fields::Usual => None,
            Fields::Only(names) => Some(names.as_slice()),
        };
        let (fields, left_out) = finder.fields(only)?;
        gathered.account.left_out = left_out;
        // A log that names its events could have named these: that one never happened is told by its
        // absence, as in a log that is a day old. Teams stand in columns or in events, or nowhere.
        for need in NAMED {
            gathered.shows.insert(need);
        }
        let mut slots = Vec::new();
        for (name, place) in fields {
            if name == field::TEAM {
                gathered.shows.insert(Need::TeamChanges);
            }
            slots.push(gathered.slot(&name));
            rows.fields.push(place);
        }
        if rows.status.is_some() {
            gathered.seen.insert(Need::StatusChanges);
            gathered.seen.insert(Need::Solutions);
        }
        slots.extend(rows.status.as_ref().map(|_| Slot::Status));
        slots.extend(rows.confidence.as_ref().map(|_| Slot::Confidence));
        gathered.slots.push(slots);
        Ok(rows)
    }

    fn optional<'r>(place: Option<&Place>, row: &'r Row) -> &'r str {
        place.map_or("", |place| place.cell(row))
    }

    /// Who did it, when a column says so.
    fn author(&mut self, row: &Row) -> Result<Option<Author>, Blame> {
        let Some(place) = &self.author else {
            return Ok(None);
        };
        match place.cell(row) {
            "" => Ok(None),
            cell => self
                .authors
                .read(cell)
                .map(Some)
                .map_err(|fault| place.blame(fault)),
        }
    }

    fn seq(&self, row: &Row) -> Result<u64, Blame> {
        let Some(place) = &self.seq else {
            return Ok(0);
        };
        match place.cell(row) {
            "" => Ok(0),
            cell => cell.parse().map_err(|_| place.blame(Fault::NotANumber)),
        }
    }

    fn new_value<'r>(&self, row: &'r Row) -> Result<&'r str, Blame> {
        match &self.new {
            Some(place) => place.needed(row),
            None => Err((Some("new".to_owned()), Fault::MissingValue)),
        }
    }

    fn new_status(&mut self, row: &Row) -> Result<Status, Blame> {
        let cell = self.new_value(row)?;
        let read = self.statuses.read(cell);
        read.map_err(|fault| (self.new.as_ref().map(|place| place.name.clone()), fault))
    }

    /// The status in a column of its own, by its name in files.
    fn present_status(&mut self, row: &Row) -> Result<&'static str, Blame> {
        let Some(place) = &self.status else {
            return Ok("");
        };
        match place.cell(row) {
            "" => Ok(""),
            cell => match self.statuses.read(cell) {
                Ok(status) => Ok(status.as_str()),
                Err(fault) => Err(place.blame(fault)),
            },
        }
    }

    /// How sure the model was, as a plain number.
    fn confidence<'r>(&self, row: &'r Row) -> Result<Cow<'r, str>, Blame> {
        let Some(place) = &self.confidence else {
            return Ok(Cow::Borrowed(""));
        };
        let cell = place.cell(row);
        if cell.is_empty() {
            return Ok(Cow::Borrowed(""));
        }
        let decimal = if cell.contains(',') {
            Decimal::Comma
        } else {
            Decimal::Point
        };
        match decimal.parse(cell) {
            Some(share) if (0.0..=1.0).contains(&share) => Ok(Cow::Owned(share.to_string())),
            Some(_) => Err(place.blame(Fault::OutsideScale {
                low: 0.0,
                high: 1.0,
            })),
            None => Err(place.blame(Fault::NotANumber)),
        }
    }

    /// What a kind says of a row, with the field it is about.
    fn meaning<'r>(
        &mut self,
        kind: Kind,
        author: Option<Author>,
        row: &'r Row,
    ) -> Result<Said<'r>, Blame> {
        let is_private = |cell: &str| {
            [
                "false", "0", "no", "n", "nee", "private", "intern", "onwaar",
            ]
            .contains(&cell.to_lowercase().as_str())
        };
        let hidden = is_private(Self::optional(self.public.as_ref(), row));
        let written = |by: Author| match by {
            _ if hidden => Happening::PrivateNote,
            Author::Customer => Happening::CustomerMessage,
            _ => Happening::PublicReply,
        };
        let (mut name, mut value) = (Cow::Borrowed(""), "");
        let what = match kind {
            Kind::Created => Happening::Created,
            Kind::Status => Happening::Status(self.new_status(row)?),
            Kind::Done(status) => Happening::Status(status),
            Kind::Reopened => match Self::optional(self.new.as_ref(), row) {
                "" => Happening::Status(Status::Open),
                _ => Happening::Status(self.new_status(row)?),
            },
            Kind::Field(field) => {
                name = Cow::Borrowed(field);
                value = Self::optional(self.new.as_ref(), row);
                Happening::Field
            }
            Kind::NamedField => {
                let Some(place) = &self.field else {
                    return Err((Some("field".to_owned()), Fault::MissingValue));
                };
                name = Cow::Owned(field_name(place.needed(row)?));
                if name == "status" {
                    Happening::Status(self.new_status(row)?)
                } else {
                    value = Self::optional(self.new.as_ref(), row);
                    Happening::Field
                }
            }
            Kind::PublicReply => written(author.unwrap_or(Author::Agent)),
            Kind::PrivateNote => Happening::PrivateNote,
            Kind::CustomerMessage => Happening::CustomerMessage,
            Kind::Message => match (author, &self.author) {
                (Some(author), _) => written(author),
                (None, Some(place)) => return Err(place.blame(Fault::MissingValue)),
                (None, None) => return Err((Some("author".to_owned()), Fault::MissingValue)),
            },
            Kind::Merged => Happening::Merged,
            Kind::PolicyApplied => {
                value = self.new_value(row)?;
                Happening::PolicyApplied
            }
            Kind::SurveySent => Happening::SurveySent,
        };
        Ok(Said { what, name, value })
    }
}

struct Said<'r> {
    what: Happening,
    name: Cow<'static, str>,
    value: &'r str,
}

impl Meaning for EventRows {
    fn ticket<'r>(&self, row: &'r Row) -> &'r str {
        self.ticket.cell(row)
    }

    fn read(&mut self, row: &Row, into: &mut Gathered) -> Result<(), Blame> {
        let is_header = |place: &Place| place.cell(row) == place.name;
        if is_header(&self.ticket) && is_header(&self.at) && is_header(&self.event) {
            into.account.n_headers += 1;
            return Ok(());
        }
        let ticket = self.ticket.needed(row)?;
        let kind = self.event.needed(row)?;
        let kind = match self.kinds.read(kind) {
            Ok(kind) => kind,
            Err(fault) => {
                // A kind may be the name of a column that is a field.
                let name = columns::field_name(kind);
                let is_field = self
                    .fields
                    .iter()
                    .any(|place| field_name(&place.name) == name);
                if !is_field {
                    return Err(self.event.blame(fault));
                }
                return self.named(row, ticket, &name, into);
            }
        };
        let author = self.author(row)?;
        let said = self.meaning(kind, author, row)?;
        let initial = match (kind, Self::optional(self.new.as_ref(), row)) {
            (Kind::Created, cell) if !cell.is_empty() => Some(self.new_status(row)?),
            _ => None,
        };
        let mut statement = self.shared(row, ticket, author, into)?;
        statement.what = said.what;
        let (who, is_assumed) = match (author, said.what) {
            (Some(author), _) => (author, false),
            (None, Happening::Created) => (Author::Customer, true),
            (None, Happening::CustomerMessage) => (Author::Customer, false),
            (None, Happening::PublicReply | Happening::PrivateNote) => (Author::Agent, true),
            (None, _) => (Author::System, false),
        };
        statement.author = who;
        statement.gist = self.gist(row, &statement);
        Self::show(kind, &said, into);
        into.account.n_assumed_authors += u64::from(is_assumed);
        if !said.name.is_empty() {
            statement.name = into.field(&said.name)?;
        }
        statement.value = into.value(said.value);
        let is_of_customer = who == Author::Customer
            && matches!(said.what, Happening::Created | Happening::CustomerMessage);
        if let Some(words) = self.words.as_ref().filter(|_| is_of_customer) {
            into.first_words.hear(&statement, words.place.cell(row));
        }
        into.statements.push(statement);
        if let Some(status) = initial {
            into.statements.push(Statement {
                what: Happening::Status(status),
                old: None,
                part: 1,
                ..statement
            });
        }
        Ok(())
    }
}

impl EventRows {
    /// What the words of a customer come to. They pass the door of privacy as all words do, and nothing
    /// of them stays.
    fn gist(&self, row: &Row, statement: &Statement) -> Gist {
        let Some(words) = &self.words else {
            return Gist::Unread;
        };
        let is_theirs = match statement.what {
            Happening::CustomerMessage => true,
            Happening::Status(_) => matches!(statement.author, Author::Customer | Author::System),
            _ => false,
        };
        let cell = words.place.cell(row);
        if !is_theirs || cell.is_empty() {
            return Gist::Unread;
        }
        gist(&words.redactor.redact(&RawText::new(cell)))
    }

    /// Notes what happened, and that the source knows of teams.
    fn show(kind: Kind, said: &Said<'_>, into: &mut Gathered) {
        match (kind, said.what) {
            (_, Happening::PublicReply) => into.seen.insert(Need::Replies),
            (_, Happening::CustomerMessage) => into.seen.insert(Need::CustomerMessages),
            (Kind::Status | Kind::NamedField, Happening::Status(_)) => {
                into.seen.insert(Need::StatusChanges);
                into.seen.insert(Need::Solutions);
            }
            (Kind::Done(_), _) => into.seen.insert(Need::Solutions),
            (_, Happening::Field) if said.name == field::TEAM => {
                into.shows.insert(Need::TeamChanges);
            }
            _ => {}
        }
    }

    /// What every row says, whatever its kind.
    fn shared(
        &mut self,
        row: &Row,
        ticket: &str,
        author: Option<Author>,
        into: &mut Gathered,
    ) -> Result<Statement, Blame> {
        let seq = self.seq(row)?;
        let status = self.present_status(row)?;
        let confidence = self.confidence(row)?;
        let at = into.time(&self.times, &self.at, self.at.needed(row)?)?;
        let old = self
            .statuses
            .read(Self::optional(self.old.as_ref(), row))
            .ok();
        let mut statement = into.statement(row, 0, ticket);
        let last = [
            self.status.as_ref().map(|_| status),
            self.confidence.as_ref().map(|_| &*confidence),
        ];
        let cells = self.fields.iter().map(|place| place.cell(row));
        statement.snapshot = into.snapshot(cells.chain(last.into_iter().flatten()));
        statement.at = at;
        statement.seq = seq;
        statement.old = old;
        statement.author = author.unwrap_or(Author::System);
        Ok(statement)
    }

    /// A row whose kind is the name of a field.
    fn named(
        &mut self,
        row: &Row,
        ticket: &str,
        name: &str,
        into: &mut Gathered,
    ) -> Result<(), Blame> {
        let author = self.author(row)?;
        let value = Self::optional(self.new.as_ref(), row);
        let mut statement = self.shared(row, ticket, author, into)?;
        statement.what = Happening::Field;
        statement.name = into.field(name)?;
        statement.value = into.value(value);
        into.statements.push(statement);
        Ok(())
    }
}
