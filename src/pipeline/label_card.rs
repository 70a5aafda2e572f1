use super::Error;
use crate::classify::Taxonomy;
use crate::record::TopicId;
use crate::signals::{Beside, CardCell, CheckedTopic, LabelCard, Tone};
use serde::Deserialize;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// Version of the layout of a label card.
const VERSION: u32 = 1;

/// Fewest checked comments; of fewer a topic is in two or three.
const LEAST_CHECKED: u64 = 100;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct CardFile {
    schema_version: u32,
    n_comments: u64,
    /// Where the checks come from, for people.
    #[serde(default, rename = "about")]
    _about: String,
    topics: Vec<TopicEntry>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct TopicEntry {
    topic: String,
    cells: Vec<CellEntry>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct CellEntry {
    read: Read,
    #[serde(default)]
    beside: Vec<Side>,
    n: u64,
    n_negative: u64,
    n_positive: u64,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Read {
    None,
    Unclear,
    Negative,
    Positive,
    Both,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Side {
    Negative,
    Positive,
}

/// Reads a card of checked readings and holds it against the taxonomy.
///
/// # Errors
///
/// [`Error::Unreadable`], and [`Error::LabelCard`] for a card that cannot be: not the layout, a topic that
/// the taxonomy does not have or that stands twice, more true mentions than comments, or cells that do
/// not add up to the comments checked, or too few of these.
pub(super) fn read_label_card(path: &Path, taxonomy: &Taxonomy) -> Result<LabelCard, Error> {
    let text = fs::read_to_string(path).map_err(|source| Error::Unreadable {
        path: path.to_path_buf(),
        source,
    })?;
    let known: BTreeSet<&str> = taxonomy
        .topics()
        .iter()
        .map(|topic| topic.id.as_str())
        .collect();
    parse(&text, &known)
        .and_then(|card| match card.n_comments {
            LEAST_CHECKED.. => Ok(card),
            n => Err(format!(
                "{n} comments were checked, expected at least {LEAST_CHECKED}"
            )),
        })
        .map_err(|reason| Error::LabelCard {
            path: path.to_path_buf(),
            reason,
        })
}

fn parse(text: &str, known: &BTreeSet<&str>) -> Result<LabelCard, String> {
    let file: CardFile = serde_json::from_str(text).map_err(|error| error.to_string())?;
    if file.schema_version != VERSION {
        return Err(format!(
            "schema_version is {}, expected {VERSION}",
            file.schema_version
        ));
    }
    let mut seen = BTreeSet::new();
    let mut topics = Vec::new();
    for entry in file.topics {
        let id = entry.topic;
        if !known.contains(id.as_str()) {
            return Err(format!("the taxonomy has no topic \"{id}\""));
        }
        if !seen.insert(id.clone()) {
            return Err(format!("topic \"{id}\" stands twice"));
        }
        let cells: Vec<CardCell> = entry.cells.iter().map(cell).collect();
        if let Some(wrong) = cells
            .iter()
            .find(|cell| cell.n_negative.max(cell.n_positive) > cell.n)
        {
            return Err(format!(
                "topic \"{id}\" has {} true mentions in {} comments",
                wrong.n_negative.max(wrong.n_positive),
                wrong.n
            ));
        }
        let n = cells
            .iter()
            .try_fold(0_u64, |sum, cell| sum.checked_add(cell.n));
        if n != Some(file.n_comments) {
            return Err(format!(
                "the cells of topic \"{id}\" do not add up to the {} comments checked",
                file.n_comments
            ));
        }
        topics.push(CheckedTopic {
            topic: TopicId::new(id),
            cells,
        });
    }
    Ok(LabelCard {
        n_comments: file.n_comments,
        topics,
    })
}

fn cell(entry: &CellEntry) -> CardCell {
    CardCell {
        read: match entry.read {
            Read::None => None,
            Read::Unclear => Some(Tone::Neutral),
            Read::Negative => Some(Tone::Negative),
            Read::Positive => Some(Tone::Positive),
            Read::Both => Some(Tone::Both),
        },
        beside: Beside {
            negative: entry.beside.contains(&Side::Negative),
            positive: entry.beside.contains(&Side::Positive),
        },
        n: entry.n,
        n_negative: entry.n_negative,
        n_positive: entry.n_positive,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn card(cells: &str) -> Result<LabelCard, String> {
        let text = format!(
            r#"{{"schema_version": 1, "n_comments": 10, "topics": [{{"topic": "wait", "cells": [{cells}]}}]}}"#
        );
        parse(&text, &["wait"].into())
    }

    #[test]
    fn cells_are_read_with_what_stands_beside_them() {
        let read = card(
            r#"{"read": "none", "n": 7, "n_negative": 1, "n_positive": 0},
               {"read": "both", "beside": ["positive"], "n": 3, "n_negative": 2, "n_positive": 3}"#,
        )
        .unwrap();
        let cells = &read.topics[0].cells;
        assert_eq!((cells[0].read, cells[0].n_negative), (None, 1));
        assert_eq!(cells[1].read, Some(Tone::Both));
        assert!(cells[1].beside.positive && !cells[1].beside.negative);
    }

    #[test]
    fn a_card_that_does_not_add_up_is_refused_with_its_topic() {
        let refused = |cells: &str| card(cells).unwrap_err();
        let few = refused(r#"{"read": "none", "n": 9, "n_negative": 0, "n_positive": 0}"#);
        assert!(few.contains("\"wait\" do not add up to the 10"), "{few}");
        let many = refused(r#"{"read": "none", "n": 10, "n_negative": 11, "n_positive": 0}"#);
        assert!(many.contains("11 true mentions in 10"), "{many}");
        let word = refused(r#"{"read": "bad", "n": 10, "n_negative": 0, "n_positive": 0}"#);
        assert!(word.contains("bad"), "{word}");
        let unknown = parse(
            r#"{"schema_version": 1, "n_comments": 0, "topics": [{"topic": "x", "cells": []}]}"#,
            &["wait"].into(),
        );
        assert!(unknown.unwrap_err().contains("no topic \"x\""));
    }
}
