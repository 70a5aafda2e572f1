use super::directory::Directory;
use super::rows::time;
use super::tables::{Cells, Sheet, utc};
use crate::intake::{Row, TimeReading};
use crate::logs::Error;
use crate::logs::columns::{Blame, plain};
use crate::logs::compact::{End, Gathered, Happening, Statement};
use crate::logs::options::Options;
use crate::logs::sources::Meaning;
use crate::logs::words::{self, Vocabulary};
use crate::service_levels::tickets::{Author, Status, field};
use std::path::Path;
use std::sync::Arc;

/// The field by which policies of this export know which tickets they were applied to.
pub(super) const POLICY: &str = "sla_policy";

/// Rows of the history of fields.
pub(super) struct HistoryRows {
    cells: Cells,
    times: TimeReading,
    statuses: Vocabulary<Status>,
    directory: Arc<Directory>,
    file: u8,
}

impl HistoryRows {
    pub(super) fn sheet(folder: &Path, options: &Options) -> Result<Sheet, Error> {
        let needed = ["ticket_id", "field_name", "updated", "value"];
        Sheet::need(
            folder,
            "ticket_field_history",
            options,
            &needed,
            &["user_id"],
        )
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

impl Meaning for HistoryRows {
    fn ticket<'r>(&self, row: &'r Row) -> &'r str {
        self.cells.get(row, "ticket_id")
    }

    fn read(&mut self, row: &Row, into: &mut Gathered) -> Result<(), Blame> {
        let ticket = self.cells.place("ticket_id").needed(row)?;
        let name = plain(self.cells.place("field_name").needed(row)?);
        let cell = self.cells.get(row, "value");
        let is_deleted = name == "status" && plain(cell) == "deleted";
        let (what, name, value) = match name.as_str() {
            _ if is_deleted => (Happening::Nothing, "", ""),
            "status" => {
                let place = self.cells.place("value");
                let status = self.statuses.read(place.needed(row)?);
                let status = status.map_err(|fault| place.blame(fault))?;
                (Happening::Status(status), "", "")
            }
            "group_id" => (Happening::Field, field::TEAM, self.directory.group(cell)),
            "assignee_id" => (Happening::Field, field::AGENT, cell),
            "requester_id" => (Happening::Field, "customer", cell),
            "organization_id" => (Happening::Field, "organization", cell),
            other => (Happening::Field, other, cell),
        };
        let at = time(&self.cells, "updated", &self.times, row, into)?;
        let user = self.cells.get(row, "user_id");
        let mut statement = into.statement(row, self.file, ticket);
        statement.at = at;
        statement.what = what;
        statement.name = into.field(name)?;
        statement.value = into.value(value);
        let author = self.directory.author(user, ticket, at);
        statement.author = author.unwrap_or(Author::System);
        into.statements.push(statement);
        if is_deleted {
            let facts = into.facts.entry(statement.ticket).or_default();
            facts.end = Some(End::Deleted);
        }
        Ok(())
    }
}

/// Rows that say which policy was applied to which ticket.
pub(super) struct PolicyRows {
    cells: Cells,
    times: TimeReading,
    file: u8,
}

impl PolicyRows {
    pub(super) fn sheet(folder: &Path, options: &Options) -> Result<Option<Sheet>, Error> {
        let needed = ["ticket_id", "sla_policy_id", "policy_applied_at"];
        Sheet::open(folder, "ticket_sla_policy", options, &needed, &[])
    }

    pub(super) fn new(sheet: &Sheet, options: &Options, file: u8) -> Self {
        Self {
            cells: sheet.columns(),
            times: utc(options),
            file,
        }
    }
}

impl Meaning for PolicyRows {
    fn ticket<'r>(&self, row: &'r Row) -> &'r str {
        self.cells.get(row, "ticket_id")
    }

    fn read(&mut self, row: &Row, into: &mut Gathered) -> Result<(), Blame> {
        let ticket = self.cells.place("ticket_id").needed(row)?;
        let policy = self.cells.place("sla_policy_id").needed(row)?;
        let at = time(&self.cells, "policy_applied_at", &self.times, row, into)?;
        let mut statement = into.statement(row, self.file, ticket);
        statement.at = at;
        statement.what = Happening::PolicyApplied;
        statement.value = into.value(policy);
        let name = into.field(POLICY)?;
        into.statements.push(statement);
        into.statements.push(Statement {
            what: Happening::Field,
            name,
            part: 1,
            ..statement
        });
        Ok(())
    }
}

/// Rows that say which schedule a ticket has.
pub(super) struct ScheduleRows {
    cells: Cells,
    times: TimeReading,
    directory: Arc<Directory>,
    file: u8,
}

impl ScheduleRows {
    pub(super) fn sheet(folder: &Path, options: &Options) -> Result<Option<Sheet>, Error> {
        let needed = ["ticket_id", "schedule_id", "created_at"];
        Sheet::open(folder, "ticket_schedule", options, &needed, &[])
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
            directory,
            file,
        }
    }
}

impl Meaning for ScheduleRows {
    fn ticket<'r>(&self, row: &'r Row) -> &'r str {
        self.cells.get(row, "ticket_id")
    }

    fn read(&mut self, row: &Row, into: &mut Gathered) -> Result<(), Blame> {
        let ticket = self.cells.place("ticket_id").needed(row)?;
        let schedule = self.cells.place("schedule_id").needed(row)?;
        let at = time(&self.cells, "created_at", &self.times, row, into)?;
        // Schedules are set by triggers as soon as the ticket is there, at times a little before.
        let created = self.directory.ticket(ticket).and_then(|t| t.created);
        let mut statement = into.statement(row, self.file, ticket);
        statement.at = created.map_or(at, |created| at.max(created));
        statement.what = Happening::Field;
        statement.name = into.field("schedule")?;
        statement.value = into.value(schedule);
        into.statements.push(statement);
        Ok(())
    }
}
