use super::files::{Found, find_files};
use super::ledger::Tombstones;
use super::quarantine::Quarantine;
use super::reread::reread;
use super::retention::Cutoffs;
use super::shaping::{Again, Shaping};
use super::stage::staged;
use super::stale::Stale;
use super::{Assets, Error, Event, Observer, ledger, presentable, quarantine, retention};
use crate::classify::Entry;
use crate::config::Project;
use crate::findings::FileSummary;
use crate::intake;
use crate::privacy::{CleanRecord, RedactionCounts, Redactor};
use crate::record::Record;
use crate::store::{Document, IngestedFile, Manifest, Prepared, Put, Store, Writer, WriterOptions};
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// How files are taken in.
#[derive(Debug, Clone, Copy)]
pub struct IngestOptions {
    /// The moment that the run is said to be of; retention is judged against it.
    pub as_of: Timestamp,
    /// The moment of the clock: a row dated later is set aside.
    pub now: Timestamp,
    /// Threads of the index writer.
    pub threads: usize,
    /// What becomes of the index that is there.
    pub start: Start,
}

/// What becomes of the index that is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Start {
    /// It is kept; files taken in before are skipped.
    Incremental,
    /// It is thrown away; every file is taken in anew.
    Anew,
}

/// Takes the files of a project in: all that are new or changed, in one commit.
///
/// Running it again over the same files changes nothing. A run that is killed leaves the last
/// commit as it was, and the next run makes it good.
///
/// # Errors
///
/// [`Error::TooManyRejected`] when more rows are bad than the project allows (their places are in
/// the quarantine file, nothing is committed), [`Error::NoRecords`] and [`Error::Emptied`] when there is nothing
/// to take in, [`Error::Store`] when another process is writing or
/// the disk is full, and the errors of settings and files.
pub fn ingest(
    project: &Project,
    assets: &Assets,
    options: IngestOptions,
    observer: &dyn Observer,
) -> Result<Store, Error> {
    let mut store = open_store(project, assets, options.start)?;
    let earlier = store.manifest().cloned();
    let found = find_files(project, assets.door.key())?;
    let mut run = Run {
        project,
        assets,
        observer,
        forgotten: ledger::forgotten(&project.file, &assets.key_fingerprint)?,
        cutoffs: Cutoffs::of(project, options.as_of),
        now: options.now,
        quarantine: Quarantine::new(quarantine::path_in(&project.output)),
        files: BTreeMap::new(),
        redactor: Redactor::new(&project.privacy.redaction),
        stale: Stale::default(),
        fresh: BTreeSet::new(),
    };
    run.quarantine
        .recover(earlier.as_ref().map_or(0, |manifest| manifest.run))?;

    let Plan {
        due,
        stale_files,
        again,
    } = run.plan(&found, earlier.as_ref(), options.start)?;
    if !due.is_empty() || !stale_files.is_empty() || !again.is_empty() {
        run.stale = match options.start {
            Start::Incremental => Stale::of(&store, &stale_files)?,
            Start::Anew => Stale::everything(&store)?,
        };
        let mut writer = store.writer(WriterOptions {
            threads: options.threads,
            ..WriterOptions::default()
        })?;
        run.read_again(&store, &again, &mut writer)?;
        let n_files = due.len();
        for (file_idx, (file, sha256, settings)) in due.into_iter().enumerate() {
            observer.on(&Event::FileStarted {
                file: file.label.to_string(),
                size_bytes: file.size_bytes(),
                file_idx,
                n_files,
            });
            let taken = run.take_in(file, sha256, &settings, &mut writer)?;
            observer.on(&Event::FileDone(summary_of(&taken)));
            run.fresh.insert(file.key());
            run.files.insert(file.key(), taken);
        }
        run.check_rejected()?;
        run.check_emptied(earlier.as_ref(), options.start)?;
        let n_gone = std::mem::take(&mut run.stale).remove(&mut writer)?;
        if n_gone > 0 {
            observer.on(&Event::Gone { n: n_gone });
        }
        let manifest = run.manifest(earlier.as_ref(), options.as_of);
        let quarantine = run.quarantine.prepare(manifest.run)?;
        writer.commit(&manifest)?;
        quarantine.put_in_place()?;
        store.refresh()?;
    }
    retention::purge(project, &mut store, options.as_of, observer)?;
    observer.on(&Event::Committed {
        n_records: store.n_documents(),
    });
    Ok(store.with_topics(assets.topic_ids()))
}

