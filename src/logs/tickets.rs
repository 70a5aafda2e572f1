use super::account::Account;
use super::assemble::{Outcome, assemble};
use super::columns::Blame;
use super::compact::{Gathered, Statement};
use super::error::Error;
use super::events::NAMED;
use super::first_words::FirstWords;
use super::options::{Options, Order};
use super::preset::Preset;
use super::sources::{Source, sources};
use super::spill::{Merged, RUN, Spill};
use crate::intake::{Fault, Rejection};
use crate::record::Origin;
use crate::service_levels::tickets::{Evidence, Need, TicketLog};
use crate::units::as_u32;
use std::collections::{HashSet, VecDeque};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
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
    /// Where statements are put aside when there are many.
    spill_folder: Option<PathBuf>,
    /// Most statements in memory before they are put aside.
    run: usize,
    spill: Option<Spill>,
    /// Statements of all tickets in order of these, when everything was read.
    sorted: Option<Merged>,
    /// How to open the input again, to see what it shows.
    again: Option<(PathBuf, Options)>,
    fault: Option<Error>,
    ready: VecDeque<Result<Ticket, Rejection>>,
}

/// Opens an export: a file, or for Zendesk a folder of tables.
///
/// Yields each ticket once and each rejection as it is met. With [`Order::Any`] all rows are read
/// before the first ticket comes, and tickets are in order of their ids, byte by byte; with
/// [`Order::ByTicket`] they are in the order of the file. Many rows are put aside in
/// [`Options::spill_folder`]; after the last ticket, [`Tickets::fault`] says whether they came back.
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
        spill_folder: options.spill_folder.clone(),
        run: RUN,
        spill: None,
        sorted: None,
        again: Some((path.to_path_buf(), options.clone())),
        fault: None,
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
            spill_folder: None,
            run: RUN,
            spill: None,
            sorted: None,
            again: None,
            fault: None,
            ready: VecDeque::new(),
        }
    }

    /// What the input shows of its tickets, as far as `wanted` asks: reads as much of it as it takes.
    ///
    /// Columns and a vocabulary of events tell most of it. Beyond that, without order all of it is read
    /// anyway; a file in order of its tickets is opened a second time and read until everything wanted
    /// was seen; one that can be read only once counts as showing everything.
    ///
    /// # Errors
    ///
    /// As [`tickets`].
    pub fn shows(&mut self, wanted: Evidence) -> Result<Evidence, Error> {
        if self.gathered.shows.covers(wanted) {
            return Ok(self.gathered.shows);
        }
        if self.order == Order::Any {
            while self.sorted.is_none() {
                if !self.read() {
                    self.sort();
                }
            }
            return Ok(self.gathered.shows);
        }
        let Some((path, options)) = self.again.take() else {
            return Ok(self.gathered.shows);
        };
        if !path.is_file() {
            tracing::warn!(
                "the input can be read only once and in order of its tickets, so nobody looked whether it shows teams at all"
            );
            return Ok(Evidence::ALL);
        }
        let mut first = tickets(&path, &options)?;
        while !first.gathered.shows.covers(wanted) && first.read() {
            first.ready.clear();
        }
        Ok(first.gathered.shows)
    }

    /// What a log of events has words for and no event of it was: complete after the last ticket.
    ///
    /// Tickets are judged as if it never happened, which readers should know: the source may keep it
    /// somewhere else.
    pub fn never_seen(&self) -> Vec<Need> {
        if self.preset != Preset::Events || self.gathered.account.n_rows == 0 {
            return Vec::new();
        }
        let seen = self.gathered.seen;
        NAMED.into_iter().filter(|need| !seen.has(*need)).collect()
    }

    /// What kept statements that were put aside from coming back; tickets are missing then.
    pub fn fault(&mut self) -> Option<Error> {
        self.fault.take()
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
        self.put_aside();
        true
    }

    fn reject(&mut self, rejection: Rejection) {
        let reason = rejection.fault.reason();
        *self.gathered.account.rejected.entry(reason).or_insert(0) += 1;
        self.ready.push_back(Err(rejection));
    }

    /// Puts statements aside when there are many of them.
    fn put_aside(&mut self) {
        if self.gathered.statements.len() < self.run || self.order == Order::ByTicket {
            return;
        }
        let Some(folder) = self.spill_folder.clone() else {
            return;
        };
        let mut own: Vec<u32> = self.gathered.statements.iter().map(|s| s.ticket).collect();
        own.sort_unstable();
        own.dedup();
        let places = self.gathered.places(own);
        let statements = &mut self.gathered.statements;
        statements.sort_unstable_by_key(|statement| places[index(statement.ticket)]);
        let spill = match self.spill.take() {
            Some(spill) => Ok(spill),
            None => Spill::new(&folder),
        };
        let put = spill.and_then(|mut spill| {
            let pushed = spill.push(&self.gathered.statements);
            self.spill = Some(spill);
            pushed
        });
        match put {
            Ok(()) => self.gathered.statements.clear(),
            Err(error) => {
                tracing::warn!(folder = %folder.display(), %error, "events cannot be put aside; they stay in memory");
                self.spill_folder = None;
            }
        }
    }

    /// Puts all statements in order of their tickets.
    fn sort(&mut self) {
        self.gathered.forget_how_to_find();
        let places = self
            .gathered
            .places((0..as_u32(self.gathered.tickets.len())).collect());
        let mut last = std::mem::take(&mut self.gathered.statements);
        last.sort_unstable_by_key(|statement| places[index(statement.ticket)]);
        self.sorted = Some(Merged::new(self.spill.take(), last, places));
    }
}

