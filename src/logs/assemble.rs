use super::compact::{End, Facts, Gathered, Happening, Slot, Statement, Words, instant};
use super::latest::keep_latest;
use super::preset::Preset;
use crate::intake::Fault;
use crate::service_levels::tickets::{
    Author, EventKind, FieldValue, LogFault, Status, TicketEvent, TicketLog, field,
};
use std::collections::BTreeMap;
use std::sync::Arc;

/// What the statements of one ticket make.
pub(super) enum Outcome {
    Log(TicketLog, Option<bool>),
    /// The row to blame stands in the first statement.
    Fault(Fault),
    Deleted,
}

/// Makes the log of one ticket out of its statements, in whatever order they are.
pub(super) fn assemble(
    statements: &mut Vec<Statement>,
    preset: Preset,
    gathered: &mut Gathered,
) -> Outcome {
    let ticket = Arc::clone(gathered.tickets.get(statements[0].ticket));
    let facts = gathered.facts.remove(&statements[0].ticket);
    let facts = facts.unwrap_or_default();
    if facts.end == Some(End::Deleted) {
        return Outcome::Deleted;
    }
    gathered.account.n_repeated += drop_repeats(statements);
    if preset == Preset::PerTicket {
        match keep_latest(statements) {
            Ok(n_superseded) => gathered.account.n_superseded += n_superseded,
            Err(fault) => return Outcome::Fault(fault),
        }
    }
    complete(statements, &facts);
    statements.sort_by_key(|s| (s.at, s.seq, s.what, s.name, s.file, s.row, s.part));
    let mut walk = Walk {
        gathered,
        events: Vec::with_capacity(statements.len() + 4),
        status: Status::New,
        values: BTreeMap::new(),
        explicit: Vec::new(),
        told: statements
            .iter()
            .filter(|s| s.what == Happening::Field)
            .map(|s| s.name)
            .collect(),
    };
    let mut rest = statements.as_mut_slice();
    while let Some(first) = rest.first().copied() {
        let n = rest.iter().take_while(|s| s.at == first.at).count();
        let (instant, after) = rest.split_at_mut(n);
        walk.instant(instant);
        rest = after;
    }
    let (events, status) = (walk.events, walk.status);
    if facts.present.is_some_and(|present| present != status) {
        return Outcome::Fault(Fault::IncompleteHistory);
    }
    match TicketLog::new(ticket, events) {
        Ok(log) => Outcome::Log(log, facts.made_sla.map(|(_, _, made)| made)),
        Err(LogFault::NoCreation { .. }) => Outcome::Fault(Fault::NoCreation),
        Err(LogFault::BeforeCreation { .. }) => Outcome::Fault(Fault::BeforeCreation),
    }
}

/// Keeps the first of rows that are equal in every cell.
fn drop_repeats(statements: &mut Vec<Statement>) -> u64 {
    statements.sort_unstable_by_key(|s| (s.at, s.seq, s.hash, s.part, s.file, s.row));
    let mut n_rows = 0;
    statements.dedup_by(|later, first| {
        let same = (later.at, later.seq, later.hash, later.part)
            == (first.at, first.seq, first.hash, first.part);
        n_rows += u64::from(same && later.part == 0);
        same
    });
    n_rows
}

/// Adds what stamps on the rows say and no row of its own.
fn complete(statements: &mut Vec<Statement>, facts: &Facts) {
    let Some(first) = statements.iter().min_by_key(|s| (s.at, s.seq)).copied() else {
        return;
    };
    let says = |status| {
        let what = Happening::Status(status);
        move |s: &Statement| s.what == what
    };
    let stamp = |at: i64, what| Statement {
        at,
        seq: u64::MAX,
        what,
        snapshot: u32::MAX,
        author: Author::System,
        ..first
    };
    if let Some(at) = facts.resolved
        && !statements.iter().any(says(Status::Solved))
    {
        statements.push(stamp(at, Happening::Status(Status::Solved)));
    }
    if let Some(at) = facts.closed
        && !statements.iter().any(says(Status::Closed))
    {
        statements.push(stamp(at, Happening::Status(Status::Closed)));
    }
    if let Some(at) = facts.opened {
        statements.push(Statement {
            snapshot: first.snapshot,
            author: Author::Customer,
            seq: 0,
            ..stamp(at, Happening::Created)
        });
    }
    if facts.end == Some(End::Merged) {
        // A ticket is closed when it is merged; no table has the instant itself.
        let is_end =
            |s: &&Statement| matches!(s.what, Happening::Status(status) if status.is_done());
        if let Some(end) = statements.iter().filter(is_end).map(|s| s.at).min() {
            statements.push(stamp(end, Happening::Merged));
        }
    }
}

struct Walk<'a> {
    gathered: &'a mut Gathered,
    events: Vec<TicketEvent>,
    status: Status,
    /// Value of each field.
    values: BTreeMap<u16, u32>,
    /// Fields that rows of this instant set themselves.
    explicit: Vec<u16>,
    /// Fields of which a change is told anywhere.
    told: Vec<u16>,
}

