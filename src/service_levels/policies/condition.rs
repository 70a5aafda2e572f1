use super::policy::{Condition, Conditions, Policy, Test};
use super::priority::is_same_value;
use crate::service_levels::tickets::{Attributes, FieldValue, Precision, ReadTopic, field};
use std::sync::Arc;

/// The kind of problem that a policy was chosen by.
#[derive(Debug, Clone, PartialEq)]
pub struct IssueType {
    /// Its name.
    pub value: Arc<str>,
    /// Who says so.
    pub basis: IssueTypeBasis,
}

/// Who says what kind of problem a ticket is about.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum IssueTypeBasis {
    /// A person.
    Agent,
    /// A model of the source, with its own confidence.
    SourceModel {
        /// From 0 to 1.
        confidence: f64,
    },
    /// The classifier, in the customer's words.
    Topic {
        /// How often its labels of this topic are right; `None` where nobody checked.
        precision: Option<Precision>,
    },
}

/// What a condition on confidence does with a topic of which nobody checked the labels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Doubt {
    /// It does not match.
    Counts,
    /// It matches: to learn which policies the missing measurement keeps out.
    Forgiven,
}

/// A policy whose conditions hold.
pub(super) struct Matched {
    /// The issue type by which they hold, where they ask for one.
    pub(super) issue_type: Option<IssueType>,
}

/// Whether the conditions of a policy hold.
///
/// A ticket has one issue type: what a person or the source gave. Without one it may have any of the
/// topics that were read, in their order, so that one topic alone must meet all that a policy asks.
pub(super) fn matched(policy: &Policy, attributes: &Attributes, doubt: Doubt) -> Option<Matched> {
    let given = attributes.get(field::ISSUE_TYPE).map(Seen::given);
    let holds = |issue_type: Option<&Seen<'_>>| {
        let holds = |condition: &Condition| {
            if *condition.field == *field::ISSUE_TYPE {
                return condition.holds(issue_type, doubt);
            }
            let seen = attributes.get(&condition.field).map(Seen::given);
            condition.holds(seen.as_ref(), doubt)
        };
        let conditions = &policy.conditions;
        conditions.all.iter().all(holds)
            && (conditions.any.is_empty() || conditions.any.iter().any(holds))
    };
    if !asks_for_issue_type(policy) {
        return holds(None).then_some(Matched { issue_type: None });
    }
    if given.is_some() || attributes.topics().is_empty() {
        return holds(given.as_ref()).then(|| Matched {
            issue_type: given.as_ref().map(Seen::issue_type),
        });
    }
    let topics = attributes.topics().iter().map(Seen::read);
    let mut topics = topics.filter(|seen| holds(Some(seen)));
    topics.next().map(|seen| Matched {
        issue_type: Some(seen.issue_type()),
    })
}

fn asks_for_issue_type(policy: &Policy) -> bool {
    let conditions = &policy.conditions;
    let mut all = conditions.all.iter().chain(&conditions.any);
    all.any(|condition| *condition.field == *field::ISSUE_TYPE)
}

/// A value with what it is known by.
struct Seen<'a> {
    value: &'a Arc<str>,
    basis: IssueTypeBasis,
}

impl<'a> Seen<'a> {
    fn given(field: &'a FieldValue) -> Self {
        Self {
            value: &field.value,
            basis: match field.confidence {
                None => IssueTypeBasis::Agent,
                Some(confidence) => IssueTypeBasis::SourceModel { confidence },
            },
        }
    }

    fn read(read: &'a ReadTopic) -> Self {
        Self {
            value: &read.topic,
            basis: IssueTypeBasis::Topic {
                precision: read.precision,
            },
        }
    }

    fn issue_type(&self) -> IssueType {
        IssueType {
            value: Arc::clone(self.value),
            basis: self.basis,
        }
    }

    /// Whether it is known as surely as a condition asks. Nobody asks a person how sure they are.
    fn reaches(&self, least: f64, doubt: Doubt) -> bool {
        let confidence = match self.basis {
            IssueTypeBasis::Agent => return true,
            IssueTypeBasis::SourceModel { confidence } => confidence,
            IssueTypeBasis::Topic {
                precision: Some(precision),
            } => precision.share().get(),
            IssueTypeBasis::Topic { precision: None } => return doubt == Doubt::Forgiven,
        };
        confidence.total_cmp(&least).is_ge()
    }
}

impl Conditions {
    /// Every demand, of both lists.
    pub fn iter(&self) -> impl Iterator<Item = &Condition> {
        self.all.iter().chain(&self.any)
    }

    /// Whether they hold of somebody with these values, each as sure as what a person gave.
    pub fn hold_for(&self, value_of: impl Fn(&str) -> Option<Arc<str>>) -> bool {
        let holds = |condition: &Condition| {
            let value = value_of(&condition.field);
            let seen = value.as_ref().map(|value| Seen {
                value,
                basis: IssueTypeBasis::Agent,
            });
            condition.holds(seen.as_ref(), Doubt::Counts)
        };
        self.all.iter().all(holds) && (self.any.is_empty() || self.any.iter().any(holds))
    }
}

impl Condition {
    fn holds(&self, seen: Option<&Seen<'_>>, doubt: Doubt) -> bool {
        if let (Some(least), Some(seen)) = (self.min_confidence, seen)
            && !seen.reaches(least, doubt)
        {
            return false;
        }
        let is_one_of = |seen: &Seen<'_>, words: &[Arc<str>]| {
            words
                .iter()
                .any(|word| is_same_value(&self.field, word, seen.value))
        };
        match (&self.test, seen) {
            (Test::IsOneOf(words), Some(seen)) => is_one_of(seen, words),
            (Test::IsNoneOf(words), Some(seen)) => !is_one_of(seen, words),
            (Test::IsPresent, Some(_)) | (Test::IsAbsent, None) => true,
            (Test::IsOneOf(_) | Test::IsNoneOf(_) | Test::IsPresent, None)
            | (Test::IsAbsent, Some(_)) => false,
        }
    }
}
