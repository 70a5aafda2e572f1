//! What was typed. What it means is resolved in `command`.

use super::about_args::About;
use super::action_args::{Action, Baseline};
use super::alert_args::Alerts;
use super::change_args::Change;
use super::check_args::Check;
use super::clock_args::Clock;
use super::coach_args::Coach;
use super::conversation_args::Conversations;
use super::learn_args::{Eval, Label, Learn};
use super::model_args::{Model, ModelChoice};
use super::output_args::ProjectOutput;
use super::path_args::Paths;
use super::policy_args::Policy;
use super::schedule_args::Schedule;
use super::series_args::Series;
use super::service_args::{Sla, Watermelon};
use super::service_level_args::ServiceLevel;
use super::study_args::Drivers;
use super::survey_args::{Loop, Register, Survey};
use super::theme_args::{Reclassify, Themes};
use super::workforce_args::{Occupancy, Staffing};
use super::xla_args::Xla;
use crate::report::Language;
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// Finds, in what customers say and how satisfied they are, what to fix first, why, and how sure.
#[derive(Debug, Parser)]
#[command(
    name = "signaal",
    version,
    max_term_width = 100,
    propagate_version = true,
    after_help = super::exit::EXPLAINED
)]
pub(super) struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub(super) command: Command,
    /// Flags of every command.
    #[command(flatten)]
    pub(super) global: Global,
}

/// Flags of every command.
#[derive(Debug, Clone, Args)]
pub(super) struct Global {
    /// Say nothing but results and errors.
    #[arg(long, global = true)]
    pub(super) quiet: bool,
    /// Show no progress bars.
    #[arg(long, global = true)]
    pub(super) no_progress: bool,
    /// How log lines look on standard error.
    #[arg(long, global = true, value_enum, default_value_t = LogFormat::Text)]
    pub(super) log_format: LogFormat,
    /// Threads to use; 0 means one per core.
    #[arg(long, global = true, default_value_t = 0, value_name = "N",
        value_parser = clap::value_parser!(u16).range(0..=512))]
    pub(super) threads: u16,
}

/// How log lines look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Propose a project file by looking at the columns of data files.
    Init(Init),
    /// Check a project file and its data, and say everything that is wrong at once.
    Check(Check),
    /// Do the main job: take files in, analyse, write ranking and report.
    Run(Run),
    /// Take files in, without analysing.
    Ingest(Run),
    /// Rank improvement signals by expected gain.
    Rank(Rank),
    /// Say what rose lately, with a stated rate of false alarms.
    Alerts(Alerts),
    /// Say why the outcome moved from one period to another: more mentions, dearer mentions, the rest.
    Change(Change),
    /// Show volume, tone and outcome period by period; empty periods stay empty.
    Series(Series),
    /// Show how conversations went and what agents did in them (experimental).
    Conversations(Conversations),
    /// Find documents by words, fields, topics, sentiment and dates.
    Search(Search),
    /// Show one document, or the documents behind one topic.
    Show(Show),
    /// Say how a number is computed: formula, filters, n, exclusions.
    Explain(Explain),
    /// Write documents as CSV, XLSX, JSONL or Parquet.
    Export(Export),
    /// Remove all records of a customer, and keep them from coming back.
    Forget(Forget),
    /// Read language, sentiment and topics of texts, for pipes.
    Classify(Classify),
    /// Learn topics or sentiment from your own labels.
    Learn(Learn),
    /// Judge a learnt model on labelled texts.
    Eval(Eval),
    /// Say which texts to label next, and learn again with corrected labels.
    Label(Label),
    /// List, install, verify and describe the models that read texts.
    Model(Model),
    /// Find what customers speak of that no topic explains.
    Themes(Themes),
    /// Read every stored text again with the taxonomy and model of now, without its file.
    Reclassify(Reclassify),
    /// Check, test, compare or show taxonomy files.
    Taxonomy(Taxonomy),
    /// Say what moves an outcome, from any table: a survey wave needs no text and no project.
    Drivers(Box<Drivers>),
    /// Fit a path model of satisfaction: image, expectation, value, satisfaction, loyalty.
    Paths(Box<Paths>),
    /// Check a file of service level agreements.
    Policy(Policy),
    /// Check schedules and holidays, list open windows, count and add time inside them.
    Schedule(Schedule),
    /// Hold tickets against service levels: met, breached, at risk, and why.
    Sla(Box<Sla>),
    /// Say how a contact centre did, from its log of calls: service level, waits, work.
    ServiceLevel(Box<ServiceLevel>),
    /// Say where the time of agents went, from a log of their states: occupancy, utilisation, wrap-up.
    Occupancy(Box<Occupancy>),
    /// Say how many agents a queue asks for, from measured calls (Erlang C), beside what was realised.
    Staffing(Box<Staffing>),
    /// List a register of breaches, or note something about one.
    Register(Register),
    /// Say how many answer, whether they hear back, and whether they are asked too often.
    Loop(Box<Loop>),
    /// Plan a survey: whom to invite.
    Survey(Survey),
    /// Find promises that are kept while customers are unhappy: green outside, red inside.
    Watermelon(Box<Watermelon>),
    /// Measure what customers think of it, and judge it by what was promised (XLA).
    Xla(Box<Xla>),
    /// Set customers' scores of teams and agents beside what their contacts let expect.
    Coach(Box<Coach>),
    /// Keep the register of actions on signals, and see what came of them.
    Action(Action),
    /// Freeze figures of signals, and set later ones beside them.
    Baseline(Baseline),
    /// Make data with known truth.
    Simulate(Simulate),
    /// Print the JSON Schema of an output.
    Schema(Schema),
}

