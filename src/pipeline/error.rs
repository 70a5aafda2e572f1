use super::{AgreementsError, Mends};
use crate::actions;
use crate::classify;
use crate::config;
use crate::conversations;
use crate::intake;
use crate::logs;
use crate::record::ScoreName;
use crate::report::table;
use crate::service_levels::experience;
use crate::signals;
use crate::store;
use std::path::PathBuf;

/// Why a run could not be finished. The last commit stays as it was.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A file of a source cannot be taken in at all.
    #[error("take in {file}")]
    Intake {
        /// The file.
        file: PathBuf,
        /// Why.
        source: intake::Error,
    },
    /// A file is no learnt model, or one that cannot be used.
    #[error("use the learnt model {path}")]
    LearnedModel {
        /// The file.
        path: PathBuf,
        /// Why.
        source: classify::topics::LearnedError,
    },
    /// A pattern of a source names no file.
    #[error("source {name}: no file matches {patterns}")]
    NoFiles {
        /// The source.
        name: String,
        /// Its patterns.
        patterns: String,
    },
    /// More rows were rejected than the project allows.
    #[error(
        "{n_rejected} of {n_read} rows were rejected, more than the allowed share of {allowed}; the worst is {worst_file} ({worst_reason}), see {quarantine}"
    )]
    TooManyRejected {
        /// Rows rejected.
        n_rejected: u64,
        /// Rows read.
        n_read: u64,
        /// Allowed share.
        allowed: f64,
        /// File with most rejections.
        worst_file: String,
        /// Most frequent reason in that file.
        worst_reason: String,
        /// Where each rejected row is placed.
        quarantine: PathBuf,
    },
    /// No row of any file can be taken in.
    #[error("no record can be taken in at all")]
    NoRecords,
    /// A file that held records holds none any more.
    #[error("{file} has lost all its rows: {n_before} records of it are in the archive")]
    Emptied {
        /// Name relative to the project file.
        file: String,
        /// Records that it gave before.
        n_before: u64,
    },
    /// The index was written under another key.
    #[error("the index in {path} was written under another key of pseudonyms")]
    OtherKey {
        /// Folder of the index.
        path: PathBuf,
    },
    /// Tombstones were written under another key and would protect nobody.
    #[error("the forgotten customers in {path} were noted under another key of pseudonyms")]
    TombstonesOfOtherKey {
        /// The file.
        path: PathBuf,
    },
    /// A file of decisions is damaged.
    #[error("line {line} of {path} cannot be read: {reason}")]
    Ledger {
        /// The file.
        path: PathBuf,
        /// Line, 1-based.
        line: usize,
        /// What is wrong.
        reason: String,
    },
    /// A decision contradicts those before it.
    #[error("note the decision")]
    Decision(#[source] actions::Error),
    /// The archive was read with settings that the project file does not have any more.
    #[error("{} than the project file has now", read_otherwise(source_name, *mends))]
    OtherSettings {
        /// The source.
        source_name: String,
        /// What makes it right.
        mends: Mends,
    },
    /// The project file declares no outcome.
    #[error("the project declares no outcome, so nothing can be driven")]
    NoDeclaredOutcome,
    /// A result cannot be written.
    #[error("write {path}")]
    Write {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// Nothing has been taken in yet.
    #[error("nothing was taken in yet: no finished index in {path}")]
    NothingTakenIn {
        /// Folder of the index.
        path: PathBuf,
    },
    /// A field to group or control by is in no record.
    #[error("no record has a field \"{name}\"; known are {known}")]
    UnknownField {
        /// The name asked for.
        name: String,
        /// The names there are.
        known: String,
    },
    /// Groups that are kept apart would be averaged.
    #[error("these would be averaged and are not alike: {field} {values}")]
    MixedPopulations {
        /// The field in which they differ.
        field: &'static str,
        /// Its values and how many have each.
        values: String,
    },
    /// Two periods that are compared share days.
    #[error("the periods {first} and {second} share days, so nobody moved from one to the other")]
    PeriodsOverlap {
        /// The earlier.
        first: String,
        /// The later.
        second: String,
    },
    /// A frozen model would measure days that it was fitted to.
    #[error(
        "the model was fitted to answers of {fitted}, which share days with the {measured} that it is to measure"
    )]
    MeasuredOnFitted {
        /// Days of the fit.
        fitted: String,
        /// Days to be measured.
        measured: String,
    },
    /// A frozen model has too few answers to measure.
    #[error(
        "fewer than {least} customers answered with words and a score in {asked}, and so few measure nothing; there are answers {known}"
    )]
    TooFewToMeasure {
        /// The least number.
        least: u64,
        /// What was asked for.
        asked: String,
        /// Days of the answers that there are.
        known: String,
    },
    /// Nobody answered in days that lie after all answers: a frozen model has nothing to measure yet.
    #[error("nobody answered in {asked} yet: there are answers {known}")]
    NothingToMeasureYet {
        /// What was asked for.
        asked: String,
        /// Days of the answers that there are.
        known: String,
    },
    /// Who answered is one customer, so that figures tell of nobody else.
    #[error(
        "all or nearly all answers with words and a score are those of one customer; they say nothing of other customers"
    )]
    OneCustomerToMeasure,
    /// All answers are the same, which each of their givers would be known by.
    #[error("all answers with words and a score are alike, and so they measure nothing")]
    AlikeToMeasure,
    /// Periods are given the wrong way round.
    #[error("the period {second} lies before {first}")]
    PeriodsReversed {
        /// The one that was given first.
        first: String,
        /// The one that was given second.
        second: String,
    },
    /// What is compared was measured with another scale or question.
    #[error(
        "the score \"{score}\" has another scale or question since {on}: answers of {first} and {second} cannot be compared"
    )]
    ScaleChanged {
        /// The score.
        score: ScoreName,
        /// First day of the new one.
        on: jiff::civil::Date,
        /// The earlier period.
        first: String,
        /// The later period.
        second: String,
    },
    /// Figures of a part of the archive would be of few people.
    #[error("only {n} people match, and figures of fewer than {least} are not told")]
    TooFewPeople {
        /// How many.
        n: usize,
        /// The least number.
        least: u64,
    },
    /// A model would be dated before the answers that it is fitted to.
    #[error("a model of {on} cannot rest on answers up to {last}")]
    DatedBeforeItsData {
        /// Its day.
        on: jiff::civil::Date,
        /// The last answer.
        last: jiff::civil::Date,
    },
    /// A model would be fitted to answers of a survey that judges performance.
    #[error("answers of a performance survey are measured with a model, and fit none")]
    FittedOnPerformance,
    /// A field has no such value among the records selected.
    #[error("no record has {field} \"{value}\"; known are {known}")]
    UnknownValue {
        /// The field.
        field: String,
        /// The value asked for.
        value: String,
        /// The values there are, the first of them.
        known: String,
    },
    /// Several values of a field are written so, but for capitals.
    #[error(
        "no record has {field} \"{value}\", but several values differ from it in capitals alone: {alike}"
    )]
    ValuesAlike {
        /// The field.
        field: String,
        /// The value asked for.
        value: String,
        /// The values that fit, the first of them.
        alike: String,
    },
    /// A table has no such column.
    #[error("the table has no column \"{name}\"; it has {known}")]
    UnknownColumn {
        /// The name asked for.
        name: String,
        /// The columns there are.
        known: String,
    },
    /// The outcome is declared, but no record carries it.
    #[error("no record carries the score \"{name}\"")]
    NoOutcome {
        /// The score.
        name: ScoreName,
    },
    /// The taxonomy has no such topic.
    #[error("{key} names \"{topic}\", which the taxonomy does not have")]
    UnknownTopic {
        /// Where the project file names it.
        key: &'static str,
        /// The topic.
        topic: String,
    },
    /// A topic would count in two stages of a journey.
    #[error("the topic {topic} stands in the stages {} and {} of the journey, and counts in one", stages[0], stages[1])]
    TopicInTwoStages {
        /// The topic.
        topic: String,
        /// The stages.
        stages: [String; 2],
    },
    /// No topic is stated to be owned by a team that has a page.
    #[error("a page is for the topics of \"{owner}\", and no [[priorities.topic]] has that owner")]
    NobodyOwns {
        /// The name.
        owner: String,
    },
    /// A period cannot be read.
    #[error(
        "\"{text}\" is not a period, expected 2026-01, 2026-01..2026-03 or 2026-01-15..2026-02-14"
    )]
    Period {
        /// What was given.
        text: String,
    },
    /// A taxonomy or a file of decisions cannot be read.
    #[error("read {path}")]
    Unreadable {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The taxonomy is wrong.
    #[error("use taxonomy {path}")]
    Taxonomy {
        /// Which file.
        path: PathBuf,
        /// Everything that is wrong.
        source: classify::TaxonomyError,
    },
    /// A card of checked readings is wrong.
    #[error("use label card {path}: {reason}")]
    LabelCard {
        /// Which file.
        path: PathBuf,
        /// What is wrong, and where.
        reason: String,
    },
    /// Policies or schedules are wrong.
    #[error("read what was promised")]
    Promises(#[from] config::Error),
    /// Policies contradict each other or name a schedule that is not there.
    #[error("hold tickets against {path}")]
    Agreements {
        /// The file of policies.
        path: PathBuf,
        /// Why not.
        source: AgreementsError,
    },
    /// Events or calls cannot be read at all.
    #[error("read events of tickets and calls")]
    Logs(#[from] logs::Error),
    /// Answers cannot be judged by what was promised.
    #[error("judge experience")]
    Experience(#[from] experience::Error),
    /// The texts cannot be classified.
    #[error("classify texts")]
    Classify(#[from] classify::Error),
    /// The rules of behaviours cannot be used.
    #[error("read the rules of behaviours")]
    Behaviours(#[from] conversations::Error),
    /// The index cannot be used.
    #[error("use the index")]
    Store(#[from] store::Error),
    /// A query is wrong.
    #[error("understand the query")]
    Query(#[from] store::QueryError),
    /// Signals cannot be ranked.
    #[error("rank signals")]
    Signals(#[from] signals::Error),
    /// A table cannot be written.
    #[error("write a table")]
    Table(#[from] table::Error),
}

/// What of a source was otherwise: its files, or how its texts were read.
fn read_otherwise(source: &str, mends: Mends) -> String {
    match mends {
        Mends::Run => format!("source {source} was taken in with other settings"),
        Mends::Reclassify => {
            format!("texts of source {source} were read with another taxonomy or model")
        }
    }
}
