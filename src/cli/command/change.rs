use super::people_gate::gate_project;
use crate::cli::change_args::Change;
use crate::cli::exit;
use crate::cli::output;
use crate::cli::output_args::ReportFormat;
use crate::cli::session::{KeyUse, Session};
use crate::config::Pooling;
use crate::pipeline::why_it_moved;
use crate::report::change as report;

/// Says why the outcome moved.
pub(in crate::cli) fn run(args: &Change) -> anyhow::Result<u8> {
    let Change {
        project,
        from,
        to,
        filter,
        governance,
        pool,
        printing,
    } = args;
    let mut session = Session::open(project, KeyUse::Spare)?;
    gate_project(
        &session.project,
        [],
        filter.as_deref(),
        governance.as_deref(),
    )?;
    if *pool {
        session.project.pooling = Pooling::Together;
    }
    let store = session.store()?;
    let found = why_it_moved(
        &session.project,
        &session.assets,
        &store,
        filter.clone(),
        [from, to],
    )?;
    let text = match printing.format {
        ReportFormat::Text => report::text(&found, session.language(printing.lang)),
        ReportFormat::Json => report::json(&found),
        ReportFormat::Csv => report::csv(&found),
    };
    output::write(printing.out.as_deref(), &text)?;
    Ok(exit::DONE)
}
