use super::columns::{Blame, Finder};
use super::compact::Gathered;
use super::error::Error;
use super::events::EventRows;
use super::options::Options;
use super::per_ticket::TicketRows;
use super::preset::Preset;
use super::servicenow::UpdateRows;
use super::tickets::origin_of;
use super::zendesk;
use crate::intake::table::{self, Table};
use crate::intake::{Row, TimeReading};
use crate::record::Origin;
use std::collections::VecDeque;
use std::path::Path;
use std::sync::Arc;

/// What the rows of one table say of tickets.
pub(super) trait Meaning: Send {
    /// The id of the ticket; empty where the row has none.
    fn ticket<'r>(&self, row: &'r Row) -> &'r str;

    /// Takes a row in whole, or not at all.
    ///
    /// # Errors
    ///
    /// What is wrong, and in which column.
    fn read(&mut self, row: &Row, into: &mut Gathered) -> Result<(), Blame>;
}

/// A table with what its rows say.
pub(super) struct Source {
    pub(super) table: Table,
    pub(super) meaning: Box<dyn Meaning>,
    pub(super) origin: Origin,
}

/// Opens what there is to read.
pub(super) fn sources(
    path: &Path,
    options: &Options,
    gathered: &mut Gathered,
) -> Result<(Preset, VecDeque<Source>), Error> {
    let preset = options.preset.or(path.is_dir().then_some(Preset::Zendesk));
    if preset == Some(Preset::Zendesk) {
        let sources = zendesk::sources(path, options, gathered)?;
        return Ok((Preset::Zendesk, sources));
    }
    let (table, origin) = open(path, options)?;
    let preset = preset.unwrap_or_else(|| Preset::of_columns(table.columns(), &options.columns));
    let mut finder = Finder::new(path, preset, table.columns(), &options.columns);
    let meaning: Box<dyn Meaning> = match preset {
        Preset::PerTicket => Box::new(TicketRows::new(&mut finder, options, gathered)?),
        Preset::ServiceNow => Box::new(UpdateRows::new(&mut finder, options, gathered)?),
        Preset::Events | Preset::Zendesk => {
            Box::new(EventRows::new(&mut finder, options, gathered)?)
        }
    };
    let source = Source {
        table,
        meaning,
        origin,
    };
    Ok((preset, VecDeque::from([source])))
}

/// Opens a table under the name that its rejections carry: the declared one, or that of the file.
pub(super) fn open(path: &Path, options: &Options) -> Result<(Table, Origin), Error> {
    let mut table = options.table.clone();
    if &*table.file == "-"
        && let Some(name) = path.file_name()
    {
        table.file = Arc::from(name.to_string_lossy());
    }
    let origin = origin_of(&table, &table.file);
    Ok((table::open(path, &table)?, origin))
}

/// How times are read.
pub(super) fn times(options: &Options) -> TimeReading {
    TimeReading {
        time_zone: options.source_tz.clone(),
        format: options.date_format.clone(),
    }
}
