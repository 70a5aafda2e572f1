//! The columns of a commit, ready to read: a file beside the index that may be absent at any time.
//!
//! Reading columns from the segments takes a pass over every dictionary and a sort of all ids; here the
//! result stands as it is needed. The file is made on the first reading after a commit and says of which
//! commit it is, so it is never taken for another's; sums over every part tell damage, and what does not
//! fit is made anew. A commit and an erasure remove it, so that it holds nobody who was forgotten.

use super::column_bytes::{self as bytes, Fixed, Front, Sum, sum_of};
use super::columns::{Columns, first_of_each_contact};
use super::document::{KINDS, LABELS, LANGUAGES};
use super::sparse::Maybe;
use super::{ColumnChoice, Error, Sparse};
use crate::record::{LanguageTag, RecordId, RecordKind, ScoreName};
use crate::stats::compute_both;
use crate::units::as_u64;
use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tantivy::Searcher;

/// The file, and what is written before it takes its name.
const FILE: &str = "columns.bin";
const PART: &str = "columns.part";

/// Begins the file; another number for another form.
const MARK: &[u8; 8] = b"signcol4";

/// Which commit a searcher shows: segments never change but for the documents deleted from them.
pub(super) fn commit_of(searcher: &Searcher) -> String {
    let mut segments: Vec<String> = searcher
        .segment_readers()
        .iter()
        .map(|segment| {
            let id = segment.segment_id().uuid_string();
            format!("{id}-{}-{}", segment.max_doc(), segment.num_deleted_docs())
        })
        .collect();
    segments.sort();
    segments.join(" ")
}

/// The columns of `commit` that `choice` names; `None` where they are not there, or damaged.
pub(super) fn read(folder: &Path, commit: &str, choice: &ColumnChoice) -> Option<Columns> {
    let contents = Contents::read(&mut File::open(folder.join(FILE)).ok()?, commit)?;
    // Two halves that take about as long, each with a file of its own: sums tell where another took its place in between.
    let (one, other) = compute_both(
        || Reader::of(folder, &contents)?.half_with_ids(choice),
        || Reader::of(folder, &contents)?.half_with_mentions(choice),
    );
    let (numbers, others) = (one?, other?);
    Some(Columns {
        ids: numbers.ids,
        polarity: numbers.polarity,
        weight: numbers.weight,
        scores: numbers.scores,
        facets: numbers.facets,
        first_of_contact: numbers.first_of_contact,
        at: if choice.is_of_instants() {
            others.at
        } else {
            numbers.at
        },
        ..others
    })
}

/// Writes the columns of `commit`, and takes them away again where `is_current` says that there was another
/// in the meantime: it may have forgotten somebody.
///
/// # Errors
///
/// Those of the file system; a file that is half written by somebody else is one.
pub(super) fn write(
    folder: &Path,
    commit: &str,
    columns: &Columns,
    is_current: impl FnOnce() -> bool,
) -> io::Result<()> {
    let parts = parts(columns);
    let mut head = Vec::new();
    put_name(commit, &mut head);
    as_u64(columns.n_documents()).put(&mut head);
    as_u64(parts.len()).put(&mut head);
    for (name, part) in &parts {
        put_name(name, &mut head);
        as_u64(part.len()).put(&mut head);
        sum_of(part).put(&mut head);
    }
    let part_path = folder.join(PART);
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(&part_path)?;
    let mut put_all = || -> io::Result<()> {
        file.write_all(MARK)?;
        file.write_all(&as_u64(head.len()).to_le_bytes())?;
        file.write_all(&sum_of(&head).to_le_bytes())?;
        file.write_all(&head)?;
        for (_, part) in &parts {
            file.write_all(part)?;
        }
        Ok(())
    };
    let written = put_all().and_then(|()| fs::rename(&part_path, folder.join(FILE)));
    if written.is_err() {
        let _ = fs::remove_file(&part_path);
    } else if !is_current() {
        remove(folder).map_err(io::Error::other)?;
    }
    written
}

