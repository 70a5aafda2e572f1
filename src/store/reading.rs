use super::document::key_term;
use super::input_order::{counts_by_file, in_input_order};
use super::{Document, Error, Store, wire};
use crate::record::RecordId;
use crate::units::as_u32;
use std::collections::{BTreeMap, HashSet};
use tantivy::schema::{IndexRecordOption, Value};
use tantivy::{DocAddress, DocSet, Searcher, TERMINATED, TantivyDocument};

/// Documents read together on export. Records stand in the order of the input, which is not that
/// on disk, so each block of documents on disk is decompressed once per chunk.
/// 50 000 documents of half a kilobyte are 25 MB.
const CHUNK: usize = 50_000;

impl Store {
    /// The document with `id`.
    ///
    /// # Errors
    ///
    /// [`Error::Corrupt`] where the index is damaged.
    pub fn get(&self, id: RecordId) -> Result<Option<Document>, Error> {
        let searcher = self.searcher();
        match self.address(&searcher, id)? {
            Some(address) => self.document_at(&searcher, address).map(Some),
            None => Ok(None),
        }
    }

    /// The documents with `ids`, in that order; ids without a document are left out.
    ///
    /// # Errors
    ///
    /// [`Error::Corrupt`] where the index is damaged.
    pub fn documents(&self, ids: &[RecordId]) -> Result<Vec<Document>, Error> {
        let searcher = self.searcher();
        let mut documents = Vec::with_capacity(ids.len());
        for &id in ids {
            if let Some(address) = self.address(&searcher, id)? {
                documents.push(self.document_at(&searcher, address)?);
            }
        }
        Ok(documents)
    }

    /// Shows every document to `visit`, in the order of source, file and row, in bounded memory: 64 bytes a
    /// document and the documents of one chunk. The first error ends it.
    ///
    /// # Errors
    ///
    /// What `visit` returns, and [`Error::Corrupt`] where the index is damaged.
    pub fn each_document<E: From<Error>>(
        &self,
        visit: impl FnMut(Document) -> Result<(), E>,
    ) -> Result<(), E> {
        let searcher = self.searcher();
        let addresses = self.in_order(&searcher)?;
        self.visit_all(&searcher, &addresses, visit)
    }

    /// Shows the documents with `ids` to `visit`, as [`Self::each_document`] does and in its order;
    /// ids without a document are left out.
    ///
    /// # Errors
    ///
    /// As [`Self::each_document`].
    pub fn each_of<E: From<Error>>(
        &self,
        ids: &[RecordId],
        visit: impl FnMut(Document) -> Result<(), E>,
    ) -> Result<(), E> {
        let searcher = self.searcher();
        let ids: HashSet<RecordId> = ids.iter().copied().collect();
        let mut addresses = self.in_order(&searcher)?;
        addresses.retain(|(id, _)| ids.contains(id));
        self.visit_all(&searcher, &addresses, visit)
    }

    /// All documents of `searcher`, in the order of source, file and row.
    pub(super) fn in_order(
        &self,
        searcher: &Searcher,
    ) -> Result<Vec<(RecordId, DocAddress)>, Error> {
        let files = self.manifest().map_or(&[][..], |manifest| &manifest.files);
        in_input_order(searcher, files).map_err(|error| self.failed(error))
    }

    /// Documents by source and file.
    ///
    /// # Errors
    ///
    /// [`Error::Corrupt`] where the index is damaged.
    pub fn n_documents_by_file(&self) -> Result<BTreeMap<(String, String), u64>, Error> {
        counts_by_file(&self.searcher()).map_err(|error| self.failed(error))
    }

    fn visit_all<E: From<Error>>(
        &self,
        searcher: &Searcher,
        addresses: &[(RecordId, DocAddress)],
        mut visit: impl FnMut(Document) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut texts: Vec<Vec<u8>> = Vec::new();
        for chunk in addresses.chunks(CHUNK) {
            let mut order: Vec<usize> = (0..chunk.len()).collect();
            order.sort_unstable_by_key(|&place| chunk[place].1);
            texts.clear();
            texts.resize(chunk.len(), Vec::new());
            for place in order {
                texts[place] = self.bytes_at(searcher, chunk[place].1)?;
            }
            for text in &texts {
                let document =
                    wire::decode(text).map_err(|error| Error::corrupt(&self.folder, error))?;
                visit(document)?;
            }
        }
        Ok(())
    }

    pub(super) fn document_at(
        &self,
        searcher: &Searcher,
        address: DocAddress,
    ) -> Result<Document, Error> {
        let bytes = self.bytes_at(searcher, address)?;
        wire::decode(&bytes).map_err(|error| Error::corrupt(&self.folder, error))
    }

    fn bytes_at(&self, searcher: &Searcher, address: DocAddress) -> Result<Vec<u8>, Error> {
        let form: TantivyDocument = searcher.doc(address).map_err(|error| self.failed(error))?;
        form.get_first(self.fields.document)
            .and_then(|value| value.as_bytes().map(<[u8]>::to_vec))
            .ok_or_else(|| Error::corrupt(&self.folder, "a record has no document"))
    }

    fn address(&self, searcher: &Searcher, id: RecordId) -> Result<Option<DocAddress>, Error> {
        let failed = |error| self.failed(error);
        let term = key_term(self.fields.id, id.0);
        for (ordinal, segment) in searcher.segment_readers().iter().enumerate() {
            let terms = segment
                .inverted_index(self.fields.id.term)
                .map_err(failed)?;
            let postings = terms
                .read_postings(&term, IndexRecordOption::Basic)
                .map_err(|error| self.failed(error))?;
            let Some(mut postings) = postings else {
                continue;
            };
            let ids = Ids::of(segment).map_err(failed)?;
            let mut doc = postings.doc();
            while doc != TERMINATED {
                if !segment.is_deleted(doc) && ids.get(doc) == id {
                    return Ok(Some(DocAddress::new(as_u32(ordinal), doc)));
                }
                doc = postings.advance();
            }
        }
        Ok(None)
    }
}

/// The record ids of one segment.
pub(super) struct Ids {
    high: std::sync::Arc<dyn tantivy::columnar::ColumnValues<u64>>,
    low: std::sync::Arc<dyn tantivy::columnar::ColumnValues<u64>>,
}

impl Ids {
    pub(super) fn of(segment: &tantivy::SegmentReader) -> tantivy::Result<Self> {
        let columns = segment.fast_fields();
        Ok(Self {
            high: columns.column_first_or_default("id_join")?,
            low: columns.column_first_or_default("id_low")?,
        })
    }

    pub(super) fn get(&self, doc: u32) -> RecordId {
        RecordId((u128::from(self.high.get_val(doc)) << 64) | u128::from(self.low.get_val(doc)))
    }
}
