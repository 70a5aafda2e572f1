use super::documents::partial_of;
use super::{Error, Selection, export};
use crate::config::Project;
use crate::findings::Findings;
use crate::report::table::Format;
use crate::report::{self, HtmlOptions, Language};
use crate::store::Store;
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

/// Where the results of a run stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Results {
    /// The ranking for machines.
    pub signals_json: PathBuf,
    /// The ranking as a table.
    pub signals_csv: PathBuf,
    /// Every document and what was read in it.
    pub documents: PathBuf,
    /// The report for people.
    pub report: PathBuf,
}

/// Writes the results of a run into its output folder, each file whole or not at all.
///
/// # Errors
///
/// [`Error::Write`] when a file cannot be written.
pub fn write_results(
    project: &Project,
    store: &Store,
    findings: &Findings,
    language: Language,
) -> Result<Results, Error> {
    let folder = &project.output;
    let results = Results {
        signals_json: folder.join("signals.json"),
        signals_csv: folder.join("signals.csv"),
        documents: folder.join("documents.parquet"),
        report: folder.join("report.html"),
    };
    put(&results.signals_json, &report::json(findings))?;
    put(&results.signals_csv, &report::csv(findings))?;
    put(
        &results.report,
        &report::html(
            findings,
            &HtmlOptions {
                language,
                title: None,
                made_on: None,
            },
        ),
    )?;
    export(
        project,
        store,
        &Selection::default(),
        Format::Parquet,
        &results.documents,
    )?;
    Ok(results)
}

/// Writes `text` to `path`, whole or not at all.
fn put(path: &Path, text: &str) -> Result<(), Error> {
    let write = || -> std::io::Result<()> {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        let partial = partial_of(path);
        let mut file = File::create(&partial)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        fs::rename(&partial, path)
    };
    write().map_err(|source| Error::Write {
        path: path.to_path_buf(),
        source,
    })
}
