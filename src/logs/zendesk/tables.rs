use super::directory::Directory;
use super::entries::{HistoryRows, PolicyRows, ScheduleRows};
use super::rows::{CommentRows, TicketRows};
use crate::intake::table::Table;
use crate::intake::{self, expand};
use crate::logs::Error;
use crate::logs::columns::{Finder, Place};
use crate::logs::compact::Gathered;
use crate::logs::options::Options;
use crate::logs::preset::Preset;
use crate::logs::sources::{Meaning, Source, open, times};
use crate::service_levels::tickets::{Evidence, Need};
use jiff::tz::TimeZone;
use std::collections::{BTreeMap, VecDeque};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The file of a table, if there is one.
pub(super) fn file_of(folder: &Path, table: &str) -> Option<PathBuf> {
    [format!("{table}_data.*"), format!("{table}.*")]
        .iter()
        .find_map(|pattern| expand(pattern, folder).ok())
        .and_then(|files| files.into_iter().next())
}

/// A table with its columns found by name.
pub(super) struct Sheet {
    pub(super) table: Table,
    places: BTreeMap<&'static str, Place>,
    pub(super) source: crate::record::Origin,
}

impl Sheet {
    /// Opens a table, if it is there, and finds its columns: those in `needed` must be there.
    pub(super) fn open(
        folder: &Path,
        name: &str,
        options: &Options,
        needed: &[&'static str],
        optional: &[&'static str],
    ) -> Result<Option<Self>, Error> {
        let Some(path) = file_of(folder, name) else {
            return Ok(None);
        };
        let (table, source) = open(&path, options)?;
        let none = BTreeMap::new();
        let mut finder = Finder::new(&path, Preset::Zendesk, table.columns(), &none);
        let mut places = BTreeMap::new();
        for column in needed {
            places.insert(*column, finder.need(column, &[column])?);
        }
        finder.finish()?;
        for column in optional {
            if let Some(place) = finder.take(column, &[column])? {
                places.insert(*column, place);
            }
        }
        Ok(Some(Self {
            table,
            places,
            source,
        }))
    }

    /// As [`Self::open`], for a table without which there is nothing to read.
    pub(super) fn need(
        folder: &Path,
        name: &'static str,
        options: &Options,
        needed: &[&'static str],
        optional: &[&'static str],
    ) -> Result<Self, Error> {
        Self::open(folder, name, options, needed, optional)?.ok_or_else(|| Error::MissingTable {
            folder: folder.to_path_buf(),
            table: name,
        })
    }

    /// The column of the customer's words, where one is named.
    pub(super) fn words(&self, folder: &Path, options: &Options) -> Result<Option<Place>, Error> {
        let present = self.table.columns();
        let none = BTreeMap::new();
        Finder::new(folder, Preset::Zendesk, present, &none).words(options.text.as_deref())
    }

    pub(super) fn columns(&self) -> Cells {
        Cells(self.places.clone())
    }
}

/// Columns by name.
#[derive(Debug, Clone)]
pub(super) struct Cells(BTreeMap<&'static str, Place>);

impl Cells {
    /// The cell in a column; empty where there is no such column.
    pub(super) fn get<'r>(&self, row: &'r intake::Row, column: &str) -> &'r str {
        self.0.get(column).map_or("", |place| place.cell(row))
    }

    /// A column; an absent one says what it is called.
    pub(super) fn place(&self, column: &str) -> Place {
        self.0.get(column).cloned().unwrap_or(Place {
            at: usize::MAX,
            name: column.to_owned(),
        })
    }
}

/// Times of these tables carry no offset and are in UTC, unless another zone is declared.
pub(super) fn utc(options: &Options) -> intake::TimeReading {
    let mut reading = times(options);
    reading.time_zone = reading.time_zone.or(Some(TimeZone::UTC));
    reading
}

/// Whether a cell says so.
pub(super) fn is_true(cell: &str) -> bool {
    ["true", "1", "t", "yes"].contains(&cell.to_ascii_lowercase().as_str())
}

/// Opens the tables that say what happened.
pub(in crate::logs) fn sources(
    folder: &Path,
    options: &Options,
    gathered: &mut Gathered,
) -> Result<VecDeque<Source>, Error> {
    let mut directory = Directory::read(folder, options)?;
    gathered.early = std::mem::take(&mut directory.rejections);
    let directory = Arc::new(directory);
    let mut sources = VecDeque::new();
    let mut add = |sheet: Sheet, meaning: Box<dyn Meaning>| {
        gathered.slots.push(Vec::new());
        sources.push_back(Source {
            table: sheet.table,
            meaning,
            origin: sheet.source,
        });
    };
    let mut shows: Evidence = [Need::StatusChanges, Need::Solutions, Need::TeamChanges]
        .into_iter()
        .collect();
    let sheet = TicketRows::sheet(folder, options)?;
    let rows = TicketRows::new(&sheet, options, Arc::clone(&directory), 0);
    add(sheet, Box::new(rows));
    let sheet = HistoryRows::sheet(folder, options)?;
    let rows = HistoryRows::new(&sheet, options, Arc::clone(&directory), 1);
    add(sheet, Box::new(rows));
    let mut file = 2;
    if let Some(sheet) = CommentRows::sheet(folder, options)? {
        shows.insert(Need::Replies);
        shows.insert(Need::CustomerMessages);
        let words = sheet.words(folder, options)?;
        let rows = CommentRows::new(&sheet, words, options, Arc::clone(&directory), file);
        add(sheet, Box::new(rows));
        file += 1;
    }
    if let Some(sheet) = PolicyRows::sheet(folder, options)? {
        let rows = PolicyRows::new(&sheet, options, file);
        add(sheet, Box::new(rows));
        file += 1;
    }
    if let Some(sheet) = ScheduleRows::sheet(folder, options)? {
        let rows = ScheduleRows::new(&sheet, options, directory, file);
        add(sheet, Box::new(rows));
    }
    gathered.shows = shows;
    Ok(sources)
}
