use crate::cli::args::{HitFormat, Show};
use crate::cli::exit;
use crate::cli::output;
use crate::cli::session::{KeyUse, Misuse, Session};
use crate::pipeline;
use crate::privacy::CleanBody;
use crate::record::RecordId;
use crate::store::{Document, Query};
use jiff::tz::TimeZone;
use std::fmt::Write;

/// Shows one document, or documents that mention a topic.
pub(in crate::cli) fn run(args: &Show) -> anyhow::Result<u8> {
    let Show {
        id,
        project,
        limit,
        format,
    } = args;
    let session = Session::open(project, KeyUse::Spare)?;
    let store = session.store()?;
    let documents = if let Ok(id) = id.parse::<RecordId>() {
        store
            .get(id)
            .map_err(pipeline::Error::from)?
            .into_iter()
            .collect::<Vec<_>>()
    } else if session.assets.classifier.taxonomy().position(id).is_some() {
        let known = store.known_fields().map_err(pipeline::Error::from)?;
        let query = Query::parse(&format!("topic:{id}"), &known).map_err(pipeline::Error::from)?;
        let hits = store
            .search(&query, *limit, 0)
            .map_err(pipeline::Error::from)?;
        let ids: Vec<_> = hits.hits.iter().map(|hit| hit.id).collect();
        store.documents(&ids).map_err(pipeline::Error::from)?
    } else {
        return Err(Misuse::new(format!(
            "\"{id}\" is neither a document (32 hexadecimal digits) nor a topic of the taxonomy"
        ))
        .hint("`signaal search` shows ids of documents, `signaal taxonomy show FILE` lists topics")
        .into());
    };
    if documents.is_empty() {
        return Err(
            Misuse::new(format!("no document for \"{id}\" is in the index"))
                .hint("it was forgotten, is beyond its retention, or was never taken in")
                .into(),
        );
    }
    output::write(None, &documents_text(&documents, *format, &session.zone())?)?;
    Ok(exit::DONE)
}

/// Documents in the format asked for, in their order.
pub(super) fn documents_text(
    documents: &[Document],
    format: HitFormat,
    zone: &TimeZone,
) -> anyhow::Result<String> {
    let mut text = String::new();
    for document in documents {
        match format {
            HitFormat::Text => text.push_str(&document_text(document, zone)),
            HitFormat::Jsonl => text.push_str(&document_line(document, zone)?),
        }
        text.push('\n');
    }
    Ok(text)
}

/// A document for people.
fn document_text(document: &Document, zone: &TimeZone) -> String {
    let (record, reading) = (&document.record, &document.reading);
    let mut text = format!("{}  {}", record.id, record.origin.source);
    if let Some(at) = record.at {
        let _ = write!(text, "  {}", at.to_zoned(zone.clone()).strftime("%Y-%m-%d"));
    }
    if let Some(sentiment) = reading.sentiment {
        let _ = write!(
            text,
            "  {} ({:+.2})",
            sentiment.label.as_str(),
            sentiment.polarity.get()
        );
    }
    for score in &record.scores {
        let _ = write!(text, "  {} {}", score.name, score.value);
    }
    let _ = writeln!(text, "  {} row {}", record.origin.file, record.origin.row);
    if let Some(question) = &record.question {
        let _ = writeln!(text, "  {question}");
    }
    match &record.body {
        CleanBody::Nothing => {}
        CleanBody::Message(message) => {
            let _ = writeln!(text, "  {message}");
        }
        CleanBody::Dialogue(turns) => {
            for turn in turns {
                let _ = writeln!(text, "  {}: {}", turn.speaker.as_str(), turn.text);
            }
        }
        CleanBody::Event(event) => {
            let _ = writeln!(
                text,
                "  {} {}",
                event.name,
                event.new.as_deref().unwrap_or_default()
            );
        }
    }
    let topics: Vec<String> = reading
        .topics
        .iter()
        .map(|mention| format!("{} {}", mention.topic, mention.sentiment.label.as_str()))
        .collect();
    if !topics.is_empty() {
        let _ = writeln!(text, "  topics: {}", topics.join(", "));
    }
    text
}

/// A document for machines, one line.
fn document_line(document: &Document, zone: &TimeZone) -> anyhow::Result<String> {
    let (record, reading) = (&document.record, &document.reading);
    let turns: Vec<serde_json::Value> = match &record.body {
        CleanBody::Dialogue(turns) => turns
            .iter()
            .map(|turn| {
                serde_json::json!({"speaker": turn.speaker.as_str(), "text": turn.text.as_str()})
            })
            .collect(),
        _ => Vec::new(),
    };
    let text = match &record.body {
        CleanBody::Message(text) => Some(text.as_str()),
        _ => None,
    };
    let topics: Vec<serde_json::Value> = reading
        .topics
        .iter()
        .map(|mention| {
            let spans: Vec<[u32; 3]> = mention
                .spans
                .iter()
                .map(|span| [span.part, span.start, span.end])
                .collect();
            serde_json::json!({
                "topic": mention.topic.as_str(),
                "confidence": mention.confidence.get(),
                "sentiment": mention.sentiment.label.as_str(),
                "polarity": mention.sentiment.polarity.get(),
                "spans": spans,
            })
        })
        .collect();
    let scores: serde_json::Map<String, serde_json::Value> = record
        .scores
        .iter()
        .map(|score| (score.name.to_string(), score.value.into()))
        .collect();
    let facets: serde_json::Map<String, serde_json::Value> = record
        .facets
        .iter()
        .map(|(name, value)| (name.to_string(), value.as_ref().into()))
        .collect();
    Ok(serde_json::to_string(&serde_json::json!({
        "id": record.id.to_string(),
        "source": record.origin.source.as_str(),
        "file": record.origin.file.as_ref(),
        "row": record.origin.row,
        "at": record.at.map(|at| at.display_with_offset(zone.to_offset(at)).to_string()),
        "question": record.question.as_deref(),
        "text": text,
        "turns": turns,
        "language": reading.language.tag.as_str(),
        "sentiment": reading.sentiment.map(|sentiment| serde_json::json!({
            "label": sentiment.label.as_str(),
            "polarity": sentiment.polarity.get(),
            "confidence": sentiment.confidence.get(),
        })),
        "topics": topics,
        "scores": scores,
        "facets": facets,
    }))?)
}
