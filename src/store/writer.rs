use super::column_file;
use super::compaction::compact;
use super::document::halves;
use super::key_query::KeyQuery;
use super::schema::Fields;
use super::{Error, Manifest, Prepared, Store, manifest};
use crate::record::RecordId;
use std::collections::HashSet;
use std::hash::{BuildHasherDefault, Hasher};
use std::path::{Path, PathBuf};
use tantivy::indexer::{IndexWriterOptions, NoMergePolicy};
use tantivy::{Index, IndexWriter, Searcher};

/// Least and most memory of one indexing thread that tantivy accepts.
const THREAD_BYTES: (usize, usize) = (15_000_000, 4_000_000_000);

/// How much a writer may use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WriterOptions {
    /// Indexing threads, at least 1. The answer does not depend on it.
    pub threads: usize,
    /// Memory for documents not yet written out, all threads together, in bytes.
    pub memory_bytes: usize,
}

impl Default for WriterOptions {
    fn default() -> Self {
        Self {
            threads: 2,
            memory_bytes: 200_000_000,
        }
    }
}

/// What putting a document did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Put {
    /// No document had its id.
    New,
    /// It took the place of the one with its id.
    InPlace,
}

/// The one writer of an index.
///
/// What is put is visible after [`Writer::commit`], all of it at once. A writer that is dropped,
/// or whose process is killed, leaves the last commit as it was; its stray files are cleaned up by
/// the next commit.
pub struct Writer {
    folder: PathBuf,
    fields: Fields,
    indexing: IndexWriter,
    known: KnownIds,
}

impl std::fmt::Debug for Writer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Writer")
            .field("folder", &self.folder)
            .field("n_known", &self.known.0.len())
            .finish_non_exhaustive()
    }
}

impl Store {
    /// Starts writing. The ids of the last commit are loaded: 10 to 20 bytes a document.
    ///
    /// # Errors
    ///
    /// [`Error::Locked`] while another writer is at work, [`Error::Budget`],
    /// [`Error::ReadOnly`], [`Error::DiskFull`].
    pub fn writer(&mut self, options: WriterOptions) -> Result<Writer, Error> {
        let indexing = open_writer(&self.folder, &self.index, options)?;
        // Behind the lock, so that nobody commits in between.
        self.refresh()?;
        let known = KnownIds::of(&self.searcher()).map_err(|error| self.failed(error))?;
        Ok(Writer {
            folder: self.folder.clone(),
            fields: self.fields.clone(),
            indexing,
            known,
        })
    }
}

impl Writer {
    /// Takes in `document`, in place of an earlier one with the same id; says whether there was one, in the last
    /// commit or put since.
    ///
    /// # Errors
    ///
    /// [`Error::DiskFull`] and other faults of the file system; the writer is of no use afterwards.
    pub fn put(&mut self, document: Prepared) -> Result<Put, Error> {
        let Prepared { id, form } = document;
        let put = if self.known.insert(id) {
            Put::New
        } else {
            self.indexing
                .delete_query(Box::new(KeyQuery::new(self.fields.id, id.0)))
                .map_err(|error| Error::from_index(&self.folder, error))?;
            Put::InPlace
        };
        match self.indexing.add_document(form) {
            Ok(_) => Ok(put),
            Err(error) => Err(self.cause(error)),
        }
    }

    /// Takes the document with this id out, as of the next commit.
    ///
    /// It is no longer found, but its content leaves the disk only when segments are merged; to
    /// erase a person there is [`Store::forget`].
    ///
    /// # Errors
    ///
    /// [`Error::DiskFull`] and other faults of the file system.
    pub fn remove(&mut self, id: RecordId) -> Result<(), Error> {
        self.indexing
            .delete_query(Box::new(KeyQuery::new(self.fields.id, id.0)))
            .map_err(|error| Error::from_index(&self.folder, error))?;
        Ok(())
    }

    /// Makes everything that was put visible, with `manifest`, and tidies the index.
    ///
    /// # Errors
    ///
    /// [`Error::DiskFull`] and other faults of the file system; the last commit stands.
    /// That merging segments afterwards fails is logged and no error: nothing is lost.
    /// [`Error::NotErased`] where the columns of the commit before cannot be removed; this one stands.
    pub fn commit(mut self, manifest: &Manifest) -> Result<(), Error> {
        let payload =
            manifest::to_json(manifest).map_err(|error| Error::corrupt(&self.folder, error))?;
        let failed = |error| Error::from_index(&self.folder, error);
        let mut prepared = self.indexing.prepare_commit().map_err(failed)?;
        prepared.set_payload(&payload);
        prepared.commit().map_err(failed)?;
        // Those of the commit before hold what this one took out.
        let removed = column_file::remove(&self.folder);
        // The commit stands; what could not be tidied now is tidied by the next one.
        let tidied =
            compact(&mut self.indexing).and_then(|()| self.indexing.wait_merging_threads());
        if let Err(error) = tidied {
            tracing::warn!(folder = %self.folder.display(), %error, "segments were not merged");
        }
        removed
    }

