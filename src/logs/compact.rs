use super::account::Account;
use super::columns::{Blame, Place};
use super::first_words::FirstWordsOf;
use crate::intake::{Fault, LocalTime, Rejection, Row, TimeReading};
use crate::service_levels::tickets::{Author, Evidence, Gist, Status};
use jiff::Timestamp;
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

/// One statement of a row, in at most 48 bytes: a million events are 48 MB.
#[derive(Debug, Clone, Copy)]
pub(super) struct Statement {
    /// Microseconds since 1970: finer than the clocks, for the order within a second.
    pub(super) at: i64,
    /// Place in the source, where it says so.
    pub(super) seq: u64,
    /// Of all cells of the row, to know exact repeats by.
    pub(super) hash: u64,
    pub(super) row: u32,
    pub(super) ticket: u32,
    /// Word that is the new value.
    pub(super) value: u32,
    /// Combination of words that the row has in the columns of fields.
    pub(super) snapshot: u32,
    /// Name of the field.
    pub(super) name: u16,
    pub(super) what: Happening,
    pub(super) old: Option<Status>,
    pub(super) author: Author,
    pub(super) file: u8,
    /// Number of the statement within its row.
    pub(super) part: u8,
    /// What its words come to.
    pub(super) gist: Gist,
}

const _: () = assert!(size_of::<Statement>() <= 48, "the docs promise 48 bytes");

/// What a statement says. The order is that of statements of one instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Happening {
    Created,
    /// A value that the ticket had since its creation, unless a change of it is told.
    Initial,
    PolicyApplied,
    Field,
    CustomerMessage,
    PublicReply,
    PrivateNote,
    /// Nothing but what the columns of fields say.
    Nothing,
    Status(Status),
    SurveySent,
    Merged,
}

/// What a column of fields is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Slot {
    /// A field, by its name.
    Field(u16),
    /// The status.
    Status,
    /// How sure the model was of the issue type.
    Confidence,
    /// Nothing.
    Other,
}

/// What a source says of a ticket beside its events.
#[derive(Debug, Clone, Default)]
pub(super) struct Facts {
    /// When it was opened, where each row says so.
    pub(super) opened: Option<i64>,
    /// When it was resolved, by a stamp that stands on each row.
    pub(super) resolved: Option<i64>,
    /// When it was closed, likewise.
    pub(super) closed: Option<i64>,
    /// The source's own verdict, with the place of the row it is from.
    pub(super) made_sla: Option<(i64, u64, bool)>,
    /// Its present status.
    pub(super) present: Option<Status>,
    /// Whether it is deleted, or went up in another.
    pub(super) end: Option<End>,
}

/// How a ticket ended other than by being solved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    Deleted,
    Merged,
}

/// The statements of tickets that are not yielded yet, with the words they use.
#[derive(Debug, Default)]
pub(super) struct Gathered {
    pub(super) statements: Vec<Statement>,
    pub(super) tickets: Words,
    pub(super) words: Words,
    /// Names of fields.
    pub(super) names: Words,
    /// Rejected rows by ticket.
    pub(super) lost: HashMap<u32, u32>,
    pub(super) facts: HashMap<u32, Facts>,
    pub(super) first_words: FirstWordsOf,
    /// What the cells of a snapshot are for, by file.
    pub(super) slots: Vec<Vec<Slot>>,
    pub(super) account: Account,
    /// What the source shows of its tickets: of that, silence means that nothing happened.
    pub(super) shows: Evidence,
    /// What happened to any of them so far, as far as rows are events.
    pub(super) seen: Evidence,
    /// Rows of tables that are read beforehand.
    pub(super) early: Vec<Rejection>,
    snapshots: Vec<Arc<[u32]>>,
    snapshot_ids: HashMap<Arc<[u32]>, u32>,
    scratch: Vec<u32>,
}

/// A value of this many bytes is a text and no field.
const LONGEST_VALUE: usize = 128;

impl Gathered {
    /// A statement with what all of a row share.
    pub(super) fn statement(&mut self, row: &Row, file: u8, ticket: &str) -> Statement {
        let mut hasher = DefaultHasher::new();
        for cell in row.cells() {
            cell.hash(&mut hasher);
        }
        Statement {
            at: 0,
            seq: 0,
            hash: hasher.finish(),
            row: u32::try_from(row.number).unwrap_or(u32::MAX),
            ticket: self.tickets.id(ticket),
            value: Words::EMPTY,
            snapshot: u32::MAX,
            name: 0,
            what: Happening::Nothing,
            old: None,
            author: Author::System,
            file,
            part: 0,
            gist: Gist::Unread,
        }
    }

    /// Reads a time and counts how sure its clock was.
    pub(super) fn time(
        &mut self,
        times: &TimeReading,
        place: &Place,
        cell: &str,
    ) -> Result<i64, Blame> {
        let (at, doubt) = times.read(cell).map_err(|fault| place.blame(fault))?;
        match doubt {
            LocalTime::Once => {}
            LocalTime::Skipped => self.account.n_skipped_times += 1,
            LocalTime::Repeated => self.account.n_repeated_times += 1,
        }
        Ok(at.as_microsecond())
    }

