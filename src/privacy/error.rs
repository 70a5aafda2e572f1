/// What can be wrong with the settings of this room.
///
/// No variant carries a secret or a piece of raw text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A key in hexadecimal has the wrong length.
    #[error("a key has 64 hexadecimal digits, got {n_characters} characters")]
    KeyLength {
        /// How many characters there were.
        n_characters: usize,
    },
    /// A key holds something that is no hexadecimal digit.
    #[error("a key has hexadecimal digits only, character {position} is none")]
    KeyDigit {
        /// 1-based position of the first wrong character.
        position: usize,
    },
}