    /// The error of the indexing thread that died, which says more than that it died.
    fn cause(&mut self, error: tantivy::TantivyError) -> Error {
        let error = self.indexing.prepare_commit().err().unwrap_or(error);
        Error::from_index(&self.folder, error)
    }
}

/// A tantivy writer that merges only when told.
///
/// Merging while documents come in makes both slower on few cores, and which segments it merges
/// depends on timing. [`compact`] merges after the commit instead.
pub(super) fn open_writer(
    folder: &Path,
    index: &Index,
    options: WriterOptions,
) -> Result<IndexWriter, Error> {
    let threads = options.threads.max(1);
    let thread_bytes = options.memory_bytes / threads;
    let (least, most) = THREAD_BYTES;
    if !(least..=most).contains(&thread_bytes) {
        return Err(Error::Budget {
            budget_bytes: options.memory_bytes,
            threads,
            least_bytes: least * threads,
            most_bytes: most * threads,
        });
    }
    let writer: IndexWriter = index
        .writer_with_options(
            IndexWriterOptions::builder()
                .num_worker_threads(threads)
                .memory_budget_per_thread(thread_bytes)
                .num_merge_threads(1)
                .build(),
        )
        .map_err(|error| Error::from_index(folder, error))?;
    writer.set_merge_policy(Box::new(NoMergePolicy));
    Ok(writer)
}

/// Which ids are in the index or were put in this run.
///
/// Kept as 64 bits of each id: an id wrongly taken for known costs one needless delete of a term
/// that is not there, never a wrong answer, and the set is half the size.
#[derive(Default)]
struct KnownIds(HashSet<u64, BuildHasherDefault<KeyedAlready>>);

impl KnownIds {
    fn of(searcher: &Searcher) -> tantivy::Result<Self> {
        let mut known = Self::default();
        known
            .0
            .reserve(usize::try_from(searcher.num_docs()).unwrap_or(0));
        for segment in searcher.segment_readers() {
            let columns = segment.fast_fields();
            let high = columns.u64("id_join")?.first_or_default_col(0);
            let low = columns.u64("id_low")?.first_or_default_col(0);
            for doc in segment.doc_ids_alive() {
                known.0.insert(high.get_val(doc) ^ low.get_val(doc));
            }
        }
        Ok(known)
    }

    /// Whether `id` is new.
    fn insert(&mut self, id: RecordId) -> bool {
        let (high, low) = halves(id);
        self.0.insert(high ^ low)
    }
}

/// Record ids come out of a keyed hash; hashing them again buys nothing but a spread to the
/// bits that the table looks at.
#[derive(Default)]
struct KeyedAlready(u64);

