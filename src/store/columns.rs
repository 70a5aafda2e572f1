use super::column_bytes::first_of_contact;
use super::column_file;
use super::dictionary::{Dictionary, without_unused};
use super::document::{KINDS, LABELS, LANGUAGES, score_of_column};
use super::mentions::Mentions;
use super::schema::FACET_SEPARATOR;
use super::sparse::Sparse;
use super::{Error, Store};
use crate::record::{LanguageTag, RecordId, RecordKind, ScoreName, SentimentLabel, TopicId};
use crate::units::as_u32;
use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;
use tantivy::columnar::{Column, ColumnarReader, DynamicColumn, NumericalType, StrColumn};
use tantivy::index::SegmentComponent;
use tantivy::{DocAddress, Searcher, TantivyError};

/// Everything analysis reads, one value per document, in the order of source, file and row. It does not
/// depend on the threads that wrote the index, nor on what was deleted from it, nor on the key of pseudonyms.
///
/// # Shapes
///
/// Every vector has one entry per document; a [`Sparse`] column has one, or none where no document has a number there;
/// `mentions` holds each different list once. An absent number is NaN in `polarity`, `weight` and `scores`.
#[derive(Debug, Clone, Default)]
pub struct Columns {
    /// Record ids.
    pub ids: Vec<RecordId>,
    /// Kinds of record.
    pub kind: Vec<RecordKind>,
    /// Sources.
    pub source: Categorical,
    /// When, in seconds since 1970.
    pub at: Vec<Option<i64>>,
    /// Languages.
    pub language: Vec<LanguageTag>,
    /// Sentiment of the whole, `None` without words.
    pub sentiment: Vec<Option<SentimentLabel>>,
    /// Polarity of the whole, NaN without words.
    pub polarity: Vec<f64>,
    /// Whether the customer said something.
    pub has_words: Vec<bool>,
    /// First 8 bytes of the customer's pseudonym.
    pub customer: Sparse<Option<u64>>,
    /// First 8 bytes of the contact's pseudonym.
    pub contact: Sparse<Option<u64>>,
    /// For each document the row of the first one of its contact, its own where it names none; empty
    /// where no document names a contact.
    pub first_of_contact: Vec<u32>,
    /// First 8 bytes of the ticket's pseudonym.
    pub ticket: Sparse<Option<u64>>,
    /// Respondent weights, NaN where none was given.
    pub weight: Sparse<f64>,
    /// Questions asked.
    pub question: Categorical,
    /// Scores by name, NaN where a document has none.
    pub scores: BTreeMap<ScoreName, Vec<f64>>,
    /// Facets by name.
    pub facets: BTreeMap<Arc<str>, Categorical>,
    /// Mentions of topics.
    pub mentions: Mentions,
}

/// A column of names.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Categorical {
    /// Every value that occurs, sorted.
    pub values: Vec<Arc<str>>,
    /// For each document the place of its value in `values`, or [`Categorical::NONE`].
    pub codes: Vec<u32>,
}

impl Categorical {
    /// The code of a document without a value.
    pub const NONE: u32 = u32::MAX;

    /// The value of document `row`.
    pub fn get(&self, row: usize) -> Option<&str> {
        let code = *self.codes.get(row)?;
        self.values.get(code as usize).map(|value| &**value)
    }
}

impl Columns {
    /// Number of documents.
    pub fn n_documents(&self) -> usize {
        self.ids.len()
    }

    /// Rows of `ids`, ascending; ids without a document are left out.
    pub fn rows_of(&self, ids: &[RecordId]) -> Vec<usize> {
        let ids: HashSet<RecordId> = ids.iter().copied().collect();
        let known = self.ids.iter().enumerate();
        known
            .filter_map(|(row, id)| ids.contains(id).then_some(row))
            .collect()
    }
}

/// Which columns to load: which scores and facets beside every other column, or little more than when.
#[derive(Debug, Clone, Default)]
pub struct ColumnChoice {
    chosen: Chosen,
}

#[derive(Debug, Clone, Default)]
enum Chosen {
    #[default]
    All,
    Only(Vec<String>, Vec<String>),
    Instants,
}

impl ColumnChoice {
    /// All of them.
    pub fn all() -> Self {
        Self::default()
    }

    /// Only these; those that do not exist are left out without a word.
    pub fn only(
        scores: impl IntoIterator<Item = String>,
        facets: impl IntoIterator<Item = String>,
    ) -> Self {
        Self {
            chosen: Chosen::Only(scores.into_iter().collect(), facets.into_iter().collect()),
        }
    }