/// Removes the file and what a killed program left of it.
///
/// # Errors
///
/// [`Error::NotErased`] where one of them stays.
pub(super) fn remove(folder: &Path) -> Result<(), Error> {
    let stays = |name: &&str| match fs::remove_file(folder.join(name)) {
        Ok(()) => false,
        Err(error) => !matches!(
            error.kind(),
            io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
        ),
    };
    let files: Vec<PathBuf> = [FILE, PART]
        .iter()
        .filter(|name| stays(name))
        .map(PathBuf::from)
        .collect();
    if files.is_empty() {
        return Ok(());
    }
    Err(Error::NotErased {
        path: folder.to_owned(),
        files,
    })
}

/// Whether the file is the column file or a part of one.
pub(super) fn is_column_file(path: &Path) -> bool {
    path.ends_with(FILE) || path.ends_with(PART)
}

fn put_name(name: &str, out: &mut Vec<u8>) {
    as_u64(name.len()).put(out);
    out.extend_from_slice(name.as_bytes());
}

/// Prefixes of the names of parts of which there are several.
const SCORE: &str = "score ";
const FACET: &str = "facet ";

fn parts(columns: &Columns) -> Vec<(String, Vec<u8>)> {
    let mut parts: Vec<(String, Vec<u8>)> = [
        ("ids", bytes::of_numbers(columns.ids.iter().map(|id| id.0))),
        ("kind", bytes::of_places(&columns.kind, &KINDS)),
        ("source", bytes::of_categorical(&columns.source)),
        ("at", bytes::of_optional(&columns.at)),
        ("language", bytes::of_places(&columns.language, &LANGUAGES)),
        (
            "sentiment",
            bytes::of_places(&columns.sentiment, &LABELS.map(Some)),
        ),
        ("polarity", bytes::of_floats(&columns.polarity)),
        (
            "has_words",
            columns.has_words.iter().map(|&is| u8::from(is)).collect(),
        ),
        ("customer", bytes::of_optional(columns.customer.values())),
        ("contact", bytes::of_optional(columns.contact.values())),
        (
            "first_of_contact",
            bytes::of_numbers(columns.first_of_contact.iter().copied()),
        ),
        ("ticket", bytes::of_optional(columns.ticket.values())),
        ("weight", bytes::of_floats(columns.weight.values())),
        ("question", bytes::of_categorical(&columns.question)),
        ("mentions", bytes::of_mentions(&columns.mentions)),
    ]
    .into_iter()
    .map(|(name, part)| (name.to_owned(), part))
    .collect();
    for (name, values) in &columns.scores {
        parts.push((format!("{SCORE}{name}"), bytes::of_floats(values)));
    }
    for (name, column) in &columns.facets {
        parts.push((format!("{FACET}{name}"), bytes::of_categorical(column)));
    }
    parts
}

/// Bytes of a large part that are read at once, a multiple of every width of a number and of 32.
const BLOCK: usize = 1 << 16;

/// Where each part stands.
struct Contents {
    n_rows: usize,
    parts: BTreeMap<String, Place>,
}

#[derive(Clone, Copy)]
struct Place {
    start: u64,
    length: usize,
    sum: u64,
}

impl Contents {
    fn read(file: &mut File, commit: &str) -> Option<Self> {
        let mut mark = [0; 24];
        file.read_exact(&mut mark).ok()?;
        let mut front = Front(&mark);
        if front.bytes(8)? != MARK {
            return None;
        }
        let (length, sum) = (front.number()?, front.number()?);
        let size = file.metadata().ok()?.len();
        if length > size {
            return None;
        }
        let mut head = vec![0; usize::try_from(length).ok()?];
        file.read_exact(&mut head).ok()?;
        if sum_of(&head) != sum {
            return None;
        }
        let mut front = Front(&head);
        if front.name()? != commit {
            return None;
        }
        let n_rows = front.count()?;
        let mut parts = BTreeMap::new();
        let mut start = 24 + length;
        for _ in 0..front.count()? {
            let name = front.name()?.to_owned();
            let place = Place {
                start,
                length: front.count()?,
                sum: front.number()?,
            };
            start = start.checked_add(as_u64(place.length))?;
            parts.insert(name, place);
        }
        (start == size).then_some(Self { n_rows, parts })
    }
}

