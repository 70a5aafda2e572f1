use crate::pipeline::Error;
use std::fs;
use std::path::{Path, PathBuf};

/// Writes a model, and beside it its card for people (`.card.md`) and its errors for programs
/// (`.errors.json`); returns the paths of both.
///
/// The model is put in place whole, last.
///
/// # Errors
///
/// [`Error::Write`].
pub fn write_model(
    path: &Path,
    model: &[u8],
    card: &str,
    errors: &str,
) -> Result<[PathBuf; 2], Error> {
    let beside = |ending: &str| {
        let mut name = path.as_os_str().to_owned();
        name.push(ending);
        PathBuf::from(name)
    };
    let files = [beside(".card.md"), beside(".errors.json")];
    let prepared = beside(".part");
    let put = |to: &Path, bytes: &[u8]| {
        fs::write(to, bytes).map_err(|source| Error::Write {
            path: to.to_path_buf(),
            source,
        })
    };
    put(&files[0], card.as_bytes())?;
    put(&files[1], errors.as_bytes())?;
    put(&prepared, model)?;
    fs::rename(&prepared, path).map_err(|source| Error::Write {
        path: path.to_path_buf(),
        source,
    })?;
    Ok(files)
}
