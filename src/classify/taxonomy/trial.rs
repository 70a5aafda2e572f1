use super::rules::Taxonomy;
use crate::record::{LanguageTag, TopicId};
use std::fmt;

/// What the tests inside a taxonomy file gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TestReport {
    /// One per test, in the order of the file.
    pub outcomes: Vec<TestOutcome>,
}

/// What one test gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TestOutcome {
    /// The topic it belongs to.
    pub topic: TopicId,
    /// Line of the test in the file.
    pub line: usize,
    /// The text that was read.
    pub text: String,
    /// The language it was read in; `Unknown` where the test names none.
    pub language: LanguageTag,
    /// Whether the topic should be found.
    pub expected: bool,
    /// Whether it was found, itself or a topic below it.
    pub got: bool,
    /// The words that showed it.
    pub evidence: Vec<String>,
}

impl TestOutcome {
    /// Whether the test gave what was expected.
    pub fn passed(&self) -> bool {
        self.expected == self.got
    }
}

impl TestReport {
    /// The tests that did not give what was expected.
    pub fn failures(&self) -> impl Iterator<Item = &TestOutcome> {
        self.outcomes.iter().filter(|outcome| !outcome.passed())
    }

    /// Whether every test gave what was expected.
    pub fn passed(&self) -> bool {
        self.failures().next().is_none()
    }
}

impl fmt::Display for TestReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} tests, {} failed",
            self.outcomes.len(),
            self.failures().count()
        )?;
        for outcome in self.failures() {
            let wanted = if outcome.expected {
                "not found"
            } else {
                "found"
            };
            write!(
                f,
                "\nline {}: topic `{}` {wanted} in ({}) \"{}\"",
                outcome.line,
                outcome.topic,
                outcome.language.as_str(),
                outcome.text
            )?;
            if !outcome.evidence.is_empty() {
                write!(f, " by \"{}\"", outcome.evidence.join("\", \""))?;
            }
        }
        Ok(())
    }
}

impl Taxonomy {
    /// Runs every test of the file.
    pub fn run_tests(&self) -> TestReport {
        let outcomes = self.tests().iter().map(|(topic, test)| {
            let evidence: Vec<String> = self
                .find(&test.text, test.language)
                .into_iter()
                .filter(|found| {
                    found.topic == *topic || self.ancestors(found.topic).contains(topic)
                })
                .map(|found| test.text[found.span].to_owned())
                .collect();
            TestOutcome {
                topic: self.topics()[*topic].id.clone(),
                line: test.line,
                text: test.text.clone(),
                language: test.language,
                expected: test.expect,
                got: !evidence.is_empty(),
                evidence,
            }
        });
        TestReport {
            outcomes: outcomes.collect(),
        }
    }
}
