use super::column_file;
use super::compaction::expunge;
use super::index::is_segment_file;
use super::key_query::KeyQuery;
use super::writer::{WriterOptions, open_writer};
use super::{Error, Store};
use crate::record::{Pseudonym, SourceName};
use crate::units::as_u64;
use std::collections::BTreeSet;
use std::ops::Bound;
use std::path::PathBuf;
use tantivy::collector::{Count, DocSetCollector};
use tantivy::query::{BooleanQuery, ExistsQuery, FastFieldRangeQuery, Occur, Query, RangeQuery};
use tantivy::{IndexWriter, Term};

/// Enough for rewriting segments; nothing is indexed.
const OPTIONS: WriterOptions = WriterOptions {
    threads: 1,
    memory_bytes: 15_000_000,
};

/// A customer and what the index knows of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The customer.
    pub customer: Pseudonym,
    /// Contacts that their documents name.
    pub contacts: BTreeSet<Pseudonym>,
    /// Tickets that their documents name.
    pub tickets: BTreeSet<Pseudonym>,
}

impl Store {
    /// The contacts and tickets of `customer`, from their documents.
    ///
    /// # Errors
    ///
    /// [`Error::Corrupt`] where the index is damaged.
    pub fn person(&self, customer: Pseudonym) -> Result<Person, Error> {
        let searcher = self.searcher();
        let query = KeyQuery::new(self.fields.customer, customer.0);
        let addresses = searcher
            .search(&query, &DocSetCollector)
            .map_err(|error| self.failed(error))?;
        let mut person = Person {
            customer,
            contacts: BTreeSet::new(),
            tickets: BTreeSet::new(),
        };
        for address in addresses {
            let record = self.document_at(&searcher, address)?.record;
            person.contacts.extend(record.contact);
            person.tickets.extend(record.ticket);
        }
        Ok(person)
    }

    /// Removes every document of `person`, and those that name no customer but one of the person's
    /// contacts or tickets; returns how many there were.
    ///
    /// When it returns, no file of the index holds their content: segments are rewritten, not
    /// marked. Run again after a crash, it finishes the work, also where no document is left.
    /// What the storage beneath keeps of unlinked files is beyond it.
    ///
    /// # Errors
    ///
    /// [`Error::Locked`] while a writer is at work, [`Error::NotErased`] where files could not be
    /// removed, and the faults of the file system.
    pub fn forget(&mut self, person: &Person) -> Result<u64, Error> {
        let query = self.documents_of(person);
        self.erase(query)
    }

    /// How many documents [`Store::forget`] would remove.
    ///
    /// # Errors
    ///
    /// [`Error::Corrupt`] where the index is damaged.
    pub fn count_of(&self, person: &Person) -> Result<u64, Error> {
        let n = self
            .searcher()
            .search(&self.documents_of(person), &Count)
            .map_err(|error| self.failed(error))?;
        Ok(as_u64(n))
    }

    fn documents_of(&self, person: &Person) -> Box<dyn Query> {
        let of = |field, ids: &BTreeSet<Pseudonym>| -> Vec<Box<dyn Query>> {
            ids.iter()
                .map(|id| Box::new(KeyQuery::new(field, id.0)) as Box<dyn Query>)
                .collect()
        };
        let own = KeyQuery::new(self.fields.customer, person.customer.0);
        let mut shared = of(self.fields.contact, &person.contacts);
        shared.extend(of(self.fields.ticket, &person.tickets));
        let schema = self.index.schema();
        let somebody = ExistsQuery::new(
            schema.get_field_name(self.fields.customer.join).to_owned(),
            false,
        );
        let nobodys = BooleanQuery::new(vec![
            (
                Occur::Must,
                Box::new(BooleanQuery::union(shared)) as Box<dyn Query>,
            ),
            (Occur::MustNot, Box::new(somebody)),
        ]);
        Box::new(BooleanQuery::union(vec![Box::new(own), Box::new(nobodys)]))
    }

    /// Removes every document of `source` from before `before`, in seconds since 1970, and returns
    /// how many there were. A document without a time stays.
    ///
    /// # Errors
    ///
    /// As [`Store::forget`].
    pub fn purge(&mut self, source: &SourceName, before: i64) -> Result<u64, Error> {
        // The indexed term is folded; the column tells `Chat` from `chat`.
        let name = Bound::Included(Term::from_field_text(self.fields.source, source.as_str()));
        let source = FastFieldRangeQuery::new(name.clone(), name);
        let earlier = RangeQuery::new(
            Bound::Unbounded,
            Bound::Excluded(Term::from_field_i64(self.fields.at, before)),
        );
        self.erase(Box::new(BooleanQuery::intersection(vec![
            Box::new(source),
            Box::new(earlier),
        ])))
    }