struct Reader<'c> {
    file: File,
    contents: &'c Contents,
    /// Bytes of the part at hand: new memory for each would cost as much as to read it.
    buffer: Vec<u8>,
}

impl<'c> Reader<'c> {
    fn of(folder: &Path, contents: &'c Contents) -> Option<Self> {
        Some(Self {
            file: File::open(folder.join(FILE)).ok()?,
            contents,
            buffer: Vec::new(),
        })
    }

    fn part(&mut self, name: &str) -> Option<&[u8]> {
        let place = *self.contents.parts.get(name)?;
        self.file.seek(SeekFrom::Start(place.start)).ok()?;
        if self.buffer.len() < place.length {
            self.buffer.resize(place.length, 0);
        }
        let part = &mut self.buffer[..place.length];
        self.file.read_exact(part).ok()?;
        let part = &*part;
        (sum_of(part) == place.sum).then_some(part)
    }

    /// Shows a part to `take` block by block, so that no second copy of a large one takes room.
    fn each_block(&mut self, name: &str, mut take: impl FnMut(&[u8])) -> Option<()> {
        let place = *self.contents.parts.get(name)?;
        self.file.seek(SeekFrom::Start(place.start)).ok()?;
        if self.buffer.len() < BLOCK {
            self.buffer.resize(BLOCK, 0);
        }
        let mut sum = Sum::default();
        let mut n_left = place.length;
        while n_left > 0 {
            let block = &mut self.buffer[..n_left.min(BLOCK)];
            self.file.read_exact(block).ok()?;
            sum.add(block);
            take(block);
            n_left -= block.len();
        }
        (sum.total() == place.sum).then_some(())
    }

    /// Whether a part has no bytes: then no document has a number.
    fn is_empty(&self, name: &str) -> bool {
        let place = self.contents.parts.get(name);
        place.is_some_and(|place| place.length == 0)
    }

    /// A number of each document, as `make` has it; `absent` everywhere where there are none.
    fn numbers<T: Fixed, U: Clone>(
        &mut self,
        name: &str,
        make: impl Fn(T) -> U,
        absent: U,
    ) -> Option<Vec<U>> {
        let n = self.contents.n_rows;
        if self.is_empty(name) {
            return Some(vec![absent; n]);
        }
        if self.contents.parts.get(name)?.length != n * size_of::<T>() {
            return None;
        }
        let mut numbers = Vec::with_capacity(n);
        self.each_block(name, |block| T::extend(block, &make, &mut numbers))?;
        Some(numbers)
    }

    /// Numbers, then a byte each that says which are there.
    fn optional<T: Fixed>(&mut self, name: &str) -> Option<Vec<Option<T>>> {
        let n = self.contents.n_rows;
        if self.is_empty(name) {
            return Some(vec![None; n]);
        }
        let n_bytes = n * size_of::<T>();
        if self.contents.parts.get(name)?.length != n_bytes + n {
            return None;
        }
        let (mut n_read, mut n_known) = (0, 0);
        let mut numbers: Vec<Option<T>> = Vec::with_capacity(n);
        self.each_block(name, |block| {
            let of_numbers = block.len().min(n_bytes.saturating_sub(n_read));
            let (values, present) = block.split_at(of_numbers);
            T::extend(values, Some, &mut numbers);
            for (number, &is) in numbers[n_known..].iter_mut().zip(present) {
                if is == 0 {
                    *number = None;
                }
            }
            n_known += present.len();
            n_read += block.len();
        })?;
        Some(numbers)
    }

    /// A number of each document, NaN for none.
    fn floats(&mut self, name: &str) -> Option<Vec<f64>> {
        self.numbers(name, |number: f64| number, f64::NAN)
    }

