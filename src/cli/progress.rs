use crate::findings::FileSummary;
use crate::pipeline::{Event, Observer};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

/// Said of rows with an id that another row has.
const REPLACED: &str = "took the place of an earlier row with the same id: is the id column one?";

/// Shows a run: bars on a terminal, log lines everywhere.
#[derive(Debug)]
pub(super) struct Progress {
    bar: ProgressBar,
    detail: Detail,
    tallies: RefCell<Tallies>,
}

/// Whether bars may be drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Bars {
    Drawn,
    Hidden,
}

/// How much is logged of what was taken in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Detail {
    /// A line per source when all is done; files at debug level.
    PerSource,
    /// A line per file, as it happens.
    PerFile,
}

/// What happened to the files of a run.
#[derive(Debug, Default)]
struct Tallies {
    sources: BTreeMap<String, Tally>,
    n_unchanged: u64,
    vanished: Vec<String>,
}

/// What happened to the files of one source.
#[derive(Debug, Default)]
struct Tally {
    files: Vec<String>,
    formats: BTreeSet<String>,
    n_read: u64,
    n_stored: u64,
    n_replaced: u64,
    n_rejected: u64,
    unmapped: BTreeSet<String>,
    /// Columns that are missing, with the first file that lacks them and how many do.
    missing: BTreeMap<String, (String, u64)>,
    empty: Vec<String>,
}

impl Progress {
    pub(super) fn new(bars: Bars, detail: Detail) -> Self {
        // Indicatif itself hides bars where standard error is not a terminal.
        let target = match bars {
            Bars::Drawn => ProgressDrawTarget::stderr(),
            Bars::Hidden => ProgressDrawTarget::hidden(),
        };
        let bar = ProgressBar::with_draw_target(None, target);
        if let Ok(style) =
            ProgressStyle::with_template("{spinner} {msg} {human_pos} rows, {per_sec}")
        {
            bar.set_style(style);
        }
        Self {
            bar,
            detail,
            tallies: RefCell::default(),
        }
    }

    fn file_done(&self, file: &FileSummary) {
        match self.detail {
            Detail::PerFile => log_file(file),
            Detail::PerSource => {
                tracing::debug!(
                    file = file.file,
                    format = file.format,
                    read = file.n_read,
                    stored = file.n_stored,
                    rejected = file.n_rejected,
                    "taken in"
                );
                let mut tallies = self.tallies.borrow_mut();
                tallies
                    .sources
                    .entry(file.source.clone())
                    .or_default()
                    .add(file);
            }
        }
    }

    fn committed(&self, n_records: u64) {
        self.bar.finish_and_clear();
        let tallies = self.tallies.take();
        for (source, tally) in &tallies.sources {
            tally.log(source);
        }
        if tallies.n_unchanged > 0 {
            tracing::info!(
                files = tallies.n_unchanged,
                "unchanged since an earlier run, skipped"
            );
        }
        if !tallies.vanished.is_empty() {
            tracing::warn!(
                files = named(&tallies.vanished),
                "no longer there; their records stay in the index"
            );
        }
        tracing::info!(records = n_records, "committed");
    }
}

impl Observer for Progress {
    fn on(&self, event: &Event) {
        match event {
            Event::FileStarted {
                file,
                file_idx,
                n_files,
                size_bytes,
            } => {
                self.bar.reset();
                self.bar
                    .set_message(format!("{file} ({}/{n_files})", file_idx + 1));
                tracing::debug!(file, size_bytes, "file started");
            }
            Event::Advanced { n_read } => self.bar.set_position(*n_read),
            Event::FileDone(file) => self.file_done(file),
            Event::FileSkipped { file } if self.detail == Detail::PerFile => {
                tracing::info!(file, "unchanged since an earlier run, skipped");
            }
            Event::FileSkipped { .. } => self.tallies.borrow_mut().n_unchanged += 1,
            Event::FileVanished { file } if self.detail == Detail::PerFile => {
                tracing::warn!(file, "no longer there; its records stay in the index");
            }
            Event::FileVanished { file } => {
                self.tallies.borrow_mut().vanished.push(file.clone());
            }
            Event::SameContent { file, first } => {
                tracing::warn!(
                    file,
                    first,
                    "the same bytes as another file, and no id column is mapped: every record counts twice"
                );
            }
            Event::Reread { n, n_changed } => {
                tracing::info!(
                    records = n,
                    changed = n_changed,
                    "read again from the stored text, because taxonomy or model changed"
                );
            }
            Event::Gone { n } => {
                tracing::info!(
                    records = n,
                    "no longer in the input, removed from the index"
                );
            }
            Event::Purged { source, n } => {
                tracing::info!(source, n, "removed records beyond their retention");
            }
            Event::Committed { n_records } => self.committed(*n_records),
            Event::Analysing { step } => {
                self.bar.set_message((*step).to_owned());
                tracing::debug!(step, "analysing");
            }
        }
    }
}

