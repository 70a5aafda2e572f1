use crate::cli::args::Explain;
use crate::cli::exit;
use crate::cli::output;
use crate::cli::session::{KeyUse, Misuse, Session};
use crate::pipeline::{Selection, analyse};
use crate::report;

/// Says how a number is computed.
pub(in crate::cli) fn run(args: &Explain) -> anyhow::Result<u8> {
    let Explain { name, project } = args;
    if let Some(text) = report::explain_measure(name) {
        output::write(None, &text)?;
        return Ok(exit::DONE);
    }
    let Some(project) = project else {
        return Err(Misuse::new(format!("no number is called \"{name}\""))
            .hint(format!(
                "there are {}; to explain a topic add -p PROJECT",
                report::MEASURES.join(", ")
            ))
            .into());
    };
    let session = Session::open(project, KeyUse::Spare)?;
    let store = session.store()?;
    let findings = analyse(
        &session.project,
        &session.assets,
        &store,
        &Selection::default(),
        &(),
    )?;
    let text = report::explain_topic(&findings, name, session.language(None)).ok_or_else(|| {
        Misuse::new(format!(
            "\"{name}\" is neither a number of the report nor a topic that anybody mentions"
        ))
        .hint(format!(
            "numbers are {}; `signaal taxonomy show FILE` lists the topics",
            report::MEASURES.join(", ")
        ))
    })?;
    output::write(None, &text)?;
    Ok(exit::DONE)
}
