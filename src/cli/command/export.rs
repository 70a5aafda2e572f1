use super::rank::part;
use super::run::extension;
use crate::cli::args::{Export, TableFormat};
use crate::cli::exit;
use crate::cli::session::{KeyUse, Misuse, Session};
use crate::pipeline;
use crate::report::table::Format;

/// Writes documents to a file.
pub(in crate::cli) fn run(args: &Export) -> anyhow::Result<u8> {
    let Export {
        selection: asked,
        format,
        out,
    } = args;
    let format = match format {
        Some(TableFormat::Csv) => Format::Csv,
        Some(TableFormat::Xlsx) => Format::Xlsx,
        Some(TableFormat::Jsonl) => Format::Jsonl,
        Some(TableFormat::Parquet) => Format::Parquet,
        None => extension(out)
            .and_then(|extension| extension.parse().ok())
            .ok_or_else(|| {
                Misuse::new(format!(
                    "the name {} does not tell the format",
                    out.display()
                ))
                .hint("add --format csv, xlsx, jsonl or parquet, or end the name so")
            })?,
    };
    let session = Session::open(&asked.project, KeyUse::Spare)?;
    let store = session.store()?;
    let selection = part(asked)?;
    let n = pipeline::export(&session.project, &store, &selection, format, out)?;
    if n == 0 {
        session.say_if_nothing_matches(&store, &selection)?;
        tracing::warn!("no document matches; the file has its columns only");
    }
    tracing::info!(n, path = %out.display(), "wrote documents");
    Ok(exit::DONE)
}
