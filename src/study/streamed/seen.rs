use crate::intake::table;
use crate::study::Error;
use std::path::Path;
use std::time::SystemTime;

/// How a file looked when it was first opened: that it still does shows that nothing was written meanwhile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Seen {
    length: u64,
    modified: Option<SystemTime>,
}

impl Seen {
    /// Looks at a file; `None` for what came through a pipe and is held, or is no file.
    pub(super) fn of(path: &Path, options: &table::Options) -> Option<Self> {
        if options.piped.is_some() {
            return None;
        }
        let found = std::fs::metadata(path)
            .ok()
            .filter(std::fs::Metadata::is_file)?;
        Some(Self {
            length: found.len(),
            modified: found.modified().ok(),
        })
    }
}

/// Refuses a file that no longer looks as it did.
pub(super) fn check_unchanged(
    before: Option<Seen>,
    path: &Path,
    options: &table::Options,
) -> Result<(), Error> {
    if Seen::of(path, options) == before {
        return Ok(());
    }
    Err(Error::Changed {
        path: path.to_path_buf(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    #[test]
    fn a_file_that_was_written_to_or_taken_away_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("wave.csv");
        std::fs::write(&path, "nps,speed\n9,4\n").unwrap();
        let options = table::Options::default();
        let before = Seen::of(&path, &options);
        assert!(before.is_some());
        check_unchanged(before, &path, &options).unwrap();
        let mut file = std::fs::OpenOptions::new()
            .append(true)
            .open(&path)
            .unwrap();
        file.write_all(b"8,3\n").unwrap();
        drop(file);
        let changed = check_unchanged(before, &path, &options);
        assert!(matches!(changed, Err(Error::Changed { .. })));
        let before = Seen::of(&path, &options);
        let file = std::fs::File::options().write(true).open(&path).unwrap();
        file.set_modified(SystemTime::UNIX_EPOCH).unwrap();
        assert!(check_unchanged(before, &path, &options).is_err());
        let before = Seen::of(&path, &options);
        std::fs::remove_file(&path).unwrap();
        assert!(check_unchanged(before, &path, &options).is_err());
    }
}
