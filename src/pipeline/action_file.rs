//! The register of actions: an append-only file with one JSON object a line, beside the project file.
//!
//! A line is a signal that was accepted, an action, or what became of one. Nothing is ever changed.

use super::Error;
use super::ledger::{append_all, read_lines};
use crate::actions::{
    AcceptedSignal, Action, Entry, Evidence, ImpactModel, Register, Status, StatusChange,
};
use crate::record::{RecordId, TopicId};
use crate::signals::Verdict;
use crate::units::{Interval, Probability};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

const VERSION: u32 = 1;

#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "line", rename_all = "snake_case", deny_unknown_fields)]
enum Line {
    Accepted {
        version: u32,
        topic: String,
        on: String,
    },
    Action {
        version: u32,
        id: String,
        topic: String,
        owner: String,
        what: String,
        decided_on: String,
        due_on: String,
        model: String,
        evidence: Option<Box<WireEvidence>>,
        override_reason: Option<String>,
    },
    Status {
        version: u32,
        id: String,
        status: String,
        on: String,
        noted_on: String,
    },
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WireEvidence {
    period: Option<String>,
    filter: Option<String>,
    taxonomy_sha256: String,
    verdict: String,
    n_mentions: u64,
    n_negative_scored: u64,
    share_negative: f64,
    gain: f64,
    gain_low: f64,
    gain_high: f64,
    level: f64,
    fraction_removed: f64,
    documents: Vec<String>,
}

/// Path of the register of a project: `project.actions.jsonl` beside `project.toml`.
pub fn action_register_path(project_file: &Path) -> PathBuf {
    project_file.with_extension("actions.jsonl")
}

/// Reads a register; an absent file is an empty one.
///
/// A last line without its line break was torn while it was written: that decision never ended and has
/// to be given again.
///
/// # Errors
///
/// [`Error::Unreadable`] when the file cannot be read, [`Error::Ledger`] when a line is damaged or
/// contradicts those before it.
pub fn read_actions(path: &Path) -> Result<Register, Error> {
    let mut register = Register::default();
    read_lines(path, |line| {
        let taken = register.take(entry(line)?);
        taken.map_err(|error| error.to_string())
    })?;
    Ok(register)
}

/// Takes an entry into `register` and, where it fits, adds it to the file.
///
/// # Errors
///
/// [`Error::Decision`] when it contradicts what stands there, [`Error::Write`] when the file cannot be
/// written.
pub fn note_decision(path: &Path, register: &mut Register, entry: Entry) -> Result<(), Error> {
    let line = line(&entry);
    let mut after = register.clone();
    after.take(entry).map_err(Error::Decision)?;
    append_all(path, &[line])?;
    *register = after;
    Ok(())
}

fn line(entry: &Entry) -> Line {
    match entry {
        Entry::Accepted(signal) => Line::Accepted {
            version: VERSION,
            topic: signal.topic.to_string(),
            on: signal.on.to_string(),
        },
        Entry::Action(action) => Line::Action {
            version: VERSION,
            id: action.id.clone(),
            topic: action.topic.to_string(),
            owner: action.owner.clone(),
            what: action.what.clone(),
            decided_on: action.decided_on.to_string(),
            due_on: action.due_on.to_string(),
            model: action.model.as_str().to_owned(),
            evidence: action.evidence.as_ref().map(WireEvidence::of).map(Box::new),
            override_reason: action.override_reason.clone(),
        },
        Entry::Status { id, change } => Line::Status {
            version: VERSION,
            id: id.clone(),
            status: change.status.as_str().to_owned(),
            on: change.on.to_string(),
            noted_on: change.noted_on.to_string(),
        },
    }
}

fn entry(line: Line) -> Result<Entry, String> {
    match line {
        Line::Accepted { version, topic, on } => {
            known(version)?;
            Ok(Entry::Accepted(AcceptedSignal {
                topic: TopicId::new(topic),
                on: day(&on)?,
            }))
        }
        Line::Action {
            version,
            id,
            topic,
            owner,
            what,
            decided_on,
            due_on,
            model,
            evidence,
            override_reason,
        } => {
            known(version)?;
            let models = [ImpactModel::Level, ImpactModel::Trend];
            Ok(Entry::Action(Box::new(Action {
                id,
                topic: TopicId::new(topic),
                owner,
                what,
                decided_on: day(&decided_on)?,
                due_on: day(&due_on)?,
                model: named(models, ImpactModel::as_str, &model)?,
                evidence: evidence.map(|evidence| evidence.read()).transpose()?,
                override_reason,
                changes: Vec::new(),
            })))
        }
        Line::Status {
            version,
            id,
            status,
            on,
            noted_on,
        } => {
            known(version)?;
            Ok(Entry::Status {
                id,
                change: StatusChange {
                    status: named(Status::ALL, Status::as_str, &status)?,
                    on: day(&on)?,
                    noted_on: day(&noted_on)?,
                },
            })
        }
    }
}

impl WireEvidence {
    fn of(evidence: &Evidence) -> Self {
        Self {
            period: evidence.period.clone(),
            filter: evidence.filter.clone(),
            taxonomy_sha256: evidence.taxonomy.clone(),
            verdict: verdict(evidence.verdict).to_owned(),
            n_mentions: evidence.n_mentions,
            n_negative_scored: evidence.n_negative_scored,
            share_negative: evidence.share_negative,
            gain: evidence.gain.estimate,
            gain_low: evidence.gain.low,
            gain_high: evidence.gain.high,
            level: evidence.gain.level.get(),
            fraction_removed: evidence.fraction_removed,
            documents: evidence.documents.iter().map(ToString::to_string).collect(),
        }
    }

