use super::{Error, Event, Observer, ledger};
use crate::config::Project;
use crate::store::Store;
use jiff::{SignedDuration, Timestamp};

/// Before which instant records of each source are beyond their retention.
#[derive(Debug)]
pub(super) struct Cutoffs {
    of_source: Vec<Option<Timestamp>>,
}

impl Cutoffs {
    /// Judged against `now`.
    pub(super) fn of(project: &Project, now: Timestamp) -> Self {
        Self {
            of_source: project
                .sources
                .iter()
                .map(|source| source.keep_days.and_then(|days| cutoff(now, days)))
                .collect(),
        }
    }

    /// Cutoff of the source at `source_idx`; `None` where records are kept for good.
    pub(super) fn of_source(&self, source_idx: usize) -> Option<Timestamp> {
        self.of_source.get(source_idx).copied().flatten()
    }
}

fn cutoff(now: Timestamp, keep_days: u32) -> Option<Timestamp> {
    now.checked_sub(SignedDuration::from_hours(24 * i64::from(keep_days)))
        .ok()
}

/// Removes what is beyond its retention, and notes the proof.
///
/// # Errors
///
/// [`Error::Store`] when the index cannot be written, [`Error::Write`] when the proof cannot.
pub(super) fn purge(
    project: &Project,
    store: &mut Store,
    now: Timestamp,
    observer: &dyn Observer,
) -> Result<(), Error> {
    for source in &project.sources {
        let Some((keep_days, before)) = source
            .keep_days
            .and_then(|days| cutoff(now, days).map(|before| (days, before)))
        else {
            continue;
        };
        let n = store.purge(&source.spec.name, before.as_second())?;
        if n > 0 {
            let name = source.spec.name.as_str();
            ledger::note_purge(&project.file, name, keep_days, before, n, now)?;
            observer.on(&Event::Purged {
                source: name.to_owned(),
                n,
            });
        }
    }
    Ok(())
}
