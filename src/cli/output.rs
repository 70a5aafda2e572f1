use super::session::Misuse;
use anyhow::Context;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// Refuses to write over a file that is read, and two results into one file.
///
/// # Errors
///
/// Where an output is an input, lies in a folder that is one, or is another output.
pub(super) fn refuse_overwrite(
    inputs: &[Option<&Path>],
    outputs: &[Option<&Path>],
) -> anyhow::Result<()> {
    let read: Vec<PathBuf> = inputs
        .iter()
        .flatten()
        .filter_map(|path| real(path))
        .collect();
    let mut written: Vec<PathBuf> = Vec::new();
    let files = outputs.iter().flatten();
    for path in files.filter(|path| path.as_os_str() != "-") {
        // What is not there yet cannot be an input.
        if let Some(found) = real(path)
            && read.iter().any(|input| found.starts_with(input))
        {
            return Err(Misuse::new(format!(
                "{} is read, and would be destroyed by writing to it",
                path.display()
            ))
            .hint("name another file to write to")
            .into());
        }
        if path.exists() && real(path).is_none() {
            continue;
        }
        let place = real(path).unwrap_or_else(|| path.to_path_buf());
        if written.contains(&place) {
            return Err(
                Misuse::new(format!("{} is to hold two things", path.display()))
                    .hint("name two files")
                    .into(),
            );
        }
        written.push(place);
    }
    Ok(())
}

/// Where an existing file really stands, links followed; devices are no files that can be lost.
fn real(path: &Path) -> Option<PathBuf> {
    let found = path.canonicalize().ok()?;
    (found.is_file() || found.is_dir()).then_some(found)
}

/// Where results go: a file, or standard output.
///
/// # Errors
///
/// When the file cannot be created.
pub(super) fn open(out: Option<&Path>) -> anyhow::Result<Box<dyn Write + Send>> {
    match out {
        None => Ok(Box::new(BufWriter::new(io::stdout()))),
        Some(path) if path.as_os_str() == "-" => Ok(Box::new(BufWriter::new(io::stdout()))),
        Some(path) => {
            let file = File::create(path).with_context(|| format!("create {}", path.display()))?;
            Ok(Box::new(BufWriter::new(file)))
        }
    }
}

/// Writes `text` and a final line break.
///
/// # Errors
///
/// When writing fails; a broken pipe is told apart in `cli::run`.
pub(super) fn write(out: Option<&Path>, text: &str) -> anyhow::Result<()> {
    let mut sink = open(out)?;
    let mut written = sink.write_all(text.as_bytes());
    if !text.ends_with('\n') {
        written = written.and_then(|()| sink.write_all(b"\n"));
    }
    written
        .and_then(|()| sink.flush())
        .with_context(|| format!("write {}", name(out)))
}

/// What to call the place where results go.
pub(super) fn name(out: Option<&Path>) -> String {
    match out {
        Some(path) if path.as_os_str() != "-" => path.display().to_string(),
        _ => "standard output".to_owned(),
    }
}

/// Whether `error` only says that the reader of our output went away, which is success.
pub(super) fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        cause
            .downcast_ref::<io::Error>()
            .is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
    })
}
