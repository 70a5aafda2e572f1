use super::analysis::analysers;
use super::column_file::is_column_file;
use super::folder::Folder;
use super::manifest;
use super::schema::{FORMAT_MARK, FORMAT_VERSION, Fields, schema};
use super::{Error, Manifest};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use tantivy::directory::RamDirectory;
use tantivy::{Directory, Index, IndexReader, IndexSettings, ReloadPolicy, Searcher};

/// An index on disk, opened for reading.
///
/// It shows the last commit as of opening or of the last [`Store::refresh`]. Reading needs no
/// lock and goes on while a [`Writer`](super::Writer) works.
pub struct Store {
    pub(super) folder: PathBuf,
    pub(super) index: Index,
    pub(super) fields: Fields,
    pub(super) reader: IndexReader,
    manifest: Option<Manifest>,
    /// Topics that may be asked for though no document mentions them.
    pub(super) declared_topics: Vec<String>,
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Store")
            .field("folder", &self.folder)
            .field("n_documents", &self.n_documents())
            .finish_non_exhaustive()
    }
}

impl Store {
    /// The same, with the topics of a taxonomy: a query may ask for one that nobody mentions.
    #[must_use]
    pub fn with_topics(mut self, topics: impl IntoIterator<Item = String>) -> Self {
        self.declared_topics = topics.into_iter().collect();
        self
    }

    /// Makes an empty index in `folder`, which is created where it is missing.
    ///
    /// # Errors
    ///
    /// [`Error::Exists`] where an index of any format stands, and the errors of the file system.
    pub fn create(folder: &Path) -> Result<Self, Error> {
        fs::create_dir_all(folder).map_err(|error| Error::from_io(folder, error))?;
        let directory = Folder::open(folder).map_err(|error| Error::from_index(folder, error))?;
        create_in(folder, directory)
    }

    /// Makes an empty index that is nowhere on disk: what is put there leaves no trace.
    ///
    /// # Errors
    ///
    /// [`Error::Index`] when there is no memory for it.
    pub fn in_memory() -> Result<Self, Error> {
        create_in(Path::new("memory"), RamDirectory::create())
    }

    /// Opens the index in `folder`.
    ///
    /// # Errors
    ///
    /// [`Error::NotAnIndex`], [`Error::OldFormat`] where it has to be rebuilt,
    /// [`Error::Corrupt`] where files are missing or damaged.
    pub fn open(folder: &Path) -> Result<Self, Error> {
        check_format(folder)?;
        let failed = |error| Error::from_index(folder, error);
        let directory = Folder::open(folder).map_err(failed)?;
        Self::over(folder, Index::open(directory).map_err(failed)?)
    }

