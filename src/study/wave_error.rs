use std::path::PathBuf;

/// Why waves, segments or a frozen model cannot be put side by side.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum WaveError {
    /// A column holds numbers in one wave and words in the other.
    #[error("column \"{column}\" holds {first} in {first_wave} and {second} in {second_wave}")]
    Kind {
        /// The column.
        column: String,
        /// What it holds in the one.
        first: &'static str,
        /// The one.
        first_wave: String,
        /// What it holds in the other.
        second: &'static str,
        /// The other.
        second_wave: String,
    },
    /// No category of a column is used in both waves.
    #[error("no category of column \"{column}\" occurs in both waves ({first} | {second})")]
    NoCommonCategory {
        /// The column.
        column: String,
        /// Categories of the later wave.
        first: String,
        /// Categories of the earlier wave.
        second: String,
    },
    /// Nobody has this value in the column of waves.
    #[error("no row has \"{value}\" in column \"{column}\"; it holds {known}")]
    NoSuchWave {
        /// The column.
        column: String,
        /// The value asked for.
        value: String,
        /// The values there are.
        known: String,
    },
    /// Both waves are the same rows.
    #[error("both waves are \"{wave}\"")]
    SameWave {
        /// The wave.
        wave: String,
    },
    /// So many outcomes lie outside the scale that the wave was asked on another.
    #[error("{n_outside} of {n_read} outcomes of {wave} lie outside the scale")]
    Scale {
        /// The wave.
        wave: String,
        /// Outcomes outside the scale.
        n_outside: usize,
        /// Rows read.
        n_read: usize,
    },
    /// A column of segments has more different values than can be compared.
    #[error("column \"{column}\" holds {n} different segments, at most {limit} can be compared")]
    TooManySegments {
        /// The column.
        column: String,
        /// How many.
        n: usize,
        /// Most that are compared.
        limit: usize,
    },
    /// A file is there and is no frozen model.
    #[error("{path} is no frozen model: {reason}")]
    NotFrozen {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
    /// A frozen model has another content than when it was frozen.
    #[error("{path} was changed after it was frozen")]
    Edited {
        /// The file.
        path: PathBuf,
    },
    /// A frozen model of a later version of the format.
    #[error("{path} has format {found}, this program reads up to {known}")]
    Format {
        /// The file.
        path: PathBuf,
        /// Its version.
        found: u32,
        /// The newest version known.
        known: u32,
    },
    /// The command line says something else than the frozen model.
    #[error("the frozen model has {what} {frozen}, not {given}")]
    Contradiction {
        /// What differs.
        what: &'static str,
        /// What the model says.
        frozen: String,
        /// What was asked.
        given: String,
    },
    /// A column holds a category that the frozen model does not know.
    #[error("column \"{column}\" holds \"{word}\"; the frozen model knows {known}")]
    UnknownCategory {
        /// The column.
        column: String,
        /// The category.
        word: String,
        /// In how many rows.
        n: usize,
        /// Categories of the model.
        known: String,
    },
}

impl WaveError {
    /// Whether a file is not what it should be, rather than the question.
    pub fn is_of_file(&self) -> bool {
        matches!(
            self,
            Self::NotFrozen { .. } | Self::Edited { .. } | Self::Format { .. }
        )
    }

    pub(super) fn hint(&self) -> &'static str {
        match self {
            Self::Kind { .. } => {
                "code the column alike in both; --categories COLUMN reads numbers as categories"
            }
            Self::NoCommonCategory { .. } => {
                "write the categories alike in both waves, or leave the column out"
            }
            Self::NoSuchWave { .. } => "name a value of the column exactly as it stands there",
            Self::SameWave { .. } => "name two different waves",
            Self::Scale { .. } => {
                "look whether both waves asked on the same scale; answers on two scales cannot be compared"
            }
            Self::TooManySegments { .. } => {
                "name a column of segments, not of customers; fewer, larger segments say more"
            }
            Self::NotFrozen { .. } => "name a file that --freeze wrote, or a new one",
            Self::Edited { .. } => {
                "put the file back from a backup; a model that may have been edited is not used and not replaced"
            }
            Self::Format { .. } => "use the version of signaal that froze it, or a newer one",
            Self::Contradiction { .. } => {
                "leave the option out: with --apply the file says what is measured"
            }
            Self::UnknownCategory { .. } => {
                "write it as the model does, or leave those rows out: --missing-codes \"COLUMN=CATEGORY\""
            }
        }
    }
}
