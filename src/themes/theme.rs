use crate::record::LanguageTag;
use crate::units::Interval;

/// What customers speak of that no topic explains.
#[derive(Debug, Clone, PartialEq)]
pub struct Theme {
    /// Its terms, weightiest first; never empty.
    pub terms: Vec<Term>,
    /// Documents with any of its terms in a sentence that no topic explains: places in the
    /// [`Collection`](super::Collection), ascending.
    pub documents: Vec<u32>,
}

/// A word, or two that follow each other, with all their forms.
#[derive(Debug, Clone, PartialEq)]
pub struct Term {
    /// The most frequent form of each word, folded: one or two.
    pub words: Vec<String>,
    /// The forms of each word that occur, most frequent first.
    pub forms: Vec<Vec<String>>,
    /// In which language most documents with it are.
    pub language: LanguageTag,
    /// Documents with it in a sentence that no topic explains.
    pub n_documents: u32,
    /// Odds of it there over its odds in sentences that a topic explains; `None` where there are too few
    /// of these to compare.
    pub odds_ratio: Option<Interval>,
    /// Words that hold it as a part, most frequent first: Dutch writes compounds as one word.
    pub compounds: Vec<String>,
}

/// What the words that no topic explains were compared with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Background {
    /// The words of sentences that a topic explains.
    Explained,
    /// Nothing: too few sentences have a topic. A theme is then only what stands together.
    Absent,
}

impl Theme {
    /// Names the theme by its weightiest words in `language`, or by those of any language where it has
    /// none in that one.
    pub fn name(&self, language: LanguageTag) -> String {
        let of_language: Vec<&Term> = self
            .terms
            .iter()
            .filter(|term| term.language == language)
            .collect();
        let terms = if of_language.is_empty() {
            self.terms.iter().collect()
        } else {
            of_language
        };
        let mut names: Vec<String> = Vec::new();
        for term in terms {
            let name = term.words.join(" ");
            let repeats = names.iter().any(|known| {
                let words = || known.split(' ');
                term.words
                    .iter()
                    .any(|word| words().any(|other| other == word))
            });
            if !repeats {
                names.push(name);
            }
            if names.len() == NAMED {
                break;
            }
        }
        names.join(", ")
    }
}

/// Terms in the name of a theme.
const NAMED: usize = 3;
