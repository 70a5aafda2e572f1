//! What was typed after `signaal learn`, `eval` and `label`.

use super::args::{Lang, TextOrJson};
use super::model_args::ModelPlace;
use clap::{Args, Subcommand, ValueEnum};
use std::path::PathBuf;

/// `learn WHAT DATA`
#[derive(Debug, Args)]
pub(super) struct Learn {
    /// What to learn.
    #[command(subcommand)]
    pub(super) what: LearnWhat,
}

/// What to learn.
#[derive(Debug, Subcommand)]
pub(super) enum LearnWhat {
    /// Topics: any number a text, `parent/child` where one holds another.
    Topics {
        /// Labelled texts.
        #[command(flatten)]
        data: LabelledTable,
        /// Column that holds the labels; rows without are left out.
        #[arg(long, value_name = "COLUMN")]
        labels: String,
        /// How to learn.
        #[command(flatten)]
        how: How,
        /// Fewest texts with a label; labels with fewer are named and left out.
        #[arg(long, default_value_t = 8, value_name = "N")]
        min_examples: usize,
    },
    /// Sentiment: negative, neutral or positive (or −1, 0, 1).
    Sentiment {
        /// Labelled texts.
        #[command(flatten)]
        data: LabelledTable,
        /// Column that holds the label; rows without are left out.
        #[arg(long, value_name = "COLUMN")]
        label: String,
        /// How to learn.
        #[command(flatten)]
        how: How,
    },
}

/// A table of labelled texts.
#[derive(Debug, Clone, Args)]
pub(super) struct LabelledTable {
    /// A table (CSV, JSONL, XLSX, Parquet).
    #[arg(value_name = "DATA")]
    pub(super) file: PathBuf,
    /// Column that holds the text.
    #[arg(long, value_name = "COLUMN")]
    pub(super) text: String,
    /// What stands between labels; one label a row if absent.
    #[arg(long, value_name = "TEXT")]
    pub(super) separator: Option<String>,
    /// Column whose equal values (a respondent) are held out together.
    #[arg(long, value_name = "COLUMN")]
    pub(super) group: Option<String>,
    /// Column that holds the question that was asked.
    #[arg(long, value_name = "COLUMN")]
    pub(super) question: Option<String>,
    /// Column that names the row; the row number if absent.
    #[arg(long, value_name = "COLUMN")]
    pub(super) id: Option<String>,
    /// Label that stands for "none of the topics"; an empty cell is a row that nobody labelled.
    #[arg(long, default_value = "none", value_name = "LABEL")]
    pub(super) none: String,
    /// Language of all texts, instead of identifying it.
    #[arg(long, value_enum)]
    pub(super) text_lang: Option<Lang>,
    /// Where to note rows that cannot be read (their place, never their content).
    #[arg(long, value_name = "FILE")]
    pub(super) quarantine: Option<PathBuf>,
}

/// How to learn, and where to write.
#[derive(Debug, Clone, Args)]
pub(super) struct How {
    /// Encoder whose vectors stand beside the words.
    #[arg(long, value_enum, default_value_t = EncoderName::Compact)]
    pub(super) model: EncoderName,
    /// Where to write the model; its card and its errors stand beside it as .card.md and .errors.json.
    #[arg(long, short, value_name = "FILE")]
    pub(super) out: PathBuf,
    /// Folds on which thresholds are chosen and errors counted.
    #[arg(long, default_value_t = 5, value_name = "N",
        value_parser = clap::value_parser!(u8).range(2..=20))]
    pub(super) folds: u8,
    /// Seed of the folds and of the order of the texts.
    #[arg(long, default_value_t = 20_261_122, value_name = "N")]
    pub(super) seed: u64,
    /// Language of the text.
    #[arg(long, value_enum)]
    pub(super) lang: Option<Lang>,
    /// How to print the figures.
    #[arg(long, value_enum, default_value_t = TextOrJson::Text)]
    pub(super) format: TextOrJson,
    /// Where models are.
    #[command(flatten)]
    pub(super) place: ModelPlace,
}

/// Encoders that can be learnt on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum EncoderName {
    /// The one that is always there.
    Compact,
    /// The transformer, where it is installed.
    E5,
}

impl EncoderName {
    /// Name in model files.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Compact => "compact",
            Self::E5 => "e5",
        }
    }
}

/// `eval MODEL DATA`
#[derive(Debug, Args)]
pub(super) struct Eval {
    /// A model that `learn` wrote.
    #[arg(value_name = "MODEL")]
    pub(super) model: PathBuf,
    /// Labelled texts that the model was not learnt from.
    #[command(flatten)]
    pub(super) data: LabelledTable,
    /// Column that holds the labels.
    #[arg(long, value_name = "COLUMN", visible_alias = "label")]
    pub(super) labels: String,
    /// Errors to show.
    #[arg(long, default_value_t = 10, value_name = "N")]
    pub(super) errors: usize,
    /// Seed of the bootstrap.
    #[arg(long, default_value_t = 1, value_name = "N")]
    pub(super) seed: u64,
    /// Language of the text.
    #[arg(long, value_enum)]
    pub(super) lang: Option<Lang>,
    /// How to print the figures.
    #[arg(long, value_enum, default_value_t = TextOrJson::Text)]
    pub(super) format: TextOrJson,
    /// Where to write; standard output if absent.
    #[arg(long, short, value_name = "FILE")]
    pub(super) out: Option<PathBuf>,
    /// Where models are.
    #[command(flatten)]
    pub(super) place: ModelPlace,
}

/// `label VERB`
#[derive(Debug, Args)]
pub(super) struct Label {
    /// What to do.
    #[command(subcommand)]
    pub(super) verb: LabelVerb,
}

/// What to do with labels.
#[derive(Debug, Subcommand)]
pub(super) enum LabelVerb {
    /// Say which texts to label next and why, as CSV with an empty column for the labels.
    Suggest {
        /// Texts; those with labels are known already.
        #[command(flatten)]
        data: LabelledTable,
        /// Column that holds the labels.
        #[arg(long, value_name = "COLUMN")]
        labels: Option<String>,
        /// A model that `learn topics` wrote.
        #[arg(long, value_name = "MODEL")]
        model: PathBuf,
        /// Where models are.
        #[command(flatten)]
        place: ModelPlace,
        /// How many texts.
        #[arg(long, short, default_value_t = 50, value_name = "N")]
        n: usize,
        /// Seed of the part that is drawn at random.
        #[arg(long, default_value_t = 1, value_name = "N")]
        seed: u64,
        /// Where to write; standard output if absent.
        #[arg(long, short, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// Learn topics again with corrected labels, which count twice and, where drawn at random, tell the errors.
    Correct {
        /// The model of before: says how often it was right on the corrected texts.
        #[arg(value_name = "MODEL")]
        before: PathBuf,
        /// Corrections with the columns id and labels (and why), as `label suggest` writes them.
        #[arg(value_name = "CORRECTIONS")]
        corrections: PathBuf,
        /// The texts.
        #[command(flatten)]
        data: LabelledTable,
        /// Column that holds the labels of before.
        #[arg(long, value_name = "COLUMN")]
        labels: String,
        /// How to learn.
        #[command(flatten)]
        how: How,
        /// Fewest texts with a label; labels with fewer are named and left out.
        #[arg(long, default_value_t = 8, value_name = "N")]
        min_examples: usize,
    },
}
