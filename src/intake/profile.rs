use super::Layout;
use std::sync::Arc;

/// What was found in a file, beside its records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileProfile {
    /// File as named in records.
    pub file: Arc<str>,
    /// How it is laid out.
    pub layout: Layout,
    /// Its columns, in order; empty for a transcript.
    pub columns: Vec<String>,
    /// Columns that the source does not map.
    pub unmapped: Vec<String>,
    /// Columns that the source maps and that the file lacks. Only ones that may be absent: facets
    /// and the question; without any other mapped column the file is refused.
    pub missing: Vec<String>,
    /// What became of the rows so far.
    pub counts: Counts,
}

/// What became of the rows of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Rows, lines or cues read, rejected ones included.
    pub rows: u64,
    /// Records made.
    pub records: u64,
    /// Rows rejected.
    pub rejected: u64,
    /// Texts that were empty or mean "no answer".
    pub empty_texts: u64,
    /// Records without a time, where the source maps one.
    pub without_time: u64,
    /// Ids of rows, conversations, customers, contacts or tickets that are a word for nothing which nobody declared: all
    /// such would be one.
    pub doubtful_ids: u64,
    /// Scores left out because of a missing code.
    pub missing_scores: u64,
    /// Turns of conversations.
    pub turns: u64,
    /// Turns dropped because the customer was on hold or in the queue.
    pub waiting_turns: u64,
    /// Turns whose speaker's label nobody declared.
    pub unknown_speakers: u64,
}
