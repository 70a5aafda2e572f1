//! Reading stored texts again. A reading is a function of the redacted text, who spoke, the question and
//! the classifier, and the store holds the first three: so nothing but the classifier is needed.

use super::shaping::Again;
use super::stage::{CHUNK, staged};
use super::{Error, Event, Observer};
use crate::classify::{Classifier, Entry};
use crate::record::Origin;
use crate::store::{Document, Prepared, Store};

/// Documents read between two rounds of work; they are in memory together.
const BATCH: usize = 64 * CHUNK;

/// What reading again came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Reread {
    /// Documents that were read again.
    pub(super) n_read: u64,
    /// Of these, documents whose reading is another one now.
    pub(super) n_changed: u64,
}

/// Reads the documents of `store` again, in the order of the input, and hands those to `put` that have to
/// be indexed anew; `wanted` says what a document of that origin asks for.
///
/// # Errors
///
/// [`Error::Store`] when the index cannot be read, [`Error::Classify`], and the errors of `put`.
pub(super) fn reread(
    store: &Store,
    classifier: &Classifier,
    wanted: impl Fn(&Origin) -> Again,
    observer: &dyn Observer,
    mut put: impl FnMut(Prepared) -> Result<(), Error>,
) -> Result<Reread, Error> {
    let mut done = Reread::default();
    let mut batch: Vec<(Document, Again)> = Vec::with_capacity(BATCH);
    let mut flush = |batch: &mut Vec<(Document, Again)>| -> Result<(), Error> {
        staged(
            batch.drain(..),
            |chunk| read_chunk(chunk, classifier),
            |chunk: Result<Vec<Outcome>, Error>| {
                for outcome in chunk? {
                    done.n_read += 1;
                    done.n_changed += u64::from(outcome.is_changed);
                    if let Some(prepared) = outcome.prepared {
                        put(prepared)?;
                    }
                }
                observer.on(&Event::Advanced {
                    n_read: done.n_read,
                });
                Ok(())
            },
        )
    };
    store.each_document(|document| -> Result<(), Error> {
        let again = wanted(&document.record.origin);
        if again != Again::Nothing {
            batch.push((document, again));
            if batch.len() == BATCH {
                flush(&mut batch)?;
            }
        }
        Ok(())
    })?;
    flush(&mut batch)?;
    Ok(done)
}

/// What became of one document.
struct Outcome {
    /// To be indexed anew; `None` where what stands in the index is right.
    prepared: Option<Prepared>,
    is_changed: bool,
}

fn read_chunk(
    chunk: Vec<(Document, Again)>,
    classifier: &Classifier,
) -> Result<Vec<Outcome>, Error> {
    let entries: Vec<Entry<'_>> = chunk
        .iter()
        .map(|(document, _)| Entry::of(&document.record))
        .collect();
    let readings = classifier.read(&entries)?;
    Ok(chunk
        .into_iter()
        .zip(readings)
        .map(|((document, again), read)| {
            let is_changed = document.reading != read.reading;
            let prepared = (is_changed || again == Again::Whole).then(|| {
                let document = Document {
                    record: document.record,
                    reading: read.reading,
                };
                Prepared::of(&document, &read.asides)
            });
            Outcome {
                prepared,
                is_changed,
            }
        })
        .collect())
}