    /// Ids and when: no scores and no facets, and of the other columns what comes with no further reading.
    pub fn instants() -> Self {
        Self {
            chosen: Chosen::Instants,
        }
    }

    pub(super) fn is_of_instants(&self) -> bool {
        matches!(self.chosen, Chosen::Instants)
    }

    pub(super) fn has_score(&self, name: &str) -> bool {
        match &self.chosen {
            Chosen::All => true,
            Chosen::Only(scores, _) => scores.iter().any(|known| known == name),
            Chosen::Instants => false,
        }
    }

    pub(super) fn has_facet(&self, name: &str) -> bool {
        match &self.chosen {
            Chosen::All => true,
            Chosen::Only(_, facets) => facets.iter().any(|known| known == name),
            Chosen::Instants => false,
        }
    }
}

impl Store {
    /// Loads the columns of the last commit.
    ///
    /// # Errors
    ///
    /// [`Error::Corrupt`] where the index is damaged.
    pub fn columns(&self) -> Result<Columns, Error> {
        self.chosen_columns(&ColumnChoice::all())
    }

    /// Loads the columns of the last commit, of scores and facets only those that `choice` names.
    ///
    /// They are read from the column file of the commit where there is one, and put there where not;
    /// where that cannot be, as in a folder that may only be read, they come from the index every time.
    ///
    /// # Errors
    ///
    /// [`Error::Corrupt`] where the index is damaged.
    pub fn chosen_columns(&self, choice: &ColumnChoice) -> Result<Columns, Error> {
        let searcher = self.searcher();
        let commit = column_file::commit_of(&searcher);
        if let Some(columns) = column_file::read(&self.folder, &commit, choice) {
            return Ok(columns);
        }
        let addresses = self.in_order(&searcher)?;
        let mut columns = load(&searcher, &addresses).map_err(|error| self.failed(error))?;
        if columns.n_documents() > 0 {
            let is_current = || self.is_current(&searcher);
            if let Err(error) = column_file::write(&self.folder, &commit, &columns, is_current) {
                tracing::debug!(folder = %self.folder.display(), %error, "columns were not kept");
            }
        }
        columns
            .scores
            .retain(|name, _| choice.has_score(name.as_str()));
        columns.facets.retain(|name, _| choice.has_facet(name));
        Ok(columns)
    }

    /// Whether the last commit is the one that `searcher` shows.
    pub(super) fn is_current(&self, searcher: &Searcher) -> bool {
        let shown = searcher.segment_readers().iter();
        let mut shown: Vec<_> = shown
            .map(|one| (one.segment_id(), one.num_deleted_docs()))
            .collect();
        shown.sort_unstable();
        self.index.load_metas().is_ok_and(|metas| {
            let segments = metas.segments.iter();
            let mut known: Vec<_> = segments
                .map(|one| (one.id(), one.num_deleted_docs()))
                .collect();
            known.sort_unstable();
            known == shown
        })
    }
}

/// Rows of first documents as they were kept; `None` where they cannot be those of `n` documents.
pub(super) fn first_of_each_contact(first: Vec<u32>, n: usize) -> Option<Vec<u32>> {
    let is_one = |(row, first): (u32, &u32)| *first <= row;
    ((first.is_empty() || first.len() == n) && (0..).zip(&first).all(is_one)).then_some(first)
}

fn load(searcher: &Searcher, addresses: &[(RecordId, DocAddress)]) -> tantivy::Result<Columns> {
    let ids: Vec<RecordId> = addresses.iter().map(|(id, _)| *id).collect();
    let loader = Loader::new(searcher, addresses)?;
    let contact = loader.optional("contact_join")?;
    Ok(Columns {
        kind: loader.coded("kind", &KINDS, RecordKind::Feedback)?,
        source: loader.categorical("source")?,
        at: loader.optional::<i64>("at")?,
        language: loader.coded("language", &LANGUAGES, LanguageTag::Unknown)?,
        sentiment: loader.coded("sentiment", &LABELS.map(Some), None)?,
        polarity: loader.numbers("polarity")?,
        has_words: loader.coded("has_words", &[false, true], false)?,
        customer: loader.optional("customer_join")?.into(),
        first_of_contact: first_of_contact(&contact),
        contact: contact.into(),
        ticket: loader.optional("ticket_join")?.into(),
        weight: loader.numbers("weight")?.into(),
        question: loader.categorical("question")?,
        scores: loader.scores()?,
        facets: loader.facets()?,
        mentions: loader.mentions()?,
        ids,
    })
}

/// Reads columns segment by segment into rows in the order of the input.
struct Loader {
    n_rows: usize,
    segments: Vec<SegmentColumns>,
}

