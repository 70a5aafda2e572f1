//! The register of breaches: an append-only file with one JSON object a line.
//!
//! A line is a breach as it was found, or what somebody noted about one. Nothing is ever changed: a
//! second note stands below the first, and the last one counts.

use super::Error;
use super::ledger::{append_all, read_lines};
use crate::service_levels::attainment::{BreachEntry, BreachKey, BreachNote, Register};
use crate::service_levels::policies::{AgreementKind, Metric};
use crate::units::Seconds;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::path::Path;

const VERSION: u32 = 1;

#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "line", rename_all = "snake_case")]
enum Line {
    Breach {
        version: u32,
        #[serde(flatten)]
        key: WireKey,
        kind: String,
        contract_id: Option<String>,
        registered_at: String,
        activated_at: String,
        breached_at: Option<String>,
        fulfilled_at: Option<String>,
        target_s: i64,
        elapsed_s: i64,
        breached_on_attach: bool,
        evidence: Vec<String>,
    },
    Note {
        version: u32,
        #[serde(flatten)]
        key: WireKey,
        noted_at: String,
        reason: Option<String>,
        calamity_id: Option<String>,
        approved_by: Option<String>,
    },
}

#[derive(Debug, Serialize, Deserialize)]
struct WireKey {
    ticket_id: String,
    policy_id: String,
    policy_version: u32,
    metric: String,
    instance_id: u32,
    team: Option<String>,
}

/// Reads a register; an absent file is an empty one.
///
/// A last line without its line break was torn while it was written and is left out: what it said is
/// found again.
///
/// # Errors
///
/// [`Error::Unreadable`] when the file cannot be read, [`Error::Ledger`] when a line is damaged.
pub fn read_breach_register(path: &Path) -> Result<Register, Error> {
    let mut register = Register::default();
    read_lines(path, |line| take(line, &mut register))?;
    Ok(register)
}

/// Adds breaches to a register.
///
/// # Errors
///
/// [`Error::Write`] when the file cannot be written.
pub fn append_breaches(path: &Path, entries: &[BreachEntry]) -> Result<(), Error> {
    let lines: Vec<Line> = entries.iter().map(breach_line).collect();
    if lines.is_empty() {
        return Ok(());
    }
    append_all(path, &lines)
}

/// Adds what somebody noted about a breach.
///
/// # Errors
///
/// [`Error::Write`] when the file cannot be written.
pub fn append_breach_note(path: &Path, note: &BreachNote) -> Result<(), Error> {
    append_all(
        path,
        &[Line::Note {
            version: VERSION,
            key: wire_key(&note.key),
            noted_at: note.noted_at.to_string(),
            reason: note.reason.clone(),
            calamity_id: note.calamity.as_ref().map(ToString::to_string),
            approved_by: note.approved_by.clone(),
        }],
    )
}

fn breach_line(entry: &BreachEntry) -> Line {
    Line::Breach {
        version: VERSION,
        key: wire_key(&entry.key),
        kind: entry.kind.as_str().to_owned(),
        contract_id: entry.contract.as_ref().map(ToString::to_string),
        registered_at: entry.registered_at.to_string(),
        activated_at: entry.activated_at.to_string(),
        breached_at: entry.breached_at.map(|at| at.to_string()),
        fulfilled_at: entry.fulfilled_at.map(|at| at.to_string()),
        target_s: entry.target.0,
        elapsed_s: entry.elapsed.0,
        breached_on_attach: entry.breached_on_attach,
        evidence: entry.evidence.clone(),
    }
}

fn wire_key(key: &BreachKey) -> WireKey {
    WireKey {
        ticket_id: key.ticket.to_string(),
        policy_id: key.policy.to_string(),
        policy_version: key.version,
        metric: key.metric.as_str().to_owned(),
        instance_id: key.instance,
        team: key.team.as_ref().map(ToString::to_string),
    }
}

fn take(line: Line, register: &mut Register) -> Result<(), String> {
    match line {
        Line::Breach {
            version,
            key,
            kind,
            contract_id,
            registered_at,
            activated_at,
            breached_at,
            fulfilled_at,
            target_s,
            elapsed_s,
            breached_on_attach,
            evidence,
        } => {
            expect_version(version)?;
            let kinds = AgreementKind::ALL;
            register.entries.push(BreachEntry {
                key: read_key(key)?,
                kind: *kinds
                    .iter()
                    .find(|known| known.as_str() == kind)
                    .ok_or("unknown kind")?,
                contract: contract_id.map(Into::into),
                registered_at: instant(&registered_at)?,
                activated_at: instant(&activated_at)?,
                breached_at: breached_at.as_deref().map(instant).transpose()?,
                fulfilled_at: fulfilled_at.as_deref().map(instant).transpose()?,
                target: Seconds(target_s),
                elapsed: Seconds(elapsed_s),
                breached_on_attach,
                evidence,
            });
        }
        Line::Note {
            version,
            key,
            noted_at,
            reason,
            calamity_id,
            approved_by,
        } => {
            expect_version(version)?;
            register.notes.push(BreachNote {
                key: read_key(key)?,
                noted_at: instant(&noted_at)?,
                reason,
                calamity: calamity_id.map(Into::into),
                approved_by,
            });
        }
    }
    Ok(())
}

