use std::fmt;
use std::sync::Arc;

/// Name of a source as declared in the project file.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SourceName(Arc<str>);

impl SourceName {
    /// Takes a declared name.
    pub fn new(name: impl Into<Arc<str>>) -> Self {
        Self(name.into())
    }

    /// The name as declared.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for SourceName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Where a record stood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// The source that declared the file.
    pub source: SourceName,
    /// File name relative to the project file.
    pub file: Arc<str>,
    /// Row as a spreadsheet program shows it, from 1 (the header counts); for a conversation the row of its first
    /// turn.
    pub row: u64,
    /// Byte at which the row begins in the decompressed file, where the format has one.
    pub byte: Option<u64>,
}
