use super::Error;
use crate::config::Project;
use crate::intake::{self, FileName};
use crate::privacy::{Key, Purpose};
use crate::record::RawId;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A file of a source.
#[derive(Debug, Clone)]
pub(super) struct Found {
    /// Position of its source in the project.
    pub(super) source_idx: usize,
    /// Name of the source.
    source: String,
    /// Where it stands.
    pub(super) path: PathBuf,
    /// Name relative to the project file, with `/` between folders.
    pub(super) label: Arc<str>,
}

impl Found {
    /// Source and name: what makes it the same file in the next run.
    pub(super) fn key(&self) -> (String, String) {
        (self.source.clone(), self.label.to_string())
    }

    /// SHA-256 of its bytes, lower-case hexadecimal.
    pub(super) fn sha256(&self) -> Result<String, Error> {
        let hash = intake::hash_file(&self.path).map_err(|source| Error::Intake {
            file: self.path.clone(),
            source,
        })?;
        Ok(intake::hex(&hash))
    }

    /// Size in bytes, 0 where it is not known.
    pub(super) fn size_bytes(&self) -> u64 {
        fs::metadata(&self.path).map_or(0, |metadata| metadata.len())
    }
}

/// Every file of every source, sorted by source (as declared) and name.
///
/// # Errors
///
/// [`Error::NoFiles`] when a source has none, [`Error::Intake`] for a pattern that cannot be used.
pub(super) fn find_files(project: &Project, key: &Key) -> Result<Vec<Found>, Error> {
    let (mut found, mut faults) = find_what_is_there(project);
    if faults.is_empty() {
        for file in &mut found {
            let names = project.sources[file.source_idx].spec.file_name;
            file.label = label(&file.label, names, key);
        }
        Ok(found)
    } else {
        Err(faults.swap_remove(0))
    }
}

/// The label of a file as it may be kept: where its name is an id of a contact or ticket, the id is
/// replaced by its pseudonym.
fn label(label: &str, names: FileName, key: &Key) -> Arc<str> {
    let purpose = match names {
        FileName::Nothing => return label.into(),
        FileName::Contact => Purpose::Contact,
        FileName::Ticket => Purpose::Ticket,
    };
    let (folder, name) = label.rsplit_once('/').unwrap_or(("", label));
    let bare = name.strip_suffix(".gz").unwrap_or(name);
    let id = bare.rsplit_once('.').map_or(bare, |(id, _)| id);
    let pseudonym = key.pseudonym(purpose, &RawId::new(id));
    let slash = if folder.is_empty() { "" } else { "/" };
    format!("{folder}{slash}{pseudonym}{}", &name[id.len()..]).into()
}

/// As [`find_files`], with everything that stands in the way beside what was found.
pub(super) fn find_what_is_there(project: &Project) -> (Vec<Found>, Vec<Error>) {
    let (mut found, mut faults) = (Vec::new(), Vec::new());
    for (source_idx, source) in project.sources.iter().enumerate() {
        let name = source.spec.name.as_str();
        let mut paths: Vec<PathBuf> = Vec::new();
        let mut absent: Vec<&str> = Vec::new();
        for pattern in &source.files {
            match intake::expand(pattern, &project.folder) {
                Ok(matches) => paths.extend(matches),
                Err(intake::Error::NoFile { .. }) => absent.push(pattern),
                Err(error) => faults.push(Error::Intake {
                    file: project.folder.join(pattern),
                    source: error,
                }),
            }
        }
        if !absent.is_empty() {
            faults.push(Error::NoFiles {
                name: name.to_owned(),
                patterns: absent.join(", "),
            });
        }
        paths.sort();
        paths.dedup();
        found.extend(paths.into_iter().map(|path| {
            let relative = path.strip_prefix(&project.folder).unwrap_or(&path);
            let label = relative.to_string_lossy().replace('\\', "/");
            // Messages show the path as it was written in the project file where they can.
            let path = path
                .strip_prefix(".")
                .map(Path::to_path_buf)
                .unwrap_or(path);
            Found {
                source_idx,
                source: name.to_owned(),
                label: label.into(),
                path,
            }
        }));
    }
    (found, faults)
}