    /// [`Self::optional`], without room where no document has a number.
    fn sparse<T: Fixed>(&mut self, name: &str) -> Option<Sparse<Option<T>>>
    where
        Option<T>: Maybe,
    {
        if self.is_empty(name) {
            return Some(Sparse::default());
        }
        Some(self.optional(name)?.into())
    }

    /// Names of the parts that begin with `prefix`, without it.
    fn names(&self, prefix: &str) -> Vec<String> {
        let names = self.contents.parts.keys();
        names
            .filter_map(|name| name.strip_prefix(prefix))
            .map(str::to_owned)
            .collect()
    }

    /// Ids, instants, numbers with a point, and what of scores and facets `choice` names; all else is empty. Where instants are
    /// asked for alone, the other half reads them.
    fn half_with_ids(mut self, choice: &ColumnChoice) -> Option<Columns> {
        let n = self.contents.n_rows;
        let ids = self.numbers("ids", RecordId, RecordId(0))?;
        if choice.is_of_instants() {
            return Some(Columns {
                ids,
                ..Columns::default()
            });
        }
        let mut scores = BTreeMap::new();
        for name in self.names(SCORE) {
            if choice.has_score(&name) {
                let values = self.floats(&format!("{SCORE}{name}"))?;
                scores.insert(ScoreName::new(name), values);
            }
        }
        let mut facets = BTreeMap::new();
        for name in self.names(FACET) {
            if choice.has_facet(&name) {
                let part = self.part(&format!("{FACET}{name}"))?;
                facets.insert(Arc::from(name), bytes::categorical(part, n)?);
            }
        }
        let first_of_contact = self.part("first_of_contact")?;
        let first_of_contact = first_of_each_contact(u32::all(first_of_contact), n)?;
        Some(Columns {
            ids,
            at: self.optional("at")?,
            polarity: self.floats("polarity")?,
            weight: if self.is_empty("weight") {
                Sparse::default()
            } else {
                self.floats("weight")?.into()
            },
            first_of_contact,
            scores,
            facets,
            ..Columns::default()
        })
    }