    /// Removes the index in `folder`, of whatever format, and makes an empty one.
    ///
    /// Only files of an index are removed; anything else in the folder stays.
    ///
    /// # Errors
    ///
    /// [`Error::Locked`] while another process writes, and the errors of the file system.
    pub fn rebuild(folder: &Path) -> Result<Self, Error> {
        let directory = Folder::open(folder).map_err(|error| Error::from_index(folder, error))?;
        let _lock = directory
            .acquire_lock(&tantivy::directory::INDEX_WRITER_LOCK)
            .map_err(|error| Error::from_index(folder, error.into()))?;
        let failed = |error| Error::from_io(folder, error);
        // The entry file goes first: a rebuild cut short leaves no index, not half of one.
        let mut doomed = vec![folder.join("meta.json")];
        for entry in fs::read_dir(folder).map_err(failed)? {
            let path = entry.map_err(failed)?.path();
            if is_index_file(&path) {
                doomed.push(path);
            }
        }
        for path in doomed {
            match fs::remove_file(path) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(failed(error)),
                _ => {}
            }
        }
        create_in(folder, directory)
    }

    /// Moves on to the last commit.
    ///
    /// # Errors
    ///
    /// [`Error::Corrupt`] where a file of the commit is missing or damaged.
    pub fn refresh(&mut self) -> Result<(), Error> {
        let failed = |error| Error::from_index(&self.folder, error);
        // A commit between the two reads would pair its manifest with older documents.
        loop {
            let before = self.index.load_metas().map_err(failed)?;
            self.reader.reload().map_err(failed)?;
            let after = self.index.load_metas().map_err(failed)?;
            if before.opstamp == after.opstamp {
                self.manifest = after
                    .payload
                    .map(|json| manifest::from_json(&json))
                    .transpose()
                    .map_err(|error| Error::corrupt(&self.folder, error))?;
                return Ok(());
            }
        }
    }

    /// The manifest of the last commit; `None` in an index that was never committed to.
    pub fn manifest(&self) -> Option<&Manifest> {
        self.manifest.as_ref()
    }

    /// Documents in the last commit.
    pub fn n_documents(&self) -> u64 {
        self.reader.searcher().num_docs()
    }

    /// The folder of the index.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Checks every file of the last commit against its checksum. Reads the whole index.
    ///
    /// # Errors
    ///
    /// [`Error::Corrupt`] naming the damaged files.
    pub fn verify(&self) -> Result<(), Error> {
        let damaged = self
            .index
            .validate_checksum()
            .map_err(|error| Error::from_index(&self.folder, error))?;
        if damaged.is_empty() {
            return Ok(());
        }
        let mut names: Vec<String> = damaged
            .iter()
            .map(|path| path.display().to_string())
            .collect();
        names.sort();
        Err(Error::corrupt(
            &self.folder,
            format!("checksums do not match: {}", names.join(", ")),
        ))
    }

    pub(super) fn over(folder: &Path, mut index: Index) -> Result<Self, Error> {
        let (expected, fields) = schema();
        if index.schema() != expected {
            return Err(Error::corrupt(
                folder,
                "the fields are not those of its format",
            ));
        }
        index.set_tokenizers(analysers());
        let reader = index
            .reader_builder()
            .reload_policy(ReloadPolicy::Manual)
            .try_into()
            .map_err(|error| Error::from_index(folder, error))?;
        let mut store = Self {
            folder: folder.to_owned(),
            index,
            fields,
            reader,
            manifest: None,
            declared_topics: Vec::new(),
        };
        store.refresh()?;
        Ok(store)
    }

    pub(super) fn searcher(&self) -> Searcher {
        self.reader.searcher()
    }

    /// Wraps an error of the index with the folder.
    pub(super) fn failed(&self, error: impl Into<tantivy::TantivyError>) -> Error {
        Error::from_index(&self.folder, error.into())
    }
}

/// Makes an empty index in `directory`, which is that of `folder`.
pub(super) fn create_in(folder: &Path, directory: impl Directory) -> Result<Store, Error> {
    let failed = |error| Error::from_index(folder, error);
    if Index::exists(&directory).map_err(|error| failed(error.into()))? {
        return Err(Error::Exists {
            path: folder.to_owned(),
        });
    }
    let (schema, _) = schema();
    let index = Index::create(directory, schema, IndexSettings::default()).map_err(failed)?;
    Store::over(folder, index)
}

/// Refuses what is not an index of this format, before anything is interpreted.
fn check_format(folder: &Path) -> Result<(), Error> {
    let text = match fs::read_to_string(folder.join("meta.json")) {
        Ok(text) => text,
        Err(error)
            if matches!(
                error.kind(),
                io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
            ) =>
        {
            return Err(Error::NotAnIndex {
                path: folder.to_owned(),
            });
        }
        Err(error) => return Err(Error::from_io(folder, error)),
    };
    let meta: serde_json::Value =
        serde_json::from_str(&text).map_err(|error| Error::corrupt(folder, error))?;
    let found = meta["schema"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|field| field["name"].as_str())
        .find_map(|name| name.strip_prefix(FORMAT_MARK)?.parse().ok());
    if found == Some(FORMAT_VERSION) {
        Ok(())
    } else {
        Err(Error::OldFormat {
            path: folder.to_owned(),
            found,
            expected: FORMAT_VERSION,
        })
    }
}

