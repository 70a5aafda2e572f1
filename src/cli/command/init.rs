use crate::cli::args::Init;
use crate::cli::exit;
use crate::cli::output;
use crate::pipeline::propose_project;
use std::path::Path;

/// Proposes a project file.
pub(in crate::cli) fn run(args: &Init) -> anyhow::Result<u8> {
    let Init { files, out, rows } = args;
    let base = out
        .as_deref()
        .and_then(Path::parent)
        .unwrap_or(Path::new(""));
    let text = propose_project(files, base, *rows)?;
    output::write(out.as_deref(), &text)?;
    Ok(exit::DONE)
}