    fn erase(&mut self, query: Box<dyn Query>) -> Result<u64, Error> {
        let mut writer = open_writer(&self.folder, &self.index, OPTIONS)?;
        self.refresh()?;
        let n_documents = self
            .searcher()
            .search(&query, &Count)
            .map_err(|error| self.failed(error))?;
        self.erase_with(&mut writer, query, n_documents)?;
        self.refresh()?;
        writer
            .garbage_collect_files()
            .wait()
            .map_err(|error| self.failed(error))?;
        column_file::remove(&self.folder)?;
        self.check_erased()?;
        writer
            .wait_merging_threads()
            .map_err(|error| self.failed(error))?;
        Ok(as_u64(n_documents))
    }

    fn erase_with(
        &self,
        writer: &mut IndexWriter,
        query: Box<dyn Query>,
        n_documents: usize,
    ) -> Result<(), Error> {
        let failed = |error| self.failed(error);
        if n_documents > 0 {
            let payload = self.index.load_metas().map_err(failed)?.payload;
            writer.delete_query(query).map_err(failed)?;
            let mut prepared = writer.prepare_commit().map_err(failed)?;
            if let Some(payload) = payload {
                prepared.set_payload(&payload);
            }
            prepared.commit().map_err(failed)?;
        }
        expunge(writer).map_err(failed)
    }