fn open_store(project: &Project, assets: &Assets, start: Start) -> Result<Store, Error> {
    let folder = project.index_folder();
    let store = match (start, Store::open(&folder)) {
        // What is there stays readable until the commit that replaces all of it, also under
        // another key: then every record has another id and the old ones go.
        (Start::Anew, Ok(store)) => return Ok(store),
        (Start::Incremental, Ok(store)) => store,
        (
            Start::Anew,
            Err(crate::store::Error::OldFormat { .. } | crate::store::Error::Corrupt { .. }),
        ) => {
            return Ok(Store::rebuild(&folder)?);
        }
        (_, Err(crate::store::Error::NotAnIndex { .. })) => return Ok(Store::create(&folder)?),
        (_, Err(error)) => return Err(error.into()),
    };
    match store.manifest() {
        Some(manifest) if manifest.key_fingerprint != assets.key_fingerprint => {
            Err(Error::OtherKey { path: folder })
        }
        _ => Ok(store),
    }
}

/// A run over the files that are due.
struct Run<'a> {
    project: &'a Project,
    assets: &'a Assets,
    observer: &'a dyn Observer,
    forgotten: Tombstones,
    cutoffs: Cutoffs,
    now: Timestamp,
    quarantine: Quarantine,
    files: BTreeMap<(String, String), IngestedFile>,
    redactor: Redactor,
    stale: Stale,
    /// Files taken in by this run.
    fresh: BTreeSet<(String, String)>,
}

/// What a run has to do.
struct Plan<'f> {
    /// Files to take in, with the hashes of content and settings.
    due: Vec<(&'f Found, String, Shaping)>,
    /// Files of which an earlier version, or an earlier mapping, was taken in.
    stale_files: BTreeSet<(String, String)>,
    /// Files of which the records stand and the reading does not.
    again: BTreeMap<(String, String), Again>,
}

/// What a chunk of records became.
struct Chunk {
    documents: Vec<Prepared>,
    rejections: Vec<intake::Rejection>,
    redactions: RedactionCounts,
    n_forgotten: u64,
    n_expired: u64,
}

