use super::cells::{Cells, Doubts, Wrong};
use super::field::{Field, folded};
use super::preset::Preset;
use super::words;
use crate::intake::{Decimal, Error, Fault, Rejection, Row, TimeReading, hash_file, hex, table};
use crate::record::Origin;
use crate::service_levels::calls::{Call, CallFault, Direction, Disposition, Provenance};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use std::cell::Cell;
use std::cmp::Ordering;
use std::collections::{BTreeMap, HashSet};
use std::path::Path;
use std::sync::Arc;

/// How a log is read. The default finds columns by their usual names and takes no zone for granted.
#[derive(Debug, Clone, Default)]
pub struct Reading {
    /// Columns that are declared; they go before the preset and the usual names.
    pub columns: Vec<(Field, String)>,
    /// The layout of a known export.
    pub preset: Option<Preset>,
    /// Zone of times that carry none; goes before that of the preset.
    pub zone: Option<TimeZone>,
    /// A `strptime` format of times.
    pub time_format: Option<String>,
    /// How decimals are written.
    pub decimal: Decimal,
    /// Sheet, delimiter, encoding and bounds.
    pub table: table::Options,
}

/// A log of calls.
#[derive(Debug, Clone, PartialEq)]
pub struct CallLog {
    /// Calls by when they were offered, then by id.
    pub calls: Vec<Call>,
    /// Rows that are no call.
    pub rejections: Vec<Rejection>,
    /// Where they come from and how they were read.
    pub provenance: Provenance,
    /// The zone of times that carry none.
    pub zone: Option<TimeZone>,
}

/// Two columns that say the same thing may be this far apart: sources round.
const ROUNDING: SignedDuration = SignedDuration::from_secs(1);

/// Reads a log. A contact that stands in it more than once is there as its highest revision says; of
/// equal revisions the last row counts. When that row is no call, neither is the contact: what an
/// earlier revision said is known to be superseded.
///
/// # Errors
///
/// When the file cannot be read at all, or has no column that says when contacts came.
pub fn read_calls(path: &Path, reading: &Reading) -> Result<CallLog, Error> {
    let sha256 = hash_file(path)?;
    let mut table = table::open(path, &reading.table)?;
    let zone = zone_of(reading);
    let mut reader = Reader {
        reading,
        times: TimeReading {
            time_zone: zone.clone(),
            format: reading.time_format.clone(),
        },
        slots: Vec::new(),
        names: HashSet::new(),
        doubts: Doubts::default(),
    };
    let mut latest: BTreeMap<Arc<str>, Latest> = BTreeMap::new();
    let mut rejections = Vec::new();
    let (mut n_rows, mut n_superseded) = (0, 0);
    reader.look_at(table.columns());
    let mut n_columns = table.columns().len();
    while let Some(next) = table.next() {
        n_rows += 1;
        // JSON lines name further columns as they come.
        if table.columns().len() > n_columns {
            reader.look_at(table.columns());
            n_columns = table.columns().len();
        }
        let row = match next {
            Ok(row) => row,
            Err(rejection) => {
                rejections.push(rejection);
                continue;
            }
        };
        let (contact, revision) = reader.key(&row);
        let call = match reader.call(&row, Arc::clone(&contact)) {
            Ok(call) => Some(call),
            Err(wrong) => {
                rejections.push(rejection(&row, wrong, table.columns(), &reader));
                None
            }
        };
        let hash = row.hash();
        let mut is_conflicting = false;
        if let Some(known) = latest.get(&contact) {
            n_superseded += 1;
            match known.revision.total_cmp(&revision) {
                Ordering::Greater => continue,
                Ordering::Equal => is_conflicting = known.is_conflicting || known.hash != hash,
                Ordering::Less => {}
            }
        }
        let row = Latest {
            revision,
            call,
            hash,
            is_conflicting,
        };
        latest.insert(contact, row);
    }
    reader.check(path, table.columns())?;
    let n_conflicting = latest.values().filter(|row| row.is_conflicting).count();
    let mut calls: Vec<Call> = latest.into_values().filter_map(|row| row.call).collect();
    calls.sort_by(|a, b| (a.offered_at, &a.contact).cmp(&(b.offered_at, &b.contact)));
    let mut rejected: BTreeMap<&'static str, usize> = BTreeMap::new();
    for rejection in &rejections {
        *rejected.entry(rejection.fault.reason()).or_default() += 1;
    }
    let provenance = Provenance {
        file: reading.table.file.to_string(),
        sha256: hex(&sha256),
        n_rows,
        rejected,
        n_superseded,
        preset: reading.preset.map(|preset| preset.name),
        columns: reader.used(table.columns()),
        zone: zone
            .as_ref()
            .and_then(|zone| zone.iana_name())
            .map(str::to_owned),
        zone_is_assumed: reading.zone.is_none() && zone.is_some(),
        n_ambiguous_times: reader.doubts.n_repeated,
        n_skipped_times: reader.doubts.n_skipped,
        n_conflicting,
    };
    Ok(CallLog {
        calls,
        rejections,
        provenance,
        zone,
    })
}

