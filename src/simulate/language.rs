//! The two languages the invented customers write in.

/// Language of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Language {
    Dutch,
    English,
}

impl Language {
    /// ISO 639-1 code.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Self::Dutch => "nl",
            Self::English => "en",
        }
    }
}