    fn read(self) -> Result<Evidence, String> {
        let verdicts = [Verdict::Gain, Verdict::CannotTell, Verdict::Contrary];
        let level = Probability::new(self.level).map_err(|error| error.to_string())?;
        let document = |id: &String| -> Result<RecordId, String> {
            id.parse()
                .map_err(|_| format!("\"{id}\" is no id of a document"))
        };
        Ok(Evidence {
            verdict: named(verdicts, verdict, &self.verdict)?,
            gain: Interval::new(self.gain_low, self.gain, self.gain_high, level)
                .map_err(|error| error.to_string())?,
            documents: self
                .documents
                .iter()
                .map(document)
                .collect::<Result<_, _>>()?,
            period: self.period,
            filter: self.filter,
            taxonomy: self.taxonomy_sha256,
            n_mentions: self.n_mentions,
            n_negative_scored: self.n_negative_scored,
            share_negative: self.share_negative,
            fraction_removed: self.fraction_removed,
        })
    }
}

fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Gain => "gain",
        Verdict::CannotTell => "cannot_tell",
        Verdict::Contrary => "contrary",
    }
}

fn named<T: Copy, const N: usize>(
    all: [T; N],
    name: impl Fn(T) -> &'static str,
    text: &str,
) -> Result<T, String> {
    all.into_iter()
        .find(|one| name(*one) == text)
        .ok_or_else(|| format!("\"{text}\" is none of {}", all.map(name).join(", ")))
}

fn day(text: &str) -> Result<Date, String> {
    text.parse().map_err(|_| format!("\"{text}\" is no day"))
}

fn known(version: u32) -> Result<(), String> {
    if version == VERSION {
        Ok(())
    } else {
        Err(format!("version {version}, expected {VERSION}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use std::fs;

    fn action() -> Action {
        Action {
            id: "A1".to_owned(),
            topic: TopicId::new("wait"),
            owner: "contact centre".to_owned(),
            what: "call back".to_owned(),
            decided_on: date(2025, 3, 3),
            due_on: date(2025, 4, 1),
            model: ImpactModel::Trend,
            evidence: Some(Evidence {
                period: Some("..2025-02".to_owned()),
                filter: None,
                taxonomy: "ab".to_owned(),
                verdict: Verdict::Gain,
                n_mentions: 257,
                n_negative_scored: 201,
                share_negative: 0.1 + 0.2,
                gain: Interval::new(0.1, 1.0 / 3.0, 0.7, Probability::saturating(0.95)).unwrap(),
                fraction_removed: 0.5,
                documents: vec![RecordId(7)],
            }),
            override_reason: None,
            changes: Vec::new(),
        }
    }

    fn started(on: Date) -> Entry {
        Entry::Status {
            id: "A1".to_owned(),
            change: StatusChange {
                status: Status::Started,
                on,
                noted_on: date(2025, 4, 1),
            },
        }
    }

    #[test]
    fn what_was_decided_comes_back_from_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = action_register_path(&folder.path().join("project.toml"));
        let mut register = read_actions(&path).unwrap();
        let accepted = Entry::Accepted(AcceptedSignal {
            topic: TopicId::new("wait"),
            on: date(2025, 3, 1),
        });
        for entry in [
            accepted,
            Entry::Action(Box::new(action())),
            started(date(2025, 3, 20)),
        ] {
            note_decision(&path, &mut register, entry).unwrap();
        }
        assert_eq!(read_actions(&path).unwrap(), register);
        // A line that was torn while it was written is not there.
        let text = fs::read_to_string(&path).unwrap();
        fs::write(&path, format!("{text}{{\"line\":\"acc")).unwrap();
        assert_eq!(read_actions(&path).unwrap(), register);
    }

    #[test]
    fn a_decision_out_of_order_is_not_written() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("p.actions.jsonl");
        let mut register = Register::default();
        note_decision(&path, &mut register, Entry::Action(Box::new(action()))).unwrap();
        let before = fs::read_to_string(&path).unwrap();
        let refused = note_decision(&path, &mut register, started(date(2025, 3, 2)));
        assert!(matches!(refused, Err(Error::Decision(_))), "{refused:?}");
        assert_eq!(fs::read_to_string(&path).unwrap(), before);
    }

    #[test]
    fn a_damaged_line_is_placed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("p.actions.jsonl");
        let check = |text: &str, words: &str| {
            fs::write(&path, format!("\n{text}\n")).unwrap();
            let said = read_actions(&path).unwrap_err().to_string();
            assert!(said.contains("line 2") && said.contains(words), "{said}");
        };
        check("{}", "missing field");
        let accepted = |version, on| {
            format!(
                "{{\"line\":\"accepted\",\"version\":{version},\"topic\":\"a\",\"on\":\"{on}\"}}"
            )
        };
        check(&accepted(2, "2025-01-01"), "version 2");
        check(&accepted(1, "2025-02-30"), "is no day");
        check(
            "{\"line\":\"status\",\"version\":1,\"id\":\"A9\",\"status\":\"done\",\"on\":\"2025-01-01\",\"noted_on\":\"2025-01-01\"}",
            "no action A9",
        );
    }
}
