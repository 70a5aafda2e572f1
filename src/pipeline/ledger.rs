//! What people decided, in small append-only files beside the project file.
//!
//! The index holds only what input can reproduce; that a customer was forgotten, or that records
//! were removed after their retention, cannot be. Each line is one JSON object with a version.

use super::Error;
use crate::privacy::CleanRecord;
use crate::record::Pseudonym;
use jiff::Timestamp;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

const VERSION: u32 = 1;

/// A customer whose records were removed and do not come back, or a contact or ticket of theirs.
#[derive(Debug, Serialize, Deserialize)]
struct Tombstone {
    version: u32,
    of: Grave,
    pseudonym: String,
    key_fingerprint: String,
    forgotten_at: String,
}

/// What a tombstone stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Grave {
    /// A customer.
    Customer,
    /// A contact of a forgotten customer: records may name it and not the customer.
    Contact,
    /// A ticket of a forgotten customer.
    Ticket,
}

/// Everybody and everything forgotten so far.
#[derive(Debug, Default)]
pub(super) struct Tombstones {
    graves: BTreeSet<(Grave, Pseudonym)>,
}

impl Tombstones {
    /// Whether there is a tombstone for `pseudonym`.
    pub(super) fn contain(&self, of: Grave, pseudonym: Pseudonym) -> bool {
        self.graves.contains(&(of, pseudonym))
    }

    /// Whether `record` must not come back: it is a forgotten customer's, or names none and belongs
    /// to a contact or ticket of one.
    pub(super) fn cover(&self, record: &CleanRecord) -> bool {
        let lies = |of, id: Option<Pseudonym>| id.is_some_and(|id| self.contain(of, id));
        match record.customer {
            Some(customer) => self.contain(Grave::Customer, customer),
            None => lies(Grave::Contact, record.contact) || lies(Grave::Ticket, record.ticket),
        }
    }
}

/// Proof that records beyond their retention were removed.
#[derive(Debug, Serialize, Deserialize)]
struct PurgeProof {
    version: u32,
    source: String,
    keep_days: u32,
    removed_before: String,
    n_removed: u64,
    purged_at: String,
}

/// Path of the file of forgotten customers.
pub(super) fn tombstone_path(project_file: &Path) -> PathBuf {
    project_file.with_extension("forgotten.jsonl")
}

/// Path of the file of purges.
pub(super) fn purge_path(project_file: &Path) -> PathBuf {
    project_file.with_extension("purged.jsonl")
}

/// Hands over the lines of an append-only file with one JSON object a line; an absent file has none.
///
/// A last line without its line break was torn while it was written and is left out.
///
/// # Errors
///
/// [`Error::Unreadable`] when the file cannot be read, [`Error::Ledger`] for a line that is no such object
/// or that `take` refuses, with its reason.
pub(super) fn read_lines<T: DeserializeOwned>(
    path: &Path,
    mut take: impl FnMut(T) -> Result<(), String>,
) -> Result<(), Error> {
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        Err(source) => {
            return Err(Error::Unreadable {
                path: path.to_path_buf(),
                source,
            });
        }
    };
    let whole = text.rfind('\n').map_or("", |end| &text[..end]);
    for (idx, line) in whole.lines().enumerate() {
        if line.trim().is_empty() {
            continue;
        }
        serde_json::from_str(line)
            .map_err(|error| error.to_string())
            .and_then(&mut take)
            .map_err(|reason| Error::Ledger {
                path: path.to_path_buf(),
                line: idx + 1,
                reason,
            })?;
    }
    Ok(())
}

/// Everybody forgotten so far.
///
/// A last line without its line break was torn while it was written: that forgetting never ended and
/// has to be asked for again.
///
/// # Errors
///
/// [`Error::Unreadable`] when the file cannot be read, [`Error::Ledger`] when a line is damaged,
/// [`Error::TombstonesOfOtherKey`] when the key was replaced since: pseudonyms of another key protect
/// nobody.
pub(super) fn forgotten(project_file: &Path, key_fingerprint: &str) -> Result<Tombstones, Error> {
    let path = tombstone_path(project_file);
    let mut tombstones = Tombstones::default();
    let mut is_of_other_key = false;
    // Going on without a file that cannot be read would bring forgotten customers back.
    read_lines(&path, |tombstone: Tombstone| {
        if tombstone.version != VERSION {
            return Err(format!("version {}, expected {VERSION}", tombstone.version));
        }
        is_of_other_key |= tombstone.key_fingerprint != key_fingerprint;
        let pseudonym = tombstone
            .pseudonym
            .parse()
            .map_err(|_| "no pseudonym".to_owned())?;
        tombstones.graves.insert((tombstone.of, pseudonym));
        Ok(())
    })?;
    if is_of_other_key {
        return Err(Error::TombstonesOfOtherKey { path });
    }
    Ok(tombstones)
}

/// Notes that `pseudonym` was forgotten; once is enough.
///
/// # Errors
///
/// [`Error::Write`] when the file cannot be written.
pub(super) fn note_forgotten(
    project_file: &Path,
    (of, pseudonym): (Grave, Pseudonym),
    key_fingerprint: &str,
    now: Timestamp,
) -> Result<(), Error> {
    append(
        &tombstone_path(project_file),
        &Tombstone {
            version: VERSION,
            of,
            pseudonym: pseudonym.to_string(),
            key_fingerprint: key_fingerprint.to_owned(),
            forgotten_at: now.to_string(),
        },
    )
}

/// Notes that `n_removed` records of `source` from before `before` were removed.
///
/// # Errors
///
/// [`Error::Write`] when the file cannot be written.
pub(super) fn note_purge(
    project_file: &Path,
    source: &str,
    keep_days: u32,
    before: Timestamp,
    n_removed: u64,
    now: Timestamp,
) -> Result<(), Error> {
    append(
        &purge_path(project_file),
        &PurgeProof {
            version: VERSION,
            source: source.to_owned(),
            keep_days,
            removed_before: before.to_string(),
            n_removed,
            purged_at: now.to_string(),
        },
    )
}

fn append(path: &Path, line: &impl Serialize) -> Result<(), Error> {
    append_all(path, &[line])
}

/// Adds lines to a file of decisions, all or, where the disk gives up, the first ones.
///
/// # Errors
///
/// [`Error::Write`] when the file cannot be written.
pub(super) fn append_all(path: &Path, lines: &[impl Serialize]) -> Result<(), Error> {
    let write = || -> std::io::Result<()> {
        let mut text = String::new();
        for line in lines {
            text.push_str(&serde_json::to_string(line)?);
            text.push('\n');
        }
        end_torn_line(path)?;
        let mut file = OpenOptions::new().create(true).append(true).open(path)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()
    };
    write().map_err(|source| Error::Write {
        path: path.to_path_buf(),
        source,
    })
}

/// Cuts off a last line that was torn while it was written, so that it cannot run into the next.
fn end_torn_line(path: &Path) -> std::io::Result<()> {
    let text = match fs::read(path) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error),
    };
    let whole = text
        .iter()
        .rposition(|&byte| byte == b'\n')
        .map_or(0, |end| end + 1);
    if whole < text.len() {
        let length = crate::units::as_u64(whole);
        OpenOptions::new().write(true).open(path)?.set_len(length)?;
    }
    Ok(())
}
