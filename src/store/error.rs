use std::error::Error as StdError;
use std::io;
use std::path::{Path, PathBuf};
use tantivy::TantivyError;
use tantivy::directory::error::{LockError, OpenDirectoryError, OpenReadError, OpenWriteError};

/// What can go wrong with the index on disk.
///
/// None of these leaves the index worse than it was: the last commit stays readable.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The folder does not exist or holds no index.
    #[error("{path} holds no index", path = path.display())]
    NotAnIndex {
        /// The folder.
        path: PathBuf,
    },
    /// A new index was asked for where one stands already.
    #[error("{path} already holds an index", path = path.display())]
    Exists {
        /// The folder.
        path: PathBuf,
    },
    /// The index was written in another format and has to be rebuilt from the input.
    #[error(
        "{path} has index format {}, expected {expected}",
        found.map_or_else(|| "unknown".to_owned(), |version| version.to_string()),
        path = path.display()
    )]
    OldFormat {
        /// The folder.
        path: PathBuf,
        /// Format of the index; `None` where another program wrote it.
        found: Option<u32>,
        /// Format of this program.
        expected: u32,
    },
    /// A file of the index is missing, cut off or changed.
    #[error("the index in {path} is damaged", path = path.display())]
    Corrupt {
        /// The folder.
        path: PathBuf,
        /// What was wrong.
        source: Box<dyn StdError + Send + Sync>,
    },
    /// Another writer is at work.
    #[error("another process is writing to the index in {path}", path = path.display())]
    Locked {
        /// The folder.
        path: PathBuf,
    },
    /// The folder cannot be written to.
    #[error("{path} cannot be written to", path = path.display())]
    ReadOnly {
        /// The folder.
        path: PathBuf,
        /// What the system said.
        source: Box<dyn StdError + Send + Sync>,
    },
    /// There is no space left.
    #[error("no space is left for the index in {path}", path = path.display())]
    DiskFull {
        /// The folder.
        path: PathBuf,
        /// What the system said.
        source: Box<dyn StdError + Send + Sync>,
    },
    /// Any other trouble with files.
    #[error("cannot read or write the index in {path}", path = path.display())]
    Io {
        /// The folder.
        path: PathBuf,
        /// What the system said.
        source: Box<dyn StdError + Send + Sync>,
    },
    /// The memory budget of a writer is outside what the index accepts.
    #[error(
        "a memory budget of {budget_bytes} bytes for {threads} threads, expected {least_bytes} to {most_bytes}"
    )]
    Budget {
        /// Budget asked for, all threads together.
        budget_bytes: usize,
        /// Threads asked for.
        threads: usize,
        /// Least accepted for that number of threads.
        least_bytes: usize,
        /// Most accepted for that number of threads.
        most_bytes: usize,
    },
    /// Deleted content could not be removed from disk; the deletion itself stands.
    #[error("deleted content is still on disk in {path}: {files:?}", path = path.display())]
    NotErased {
        /// The folder.
        path: PathBuf,
        /// Files that hold it.
        files: Vec<PathBuf>,
    },
    /// The index refused an operation that it should accept.
    #[error("the index in {path} failed", path = path.display())]
    Index {
        /// The folder.
        path: PathBuf,
        /// What the index said.
        source: Box<dyn StdError + Send + Sync>,
    },
}

