use crate::encode::Error as EncodeError;

/// Why a learnt model could not be opened or used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LearnedError {
    /// The encoder failed, or the file is of another kind or version, damaged or cut off.
    #[error("read the learnt model")]
    Encode(#[from] EncodeError),
    /// The file is whole but does not hold together.
    #[error("learnt model: {part} does not fit the rest")]
    Unsound {
        /// Which part.
        part: &'static str,
    },
    /// The model was learnt with an encoder that is not at hand.
    #[error("learnt with encoder \"{name}\", which is not at hand")]
    UnknownEncoder {
        /// Its name.
        name: String,
    },
    /// The encoder changed since the model was learnt.
    #[error("learnt with encoder {expected}, got {got}")]
    ForeignEncoder {
        /// SHA-256 of the encoder it was learnt with.
        expected: String,
        /// SHA-256 of the encoder at hand.
        got: String,
    },
}
