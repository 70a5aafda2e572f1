use crate::encode::Error as EncodeError;

/// Why a sentiment model could not be made or used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The encoder failed, or weights could not be read.
    #[error("encode texts for sentiment")]
    Encode(#[from] EncodeError),
    /// The head was trained on the vectors of another encoder.
    #[error("sentiment head belongs to encoder {expected}, got {got}")]
    ForeignEncoder {
        /// SHA-256 of the encoder it was trained with.
        expected: String,
        /// SHA-256 of the encoder offered.
        got: String,
    },
    /// A vector or a head has another width than expected.
    #[error("sentiment head has width {expected}, got {got}")]
    Width {
        /// Width of the head.
        expected: usize,
        /// Width offered.
        got: usize,
    },
}