struct SegmentColumns {
    reader: ColumnarReader,
    /// Row of each document, [`Categorical::NONE`] for a deleted one.
    row_of: Vec<u32>,
}

impl SegmentColumns {
    fn column(&self, name: &str) -> tantivy::Result<Option<DynamicColumn>> {
        match self.reader.read_columns(name)?.first() {
            Some(handle) => Ok(Some(handle.open()?)),
            None => Ok(None),
        }
    }

    fn text(&self, name: &str) -> tantivy::Result<Option<StrColumn>> {
        match self.column(name)? {
            Some(DynamicColumn::Str(column)) => Ok(Some(column)),
            None => Ok(None),
            Some(_) => Err(misfit(name)),
        }
    }

    /// Documents that are not deleted, and their rows.
    fn rows(&self) -> impl Iterator<Item = (u32, usize)> + '_ {
        (0..)
            .zip(&self.row_of)
            .filter(|(_, row)| **row != Categorical::NONE)
            .map(|(doc, row)| (doc, *row as usize))
    }
}

impl Loader {
    fn new(searcher: &Searcher, addresses: &[(RecordId, DocAddress)]) -> tantivy::Result<Self> {
        let mut segments = Vec::new();
        for segment in searcher.segment_readers() {
            segments.push(SegmentColumns {
                reader: ColumnarReader::open(segment.open_read(SegmentComponent::FastFields)?)?,
                row_of: vec![Categorical::NONE; segment.max_doc() as usize],
            });
        }
        for (row, (_, address)) in addresses.iter().enumerate() {
            let segment = &mut segments[address.segment_ord as usize];
            segment.row_of[address.doc_id as usize] = as_u32(row);
        }
        Ok(Self {
            n_rows: addresses.len(),
            segments,
        })
    }

    /// A column with one value per document, `convert`ed; `absent` where there is none.
    fn values<T, U>(
        &self,
        name: &str,
        absent: U,
        convert: impl Fn(T) -> U,
    ) -> tantivy::Result<Vec<U>>
    where
        T: PartialOrd + Copy + std::fmt::Debug + Send + Sync + 'static,
        DynamicColumn: Into<Option<Column<T>>>,
        U: Clone,
    {
        let mut values = vec![absent; self.n_rows];
        for segment in &self.segments {
            let Some(column) = segment.column(name)? else {
                continue;
            };
            let column: Option<Column<T>> = column.into();
            let column = column.ok_or_else(|| misfit(name))?;
            for (doc, row) in segment.rows() {
                if let Some(value) = column.first(doc) {
                    values[row] = convert(value);
                }
            }
        }
        Ok(values)
    }

    fn coded<T: Copy>(&self, name: &str, list: &[T], absent: T) -> tantivy::Result<Vec<T>> {
        self.values(name, absent, |code: u64| {
            let place = usize::try_from(code).unwrap_or(usize::MAX);
            list.get(place).copied().unwrap_or(absent)
        })
    }

    fn optional<T>(&self, name: &str) -> tantivy::Result<Vec<Option<T>>>
    where
        T: PartialOrd + Copy + std::fmt::Debug + Send + Sync + 'static,
        DynamicColumn: Into<Option<Column<T>>>,
    {
        self.values(name, None, Some)
    }

    fn numbers(&self, name: &str) -> tantivy::Result<Vec<f64>> {
        self.values(name, f64::NAN, |number: f64| number)
    }

    /// The columns named `name` and their terms.
    fn texts(&self, name: &str) -> tantivy::Result<(Vec<Option<StrColumn>>, Dictionary)> {
        let columns: Vec<Option<StrColumn>> = self
            .segments
            .iter()
            .map(|segment| segment.text(name))
            .collect::<tantivy::Result<_>>()?;
        let dictionary = Dictionary::merge(&columns)?;
        Ok((columns, dictionary))
    }

    /// Shows every value of a column of names as (row, place in the dictionary), row by row
    /// inside a segment.
    fn each_term(
        &self,
        columns: &[Option<StrColumn>],
        dictionary: &Dictionary,
        mut visit: impl FnMut(usize, u32),
    ) {
        for ((segment, column), places) in self.segments.iter().zip(columns).zip(&dictionary.places)
        {
            let Some(column) = column else { continue };
            for (doc, row) in segment.rows() {
                for ordinal in column.term_ords(doc) {
                    let place = usize::try_from(ordinal).ok().and_then(|at| places.get(at));
                    if let Some(&place) = place {
                        visit(row, place);
                    }
                }
            }
        }
    }

