use super::files::find_what_is_there;
use super::shaping::{Again, Shaping};
use super::{Assets, Error};
use crate::config::Project;
use crate::intake::FileName;
use crate::store::{IngestedFile, Store};

/// Refuses an archive that was read otherwise than the project file says now: its figures would be those of a
/// taxonomy, a mapping or a scale that nobody sees any more.
///
/// Files that vanished keep the mapping under which they were taken in, because nothing can take them in again;
/// a run bears them too. Their names are returned.
///
/// # Errors
///
/// [`Error::OtherSettings`] with the way out.
pub fn refuse_other_settings(
    project: &Project,
    assets: &Assets,
    store: &Store,
) -> Result<Vec<String>, Error> {
    let files = store.manifest().map_or(&[][..], |manifest| &manifest.files);
    let differs = |file: &IngestedFile, mends| Error::OtherSettings {
        source_name: file.source.clone(),
        mends,
    };
    let mut of_other_mapping = Vec::new();
    let mut kept = Vec::new();
    let mut read_otherwise = None;
    for file in files {
        let mut sources = project.sources.iter();
        let source = sources.find(|source| source.spec.name.as_str() == file.source);
        let Some(source) = source else {
            return Err(differs(file, Mends::Run));
        };
        let (was, is) = (
            Shaping::parse(&file.settings_sha256),
            assets.settings_of(source),
        );
        if was.records != is.records {
            of_other_mapping.push((source, file));
        }
        if was.again(&is) != Again::Nothing {
            read_otherwise.get_or_insert(file);
        }
    }
    if !of_other_mapping.is_empty() {
        let (found, _) = find_what_is_there(project);
        for (source, file) in of_other_mapping {
            // Names that are ids stand in the archive as pseudonyms: any file of the source may be the one.
            let is_there = found.iter().any(|one| {
                let is_same =
                    *one.label == *file.file || source.spec.file_name != FileName::Nothing;
                is_same && project.sources[one.source_idx].spec.name == source.spec.name
            });
            if is_there {
                return Err(differs(file, Mends::Run));
            }
            kept.push(file.file.clone());
        }
    }
    read_otherwise.map_or(Ok(kept), |file| Err(differs(file, Mends::Reclassify)))
}

/// What makes an archive be what the project file says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mends {
    /// Taking the files in again.
    Run,
    /// Reading the stored texts again; the files may be gone.
    Reclassify,
}
