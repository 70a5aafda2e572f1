use super::compact::{Happening, Statement};
use crate::service_levels::tickets::{Author, Gist, Status};
use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::Path;

/// Statements that are sorted and put aside at a time: 24 MiB of them.
pub(super) const RUN: usize = 1 << 19;

/// Bytes of a statement in the file.
const SIZE: usize = 48;

/// Statements that are read back at a time, of each run.
const BLOCK: usize = 1 << 10;

/// Statements put aside in a file: sorted runs, one behind the other.
///
/// The file holds numbers, no words: what tickets and values are called stays in memory, once each. It
/// has no name and goes with the program, however that ends.
#[derive(Debug)]
pub(super) struct Spill {
    file: File,
    /// Where each run ends, in statements.
    ends: Vec<u64>,
}

/// Sorted runs as one sequence.
#[derive(Debug)]
pub(super) struct Merged {
    file: Option<File>,
    runs: Vec<Run>,
    /// Place of each ticket in the order.
    places: Vec<u32>,
}

/// A run with what was read of it and not taken yet.
#[derive(Debug)]
struct Run {
    ready: VecDeque<Statement>,
    next: u64,
    end: u64,
}

impl Spill {
    /// An empty one in a folder.
    ///
    /// # Errors
    ///
    /// When no file can be made there.
    pub(super) fn new(folder: &Path) -> io::Result<Self> {
        Ok(Self {
            file: tempfile::tempfile_in(folder)?,
            ends: Vec::new(),
        })
    }

    /// Puts statements aside that are sorted by their tickets.
    ///
    /// # Errors
    ///
    /// When the file cannot be written, as on a full disk; then the run is not there.
    pub(super) fn push(&mut self, sorted: &[Statement]) -> io::Result<()> {
        let start = self.ends.last().copied().unwrap_or(0);
        self.file.seek(SeekFrom::Start(start * SIZE as u64))?;
        let mut writer = BufWriter::with_capacity(1 << 16, &self.file);
        for statement in sorted {
            writer.write_all(&bytes_of(statement))?;
        }
        writer.flush()?;
        self.ends.push(start + sorted.len() as u64);
        Ok(())
    }
}

impl Merged {
    /// The runs of a file and one in memory, each sorted by the places of tickets.
    pub(super) fn new(spill: Option<Spill>, last: Vec<Statement>, places: Vec<u32>) -> Self {
        let mut runs = Vec::new();
        let (file, ends) = match spill {
            Some(spill) => (Some(spill.file), spill.ends),
            None => (None, Vec::new()),
        };
        let mut next = 0;
        for end in ends {
            runs.push(Run {
                ready: VecDeque::new(),
                next,
                end,
            });
            next = end;
        }
        runs.push(Run {
            ready: last.into(),
            next: 0,
            end: 0,
        });
        Self { file, runs, places }
    }

    /// All statements of the next ticket; empty at the end.
    ///
    /// # Errors
    ///
    /// When the file cannot be read back.
    pub(super) fn next_ticket(&mut self) -> io::Result<Vec<Statement>> {
        for run in &mut self.runs {
            run.fill(self.file.as_mut())?;
        }
        let place = |statement: &Statement| {
            let ticket = usize::try_from(statement.ticket).unwrap_or(usize::MAX);
            self.places.get(ticket).copied().unwrap_or(u32::MAX)
        };
        let firsts = self.runs.iter().filter_map(|run| run.ready.front());
        let Some(first) = firsts.min_by_key(|statement| place(statement)) else {
            return Ok(Vec::new());
        };
        let ticket = first.ticket;
        let mut own = Vec::new();
        for run in &mut self.runs {
            while let Some(statement) = run.ready.pop_front_if(|next| next.ticket == ticket) {
                own.push(statement);
                run.fill(self.file.as_mut())?;
            }
        }
        Ok(own)
    }
}

impl Run {
    /// Reads the next statements when none is left.
    fn fill(&mut self, file: Option<&mut File>) -> io::Result<()> {
        let Some(file) = file.filter(|_| self.ready.is_empty() && self.next < self.end) else {
            return Ok(());
        };
        let left = usize::try_from(self.end - self.next).unwrap_or(BLOCK);
        let mut block = vec![0; left.min(BLOCK) * SIZE];
        file.seek(SeekFrom::Start(self.next * SIZE as u64))?;
        file.read_exact(&mut block)?;
        let (statements, _) = block.as_chunks::<SIZE>();
        for bytes in statements {
            self.ready
                .push_back(statement_of(bytes).ok_or_else(damaged)?);
        }
        self.next += statements.len() as u64;
        Ok(())
    }
}

fn damaged() -> io::Error {
    io::Error::new(
        io::ErrorKind::InvalidData,
        "events put aside came back changed",
    )
}

const HAPPENINGS: [Happening; 10] = [
    Happening::Created,
    Happening::Initial,
    Happening::PolicyApplied,
    Happening::Field,
    Happening::CustomerMessage,
    Happening::PublicReply,
    Happening::PrivateNote,
    Happening::Nothing,
    Happening::SurveySent,
    Happening::Merged,
];

const AUTHORS: [Author; 4] = [Author::Customer, Author::Agent, Author::Bot, Author::System];

const GISTS: [Gist; 3] = [Gist::Unread, Gist::Thanks, Gist::More];

/// Codes of statuses come behind those of what else can happen.
fn code_of(what: Happening) -> u8 {
    let at = match what {
        Happening::Status(status) => HAPPENINGS.len() + place_in(&Status::ALL, status),
        other => place_in(&HAPPENINGS, other),
    };
    small(at)
}

