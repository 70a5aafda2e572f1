use crate::classify::topics::{EncoderSource, LearnedModel};
use crate::pipeline::Error;
use std::fs;
use std::path::Path;

/// Reads a file that `learn` wrote; `encoders` gives the encoder it was learnt with.
///
/// # Errors
///
/// [`Error::Unreadable`], and [`Error::LearnedModel`] for a file that is no such model, is damaged, or
/// was learnt with an encoder that is not at hand.
pub fn read_learned(path: &Path, encoders: &EncoderSource<'_>) -> Result<LearnedModel, Error> {
    let bytes = fs::read(path).map_err(|source| Error::Unreadable {
        path: path.to_path_buf(),
        source,
    })?;
    LearnedModel::from_bytes(&bytes, encoders).map_err(|source| Error::LearnedModel {
        path: path.to_path_buf(),
        source,
    })
}