fn instant(text: &str) -> Result<Timestamp, String> {
    text.parse()
        .map_err(|_| format!("\"{text}\" is no instant"))
}

fn expect_version(version: u32) -> Result<(), String> {
    if version == VERSION {
        Ok(())
    } else {
        Err(format!("version {version}, expected {VERSION}"))
    }
}

fn read_key(key: WireKey) -> Result<BreachKey, String> {
    let metric = Metric::ALL
        .into_iter()
        .find(|known| known.as_str() == key.metric)
        .ok_or("unknown metric")?;
    Ok(BreachKey {
        ticket: key.ticket_id.into(),
        policy: key.policy_id.into(),
        version: key.policy_version,
        metric,
        instance: key.instance_id,
        team: key.team.map(Into::into),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use std::fs::OpenOptions;
    use std::io::Write;

    fn entry(ticket: &str) -> BreachEntry {
        BreachEntry {
            key: BreachKey {
                ticket: ticket.into(),
                policy: "hospital".into(),
                version: 2,
                metric: Metric::TotalResolutionTime,
                instance: 1,
                team: None,
            },
            kind: AgreementKind::Sla,
            contract: Some("C-2041".into()),
            registered_at: Timestamp::from_second(90_000).unwrap(),
            activated_at: Timestamp::from_second(0).unwrap(),
            breached_at: Timestamp::from_second(14_400).ok(),
            fulfilled_at: None,
            target: Seconds(14_400),
            elapsed: Seconds(90_000),
            breached_on_attach: false,
            evidence: vec!["created, no solution".to_owned()],
        }
    }

    fn note(reason: &str) -> BreachNote {
        BreachNote {
            key: entry("T1").key,
            noted_at: Timestamp::from_second(100_000).unwrap(),
            reason: Some(reason.to_owned()),
            calamity: Some("flood".into()),
            approved_by: None,
        }
    }

    #[test]
    fn what_is_written_is_read_back_and_only_added_to() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("breaches.jsonl");
        assert_eq!(read_breach_register(&path).unwrap(), Register::default());
        append_breaches(&path, &[]).unwrap();
        assert!(!path.exists());
        append_breaches(&path, &[entry("T1"), entry("T2")]).unwrap();
        let first = fs::read_to_string(&path).unwrap();
        append_breach_note(&path, &note("power cut")).unwrap();
        append_breach_note(&path, &note("flood")).unwrap();
        append_breaches(&path, &[entry("T3")]).unwrap();
        assert!(fs::read_to_string(&path).unwrap().starts_with(&first));
        let register = read_breach_register(&path).unwrap();
        assert_eq!(register.entries, ["T1", "T2", "T3"].map(entry));
        assert_eq!(register.notes.len(), 2);
        let last = register.last_notes()[&entry("T1").key];
        assert_eq!(last.reason.as_deref(), Some("flood"));
    }

    #[test]
    fn a_torn_line_is_left_out_and_a_damaged_one_placed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("breaches.jsonl");
        append_breaches(&path, &[entry("T1")]).unwrap();
        let mut file = OpenOptions::new().append(true).open(&path).unwrap();
        file.write_all(b"{\"line\":\"bre").unwrap();
        assert_eq!(read_breach_register(&path).unwrap().entries.len(), 1);
        append_breaches(&path, &[entry("T2")]).unwrap();
        assert_eq!(read_breach_register(&path).unwrap().entries.len(), 2);
        let text = fs::read_to_string(&path).unwrap();
        for (from, to) in [
            ("total_resolution_time", "total_solution_time"),
            ("\"version\":1", "\"version\":9"),
            ("\"sla\"", "\"slo\""),
            ("target_s", "target"),
        ] {
            assert!(text.contains(from), "{from}");
            fs::write(&path, text.replace(from, to)).unwrap();
            let refused = read_breach_register(&path).unwrap_err();
            assert!(
                matches!(refused, Error::Ledger { line: 1, .. }),
                "{refused}"
            );
        }
    }
}
