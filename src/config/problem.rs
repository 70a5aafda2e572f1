use std::fmt;
use std::path::PathBuf;

/// One thing that is wrong with a file of settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Line in the file, 1-based.
    pub line: usize,
    /// Key that it concerns, for example `source[2].columns.text`.
    pub key: String,
    /// What is wrong and what was expected.
    pub message: String,
    /// What to try.
    pub hint: Option<String>,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}: {}", self.line, self.key, self.message)?;
        if let Some(hint) = &self.hint {
            write!(f, "\n  hint: {hint}")?;
        }
        Ok(())
    }
}

/// What a file of settings is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SettingsFile {
    /// A project.
    Project,
    /// Schedules and holidays.
    Schedules,
    /// Promises.
    Policies,
    /// What is agreed about figures of people.
    Governance,
    /// What is settled about a survey.
    SurveyPlan,
    /// Answers to the questionnaire of readiness.
    Questionnaire,
}

impl fmt::Display for SettingsFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Project => "project file",
            Self::Schedules => "file of schedules",
            Self::Policies => "file of policies",
            Self::Governance => "governance file",
            Self::SurveyPlan => "file of a survey plan",
            Self::Questionnaire => "file of answers",
        })
    }
}

/// Why a file of settings cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The file cannot be read.
    #[error("read {file} {path}")]
    Unreadable {
        /// What it was meant to be.
        file: SettingsFile,
        /// Which file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The file is read but wrong.
    #[error("{} in {file} {path}:\n{}", count(problems.len()), list(problems))]
    Wrong {
        /// What it was meant to be.
        file: SettingsFile,
        /// Which file.
        path: PathBuf,
        /// Everything that is wrong, in the order of the file.
        problems: Vec<Problem>,
    },
}

fn count(n: usize) -> String {
    if n == 1 {
        "one problem".to_owned()
    } else {
        format!("{n} problems")
    }
}

fn list(problems: &[Problem]) -> String {
    problems
        .iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join("\n")
}

/// Collects problems while a file is read.
#[derive(Debug)]
pub(super) struct Problems<'a> {
    text: &'a str,
    found: Vec<Problem>,
}

impl<'a> Problems<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self {
            text,
            found: Vec::new(),
        }
    }

    /// Notes a problem at byte `at` of the file.
    pub(super) fn note(&mut self, at: usize, key: impl Into<String>, message: impl Into<String>) {
        self.note_with_hint(at, key, message, None);
    }

    /// Notes a problem at byte `at` of the file, with what to try.
    pub(super) fn note_with_hint(
        &mut self,
        at: usize,
        key: impl Into<String>,
        message: impl Into<String>,
        hint: Option<String>,
    ) {
        let upto = self.text.get(..at.min(self.text.len())).unwrap_or_default();
        self.found.push(Problem {
            line: upto.matches('\n').count() + 1,
            key: key.into(),
            message: message.into(),
            hint,
        });
    }

    /// How many were found so far.
    pub(super) fn len(&self) -> usize {
        self.found.len()
    }

    /// All problems in the order of the file.
    pub(super) fn into_found(mut self) -> Vec<Problem> {
        self.found.sort_by_key(|problem| problem.line);
        self.found
    }
}