    fn categorical(&self, name: &str) -> tantivy::Result<Categorical> {
        let (columns, dictionary) = self.texts(name)?;
        let mut codes = vec![Categorical::NONE; self.n_rows];
        self.each_term(&columns, &dictionary, |row, place| codes[row] = place);
        let values = dictionary.terms.into_iter().map(Arc::from).collect();
        Ok(without_unused(Categorical { values, codes }))
    }

    fn scores(&self) -> tantivy::Result<BTreeMap<ScoreName, Vec<f64>>> {
        let mut scores: BTreeMap<ScoreName, Vec<f64>> = BTreeMap::new();
        for segment in &self.segments {
            for (name, handle) in segment.reader.list_columns()? {
                let Some(score) = score_of_column(&name) else {
                    continue;
                };
                let column = handle.open()?.coerce_numerical(NumericalType::F64);
                let Some(DynamicColumn::F64(column)) = column else {
                    return Err(misfit(&name));
                };
                let values = scores
                    .entry(ScoreName::new(score))
                    .or_insert_with(|| vec![f64::NAN; self.n_rows]);
                for (doc, row) in segment.rows() {
                    if let Some(value) = column.first(doc) {
                        values[row] = value;
                    }
                }
            }
        }
        scores.retain(|_, values| values.iter().any(|value| !value.is_nan()));
        Ok(scores)
    }

    fn facets(&self) -> tantivy::Result<BTreeMap<Arc<str>, Categorical>> {
        let (columns, dictionary) = self.texts("facet")?;
        let mut facets: Vec<(Arc<str>, Categorical)> = Vec::new();
        let mut homes = Vec::with_capacity(dictionary.terms.len());
        // Terms of one facet begin alike, so they stand together.
        for term in &dictionary.terms {
            let (name, value) = term.split_once(FACET_SEPARATOR).unwrap_or(("", term));
            if facets.last().is_none_or(|(last, _)| &**last != name) {
                let column = Categorical {
                    values: Vec::new(),
                    codes: vec![Categorical::NONE; self.n_rows],
                };
                facets.push((Arc::from(name), column));
            }
            let place = facets.len() - 1;
            let values = &mut facets[place].1.values;
            values.push(Arc::from(value));
            homes.push((place, as_u32(values.len() - 1)));
        }
        self.each_term(&columns, &dictionary, |row, place| {
            let (facet, code) = homes[place as usize];
            facets[facet].1.codes[row] = code;
        });
        Ok(facets
            .into_iter()
            .map(|(name, column)| (name, without_unused(column)))
            .filter(|(_, column)| !column.values.is_empty())
            .collect())
    }

    fn mentions(&self) -> tantivy::Result<Mentions> {
        let (columns, dictionary) = self.texts("mention")?;
        let split: Vec<(&str, SentimentLabel)> = dictionary
            .terms
            .iter()
            .map(|term| split_mention(term).ok_or_else(|| misfit("mention")))
            .collect::<tantivy::Result<_>>()?;
        let mut topics: Vec<&str> = split.iter().map(|(topic, _)| *topic).collect();
        topics.sort_unstable();
        topics.dedup();
        let coded: Vec<(u32, SentimentLabel)> = split
            .iter()
            .map(|(topic, state)| {
                (
                    as_u32(topics.partition_point(|known| known < topic)),
                    *state,
                )
            })
            .collect();

        let mut offsets = vec![0_usize; self.n_rows + 1];
        self.each_term(&columns, &dictionary, |row, _| offsets[row + 1] += 1);
        for row in 0..self.n_rows {
            offsets[row + 1] += offsets[row];
        }
        let mut entries = vec![(0_u32, SentimentLabel::Negative); offsets[self.n_rows]];
        let mut next = offsets.clone();
        self.each_term(&columns, &dictionary, |row, place| {
            entries[next[row]] = coded[place as usize];
            next[row] += 1;
        });
        drop(next);
        for row in 0..self.n_rows {
            entries[offsets[row]..offsets[row + 1]].sort_unstable();
        }
        let documents = offsets.windows(2).map(|pair| &entries[pair[0]..pair[1]]);
        let topics = topics.into_iter().map(TopicId::new).collect();
        Ok(Mentions::of_documents(topics, documents))
    }
}

/// Topic and state of an indexed mention.
fn split_mention(term: &str) -> Option<(&str, SentimentLabel)> {
    let (topic, state) = term.rsplit_once('/')?;
    let state = LABELS.into_iter().find(|label| label.as_str() == state)?;
    Some((topic, state))
}

fn misfit(column: &str) -> TantivyError {
    TantivyError::DataCorruption(tantivy::error::DataCorruption::comment_only(format!(
        "column {column} does not hold what it should"
    )))
}