impl Run<'_> {
    /// Which files are due, and from which files records may be left that the input no longer holds.
    fn plan<'f>(
        &mut self,
        found: &'f [Found],
        earlier: Option<&Manifest>,
        start: Start,
    ) -> Result<Plan<'f>, Error> {
        let mut due = Vec::new();
        let mut known: BTreeMap<(String, String), IngestedFile> = earlier
            .iter()
            .flat_map(|manifest| &manifest.files)
            .map(|file| ((file.source.clone(), file.file.clone()), file.clone()))
            .collect();
        let mut stale_files = BTreeSet::new();
        let mut again = BTreeMap::new();
        let mut contents: BTreeMap<(usize, String), &str> = BTreeMap::new();
        for file in found {
            let key = file.key();
            let sha256 = file.sha256()?;
            let source = &self.project.sources[file.source_idx];
            let settings = self.assets.settings_of(source);
            let first = contents
                .entry((file.source_idx, sha256.clone()))
                .or_insert(&*file.label);
            if **first != *file.label && !source.has_ids() && file.size_bytes() > 0 {
                self.observer.on(&Event::SameContent {
                    file: file.label.to_string(),
                    first: (*first).to_owned(),
                });
            }
            match known.remove(&key) {
                Some(taken)
                    if start == Start::Incremental
                        && taken.sha256 == sha256
                        && Shaping::parse(&taken.settings_sha256).records == settings.records =>
                {
                    self.observer.on(&Event::FileSkipped {
                        file: file.label.to_string(),
                    });
                    self.keep(key, taken, &settings, &mut again);
                }
                taken => {
                    stale_files.extend(taken.map(|_| key));
                    due.push((file, sha256, settings));
                }
            }
        }
        for (key, vanished) in known {
            let mut sources = self.project.sources.iter();
            let source = sources.find(|source| source.spec.name.as_str() == key.0);
            // The same content under another name is the same file, moved.
            let is_moved = due.iter().any(|(_, sha256, _)| *sha256 == vanished.sha256);
            let Some(source) = source.filter(|_| !is_moved && start != Start::Anew) else {
                self.quarantine.begin(&key.0, &key.1);
                stale_files.insert(key);
                continue;
            };
            self.observer.on(&Event::FileVanished {
                file: vanished.file.clone(),
            });
            let settings = self.assets.settings_of(source);
            self.keep(key, vanished, &settings, &mut again);
        }
        Ok(Plan {
            due,
            stale_files,
            again,
        })
    }

    /// Keeps the records of a file, and notes where their reading has to be done again.
    fn keep(
        &mut self,
        key: (String, String),
        mut taken: IngestedFile,
        settings: &Shaping,
        again: &mut BTreeMap<(String, String), Again>,
    ) {
        let was = Shaping::parse(&taken.settings_sha256);
        let what = was.again(settings);
        if what != Again::Nothing {
            taken.settings_sha256 = was.read_as(settings).to_string();
            again.insert(key.clone(), what);
        }
        self.files.insert(key, taken);
    }

    /// Reads the stored texts of the files in `again`, before any new file: a new record outranks them.
    fn read_again(
        &self,
        store: &Store,
        again: &BTreeMap<(String, String), Again>,
        writer: &mut Writer,
    ) -> Result<(), Error> {
        if again.is_empty() {
            return Ok(());
        }
        let done = reread(
            store,
            &self.assets.classifier,
            |origin| {
                let key = (origin.source.as_str().to_owned(), origin.file.to_string());
                again.get(&key).copied().unwrap_or(Again::Nothing)
            },
            self.observer,
            |document| {
                writer.put(document)?;
                Ok(())
            },
        )?;
        self.observer.on(&Event::Reread {
            n: done.n_read,
            n_changed: done.n_changed,
        });
        Ok(())
    }

    fn take_in(
        &mut self,
        file: &Found,
        sha256: String,
        settings: &Shaping,
        writer: &mut Writer,
    ) -> Result<IngestedFile, Error> {
        let source = &self.project.sources[file.source_idx];
        let failed = |error| Error::Intake {
            file: file.path.clone(),
            source: presentable::intake_error(error, &self.redactor),
        };
        let mut taken = IngestedFile {
            source: source.spec.name.as_str().to_owned(),
            file: file.label.to_string(),
            sha256,
            settings_sha256: settings.to_string(),
            format: String::new(),
            n_read: 0,
            n_rejected: 0,
            n_stored: 0,
            n_replaced: 0,
            rejections: BTreeMap::new(),
            redactions: BTreeMap::new(),
            unmapped_columns: Vec::new(),
            missing_columns: Vec::new(),
            n_forgotten: 0,
        };
        self.quarantine.begin(&taken.source, &taken.file);
        let spec = source.spec.read_at(self.now);
        let mut reader = match intake::open(&file.path, Arc::clone(&file.label), &spec) {
            Ok(reader) => reader,
            // Of many files one is often empty; it has nothing to take in and nothing to reject.
            Err(intake::Error::Empty { .. }) => {
                "empty".clone_into(&mut taken.format);
                return Ok(taken);
            }
            Err(error) => return Err(failed(error)),
        };
        let (assets, forgotten) = (self.assets, &self.forgotten);
        let cutoff = self.cutoffs.of_source(file.source_idx);
        let (quarantine, observer) = (&mut self.quarantine, self.observer);
        let stale = &mut self.stale;
        staged(
            &mut reader,
            |rows| read_chunk(rows, assets, forgotten, cutoff),
            |chunk| -> Result<(), Error> {
                let chunk = chunk?;
                taken.n_read +=
                    crate::units::as_u64(chunk.documents.len() + chunk.rejections.len())
                        + chunk.n_forgotten
                        + chunk.n_expired;
                taken.n_forgotten += chunk.n_forgotten;
                for (kind, n) in chunk.redactions.iter().filter(|(_, n)| *n > 0) {
                    *taken
                        .redactions
                        .entry(kind.placeholder().to_owned())
                        .or_default() += n;
                }
                for rejection in &chunk.rejections {
                    taken.n_rejected += 1;
                    *taken
                        .rejections
                        .entry(rejection.fault.reason().to_owned())
                        .or_default() += 1;
                    quarantine.note(rejection)?;
                }
                for document in chunk.documents {
                    // The record of an earlier run, met again, is the same row; any other is a row of its own.
                    let is_met_again = stale.meet(document.id());
                    match writer.put(document)? {
                        Put::InPlace if !is_met_again => taken.n_replaced += 1,
                        Put::InPlace | Put::New => taken.n_stored += 1,
                    }
                }
                observer.on(&Event::Advanced {
                    n_read: taken.n_read,
                });
                Ok(())
            },
        )?;
        taken.n_read = reader.n_read();
        let profile = reader.profile();
        taken.format = profile.layout.to_string();
        taken.unmapped_columns = presentable::columns(&profile.unmapped, &self.redactor);
        taken.missing_columns.clone_from(&profile.missing);
        Ok(taken)
    }

    fn check_rejected(&self) -> Result<(), Error> {
        // Files taken in before were borne before; they must not hide what is wrong with new ones.
        let fresh = || self.fresh.iter().filter_map(|key| self.files.get(key));
        let n_read: u64 = fresh().map(|file| file.n_read).sum();
        let n_rejected: u64 = fresh().map(|file| file.n_rejected).sum();
        let allowed = self.project.limits.max_rejected_share;
        if !self.project.limits.are_exceeded(n_rejected, n_read) {
            return Ok(());
        }
        let worst = fresh().max_by_key(|file| file.n_rejected).map(|file| {
            let reason = file.rejections.iter().max_by_key(|(_, n)| **n);
            (file.file.clone(), reason.map(|(reason, _)| reason.clone()))
        });
        let (worst_file, worst_reason) = worst.unwrap_or_default();
        let path = self.quarantine.refuse()?;
        Err(Error::TooManyRejected {
            n_rejected,
            n_read,
            allowed,
            worst_file,
            worst_reason: worst_reason.unwrap_or_default(),
            quarantine: path,
        })
    }

    /// An export that failed holds a header and no rows: it must not take the archive away.
    fn check_emptied(&self, earlier: Option<&Manifest>, start: Start) -> Result<(), Error> {
        let n_good = |file: &IngestedFile| file.n_read.saturating_sub(file.n_rejected);
        if self.files.values().all(|file| n_good(file) == 0) {
            return Err(Error::NoRecords);
        }
        let before = earlier.iter().flat_map(|manifest| &manifest.files);
        for was in before.filter(|was| start == Start::Incremental && n_good(was) > 0) {
            let key = (was.source.clone(), was.file.clone());
            let is_emptied = |now: &&IngestedFile| self.fresh.contains(&key) && now.n_read == 0;
            if let Some(now) = self.files.get(&key).filter(is_emptied) {
                return Err(Error::Emptied {
                    file: now.file.clone(),
                    n_before: was.n_stored,
                });
            }
        }
        Ok(())
    }

    fn manifest(&self, earlier: Option<&Manifest>, now: Timestamp) -> Manifest {
        Manifest {
            run: earlier.map_or(1, |manifest| manifest.run + 1),
            started: now,
            seed: self.project.ranking.seed,
            settings_sha256: self.assets.settings_sha256.clone(),
            key_fingerprint: self.assets.key_fingerprint.clone(),
            models: vec![self.assets.classifier.card().clone()],
            files: self.files.values().cloned().collect(),
        }
    }
}

