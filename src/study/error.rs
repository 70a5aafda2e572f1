use super::wave_error::WaveError;
use crate::drivers;
use crate::intake;
use std::path::PathBuf;

/// Why a table cannot be studied.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The file cannot be read at all.
    #[error("study {path}")]
    Intake {
        /// The file.
        path: PathBuf,
        /// Why.
        source: intake::Error,
    },
    /// A file of SPSS, which is not read.
    #[error("{path} is a file of SPSS")]
    Spss {
        /// The file.
        path: PathBuf,
    },
    /// The table has no such column.
    #[error("no column \"{name}\" for {role}; the table has {known}")]
    UnknownColumn {
        /// The name asked for.
        name: String,
        /// What it was asked for.
        role: &'static str,
        /// The names there are.
        known: String,
    },
    /// The table has no rows.
    #[error("{path} has no rows")]
    NoRows {
        /// The file.
        path: PathBuf,
    },
    /// A column is asked to be two things at once.
    #[error("column \"{name}\" cannot be {first} and {second}")]
    TwoRoles {
        /// The column.
        name: String,
        /// Its first role.
        first: &'static str,
        /// Its second role.
        second: &'static str,
    },
    /// Nothing was named as a driver.
    #[error("no drivers are named")]
    NoDrivers,
    /// A group has a name that a column or another group has, or names an unknown member.
    #[error("group \"{name}\": {reason}")]
    Group {
        /// The group.
        name: String,
        /// What is wrong.
        reason: &'static str,
    },
    /// A scale cannot be read.
    #[error("\"{text}\" is no scale of an outcome")]
    Scale {
        /// What was given.
        text: String,
    },
    /// A scale has ends and no direction.
    #[error("scale \"{text}\" has no direction")]
    Direction {
        /// What was given.
        text: String,
    },
    /// A threshold lies outside the scale, or there is no scale for it.
    #[error("{threshold} is no answer of a declared scale")]
    Top {
        /// What was given.
        threshold: f64,
    },
    /// The outcome is words, and no order of them is declared.
    #[error("outcome \"{column}\" is words ({examples}), not numbers")]
    OutcomeOfWords {
        /// The column.
        column: String,
        /// Its first different words, for the hint.
        examples: String,
    },
    /// A column of words has more different ones than a model can take.
    #[error(
        "column \"{column}\" holds {n_words} different texts, at most {limit} can be categories"
    )]
    TooManyCategories {
        /// The column.
        column: String,
        /// Different texts.
        n_words: usize,
        /// Most that are taken.
        limit: usize,
    },
    /// No row can be used.
    #[error("none of {n_read} rows can be used: {why}")]
    NothingLeft {
        /// Rows of the table.
        n_read: usize,
        /// The most frequent reasons.
        why: String,
    },
    /// A file of settings, a matrix or a frozen model cannot be understood.
    #[error("use {path}: {reason}")]
    File {
        /// The file.
        path: PathBuf,
        /// What is wrong, with its place.
        reason: String,
    },
    /// What was asked for does not go together.
    #[error("{what} cannot be combined with {with}")]
    Combination {
        /// The first.
        what: &'static str,
        /// The second.
        with: &'static str,
    },
    /// Waves, segments or a frozen model cannot be put side by side.
    #[error(transparent)]
    Wave(#[from] WaveError),
    /// The file of a frozen model cannot be read or written.
    #[error("use {path}")]
    Frozen {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// What is wrong with an earlier wave.
    #[error("read the earlier wave {wave}")]
    Earlier {
        /// The wave.
        wave: String,
        /// Why.
        source: Box<Self>,
    },
    /// A frozen model may not be used or replaced on a day.
    #[error("use the frozen model in {path}")]
    Clock {
        /// The file.
        path: PathBuf,
        /// Why.
        source: drivers::Error,
    },
    /// The model cannot be built or fitted.
    #[error("fit the drivers of \"{outcome}\"")]
    Drivers {
        /// Name of the outcome.
        outcome: String,
        /// Why.
        source: drivers::Error,
    },
}

impl Error {
    /// What the reader of the message can try.
    pub fn hint(&self) -> Option<&'static str> {
        Some(match self {
            Self::Intake { source, .. } => return source.hint(),
            Self::Spss { .. } => {
                "save it as CSV with codes or labels (in SPSS: File, Save As; in R: haven::read_sav and write.csv)"
            }
            Self::UnknownColumn { .. } => {
                "use the names of the header, exactly; if they look like data, the file lacks a header row. A name with a comma goes between double quotes"
            }
            Self::NoRows { .. } => "look whether the file is the right one",
            Self::TwoRoles { .. } => "give every column one role",
            Self::NoDrivers => "name them: --drivers \"Price,Service,Speed\"",
            Self::Group { .. } => {
                "write --groups \"Name=Column+Column\" with members that are columns of the table, each in one group"
            }
            Self::Scale { .. } => {
                "write --outcome-scale nps, 1-5, 0..10 or \"Low<Medium<High\" (worst first)"
            }
            Self::Direction { .. } => "add --best high or --best low; a direction is never guessed",
            Self::Top { .. } => "give --top with --outcome-scale, and an answer that lies on it",
            Self::OutcomeOfWords { .. } => {
                "declare their order, worst first: --outcome-scale \"Low<Medium<High\""
            }
            Self::TooManyCategories { .. } => {
                "leave the column out, or make fewer categories of it; if it holds numbers, look at --decimal"
            }
            Self::NothingLeft { .. } => {
                "leave out the column with most gaps, declare missing codes, or use --missing impute"
            }
            Self::Combination { .. } => "leave one of them out",
            Self::File { .. } | Self::Frozen { .. } => return None,
            Self::Wave(error) => error.hint(),
            Self::Earlier { source, .. } => return source.hint(),
            Self::Drivers { source, .. } | Self::Clock { source, .. } => {
                return hint_of_drivers(source);
            }
        })
    }
}

fn hint_of_drivers(error: &drivers::Error) -> Option<&'static str> {
    Some(match error {
        drivers::Error::TooFewRows { .. } => {
            "name fewer drivers or controls, or put drivers together in groups; each needs rows of its own"
        }
        drivers::Error::ConstantOutcome { .. } => {
            "all answers are the same, so nothing can be said of what moves them; look at the column and its missing codes"
        }
        drivers::Error::CollinearInOnePeriod { .. } => {
            "its coefficient means another thing in each wave; leave the column, or those that determine it, out"
        }
        drivers::Error::RefitTooSoon { .. } => {
            "measure with it: --apply MODEL.json; or give --reason, which is kept in the file"
        }
        drivers::Error::FrozenAhead { .. } => "look at --as-of and at the date in the file",
        _ => return None,
    })
}
