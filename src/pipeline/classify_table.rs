use super::stage::staged;
use super::{Error, presentable, quarantine};
use crate::classify::taxonomy::TopicOrigin;
use crate::classify::{Classifier, Entry, ReadRecord};
use crate::intake::{Rejection, table};
use crate::privacy::{CleanBody, RedactedText, Redactor};
use crate::record::{LanguageTag, RawText, Span, TopicMention};
use crate::units::as_f64;
use serde::Serialize;
use std::io::Write;

/// Which columns of a table are classified, and how.
#[derive(Debug, Clone)]
pub struct ClassifyColumns {
    /// Column that holds the text.
    pub text: String,
    /// Column that names the row; the row number if absent.
    pub id: Option<String>,
    /// Column that holds the question that was asked.
    pub question: Option<String>,
    /// Language of all texts, instead of identifying it.
    pub language: Option<LanguageTag>,
}

/// What `classify` did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ClassifyCounts {
    /// Rows classified.
    pub n_classified: u64,
    /// Rows that could not be read.
    pub n_rejected: u64,
}

/// One line of output.
#[derive(Serialize)]
struct Line<'a> {
    id: &'a str,
    language: &'static str,
    sentiment: SentimentWire,
    topics: Vec<TopicWire<'a>>,
}

#[derive(Serialize)]
struct SentimentWire {
    label: &'static str,
    polarity: f64,
    confidence: f64,
}

#[derive(Serialize)]
struct TopicWire<'a> {
    topic: &'a str,
    /// "learned" for a topic that no phrase finds.
    #[serde(skip_serializing_if = "Option::is_none")]
    origin: Option<&'static str>,
    confidence: f64,
    polarity: f64,
    spans: Vec<(usize, usize)>,
}

struct Row {
    id: String,
    text: RawText,
    question: Option<String>,
}

/// Reads language, sentiment and topics of every row of `table` and writes one JSON object a line,
/// in input order. Spans are bytes of the text as it came in.
///
/// Rows that cannot be read go to `rejected`, as places, and the rest goes on.
///
/// # Errors
///
/// [`Error::UnknownColumn`] when a column is absent, [`Error::Write`] when output fails.
pub fn classify_table(
    table: &mut table::Table,
    columns: &ClassifyColumns,
    redactor: &Redactor,
    classifier: &Classifier,
    output: &mut dyn Write,
    rejected: &mut dyn Write,
) -> Result<ClassifyCounts, Error> {
    let rows = TableRows::new(table, columns, redactor)?;
    let mut counts = ClassifyCounts::default();
    let failed = |source| Error::Write {
        path: "output".into(),
        source,
    };
    staged(
        rows,
        |chunk| classify_chunk(chunk, redactor, classifier, columns.language),
        |chunk| -> Result<(), Error> {
            let (lines, rejections) = chunk?;
            counts.n_classified += lines.n;
            output.write_all(&lines.bytes).map_err(failed)?;
            for rejection in &rejections {
                counts.n_rejected += 1;
                quarantine::write_line(rejected, rejection).map_err(failed)?;
            }
            Ok(())
        },
    )?;
    Ok(counts)
}

/// Rows of a table, owned, so that they can be worked on in parallel.
struct TableRows<'a> {
    table: &'a mut table::Table,
    columns: &'a ClassifyColumns,
}

impl<'a> TableRows<'a> {
    fn new(
        table: &'a mut table::Table,
        columns: &'a ClassifyColumns,
        redactor: &Redactor,
    ) -> Result<Self, Error> {
        let named = [
            Some(&columns.text),
            columns.id.as_ref(),
            columns.question.as_ref(),
        ];
        for name in named.into_iter().flatten() {
            if table.column(name).is_none() && !table.columns().is_empty() {
                return Err(Error::UnknownColumn {
                    name: name.clone(),
                    known: presentable::columns(table.columns(), redactor).join(", "),
                });
            }
        }
        Ok(Self { table, columns })
    }
}

