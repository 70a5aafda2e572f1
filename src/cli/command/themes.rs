use super::rank::selection;
use crate::cli::exit;
use crate::cli::output;
use crate::cli::output_args::ReportFormat;
use crate::cli::session::{KeyUse, Session, as_of};
use crate::cli::theme_args::Themes;
use crate::pipeline::{ThemeOptions, theme_file, themes};
use crate::report;

/// Finds what customers speak of that no topic explains.
pub(in crate::cli) fn run(args: &Themes) -> anyhow::Result<u8> {
    let Themes {
        selection: asked,
        min,
        previous,
        propose,
        as_of: asked_for,
        printing,
    } = args;
    output::refuse_overwrite(
        &[Some(&asked.project), previous.as_deref()],
        &[propose.as_deref(), printing.out.as_deref()],
    )?;
    let session = Session::open(&asked.project, KeyUse::Spare)?;
    let store = session.store()?;
    let selection = selection(asked, &session.project)?;
    session.say_if_nothing_matches(&store, &selection)?;
    let names = previous
        .clone()
        .unwrap_or_else(|| theme_file(&session.project.file));
    let found = themes(
        &session.project,
        &store,
        &selection,
        ThemeOptions {
            min_documents: *min,
            names: &names,
            noted_at: Some(as_of(asked_for.as_deref())?),
        },
    )?;
    if let Some(path) = propose {
        if found.findings.themes.is_empty() {
            tracing::warn!("no theme was found: the proposal has no topic and is not written");
        } else {
            output::write(Some(path), &found.proposal)?;
        }
    }
    let text = match printing.format {
        ReportFormat::Text => report::themes_text(&found.findings, session.language(printing.lang)),
        ReportFormat::Json => report::themes_json(&found.findings),
        ReportFormat::Csv => report::themes_csv(&found.findings),
    };
    output::write(printing.out.as_deref(), &text)?;
    Ok(exit::DONE)
}
