use super::document::score_of_column;
use super::schema::FACET_SEPARATOR;
use super::{Error, KnownFields, Store};
use std::collections::BTreeSet;
use tantivy::SegmentReader;
use tantivy::columnar::ColumnarReader;
use tantivy::index::SegmentComponent;

impl Store {
    /// The names of facets, scores and topics in the index, to parse queries with.
    ///
    /// # Errors
    ///
    /// [`Error::Corrupt`] where the index is damaged.
    pub fn known_fields(&self) -> Result<KnownFields, Error> {
        let mut facets = BTreeSet::new();
        let mut scores = BTreeSet::new();
        let mut topics: BTreeSet<String> = self.declared_topics.iter().cloned().collect();
        for segment in self.searcher().segment_readers() {
            collect_names(segment, &mut facets, &mut scores)
                .and_then(|()| collect_topics(segment, &mut topics))
                .map_err(|error| self.failed(error))?;
        }
        Ok(KnownFields {
            facets: facets.into_iter().collect(),
            scores: scores.into_iter().collect(),
            topics: Some(topics.into_iter().collect()),
            zone: None,
        })
    }
}

fn collect_names(
    segment: &SegmentReader,
    facets: &mut BTreeSet<String>,
    scores: &mut BTreeSet<String>,
) -> tantivy::Result<()> {
    let columns = ColumnarReader::open(segment.open_read(SegmentComponent::FastFields)?)?;
    for (name, _) in columns.list_columns()? {
        scores.extend(score_of_column(&name));
    }
    let Some(column) = segment.fast_fields().str("facet")? else {
        return Ok(());
    };
    // From the first term of one name straight to the first of the next.
    let mut from = Vec::new();
    loop {
        let mut terms = column
            .dictionary()
            .range()
            .ge(&from)
            .limit(1)
            .into_stream()?;
        if !terms.advance() {
            return Ok(());
        }
        let term = String::from_utf8_lossy(terms.key()).into_owned();
        let name = term.split(FACET_SEPARATOR).next().unwrap_or_default();
        from = [name.as_bytes(), &[0x20]].concat();
        facets.insert(name.to_owned());
    }
}

fn collect_topics(segment: &SegmentReader, topics: &mut BTreeSet<String>) -> tantivy::Result<()> {
    let Some(column) = segment.fast_fields().str("mention")? else {
        return Ok(());
    };
    let mut terms = column.dictionary().stream()?;
    while terms.advance() {
        let term = String::from_utf8_lossy(terms.key());
        let topic = term.rsplit_once('/').map_or(&*term, |(topic, _)| topic);
        if !topics.contains(topic) {
            topics.insert(topic.to_owned());
        }
    }
    Ok(())
}
