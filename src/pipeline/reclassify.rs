use super::quarantine::Quarantine;
use super::reread::reread;
use super::shaping::{Again, Shaping};
use super::{Assets, Error, Event, Observer, quarantine};
use crate::config::Project;
use crate::store::{IngestedFile, Manifest, Store, WriterOptions};
use jiff::Timestamp;
use std::collections::BTreeMap;

/// What reading the archive again came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reclassified {
    /// Records that were read again.
    pub n_records: u64,
    /// Of these, records whose reading is another one now.
    pub n_changed: u64,
    /// Files whose mapping or redaction changed since they were taken in. Their stored texts were read
    /// again too, but what is stored was cut and redacted the old way: that only the files can mend.
    pub to_take_in: Vec<String>,
}

/// Reads every stored text again, in one commit, without its file: the file may be gone.
///
/// The index is then as if every file were taken in anew under this taxonomy and model. What taking in
/// does besides (new rows, mapping, redaction, retention) is left as it stands. Where nothing that reads
/// has changed, nothing is done.
///
/// # Errors
///
/// [`Error::NothingTakenIn`] without an archive, [`Error::Store`] when another process is writing or the
/// disk is full.
pub fn reclassify(
    project: &Project,
    assets: &Assets,
    store: &mut Store,
    now: Timestamp,
    threads: usize,
    observer: &dyn Observer,
) -> Result<Reclassified, Error> {
    let Some(earlier) = store.manifest().cloned() else {
        return Err(Error::NothingTakenIn {
            path: project.index_folder(),
        });
    };
    let mut again = BTreeMap::new();
    let mut files: Vec<IngestedFile> = earlier.files.clone();
    for file in &mut files {
        let was = Shaping::parse(&file.settings_sha256);
        let key = (file.source.clone(), file.file.clone());
        again.insert(key, was.again(assets.shaping()));
        file.settings_sha256 = was.read_as(assets.shaping()).to_string();
    }
    let mut done = Reclassified {
        n_records: 0,
        n_changed: 0,
        to_take_in: to_take_in(project, assets, &files),
    };
    if files == earlier.files {
        return Ok(done);
    }
    // What a killed run prepared belongs to the number that this commit takes.
    Quarantine::new(quarantine::path_in(&project.output)).recover(earlier.run)?;
    let mut writer = store.writer(WriterOptions {
        threads,
        ..WriterOptions::default()
    })?;
    let counts = reread(
        store,
        &assets.classifier,
        |origin| {
            let key = (origin.source.as_str().to_owned(), origin.file.to_string());
            // A record of a file that the manifest does not name is read with the rest.
            again.get(&key).copied().unwrap_or(Again::Whole)
        },
        observer,
        |document| {
            writer.put(document)?;
            Ok(())
        },
    )?;
    (done.n_records, done.n_changed) = (counts.n_read, counts.n_changed);
    writer.commit(&Manifest {
        run: earlier.run + 1,
        started: now,
        settings_sha256: assets.settings_sha256.clone(),
        models: vec![assets.classifier.card().clone()],
        files,
        ..earlier
    })?;
    store.refresh()?;
    observer.on(&Event::Reread {
        n: done.n_records,
        n_changed: done.n_changed,
    });
    observer.on(&Event::Committed {
        n_records: store.n_documents(),
    });
    Ok(done)
}

/// Files whose stored records are not what the project file would make of them.
fn to_take_in(project: &Project, assets: &Assets, files: &[IngestedFile]) -> Vec<String> {
    let stands = |file: &IngestedFile| {
        let mut sources = project.sources.iter();
        let source = sources.find(|source| source.spec.name.as_str() == file.source);
        source.is_some_and(|source| {
            let records = assets.settings_of(source).records;
            records == Shaping::parse(&file.settings_sha256).records
        })
    };
    files
        .iter()
        .filter(|file| !stands(file))
        .map(|file| file.file.clone())
        .collect()
}