    /// Removes files of segments that are no more and proves that nothing deleted is left.
    ///
    /// Nobody else writes: the caller holds the lock, so a file that the commit does not list is
    /// a leftover, also one that a killed writer never got to register.
    fn check_erased(&self) -> Result<(), Error> {
        let metas = self
            .index
            .load_metas()
            .map_err(|error| self.failed(error))?;
        let live = metas.list_segment_files();
        let mut held: Vec<PathBuf> = metas
            .segments
            .iter()
            .filter(|segment| segment.has_deletes())
            .map(|segment| PathBuf::from(segment.id().uuid_string()))
            .collect();
        let files =
            std::fs::read_dir(&self.folder).map_err(|error| Error::from_io(&self.folder, error))?;
        for entry in files {
            let entry = entry.map_err(|error| Error::from_io(&self.folder, error))?;
            let name = PathBuf::from(entry.file_name());
            let is_leftover = is_segment_file(&name) && !live.contains(&name);
            if is_leftover && std::fs::remove_file(entry.path()).is_err() {
                held.push(name);
            }
        }
        if held.is_empty() {
            Ok(())
        } else {
            held.sort();
            Err(Error::NotErased {
                path: self.folder.clone(),
                files: held,
            })
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::record::{Pseudonym, RecordId, SourceName};
    use crate::store::fixture::{manifest, message, store_of, write};
    use crate::store::{Document, Error, Store};
    use std::fs;
    use std::path::Path;
    use tantivy::schema::Value;
    use tantivy::store::StoreReader;
    use tantivy::{SegmentReader, TantivyDocument};

    fn of_customer(id: u128, customer: u128, text: &str) -> Document {
        let mut document = message(id, text);
        document.record.customer = Some(Pseudonym(customer));
        document
    }

    fn forget(store: &mut Store, customer: u128) -> u64 {
        let person = store.person(Pseudonym(customer)).unwrap();
        store.forget(&person).unwrap()
    }

    #[test]
    fn what_names_no_customer_goes_with_the_contact() {
        let mut own = of_customer(1, 7, "mijn modem is stuk");
        own.record.contact = Some(Pseudonym(70));
        let mut call = message(2, "transcript zonder klant");
        call.record.contact = Some(Pseudonym(70));
        let mut other = of_customer(3, 8, "huisgenoot");
        other.record.contact = Some(Pseudonym(70));
        let (_folder, mut store) = store_of(&[own, call, other], 1);
        assert_eq!(forget(&mut store, 7), 2);
        assert_eq!(store.columns().unwrap().ids, [RecordId(3)]);
    }

    /// Whether `marker` stands in any file of the folder: as a term, or in any stored document,
    /// deleted ones and files outside the commit included.
    fn is_on_disk(store: &Store, folder: &Path, marker: &str) -> bool {
        let holds = |bytes: &[u8]| {
            bytes
                .windows(marker.len())
                .any(|part| part == marker.as_bytes())
        };
        let in_files = fs::read_dir(folder).unwrap().any(|entry| {
            let path = entry.unwrap().path();
            path.is_file() && holds(&fs::read(path).unwrap())
        });
        let field = store.fields.document;
        let in_store = |segment: &SegmentReader| {
            let reader: StoreReader = segment.get_store_reader(1).unwrap();
            reader.iter::<TantivyDocument>(None).any(|form| {
                let form = form.unwrap();
                holds(form.get_first(field).unwrap().as_bytes().unwrap())
            })
        };
        in_files || store.searcher().segment_readers().iter().any(in_store)
    }

    fn n_segment_files(folder: &Path) -> usize {
        let names = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path());
        names.filter(|path| super::is_segment_file(path)).count()
    }

    #[test]
    fn a_forgotten_customer_is_gone_from_disk() {
        let documents = [
            of_customer(1, 7, "geheimwoord een"),
            of_customer(2, 8, "blijft"),
            of_customer(3, 7, "geheimwoord drie"),
        ];
        let (folder, mut store) = store_of(&documents, 1);
        assert!(is_on_disk(&store, folder.path(), "geheimwoord"));
        assert_eq!(forget(&mut store, 7), 2);
        assert!(!is_on_disk(&store, folder.path(), "geheimwoord"));
        assert_eq!(
            (store.n_documents(), store.manifest()),
            (1, Some(&manifest(1)))
        );
        assert_eq!(
            store.get(RecordId(2)).unwrap().as_ref(),
            Some(&documents[1])
        );
        assert_eq!(store.get(RecordId(1)).unwrap(), None);
        assert_eq!(forget(&mut store, 7), 0);
        Store::open(folder.path()).unwrap().verify().unwrap();
    }

    #[test]
    fn what_was_replaced_before_is_gone_too() {
        let (folder, mut store) = store_of(&[of_customer(1, 7, "oudgeheim"), message(2, "x")], 1);
        write(&mut store, &[of_customer(1, 7, "nieuwgeheim")], 1, 2);
        assert_eq!(forget(&mut store, 7), 1);
        for marker in ["oudgeheim", "nieuwgeheim"] {
            assert!(!is_on_disk(&store, folder.path(), marker), "{marker}");
        }
        assert_eq!(store.manifest(), Some(&manifest(2)));
    }

    #[test]
    fn forgetting_everybody_leaves_an_empty_index_that_works() {
        let (folder, mut store) = store_of(&[of_customer(1, 7, "geheim")], 1);
        assert_eq!(forget(&mut store, 7), 1);
        assert_eq!(
            (store.n_documents(), n_segment_files(folder.path())),
            (0, 0)
        );
        assert_eq!(store.manifest(), Some(&manifest(1)));
        write(&mut store, &[message(2, "nieuw")], 1, 2);
        assert_eq!(store.n_documents(), 1);
    }

    #[test]
    fn leftovers_of_a_killed_writer_are_removed_and_other_files_are_not() {
        let (folder, mut store) = store_of(&[message(1, "blijft")], 1);
        let stray = folder.path().join("0123456789abcdef0123456789abcdef.store");
        fs::write(&stray, "restgeheim").unwrap();
        fs::write(folder.path().join("note.txt"), "mine").unwrap();
        assert_eq!(forget(&mut store, 7), 0);
        assert!(!stray.exists());
        assert!(folder.path().join("note.txt").exists());
        assert_eq!(store.n_documents(), 1);
    }

    #[test]
    fn retention_purges_one_source_up_to_an_instant() {
        let dated = |id: u128, source: &str, second: i64| {
            let mut document = message(id, &format!("tekst{id}"));
            document.record.origin.source = SourceName::new(source);
            document.record.at = Some(jiff::Timestamp::from_second(second).unwrap());
            document
        };
        let documents = [
            dated(1, "Chat", 99),
            dated(2, "Chat", 100),
            dated(3, "chat", 50),
            message(4, "zonder tijd"),
        ];
        let (folder, mut store) = store_of(&documents, 1);
        assert_eq!(store.purge(&SourceName::new("Chat"), 100).unwrap(), 1);
        assert!(!is_on_disk(&store, folder.path(), "tekst1"));
        assert!(is_on_disk(&store, folder.path(), "tekst2"));
        assert_eq!(store.n_documents(), 3);
    }

    #[test]
    fn erasing_waits_for_no_writer() {
        let (_folder, mut store) = store_of(&[of_customer(1, 7, "x")], 1);
        let writer = store.writer(crate::store::fixture::options(1)).unwrap();
        assert!(matches!(
            store
                .person(Pseudonym(7))
                .and_then(|person| store.forget(&person)),
            Err(Error::Locked { .. })
        ));
        drop(writer);
        assert_eq!(forget(&mut store, 7), 1);
    }
}
