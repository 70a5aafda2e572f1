//! The order in which records stood in the input.

use super::dictionary::Dictionary;
use super::manifest::IngestedFile;
use super::reading::Ids;
use crate::record::{Pseudonym, RecordId};
use crate::units::as_u32;
use std::collections::BTreeMap;
use tantivy::columnar::StrColumn;
use tantivy::{DocAddress, Searcher};

/// Columns of text that come before the row of a file, and behind it.
const BEFORE_ROW: [&str; 2] = ["source", "file"];
const BEHIND_ROW: &str = "question";

/// Every record and where it stands, by source, file, row and question.
///
/// The order of documents inside the index depends on threads and merges; this one does not. Nor does it depend
/// on the key of pseudonyms, as an order of ids would: whichever of two answers of a day comes first, and whichever
/// respondents a replicate draws, is the same for everybody who has the files. Ids tell apart what is left.
///
/// Files that are named after a contact or ticket, whose names here are pseudonyms, stand in the order of the digests
/// that `files` have of them.
pub(super) fn in_input_order(
    searcher: &Searcher,
    files: &[IngestedFile],
) -> tantivy::Result<Vec<(RecordId, DocAddress)>> {
    let [source, file] = BEFORE_ROW.map(|name| Names::of(searcher, name));
    let (source, file, question) = (source?, file?, Names::of(searcher, BEHIND_ROW)?);
    let file = file.in_order_of(files);
    let n = usize::try_from(searcher.num_docs()).unwrap_or(0);
    let mut placed = Vec::with_capacity(n);
    for (ordinal, segment) in searcher.segment_readers().iter().enumerate() {
        let ids = Ids::of(segment)?;
        let rows = segment
            .fast_fields()
            .column_first_or_default::<u64>("row")?;
        for doc in (0..segment.max_doc()).filter(|&doc| !segment.is_deleted(doc)) {
            let file = (source.place(ordinal, doc), file.place(ordinal, doc));
            let place = (file, rows.get_val(doc), question.place(ordinal, doc));
            let address = DocAddress::new(as_u32(ordinal), doc);
            placed.push((place, ids.get(doc), address));
        }
    }
    placed.sort_unstable();
    let addresses = placed.into_iter().map(|(_, id, address)| (id, address));
    Ok(addresses.collect())
}

/// Documents by source and file.
pub(super) fn counts_by_file(
    searcher: &Searcher,
) -> tantivy::Result<BTreeMap<(String, String), u64>> {
    let [source, file] = BEFORE_ROW.map(|name| Names::of(searcher, name));
    let (source, file) = (source?, file?);
    let mut counts: BTreeMap<(Option<u32>, Option<u32>), u64> = BTreeMap::new();
    for (ordinal, segment) in searcher.segment_readers().iter().enumerate() {
        if let Some(only) = source.only_place(ordinal).zip(file.only_place(ordinal)) {
            if segment.num_docs() > 0 {
                let only = (Some(only.0), Some(only.1));
                *counts.entry(only).or_default() += u64::from(segment.num_docs());
            }
            continue;
        }
        // Most documents stand beside others of their file.
        let (mut of, mut n) = ((None, None), 0);
        for doc in (0..segment.max_doc()).filter(|&doc| !segment.is_deleted(doc)) {
            let place = (source.place(ordinal, doc), file.place(ordinal, doc));
            if place != of && n > 0 {
                *counts.entry(of).or_default() += n;
                n = 0;
            }
            of = place;
            n += 1;
        }
        if n > 0 {
            *counts.entry(of).or_default() += n;
        }
    }
    let named = |names: &Names, place: Option<u32>| {
        let name = place.and_then(|place| names.dictionary.terms.get(place as usize));
        name.cloned().unwrap_or_default()
    };
    let counts = counts.into_iter();
    Ok(counts
        .map(|((of, at), n)| ((named(&source, of), named(&file, at)), n))
        .collect())
}

/// By what a file is placed whose name is a pseudonym: its folder and what it holds. `None` where the name is its own.
fn by_digest(file: &str, sha256: &str) -> Option<String> {
    let (folder, name) = file.rsplit_once('/').unwrap_or(("", file));
    let stem = name.split('.').next()?;
    (stem.parse::<Pseudonym>().ok()).map(|_| format!("{folder}/{sha256}"))
}

/// One column of text over all segments.
struct Names {
    columns: Vec<Option<StrColumn>>,
    dictionary: Dictionary,
}

impl Names {
    fn of(searcher: &Searcher, name: &str) -> tantivy::Result<Self> {
        let segments = searcher.segment_readers().iter();
        let columns: Vec<Option<StrColumn>> = segments
            .map(|segment| segment.fast_fields().str(name))
            .collect::<tantivy::Result<_>>()?;
        Ok(Self {
            dictionary: Dictionary::merge(&columns)?,
            columns,
        })
    }

