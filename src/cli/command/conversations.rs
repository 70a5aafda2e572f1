use super::people_gate::is_of_person;
use super::rank::selection;
use crate::cli::conversation_args::Conversations;
use crate::cli::exit;
use crate::cli::output;
use crate::cli::output_args::ReportFormat;
use crate::cli::session::{KeyUse, Misuse, Session};
use crate::pipeline::{self, conversation, conversations};
use crate::record::RecordId;
use crate::report::conversations as report;
use crate::store::Store;

/// Shows how conversations went and what was done in them.
pub(in crate::cli) fn run(args: &Conversations) -> anyhow::Result<u8> {
    let session = Session::open(&args.selection.project, KeyUse::Spare)?;
    let store = session.store()?;
    let printing = &args.printing;
    let language = session.language(printing.lang);
    let text = if let Some(id) = &args.conversation {
        let shown = id
            .parse::<RecordId>()
            .ok()
            .map(|id| conversation(&session.assets, &store, id))
            .transpose()?
            .flatten();
        let Some(shown) = shown else {
            let misuse = Misuse::new(format!("no conversation \"{id}\" is in the index"));
            let hint = "`signaal search -p PROJECT kind:transcript` shows ids of conversations";
            return Err(misuse.hint(hint).into());
        };
        match printing.format {
            ReportFormat::Text => report::one_text(&shown, language),
            ReportFormat::Json => report::one_json(&shown),
            ReportFormat::Csv => report::one_csv(&shown),
        }
    } else {
        let selection = selection(&args.selection, &session.project)?;
        session.say_if_nothing_matches(&store, &selection)?;
        let found = conversations(
            &session.project,
            &session.assets,
            &store,
            &selection,
            &agent_fields(&session, &store)?,
        )?;
        match printing.format {
            ReportFormat::Text => report::text(&found, language),
            ReportFormat::Json => report::json(&found),
            ReportFormat::Csv => report::csv(&found),
        }
    };
    output::write(printing.out.as_deref(), &text)?;
    Ok(exit::DONE)
}

/// The facets that tell a person who works.
fn agent_fields(session: &Session, store: &Store) -> anyhow::Result<Vec<String>> {
    let columns = store.columns().map_err(pipeline::Error::from)?;
    let pseudonyms = &session.project.privacy.redaction.pseudonymous_facets;
    let names = columns.facets.keys();
    let of_people =
        names.filter(|name| is_of_person(name) || pseudonyms.iter().any(|kept| **kept == ***name));
    Ok(of_people.map(ToString::to_string).collect())
}