impl Iterator for Tickets {
    type Item = Result<Ticket, Rejection>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(ready) = self.ready.pop_front() {
                return Some(ready);
            }
            let Some(sorted) = &mut self.sorted else {
                if !self.read() {
                    self.sort();
                }
                continue;
            };
            let own = match sorted.next_ticket() {
                Ok(own) => own,
                Err(source) => {
                    self.fault = Some(Error::PutAside { source });
                    Vec::new()
                }
            };
            if own.is_empty() {
                lose_all(&mut self.gathered);
                return None;
            }
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

#[cfg(test)]
mod tests {
    use super::*;
    use std::fmt::Write;
    use std::fs;

    /// Tickets whose rows lie all over the file, as read with so many rows in memory at a time.
    fn read(run: usize) -> (Vec<Result<Ticket, Rejection>>, Account) {
        let mut text = String::from("ticket_id,ts,event,author,team\n");
        for number in 0..700_u32 {
            let ticket = number.wrapping_mul(7919) % 97;
            let event =
                ["created", "reply", "solved", "winked"][usize::try_from(number / 200).unwrap()];
            writeln!(
                text,
                "T{ticket},2026-06-{:02}T10:00Z,{event},agent,t{}",
                1 + number / 100,
                ticket % 5
            )
            .unwrap();
        }
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("events.csv");
        fs::write(&path, text).unwrap();
        let mut options = Options::of(None, Order::Any);
        options.spill_folder = Some(folder.path().to_path_buf());
        let mut all = tickets(&path, &options).unwrap();
        all.run = run;
        let found = all.by_ref().collect();
        assert!(all.fault().is_none());
        assert_eq!(
            fs::read_dir(folder.path()).unwrap().count(),
            1,
            "the file put aside has no name"
        );
        (found, all.account().clone())
    }

    #[test]
    fn events_that_were_put_aside_give_the_tickets_that_they_give_in_memory() {
        let whole = read(usize::MAX);
        assert_eq!(whole.1.n_tickets, 97);
        for run in [1, 10, 333, 599] {
            assert_eq!(read(run), whole, "{run}");
        }
    }

    #[test]
    fn where_nothing_can_be_put_aside_it_stays_in_memory() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("events.csv");
        fs::write(
            &path,
            "ticket_id,ts,event\na,2026-06-01T10:00Z,created\nb,2026-06-01T10:00Z,created\n",
        )
        .unwrap();
        let mut options = Options::of(None, Order::Any);
        options.spill_folder = Some(folder.path().join("absent"));
        let mut all = tickets(&path, &options).unwrap();
        all.run = 1;
        assert_eq!(all.by_ref().flatten().count(), 2);
        assert!(all.fault().is_none());
    }
}
