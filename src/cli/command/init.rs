use crate::cli::args::Init;
use crate::cli::exit;
use crate::cli::output;
use crate::cli::session::Misuse;
use crate::pipeline::propose_project;
use std::path::Path;

/// Proposes a project file.
pub(in crate::cli) fn run(args: &Init) -> anyhow::Result<u8> {
    let Init { files, out, rows } = args;
    if let Some(out) = out.as_deref().filter(|out| out.is_file()) {
        return Err(Misuse::new(format!(
            "{} is there already and may hold decisions",
            out.display()
        ))
        .hint("name another file, or move this one away")
        .into());
    }
    let base = out
        .as_deref()
        .and_then(Path::parent)
        .unwrap_or(Path::new(""));
    let text = propose_project(files, base, *rows)?;
    output::write(out.as_deref(), &text)?;
    Ok(exit::DONE)
}
