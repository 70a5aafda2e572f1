use super::ledger::Grave;
use super::{Error, ledger};
use crate::config::Project;
use crate::privacy::{Key, Purpose};
use crate::record::{Pseudonym, RawId};
use crate::store::Store;
use jiff::Timestamp;

/// What was removed for a customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Forgotten {
    /// The customer's pseudonym.
    pub customer: Pseudonym,
    /// Records removed.
    pub n_records: u64,
}

/// Removes all records of a customer and notes tombstones, so that taking the same files in again does
/// not bring them back. Records that name no customer but share a contact or ticket with one of theirs,
/// as a transcript does, are theirs too.
///
/// The tombstone comes first: a run killed in between leaves a customer who is still in the index
/// but can be forgotten again, never one who returns.
///
/// # Errors
///
/// [`Error::OtherKey`] when the index was written under another key, under which this customer has
/// another pseudonym; [`Error::Write`] when the tombstone cannot be noted, [`Error::Store`] when the
/// index cannot be written.
pub fn forget(
    project: &Project,
    key: &Key,
    store: &mut Store,
    customer: &RawId,
    now: Timestamp,
) -> Result<Forgotten, Error> {
    check_key(project, key, store)?;
    let customer = key.pseudonym(Purpose::Customer, customer);
    let person = store.person(customer)?;
    let graves = std::iter::once((Grave::Customer, customer))
        .chain(person.contacts.iter().map(|id| (Grave::Contact, *id)))
        .chain(person.tickets.iter().map(|id| (Grave::Ticket, *id)));
    let fingerprint = key.fingerprint();
    let known = ledger::forgotten(&project.file, &fingerprint)?;
    for grave in graves {
        if !known.contain(grave.0, grave.1) {
            ledger::note_forgotten(&project.file, grave, &fingerprint, now)?;
        }
    }
    Ok(Forgotten {
        customer,
        n_records: store.forget(&person)?,
    })
}

/// How many records [`forget`] would remove.
///
/// # Errors
///
/// [`Error::OtherKey`] as [`forget`], [`Error::Store`] when the index cannot be read.
pub fn count_of(
    project: &Project,
    key: &Key,
    store: &Store,
    customer: &RawId,
) -> Result<Forgotten, Error> {
    check_key(project, key, store)?;
    let customer = key.pseudonym(Purpose::Customer, customer);
    Ok(Forgotten {
        customer,
        n_records: store.count_of(&store.person(customer)?)?,
    })
}

fn check_key(project: &Project, key: &Key, store: &Store) -> Result<(), Error> {
    match store.manifest() {
        Some(manifest) if manifest.key_fingerprint != key.fingerprint() => Err(Error::OtherKey {
            path: project.index_folder(),
        }),
        _ => Ok(()),
    }
}
