use super::columns::{Blame, Finder, Place, STATUS, TICKET};
use super::compact::{Gathered, Happening, Statement};
use super::error::Error;
use super::latest::place_of;
use super::options::{Fields, Options};
use super::sources::{Meaning, times};
use crate::intake::{Fault, Row, TimeReading};
use crate::service_levels::tickets::{Author, Need, Status};

/// Columns that say when a ticket was created.
pub(super) const CREATED: &[&str] = &[
    "created",
    "created_at",
    "opened_at",
    "opened",
    "open_date",
    "creation_date",
    "submitted_at",
    "aangemaakt",
    "aangemaakt_op",
    "aanmaakdatum",
    "geopend",
    "geopend_op",
];
const FIRST_REPLY: &[&str] = &[
    "first_reply",
    "first_reply_at",
    "first_response",
    "first_response_at",
    "first_replied_at",
    "eerste_reactie",
    "eerste_reactie_op",
];
/// Columns that say when a ticket was solved.
pub(super) const SOLVED: &[&str] = &[
    "solved",
    "solved_at",
    "resolved",
    "resolved_at",
    "resolution_date",
    "opgelost",
    "opgelost_op",
    "afgehandeld_op",
];
/// Columns that say when a row was last written.
const UPDATED: &[&str] = &[
    "updated",
    "updated_at",
    "last_updated",
    "last_updated_at",
    "modified_at",
    "last_modified",
    "bijgewerkt",
    "bijgewerkt_op",
    "gewijzigd_op",
    "laatst_gewijzigd",
    "laatst_gewijzigd_op",
];
const CLOSED: &[&str] = &[
    "closed",
    "closed_at",
    "gesloten",
    "gesloten_op",
    "afgesloten_op",
];

/// Rows that are tickets, with a column for each instant.
///
/// The fields are as they were when the export was made; they are taken to have been so since the
/// creation, because nothing says otherwise. A column with the present status is left out: it says
/// nothing of when.
pub(super) struct TicketRows {
    times: TimeReading,
    ticket: Place,
    created: Place,
    first_reply: Option<Place>,
    solved: Option<Place>,
    closed: Option<Place>,
    updated: Option<Place>,
    words: Option<Place>,
    fields: Vec<Place>,
}

impl TicketRows {
    pub(super) fn new(
        finder: &mut Finder<'_>,
        options: &Options,
        gathered: &mut Gathered,
    ) -> Result<Self, Error> {
        let mut rows = Self {
            times: times(options),
            ticket: finder.need("ticket", TICKET)?,
            created: finder.need("created", CREATED)?,
            first_reply: finder.take("first_reply", FIRST_REPLY)?,
            solved: finder.take("solved", SOLVED)?,
            closed: finder.take("closed", CLOSED)?,
            updated: finder.take("updated", UPDATED)?,
            words: finder.words(options.text.as_deref())?,
            fields: Vec::new(),
        };
        finder.finish()?;
        if rows.first_reply.is_some() {
            gathered.shows.insert(Need::Replies);
        }
        if rows.solved.is_some() || rows.closed.is_some() {
            gathered.shows.insert(Need::Solutions);
        }
        let status = finder.take("status", STATUS)?;
        let only = match &options.fields {
            Fields::Usual => None,
            Fields::Only(names) => Some(names.as_slice()),
        };
        let (fields, mut left_out) = finder.fields(only)?;
        left_out.extend(status.map(|place| place.name));
        gathered.account.left_out = left_out;
        let mut slots = Vec::new();
        for (name, place) in fields {
            slots.push(gathered.slot(&name));
            rows.fields.push(place);
        }
        gathered.slots.push(slots);
        Ok(rows)
    }

    /// The instant in a column, not before the one in another.
    fn after(
        &self,
        place: Option<&Place>,
        start: (&Place, i64),
        row: &Row,
        into: &mut Gathered,
    ) -> Result<Option<i64>, Blame> {
        let Some(place) = place else {
            return Ok(None);
        };
        let cell = place.cell(row);
        if cell.is_empty() {
            return Ok(None);
        }
        let at = into.time(&self.times, place, cell)?;
        if at < start.1 {
            let start = start.0.name.clone();
            return Err(place.blame(Fault::EndBeforeStart { start }));
        }
        Ok(Some(at))
    }
}

impl Meaning for TicketRows {
    fn ticket<'r>(&self, row: &'r Row) -> &'r str {
        self.ticket.cell(row)
    }

    fn read(&mut self, row: &Row, into: &mut Gathered) -> Result<(), Blame> {
        if self.ticket.cell(row) == self.ticket.name && self.created.cell(row) == self.created.name
        {
            into.account.n_headers += 1;
            return Ok(());
        }
        let ticket = self.ticket.needed(row)?;
        let created = into.time(&self.times, &self.created, self.created.needed(row)?)?;
        let start = (&self.created, created);
        let reply = self.after(self.first_reply.as_ref(), start, row, into)?;
        let solved = self.after(self.solved.as_ref(), start, row, into)?;
        let end = match (solved, &self.solved) {
            (Some(at), Some(place)) => (place, at),
            _ => start,
        };
        let closed = self.after(self.closed.as_ref(), end, row, into)?;
        let updated = self.updated.as_ref().map(|place| (place, place.cell(row)));
        let updated = match updated {
            None | Some((_, "")) => 0,
            Some((place, cell)) => place_of(into.time(&self.times, place, cell)?),
        };
        let mut statement = into.statement(row, 0, ticket);
        statement.seq = updated;
        statement.snapshot = into.snapshot(self.fields.iter().map(|place| place.cell(row)));
        statement.at = created;
        statement.what = Happening::Created;
        statement.author = Author::Customer;
        into.account.n_assumed_authors += 1;
        if let Some(place) = &self.words {
            into.first_words.hear(&statement, place.cell(row));
        }
        into.statements.push(statement);
        let later = [
            (reply, Happening::PublicReply, Author::Agent),
            (solved, Happening::Status(Status::Solved), Author::System),
            (closed, Happening::Status(Status::Closed), Author::System),
        ];
        for ((at, what, author), part) in later.into_iter().zip(1..) {
            if let Some(at) = at {
                into.statements.push(Statement {
                    at,
                    what,
                    author,
                    part,
                    snapshot: u32::MAX,
                    ..statement
                });
            }
        }
        Ok(())
    }
}
