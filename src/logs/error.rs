use super::Preset;
use crate::intake;
use crate::service_levels::people::ForbiddenColumn;
use std::path::PathBuf;

/// An export cannot be read at all, or the options contradict it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A file cannot be read.
    #[error(transparent)]
    Intake(#[from] intake::Error),
    /// Columns are missing without which rows say nothing.
    #[error("find the column for {} in {path} (read as {preset}); it has {}", missing.join(", "), present.join(", "))]
    MissingColumns {
        /// File as asked for.
        path: PathBuf,
        /// How it was read.
        preset: Preset,
        /// What is missing, by meaning.
        missing: Vec<&'static str>,
        /// The columns there are.
        present: Vec<String>,
    },
    /// A mapping names a column that is not there.
    #[error("find column {column}, declared as {meaning}, in {path}; it has {}", present.join(", "))]
    UnknownColumn {
        /// File as asked for.
        path: PathBuf,
        /// What the column was declared to mean.
        meaning: String,
        /// The column.
        column: String,
        /// The columns there are.
        present: Vec<String>,
    },
    /// An option cannot be understood.
    #[error("use {value} as {option}: expected {expected}")]
    BadOption {
        /// The option.
        option: &'static str,
        /// What was given.
        value: String,
        /// What can be.
        expected: String,
    },
    /// Events that were put aside in a file cannot be read back.
    #[error("read back events that were put aside")]
    PutAside {
        /// Why.
        source: std::io::Error,
    },
    /// A folder of tables lacks one.
    #[error("find table {table} in {folder}")]
    MissingTable {
        /// The folder.
        folder: PathBuf,
        /// The table, by its name in the export.
        table: &'static str,
    },
    /// A schedule is in a zone that is not known.
    #[error("find time zone {zone} of schedule {schedule}")]
    UnknownZone {
        /// The schedule.
        schedule: String,
        /// The zone as the export names it.
        zone: String,
    },
    /// A schedule has no hours.
    #[error("schedule {schedule} is never open")]
    NoHours {
        /// The schedule.
        schedule: String,
    },
    /// A column that was named is not there.
    #[error("there is no column {name:?} for {role}, known: {known}")]
    NoColumn {
        /// The name.
        name: String,
        /// What it is needed for.
        role: &'static str,
        /// Columns of the table.
        known: String,
    },
    /// A column that is never read.
    #[error("read the columns")]
    Forbidden(#[from] ForbiddenColumn),
}

impl Error {
    /// What the reader of the message can try.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Intake(error) => error.hint().map(str::to_owned),
            Self::MissingColumns {
                preset, missing, ..
            } => {
                let pairs: Vec<String> = missing
                    .iter()
                    .map(|meaning| format!("{meaning}=NAME"))
                    .collect();
                Some(format!(
                    "say which columns these are, as {}; or name another layout than {preset}",
                    pairs.join(",")
                ))
            }
            Self::UnknownColumn { .. } => {
                Some("correct the name of the column, or the delimiter of the file".to_owned())
            }
            Self::NoHours { .. } => Some("give it a row in the table schedule".to_owned()),
            Self::BadOption { .. } | Self::NoColumn { .. } | Self::Forbidden(_) => None,
            Self::PutAside { .. } => Some("the folder for temporary files must hold 48 bytes for each event; TMPDIR names another".to_owned()),
            Self::MissingTable { table, .. } => Some(format!(
                "save the table as {table}.csv in this folder (.jsonl, .parquet, .xlsx and .gz work too)"
            )),
            Self::UnknownZone { .. } => Some(
                "write an IANA name such as Europe/Amsterdam in time_zone, or a name of the ticket system's own list"
                    .to_owned(),
            ),
        }
    }
}
