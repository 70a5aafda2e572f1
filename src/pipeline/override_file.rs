//! Gates that somebody overrode: an append-only file with one JSON object a line.

use super::Error;
use super::ledger::append_all;
use crate::report::surveys::Override;
use serde::{Deserialize, Serialize};
use std::fs;
use std::io::ErrorKind;
use std::path::Path;

#[derive(Debug, Serialize, Deserialize)]
struct Line {
    at: String,
    survey_id: String,
    missing: Vec<String>,
    reason: String,
}

/// Reads overrides; an absent file holds none.
///
/// # Errors
///
/// [`Error::Unreadable`] when the file cannot be read, [`Error::Ledger`] when a line is damaged.
pub fn read_overrides(path: &Path) -> Result<Vec<Override>, Error> {
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(source) => {
            return Err(Error::Unreadable {
                path: path.to_path_buf(),
                source,
            });
        }
    };
    // A line without its end was torn while it was written.
    let whole = text.rfind('\n').map_or("", |end| &text[..end]);
    let lines = whole.lines().enumerate();
    lines
        .filter(|(_, line)| !line.trim().is_empty())
        .map(|(at, line)| {
            let line: Line = serde_json::from_str(line).map_err(|error| Error::Ledger {
                path: path.to_path_buf(),
                line: at + 1,
                reason: error.to_string(),
            })?;
            Ok(Override {
                at: line.at,
                survey: line.survey_id,
                gaps: line.missing,
                reason: line.reason,
            })
        })
        .collect()
}

/// Adds an override.
///
/// # Errors
///
/// [`Error::Write`] when the file cannot be written.
pub fn append_override(path: &Path, one: &Override) -> Result<(), Error> {
    let line = Line {
        at: one.at.clone(),
        survey_id: one.survey.clone(),
        missing: one.gaps.clone(),
        reason: one.reason.clone(),
    };
    append_all(path, &[line])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn overrides_are_added_and_read_back() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("o.jsonl");
        assert_eq!(read_overrides(&path).unwrap(), []);
        let one = |reason: &str| Override {
            at: "2026-01-01T00:00:00Z".to_owned(),
            survey: "s".to_owned(),
            gaps: vec!["baseline".to_owned()],
            reason: reason.to_owned(),
        };
        append_override(&path, &one("trial")).unwrap();
        append_override(&path, &one("again")).unwrap();
        assert_eq!(read_overrides(&path).unwrap(), [one("trial"), one("again")]);
        fs::write(&path, "{\"at\":1}\n").unwrap();
        assert!(matches!(
            read_overrides(&path),
            Err(Error::Ledger { line: 1, .. })
        ));
    }
}