    /// The same names of files, places in another order where some are pseudonyms.
    fn in_order_of(mut self, files: &[IngestedFile]) -> Self {
        let digests = files
            .iter()
            .filter_map(|one| Some((one.file.as_str(), by_digest(&one.file, &one.sha256)?)));
        let digests: BTreeMap<&str, String> = digests.collect();
        if digests.is_empty() {
            return self;
        }
        let terms = &self.dictionary.terms;
        let key = |place: &usize| {
            let name = &terms[*place];
            (digests.get(name.as_str()).unwrap_or(name), name)
        };
        let mut order: Vec<usize> = (0..terms.len()).collect();
        order.sort_by_key(key);
        let mut place_of = vec![0; terms.len()];
        for (place, &before) in order.iter().enumerate() {
            place_of[before] = as_u32(place);
        }
        for place in self.dictionary.places.iter_mut().flatten() {
            *place = place_of[*place as usize];
        }
        self.dictionary.terms = order.into_iter().map(|at| terms[at].clone()).collect();
        self
    }

    /// Place of the name that all documents of a segment have, where it is known without a look at each.
    fn only_place(&self, segment: usize) -> Option<u32> {
        let ordinals = self.columns[segment].as_ref()?.ords();
        let (first, last) = (ordinals.min_value(), ordinals.max_value());
        let is_only = ordinals.get_cardinality().is_full() && first == last;
        is_only.then(|| self.place_at(segment, first)).flatten()
    }

    /// Place of the name of a document among all names; none comes first.
    fn place(&self, segment: usize, doc: u32) -> Option<u32> {
        let ordinal = self.columns[segment].as_ref()?.term_ords(doc).next()?;
        self.place_at(segment, ordinal)
    }

    fn place_at(&self, segment: usize, ordinal: u64) -> Option<u32> {
        let places = &self.dictionary.places[segment];
        places.get(usize::try_from(ordinal).ok()?).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::fixture::{manifest, message, options, store_of, write};
    use crate::store::{Document, Prepared};
    use std::sync::Arc;

    fn at(id: u128, file: &str, row: u64, question: Option<&str>) -> Document {
        let mut document = message(id, "goed");
        document.record.origin.file = Arc::from(file);
        document.record.origin.row = row;
        document.record.question = question.map(Arc::from);
        document
    }

    #[test]
    fn files_named_after_contacts_stand_in_the_order_of_what_they_hold() {
        // Three calls and a file that bears a name of its own, under two keys.
        let read = |names: [u128; 3]| -> Vec<u128> {
            let [a, b, c] = names.map(|name| format!("calls/{}.json.gz", Pseudonym(name)));
            let files = [a.as_str(), &b, &c, "calls/plain.json"];
            let documents = files
                .iter()
                .zip(1..)
                .map(|(file, id)| at(id, file, 1, None));
            let documents: Vec<Document> = documents.collect();
            let (_folder, mut store) = store_of(&documents[..1], 1);
            let mut manifest = manifest(2);
            let taken_in = |(file, sha256): (&&str, &str)| IngestedFile {
                file: (*file).to_owned(),
                sha256: sha256.to_owned(),
                ..manifest.files[0].clone()
            };
            manifest.files = (files.iter().zip(["cc", "aa", "bb", "00"]))
                .map(taken_in)
                .collect();
            let mut writer = store.writer(options(1)).unwrap();
            for document in &documents[1..] {
                writer.put(Prepared::of(document, &[])).unwrap();
            }
            writer.commit(&manifest).unwrap();
            store.refresh().unwrap();
            store.columns().unwrap().ids.iter().map(|id| id.0).collect()
        };
        assert_eq!(read([1, 2, 3]), [2, 3, 1, 4]);
        assert_eq!(read([9, 8, 7]), [2, 3, 1, 4]);
        assert_eq!(read([5, 9, 6]), [2, 3, 1, 4]);
    }

    #[test]
    fn records_stand_as_in_the_files_whatever_their_pseudonyms() {
        let read = |ids: [u128; 5]| -> Vec<usize> {
            let documents = [
                at(ids[0], "a.csv", 2, None),
                at(ids[1], "a.csv", 10, Some("tip")),
                at(ids[2], "a.csv", 10, Some("top")),
                at(ids[3], "b.csv", 1, None),
                at(ids[4], "b.csv", 9, None),
            ];
            let (_folder, mut store) = store_of(&documents[3..], 2);
            write(&mut store, &documents[..3], 2, 2);
            let of = |id: &RecordId| ids.iter().position(|known| *known == id.0).unwrap();
            let columns = store.columns().unwrap();
            let mut shown = Vec::new();
            let done: Result<(), crate::store::Error> = store.each_document(|document| {
                shown.push(document.record.id);
                Ok(())
            });
            done.unwrap();
            assert_eq!(shown, columns.ids);
            columns.ids.iter().map(of).collect()
        };
        assert_eq!(read([1, 2, 3, 4, 5]), [0, 1, 2, 3, 4]);
        assert_eq!(read([9, 8, 7, 6, 5]), [0, 1, 2, 3, 4]);
        assert_eq!(read([3, 9, 1, 4, 2]), [0, 1, 2, 3, 4]);
    }
}