fn read_chunk(
    rows: Vec<Result<Record, intake::Rejection>>,
    assets: &Assets,
    forgotten: &Tombstones,
    cutoff: Option<Timestamp>,
) -> Result<Chunk, Error> {
    let mut chunk = Chunk {
        documents: Vec::with_capacity(rows.len()),
        rejections: Vec::new(),
        redactions: RedactionCounts::default(),
        n_forgotten: 0,
        n_expired: 0,
    };
    let mut records: Vec<CleanRecord> = Vec::with_capacity(rows.len());
    for row in rows {
        match row {
            Err(rejection) => chunk.rejections.push(rejection),
            Ok(record) => {
                let mut made = RedactionCounts::default();
                let record = assets.door.clean_and_count(record, &mut made);
                if forgotten.cover(&record) {
                    chunk.n_forgotten += 1;
                } else if matches!((record.at, cutoff), (Some(at), Some(cutoff)) if at < cutoff) {
                    chunk.n_expired += 1;
                } else {
                    chunk.redactions.merge(&made);
                    records.push(record);
                }
            }
        }
    }
    let entries: Vec<Entry<'_>> = records.iter().map(Entry::of).collect();
    let readings = assets.classifier.read(&entries)?;
    chunk.documents = records
        .into_iter()
        .zip(readings)
        .map(|(record, read)| {
            let reading = read.reading;
            Prepared::of(&Document { record, reading }, &read.asides)
        })
        .collect();
    Ok(chunk)
}

/// The file as findings show it.
pub(super) fn summary_of(file: &IngestedFile) -> FileSummary {
    FileSummary {
        source: file.source.clone(),
        file: file.file.clone(),
        format: file.format.clone(),
        n_read: file.n_read,
        n_rejected: file.n_rejected,
        n_stored: file.n_stored,
        n_replaced: file.n_replaced,
        unmapped_columns: file.unmapped_columns.clone(),
        missing_columns: file.missing_columns.clone(),
    }
}