impl Error {
    /// Sorts an error of tantivy by what the user can do about it.
    pub(super) fn from_index(path: &Path, error: TantivyError) -> Self {
        let path = path.to_owned();
        match &error {
            TantivyError::LockFailure(LockError::LockBusy, _) => Self::Locked { path },
            TantivyError::IncompatibleIndex(_)
            | TantivyError::OpenReadError(OpenReadError::IncompatibleIndex(_)) => Self::OldFormat {
                path,
                found: None,
                expected: super::FORMAT_VERSION,
            },
            TantivyError::OpenDirectoryError(
                OpenDirectoryError::DoesNotExist(_) | OpenDirectoryError::NotADirectory(_),
            ) => Self::NotAnIndex { path },
            TantivyError::DataCorruption(_)
            | TantivyError::DeserializeError(_)
            | TantivyError::OpenReadError(OpenReadError::FileDoesNotExist(_)) => Self::Corrupt {
                path,
                source: Box::new(error),
            },
            _ => match io_kind(&error) {
                Some(kind) => Self::from_kind(path, kind, Box::new(error)),
                None => Self::Index {
                    path,
                    source: Box::new(error),
                },
            },
        }
    }

    /// Sorts an error of the file system by what the user can do about it.
    pub(super) fn from_io(path: &Path, error: io::Error) -> Self {
        Self::from_kind(path.to_owned(), error.kind(), Box::new(error))
    }

    /// Something that was read does not make sense.
    pub(super) fn corrupt(path: &Path, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self::Corrupt {
            path: path.to_owned(),
            source: source.into(),
        }
    }

    fn from_kind(
        path: PathBuf,
        kind: io::ErrorKind,
        source: Box<dyn StdError + Send + Sync>,
    ) -> Self {
        match kind {
            io::ErrorKind::StorageFull
            | io::ErrorKind::QuotaExceeded
            | io::ErrorKind::FileTooLarge => Self::DiskFull { path, source },
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
                Self::ReadOnly { path, source }
            }
            io::ErrorKind::UnexpectedEof | io::ErrorKind::InvalidData => {
                Self::Corrupt { path, source }
            }
            _ => Self::Io { path, source },
        }
    }
}

/// The kind of system error inside, where there is one.
fn io_kind(error: &TantivyError) -> Option<io::ErrorKind> {
    match error {
        TantivyError::IoError(error)
        | TantivyError::LockFailure(LockError::IoError(error), _)
        | TantivyError::OpenDirectoryError(
            OpenDirectoryError::IoError {
                io_error: error, ..
            }
            | OpenDirectoryError::FailedToCreateTempDir(error),
        )
        | TantivyError::OpenReadError(OpenReadError::IoError {
            io_error: error, ..
        })
        | TantivyError::OpenWriteError(OpenWriteError::IoError {
            io_error: error, ..
        }) => Some(error.kind()),
        // What a thread of the doc store meets comes back as text.
        TantivyError::InternalError(said) | TantivyError::SystemError(said) => {
            Some(io::Error::from_raw_os_error(system_code(said)?).kind())
        }
        _ => None,
    }
}

/// The number in `No space left on device (os error 28)`.
fn system_code(said: &str) -> Option<i32> {
    let (_, rest) = said.split_once("(os error ")?;
    rest.split_once(')')?.0.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(kind: io::ErrorKind, expected: &str) {
        let error = Error::from_index(Path::new("store"), io::Error::from(kind).into());
        assert_eq!(error.to_string(), expected);
        assert!(error.source().is_some(), "the cause is kept");
    }

    #[test]
    fn a_full_disk_is_told_also_where_a_thread_says_so_in_words() {
        let said = |text: &str| {
            Error::from_index(
                Path::new("store"),
                TantivyError::InternalError(text.to_owned()),
            )
        };
        let full = io::Error::from_raw_os_error(28).to_string();
        assert!(matches!(said(&full), Error::DiskFull { .. }));
        assert!(matches!(said("something else"), Error::Index { .. }));
    }

    #[test]
    fn system_errors_are_sorted_by_what_one_can_do() {
        check(
            io::ErrorKind::StorageFull,
            "no space is left for the index in store",
        );
        check(
            io::ErrorKind::ReadOnlyFilesystem,
            "store cannot be written to",
        );
        check(
            io::ErrorKind::PermissionDenied,
            "store cannot be written to",
        );
        check(
            io::ErrorKind::UnexpectedEof,
            "the index in store is damaged",
        );
    }
}
