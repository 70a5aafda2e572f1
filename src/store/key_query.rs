use super::document::{first_half, key_term};
use super::schema::KeyField;
use tantivy::query::{ConstScorer, EmptyScorer, EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, Score, SegmentReader, TERMINATED, TantivyError, Term};

/// The records with one key of 16 bytes: by its indexed bytes, checked against the first half.
///
/// An intersection of a term and a range says the same, and is ten times slower where a re-ingest
/// issues a million of them: a range scans ahead, this looks at the few documents of the term.
#[derive(Debug, Clone)]
pub(super) struct KeyQuery {
    field: KeyField,
    key: u128,
}

impl KeyQuery {
    pub(super) fn new(field: KeyField, key: u128) -> Self {
        Self { field, key }
    }
}

impl Query for KeyQuery {
    fn weight(&self, _: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(KeyWeight {
            field: self.field,
            term: key_term(self.field, self.key),
            first_half: first_half(self.key),
        }))
    }
}

struct KeyWeight {
    field: KeyField,
    term: Term,
    first_half: u64,
}

impl Weight for KeyWeight {
    fn scorer(&self, segment: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let terms = segment.inverted_index(self.field.term)?;
        let Some(mut postings) = terms.read_postings(&self.term, IndexRecordOption::Basic)? else {
            return Ok(Box::new(EmptyScorer));
        };
        let name = segment.schema().get_field_name(self.field.join);
        let first_halves = segment.fast_fields().u64(name)?;
        let mut docs = Vec::new();
        while postings.doc() != TERMINATED {
            if first_halves.first(postings.doc()) == Some(self.first_half) {
                docs.push(postings.doc());
            }
            postings.advance();
        }
        Ok(Box::new(ConstScorer::new(Listed { docs, at: 0 }, boost)))
    }

    fn explain(&self, segment: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        if self.scorer(segment, 1.0)?.seek(doc) == doc {
            Ok(Explanation::new("has the key", 1.0))
        } else {
            Err(TantivyError::InvalidArgument(format!(
                "document {doc} does not have the key"
            )))
        }
    }
}

/// Documents in ascending order.
struct Listed {
    docs: Vec<DocId>,
    at: usize,
}

impl DocSet for Listed {
    fn advance(&mut self) -> DocId {
        self.at = self.docs.len().min(self.at + 1);
        self.doc()
    }

    fn doc(&self) -> DocId {
        self.docs.get(self.at).copied().unwrap_or(TERMINATED)
    }

    fn size_hint(&self) -> u32 {
        crate::units::as_u32(self.docs.len())
    }
}
