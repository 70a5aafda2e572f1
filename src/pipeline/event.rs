use crate::findings::FileSummary;

/// What happens during a run, told to whoever watches.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Event {
    /// A file is being taken in.
    FileStarted {
        /// Name relative to the project file.
        file: String,
        /// Size in bytes, compressed where it is.
        size_bytes: u64,
        /// Position among the files of the run, 0-based.
        file_idx: usize,
        /// Files of the run.
        n_files: usize,
    },
    /// More rows of the current file were read.
    Advanced {
        /// Rows read so far in this file.
        n_read: u64,
    },
    /// A file was taken in.
    FileDone(FileSummary),
    /// A file was taken in before, with the same content and settings.
    FileSkipped {
        /// Name relative to the project file.
        file: String,
    },
    /// A file taken in before is no longer there; its records stay.
    FileVanished {
        /// Name relative to the project file.
        file: String,
    },
    /// A file holds the same bytes as another of its source, whose rows have no ids: each record
    /// counts twice.
    SameContent {
        /// Name relative to the project file.
        file: String,
        /// The file with the same bytes.
        first: String,
    },
    /// Stored texts were read again, because taxonomy or model changed; their files were not.
    Reread {
        /// How many.
        n: u64,
        /// Of these, records whose reading is another one now.
        n_changed: u64,
    },
    /// Records were removed that the input no longer holds: rows that left a changed file, or
    /// records of a source that is no longer declared.
    Gone {
        /// How many.
        n: u64,
    },
    /// Records older than their retention were removed.
    Purged {
        /// Source whose records were removed.
        source: String,
        /// How many.
        n: u64,
    },
    /// Everything taken in so far is on disk and visible.
    Committed {
        /// Records in the index.
        n_records: u64,
    },
    /// A step of the analysis begins.
    Analysing {
        /// What is computed.
        step: &'static str,
    },
}

/// Watches a run. It is called from the thread that runs the pipeline, in order.
pub trait Observer {
    /// Takes note of `event`.
    fn on(&self, event: &Event);
}

/// Watches in silence.
impl Observer for () {
    fn on(&self, _: &Event) {}
}
