use super::account::Account;
use super::assemble::{Outcome, assemble};
use super::columns::Blame;
use super::compact::{Gathered, Statement};
use super::error::Error;
use super::first_words::FirstWords;
use super::options::{Options, Order};
use super::preset::Preset;
use super::sources::{Source, sources};
use crate::intake::{Fault, Rejection};
use crate::record::Origin;
use crate::service_levels::tickets::TicketLog;
use std::collections::{HashSet, VecDeque};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;
use std::sync::Arc;

/// The log of a ticket, and what its source says beside it.
#[derive(Debug, Clone, PartialEq)]
pub struct Ticket {
    /// What happened.
    pub log: TicketLog,
    /// Where its first row stood.
    pub origin: Origin,
    /// Rows of this ticket that were rejected: what they said is missing from the log.
    pub n_lost_rows: u32,
    /// The source's own verdict on the service level, for comparison; never obeyed.
    pub made_sla: Option<bool>,
    /// What its customer wrote first, where a column of words is named.
    pub first_words: Option<FirstWords>,
}

/// Tickets and rejections, one at a time; see [`tickets`].
pub struct Tickets {
    preset: Preset,
    order: Order,
    open: Option<Source>,
    queue: VecDeque<Source>,
    files: Vec<Origin>,
    gathered: Gathered,
    /// The ticket whose rows are being read, in a sorted file.
    current: Option<String>,
    ended: HashSet<u64>,
    /// Sorted statements of all tickets, and how many of them are done.
    sorted: Option<(Vec<Statement>, usize)>,
    ready: VecDeque<Result<Ticket, Rejection>>,
}

/// Opens an export: a file, or for Zendesk a folder of tables.
///
/// Yields each ticket once and each rejection as it is met. With [`Order::Any`] all rows are read
/// before the first ticket comes, and tickets are in order of their ids, byte by byte; with
/// [`Order::ByTicket`] they are in the order of the file.
///
/// # Errors
///
/// [`Error`] when a file cannot be read at all, columns are missing or an option names none.
pub fn tickets(path: &Path, options: &Options) -> Result<Tickets, Error> {
    let mut gathered = Gathered::default();
    let (preset, queue) = sources(path, options, &mut gathered)?;
    let files = queue.iter().map(|source| source.origin.clone()).collect();
    let early = std::mem::take(&mut gathered.early);
    let mut all = Tickets {
        preset,
        // The tables of a folder are about the same tickets, so no ticket ends with a table.
        order: if preset == Preset::Zendesk {
            Order::Any
        } else {
            options.order
        },
        open: None,
        queue,
        files,
        gathered,
        current: None,
        ended: HashSet::new(),
        sorted: None,
        ready: VecDeque::new(),
    };
    for rejection in early {
        all.reject(rejection);
    }
    Ok(all)
}

impl Tickets {
    /// Tickets of statements that are all gathered already.
    pub(super) fn of(gathered: Gathered, origin: Origin) -> Self {
        Self {
            preset: Preset::Events,
            order: Order::Any,
            open: None,
            queue: VecDeque::new(),
            files: vec![origin],
            gathered,
            current: None,
            ended: HashSet::new(),
            sorted: None,
            ready: VecDeque::new(),
        }
    }

    /// How the input was read.
    pub fn preset(&self) -> Preset {
        self.preset
    }

    /// What became of the rows so far.
    pub fn account(&self) -> &Account {
        &self.gathered.account
    }

    /// Reads a row; `false` at the end of all files.
    fn read(&mut self) -> bool {
        let Some(source) = &mut self.open else {
            self.open = self.queue.pop_front();
            return self.open.is_some();
        };
        let Some(row) = source.table.next_row() else {
            self.open = None;
            return true;
        };
        self.gathered.account.n_rows += 1;
        let row = match row {
            Ok(row) => row,
            Err(rejection) => {
                self.reject(rejection);
                return true;
            }
        };
        let id = source.meaning.ticket(row);
        let mut blame: Option<Blame> = None;
        if self.order == Order::ByTicket && self.current.as_deref() != Some(id) && !id.is_empty() {
            if self.ended.contains(&short_hash(id)) {
                blame = Some((None, Fault::TicketReappears));
            } else {
                self.ready
                    .extend(finish(self.preset, &self.files, &mut self.gathered, None));
                self.gathered.forget();
                self.ended.insert(short_hash(id));
                self.current = Some(id.to_owned());
            }
        }
        let read = match blame {
            Some(blame) => Err(blame),
            None => source.meaning.read(row, &mut self.gathered),
        };
        if let Err((column, fault)) = read {
            if !id.is_empty() && fault != Fault::TicketReappears {
                let ticket = self.gathered.tickets.id(id);
                *self.gathered.lost.entry(ticket).or_insert(0) += 1;
            }
            let rejection = Rejection {
                origin: Origin {
                    row: row.number,
                    byte: row.byte,
                    ..source.origin.clone()
                },
                column,
                fault,
                row_hash: row.hash_hex(),
            };
            self.reject(rejection);
        }
        true
    }

