//! Rows of a log whose columns are known by their usual names, or as declared.

use super::columns::plain;
use crate::intake::{Error, Fault, LocalTime, Rejection, Row, TimeReading, hash_file, hex, table};
use crate::record::Origin;
use crate::service_levels::calls::Provenance;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::cell::Cell;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

/// A column that a log may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LogColumn {
    /// Its name in a mapping.
    pub name: &'static str,
    /// Other usual names, in order of preference.
    pub usual: &'static [&'static str],
    /// Whether rows say nothing without it.
    pub need: Need,
}

/// Whether rows say nothing without a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// A file without it is refused.
    Always,
    /// A file may do without.
    Optional,
}

/// How a log is read. The default finds columns by their usual names and takes no zone for granted.
#[derive(Debug, Clone, Default)]
pub struct LogReading {
    /// Columns that are declared: name and column; they go before the usual names.
    pub columns: Vec<(String, String)>,
    /// Zone of times that carry none.
    pub zone: Option<TimeZone>,
    /// A `strptime` format of times.
    pub time_format: Option<String>,
    /// Sheet, delimiter, encoding and bounds.
    pub table: table::Options,
}

/// What a log holds.
#[derive(Debug, Clone, PartialEq)]
pub struct Log<T> {
    /// What its rows say, in the order of the file.
    pub rows: Vec<T>,
    /// Rows that cannot be used.
    pub rejections: Vec<Rejection>,
    /// Where they come from and how they were read.
    pub provenance: Provenance,
}

/// What is wrong with which column.
pub(super) type Wrong = (&'static str, Fault);

/// Reads a log; `each` says what a row is.
pub(super) fn read_rows<T>(
    path: &Path,
    reading: &LogReading,
    known: &[LogColumn],
    mut each: impl FnMut(&Cells<'_>) -> Result<T, Wrong>,
) -> Result<Log<T>, Error> {
    let sha256 = hash_file(path)?;
    let mut table = table::open(path, &reading.table)?;
    let times = TimeReading {
        time_zone: reading.zone.clone(),
        format: reading.time_format.clone(),
    };
    let mut places = places(known, reading, table.columns());
    let mut n_columns = table.columns().len();
    let (mut rows, mut rejections) = (Vec::new(), Vec::new());
    let (mut n_rows, mut n_repeated, mut n_skipped) = (0, 0, 0);
    while let Some(next) = table.next() {
        n_rows += 1;
        // JSON lines name further columns as they come.
        if table.columns().len() > n_columns {
            n_columns = table.columns().len();
            places = self::places(known, reading, table.columns());
        }
        let row = match next {
            Ok(row) => row,
            Err(rejection) => {
                rejections.push(rejection);
                continue;
            }
        };
        let cells = Cells {
            row: &row,
            places: &places,
            times: &times,
            doubts: Cell::default(),
        };
        match each(&cells) {
            Ok(read) => {
                let (repeated, skipped) = cells.doubts.get();
                n_repeated += repeated;
                n_skipped += skipped;
                rows.push(read);
            }
            Err((name, fault)) => {
                let column = places.get(name).and_then(|at| table.columns().get(*at));
                rejections.push(Rejection {
                    origin: Origin {
                        source: reading.table.source.clone(),
                        file: Arc::clone(&reading.table.file),
                        row: row.number,
                        byte: row.byte,
                    },
                    column: Some(column.map_or_else(|| name.to_owned(), Clone::clone)),
                    fault,
                    row_hash: row.hash_hex(),
                });
            }
        }
    }
    require(path, known, reading, &places, table.columns())?;
    let mut rejected: BTreeMap<&'static str, usize> = BTreeMap::new();
    for rejection in &rejections {
        *rejected.entry(rejection.fault.reason()).or_default() += 1;
    }
    let used = known.iter().filter_map(|column| {
        let at = places.get(column.name)?;
        Some((column.name, table.columns().get(*at)?.clone()))
    });
    let provenance = Provenance {
        file: reading.table.file.to_string(),
        sha256: hex(&sha256),
        n_rows,
        rejected,
        n_superseded: 0,
        preset: None,
        columns: used.collect(),
        zone: reading
            .zone
            .as_ref()
            .and_then(|zone| zone.iana_name())
            .map(str::to_owned),
        zone_is_assumed: false,
        n_ambiguous_times: n_repeated,
        n_skipped_times: n_skipped,
        n_conflicting: 0,
    };
    Ok(Log {
        rows,
        rejections,
        provenance,
    })
}

/// Where each column stands: as declared, else by the first usual name that is there.
fn places(
    known: &[LogColumn],
    reading: &LogReading,
    columns: &[String],
) -> BTreeMap<&'static str, usize> {
    let plain_names: Vec<String> = columns.iter().map(|column| plain(column)).collect();
    let place = |column: &LogColumn| {
        let at = match declared(reading, column.name) {
            Some(name) => columns.iter().position(|one| one == name),
            None => std::iter::once(&column.name)
                .chain(column.usual)
                .find_map(|name| plain_names.iter().position(|one| one == name)),
        };
        Some((column.name, at?))
    };
    known.iter().filter_map(place).collect()
}

fn declared<'a>(reading: &'a LogReading, name: &str) -> Option<&'a str> {
    let mut columns = reading.columns.iter();
    columns
        .find(|(one, _)| one == name)
        .map(|(_, column)| column.as_str())
}

