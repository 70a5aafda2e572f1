//! Gates that somebody overrode: an append-only file with one JSON object a line.

use super::Error;
use super::ledger::{append_all, read_lines};
use crate::report::surveys::Override;
use serde::{Deserialize, Serialize};
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
    let mut overrides = Vec::new();
    read_lines(path, |line: Line| {
        overrides.push(Override {
            at: line.at,
            survey: line.survey_id,
            gaps: line.missing,
            reason: line.reason,
        });
        Ok(())
    })?;
    Ok(overrides)
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
    use std::fs;

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
