use super::correction::CorrectionError;
use super::wave_error::WaveError;
use crate::drivers;
use crate::drivers::paths::PathError;
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
    #[error("no column \"{name}\" for {role}; {}the table has {known}", meant(.nearest.as_deref()))]
    UnknownColumn {
        /// The name asked for.
        name: String,
        /// A name that differs in case or blanks only.
        nearest: Option<String>,
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
    /// The file was written to between two readings.
    #[error("{path} changed while it was read")]
    Changed {
        /// The file.
        path: PathBuf,
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
    /// The outcome has too many or too few different answers for its model.
    #[error("outcome \"{column}\" has {n} different answer{}, its model takes {}", if *.n == 1 { "" } else { "s" }, if *.most == 2 { "2".to_owned() } else { format!("2 to {most}") })]
    NumberOfAnswers {
        /// The column.
        column: String,
        /// Different answers.
        n: usize,
        /// Most that are taken.
        most: usize,
    },
    /// An indicator of a path model is words.
    #[error("indicator \"{column}\" is words ({examples}), not numbers")]
    IndicatorOfWords {
        /// The column.
        column: String,
        /// Its first different words, for the hint.
        examples: String,
    },
    /// Marks in a column could stand between thousands or before decimals.
    #[error("column \"{column}\" writes three digits behind every mark: thousands, or decimals?")]
    Thousands {
        /// The column.
        column: String,
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
    /// Fewer rows can be used than the model has parameters.
    #[error(
        "{n_used} of {n_read} rows can be used, which is too few for {n_parameters} parameters{}", left_out(.why)
    )]
    TooFewRows {
        /// Rows that can be used.
        n_used: usize,
        /// Rows of the table.
        n_read: usize,
        /// Parameters, the constant included.
        n_parameters: usize,
        /// The most frequent reasons why rows cannot be used.
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
    /// What a correction needs cannot be used.
    #[error(transparent)]
    Correction(#[from] CorrectionError),
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
    /// A path model cannot be fitted.
    #[error("fit the path model")]
    Paths {
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

fn left_out(why: &str) -> String {
    if why.is_empty() {
        String::new()
    } else {
        format!("; left out: {why}")
    }
}

fn meant(nearest: Option<&str>) -> String {
    nearest.map_or(String::new(), |name| format!("did you mean \"{name}\"? "))
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
            Self::Changed { .. } => {
                "a table of many rows is read more than once; let nothing write to it meanwhile, or study a copy"
            }
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
            Self::NumberOfAnswers { n: 0 | 1, .. } => ALL_THE_SAME,
            Self::NumberOfAnswers { most: 2, .. } => {
                "make two of a scale with --outcome-scale and --top, or take --model ordinal"
            }
            Self::NumberOfAnswers { .. } => "take --model linear for numbers with many values",
            Self::IndicatorOfWords { .. } => {
                "write answers as numbers on one scale; look at --decimal, and declare codes of no answer with --missing-codes"
            }
            Self::Thousands { .. } => {
                "say which: --decimal point reads 1.234 as 1 and a bit, --decimal comma as more than a thousand; or take the marks of thousands out"
            }
            Self::TooManyCategories { .. } => {
                "leave the column out, or make fewer categories of it; if it holds numbers, look at --decimal, and take out signs of percent, money and time"
            }
            Self::TooFewRows { .. } => {
                "name fewer drivers or controls, put drivers together in groups, or mend the rows that are left out (--quarantine FILE places them)"
            }
            Self::NothingLeft { .. } => {
                "look at --outcome-scale and at missing codes, leave out the column with most gaps, or use --missing impute"
            }
            Self::Combination { .. } => "leave one of them out",
            Self::Correction(error) => error.hint(),
            Self::File { .. } => {
                "docs/DRIVERS.md says what such a file holds; mend that place and try again"
            }
            Self::Frozen { .. } => return None,
            Self::Wave(error) => error.hint(),
            Self::Earlier { source, .. } => return source.hint(),
            Self::Paths { source } => return hint_of_paths(source),
            Self::Drivers { source, .. } | Self::Clock { source, .. } => {
                return hint_of_drivers(source);
            }
        })
    }
}

const ALL_THE_SAME: &str = "all answers are the same, so nothing can be said of what moves them; look at the column and its missing codes";

fn hint_of_drivers(error: &drivers::Error) -> Option<&'static str> {
    Some(match error {
        drivers::Error::TooFewRows { .. } => {
            "name fewer drivers or controls, or put drivers together in groups; each needs rows of its own"
        }
        drivers::Error::ConstantOutcome { .. } => ALL_THE_SAME,
        drivers::Error::Separation { .. } => {
            "these columns tell some answers apart without exception: leave them out, or put their categories together"
        }
        drivers::Error::Correlation { .. } => {
            "correlations lie between -1 and 1, are 1 on the diagonal and the same in both triangles; leave one triangle empty"
        }
        drivers::Error::NotPositiveSemidefinite { .. } => {
            "no data can have these correlations: rounding to two digits or pairwise deletion does that; take more digits"
        }
        drivers::Error::FrequencyWeight { .. } => {
            "frequencies are whole numbers; take --weights-are sampling for others"
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

fn hint_of_paths(error: &drivers::Error) -> Option<&'static str> {
    let drivers::Error::Paths(kind) = error else {
        return match error {
            drivers::Error::TooFewRows { .. } => {
                Some("draw fewer paths, or name fewer indicators; each needs rows of its own")
            }
            _ => None,
        };
    };
    Some(match kind {
        PathError::UnknownConstruct { .. } => {
            "use a name of the model file, as it stands behind [constructs.…]"
        }
        PathError::ConstantIndicator { .. } => {
            "take the indicator out of the model; look at the column and its missing codes first"
        }
        PathError::DependentIndicators { .. } => {
            "take one of the indicators out, or give the construct mode = \"A\""
        }
        PathError::DependentConstructs { .. } => {
            "take one of the paths out, or make one construct of the two"
        }
        PathError::NotConverged { .. } => {
            "try --scheme path or factorial, or mode = \"A\"; look for constructs that hardly correlate"
        }
        PathError::Unrelated { .. } | PathError::ConstantSum { .. } => {
            "look whether its indicators point one way: { name = \"im1\", scale = \"1-10\", best = \"low\" } turns one"
        }
        PathError::TooFewUnits { .. } => "leave --cluster out, or use --bootstrap 0",
        _ => return None,
    })
}
