use super::manifest::{CARD_FILE, HEAD_FILE, MANIFEST_FILE, TOKENIZER_FILE, WEIGHTS_FILE};
use super::{Error, Manifest};
use crate::encode::compact::hexadecimal;
use sha2::{Digest, Sha256};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// A model folder whose files are those of its manifest.
#[derive(Debug)]
pub struct ModelFolder {
    path: PathBuf,
    manifest: Manifest,
    weights: Vec<u8>,
    tokenizer: Vec<u8>,
    head: Option<Vec<u8>>,
}

impl ModelFolder {
    /// Reads a folder and checks every file against its SHA-256.
    ///
    /// # Errors
    ///
    /// [`Error::Missing`], [`Error::Unreadable`], [`Error::Checksum`], and those of [`Manifest::from_json`].
    pub fn open(path: &Path) -> Result<Self, Error> {
        let manifest = Self::manifest_of(path)?;
        let mut folder = Self {
            path: path.to_owned(),
            manifest,
            weights: Vec::new(),
            tokenizer: Vec::new(),
            head: None,
        };
        for needed in [WEIGHTS_FILE, TOKENIZER_FILE] {
            if !folder.manifest.files.contains_key(needed) {
                return Err(Error::Manifest {
                    path: path.join(MANIFEST_FILE),
                    reason: format!("`files` does not list {needed}"),
                });
            }
        }
        for (name, expected) in &folder.manifest.files {
            // A manifest must not reach out of its folder.
            if Path::new(name).components().count() != 1 || name.starts_with('.') {
                return Err(Error::Manifest {
                    path: folder.path.join(MANIFEST_FILE),
                    reason: format!("{name:?} is no name of a file beside it"),
                });
            }
            let bytes = read_checked(path.join(name), expected)?;
            match name.as_str() {
                WEIGHTS_FILE => folder.weights = bytes,
                TOKENIZER_FILE => folder.tokenizer = bytes,
                HEAD_FILE => folder.head = Some(bytes),
                _ => {}
            }
        }
        Ok(folder)
    }

    /// Reads the manifest of a folder alone.
    ///
    /// # Errors
    ///
    /// [`Error::Missing`] where there is none, and those of [`Manifest::from_json`].
    pub fn manifest_of(path: &Path) -> Result<Manifest, Error> {
        let file = path.join(MANIFEST_FILE);
        match fs::read(&file) {
            Ok(json) => Manifest::from_json(&json, &file),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Err(Error::Missing {
                path: path.to_owned(),
            }),
            Err(source) => Err(Error::Unreadable { path: file, source }),
        }
    }

    /// Reads the sentiment head of a folder alone, checked against its SHA-256; `None` where it has none.
    ///
    /// # Errors
    ///
    /// Those of [`ModelFolder::manifest_of`], [`Error::Unreadable`] and [`Error::Checksum`].
    pub fn sentiment_head_of(path: &Path) -> Result<Option<Vec<u8>>, Error> {
        let manifest = Self::manifest_of(path)?;
        let expected = manifest.files.get(HEAD_FILE);
        expected
            .map(|expected| read_checked(path.join(HEAD_FILE), expected))
            .transpose()
    }

    /// What the manifest says.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// The sentiment head that came with the model, as a file; `None` where it has none of its own.
    pub fn sentiment_head(&self) -> Option<&[u8]> {
        self.head.as_deref()
    }

    /// Where the folder is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The card for people; `None` where the folder has none.
    ///
    /// # Errors
    ///
    /// [`Error::Unreadable`] when there is one that cannot be read.
    pub fn card_text(path: &Path) -> Result<Option<String>, Error> {
        let file = path.join(CARD_FILE);
        match fs::read_to_string(&file) {
            Ok(text) => Ok(Some(text)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(source) => Err(Error::Unreadable { path: file, source }),
        }
    }

    /// Content of the weights and of the tokenizer.
    pub fn into_files(self) -> (Manifest, Vec<u8>, Vec<u8>) {
        (self.manifest, self.weights, self.tokenizer)
    }
}

/// The content of a file, held to its SHA-256.
fn read_checked(path: PathBuf, expected: &str) -> Result<Vec<u8>, Error> {
    match fs::read(&path) {
        Err(source) => Err(Error::Unreadable { path, source }),
        Ok(bytes) => {
            let got = hexadecimal(&Sha256::digest(&bytes));
            if got == expected {
                return Ok(bytes);
            }
            Err(Error::Checksum {
                path,
                got,
                expected: expected.to_owned(),
            })
        }
    }
}
