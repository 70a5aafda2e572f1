use crate::intake;
use sha2::{Digest, Sha256};
use std::fmt;

/// Hashes of all that shaped the documents of a file, told apart by what a change asks for.
///
/// In a manifest they stand as one text, joined by hyphens. A manifest of before they were told apart
/// holds one hash of all: then nothing is known to be the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Shaping {
    /// Mapping and redaction: a change needs the files again, because raw text is never stored.
    pub(super) records: String,
    /// Canned text: decides what is left aside, which the stored text still holds.
    pub(super) asides: String,
    /// Taxonomy and model: what reads the stored text.
    pub(super) reading: String,
}

impl Shaping {
    /// What a manifest says of a file.
    pub(super) fn parse(text: &str) -> Self {
        let mut parts = text.split('-').map(str::to_owned);
        let mut next = || parts.next().unwrap_or_default();
        Self {
            records: next(),
            asides: next(),
            reading: next(),
        }
    }

    /// The same records, read as `new` reads.
    pub(super) fn read_as(&self, new: &Self) -> Self {
        Self {
            records: self.records.clone(),
            ..new.clone()
        }
    }

    /// What has to be done again with stored texts that were shaped so, to be as `new` shapes them.
    pub(super) fn again(&self, new: &Self) -> Again {
        if self.asides != new.asides {
            Again::Whole
        } else if self.reading != new.reading {
            Again::Reading
        } else {
            Again::Nothing
        }
    }
}

impl fmt::Display for Shaping {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}-{}", self.records, self.asides, self.reading)
    }
}

/// What has to be done again with a stored text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Again {
    /// It stands as it is.
    Nothing,
    /// It is read; a document whose reading stays the same stands.
    Reading,
    /// It is read and indexed: what is left aside shows in no reading.
    Whole,
}

/// SHA-256 of `parts`, each ended by a byte that no text holds, in lower-case hexadecimal.
pub(super) fn hash_of(parts: &[&str]) -> String {
    intake::hex(&digest_of(parts))
}

/// As [`hash_of`], in bytes.
pub(super) fn digest_of(parts: &[&str]) -> [u8; 32] {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update(part);
        hasher.update([0xff]);
    }
    hasher.finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shaping(records: &str, asides: &str, reading: &str) -> Shaping {
        Shaping {
            records: records.to_owned(),
            asides: asides.to_owned(),
            reading: reading.to_owned(),
        }
    }

    #[test]
    fn what_a_manifest_says_is_read_back() {
        let written = shaping("a", "b", "c");
        assert_eq!(Shaping::parse(&written.to_string()), written);
    }

    #[test]
    fn a_manifest_of_before_knows_nothing_to_be_the_same() {
        let old = Shaping::parse("0123456789abcdef");
        let new = shaping("a", "b", "c");
        assert_ne!(old.records, new.records);
        assert_eq!(old.again(&new), Again::Whole);
    }

    #[test]
    fn a_changed_taxonomy_asks_for_reading_and_changed_canned_text_for_all() {
        let old = shaping("a", "b", "c");
        assert_eq!(old.again(&shaping("a", "b", "d")), Again::Reading);
        assert_eq!(old.again(&shaping("a", "x", "d")), Again::Whole);
        assert_eq!(old.again(&shaping("x", "b", "c")), Again::Nothing);
        assert_eq!(old.read_as(&shaping("x", "y", "z")), shaping("a", "y", "z"));
    }
}
