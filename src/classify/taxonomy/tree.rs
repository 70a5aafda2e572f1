use super::error::{Fault, Problem, closest};
use super::source::DraftTopic;
use std::collections::BTreeMap;

/// Who stands under whom.
#[derive(Debug)]
pub(super) struct Tree {
    /// Parent of each topic, by position.
    pub(super) parents: Vec<Option<usize>>,
    /// Ancestors of each topic, nearest first.
    pub(super) ancestors: Vec<Vec<usize>>,
}

/// Deepest level: deeper hierarchies are mistakes, and roll-ups walk all of it for each mention.
const MAX_DEPTH: usize = 16;

/// Finds the parents, adding duplicate ids, unknown parents, circles and empty topics to `problems`.
pub(super) fn grow(topics: &[DraftTopic], problems: &mut Vec<Problem>) -> Tree {
    let mut positions: BTreeMap<&str, usize> = BTreeMap::new();
    for (position, topic) in topics
        .iter()
        .enumerate()
        .filter(|(_, topic)| !topic.id.is_empty())
    {
        if let Some(&first) = positions.get(topic.id.as_str()) {
            let fault = Fault::DuplicateId {
                id: topic.id.clone(),
                first_line: topics[first].line,
            };
            problems.push(problem(topic, topic.line, "id", fault));
        } else {
            positions.insert(&topic.id, position);
        }
    }
    let parents: Vec<Option<usize>> = topics
        .iter()
        .map(|topic| parent(topic, &positions, problems))
        .collect();
    let ancestors = (0..topics.len())
        .map(|position| climb(position, &parents, topics, problems))
        .collect();
    refuse_empty(topics, &parents, problems);
    Tree { parents, ancestors }
}

/// The declared parent, or the part of the identifier before the last dot.
fn parent(
    topic: &DraftTopic,
    positions: &BTreeMap<&str, usize>,
    problems: &mut Vec<Problem>,
) -> Option<usize> {
    let (id, line) = match &topic.parent {
        Some((id, line)) => (id.as_str(), *line),
        None => (topic.id.rsplit_once('.')?.0, topic.line),
    };
    let found = positions.get(id).copied();
    if found.is_none() {
        let others = positions.keys().copied().filter(|other| *other != topic.id);
        let fault = Fault::UnknownParent {
            parent: id.to_owned(),
            closest: closest(id, others),
        };
        problems.push(problem(topic, line, "parent", fault));
    }
    found
}

/// The ancestors of `start`; a circle is reported once, at its first topic in the file.
fn climb(
    start: usize,
    parents: &[Option<usize>],
    topics: &[DraftTopic],
    problems: &mut Vec<Problem>,
) -> Vec<usize> {
    let mut path = Vec::new();
    let mut at = start;
    while let Some(parent) = parents[at] {
        if parent == start {
            if path.iter().all(|&other| start < other) {
                let names = std::iter::once(start)
                    .chain(path.iter().copied())
                    .chain([start]);
                let fault = Fault::Cycle {
                    path: names.map(|position| topics[position].id.clone()).collect(),
                };
                problems.push(problem(&topics[start], topics[start].line, "parent", fault));
            }
            return Vec::new();
        }
        if path.len() >= MAX_DEPTH || path.contains(&parent) {
            if path.len() >= MAX_DEPTH && !path.contains(&parent) {
                let fault = Fault::OutOfRange {
                    got: crate::units::as_f64(path.len() + 1),
                    low: 0.0,
                    high: crate::units::as_f64(MAX_DEPTH),
                };
                problems.push(problem(&topics[start], topics[start].line, "depth", fault));
            }
            return path;
        }
        path.push(parent);
        at = parent;
    }
    path
}

fn refuse_empty(topics: &[DraftTopic], parents: &[Option<usize>], problems: &mut Vec<Problem>) {
    let mut has_children = vec![false; topics.len()];
    for &parent in parents.iter().flatten() {
        has_children[parent] = true;
    }
    for (topic, has_children) in topics.iter().zip(has_children) {
        let finds = topic
            .rules
            .iter()
            .any(|rule| matches!(rule.effect, super::source::Effect::Mention(_)));
        let tried = problems.iter().any(|problem| {
            problem.topic.as_deref() == Some(&topic.id)
                && (problem.field.starts_with("phrases") || problem.field.starts_with("patterns"))
        });
        if !finds && !has_children && !tried {
            problems.push(problem(topic, topic.line, "", Fault::EmptyTopic));
        }
    }
}

fn problem(topic: &DraftTopic, line: usize, field: &str, fault: Fault) -> Problem {
    Problem {
        line,
        topic: Some(topic.id.clone()),
        field: field.to_owned(),
        fault,
    }
}
