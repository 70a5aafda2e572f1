use crate::classify::topics::LearnedModel;
use crate::encode::{CompactEncoder, Encoder, Error as EncodeError};
use crate::pipeline::Error;
use std::fs;
use std::path::Path;
use std::sync::Arc;

/// The encoders at hand, by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Encoders;

impl Encoders {
    /// The encoder of this name; `None` where there is none.
    pub fn find(name: &str) -> Option<Result<Arc<dyn Encoder>, EncodeError>> {
        match name {
            "compact" => Some(CompactEncoder::bundled().map(|encoder| {
                let encoder: Arc<dyn Encoder> = Arc::new(encoder);
                encoder
            })),
            _ => None,
        }
    }
}

/// Reads a file that `learn` wrote.
///
/// # Errors
///
/// [`Error::Unreadable`], and [`Error::LearnedModel`] for a file that is no such model, is damaged, or
/// was learnt with an encoder that is not at hand.
pub fn read_learned(path: &Path) -> Result<LearnedModel, Error> {
    let bytes = fs::read(path).map_err(|source| Error::Unreadable {
        path: path.to_path_buf(),
        source,
    })?;
    LearnedModel::from_bytes(&bytes, &Encoders::find).map_err(|source| Error::LearnedModel {
        path: path.to_path_buf(),
        source,
    })
}
