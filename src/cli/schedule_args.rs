//! What was typed after `schedule`.

use super::args::{Lang, TextOrJson};
use clap::{Args, Subcommand, ValueEnum};
use std::path::PathBuf;

/// `schedule VERB FILE`
#[derive(Debug, Args)]
pub(super) struct Schedule {
    /// What to do.
    #[command(subcommand)]
    pub(super) verb: ScheduleVerb,
}

/// What to do with a file of schedules.
#[derive(Debug, Subcommand)]
pub(super) enum ScheduleVerb {
    /// Say everything that is wrong with the file, and its schedules in words.
    Check {
        /// The file of schedules.
        file: PathBuf,
        /// How to print the result.
        #[arg(long, value_enum, default_value_t = TextOrJson::Text)]
        format: TextOrJson,
        /// Language of the words and of what is wrong.
        #[arg(long, value_enum, default_value_t = Lang::En)]
        lang: Lang,
    },
    /// List the open windows of a schedule, and its holidays by name.
    Windows(Windows),
    /// Count the open seconds between two moments, for each row of a table with columns from and to;
    /// to is not before from.
    Between(Counting),
    /// Add open seconds to a moment, for each row of a table with columns from and seconds
    /// (0 or more).
    Add(Counting),
}

/// `schedule windows FILE`
#[derive(Debug, Args)]
pub(super) struct Windows {
    /// The file of schedules.
    pub(super) file: PathBuf,
    /// Id of the schedule.
    #[arg(long, value_name = "ID")]
    pub(super) schedule: String,
    /// First local date.
    #[arg(long, value_name = "DATE")]
    pub(super) from: String,
    /// Last local date.
    #[arg(long, value_name = "DATE")]
    pub(super) to: String,
    /// How to print the windows.
    #[arg(long, value_enum, default_value_t = WindowFormat::Text)]
    pub(super) format: WindowFormat,
    /// Language of the text and of the names of holidays.
    #[arg(long, value_enum, default_value_t = Lang::En)]
    pub(super) lang: Lang,
    /// Where to write; standard output if absent.
    #[arg(long, short, value_name = "OUT")]
    pub(super) out: Option<PathBuf>,
}

/// `schedule between FILE PAIRS`, `schedule add FILE PAIRS`
#[derive(Debug, Args)]
pub(super) struct Counting {
    /// The file of schedules.
    pub(super) file: PathBuf,
    /// Table with the questions; `-` reads standard input.
    pub(super) pairs: PathBuf,
    /// Id of the schedule; a column `schedule` of the table if absent.
    #[arg(long, value_name = "ID")]
    pub(super) schedule: Option<String>,
    /// Zone of times that carry none; without it they are rejected.
    #[arg(long, value_name = "ZONE")]
    pub(super) time_zone: Option<String>,
    /// How to print the answers.
    #[arg(long, value_enum, default_value_t = AnswerFormat::Csv)]
    pub(super) format: AnswerFormat,
    /// Language of what is said of the file and of rows without an answer.
    #[arg(long, value_enum, default_value_t = Lang::En)]
    pub(super) lang: Lang,
    /// Where to write; standard output if absent.
    #[arg(long, short, value_name = "OUT")]
    pub(super) out: Option<PathBuf>,
    /// Where to note rows that cannot be used (their place, never their content).
    #[arg(long, value_name = "FILE")]
    pub(super) quarantine: Option<PathBuf>,
}

/// How windows are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum WindowFormat {
    /// For people.
    Text,
    /// One row a window or holiday.
    Csv,
    /// One object.
    Json,
}

/// How answers are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum AnswerFormat {
    /// One row each.
    Csv,
    /// One JSON object a line.
    Jsonl,
}
