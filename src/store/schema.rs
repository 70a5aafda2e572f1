use tantivy::schema::{
    BytesOptions, FAST, Field, IndexRecordOption, JsonObjectOptions, NumericOptions, STORED,
    Schema, TextFieldIndexing, TextOptions,
};

/// Version of the format of index, stored documents and manifest. An index of another version
/// is recognised and never read.
pub const FORMAT_VERSION: u32 = 2;

/// Beginning of the name of the field that carries the format version.
///
/// The version stands in the schema and not in a file beside it, so the two cannot part.
pub(super) const FORMAT_MARK: &str = "signaal_format_";

/// Stands between the name and the value of a facet.
pub(super) const FACET_SEPARATOR: char = '\u{1f}';

/// Name of the field of scores; a score stands in the column `score`, U+0001, name.
pub(super) const SCORE: &str = "score";

/// Names of the analysers of text.
pub(super) const DUTCH: &str = "dutch";
/// See [`DUTCH`].
pub(super) const ENGLISH: &str = "english";
/// No stop words, no stemming.
pub(super) const PLAIN: &str = "plain";
/// The whole value as one term, folded.
pub(super) const FOLDED: &str = "folded";

/// Every field of the index.
#[derive(Debug, Clone)]
pub(super) struct Fields {
    /// The wire document, the only thing stored.
    pub(super) document: Field,
    /// Record id.
    pub(super) id: KeyField,
    /// Lower half of the record id.
    pub(super) id_low: Field,
    /// Code of the kind of record.
    pub(super) kind: Field,
    /// Name of the source.
    pub(super) source: Field,
    /// Name of the file.
    pub(super) file: Field,
    /// Row in the file.
    pub(super) row: Field,
    /// Code of the language.
    pub(super) language: Field,
    /// Code of the sentiment label.
    pub(super) sentiment: Field,
    /// Polarity of the whole.
    pub(super) polarity: Field,
    /// Confidence of the sentiment.
    pub(super) confidence: Field,
    /// Seconds since 1970.
    pub(super) at: Field,
    /// 1 where the customer said something.
    pub(super) has_words: Field,
    /// Customer.
    pub(super) customer: KeyField,
    /// Contact.
    pub(super) contact: KeyField,
    /// Ticket.
    pub(super) ticket: KeyField,
    /// Respondent weight.
    pub(super) weight: Field,
    /// The question asked.
    pub(super) question: Field,
    /// Facets as `name`, U+001F, `value`.
    pub(super) facet: Field,
    /// Scores by name.
    pub(super) score: Field,
    /// Mentions as `topic/state`.
    pub(super) mention: Field,
    /// What customers said in Dutch.
    pub(super) text_nl: Field,
    /// What customers said in English.
    pub(super) text_en: Field,
    /// What customers said in any other or no known language.
    pub(super) text_other: Field,
    /// Signatures, quoted mail, canned text: findable, not analysed.
    pub(super) text_aside: Field,
    /// What agents and machines said.
    pub(super) text_agent: Field,
}

/// Sixteen random bytes: the last 4 as a term to find them by, the first 8 as a number to join on.
///
/// Together they are 96 bits of a keyed hash, which no two keys share. A longer term was rejected:
/// most keys occur once, the term dictionary pays for each byte of them, and among a million keys
/// one in 4 000 shares its term with another.
#[derive(Debug, Clone, Copy)]
pub(super) struct KeyField {
    /// Last 4 bytes, indexed.
    pub(super) term: Field,
    /// First 8 bytes, fast.
    pub(super) join: Field,
}

/// The schema and its fields.
pub(super) fn schema() -> (Schema, Fields) {
    let mut builder = Schema::builder();
    builder.add_u64_field(
        &format!("{FORMAT_MARK}{FORMAT_VERSION}"),
        NumericOptions::default(),
    );
    let mut key = |name: &str| KeyField {
        term: builder.add_bytes_field(name, BytesOptions::default().set_indexed()),
        join: builder.add_u64_field(&format!("{name}_join"), FAST),
    };
    let id = key("id");
    let (customer, contact, ticket) = (key("customer"), key("contact"), key("ticket"));
    let fields = Fields {
        document: builder.add_bytes_field("document", STORED),
        id,
        id_low: builder.add_u64_field("id_low", FAST),
        kind: builder.add_u64_field("kind", FAST),
        source: builder.add_text_field("source", term_and_column()),
        file: builder.add_text_field("file", TextOptions::default().set_fast("raw")),
        row: builder.add_u64_field("row", FAST),
        language: builder.add_u64_field("language", FAST),
        sentiment: builder.add_u64_field("sentiment", FAST),
        polarity: builder.add_f64_field("polarity", FAST),
        confidence: builder.add_f64_field("confidence", FAST),
        at: builder.add_i64_field("at", FAST),
        has_words: builder.add_u64_field("has_words", FAST),
        customer,
        contact,
        ticket,
        weight: builder.add_f64_field("weight", FAST),
        question: builder.add_text_field("question", term_and_column()),
        facet: builder.add_text_field("facet", term_and_column()),
        score: builder.add_json_field(SCORE, JsonObjectOptions::default().set_fast("raw")),
        mention: builder.add_text_field("mention", term_and_column()),
        text_nl: builder.add_text_field("text_nl", words(DUTCH)),
        text_en: builder.add_text_field("text_en", words(ENGLISH)),
        text_other: builder.add_text_field("text_other", words(PLAIN)),
        text_aside: builder.add_text_field("text_aside", words(PLAIN)),
        text_agent: builder.add_text_field("text_agent", words(PLAIN)),
    };
    (builder.build(), fields)
}

/// The value as one folded term to search for, and as written in a column.
fn term_and_column() -> TextOptions {
    TextOptions::default().set_fast("raw").set_indexing_options(
        TextFieldIndexing::default()
            .set_tokenizer(FOLDED)
            .set_fieldnorms(false)
            .set_index_option(IndexRecordOption::Basic),
    )
}

/// Words with their positions, for phrases.
fn words(analyser: &str) -> TextOptions {
    TextOptions::default().set_indexing_options(
        TextFieldIndexing::default()
            .set_tokenizer(analyser)
            .set_index_option(IndexRecordOption::WithFreqsAndPositions),
    )
}