    /// The name of a field as statements hold it.
    ///
    /// # Errors
    ///
    /// When a source names more fields than a table may have columns.
    pub(super) fn field(&mut self, name: &str) -> Result<u16, Blame> {
        let limit = usize::from(u16::MAX);
        let too_many = (None, Fault::TooManyColumns { limit });
        u16::try_from(self.names.id(name)).map_err(|_| too_many)
    }

    /// What a column of this field is for. A table has fewer columns than there can be fields.
    pub(super) fn slot(&mut self, name: &str) -> Slot {
        self.field(name).map_or(Slot::Other, Slot::Field)
    }

    /// A word, empty when it is too long to be a value.
    pub(super) fn value(&mut self, cell: &str) -> u32 {
        if cell.len() > LONGEST_VALUE {
            self.account.n_long_values += 1;
            return Words::EMPTY;
        }
        self.words.id(cell)
    }

    /// The combination of words in these cells.
    pub(super) fn snapshot<'c>(&mut self, cells: impl Iterator<Item = &'c str>) -> u32 {
        let mut scratch = std::mem::take(&mut self.scratch);
        scratch.clear();
        for cell in cells {
            let word = self.value(cell);
            scratch.push(word);
        }
        let known = self.snapshot_ids.get(scratch.as_slice()).copied();
        let id = known.unwrap_or_else(|| {
            let shared: Arc<[u32]> = Arc::from(scratch.as_slice());
            let id = u32::try_from(self.snapshots.len()).unwrap_or(u32::MAX);
            self.snapshots.push(Arc::clone(&shared));
            self.snapshot_ids.insert(shared, id);
            id
        });
        self.scratch = scratch;
        id
    }

    /// The cells of a statement's snapshot with what they are for.
    pub(super) fn cells(&self, statement: &Statement) -> impl Iterator<Item = (Slot, u32)> {
        let words = usize::try_from(statement.snapshot)
            .ok()
            .and_then(|at| self.snapshots.get(at));
        let slots = self.slots.get(usize::from(statement.file));
        slots
            .into_iter()
            .flatten()
            .copied()
            .zip(words.into_iter().flat_map(|words| words.iter().copied()))
    }

    /// Places of these tickets in the order of their ids, by ticket; within it those of others are 0.
    pub(super) fn places(&self, mut tickets: Vec<u32>) -> Vec<u32> {
        tickets.sort_unstable_by(|a, b| self.tickets.get(*a).cmp(self.tickets.get(*b)));
        let mut places = vec![0; self.tickets.len()];
        for (ticket, place) in tickets.into_iter().zip(0..) {
            if let Some(own) = usize::try_from(ticket)
                .ok()
                .and_then(|at| places.get_mut(at))
            {
                *own = place;
            }
        }
        places
    }

    /// Lets go of what only finds the numbers of words: no more are read.
    pub(super) fn forget_how_to_find(&mut self) {
        self.tickets.ids = HashMap::new();
        self.words.ids = HashMap::new();
        self.names.ids = HashMap::new();
        self.snapshot_ids = HashMap::new();
    }

    /// Forgets a ticket that ended, and all words when they are many.
    pub(super) fn forget(&mut self) {
        self.facts.clear();
        self.first_words.clear();
        self.lost.clear();
        self.statements.clear();
        self.tickets = Words::default();
        if self.words.len() > 1 << 16 {
            self.words = Words::default();
            self.snapshots.clear();
            self.snapshot_ids.clear();
        }
    }
}

/// Words, each kept once.
#[derive(Debug)]
pub(super) struct Words {
    words: Vec<Arc<str>>,
    ids: HashMap<Arc<str>, u32>,
}

impl Default for Words {
    fn default() -> Self {
        let empty: Arc<str> = Arc::from("");
        Self {
            words: vec![Arc::clone(&empty)],
            ids: HashMap::from([(empty, Self::EMPTY)]),
        }
    }
}

impl Words {
    /// The empty word.
    pub(super) const EMPTY: u32 = 0;

    pub(super) fn id(&mut self, word: &str) -> u32 {
        if let Some(&id) = self.ids.get(word) {
            return id;
        }
        let shared: Arc<str> = Arc::from(word);
        let id = u32::try_from(self.words.len()).unwrap_or(u32::MAX);
        self.words.push(Arc::clone(&shared));
        self.ids.insert(shared, id);
        id
    }

    pub(super) fn get(&self, id: u32) -> &Arc<str> {
        let at = usize::try_from(id).unwrap_or(0);
        self.words.get(at).unwrap_or(&self.words[0])
    }

    pub(super) fn len(&self) -> usize {
        self.words.len()
    }
}

/// Whole seconds of microseconds.
pub(super) fn instant(microsecond: i64) -> Timestamp {
    Timestamp::from_second(microsecond.div_euclid(1_000_000)).unwrap_or(Timestamp::MIN)
}
