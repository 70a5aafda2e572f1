use std::fmt;

/// Everything that is wrong with a taxonomy file, at once.
#[derive(Debug, Clone, PartialEq)]
pub struct TaxonomyError {
    /// What is wrong, by line; holds at least one [`Severity::Error`], and the warnings too.
    pub problems: Vec<Problem>,
}

/// One thing that is wrong, and where.
#[derive(Debug, Clone, PartialEq)]
pub struct Problem {
    /// Line in the file, from 1.
    pub line: usize,
    /// Identifier of the topic it stands in, where known.
    pub topic: Option<String>,
    /// Field it stands in, such as `phrases.nl`; empty for the topic or file as a whole.
    pub field: String,
    /// What is wrong.
    pub fault: Fault,
}

/// Whether a problem keeps the taxonomy from being used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The taxonomy is refused.
    Error,
    /// The taxonomy works, but probably not as meant.
    Warning,
}

/// What can be wrong with a taxonomy.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Fault {
    /// The file is not TOML.
    #[error("not valid TOML: {message}")]
    Syntax {
        /// What the TOML reader says.
        message: String,
    },
    /// A key that has no meaning here.
    #[error("unknown key `{key}`")]
    UnknownKey {
        /// The key.
        key: String,
        /// The known key that looks most like it.
        closest: Option<String>,
    },
    /// A value of another type than expected.
    #[error("expected {expected}, got {got}")]
    WrongType {
        /// What is expected, with an example.
        expected: &'static str,
        /// What stands there.
        got: String,
    },
    /// A value that must be there is not.
    #[error("`{key}` is missing")]
    Missing {
        /// The key.
        key: &'static str,
    },
    /// A text without anything in it.
    #[error("empty text")]
    Blank,
    /// An identifier with other characters than allowed.
    #[error("`{id}` is not an identifier: lower-case letters, digits, `-`, and `.` between parts")]
    BadId {
        /// The identifier.
        id: String,
    },
    /// Two topics have the same identifier.
    #[error("topic `{id}` exists already, on line {first_line}")]
    DuplicateId {
        /// The identifier.
        id: String,
        /// Where it was used first.
        first_line: usize,
    },
    /// The parent of a topic is not in the file.
    #[error("no topic has the identifier `{parent}`")]
    UnknownParent {
        /// The parent.
        parent: String,
        /// The topic whose identifier looks most like it.
        closest: Option<String>,
    },
    /// A topic is its own ancestor.
    #[error("the parents go round in a circle: {}", path.join(" → "))]
    Cycle {
        /// Identifiers from the topic back to itself.
        path: Vec<String>,
    },
    /// The file has no topic.
    #[error("the taxonomy has no topic")]
    NoTopics,
    /// A topic without phrases, patterns and children.
    #[error("the topic has no phrases, no patterns and no children: it would never be found")]
    EmptyTopic,
    /// A value that is not one of the allowed words.
    #[error("`{got}` is not one of {allowed}")]
    UnknownWord {
        /// What stands there.
        got: String,
        /// What is allowed.
        allowed: &'static str,
    },
    /// A number outside its range.
    #[error("{got} lies outside {low} to {high}")]
    OutOfRange {
        /// What stands there.
        got: f64,
        /// Smallest allowed.
        low: f64,
        /// Largest allowed.
        high: f64,
    },
    /// A regular expression that cannot be used.
    #[error("pattern `{pattern}` cannot be used: {reason}")]
    BadPattern {
        /// The pattern.
        pattern: String,
        /// Why.
        reason: String,
    },
    /// A phrase against the grammar.
    #[error("phrase `{phrase}` cannot be read: {reason}")]
    BadPhrase {
        /// The phrase.
        phrase: String,
        /// Why.
        reason: &'static str,
        /// What to write instead.
        advice: &'static str,
    },
    /// A phrase that the topic itself excludes everywhere.
    #[error("phrase `{phrase}` can never match: the exclusion `{exclude}` always cancels it")]
    NeverMatches {
        /// The phrase.
        phrase: String,
        /// The exclusion.
        exclude: String,
    },
    /// The same phrase stands in two topics.
    #[error("phrase `{phrase}` stands in topic `{other}` too, on line {other_line}")]
    SharedPhrase {
        /// The phrase.
        phrase: String,
        /// The other topic.
        other: String,
        /// Line of the other topic's phrase.
        other_line: usize,
    },
    /// The same phrase stands twice in one topic.
    #[error("phrase `{phrase}` matches the same as `{first}` on line {first_line}")]
    RepeatedPhrase {
        /// The phrase.
        phrase: String,
        /// How it was written first.
        first: String,
        /// Where.
        first_line: usize,
    },
}

