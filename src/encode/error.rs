/// Why weights could not be taken or texts not encoded.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The first bytes are not those of such a file.
    #[error("not a file of {expected} weights")]
    Magic {
        /// What was looked for.
        expected: &'static str,
    },
    /// The layout is of another version.
    #[error("{kind} weights of version {got}, expected {expected}")]
    Version {
        /// Which weights.
        kind: &'static str,
        /// Version found.
        got: u32,
        /// Version read.
        expected: u32,
    },
    /// The content does not match the digest it carries: damaged or changed.
    #[error("{kind} weights have SHA-256 {got}, expected {expected}")]
    Digest {
        /// Which weights.
        kind: &'static str,
        /// Digest of the content.
        got: String,
        /// Digest written in the file.
        expected: String,
    },
    /// The content has another length than its header says.
    #[error("{kind} weights hold {got} bytes, expected {expected}")]
    Length {
        /// Which weights.
        kind: &'static str,
        /// Bytes found.
        got: usize,
        /// Bytes expected.
        expected: usize,
    },
    /// A span does not lie on character boundaries inside its text.
    #[error("bytes {start} to {end} are not a part of a text of {length} bytes")]
    Span {
        /// First byte.
        start: usize,
        /// One past the last byte.
        end: usize,
        /// Length of the text.
        length: usize,
    },
    /// A backend outside this crate failed on a text.
    #[error("the transformer failed: {reason}")]
    Backend {
        /// What it said.
        reason: String,
    },
}
