use super::Error;
use crate::intake::Rejection;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};

/// A rejected row as it stands in `quarantine.jsonl`: its place, never its content.
#[derive(Debug, Serialize, Deserialize)]
struct Line {
    source: String,
    file: String,
    row: u64,
    byte: Option<u64>,
    column: Option<String>,
    code: String,
    expected: String,
    sha256: String,
}

/// The quarantine file of a project while a run writes it.
///
/// Lines of files that the run does not touch are kept; lines of files taken in anew are replaced.
/// The file is written whole before the commit and put in place after it; a run killed in between is
/// made good by the next, which knows by the number of the run whether the commit came about.
#[derive(Debug)]
pub(super) struct Quarantine {
    path: PathBuf,
    /// Rejections of this run per file, as lines.
    fresh: BTreeMap<(String, String), Vec<String>>,
}

impl Quarantine {
    pub(super) fn new(path: PathBuf) -> Self {
        Self {
            path,
            fresh: BTreeMap::new(),
        }
    }

    /// Notes that `file` of `source` is taken in anew: its earlier lines are void.
    pub(super) fn begin(&mut self, source: &str, file: &str) {
        self.fresh
            .insert((source.to_owned(), file.to_owned()), Vec::new());
    }

    /// Notes a rejected row.
    pub(super) fn note(&mut self, rejection: &Rejection) -> Result<(), Error> {
        let source = rejection.origin.source.as_str().to_owned();
        let file = rejection.origin.file.to_string();
        let line = line(rejection).map_err(|error| self.failed(error.into()))?;
        self.fresh.entry((source, file)).or_default().push(line);
        Ok(())
    }

    /// Makes good what a killed run left: a file prepared for a run that was committed is put in
    /// place, any other goes.
    pub(super) fn recover(&self, committed_run: u64) -> Result<(), Error> {
        let recover = || -> std::io::Result<()> {
            let Some(folder) = self.path.parent().filter(|folder| folder.is_dir()) else {
                return Ok(());
            };
            for entry in fs::read_dir(folder)? {
                let path = entry?.path();
                let run = path
                    .file_name()
                    .and_then(|name| name.to_str()?.strip_prefix("quarantine.run-"))
                    .and_then(|rest| rest.strip_suffix(".jsonl")?.parse::<u64>().ok());
                match run {
                    Some(run) if run == committed_run => fs::rename(&path, &self.path)?,
                    Some(_) => fs::remove_file(&path)?,
                    None => {}
                }
            }
            Ok(())
        };
        recover().map_err(|error| self.failed(error))
    }

    /// Writes the file of run number `run`: earlier lines of untouched files, and those of this run.
    pub(super) fn prepare(&self, run: u64) -> Result<Prepared, Error> {
        let prepared = self
            .path
            .with_file_name(format!("quarantine.run-{run}.jsonl"));
        self.write(&prepared).map_err(|error| self.failed(error))?;
        Ok(Prepared {
            from: prepared,
            to: self.path.clone(),
        })
    }

    /// Writes the rejected rows of a run that is refused to a file of their own.
    pub(super) fn refuse(&self) -> Result<PathBuf, Error> {
        let path = self.path.with_file_name("quarantine.refused.jsonl");
        self.write(&path).map_err(|error| self.failed(error))?;
        Ok(path)
    }

    fn write(&self, target: &Path) -> std::io::Result<()> {
        let mut lines: BTreeMap<(String, String), Vec<String>> = BTreeMap::new();
        if let Ok(file) = File::open(&self.path) {
            for line in BufReader::new(file).lines() {
                let line = line?;
                let Ok(parsed) = serde_json::from_str::<Line>(&line) else {
                    continue;
                };
                lines
                    .entry((parsed.source, parsed.file))
                    .or_default()
                    .push(line);
            }
        }
        let touched: BTreeSet<_> = self.fresh.keys().collect();
        lines.retain(|file, _| !touched.contains(file));
        if let Some(folder) = self.path.parent() {
            fs::create_dir_all(folder)?;
        }
        let mut sink = BufWriter::new(File::create(target)?);
        lines.extend(self.fresh.clone());
        for line in lines.into_values().flatten() {
            sink.write_all(line.as_bytes())?;
            sink.write_all(b"\n")?;
        }
        sink.into_inner()
            .map_err(std::io::IntoInnerError::into_error)?
            .sync_all()
    }

    fn failed(&self, source: std::io::Error) -> Error {
        Error::Write {
            path: self.path.clone(),
            source,
        }
    }
}

/// A quarantine file that waits for its commit.
#[derive(Debug)]
pub(super) struct Prepared {
    from: PathBuf,
    to: PathBuf,
}

impl Prepared {
    /// Puts it in place.
    pub(super) fn put_in_place(self) -> Result<(), Error> {
        fs::rename(&self.from, &self.to).map_err(|source| Error::Write {
            path: self.to,
            source,
        })
    }
}

/// Writes the place of a rejected row to `sink`, one line.
///
/// # Errors
///
/// When `sink` cannot be written to.
pub fn write_line(sink: &mut dyn Write, rejection: &Rejection) -> std::io::Result<()> {
    sink.write_all(line(rejection)?.as_bytes())?;
    sink.write_all(b"\n")
}

fn line(rejection: &Rejection) -> serde_json::Result<String> {
    serde_json::to_string(&Line {
        source: rejection.origin.source.as_str().to_owned(),
        file: rejection.origin.file.to_string(),
        row: rejection.origin.row,
        byte: rejection.origin.byte,
        column: rejection.column.clone(),
        code: rejection.fault.reason().to_owned(),
        expected: rejection.fault.expected().into_owned(),
        sha256: rejection.row_hash.clone(),
    })
}

/// Path of the quarantine file in the folder of results.
pub(super) fn path_in(output: &Path) -> PathBuf {
    output.join("quarantine.jsonl")
}
