use super::run::{bars, detail, threads};
use crate::cli::args::{Global, TextOrJson};
use crate::cli::exit;
use crate::cli::output;
use crate::cli::progress::Progress;
use crate::cli::session::{KeyUse, Session, as_of};
use crate::cli::theme_args::Reclassify;
use crate::pipeline::reclassify;

/// Reads every stored text again, without its file.
pub(in crate::cli) fn run(args: &Reclassify, global: &Global) -> anyhow::Result<u8> {
    let session = Session::open(&args.project, KeyUse::Spare)?;
    let mut store = session.store_as_it_stands()?;
    let done = reclassify(
        &session.project,
        &session.assets,
        &mut store,
        as_of(args.as_of.as_deref())?,
        threads(global),
        &Progress::new(bars(global), detail(global)),
    )?;
    if !done.to_take_in.is_empty() {
        tracing::warn!(
            files = done.to_take_in.len(),
            first = done.to_take_in[0],
            "mapping or redaction changed since, which only the files can mend: `signaal run` takes them in"
        );
    }
    let text = match args.format {
        TextOrJson::Text if done.n_records == 0 => {
            "nothing that reads has changed: the archive stands as it is\n".to_owned()
        }
        TextOrJson::Text => format!(
            "{} records read again from their stored text, {} read otherwise now\n",
            done.n_records, done.n_changed
        ),
        TextOrJson::Json => format!(
            "{:#}\n",
            serde_json::json!({
                "n_records": done.n_records,
                "n_changed": done.n_changed,
                "to_take_in": done.to_take_in,
            })
        ),
    };
    output::write(None, &text)?;
    Ok(exit::DONE)
}
