use super::directory::Directory;
use super::tables::{Cells, Sheet, is_true, utc};
use crate::intake::{Fault, Row, TimeReading};
use crate::logs::Error;
use crate::logs::columns::{Blame, Place, plain};
use crate::logs::compact::{End, Gathered, Happening, Statement};
use crate::logs::options::Options;
use crate::logs::sources::Meaning;
use crate::logs::words::{self, Vocabulary};
use crate::service_levels::tickets::{Author, Status, field};
use std::path::Path;
use std::sync::Arc;

/// Fields of the table of tickets that hold since the creation when no history tells of a change.
const INITIAL: &[(&str, &str)] = &[
    ("priority", field::PRIORITY),
    ("group_id", field::TEAM),
    ("assignee_id", field::AGENT),
    ("requester_id", "customer"),
    ("organization_id", "organization"),
    ("via_channel", field::CHANNEL),
    ("type", "type"),
];

/// Rows of the table of tickets: their creation and their present status.
pub(super) struct TicketRows {
    cells: Cells,
    times: TimeReading,
    statuses: Vocabulary<Status>,
    directory: Arc<Directory>,
    file: u8,
}

impl TicketRows {
    pub(super) fn sheet(folder: &Path, options: &Options) -> Result<Sheet, Error> {
        let mut optional: Vec<&'static str> = vec!["status", "submitter_id"];
        optional.extend(INITIAL.iter().map(|(column, _)| *column));
        Sheet::need(folder, "ticket", options, &["id", "created_at"], &optional)
    }

    pub(super) fn new(
        sheet: &Sheet,
        options: &Options,
        directory: Arc<Directory>,
        file: u8,
    ) -> Self {
        Self {
            cells: sheet.columns(),
            times: utc(options),
            statuses: words::statuses(options),
            directory,
            file,
        }
    }
}

impl Meaning for TicketRows {
    fn ticket<'r>(&self, row: &'r Row) -> &'r str {
        self.cells.get(row, "id")
    }

    fn read(&mut self, row: &Row, into: &mut Gathered) -> Result<(), Blame> {
        let ticket = self.cells.place("id").needed(row)?;
        let place = self.cells.place("status");
        let is_deleted = plain(self.cells.get(row, "status")) == "deleted";
        let present = match self.cells.get(row, "status") {
            "" => None,
            _ if is_deleted => None,
            cell => {
                let read = self.statuses.read(cell);
                Some(read.map_err(|fault| place.blame(fault))?)
            }
        };
        let place = self.cells.place("created_at");
        let at = into.time(&self.times, &place, place.needed(row)?)?;
        let submitter = self.cells.get(row, "submitter_id");
        let author = self.directory.author(submitter, ticket, at);
        into.account.n_assumed_authors += u64::from(author.is_none());
        let mut statement = into.statement(row, self.file, ticket);
        statement.at = at;
        statement.what = Happening::Created;
        statement.author = author.unwrap_or(Author::Customer);
        into.statements.push(statement);
        for ((column, name), part) in INITIAL.iter().zip(1..) {
            let value = match (*column, self.cells.get(row, column)) {
                (_, "") => continue,
                ("group_id", id) => into.value(self.directory.group(id)),
                (_, cell) => into.value(cell),
            };
            let name = into.field(name)?;
            into.statements.push(Statement {
                what: Happening::Initial,
                name,
                value,
                part,
                author: Author::System,
                ..statement
            });
        }
        let facts = into.facts.entry(statement.ticket).or_default();
        facts.present = present;
        facts.end = if is_deleted {
            Some(End::Deleted)
        } else {
            self.directory.is_merged(ticket).then_some(End::Merged)
        };
        Ok(())
    }
}

/// Rows of the table of comments.
pub(super) struct CommentRows {
    words: Option<Place>,
    cells: Cells,
    times: TimeReading,
    directory: Arc<Directory>,
    file: u8,
}

impl CommentRows {
    pub(super) fn sheet(folder: &Path, options: &Options) -> Result<Option<Sheet>, Error> {
        let needed = ["ticket_id", "created", "public", "user_id"];
        let (name, optional) = ("ticket_comment", ["id"]);
        if options.text.is_some() {
            return Sheet::need(folder, name, options, &needed, &optional).map(Some);
        }
        Sheet::open(folder, name, options, &needed, &optional)
    }

    pub(super) fn new(
        sheet: &Sheet,
        words: Option<Place>,
        options: &Options,
        directory: Arc<Directory>,
        file: u8,
    ) -> Self {
        Self {
            words,
            cells: sheet.columns(),
            times: utc(options),
            directory,
            file,
        }
    }
}

impl Meaning for CommentRows {
    fn ticket<'r>(&self, row: &'r Row) -> &'r str {
        self.cells.get(row, "ticket_id")
    }

    fn read(&mut self, row: &Row, into: &mut Gathered) -> Result<(), Blame> {
        let ticket = self.cells.place("ticket_id").needed(row)?;
        let place = self.cells.place("created");
        let at = into.time(&self.times, &place, place.needed(row)?)?;
        let user = self.cells.place("user_id");
        let author = self.directory.author(user.cell(row), ticket, at);
        // A ticket that is in no table is rejected whole; its people cannot be known.
        let parties = self.directory.ticket(ticket);
        let author = match (author, parties) {
            (Some(author), _) => author,
            (None, None) => Author::System,
            (None, Some(_)) => return Err(user.blame(Directory::unknown())),
        };
        let what = match (is_true(self.cells.get(row, "public")), author) {
            (false, _) => Happening::PrivateNote,
            (true, Author::Customer) => Happening::CustomerMessage,
            (true, _) => Happening::PublicReply,
        };
        let created = parties.and_then(|parties| parties.created);
        let is_opening = created.is_some_and(|created| (at - created).abs() <= 1_000_000);
        let mut statement = into.statement(row, self.file, ticket);
        statement.at = at;
        statement.what = what;
        statement.author = author;
        if let Some(place) = self.words.as_ref()
            && what == Happening::CustomerMessage
        {
            into.first_words.hear(&statement, place.cell(row));
        }
        if is_opening && what == Happening::CustomerMessage {
            into.account.n_opening_messages += 1;
            return Ok(());
        }
        into.statements.push(statement);
        Ok(())
    }
}

/// The faults of a time column that must hold something.
pub(super) fn time(
    cells: &Cells,
    column: &str,
    times: &TimeReading,
    row: &Row,
    into: &mut Gathered,
) -> Result<i64, Blame> {
    let place = cells.place(column);
    match place.cell(row) {
        "" => Err(place.blame(Fault::MissingValue)),
        cell => into.time(times, &place, cell),
    }
}
