//! Where the development data are: public data sets that are no part of the project, for tests only.

use std::path::{Path, PathBuf};

/// The folder of development data: `../shared/data` beside the project, else what `SIGNAAL_DATA` names.
///
/// `None`, with a notice, where neither is there: the test that asked is skipped.
#[expect(clippy::print_stderr, reason = "a test says that its data are missing")]
pub(crate) fn folder() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data");
    let named = std::env::var_os("SIGNAAL_DATA").map(PathBuf::from);
    let found = [Some(beside), named]
        .into_iter()
        .flatten()
        .find(|folder| folder.is_dir());
    if found.is_none() {
        eprintln!("skipped: no ../shared/data and no SIGNAAL_DATA");
    }
    found
}

/// A file of the development data; `None`, with a notice, where it is not there.
#[expect(clippy::print_stderr, reason = "a test says that its data are missing")]
pub(crate) fn file(name: &str) -> Option<PathBuf> {
    let path = folder()?.join(name);
    if path.exists() {
        return Some(path);
    }
    eprintln!("skipped: no {name} among the development data");
    None
}
