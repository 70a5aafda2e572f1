use super::problem::{Error, Problems, SettingsFile};
use super::section::Section;
use std::fs;
use std::path::Path;
use toml::de::DeTable;

/// The text of a file of settings.
///
/// # Errors
///
/// [`Error::Unreadable`] when the file cannot be read.
pub(super) fn read_settings(kind: SettingsFile, path: &Path) -> Result<String, Error> {
    fs::read_to_string(path).map_err(|source| Error::Unreadable {
        file: kind,
        path: path.to_path_buf(),
        source,
    })
}

/// What `read` makes of the table that `text` holds, unless anything is wrong: a fault of syntax, what `read`
/// notes (it must where it makes nothing), or a key that it did not ask for.
///
/// # Errors
///
/// [`Error::Wrong`] with every problem.
pub(super) fn parse_settings<'t, T>(
    (kind, path): (SettingsFile, &Path),
    text: &'t str,
    read: impl FnOnce(&mut Section<'_, 't>, &mut Problems<'t>) -> Option<T>,
) -> Result<T, Error> {
    let mut problems = Problems::new(text);
    let (table, errors) = DeTable::parse_recoverable(text);
    for error in &errors {
        let at = error.span().map_or(0, |span| span.start);
        problems.note(at, "syntax", error.message().to_owned());
    }
    let mut root = Section::root(&table);
    let settings = read(&mut root, &mut problems);
    root.finish(&mut problems);
    let problems = problems.into_found();
    match settings {
        Some(settings) if problems.is_empty() => Ok(settings),
        _ => Err(Error::Wrong {
            file: kind,
            path: path.to_path_buf(),
            problems,
        }),
    }
}