/// `init FILES…`
#[derive(Debug, Args)]
pub(super) struct Init {
    /// Data files to look at.
    #[arg(required = true, value_name = "FILES")]
    pub(super) files: Vec<PathBuf>,
    /// Where to write the project file; standard output if absent.
    #[arg(long, short, value_name = "FILE")]
    pub(super) out: Option<PathBuf>,
    /// Rows of each file to look at.
    #[arg(long, default_value_t = 10_000, value_name = "N")]
    pub(super) rows: usize,
}

/// `run PROJECT`, `ingest PROJECT`
#[expect(clippy::struct_field_names, reason = "a flag is named as it is typed")]
#[derive(Debug, Args)]
pub(super) struct Run {
    /// The project file.
    #[arg(value_name = "PROJECT")]
    pub(super) project: PathBuf,
    /// Where to write, instead of the folder in the project file.
    #[arg(long, value_name = "FOLDER")]
    pub(super) out: Option<PathBuf>,
    /// Seed of everything random, instead of the one in the project file.
    #[arg(long, value_name = "N")]
    pub(super) seed: Option<u64>,
    /// Language of report and text, instead of the one in the project file.
    #[arg(long, value_enum)]
    pub(super) lang: Option<Lang>,
    /// Date (or instant) against which retention is judged; now if absent.
    #[arg(long, value_name = "DATE")]
    pub(super) as_of: Option<String>,
    /// Read and check everything, write nothing.
    #[arg(long)]
    pub(super) dry_run: bool,
    /// Throw the index away first and take every file in anew.
    #[arg(long)]
    pub(super) rebuild: bool,
    /// How to print the result.
    #[arg(long, value_enum, default_value_t = TextOrJson::Text)]
    pub(super) format: TextOrJson,
}

/// Which part of the archive.
#[derive(Debug, Clone, Args)]
pub(super) struct Selection {
    /// The project file.
    #[arg(long, short, value_name = "PROJECT")]
    pub(super) project: PathBuf,
    /// Only documents that match this query (see `search`).
    #[arg(long = "where", value_name = "QUERY", allow_hyphen_values = true)]
    pub(super) filter: Option<String>,
    /// Only this period: `2026-01`, `2026-01..2026-03`, `2026-01-15..`.
    #[arg(long, value_name = "PERIOD")]
    pub(super) period: Option<String>,
    /// The governance file that allows figures of single agents; that of [readiness] if absent.
    #[arg(long, value_name = "FILE")]
    pub(super) governance: Option<PathBuf>,
}

/// `rank -p PROJECT`
#[derive(Debug, Args)]
pub(super) struct Rank {
    /// Which part of the archive.
    #[command(flatten)]
    pub(super) selection: Selection,
    /// Compare topics over the values of this field: a facet, source, question, language or month.
    #[arg(long, value_name = "FIELD")]
    pub(super) by: Option<String>,
    /// Average customers with employees, and surveys of different scope or purpose.
    #[arg(long)]
    pub(super) pool: bool,
    /// Tell what changed since this period, beside that of --period.
    #[arg(long, value_name = "PERIOD", requires = "period", conflicts_with_all = ["by", "freeze", "apply"])]
    pub(super) against: Option<String>,
    /// A ranking of its own for this value of the field; may be given several times.
    #[arg(long, value_name = "VALUE", requires = "by")]
    pub(super) segment: Vec<String>,
    /// Only topics about this; several with commas. All are ranked, so ranks and gains stay what they are.
    #[arg(long, value_name = "WHAT", value_delimiter = ',', conflicts_with_all = ["against", "freeze", "apply"])]
    pub(super) about: Vec<About>,
    /// How intervals come about.
    #[arg(long, value_enum, default_value_t = Intervals::Hc3)]
    pub(super) intervals: Intervals,
    /// Seed of the bootstrap and of the draws for P(top 3).
    #[arg(long, value_name = "N")]
    pub(super) seed: Option<u64>,
    /// A driver model that is fitted once a year and applied in between.
    #[command(flatten)]
    pub(super) clock: Clock,
    /// How to print.
    #[command(flatten)]
    pub(super) printing: ProjectOutput,
}