/// The row that counts for a contact, of those read so far.
struct Latest {
    revision: f64,
    call: Option<Call>,
    hash: [u8; 32],
    /// Whether another row of the same revision says something else.
    is_conflicting: bool,
}

fn zone_of(reading: &Reading) -> Option<TimeZone> {
    let assumed = || TimeZone::get(reading.preset?.zone?).ok();
    reading.zone.clone().or_else(assumed)
}

fn rejection(row: &Row, wrong: Wrong, columns: &[String], reader: &Reader<'_>) -> Rejection {
    let (field, fault) = wrong;
    Rejection {
        origin: Origin {
            source: reader.reading.table.source.clone(),
            file: Arc::clone(&reader.reading.table.file),
            row: row.number,
            byte: row.byte,
        },
        column: Some(
            reader
                .column(field, columns)
                .unwrap_or_else(|| field.as_str().to_owned()),
        ),
        fault,
        row_hash: row.hash_hex(),
    }
}

struct Reader<'a> {
    reading: &'a Reading,
    times: TimeReading,
    slots: Vec<Option<usize>>,
    names: HashSet<Arc<str>>,
    /// Of rows that are calls.
    doubts: Doubts,
}

impl Reader<'_> {
    /// Finds the column of each field: as declared, as in the preset, by its usual names.
    fn look_at(&mut self, columns: &[String]) {
        let folded: Vec<String> = columns.iter().map(|column| folded(column)).collect();
        self.slots = Field::ALL
            .iter()
            .map(|field| match self.named(*field) {
                Some(name) => columns.iter().position(|column| column == name),
                // A preset knows its columns: a name that only looks usual is none of them.
                None if self.reading.preset.is_some() => None,
                None => {
                    let mut names = field.names().iter();
                    names.find_map(|name| folded.iter().position(|column| column == name))
                }
            })
            .collect();
    }

    /// The column that somebody named for a field.
    fn named(&self, field: Field) -> Option<&str> {
        let declared = self.reading.columns.iter();
        let mut declared = declared.filter(|(one, _)| *one == field);
        if let Some((_, name)) = declared.next() {
            return Some(name);
        }
        let mut preset = self.reading.preset.iter().flat_map(|preset| preset.columns);
        let (_, name) = preset.find(|(one, _)| *one == field)?;
        Some(name)
    }

    /// Refuses a file without a named column, or without a time.
    fn check(&self, path: &Path, columns: &[String]) -> Result<(), Error> {
        let has = |field: Field| self.column(field, columns).is_some();
        let named = Field::ALL.into_iter().filter(|field| !has(*field));
        let mut missing: Vec<String> = named
            .filter_map(|field| self.named(field).map(str::to_owned))
            .collect();
        let has_time = has(Field::OfferedAt) || (has(Field::Date) && has(Field::Time));
        if missing.is_empty() && !has_time {
            missing.push(Field::OfferedAt.as_str().to_owned());
        }
        if missing.is_empty() {
            return Ok(());
        }
        Err(Error::MissingColumns {
            path: path.to_path_buf(),
            missing,
            present: columns.to_vec(),
        })
    }

    fn column(&self, field: Field, columns: &[String]) -> Option<String> {
        let slot = Field::ALL.iter().position(|one| *one == field)?;
        columns.get((*self.slots.get(slot)?)?).cloned()
    }

    fn used(&self, columns: &[String]) -> Vec<(&'static str, String)> {
        let named = |field: Field| Some((field.as_str(), self.column(field, columns)?));
        Field::ALL.into_iter().filter_map(named).collect()
    }

    fn cells<'b>(&'b self, row: &'b Row) -> Cells<'b> {
        Cells {
            row,
            slots: &self.slots,
            times: &self.times,
            decimal: self.reading.decimal,
            doubts: Cell::default(),
        }
    }

    /// Id and revision, also of rows that are no call. A row without an id is a contact of its own.
    fn key(&self, row: &Row) -> (Arc<str>, f64) {
        let cells = self.cells(row);
        let contact = cells
            .text(Field::Contact)
            .map_or_else(|| format!("row {}", row.number).into(), Arc::from);
        let revision = cells.number(Field::Revision).ok().flatten();
        (contact, revision.unwrap_or(f64::NEG_INFINITY))
    }

    fn call(&mut self, row: &Row, contact: Arc<str>) -> Result<Call, Wrong> {
        let (mut call, doubts) = self.plain_call(row, contact)?;
        let cells = self.cells(row);
        let names = [
            Field::Channel,
            Field::Queue,
            Field::Team,
            Field::Agent,
            Field::Topic,
        ]
        .map(|field| cells.text(field).map(str::to_owned));
        let [channel, queue, team, agent, topic] = names.map(|name| Some(self.shared(name?)));
        call.channel = channel;
        call.queue = queue;
        call.team = team;
        call.agent = agent;
        call.topic = topic;
        self.doubts.n_repeated += doubts.n_repeated;
        self.doubts.n_skipped += doubts.n_skipped;
        Ok(call)
    }

    fn plain_call(&self, row: &Row, contact: Arc<str>) -> Result<(Call, Doubts), Wrong> {
        let cells = self.cells(row);
        cells.number(Field::Revision)?;
        let offered_at = cells.offered_at()?;
        let answered_at = cells.instant(Field::AnsweredAt)?;
        let ended_at = cells.instant(Field::EndedAt)?;
        let disposition = disposition(&cells, answered_at, ended_at)?;
        let direction = cells.word(Field::Direction, words::KNOWN_DIRECTIONS, words::direction)?;
        let text = |field| cells.text(field).map(Arc::from);
        let call = Call {
            customer: text(Field::Customer),
            direction: direction.unwrap_or(Direction::Inbound),
            wait: wait(&cells, disposition, offered_at, answered_at, ended_at)?,
            ring: cells.duration(Field::Ring)?,
            talk: cells.duration(Field::Talk)?,
            hold: cells.duration(Field::Hold)?,
            wrap_up: wrap_up(&cells, ended_at)?,
            ended_at,
            transferred_from: text(Field::TransferredFrom),
            transferred_out: cells.yes_or_no(Field::TransferredOut)?,
            resolved: cells.yes_or_no(Field::Resolved)?,
            helped_at_once: cells.yes_or_no(Field::HelpedAtOnce)?,
            score: cells.number(Field::Score)?,
            ..Call::offered(contact, offered_at, disposition)
        };
        call.check().map_err(wrong_of)?;
        Ok((call, cells.doubts.get()))
    }

    /// One copy of a name, however many calls have it.
    fn shared(&mut self, name: String) -> Arc<str> {
        if let Some(known) = self.names.get(name.as_str()) {
            return Arc::clone(known);
        }
        let name: Arc<str> = name.into();
        self.names.insert(Arc::clone(&name));
        name
    }
}