/// Whether the file belongs to the index: tantivy's list of files, a file of a segment, or the columns.
fn is_index_file(path: &Path) -> bool {
    path.ends_with(".managed.json") || is_segment_file(path) || is_column_file(path)
}

/// Whether the file belongs to a segment: 32 hexadecimal digits and an extension.
pub(super) fn is_segment_file(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str());
    let parts = name.and_then(|name| name.split_once('.'));
    parts.is_some_and(|(stem, rest)| {
        stem.len() == 32 && stem.bytes().all(|byte| byte.is_ascii_hexdigit()) && !rest.is_empty()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::fixture::{manifest, message, store_of, write};

    #[test]
    fn an_index_is_made_once_and_opened_again() {
        let (folder, store) = store_of(&[message(1, "goed")], 1);
        assert_eq!(store.manifest(), Some(&manifest(1)));
        assert!(matches!(
            Store::create(folder.path()),
            Err(Error::Exists { .. })
        ));
        let again = Store::open(folder.path()).unwrap();
        assert_eq!(
            (again.n_documents(), again.manifest()),
            (1, store.manifest())
        );
        again.verify().unwrap();
    }

    #[test]
    fn a_folder_without_an_index_is_named() {
        let folder = tempfile::tempdir().unwrap();
        for path in [folder.path().to_owned(), folder.path().join("missing")] {
            let error = Store::open(&path).unwrap_err();
            assert!(matches!(error, Error::NotAnIndex { path: named } if named == path));
        }
    }

    #[test]
    fn an_index_of_another_format_is_recognised_and_rebuilt_on_request() {
        let (folder, store) = store_of(&[message(1, "goed")], 1);
        drop(store);
        let meta = folder.path().join("meta.json");
        let text = fs::read_to_string(&meta).unwrap();
        for (mark, expected) in [("signaal_format_0", Some(0)), ("other", None)] {
            let ours = format!("{FORMAT_MARK}{FORMAT_VERSION}");
            fs::write(&meta, text.replace(&ours, mark)).unwrap();
            assert!(matches!(
                Store::open(folder.path()),
                Err(Error::OldFormat { found, expected: FORMAT_VERSION, .. }) if found == expected
            ));
        }
        fs::write(folder.path().join("note.txt"), "mine").unwrap();
        let mut store = Store::rebuild(folder.path()).unwrap();
        assert_eq!((store.n_documents(), store.manifest()), (0, None));
        write(&mut store, &[message(2, "nieuw")], 1, 2);
        assert_eq!(Store::open(folder.path()).unwrap().n_documents(), 1);
        assert!(folder.path().join("note.txt").exists());
    }

    #[test]
    fn a_damaged_index_is_an_error_and_not_a_panic() {
        let (folder, store) = store_of(&[message(1, "goed"), message(2, "slecht")], 1);
        drop(store);
        let files: Vec<PathBuf> = fs::read_dir(folder.path())
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| is_index_file(path) && !path.ends_with(".managed.json"))
            .collect();
        assert!(files.len() >= 5, "{files:?}");
        for path in files {
            let kept = fs::read(&path).unwrap();
            fs::remove_file(&path).unwrap();
            let opened = Store::open(folder.path()).and_then(|store| store.verify());
            assert!(matches!(opened, Err(Error::Corrupt { .. })), "{path:?}");
            let mut changed = kept.clone();
            changed[0] ^= 0xff;
            fs::write(&path, changed).unwrap();
            let opened = Store::open(folder.path()).and_then(|store| store.verify());
            assert!(matches!(opened, Err(Error::Corrupt { .. })), "{path:?}");
            fs::write(&path, kept).unwrap();
        }
        fs::write(folder.path().join("meta.json"), "{\"segments\": [").unwrap();
        assert!(matches!(
            Store::open(folder.path()),
            Err(Error::Corrupt { .. })
        ));
    }
}
