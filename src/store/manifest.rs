use super::schema::FORMAT_VERSION;
use crate::record::ModelCard;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What a commit says about how it came about. It rides in the commit itself, so index and
/// manifest cannot part.
///
/// The format version is written by the store and checked before a manifest is read, so it is
/// not a field that a caller could get wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Manifest {
    /// Number of the run, counted from 1.
    pub run: u64,
    /// When the run started.
    pub started: Timestamp,
    /// Seed of the run.
    pub seed: u64,
    /// SHA-256 of the settings, lower-case hexadecimal.
    pub settings_sha256: String,
    /// Tells keys apart without telling the key.
    pub key_fingerprint: String,
    /// The models that read the documents.
    pub models: Vec<ModelCard>,
    /// Every file taken in so far, this run and before.
    pub files: Vec<IngestedFile>,
}

/// One file taken in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IngestedFile {
    /// The source that declared it.
    pub source: String,
    /// Name relative to the project file.
    pub file: String,
    /// SHA-256 of its bytes, lower-case hexadecimal.
    pub sha256: String,
    /// Hashes of the settings that shaped its documents, as the pipeline tells them apart.
    pub settings_sha256: String,
    /// Format as recognised, in words.
    pub format: String,
    /// Rows read.
    pub n_read: u64,
    /// Rows rejected.
    pub n_rejected: u64,
    /// Documents stored when it was taken in, less those that took the place of another.
    pub n_stored: u64,
    /// Documents that took the place of an earlier row's with the same id, of this file or another.
    pub n_replaced: u64,
    /// Rejected rows by reason.
    pub rejections: BTreeMap<String, u64>,
    /// Redactions by kind.
    pub redactions: BTreeMap<String, u64>,
    /// Columns that no mapping names.
    pub unmapped_columns: Vec<String>,
    /// Columns that the mapping names and the file lacks.
    pub missing_columns: Vec<String>,
    /// Rows left out because their person was forgotten.
    pub n_forgotten: u64,
}

/// The manifest as JSON text.
pub(super) fn to_json(manifest: &Manifest) -> Result<String, serde_json::Error> {
    serde_json::to_string(&ManifestWire::from(manifest))
}

/// The manifest in JSON text.
pub(super) fn from_json(text: &str) -> Result<Manifest, serde_json::Error> {
    serde_json::from_str::<ManifestWire>(text)?.try_into()
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ManifestWire {
    format_version: u32,
    run: u64,
    started: String,
    seed: u64,
    settings_sha256: String,
    key_fingerprint: String,
    models: Vec<ModelWire>,
    files: Vec<FileWire>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ModelWire {
    name: String,
    version: String,
    sha256: String,
    licence: String,
    width: usize,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct FileWire {
    source: String,
    file: String,
    sha256: String,
    settings_sha256: String,
    format: String,
    n_read: u64,
    n_rejected: u64,
    n_stored: u64,
    n_replaced: u64,
    rejections: BTreeMap<String, u64>,
    redactions: BTreeMap<String, u64>,
    unmapped_columns: Vec<String>,
    missing_columns: Vec<String>,
    n_forgotten: u64,
}

impl From<&Manifest> for ManifestWire {
    fn from(manifest: &Manifest) -> Self {
        let Manifest {
            run,
            started,
            seed,
            settings_sha256,
            key_fingerprint,
            models,
            files,
        } = manifest.clone();
        Self {
            format_version: FORMAT_VERSION,
            run,
            started: started.to_string(),
            seed,
            settings_sha256,
            key_fingerprint,
            models: models.into_iter().map(ModelWire::from).collect(),
            files: files.into_iter().map(FileWire::from).collect(),
        }
    }
}

impl TryFrom<ManifestWire> for Manifest {
    type Error = serde_json::Error;

    fn try_from(wire: ManifestWire) -> Result<Self, serde_json::Error> {
        use serde::de::Error;
        if wire.format_version != FORMAT_VERSION {
            return Err(Error::custom(format_args!(
                "format version {} where {FORMAT_VERSION} was expected",
                wire.format_version
            )));
        }
        Ok(Self {
            run: wire.run,
            started: wire.started.parse().map_err(Error::custom)?,
            seed: wire.seed,
            settings_sha256: wire.settings_sha256,
            key_fingerprint: wire.key_fingerprint,
            models: wire.models.into_iter().map(ModelCard::from).collect(),
            files: wire.files.into_iter().map(IngestedFile::from).collect(),
        })
    }
}

/// Two structs with the same fields, either way.
macro_rules! same_fields {
    ($inner:ident, $wire:ident { $($field:ident),+ $(,)? }) => {
        impl From<$inner> for $wire {
            fn from($inner { $($field),+ }: $inner) -> Self {
                Self { $($field),+ }
            }
        }

        impl From<$wire> for $inner {
            fn from($wire { $($field),+ }: $wire) -> Self {
                Self { $($field),+ }
            }
        }
    };
}

same_fields!(
    ModelCard,
    ModelWire {
        name,
        version,
        sha256,
        licence,
        width
    }
);
same_fields!(
    IngestedFile,
    FileWire {
        source,
        file,
        sha256,
        settings_sha256,
        format,
        n_read,
        n_rejected,
        n_stored,
        n_replaced,
        rejections,
        redactions,
        unmapped_columns,
        missing_columns,
        n_forgotten,
    }
);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::fixture;

    #[test]
    fn a_manifest_survives_json() {
        let mut manifest = fixture::manifest(3);
        manifest.models.push(ModelCard {
            name: "compact".to_owned(),
            version: "1".to_owned(),
            sha256: "23".repeat(32),
            licence: "MIT".to_owned(),
            width: 64,
        });
        let json = to_json(&manifest).unwrap();
        assert_eq!(from_json(&json).unwrap(), manifest);
    }

    #[test]
    fn a_manifest_of_another_format_is_refused() {
        let json = to_json(&fixture::manifest(1)).unwrap();
        let version = |number: u32| format!("\"format_version\":{number}");
        let newer = json.replace(&version(FORMAT_VERSION), &version(FORMAT_VERSION + 1));
        assert_ne!(json, newer);
        assert!(from_json(&newer).is_err());
    }
}
