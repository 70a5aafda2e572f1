use super::selection::selected_rows;
use super::{Error, Selection};
use crate::config::Project;
use crate::privacy::CleanBody;
use crate::record::{LanguageTag, RecordId, SentimentLabel};
use crate::report::table::{Cell, Column, ColumnKind, Format, Row, Schema, Writer};
use crate::store::{Document, Store};
use jiff::tz::TimeZone;
use std::collections::BTreeSet;
use std::fs::{self, File};
use std::path::Path;

/// Rows handed to the writer at a time.
const BATCH: usize = 1_000;

/// Columns of every export, before scores and facets.
const FIXED: [(&str, ColumnKind); 20] = [
    ("record_id", ColumnKind::Text),
    ("kind", ColumnKind::Text),
    ("source", ColumnKind::Text),
    ("file", ColumnKind::Text),
    ("row", ColumnKind::Integer),
    ("at", ColumnKind::Timestamp),
    ("customer", ColumnKind::Text),
    ("contact", ColumnKind::Text),
    ("ticket", ColumnKind::Text),
    ("question", ColumnKind::Text),
    ("weight", ColumnKind::Float),
    ("text", ColumnKind::Text),
    ("language", ColumnKind::Text),
    ("language_confidence", ColumnKind::Float),
    ("sentiment", ColumnKind::Text),
    ("polarity", ColumnKind::Float),
    ("confidence", ColumnKind::Float),
    ("topics", ColumnKind::TextList),
    ("topics_negative", ColumnKind::TextList),
    ("topics_positive", ColumnKind::TextList),
];

/// Writes the documents that `selection` lets through to `path`, in the order of source, file and row.
///
/// Instants are in the zone of the project, with their offset. Memory holds a batch, whatever their number. The file is put in place whole. Returns how many.
///
/// # Errors
///
/// [`Error::Table`] when a format cannot hold them (a workbook has 1 048 576 rows), [`Error::Write`]
/// when the file cannot be made, and the errors of query and index.
pub fn export(
    project: &Project,
    store: &Store,
    selection: &Selection,
    format: Format,
    path: &Path,
) -> Result<u64, Error> {
    let zone = project.time_zone.clone().unwrap_or(TimeZone::UTC);
    let columns = store.columns()?;
    let wanted: Option<BTreeSet<RecordId>> = if *selection == Selection::default() {
        None
    } else {
        let rows = selected_rows(store, &columns, selection, &zone)?;
        Some(rows.into_iter().map(|row| columns.ids[row]).collect())
    };
    let scores: Vec<String> = columns.scores.keys().map(ToString::to_string).collect();
    let facets: Vec<String> = columns.facets.keys().map(ToString::to_string).collect();
    drop(columns);

    let schema = Schema::new(
        FIXED
            .iter()
            .map(|(name, kind)| Column::new(*name, *kind))
            .chain(
                scores
                    .iter()
                    .map(|name| Column::new(format!("score.{name}"), ColumnKind::Float)),
            )
            .chain(
                facets
                    .iter()
                    .map(|name| Column::new(format!("facet.{name}"), ColumnKind::Text)),
            )
            .collect(),
    )?;
    let partial = partial_of(path);
    let failed = |source| Error::Write {
        path: path.to_path_buf(),
        source,
    };
    let file = File::create(&partial).map_err(failed)?;
    let mut writer = Writer::create(format, file, &schema)?;
    let mut batch: Vec<Row> = Vec::with_capacity(BATCH);
    store.each_document(|document| -> Result<(), Error> {
        let kept = wanted
            .as_ref()
            .is_none_or(|ids| ids.contains(&document.record.id));
        if kept {
            batch.push(row(&document, &scores, &facets, &zone));
            if batch.len() == BATCH {
                writer.write(&batch)?;
                batch.clear();
            }
        }
        Ok(())
    })?;
    writer.write(&batch)?;
    let n = writer.finish()?;
    fs::rename(&partial, path).map_err(failed)?;
    Ok(n)
}

/// Name under which a file is written until it is whole.
pub(super) fn partial_of(path: &Path) -> std::path::PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".partial");
    path.with_file_name(name)
}

fn row(document: &Document, scores: &[String], facets: &[String], zone: &TimeZone) -> Row {
    let (record, reading) = (&document.record, &document.reading);
    let sentiment = reading.sentiment;
    let optional = |text: Option<String>| text.map_or(Cell::Empty, Cell::Text);
    let number = |value: Option<f64>| value.map_or(Cell::Empty, Cell::Float);
    let topics = |wanted: Option<SentimentLabel>| {
        let mut topics: Vec<String> = reading
            .topics
            .iter()
            .filter(|mention| wanted.is_none_or(|label| mention.sentiment.label == label))
            .map(|mention| mention.topic.to_string())
            .collect();
        topics.dedup();
        Cell::TextList(topics)
    };
    let mut row = vec![
        Cell::Text(record.id.to_string()),
        Cell::Text(record.kind.as_str().to_owned()),
        Cell::Text(record.origin.source.to_string()),
        Cell::Text(record.origin.file.to_string()),
        Cell::count(record.origin.row),
        record
            .at
            .map_or(Cell::Empty, |at| Cell::Timestamp(at.to_zoned(zone.clone()))),
        optional(record.customer.map(|id| id.to_string())),
        optional(record.contact.map(|id| id.to_string())),
        optional(record.ticket.map(|id| id.to_string())),
        optional(record.question.as_deref().map(str::to_owned)),
        number(record.weight),
        optional(text_of(&record.body)),
        Cell::Text(reading.language.tag.as_str().to_owned()),
        number(
            (reading.language.tag != LanguageTag::Unknown)
                .then(|| reading.language.confidence.get()),
        ),
        optional(sentiment.map(|sentiment| sentiment.label.as_str().to_owned())),
        number(sentiment.map(|sentiment| sentiment.polarity.get())),
        number(sentiment.map(|sentiment| sentiment.confidence.get())),
        topics(None),
        topics(Some(SentimentLabel::Negative)),
        topics(Some(SentimentLabel::Positive)),
    ];
    row.extend(scores.iter().map(|name| {
        let score = record
            .scores
            .iter()
            .find(|score| score.name.as_str() == name);
        number(score.map(|score| score.value))
    }));
    row.extend(facets.iter().map(|name| {
        let facet = record.facets.iter().find(|(known, _)| **known == **name);
        optional(facet.map(|(_, value)| value.to_string()))
    }));
    row
}

/// The words of a body, turns joined by line feeds; what happened, for an event.
fn text_of(body: &CleanBody) -> Option<String> {
    match body {
        CleanBody::Nothing => None,
        CleanBody::Message(text) => Some(text.as_str().to_owned()),
        CleanBody::Dialogue(turns) => Some(
            turns
                .iter()
                .map(|turn| turn.text.as_str())
                .collect::<Vec<_>>()
                .join("\n"),
        ),
        CleanBody::Event(event) => Some(match (&event.old, &event.new) {
            (Some(old), Some(new)) => format!("{}: {old} -> {new}", event.name),
            (None, Some(new)) => format!("{}: {new}", event.name),
            (Some(old), None) => format!("{}: {old} ->", event.name),
            (None, None) => event.name.to_string(),
        }),
    }
}
