use super::show::documents_text;
use crate::cli::args::{HitFormat, Search};
use crate::cli::exit;
use crate::cli::output;
use crate::cli::session::{KeyUse, Session};
use crate::pipeline::{self, Selection};
use crate::store::Query;
use std::fmt::Write;

/// Finds documents.
pub(in crate::cli) fn run(args: &Search) -> anyhow::Result<u8> {
    let Search {
        query: text_of_query,
        project,
        limit,
        format,
    } = args;
    let session = Session::open(project, KeyUse::Spare)?;
    let store = session.store()?;
    let known = store.known_fields().map_err(pipeline::Error::from)?;
    let known = known.in_zone(&session.zone());
    let query = Query::parse(text_of_query, &known).map_err(pipeline::Error::from)?;
    let hits = store
        .search(&query, *limit, 0)
        .map_err(pipeline::Error::from)?;
    let ids: Vec<_> = hits.hits.iter().map(|hit| hit.id).collect();
    let documents = store.documents(&ids).map_err(pipeline::Error::from)?;
    let mut text = documents_text(&documents, *format, &session.zone())?;
    if *format == HitFormat::Text {
        let _ = writeln!(text, "{} of {} documents", documents.len(), hits.total);
    }
    let selection = Selection {
        filter: Some(text_of_query.clone()),
        period: None,
    };
    session.say_if_nothing_matches(&store, &selection)?;
    output::write(None, &text)?;
    Ok(exit::DONE)
}