    fn reject(&mut self, rejection: Rejection) {
        let reason = rejection.fault.reason();
        *self.gathered.account.rejected.entry(reason).or_insert(0) += 1;
        self.ready.push_back(Err(rejection));
    }

    /// Puts all statements in order of their tickets.
    fn sort(&mut self) {
        let mut statements = std::mem::take(&mut self.gathered.statements);
        let n = u32::try_from(self.gathered.tickets.len()).unwrap_or(u32::MAX);
        let mut ids: Vec<u32> = (0..n).collect();
        ids.sort_by(|a, b| {
            let tickets = &self.gathered.tickets;
            tickets.get(*a).cmp(tickets.get(*b))
        });
        let mut places = vec![0_usize; ids.len()];
        for (place, id) in ids.iter().enumerate() {
            places[index(*id)] = place;
        }
        // Within a ticket the order is made when its log is.
        statements.sort_unstable_by_key(|statement| places[index(statement.ticket)]);
        self.sorted = Some((statements, 0));
    }
}

impl Iterator for Tickets {
    type Item = Result<Ticket, Rejection>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(ready) = self.ready.pop_front() {
                return Some(ready);
            }
            let Some((statements, done)) = &mut self.sorted else {
                if !self.read() {
                    self.sort();
                }
                continue;
            };
            let Some(first) = statements.get(*done) else {
                lose_all(&mut self.gathered);
                return None;
            };
            let ticket = first.ticket;
            let n = statements[*done..]
                .iter()
                .take_while(|statement| statement.ticket == ticket)
                .count();
            let own = statements[*done..*done + n].to_vec();
            *done += n;
            self.ready.extend(finish(
                self.preset,
                &self.files,
                &mut self.gathered,
                Some(own),
            ));
        }
    }
}

impl std::fmt::Debug for Tickets {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tickets")
            .field("preset", &self.preset)
            .field("account", self.account())
            .finish_non_exhaustive()
    }
}

/// Ends a ticket: the one of these statements, or the only one that is gathered.
fn finish(
    preset: Preset,
    files: &[Origin],
    gathered: &mut Gathered,
    own: Option<Vec<Statement>>,
) -> Option<Result<Ticket, Rejection>> {
    let mut statements = own.unwrap_or_else(|| std::mem::take(&mut gathered.statements));
    let Some(first) = statements.iter().min_by_key(|s| (s.file, s.row)).copied() else {
        lose_all(gathered);
        return None;
    };
    let n_lost_rows = gathered.lost.remove(&first.ticket).unwrap_or(0);
    let mut origin = files[usize::from(first.file)].clone();
    origin.row = u64::from(first.row);
    let first_words = gathered.first_words.take(first.ticket);
    let outcome = assemble(&mut statements, preset, gathered);
    let account = &mut gathered.account;
    match outcome {
        Outcome::Deleted => {
            account.n_deleted += 1;
            None
        }
        Outcome::Fault(fault) => {
            account.n_tickets_lost += 1;
            *account.rejected.entry(fault.reason()).or_insert(0) += 1;
            Some(Err(Rejection {
                origin,
                column: None,
                fault,
                row_hash: String::new(),
            }))
        }
        Outcome::Log(log, made_sla) => {
            account.n_tickets += 1;
            account.n_events += log.events().len() as u64;
            account.n_tickets_with_lost_rows += u64::from(n_lost_rows > 0);
            Some(Ok(Ticket {
                log,
                origin,
                n_lost_rows,
                made_sla,
                first_words,
            }))
        }
    }
}

fn index(ticket: u32) -> usize {
    usize::try_from(ticket).unwrap_or(usize::MAX)
}

/// Tickets of which rows were rejected and none was left.
fn lose_all(gathered: &mut Gathered) {
    gathered.account.n_tickets_lost += gathered.lost.len() as u64;
    gathered.lost.clear();
}

/// Fixed keys, so the same on every run. Two ids that share it (odds of 1 in 10⁷ at a million
/// tickets) would cost a rejection, not a wrong log.
fn short_hash(id: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    id.hash(&mut hasher);
    hasher.finish()
}

/// The place of the first row of a file, for the origins of its tickets.
pub(super) fn origin_of(options: &crate::intake::table::Options, file: &Arc<str>) -> Origin {
    Origin {
        source: options.source.clone(),
        file: Arc::clone(file),
        row: 0,
        byte: None,
    }
}
