use super::{PiiKind, RedactedText};

/// How many replacements were made, by kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RedactionCounts {
    by_kind: [u64; PiiKind::ALL.len()],
}

impl RedactionCounts {
    /// Adds the replacements of one text.
    pub fn add(&mut self, text: &RedactedText) {
        for redaction in text.redactions() {
            for (count, kind) in self.by_kind.iter_mut().zip(PiiKind::ALL) {
                *count += u64::from(kind == redaction.kind);
            }
        }
    }

    /// Adds the counts of another run or chunk.
    pub fn merge(&mut self, other: &Self) {
        for (count, more) in self.by_kind.iter_mut().zip(other.by_kind) {
            *count += more;
        }
    }

    /// Replacements of one kind.
    pub fn of(&self, kind: PiiKind) -> u64 {
        self.iter()
            .find(|(other, _)| *other == kind)
            .map_or(0, |(_, count)| count)
    }

    /// All replacements.
    pub fn total(&self) -> u64 {
        self.by_kind.iter().sum()
    }

    /// Kinds and their counts, in the order of [`PiiKind::ALL`].
    pub fn iter(&self) -> impl Iterator<Item = (PiiKind, u64)> + '_ {
        PiiKind::ALL.into_iter().zip(self.by_kind)
    }
}