impl Walk<'_> {
    /// Takes in the statements of one instant.
    fn instant(&mut self, statements: &mut [Statement]) {
        self.explicit.clear();
        let fields = statements.iter().filter(|s| s.what == Happening::Field);
        self.explicit.extend(fields.map(|s| s.name));
        let mut rest = statements;
        while let Some(first) = rest.first().copied() {
            let is_status = |s: &Statement| matches!(s.what, Happening::Status(_));
            let alike = |s: &&Statement| {
                s.seq == first.seq
                    && if is_status(&first) {
                        is_status(s)
                    } else {
                        s.what == first.what && s.name == first.name
                    }
            };
            let n = rest.iter().take_while(alike).count();
            let (group, after) = rest.split_at_mut(n);
            if is_status(&first) {
                self.statuses(group);
            } else {
                self.tied(group);
                for statement in group {
                    self.statement(statement);
                }
            }
            rest = after;
        }
    }

    /// Changes of status at one instant: each goes on where the one before it ended, where they
    /// say what they were before; otherwise in the order of the file.
    fn statuses(&mut self, group: &mut [Statement]) {
        group.sort_by_key(|s| (s.file, s.row, s.part));
        for at in 0..group.len() {
            let next = group[at..].iter().position(|s| s.old == Some(self.status));
            let differ = group[at..].iter().any(|s| s.what != group[at].what);
            let rivals = group[at..].iter().filter(|s| s.old == Some(self.status));
            let is_tied = differ && (next.is_none() || rivals.count() > 1);
            self.gathered.account.n_tied += u64::from(is_tied);
            group[at..=at + next.unwrap_or(0)].rotate_right(1);
            let statement = group[at];
            self.statement(&statement);
        }
    }

    /// Counts what only the place in the file puts in order: several values of one field.
    fn tied(&mut self, group: &[Statement]) {
        let differs = |pair: &[Statement]| pair[0].value != pair[1].value;
        if group[0].what == Happening::Field && group.windows(2).any(differs) {
            self.gathered.account.n_tied += 1;
        }
    }

    fn statement(&mut self, statement: &Statement) {
        if statement.what == Happening::Created {
            self.push(statement, EventKind::Created);
        }
        self.snapshot(statement);
        let word = |walk: &Self, id| Arc::clone(walk.gathered.words.get(id));
        match statement.what {
            Happening::Created | Happening::Nothing => {}
            Happening::Initial => {
                if !self.told.contains(&statement.name) {
                    self.set(statement, statement.name, statement.value);
                }
            }
            Happening::Status(status) => self.turn(statement, status),
            Happening::Field => {
                if !self.set(statement, statement.name, statement.value) {
                    self.gathered.account.n_unchanged += 1;
                }
            }
            Happening::PublicReply => self.push(statement, EventKind::PublicReply),
            Happening::PrivateNote => self.push(statement, EventKind::PrivateNote),
            Happening::CustomerMessage => self.push(statement, EventKind::CustomerMessage),
            Happening::SurveySent => self.push(statement, EventKind::SurveySent),
            Happening::Merged => self.push(statement, EventKind::Merged),
            Happening::PolicyApplied => {
                let policy = word(self, statement.value);
                self.push(statement, EventKind::PolicyApplied(policy));
            }
        }
    }

    /// What the columns of fields say beside the event: only a change is one. An empty cell says
    /// nothing, and a row of the same instant that sets a field itself knows better.
    fn snapshot(&mut self, statement: &Statement) {
        let cells: Vec<(Slot, u32)> = self.gathered.cells(statement).collect();
        for (slot, value) in cells {
            match slot {
                _ if value == Words::EMPTY => {}
                Slot::Field(name) if self.explicit.contains(&name) => {}
                Slot::Field(name) => {
                    self.set(statement, name, value);
                }
                Slot::Status => {
                    let own = matches!(statement.what, Happening::Status(_));
                    let word = self.gathered.words.get(value);
                    let status = Status::ALL
                        .into_iter()
                        .find(|status| **word == *status.as_str());
                    if let Some(status) = status.filter(|status| !own && *status != self.status) {
                        self.turn(statement, status);
                    }
                }
                Slot::Confidence | Slot::Other => {}
            }
        }
    }

    fn turn(&mut self, statement: &Statement, status: Status) {
        if status == self.status {
            self.gathered.account.n_unchanged += 1;
        } else {
            self.status = status;
            self.push(statement, EventKind::Status(status));
        }
    }

    /// Whether the field had another value.
    fn set(&mut self, statement: &Statement, name: u16, value: u32) -> bool {
        let before = self.values.get(&name).copied().unwrap_or(Words::EMPTY);
        if before == value {
            return false;
        }
        self.values.insert(name, value);
        let name = Arc::clone(self.gathered.names.get(u32::from(name)));
        let confidence = (*name == *field::ISSUE_TYPE)
            .then(|| self.confidence(statement))
            .flatten();
        let value = Arc::clone(self.gathered.words.get(value));
        let value = FieldValue {
            name,
            value,
            confidence,
        };
        self.push(statement, EventKind::Field(value));
        true
    }

    /// Checked to be a number when its row was read.
    fn confidence(&self, statement: &Statement) -> Option<f64> {
        let (_, word) = self
            .gathered
            .cells(statement)
            .find(|(slot, _)| *slot == Slot::Confidence)?;
        self.gathered.words.get(word).parse().ok()
    }

    fn push(&mut self, statement: &Statement, kind: EventKind) {
        self.events.push(TicketEvent {
            at: instant(statement.at),
            seq: self.events.len() as u64,
            author: statement.author,
            kind,
            gist: statement.gist,
        });
    }
}