/// As written; else from yes or no; else from the instants that are there.
fn disposition(
    cells: &Cells<'_>,
    answered_at: Option<Timestamp>,
    ended_at: Option<Timestamp>,
) -> Result<Disposition, Wrong> {
    let known = words::KNOWN_DISPOSITIONS;
    if let Some(written) = cells.word(Field::Disposition, known, words::disposition)? {
        return Ok(written);
    }
    Ok(match cells.yes_or_no(Field::Answered)? {
        Some(true) => Disposition::Answered,
        Some(false) => Disposition::Abandoned,
        None if answered_at.is_some() => Disposition::Answered,
        None if ended_at.is_some() => Disposition::Abandoned,
        None => Disposition::Waiting,
    })
}

/// As written; else from the instants. The two must agree.
fn wait(
    cells: &Cells<'_>,
    disposition: Disposition,
    offered_at: Timestamp,
    answered_at: Option<Timestamp>,
    ended_at: Option<Timestamp>,
) -> Result<Option<SignedDuration>, Wrong> {
    let left = match disposition {
        Disposition::Answered => answered_at,
        Disposition::Waiting | Disposition::OutOfHours => None,
        _ => ended_at,
    };
    let computed = left.map(|left| left.duration_since(offered_at));
    if computed.is_some_and(|wait| wait.is_negative()) {
        let field = if disposition == Disposition::Answered {
            Field::AnsweredAt
        } else {
            Field::EndedAt
        };
        let expected = "an instant that is not before the contact was offered";
        return Err((field, Fault::Contradiction { expected }));
    }
    let written = cells.duration(Field::Wait)?;
    if disposition == Disposition::Answered
        && let (Some(written), Some(computed)) = (written, computed)
        && written.saturating_sub(computed).abs() > ROUNDING
    {
        let expected = "the time from offered_at to answered_at";
        return Err((Field::Wait, Fault::Contradiction { expected }));
    }
    Ok(written.or(computed))
}

fn wrap_up(
    cells: &Cells<'_>,
    ended_at: Option<Timestamp>,
) -> Result<Option<SignedDuration>, Wrong> {
    let until = cells.instant(Field::WrapUpEndedAt)?;
    let computed = until
        .zip(ended_at)
        .map(|(until, ended)| until.duration_since(ended));
    if computed.is_some_and(|time| time.is_negative()) {
        let expected = "an instant that is not before the contact ended";
        return Err((Field::WrapUpEndedAt, Fault::Contradiction { expected }));
    }
    Ok(cells.duration(Field::WrapUp)?.or(computed))
}

fn wrong_of(fault: CallFault) -> Wrong {
    match fault {
        CallFault::AnsweredWithoutWait => (Field::Wait, Fault::MissingValue),
        CallFault::EndedTooEarly => {
            let expected = "an instant that is not before the contact was answered";
            (Field::EndedAt, Fault::Contradiction { expected })
        }
        CallFault::HandledWithoutAnswer => {
            let expected = "no conversation in a contact that was not answered";
            (Field::Talk, Fault::Contradiction { expected })
        }
        // Durations are read one by one, so this is a wait that two instants make.
        _ => (Field::Wait, Fault::Negative),
    }
}
