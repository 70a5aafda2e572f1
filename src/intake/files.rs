use super::Error;
use globset::GlobBuilder;
use std::fs;
use std::path::{Component, Path, PathBuf};

/// The files that a pattern names, sorted.
///
/// `*` and `?` stay inside one folder, `**` crosses folders, `{a,b}` and `[0-9]` work. A pattern
/// that is the exact name of a file is that file, whatever signs it holds. Links to files are
/// followed, links to folders are not.
///
/// # Errors
///
/// [`Error::BadPattern`], [`Error::NoFile`] when nothing matches, [`Error::Unreadable`] when a
/// folder on the way cannot be listed.
pub fn expand(pattern: &str, base_dir: &Path) -> Result<Vec<PathBuf>, Error> {
    let exact = base_dir.join(pattern);
    if exact.is_file() {
        return Ok(vec![exact]);
    }
    let bad = |error: globset::Error| Error::BadPattern {
        pattern: pattern.to_owned(),
        detail: error.kind().to_string(),
    };
    let glob = |part: &str| {
        GlobBuilder::new(part)
            .literal_separator(true)
            .build()
            .map(|glob| glob.compile_matcher())
            .map_err(bad)
    };
    // The folders before the first special sign are walked through, not searched.
    let (folder, rest) = literal_start(pattern);
    let root = base_dir.join(folder);
    let matcher = glob(rest)?;
    let depth = if rest.contains("**") || rest.contains('{') {
        64
    } else {
        rest.matches('/').count() + 1
    };
    let mut found = Vec::new();
    if root.is_dir() {
        walk(&root, Path::new(""), depth, &mut |relative| {
            if matcher.is_match(relative) {
                found.push(root.join(relative));
            }
        })?;
    }
    if found.is_empty() {
        return Err(Error::NoFile {
            pattern: pattern.to_owned(),
            base: base_dir.to_path_buf(),
        });
    }
    found.sort();
    Ok(found)
}

/// The folders of a pattern that hold no special sign, and the rest.
fn literal_start(pattern: &str) -> (&str, &str) {
    let special = pattern
        .find(['*', '?', '[', '{', '\\'])
        .unwrap_or(pattern.len());
    let cut = pattern[..special].rfind('/').map_or(0, |at| at + 1);
    pattern.split_at(cut)
}

fn walk(
    root: &Path,
    relative: &Path,
    depth: usize,
    visit: &mut dyn FnMut(&Path),
) -> Result<(), Error> {
    let folder = root.join(relative);
    let unreadable = |source| Error::Unreadable {
        path: folder.clone(),
        source,
    };
    for entry in fs::read_dir(&folder).map_err(unreadable)? {
        let entry = entry.map_err(unreadable)?;
        let kind = entry.file_type().map_err(unreadable)?;
        let path = relative.join(entry.file_name());
        if kind.is_dir() {
            let nested = path
                .components()
                .filter(|part| matches!(part, Component::Normal(_)))
                .count();
            if nested < depth {
                walk(root, &path, depth, visit)?;
            }
        } else if kind.is_file() || root.join(&path).is_file() {
            visit(&path);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_find_files_in_order() {
        let folder = tempfile::tempdir().unwrap();
        for name in [
            "b.csv",
            "a.csv",
            "a[1].csv",
            "deep/er/c.csv",
            "deep/d.jsonl",
        ] {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "x").unwrap();
        }
        let check = |pattern: &str, expected: &[&str]| {
            let found = expand(pattern, folder.path()).unwrap();
            let expected: Vec<_> = expected
                .iter()
                .map(|name| folder.path().join(name))
                .collect();
            assert_eq!(found, expected, "{pattern}");
        };
        check("*.csv", &["a.csv", "a[1].csv", "b.csv"]);
        check("**/*.csv", &["a.csv", "a[1].csv", "b.csv", "deep/er/c.csv"]);
        check("deep/*.{csv,jsonl}", &["deep/d.jsonl"]);
        check("de*/er/?.csv", &["deep/er/c.csv"]);
        check("a[1].csv", &["a[1].csv"]);
        check("./b.csv", &["./b.csv"]);
    }

    #[test]
    fn nothing_found_is_an_error_that_names_the_pattern() {
        let folder = tempfile::tempdir().unwrap();
        for pattern in ["*.csv", "absent/x.csv", "absent/*.csv"] {
            let error = expand(pattern, folder.path()).unwrap_err();
            assert!(matches!(error, Error::NoFile { .. }), "{pattern}");
            assert!(error.to_string().contains(pattern));
        }
        assert!(matches!(
            expand("[", folder.path()),
            Err(Error::BadPattern { .. })
        ));
    }
}