impl Hasher for KeyedAlready {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.write_u64(self.0.rotate_left(8) ^ u64::from(byte));
        }
    }

    fn write_u64(&mut self, number: u64) {
        self.0 = number.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::privacy::CleanBody;
    use crate::store::Document;
    use crate::store::fixture::{
        any_document, manifest, message, options, redacted, store_of, write,
    };
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    fn text_of(store: &Store, id: u128) -> Option<String> {
        let document = store.get(RecordId(id)).unwrap()?;
        match document.record.body {
            CleanBody::Message(text) => Some(text.as_str().to_owned()),
            _ => None,
        }
    }

    #[test]
    fn a_document_replaces_the_one_with_its_id_across_and_within_runs() {
        let (_folder, mut store) = store_of(&[message(1, "oud"), message(2, "blijft")], 1);
        let again = [
            message(1, "nieuwer"),
            message(3, "x"),
            message(1, "nieuwst"),
        ];
        write(&mut store, &again, 2, 2);
        assert_eq!(store.n_documents(), 3);
        assert_eq!(text_of(&store, 1).as_deref(), Some("nieuwst"));
        assert_eq!(text_of(&store, 2).as_deref(), Some("blijft"));
    }

    #[test]
    fn the_last_of_many_wins_on_several_threads() {
        let documents: Vec<_> = (0..3_000_u32)
            .map(|n| message(u128::from(n % 500), &format!("versie {n}")))
            .collect();
        let (_folder, store) = store_of(&documents, 3);
        assert_eq!(store.n_documents(), 500);
        for id in 0..500_u32 {
            let expected = format!("versie {}", 2_500 + id);
            assert_eq!(text_of(&store, id.into()), Some(expected));
        }
    }

    #[test]
    fn ids_that_share_their_folded_half_are_kept_apart() {
        let twins = [message(1, "laag"), message(1 << 64, "hoog")];
        let (_folder, store) = store_of(&twins, 1);
        assert_eq!(store.n_documents(), 2);
        assert_eq!(text_of(&store, 1).as_deref(), Some("laag"));
        assert_eq!(text_of(&store, 1 << 64).as_deref(), Some("hoog"));
    }

    #[test]
    fn ids_that_share_their_indexed_half_are_kept_apart() {
        let twin = 5 | (1 << 64);
        let (_folder, mut store) = store_of(&[message(5, "een"), message(twin, "twee")], 1);
        write(&mut store, &[message(twin, "anders")], 1, 2);
        assert_eq!(store.n_documents(), 2);
        assert_eq!(text_of(&store, 5).as_deref(), Some("een"));
        assert_eq!(text_of(&store, twin).as_deref(), Some("anders"));
        assert_eq!(text_of(&store, 5 | (2 << 64)), None);
    }

    #[test]
    fn a_second_writer_is_refused_and_reading_goes_on() {
        let (folder, mut store) = store_of(&[message(1, "goed")], 1);
        let writer = store.writer(options(1)).unwrap();
        let mut other = Store::open(folder.path()).unwrap();
        assert_eq!(text_of(&other, 1).as_deref(), Some("goed"));
        assert!(matches!(
            other.writer(options(1)),
            Err(Error::Locked { path }) if path == folder.path()
        ));
        drop(writer);
        assert!(other.writer(options(1)).is_ok());
    }

    #[test]
    fn a_writer_that_is_dropped_leaves_the_last_commit_as_it_was() {
        let (folder, mut store) = store_of(&[message(1, "oud")], 1);
        let mut writer = store.writer(options(1)).unwrap();
        writer.put(Prepared::of(&message(1, "half"), &[])).unwrap();
        writer.put(Prepared::of(&message(2, "half"), &[])).unwrap();
        // As after a kill: nothing is cleaned up, segments lie about unfinished.
        writer.indexing.prepare_commit().unwrap();
        drop(writer);
        for stray in ["0123456789abcdef0123456789abcdef.store", ".tmpAb12Cd"] {
            std::fs::write(folder.path().join(stray), b"half a file").unwrap();
        }
        let mut store = Store::open(folder.path()).unwrap();
        assert_eq!(
            (store.n_documents(), store.manifest()),
            (1, Some(&manifest(1)))
        );
        assert_eq!(text_of(&store, 1).as_deref(), Some("oud"));
        write(&mut store, &[message(2, "heel")], 1, 2);
        assert_eq!(
            (store.n_documents(), store.manifest()),
            (2, Some(&manifest(2)))
        );
    }

    #[test]
    fn a_commit_appears_whole_to_a_reader_that_refreshes() {
        let (folder, mut store) = store_of(&[message(1, "een")], 1);
        let mut reader = Store::open(folder.path()).unwrap();
        write(&mut store, &[message(2, "twee"), message(3, "drie")], 2, 2);
        assert_eq!(
            (reader.n_documents(), reader.manifest()),
            (1, Some(&manifest(1)))
        );
        reader.refresh().unwrap();
        assert_eq!(
            (reader.n_documents(), reader.manifest()),
            (3, Some(&manifest(2)))
        );
    }

    #[test]
    fn a_budget_out_of_range_is_named() {
        let (_folder, mut store) = store_of(&[], 1);
        let options = WriterOptions {
            threads: 4,
            memory_bytes: 20_000_000,
        };
        assert!(matches!(
            store.writer(options),
            Err(Error::Budget {
                least_bytes: 60_000_000,
                ..
            })
        ));
    }

    #[test]
    fn asides_are_put_beside_the_text() {
        let (_folder, mut store) = store_of(&[], 1);
        let mut writer = store.writer(options(1)).unwrap();
        let aside = redacted("met vriendelijke groet");
        writer
            .put(Prepared::of(&message(1, "goed"), &[aside]))
            .unwrap();
        writer.commit(&manifest(1)).unwrap();
        store.refresh().unwrap();
        assert_eq!(store.get(RecordId(1)).unwrap(), Some(message(1, "goed")));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(12))]
        #[test]
        fn what_was_put_is_read_back(documents in proptest::collection::vec(any_document(), 1..30)) {
            let (_folder, store) = store_of(&documents, 2);
            let expected: BTreeMap<RecordId, Document> = documents
                .into_iter()
                .map(|document| (document.record.id, document))
                .collect();
            let mut found = Vec::new();
            store.each_document(|document| { found.push(document); Ok::<(), Error>(()) }).unwrap();
            found.sort_by_key(|document| document.record.id);
            prop_assert_eq!(found, expected.into_values().collect::<Vec<_>>());
        }
    }
}
