//! The names of themes, in a small append-only file beside the project file: which words a theme had the
//! last time it was found. A later line on a theme stands for the earlier ones.

use super::Error;
use super::ledger::{append_all, read_lines};
use crate::themes::KnownTheme;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

const VERSION: u32 = 1;

#[derive(Debug, Serialize, Deserialize)]
struct Line {
    version: u32,
    id: String,
    terms: Vec<Vec<String>>,
    found_at: String,
}

/// Path of the file of themes.
pub fn theme_file(project_file: &Path) -> PathBuf {
    project_file.with_extension("themes.jsonl")
}

/// Themes found before, in the order in which they were first found; none where there is no file.
///
/// A last line without its line break was torn while it was written and does not count.
///
/// # Errors
///
/// [`Error::Unreadable`] when the file cannot be read, [`Error::Ledger`] when a line is damaged.
pub(super) fn known_themes(path: &Path) -> Result<Vec<KnownTheme>, Error> {
    let mut known: Vec<KnownTheme> = Vec::new();
    read_lines(path, |line: Line| {
        if line.version != VERSION {
            return Err(format!("version {}, expected {VERSION}", line.version));
        }
        match known.iter_mut().find(|known| known.id == line.id) {
            Some(known) => known.terms = line.terms,
            None => known.push(KnownTheme {
                id: line.id,
                terms: line.terms,
            }),
        }
        Ok(())
    })?;
    Ok(known)
}

/// Notes `themes` that are new, or have other words than before.
///
/// # Errors
///
/// [`Error::Write`] when the file cannot be written.
pub(super) fn note_themes(
    path: &Path,
    themes: &[KnownTheme],
    known: &[KnownTheme],
    now: Timestamp,
) -> Result<(), Error> {
    let lines: Vec<Line> = themes
        .iter()
        .filter(|theme| !known.contains(theme))
        .map(|theme| Line {
            version: VERSION,
            id: theme.id.clone(),
            terms: theme.terms.clone(),
            found_at: now.to_string(),
        })
        .collect();
    if lines.is_empty() {
        return Ok(());
    }
    append_all(path, &lines)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn theme(id: &str, word: &str) -> KnownTheme {
        KnownTheme {
            id: id.to_owned(),
            terms: vec![vec![word.to_owned()]],
        }
    }

    #[test]
    fn a_later_line_stands_for_the_earlier_one_and_nothing_is_noted_twice() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("themes.jsonl");
        assert_eq!(known_themes(&path).unwrap(), []);
        let first = [theme("a", "bus"), theme("b", "lift")];
        note_themes(&path, &first, &[], Timestamp::UNIX_EPOCH).unwrap();
        let second = [theme("a", "trein"), theme("b", "lift")];
        note_themes(&path, &second, &first, Timestamp::UNIX_EPOCH).unwrap();
        assert_eq!(known_themes(&path).unwrap(), second);
        assert_eq!(fs::read_to_string(&path).unwrap().lines().count(), 3);
    }

    #[test]
    fn a_torn_line_does_not_count_and_a_damaged_one_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("themes.jsonl");
        note_themes(&path, &[theme("a", "bus")], &[], Timestamp::UNIX_EPOCH).unwrap();
        let whole = fs::read_to_string(&path).unwrap();
        fs::write(&path, format!("{whole}{{\"version\": 1, \"id")).unwrap();
        assert_eq!(known_themes(&path).unwrap().len(), 1);
        fs::write(&path, format!("{whole}nothing\n")).unwrap();
        let error = known_themes(&path).unwrap_err();
        assert!(matches!(error, Error::Ledger { line: 2, .. }));
    }
}