impl Iterator for TableRows<'_> {
    type Item = Result<Row, Rejection>;

    fn next(&mut self) -> Option<Self::Item> {
        let position = |table: &table::Table, name: &str| table.column(name);
        // Columns of JSON lines may appear on the way, so they are looked up row by row.
        let row = match self.table.next_row()? {
            Err(rejection) => return Some(Err(rejection)),
            Ok(row) => row.clone(),
        };
        let cell = |name: &str| {
            position(self.table, name)
                .map(|column| row.cell(column).to_owned())
                .unwrap_or_default()
        };
        Some(Ok(Row {
            id: self
                .columns
                .id
                .as_deref()
                .map_or_else(|| row.number.to_string(), cell),
            text: RawText::new(cell(&self.columns.text)),
            question: self.columns.question.as_deref().map(cell),
        }))
    }
}

struct Lines {
    n: u64,
    bytes: Vec<u8>,
}

fn classify_chunk(
    rows: Vec<Result<Row, Rejection>>,
    redactor: &Redactor,
    classifier: &Classifier,
    language: Option<LanguageTag>,
) -> Result<(Lines, Vec<Rejection>), Error> {
    let mut rejections = Vec::new();
    let mut kept = Vec::with_capacity(rows.len());
    for row in rows {
        match row {
            Ok(row) => {
                let body = CleanBody::Message(redactor.redact(&row.text));
                kept.push((row.id, body, row.question));
            }
            Err(rejection) => rejections.push(rejection),
        }
    }
    let entries: Vec<Entry<'_>> = kept
        .iter()
        .map(|(_, body, question)| Entry {
            body,
            question: question.as_deref(),
        })
        .collect();
    let readings = classifier.read_in(&entries, language)?;
    let mut lines = Lines {
        n: 0,
        bytes: Vec::new(),
    };
    for ((id, body, _), read) in kept.iter().zip(&readings) {
        let CleanBody::Message(text) = body else {
            continue;
        };
        serde_json::to_writer(&mut lines.bytes, &line(id, text, read, classifier)).map_err(
            |error| Error::Write {
                path: "output".into(),
                source: error.into(),
            },
        )?;
        lines.bytes.push(b'\n');
        lines.n += 1;
    }
    Ok((lines, rejections))
}

fn line<'a>(
    id: &'a str,
    text: &RedactedText,
    read: &'a ReadRecord,
    classifier: &Classifier,
) -> Line<'a> {
    let reading = &read.reading;
    Line {
        id,
        language: reading.language.tag.as_str(),
        sentiment: reading.sentiment.map_or(
            SentimentWire {
                label: "unclear",
                polarity: 0.0,
                confidence: 0.0,
            },
            |sentiment| SentimentWire {
                label: sentiment.label.as_str(),
                polarity: sentiment.polarity.get(),
                confidence: sentiment.confidence.get(),
            },
        ),
        topics: reading
            .topics
            .chunk_by(|a, b| a.topic == b.topic)
            .map(|mentions| topic(mentions, text, classifier))
            .collect(),
    }
}

/// All mentions of one topic as one entry: the mean polarity over its spans, the highest confidence.
fn topic<'a>(
    mentions: &'a [TopicMention],
    text: &RedactedText,
    classifier: &Classifier,
) -> TopicWire<'a> {
    let mut spans: Vec<(usize, usize)> = Vec::new();
    let mut polarity = 0.0;
    for mention in mentions {
        polarity += mention.sentiment.polarity.get() * as_f64(mention.spans.len());
        spans.extend(mention.spans.iter().map(|span: &Span| {
            let raw = text.raw_span(span.start as usize..span.end as usize);
            (raw.start, raw.end)
        }));
    }
    spans.sort_unstable();
    TopicWire {
        topic: mentions[0].topic.as_str(),
        origin: classifier
            .is_learned(&mentions[0].topic)
            .then_some(TopicOrigin::Learned.as_str()),
        confidence: mentions
            .iter()
            .map(|mention| mention.confidence.get())
            .fold(0.0, f64::max),
        polarity: polarity / as_f64(spans.len().max(1)),
        spans,
    }
}
