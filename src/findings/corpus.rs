use crate::record::{Best, ModelCard, ScaleKind};
use crate::units::Interval;
use jiff::civil::Date;

/// What was read, rejected, joined and redacted.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct IntakeSummary {
    /// File by file, sorted by source and name.
    pub files: Vec<FileSummary>,
    /// Rejections by reason and how many, most frequent first.
    pub rejections: Vec<(String, u64)>,
    /// Redactions by kind (upper-case word of the placeholder) and how many.
    pub redactions: Vec<(String, u64)>,
    /// Records left out because their customer was forgotten.
    pub n_forgotten: u64,
    /// What read the sentiment of the texts.
    pub models: Vec<ModelCard>,
    /// Learnt files that read the texts.
    pub learned: Vec<LearnedFile>,
    /// How responses, comments and contacts found each other.
    pub join: JoinSummary,
}

/// A file of `learn` that read the texts.
#[derive(Debug, Clone, PartialEq)]
pub struct LearnedFile {
    /// Its name, without folder.
    pub name: String,
    /// SHA-256 of the file, lower-case hexadecimal.
    pub sha256: String,
    /// Texts that it was learnt from.
    pub n_texts: usize,
    /// What it reads.
    pub reads: LearnedReading,
}

/// What a learnt file reads.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum LearnedReading {
    /// Topics.
    Topics {
        /// F1 of all decisions on held-out texts together, 0 to 1; `None` where none was found and none was there. The
        /// file holds counts, which give no interval: texts of one respondent stand together.
        micro_f1: Option<f64>,
        /// Texts on which it was counted.
        n_held_out: usize,
    },
    /// Sentiment.
    Sentiment,
}

/// One file as it was taken in.
#[derive(Debug, Clone, PartialEq)]
pub struct FileSummary {
    /// Source that declared it.
    pub source: String,
    /// Name relative to the project file.
    pub file: String,
    /// Format in words, with delimiter and encoding where they were detected.
    pub format: String,
    /// Rows (or conversations) read.
    pub n_read: u64,
    /// Rows sent to quarantine.
    pub n_rejected: u64,
    /// Records in the archive, each once.
    pub n_stored: u64,
    /// Rows that took the place of an earlier row with the same id.
    pub n_replaced: u64,
    /// Columns that the project file does not name.
    pub unmapped_columns: Vec<String>,
    /// Columns that the project file names and the file lacks.
    pub missing_columns: Vec<String>,
}

/// How records of one contact found each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct JoinSummary {
    /// Survey responses that found a comment, transcript or event of their contact.
    pub n_matched: u64,
    /// Survey responses whose contact has nothing else: a score without words.
    pub n_alone: u64,
    /// Comments and transcripts that name a contact which no survey response has, where there are
    /// surveys at all.
    pub n_orphan: u64,
    /// Survey responses beyond the first of their contact.
    pub n_duplicate: u64,
    /// Comments and transcripts with words but without any score, their own or joined.
    pub n_without_score: u64,
    /// Contacts whose scores of the outcome differ; the first was used.
    pub n_conflicting: u64,
}

impl JoinSummary {
    /// Counts what `other` counted too.
    pub fn add(&mut self, other: &Self) {
        let Self {
            n_matched,
            n_alone,
            n_orphan,
            n_duplicate,
            n_without_score,
            n_conflicting,
        } = other;
        self.n_matched += n_matched;
        self.n_alone += n_alone;
        self.n_orphan += n_orphan;
        self.n_duplicate += n_duplicate;
        self.n_without_score += n_without_score;
        self.n_conflicting += n_conflicting;
    }
}

/// What the archive holds.
#[derive(Debug, Clone, PartialEq)]
pub struct CorpusSummary {
    /// Records by kind (`feedback`, `transcript`, `survey`, `event`).
    pub kinds: Vec<(String, u64)>,
    /// Records with words by language (`nl`, `en`, `other`, `unknown`).
    pub languages: Vec<(String, u64)>,
    /// Records with words by sentiment (`negative`, `neutral`, `positive`, `unclear`).
    pub sentiments: Vec<(String, u64)>,
    /// Records with words.
    pub n_with_words: u64,
    /// Of these, with no topic of the taxonomy.
    pub n_without_topic: u64,
    /// First and last date, `YYYY-MM-DD`.
    pub dates: Option<(String, String)>,
    /// Records without a date.
    pub n_undated: u64,
}

/// The outcome of interest over all respondents.
#[derive(Debug, Clone, PartialEq)]
pub struct OutcomeSummary {
    /// Name of the score.
    pub name: String,
    /// What kind of scale.
    pub kind: ScaleKind,
    /// Lower end of the scale.
    pub low: f64,
    /// Upper end of the scale.
    pub high: f64,
    /// Which end is good.
    pub best: Best,
    /// Respondents with a score.
    pub n: u64,
    /// NPS, or mean in outcome points (a scale whose low end is best is mirrored).
    pub level: Interval,
    /// Answers by value as given, ascending.
    pub distribution: Vec<(f64, u64)>,
    /// Month by month.
    pub trend: Vec<OutcomePoint>,
    /// First day of the scale or question that level and distribution are of, where answers to an earlier one
    /// lie before it.
    pub since: Option<Date>,
}

/// The outcome in one period.
#[derive(Debug, Clone, PartialEq)]
pub struct OutcomePoint {
    /// Period, `YYYY-MM`.
    pub period: String,
    /// Respondents with a score.
    pub n: u64,
    /// NPS or mean; `None` where too few answered to show it, or where it would tell the level of a month of
    /// too few, and where scale or question changed within the period.
    pub level: Option<Interval>,
    /// Whether scale or question changed since the point before.
    pub is_after_change: bool,
}
