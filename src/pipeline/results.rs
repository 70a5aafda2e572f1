use super::documents::partial_of;
use super::drift_told::SIGNALS_FILE;
use super::pages::write_pages;
use super::{Assets, Error, Observer, Selection, board, export};
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
    /// Every table of the report, in one folder.
    pub tables: PathBuf,
    /// The report for analysts.
    pub report: PathBuf,
    /// The page for a board.
    pub board: PathBuf,
    /// Pages that the project declares.
    pub pages: Vec<PathBuf>,
}

/// What a run found, and what pages of a part of it are made from.
#[derive(Debug, Clone, Copy)]
pub struct Found<'a> {
    /// The project.
    pub project: &'a Project,
    /// Taxonomy and models.
    pub assets: &'a Assets,
    /// The index.
    pub store: &'a Store,
    /// Everything that was found.
    pub findings: &'a Findings,
}

/// Writes the results of a run into its output folder, each file whole or not at all.
///
/// # Errors
///
/// [`Error::Write`] when a file cannot be written, and the errors of an analysis for pages about a part.
pub fn write_results(
    found: &Found<'_>,
    language: Language,
    observer: &dyn Observer,
) -> Result<Results, Error> {
    let Found {
        project,
        store,
        findings,
        ..
    } = *found;
    let folder = &project.output;
    let results = Results {
        signals_json: folder.join(SIGNALS_FILE),
        signals_csv: folder.join("signals.csv"),
        documents: folder.join("documents.parquet"),
        tables: folder.join("tables"),
        report: folder.join("report.html"),
        board: folder.join("board.html"),
        pages: write_pages(found, language, observer)?,
    };
    put(&results.signals_json, &report::json(findings))?;
    put(&results.signals_csv, &report::csv(findings))?;
    for table in report::tables(findings) {
        write_table(&table, &results.tables)?;
    }
    if let Some(measured) = findings.further.frozen_model.measured() {
        let path = results.tables.join("driver_model.csv");
        put(&path, &report::study::measurement_csv(measured))?;
    }
    let options = HtmlOptions {
        language,
        ..HtmlOptions::default()
    };
    put(&results.report, &report::html(findings, &options))?;
    #[cfg(feature = "plots")]
    put(
        &folder.join("explore.html"),
        &report::explore_html(findings, "report.html", language),
    )?;
    put(
        &folder.join("report.md"),
        &report::markdown(findings, language),
    )?;
    let page = report::board_html(
        findings,
        &board(findings),
        &project.name,
        "report.html",
        language,
    );
    put(&results.board, &page)?;
    export(
        project,
        store,
        &Selection::default(),
        Format::Parquet,
        &results.documents,
    )?;
    Ok(results)
}

/// Writes a table as CSV and as Parquet.
fn write_table(table: &report::Table, folder: &Path) -> Result<(), Error> {
    for (format, extension) in [(Format::Csv, "csv"), (Format::Parquet, "parquet")] {
        let path = folder.join(table.name).with_extension(extension);
        let mut bytes = Vec::new();
        table.write(format, &mut bytes)?;
        put_bytes(&path, &bytes)?;
    }
    Ok(())
}

/// Writes `text` to `path`, whole or not at all.
pub(super) fn put(path: &Path, text: &str) -> Result<(), Error> {
    put_bytes(path, text.as_bytes())
}

fn put_bytes(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let write = || -> std::io::Result<()> {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        let partial = partial_of(path);
        let mut file = File::create(&partial)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&partial, path)
    };
    write().map_err(|source| Error::Write {
        path: path.to_path_buf(),
        source,
    })
}
