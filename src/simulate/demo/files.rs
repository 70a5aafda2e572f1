//! The finished set of files, and how it gets onto disk.

use crate::simulate::demo::error::Error;
use std::fs;
use std::path::Path;

/// One file of the set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Path inside the folder, with forward slashes.
    pub path: String,
    /// Content.
    pub bytes: Vec<u8>,
}

/// A whole set of demonstration files, sorted by path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Demo {
    /// The files.
    pub files: Vec<File>,
}

impl Demo {
    /// The content of the file at `path`.
    pub fn file(&self, path: &str) -> Option<&[u8]> {
        let at = self
            .files
            .binary_search_by(|file| file.path.as_str().cmp(path))
            .ok()?;
        Some(&self.files[at].bytes)
    }

    /// Writes every file under `folder`, which is made if it is missing. Other files there stay.
    ///
    /// # Errors
    /// [`Error::Write`] with the path when a folder or file cannot be written; files before it
    /// are there.
    pub fn write(&self, folder: &Path) -> Result<(), Error> {
        for file in &self.files {
            let path = folder.join(&file.path);
            let fault = |source| Error::Write {
                path: path.clone(),
                source,
            };
            if let Some(parent) = path.parent() {
                fs::create_dir_all(parent).map_err(fault)?;
            }
            fs::write(&path, &file.bytes).map_err(fault)?;
        }
        Ok(())
    }
}
