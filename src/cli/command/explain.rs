use crate::cli::args::Explain;
use crate::cli::exit;
use crate::cli::output;
use crate::cli::session::{KeyUse, Misuse, Session};
use crate::pipeline::{Selection, analyse};
use crate::report;
use crate::report::Language;

/// Says how a number is computed.
pub(in crate::cli) fn run(args: &Explain) -> anyhow::Result<u8> {
    let Explain {
        name,
        project,
        lang,
    } = args;
    let language = lang.map_or(Language::En, Language::from);
    let Some(name) = name else {
        output::write(None, &report::list_measures(language))?;
        return Ok(exit::DONE);
    };
    if let Some(text) = report::explain_measure(name, language) {
        output::write(None, &text)?;
        return Ok(exit::DONE);
    }
    let Some(project) = project else {
        return Err(Misuse::new(format!("no number is called \"{name}\""))
            .hint(format!(
                "to explain a topic add -p PROJECT; numbers are\n{}",
                report::list_measures(language)
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
    let text =
        report::explain_topic(&findings, name, session.language(*lang)).ok_or_else(|| {
            Misuse::new(format!(
                "\"{name}\" is neither a number of the report nor a topic that anybody mentions"
            ))
            .hint("`signaal explain` lists the numbers, `signaal taxonomy show FILE` the topics")
        })?;
    output::write(None, &text)?;
    Ok(exit::DONE)
}