fn happening_of(code: u8) -> Option<Happening> {
    let at = usize::from(code);
    HAPPENINGS.get(at).copied().or_else(|| {
        let status = Status::ALL.get(at - HAPPENINGS.len())?;
        Some(Happening::Status(*status))
    })
}

fn place_in<T: PartialEq + Copy>(all: &[T], one: T) -> usize {
    all.iter()
        .position(|other| *other == one)
        .unwrap_or(all.len())
}

fn small(at: usize) -> u8 {
    u8::try_from(at).unwrap_or(u8::MAX)
}

fn bytes_of(statement: &Statement) -> [u8; SIZE] {
    let Statement {
        at,
        seq,
        hash,
        row,
        ticket,
        value,
        snapshot,
        name,
        what,
        old,
        author,
        file,
        part,
        gist,
    } = *statement;
    let mut bytes = [0; SIZE];
    let mut rest = &mut bytes[..];
    let mut put = |value: &[u8]| {
        let (start, behind) = std::mem::take(&mut rest).split_at_mut(value.len());
        start.copy_from_slice(value);
        rest = behind;
    };
    put(&at.to_le_bytes());
    put(&seq.to_le_bytes());
    put(&hash.to_le_bytes());
    put(&row.to_le_bytes());
    put(&ticket.to_le_bytes());
    put(&value.to_le_bytes());
    put(&snapshot.to_le_bytes());
    put(&name.to_le_bytes());
    put(&[
        code_of(what),
        old.map_or(u8::MAX, |old| small(place_in(&Status::ALL, old))),
        small(place_in(&AUTHORS, author)),
        file,
        part,
        small(place_in(&GISTS, gist)),
    ]);
    bytes
}

/// `None` for bytes that no statement has.
fn statement_of(bytes: &[u8; SIZE]) -> Option<Statement> {
    let (eights, rest) = bytes.split_at(24);
    let (fours, rest) = rest.split_at(16);
    let mut eights = eights.as_chunks::<8>().0.iter();
    let mut fours = fours.as_chunks::<4>().0.iter();
    let (name, codes) = rest.split_first_chunk::<2>()?;
    let [what, old, author, file, part, gist] = *codes else {
        return None;
    };
    let mut four = || fours.next().copied().map(u32::from_le_bytes);
    Some(Statement {
        at: i64::from_le_bytes(*eights.next()?),
        seq: u64::from_le_bytes(*eights.next()?),
        hash: u64::from_le_bytes(*eights.next()?),
        row: four()?,
        ticket: four()?,
        value: four()?,
        snapshot: four()?,
        name: u16::from_le_bytes(*name),
        what: happening_of(what)?,
        old: Status::ALL.get(usize::from(old)).copied(),
        author: *AUTHORS.get(usize::from(author))?,
        file,
        part,
        gist: *GISTS.get(usize::from(gist))?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    prop_compose! {
        fn statement()(
            (at, seq, hash) in any::<(i64, u64, u64)>(),
            (row, value, snapshot) in any::<(u32, u32, u32)>(),
            ticket in 0..40_u32,
            (name, file, part) in any::<(u16, u8, u8)>(),
            what in 0..16_u8,
            old in proptest::option::of(0..6_usize),
            (author, gist) in (0..4_usize, 0..3_usize),
        ) -> Statement {
            Statement {
                at, seq, hash, row, ticket, value, snapshot, name, file, part,
                what: happening_of(what).unwrap(),
                old: old.map(|at| Status::ALL[at]),
                author: AUTHORS[author],
                gist: GISTS[gist],
            }
        }
    }

    proptest! {
        #[test]
        fn a_statement_comes_back_as_it_was_put_aside(statement in statement()) {
            let bytes = bytes_of(&statement);
            let back = statement_of(&bytes).unwrap();
            prop_assert_eq!(format!("{statement:?}"), format!("{back:?}"));
            prop_assert_eq!(code_of(statement.what), bytes[42]);
        }

        #[test]
        fn runs_that_were_put_aside_come_back_ticket_by_ticket(
            mut all in proptest::collection::vec(statement(), 0..3_000),
            n_run in 1..1_500_usize,
        ) {
            // Any order of tickets will do; this one turns theirs round.
            let places: Vec<u32> = (0..40).rev().collect();
            let key = |one: &Statement| places[usize::try_from(one.ticket).unwrap()];
            let folder = tempfile::tempdir().unwrap();
            let mut spill = Spill::new(folder.path()).unwrap();
            let mut runs: Vec<Vec<Statement>> = all.chunks(n_run).map(<[_]>::to_vec).collect();
            let last = runs.pop().map(|mut last| { last.sort_by_key(key); last });
            for run in &mut runs {
                run.sort_by_key(key);
                spill.push(run).unwrap();
            }
            let mut merged = Merged::new(Some(spill), last.unwrap_or_default(), places.clone());
            let mut back = Vec::new();
            loop {
                let own = merged.next_ticket().unwrap();
                prop_assert!(own.windows(2).all(|pair| pair[0].ticket == pair[1].ticket));
                if own.is_empty() { break; }
                back.extend(own);
            }
            all.sort_by_key(key);
            prop_assert_eq!(format!("{all:?}"), format!("{back:?}"));
        }
    }

    #[test]
    fn bytes_that_no_statement_has_are_refused() {
        assert!(statement_of(&[u8::MAX; SIZE]).is_none());
    }
}
