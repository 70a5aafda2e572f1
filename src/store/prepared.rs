use super::Document;
use super::document::index_form;
use super::schema::schema;
use crate::privacy::RedactedText;
use crate::record::RecordId;
use std::fmt;
use std::sync::LazyLock;
use tantivy::TantivyDocument;

/// The fields, once for all documents: they follow from the format version alone.
static FIELDS: LazyLock<super::schema::Fields> = LazyLock::new(|| schema().1);

/// A document in the form in which the index takes it in.
///
/// Making it costs more than putting it, and needs no writer: threads make many at once, one puts
/// them.
pub struct Prepared {
    pub(super) id: RecordId,
    pub(super) form: TantivyDocument,
}

impl Prepared {
    /// Prepares `document`. `asides` are texts to be found but not analysed: signatures, quoted
    /// mail, canned text.
    pub fn of(document: &Document, asides: &[RedactedText]) -> Self {
        Self {
            id: document.record.id,
            form: index_form(&FIELDS, document, asides),
        }
    }

    /// Identity of the record.
    pub fn id(&self) -> RecordId {
        self.id
    }
}

impl fmt::Debug for Prepared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Prepared")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}