    /// What the other half leaves.
    fn half_with_mentions(mut self, choice: &ColumnChoice) -> Option<Columns> {
        let n = self.contents.n_rows;
        if choice.is_of_instants() {
            return Some(Columns {
                at: self.optional("at")?,
                ..Columns::default()
            });
        }
        Some(Columns {
            kind: bytes::places(self.part("kind")?, n, &KINDS, RecordKind::Feedback)?,
            source: bytes::categorical(self.part("source")?, n)?,
            language: bytes::places(self.part("language")?, n, &LANGUAGES, LanguageTag::Unknown)?,
            sentiment: bytes::places(self.part("sentiment")?, n, &LABELS.map(Some), None)?,
            has_words: self.part("has_words")?.iter().map(|&is| is != 0).collect(),
            customer: self.sparse("customer")?,
            contact: self.sparse("contact")?,
            ticket: self.sparse("ticket")?,
            question: bytes::categorical(self.part("question")?, n)?,
            mentions: bytes::mentions(self.part("mentions")?, n)?,
            ..Columns::default()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Pseudonym;
    use crate::store::fixture::{any_document, message, store_of, write as put};
    use crate::store::{Person, Store};
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    fn text(columns: &Columns) -> String {
        format!("{columns:?}")
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]
        #[test]
        fn the_file_holds_what_the_index_holds(
            documents in proptest::collection::vec(any_document(), 1..40),
        ) {
            let (_folder, store) = store_of(&documents, 1);
            let from_index = store.columns().unwrap();
            prop_assert!(store.folder().join(FILE).exists());
            let commit = commit_of(&store.searcher());
            let kept = read(store.folder(), &commit, &ColumnChoice::all()).unwrap();
            prop_assert_eq!(text(&kept), text(&from_index));

            let none = store.chosen_columns(&ColumnChoice::only([], [])).unwrap();
            prop_assert!(none.scores.is_empty() && none.facets.is_empty());
            let instants = store.chosen_columns(&ColumnChoice::instants()).unwrap();
            prop_assert_eq!((&instants.ids, &instants.at), (&kept.ids, &kept.at));
            prop_assert!(instants.scores.is_empty() && instants.kind.is_empty());
            prop_assert_eq!(text(&none).len() <= text(&kept).len(), true);
        }
    }

    #[test]
    fn damage_and_other_commits_are_seen_and_the_file_is_made_anew() {
        let documents: Vec<_> = (1..20).map(|id| message(id, "traag")).collect();
        let (_folder, store) = store_of(&documents, 1);
        let good = text(&store.columns().unwrap());
        let path = store.folder().join(FILE);
        let commit = commit_of(&store.searcher());
        let bytes = fs::read(&path).unwrap();
        for at in 0..bytes.len() {
            let mut damaged = bytes.clone();
            damaged[at] ^= 0x10;
            fs::write(&path, &damaged).unwrap();
            assert!(
                read(store.folder(), &commit, &ColumnChoice::all()).is_none(),
                "{at}"
            );
            fs::write(&path, &bytes[..at]).unwrap();
            assert!(
                read(store.folder(), &commit, &ColumnChoice::all()).is_none(),
                "{at}"
            );
        }
        assert!(read(store.folder(), "another", &ColumnChoice::all()).is_none());
        assert_eq!(text(&store.columns().unwrap()), good);
        assert_eq!(fs::read(&path).unwrap(), bytes);
    }

    #[test]
    fn a_commit_takes_the_columns_of_the_one_before_away() {
        let (_folder, mut store) = store_of(&[message(1, "a")], 1);
        store.columns().unwrap();
        put(&mut store, &[message(2, "b")], 1, 2);
        assert!(!store.folder().join(FILE).exists());
        assert_eq!(store.columns().unwrap().n_documents(), 2);
    }

    fn holds(folder: &Path, key: u128) -> bool {
        let half = crate::store::document::first_half(key).to_le_bytes();
        fs::read_dir(folder).unwrap().any(|entry| {
            let path = entry.unwrap().path();
            is_column_file(&path)
                && fs::read(path)
                    .unwrap()
                    .windows(8)
                    .any(|window| window == half)
        })
    }

    #[test]
    fn who_is_forgotten_is_in_no_column_file() {
        let (customer, contact) = (
            0x1234_5678_9abc_def0_u128 << 64,
            0x0fed_cba9_8765_4321_u128 << 64,
        );
        let mut theirs = message(1, "weg ermee");
        theirs.record.customer = Some(Pseudonym(customer));
        theirs.record.contact = Some(Pseudonym(contact));
        let (_folder, mut store) = store_of(&[theirs, message(2, "blijft")], 1);
        let before = store.searcher();
        let old = store.columns().unwrap();
        assert!(holds(store.folder(), customer) && holds(store.folder(), contact));
        // A program that was killed while it wrote.
        fs::copy(store.folder().join(FILE), store.folder().join(PART)).unwrap();

        let person = Person {
            customer: Pseudonym(customer),
            contacts: BTreeSet::new(),
            tickets: BTreeSet::new(),
        };
        assert_eq!(store.forget(&person).unwrap(), 1);
        assert!(!holds(store.folder(), customer) && !holds(store.folder(), contact));

        // Somebody who read before and writes after it.
        let is_current = || store.is_current(&before);
        write(store.folder(), &commit_of(&before), &old, is_current).unwrap();
        assert!(!holds(store.folder(), customer));
        assert_eq!(store.columns().unwrap().n_documents(), 1);
        assert!(!holds(store.folder(), customer) && !holds(store.folder(), contact));
    }

    #[test]
    fn a_rebuild_leaves_no_columns() {
        let (_folder, store) = store_of(&[message(1, "a")], 1);
        store.columns().unwrap();
        let folder = store.folder().to_owned();
        drop(store);
        Store::rebuild(&folder).unwrap();
        assert!(!folder.join(FILE).exists());
    }
}