/// `search QUERY -p PROJECT`
#[derive(Debug, Args)]
pub(super) struct Search {
    /// Words, "phrases", prefix*, -not, OR, ( ), topic:, sentiment:, language:, kind:, date:FROM..TO, score.NAME:>=8, FIELD:value.
    #[arg(allow_hyphen_values = true)]
    pub(super) query: String,
    /// The project file.
    #[arg(long, short, value_name = "PROJECT")]
    pub(super) project: PathBuf,
    /// Documents to show.
    #[arg(long, default_value_t = 10, value_name = "N")]
    pub(super) limit: usize,
    /// How to print hits.
    #[arg(long, value_enum, default_value_t = HitFormat::Text)]
    pub(super) format: HitFormat,
}

/// `show ID -p PROJECT`
#[derive(Debug, Args)]
pub(super) struct Show {
    /// A document (32 hexadecimal digits) or a topic of the ranking.
    pub(super) id: String,
    /// The project file.
    #[arg(long, short, value_name = "PROJECT")]
    pub(super) project: PathBuf,
    /// Documents to show of a topic.
    #[arg(long, default_value_t = 10, value_name = "N")]
    pub(super) limit: usize,
    /// How to print.
    #[arg(long, value_enum, default_value_t = HitFormat::Text)]
    pub(super) format: HitFormat,
}

/// `explain [NAME] [-p PROJECT]`
#[derive(Debug, Args)]
pub(super) struct Explain {
    /// A number (gain, attainment, csat, aht …) or a topic of the ranking; all numbers if absent.
    pub(super) name: Option<String>,
    /// The project file, to explain a topic with its own numbers.
    #[arg(long, short, value_name = "PROJECT")]
    pub(super) project: Option<PathBuf>,
    /// Language of the text; the project's, or English, if absent.
    #[arg(long, value_enum)]
    pub(super) lang: Option<Lang>,
}

/// `export -p PROJECT`
#[derive(Debug, Args)]
pub(super) struct Export {
    /// Which part of the archive.
    #[command(flatten)]
    pub(super) selection: Selection,
    /// File format; by the name of the file if absent.
    #[arg(long, value_enum)]
    pub(super) format: Option<TableFormat>,
    /// Where to write.
    #[arg(long, short, value_name = "FILE")]
    pub(super) out: PathBuf,
}

/// `forget -p PROJECT --customer ID`
#[derive(Debug, Args)]
pub(super) struct Forget {
    /// The project file.
    #[arg(long, short, value_name = "PROJECT")]
    pub(super) project: PathBuf,
    /// The customer's id as it stands in the data; `-` reads ids from standard input, one a line.
    #[arg(long, value_name = "ID")]
    pub(super) customer: String,
    /// Say what would be removed, remove nothing.
    #[arg(long)]
    pub(super) dry_run: bool,
}

/// `classify FILE|-`
#[derive(Debug, Args)]
pub(super) struct Classify {
    /// A table (CSV, JSONL, XLSX, Parquet), or `-` for standard input.
    #[arg(value_name = "FILE")]
    pub(super) file: PathBuf,
    /// Column that holds the text.
    #[arg(long, value_name = "COLUMN")]
    pub(super) text: String,
    /// Column that names the row; the row number if absent.
    #[arg(long, value_name = "COLUMN")]
    pub(super) id: Option<String>,
    /// Column that holds the question that was asked.
    #[arg(long, value_name = "COLUMN")]
    pub(super) question: Option<String>,
    /// Taxonomy file; the built-in contact-centre taxonomy if absent.
    #[arg(long, value_name = "FILE")]
    pub(super) taxonomy: Option<PathBuf>,
    /// Which model reads.
    #[command(flatten)]
    pub(super) model: ModelChoice,
    /// Language of all texts, instead of identifying it.
    #[arg(long, value_enum)]
    pub(super) lang: Option<Lang>,
    /// Format of the input, where neither name nor content tells.
    #[arg(long, value_enum)]
    pub(super) input_format: Option<InputFormat>,
    /// Where to write; standard output if absent.
    #[arg(long, short, value_name = "FILE")]
    pub(super) out: Option<PathBuf>,
    /// Where to note rows that cannot be read (their place, never their content).
    #[arg(long, value_name = "FILE")]
    pub(super) quarantine: Option<PathBuf>,
}