impl Tally {
    fn add(&mut self, file: &FileSummary) {
        self.files.push(file.file.clone());
        self.formats.insert(file.format.clone());
        self.n_read += file.n_read;
        self.n_stored += file.n_stored;
        self.n_replaced += file.n_replaced;
        self.n_rejected += file.n_rejected;
        self.unmapped.extend(file.unmapped_columns.iter().cloned());
        for column in &file.missing_columns {
            self.missing
                .entry(column.clone())
                .or_insert_with(|| (file.file.clone(), 0))
                .1 += 1;
        }
        if file.n_read == 0 {
            self.empty.push(file.file.clone());
        }
    }

    fn log(&self, source: &str) {
        let formats: Vec<&str> = self.formats.iter().map(String::as_str).collect();
        tracing::info!(
            source,
            files = named(&self.files),
            format = formats.join(" / "),
            read = self.n_read,
            stored = self.n_stored,
            rejected = self.n_rejected,
            "taken in"
        );
        if self.n_replaced > 0 {
            tracing::warn!(source, rows = self.n_replaced, "{REPLACED}");
        }
        if !self.unmapped.is_empty() {
            let columns: Vec<&str> = self.unmapped.iter().map(String::as_str).collect();
            tracing::info!(
                source,
                columns = columns.join(", "),
                "columns not named in the project file"
            );
        }
        for (column, (first, n)) in &self.missing {
            tracing::warn!(
                source,
                column,
                files = n,
                first,
                "a column named in the project file is missing"
            );
        }
        if !self.empty.is_empty() {
            tracing::warn!(source, files = named(&self.empty), "no rows in");
        }
    }
}

fn log_file(file: &FileSummary) {
    tracing::info!(
        source = file.source,
        file = file.file,
        format = file.format,
        read = file.n_read,
        stored = file.n_stored,
        rejected = file.n_rejected,
        "taken in"
    );
    if file.n_replaced > 0 {
        tracing::warn!(file = file.file, rows = file.n_replaced, "{REPLACED}");
    }
    if !file.unmapped_columns.is_empty() {
        tracing::info!(
            file = file.file,
            columns = file.unmapped_columns.join(", "),
            "columns not named in the project file"
        );
    }
    if !file.missing_columns.is_empty() {
        tracing::warn!(
            file = file.file,
            columns = file.missing_columns.join(", "),
            "columns named in the project file are missing"
        );
    }
}

/// Up to three names, and how many more there are.
fn named(files: &[String]) -> String {
    const SHOWN: usize = 3;
    match files.len() {
        n if n <= SHOWN => files.join(", "),
        n => format!("{} and {} more", files[..SHOWN].join(", "), n - SHOWN),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_files_are_named_by_the_first_and_their_number() {
        let files: Vec<String> = (1..=5).map(|n| format!("{n}.vtt")).collect();
        assert_eq!(named(&files[..2]), "1.vtt, 2.vtt");
        assert_eq!(named(&files), "1.vtt, 2.vtt, 3.vtt and 2 more");
    }

    #[test]
    fn a_source_adds_its_files_up() {
        let file = |name: &str, n_read: u64| FileSummary {
            source: "calls".to_owned(),
            file: name.to_owned(),
            format: "webvtt".to_owned(),
            n_read,
            n_rejected: 1,
            n_stored: n_read.saturating_sub(1),
            n_replaced: 0,
            unmapped_columns: vec!["x".to_owned()],
            missing_columns: vec!["y".to_owned()],
        };
        let mut tally = Tally::default();
        tally.add(&file("a.vtt", 3));
        tally.add(&file("b.vtt", 0));
        assert_eq!((tally.n_read, tally.n_stored, tally.n_rejected), (3, 2, 2));
        assert_eq!(tally.missing["y"], ("a.vtt".to_owned(), 2));
        assert_eq!(tally.empty, ["b.vtt"]);
    }
}
