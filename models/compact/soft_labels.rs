//! What a stronger model read in texts without a label, kept beside the digest of each text, not the text.

use crate::sample::hash_of;
use signaal::record::LanguageTag;
use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

/// Digest (8 bytes), negative and positive in 255ths (1 byte each); neutral is the rest.
const ENTRY_BYTES: usize = 10;

/// Probabilities of negative, neutral and positive by text and language.
#[derive(Default)]
pub(crate) struct SoftLabels {
    by_text: BTreeMap<u64, [u8; 2]>,
}

/// Where they lie in this repository.
pub(crate) fn file() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("models/compact/soft_labels.bin")
}

impl SoftLabels {
    /// Reads the file back.
    ///
    /// # Errors
    ///
    /// When it is not there or cut off.
    pub(crate) fn read(file: &Path) -> Result<Self, Box<dyn Error>> {
        let bytes = fs::read(file).map_err(|error| format!("{}: {error}", file.display()))?;
        let entries = bytes.chunks_exact(ENTRY_BYTES);
        if !entries.remainder().is_empty() {
            return Err(format!("{} is cut off", file.display()).into());
        }
        let by_text = entries
            .map(|entry| {
                let (digest, label) = entry.split_at(ENTRY_BYTES - 2);
                let digest = digest
                    .iter()
                    .rev()
                    .fold(0, |sum, byte| (sum << 8) | u64::from(*byte));
                (digest, [label[0], label[1]])
            })
            .collect();
        Ok(Self { by_text })
    }

    /// Keeps what was read in a text.
    pub(crate) fn insert(&mut self, text: &str, language: LanguageTag, probabilities: [f32; 3]) {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a probability in 255ths"
        )]
        let part = |share: f32| (share.clamp(0.0, 1.0) * 255.0).round() as u8;
        let [negative, _, positive] = probabilities;
        let label = [part(negative), part(positive)];
        self.by_text.insert(key(text, language), label);
    }

    /// Writes the file, ordered by digest.
    ///
    /// # Errors
    ///
    /// When it cannot be written.
    pub(crate) fn write(&self, file: &Path) -> Result<(), Box<dyn Error>> {
        let mut bytes = Vec::with_capacity(self.by_text.len() * ENTRY_BYTES);
        for (digest, label) in &self.by_text {
            bytes.extend(digest.to_le_bytes());
            bytes.extend(label);
        }
        Ok(fs::write(file, bytes)?)
    }

    /// What was read in a text; `None` where it was never asked for.
    pub(crate) fn of(&self, text: &str, language: LanguageTag) -> Option<[f32; 3]> {
        let [negative, positive] = *self.by_text.get(&key(text, language))?;
        let (negative, positive) = (f32::from(negative) / 255.0, f32::from(positive) / 255.0);
        Some([negative, (1.0 - negative - positive).max(0.0), positive])
    }
}

fn key(text: &str, language: LanguageTag) -> u64 {
    hash_of(&format!("{language:?} {text}"))
}