impl Fault {
    /// Whether the fault keeps the taxonomy from being used.
    pub fn severity(&self) -> Severity {
        match self {
            Self::SharedPhrase { .. } | Self::RepeatedPhrase { .. } => Severity::Warning,
            _ => Severity::Error,
        }
    }

    /// What to try, where there is something to say.
    pub fn hint(&self) -> Option<String> {
        Some(match self {
            Self::UnknownKey { closest: Some(key), .. } => format!("did you mean `{key}`?"),
            Self::UnknownParent { closest: Some(id), .. } => {
                format!("did you mean `{id}`? A dot in an identifier makes the part before it the parent")
            }
            Self::UnknownParent { .. } => {
                "add a topic with that identifier, or take the parent out".to_owned()
            }
            Self::Missing { key } => match *key {
                "name.nl" | "name.en" => {
                    format!("reports are made in Dutch and English: add {key} = \"…\"")
                }
                key => format!("add {key} = \"…\""),
            },
            Self::BadId { .. } => "write it like `delivery` or `delivery.too-late`".to_owned(),
            Self::DuplicateId { .. } => "give one of them another identifier, or merge them".to_owned(),
            Self::Cycle { .. } => "take `parent` out of one of them".to_owned(),
            Self::NoTopics => "begin with [[topic]], id, name.nl, name.en and phrases.nl".to_owned(),
            Self::EmptyTopic => {
                "add phrases.nl = [\"…\"] or phrases.en = [\"…\"], or give it children".to_owned()
            }
            Self::BadPattern { .. } => {
                "in TOML, write patterns between single quotes so that `\\` stays itself; plain words belong in phrases"
                    .to_owned()
            }
            Self::BadPhrase { advice, .. } => (*advice).to_owned(),
            Self::NeverMatches { .. } => "take one of the two out, or make the exclusion longer".to_owned(),
            Self::SharedPhrase { .. } => {
                "such a comment counts for both topics; leave it in the one where it belongs, or make both longer"
                    .to_owned()
            }
            Self::RepeatedPhrase { .. } => "take one of them out".to_owned(),
            _ => return None,
        })
    }
}

impl Problem {
    /// Whether the problem keeps the taxonomy from being used.
    pub fn severity(&self) -> Severity {
        self.fault.severity()
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = match self.severity() {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        write!(f, "line {}: {word}", self.line)?;
        if let Some(topic) = &self.topic {
            write!(f, " in topic `{topic}`")?;
        }
        if !self.field.is_empty() {
            write!(f, ", {}", self.field)?;
        }
        write!(f, ": {}", self.fault)?;
        if let Some(hint) = self.fault.hint() {
            write!(f, "\n  hint: {hint}")?;
        }
        Ok(())
    }
}

impl fmt::Display for TaxonomyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let n_errors = self
            .problems
            .iter()
            .filter(|problem| problem.severity() == Severity::Error)
            .count();
        let n_warnings = self.problems.len() - n_errors;
        write!(f, "taxonomy with {}", counted(n_errors, "error"))?;
        if n_warnings > 0 {
            write!(f, " and {}", counted(n_warnings, "warning"))?;
        }
        for problem in &self.problems {
            write!(f, "\n{problem}")?;
        }
        Ok(())
    }
}

impl std::error::Error for TaxonomyError {}

fn counted(n: usize, noun: &str) -> String {
    format!("{n} {noun}{}", if n == 1 { "" } else { "s" })
}

/// The candidate that looks most like `word`, if any looks like it at all.
pub(super) fn closest<'a>(word: &str, candidates: impl Iterator<Item = &'a str>) -> Option<String> {
    candidates
        .map(|candidate| (distance(word, candidate), candidate))
        .min()
        .filter(|&(distance, candidate)| distance * 3 <= candidate.chars().count().max(3))
        .map(|(_, candidate)| candidate.to_owned())
}

/// Levenshtein distance in characters.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, &y) in b.iter().enumerate() {
            let substituted = diagonal + usize::from(x != y);
            diagonal = row[j + 1];
            row[j + 1] = substituted.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}