/// Refuses a file without a column that was declared, or that rows say nothing without.
fn require(
    path: &Path,
    known: &[LogColumn],
    reading: &LogReading,
    places: &BTreeMap<&'static str, usize>,
    columns: &[String],
) -> Result<(), Error> {
    let absent = known
        .iter()
        .filter(|column| !places.contains_key(column.name));
    let missing: Vec<String> = absent
        .filter_map(|column| match declared(reading, column.name) {
            Some(name) => Some(name.to_owned()),
            None if column.need == Need::Always => Some(column.name.to_owned()),
            None => None,
        })
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    Err(Error::MissingColumns {
        path: path.to_path_buf(),
        missing,
        present: columns.to_vec(),
    })
}

/// The cells of one row by column.
pub(super) struct Cells<'a> {
    row: &'a Row,
    places: &'a BTreeMap<&'static str, usize>,
    times: &'a TimeReading,
    /// Times that the clock showed twice, and those that it jumped over.
    doubts: Cell<(usize, usize)>,
}

impl<'a> Cells<'a> {
    /// The number of the row, from 1.
    pub(super) fn number(&self) -> u64 {
        self.row.number
    }

    /// What stands there; `None` without the column, and for an empty cell.
    pub(super) fn text(&self, name: &str) -> Option<&'a str> {
        let place = *self.places.get(name)?;
        Some(self.row.cell(place).trim()).filter(|text| !text.is_empty())
    }

    /// The same, to be kept.
    pub(super) fn shared(&self, name: &str) -> Option<Arc<str>> {
        self.text(name).map(Arc::from)
    }

    /// The same, of a column that must hold something.
    pub(super) fn needed(&self, name: &'static str) -> Result<Arc<str>, Wrong> {
        self.shared(name).ok_or((name, Fault::MissingValue))
    }

    pub(super) fn instant(&self, name: &'static str) -> Result<Option<Timestamp>, Wrong> {
        let Some(text) = self.text(name) else {
            return Ok(None);
        };
        let (at, local) = self.times.read(text).map_err(|fault| (name, fault))?;
        let (repeated, skipped) = self.doubts.get();
        self.doubts.set(match local {
            LocalTime::Once => (repeated, skipped),
            LocalTime::Repeated => (repeated + 1, skipped),
            LocalTime::Skipped => (repeated, skipped + 1),
        });
        Ok(Some(at))
    }

    pub(super) fn needed_instant(&self, name: &'static str) -> Result<Timestamp, Wrong> {
        self.instant(name)?.ok_or((name, Fault::MissingValue))
    }

    /// A word by `read`, which gets it without case and with one mark between its parts.
    pub(super) fn word<T>(
        &self,
        name: &'static str,
        known: &'static str,
        read: impl Fn(&str) -> Option<T>,
    ) -> Result<Option<T>, Wrong> {
        let Some(text) = self.text(name) else {
            return Ok(None);
        };
        let found = read(&plain(text)).ok_or((name, Fault::UnknownWord { known }))?;
        Ok(Some(found))
    }
}

/// The fault of an end that lies before its beginning.
pub(super) fn before(end: &'static str, start: &str) -> Wrong {
    let start = start.to_owned();
    (end, Fault::EndBeforeStart { start })
}

/// Yes or no, in the words that logs write.
pub(super) fn yes_or_no(word: &str) -> Option<bool> {
    match word {
        "yes" | "y" | "true" | "1" | "ja" | "j" => Some(true),
        "no" | "n" | "false" | "0" | "nee" => Some(false),
        _ => None,
    }
}

/// What is expected of yes or no.
pub(super) const YES_OR_NO: &str = "yes or no (y, n, ja, nee, true, false, 1, 0)";
