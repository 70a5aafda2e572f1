use crate::record::LanguageTag;
use crate::signals::Quote;
use crate::units::Interval;

/// What customers speak of that no topic explains.
#[derive(Debug, Clone, PartialEq)]
pub struct ThemeFindings {
    /// Themes, most documents first.
    pub themes: Vec<ThemeFinding>,
    /// Themes of before that are no longer found: name, and documents that still have their words
    /// unexplained.
    pub gone: Vec<(String, u64)>,
    /// Documents with words in a language that is read.
    pub n_documents: u64,
    /// Of these, with words that no topic explains.
    pub n_unexplained: u64,
    /// Of these, with words that one does.
    pub n_explained: u64,
    /// Documents in another language, which no theme can hold.
    pub n_other_language: u64,
    /// Fewest documents of a theme.
    pub min_documents: u64,
    /// Whether there were enough explained sentences to compare with.
    pub is_compared: bool,
    /// Name of the score that outcome differences are of, where the project has one.
    pub outcome: Option<String>,
}

/// One theme.
#[derive(Debug, Clone, PartialEq)]
pub struct ThemeFinding {
    /// Its name for good.
    pub id: String,
    /// Whether an earlier run found it.
    pub is_known: bool,
    /// The earlier theme that it came out of.
    pub split_from: Option<String>,
    /// Earlier themes that went up in it.
    pub absorbed: Vec<String>,
    /// Named by its Dutch words.
    pub name_nl: String,
    /// Named by its English words.
    pub name_en: String,
    /// Its terms, weightiest first.
    pub terms: Vec<ThemeTerm>,
    /// Documents that speak of it.
    pub n_documents: u64,
    /// Share of them whose tone is negative; `None` where fewer than a cell may show.
    pub share_negative: Option<f64>,
    /// Mean outcome of contacts that speak of it minus that of the other contacts with words, in outcome
    /// points; `None` where either are fewer than a cell may show. An association, adjusted for nothing.
    pub outcome_difference: Option<Interval>,
    /// Contacts with a score that speak of it.
    pub n_scored: u64,
    /// Month by month, gaps included.
    pub trend: Vec<ThemeMonth>,
    /// Documents that show it, redacted.
    pub examples: Vec<Quote>,
}

/// A word, or two that follow each other.
#[derive(Debug, Clone, PartialEq)]
pub struct ThemeTerm {
    /// As it is mostly written, without capitals and accents.
    pub words: String,
    /// In which language it mostly stands.
    pub language: LanguageTag,
    /// Documents with it that no topic explains.
    pub n_documents: u64,
    /// How much likelier (in odds) it is there than in sentences that a topic explains.
    pub odds_ratio: Option<Interval>,
}

/// A theme in one month.
#[derive(Debug, Clone, PartialEq)]
pub struct ThemeMonth {
    /// `YYYY-MM`.
    pub period: String,
    /// Documents with words.
    pub n: u64,
    /// Of these, documents that speak of it; `None` where fewer than a cell may show have words.
    pub n_documents: Option<u64>,
}
