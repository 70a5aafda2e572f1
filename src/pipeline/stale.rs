//! Records that the input no longer holds: of rows that left a file, of a mapping that changed, of a
//! source that the project file no longer declares. Left in the index they would count beside, and
//! often twice, what the input says now.

use super::Error;
use crate::record::RecordId;
use crate::store::{Store, Writer};
use std::collections::BTreeSet;

/// Records of an earlier run that this run has not met again so far.
#[derive(Debug, Default)]
pub(super) struct Stale {
    ids: BTreeSet<RecordId>,
}

impl Stale {
    /// The records in `store` that come from `files`, as source and name.
    ///
    /// # Errors
    ///
    /// [`Error::Store`] when the index cannot be read.
    pub(super) fn of(store: &Store, files: &BTreeSet<(String, String)>) -> Result<Self, Error> {
        let mut ids = BTreeSet::new();
        if !files.is_empty() {
            store.each_document(|document| -> Result<(), Error> {
                let origin = &document.record.origin;
                let file = (origin.source.as_str().to_owned(), origin.file.to_string());
                if files.contains(&file) {
                    ids.insert(document.record.id);
                }
                Ok(())
            })?;
        }
        Ok(Self { ids })
    }

    /// All records in `store`.
    ///
    /// # Errors
    ///
    /// [`Error::Store`] when the index cannot be read.
    pub(super) fn everything(store: &Store) -> Result<Self, Error> {
        Ok(Self {
            ids: store.columns()?.ids.into_iter().collect(),
        })
    }

    /// Notes that `id` is still there, in whichever file; says whether it had not been met before.
    pub(super) fn meet(&mut self, id: RecordId) -> bool {
        !self.ids.is_empty() && self.ids.remove(&id)
    }

    /// Takes what was not met out of the index; returns how many.
    ///
    /// # Errors
    ///
    /// [`Error::Store`] when the index cannot be written.
    pub(super) fn remove(self, writer: &mut Writer) -> Result<u64, Error> {
        let n = crate::units::as_u64(self.ids.len());
        for id in self.ids {
            writer.remove(id)?;
        }
        Ok(n)
    }
}
