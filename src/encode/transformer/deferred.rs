use super::encoder::card_of;
use super::{Error, ModelFolder, Options, TransformerEncoder};
use crate::encode::{CompactEncoder, Encoder, Error as EncodeError, Passage, PieceStates};
use crate::record::ModelCard;
use ndarray::Array2;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// A transformer that is opened when the first text is read.
///
/// Commands that read columns alone ask which model read them, and need no weights for that.
#[derive(Debug)]
pub struct DeferredEncoder {
    card: ModelCard,
    folder: PathBuf,
    options: Options,
    opened: OnceLock<Result<TransformerEncoder, String>>,
}

impl DeferredEncoder {
    /// Reads the manifest of a model folder, and nothing else.
    ///
    /// # Errors
    ///
    /// Those of [`ModelFolder::manifest_of`]; [`Error::Compact`] when the program is damaged.
    pub fn new(folder: &Path, options: Options) -> Result<Self, Error> {
        let manifest = ModelFolder::manifest_of(folder)?;
        let compact = CompactEncoder::bundled().map_err(|error| Error::Compact {
            reason: error.to_string(),
        })?;
        Ok(Self {
            card: card_of(&manifest, compact.card()),
            folder: folder.to_owned(),
            options,
            opened: OnceLock::new(),
        })
    }

    fn opened(&self) -> Result<&TransformerEncoder, EncodeError> {
        let opened = self.opened.get_or_init(|| {
            let encoder = ModelFolder::open(&self.folder)
                .and_then(|folder| TransformerEncoder::open(folder, &self.options));
            encoder.map_err(|error| format!("{error}; {}", error.hint()))
        });
        opened.as_ref().map_err(|reason| EncodeError::Backend {
            reason: reason.clone(),
        })
    }
}

impl Encoder for DeferredEncoder {
    fn card(&self) -> &ModelCard {
        &self.card
    }

    fn encode(&self, passages: &[Passage<'_>]) -> Result<Array2<f32>, EncodeError> {
        self.opened()?.encode(passages)
    }

    fn states(&self, passages: &[Passage<'_>]) -> Result<Option<Vec<PieceStates>>, EncodeError> {
        self.opened()?.states(passages)
    }
}