/// `taxonomy VERB FILE`
#[derive(Debug, Args)]
pub(super) struct Taxonomy {
    /// What to do.
    #[command(subcommand)]
    pub(super) verb: TaxonomyVerb,
}

/// What to do with a taxonomy.
#[derive(Debug, Subcommand)]
pub(super) enum TaxonomyVerb {
    /// Say everything that is wrong with the file.
    Check {
        /// The taxonomy file.
        file: PathBuf,
    },
    /// Run the tests inside the file.
    Test {
        /// The taxonomy file.
        file: PathBuf,
    },
    /// Read the whole archive with two taxonomies and say what moves; the archive stays as it is.
    Diff {
        /// The taxonomy of before; `built-in` names the one that is always there.
        old: PathBuf,
        /// The taxonomy to try.
        new: PathBuf,
        /// The project file.
        #[arg(long, short, value_name = "PROJECT")]
        project: PathBuf,
        /// Language of the text.
        #[arg(long, value_enum)]
        lang: Option<Lang>,
        /// How to print what moves.
        #[arg(long, value_enum, default_value_t = TextOrJson::Text)]
        format: TextOrJson,
    },
    /// Print its topics as a tree.
    Show {
        /// The taxonomy file; the built-in one if absent.
        file: Option<PathBuf>,
        /// Language of the names.
        #[arg(long, value_enum, default_value_t = Lang::Nl)]
        lang: Lang,
    },
}

/// `simulate KIND`
#[derive(Debug, Args)]
pub(super) struct Simulate {
    /// What to make.
    #[command(subcommand)]
    pub(super) kind: SimulateKind,
}

/// What to make.
#[derive(Debug, Subcommand)]
pub(super) enum SimulateKind {
    /// A whole project: surveys, comments, transcripts and tickets with planted effects.
    Demo {
        /// Folder to write to.
        #[arg(long, short, value_name = "FOLDER")]
        out: PathBuf,
        /// Seed.
        #[arg(long, default_value_t = 20_250_101, value_name = "N")]
        seed: u64,
    },
    /// A survey wave with planted drivers, and the truth about it.
    Drivers {
        /// Folder to write wave.csv and truth.json to.
        #[arg(long, short, value_name = "FOLDER")]
        out: PathBuf,
        /// What is planted: plain, overlap, noise, silent, units, rare, null or all.
        #[arg(long, default_value = "overlap", value_name = "NAME")]
        scenario: String,
        /// Respondents.
        #[arg(long, default_value_t = 2000, value_name = "N")]
        n: usize,
        /// Seed.
        #[arg(long, default_value_t = 1, value_name = "N")]
        seed: u64,
    },
    /// Set what a program found beside the truth of a wave.
    Score {
        /// The result: JSON with a list `drivers`, as docs/DRIVERS.md describes it.
        #[arg(value_name = "RESULT")]
        result: PathBuf,
        /// The truth that was written with the wave.
        #[arg(long, default_value = "truth.json", value_name = "FILE")]
        truth: PathBuf,
        /// How to print.
        #[arg(long, value_enum, default_value_t = TextOrJson::Text)]
        format: TextOrJson,
    },
    /// Many plain comments as CSV, for load tests.
    Comments {
        /// How many.
        #[arg(long, default_value_t = 100_000, value_name = "N")]
        n: usize,
        /// File to write to.
        #[arg(long, short, value_name = "FILE")]
        out: PathBuf,
        /// Seed.
        #[arg(long, default_value_t = 2026, value_name = "N")]
        seed: u64,
    },
}

/// `schema [NAME]`
#[derive(Debug, Args)]
pub(super) struct Schema {
    /// Which output; all names if absent.
    pub(super) name: Option<String>,
}

/// How the intervals of a ranking come about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Intervals {
    /// From the robust covariance of effect and share together: fast.
    Hc3,
    /// From the joint bootstrap that `run` uses.
    Bootstrap,
}

/// Language of texts for people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Lang {
    /// Dutch.
    Nl,
    /// English.
    En,
}

impl From<Lang> for Language {
    fn from(lang: Lang) -> Self {
        match lang {
            Lang::Nl => Self::Nl,
            Lang::En => Self::En,
        }
    }
}

/// Text for people or JSON for machines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum TextOrJson {
    /// For people.
    Text,
    /// For machines.
    Json,
}

/// How documents are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum HitFormat {
    /// For people.
    Text,
    /// One JSON object a line.
    Jsonl,
}

/// File format of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum TableFormat {
    /// Comma-separated.
    Csv,
    /// Excel.
    Xlsx,
    /// One JSON object a line.
    Jsonl,
    /// Parquet.
    Parquet,
}

/// Format of input from a pipe.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum InputFormat {
    /// Comma-separated (the delimiter is detected).
    Csv,
    /// One JSON object a line.
    Jsonl,
}
