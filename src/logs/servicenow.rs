use super::columns::{Blame, Finder, Place};
use super::compact::{Gathered, Happening, Statement};
use super::error::Error;
use super::options::{Fields, Options};
use super::sources::{Meaning, times};
use super::words::{self, Vocabulary};
use crate::intake::{Fault, Row, TimeReading};
use crate::service_levels::tickets::{Need, Status, field};

/// Fields that audit logs have, with their columns.
const FIELDS: &[(&str, &str)] = &[
    ("assigned_to", field::AGENT),
    ("assignment_group", field::TEAM),
    ("caller_id", "customer"),
    ("category", field::ISSUE_TYPE),
    ("contact_type", field::CHANNEL),
    ("priority", field::PRIORITY),
];

/// Rows that are updates of incidents, as the audit log of `ServiceNow` has them.
///
/// The incident is created at `opened_at` with the fields of its first update. States and fields
/// change at `sys_updated_at`, in the order of `sys_mod_count`. The stamps `resolved_at` and
/// `closed_at` stand on every row of an incident; they are used where no row says so itself.
/// `made_sla` is kept for comparison. `?` is an empty cell.
pub(super) struct UpdateRows {
    times: TimeReading,
    statuses: Vocabulary<Status>,
    ticket: Place,
    state: Place,
    opened: Place,
    updated: Place,
    count: Option<Place>,
    resolved: Option<Place>,
    closed: Option<Place>,
    made_sla: Option<Place>,
    words: Option<Place>,
    fields: Vec<Place>,
}

impl UpdateRows {
    pub(super) fn new(
        finder: &mut Finder<'_>,
        options: &Options,
        gathered: &mut Gathered,
    ) -> Result<Self, Error> {
        let mut rows = Self {
            times: times(options),
            statuses: words::statuses(options),
            ticket: finder.need("ticket", &["number", "incident"])?,
            state: finder.need("incident_state", &["incident_state", "state"])?,
            opened: finder.need("opened_at", &["opened_at"])?,
            updated: finder.need("sys_updated_at", &["sys_updated_at", "sys_updated_on"])?,
            count: finder.take("sys_mod_count", &["sys_mod_count"])?,
            resolved: finder.take("resolved_at", &["resolved_at"])?,
            closed: finder.take("closed_at", &["closed_at"])?,
            made_sla: finder.take("made_sla", &["made_sla"])?,
            words: finder.words(options.text.as_deref())?,
            fields: Vec::new(),
        };
        finder.finish()?;
        let mut fields = Vec::new();
        for (column, name) in FIELDS {
            if let Some(place) = finder.take(column, &[column])? {
                fields.push(((*name).to_owned(), place));
            }
        }
        let more = match &options.fields {
            Fields::Usual => &[],
            Fields::Only(names) => names.as_slice(),
        };
        fields.extend(finder.fields(Some(more))?.0);
        for need in [Need::StatusChanges, Need::Solutions] {
            gathered.shows.insert(need);
        }
        if fields.iter().any(|(name, _)| name == field::TEAM) {
            gathered.shows.insert(Need::TeamChanges);
        }
        let mut slots = Vec::new();
        for (name, place) in fields {
            slots.push(gathered.slot(&name));
            rows.fields.push(place);
        }
        gathered.slots.push(slots);
        Ok(rows)
    }

    fn stamp(
        &self,
        place: Option<&Place>,
        opened: i64,
        row: &Row,
        into: &mut Gathered,
    ) -> Result<Option<i64>, Blame> {
        let Some((place, cell)) = place.map(|place| (place, said(place, row))) else {
            return Ok(None);
        };
        if cell.is_empty() {
            return Ok(None);
        }
        let at = into.time(&self.times, place, cell)?;
        if at < opened {
            let start = self.opened.name.clone();
            return Err(place.blame(Fault::EndBeforeStart { start }));
        }
        Ok(Some(at))
    }

    /// `None` where the source has no state: an empty cell, or a bare number such as -100.
    fn state(&mut self, row: &Row) -> Result<Option<Status>, Blame> {
        let cell = said(&self.state, row);
        match self.statuses.read(cell) {
            Ok(status) => Ok(Some(status)),
            Err(_) if cell.is_empty() || cell.parse::<i64>().is_ok() => Ok(None),
            Err(fault) => Err(self.state.blame(fault)),
        }
    }
}

/// The cell, empty where the source writes that it does not know.
fn said<'r>(place: &Place, row: &'r Row) -> &'r str {
    match place.cell(row) {
        "?" => "",
        cell => cell,
    }
}

impl Meaning for UpdateRows {
    fn ticket<'r>(&self, row: &'r Row) -> &'r str {
        said(&self.ticket, row)
    }

    fn read(&mut self, row: &Row, into: &mut Gathered) -> Result<(), Blame> {
        if self.ticket.cell(row) == self.ticket.name {
            into.account.n_headers += 1;
            return Ok(());
        }
        let needed = |place: &Place| match said(place, row) {
            "" => Err(place.blame(Fault::MissingValue)),
            cell => Ok(cell),
        };
        let ticket = needed(&self.ticket)?;
        let count = self.count.as_ref().map(|place| (place, said(place, row)));
        let seq = match count {
            None | Some((_, "")) => 0,
            Some((place, cell)) => {
                let number = cell.parse();
                number.map_err(|_| place.blame(Fault::NotANumber))?
            }
        };
        let status = self.state(row)?;
        let opened = into.time(&self.times, &self.opened, needed(&self.opened)?)?;
        let at = into.time(&self.times, &self.updated, needed(&self.updated)?)?;
        let resolved = self.stamp(self.resolved.as_ref(), opened, row, into)?;
        let closed = self.stamp(self.closed.as_ref(), opened, row, into)?;
        let made = self.made_sla.as_ref().map(|place| said(place, row));
        let made = match made.unwrap_or("").to_ascii_lowercase().as_str() {
            "true" | "1" | "yes" => Some(true),
            "false" | "0" | "no" => Some(false),
            _ => None,
        };
        let mut statement = into.statement(row, 0, ticket);
        statement.snapshot = into.snapshot(self.fields.iter().map(|place| said(place, row)));
        statement.at = at;
        statement.seq = seq;
        statement.what = status.map_or(Happening::Nothing, Happening::Status);
        into.account.n_without_state += u64::from(status.is_none());
        if let Some(place) = &self.words {
            // Every update carries what the incident was opened with.
            let opening = Statement {
                at: opened,
                ..statement
            };
            into.first_words.hear(&opening, said(place, row));
        }
        into.statements.push(statement);
        let facts = into.facts.entry(statement.ticket).or_default();
        let earliest = |a: Option<i64>, b| a.map_or(b, |a: i64| a.min(b));
        facts.opened = Some(earliest(facts.opened, opened));
        facts.resolved = facts.resolved.max(resolved);
        facts.closed = facts.closed.max(closed);
        facts.made_sla = facts.made_sla.max(made.map(|made| (at, seq, made)));
        Ok(())
    }
}
