use super::{Error, Passage};
use crate::record::ModelCard;
use ndarray::Array2;
use std::ops::Range;

/// Turns passages into vectors.
///
/// Contract: rows come in the order of the passages; a row depends on its own passage only, not on
/// the batch (within 1e-5); an empty batch gives an array without rows; no text makes it panic;
/// calls may come from several threads at once and nothing is remembered between them.
pub trait Encoder: Send + Sync {
    /// What the model is; `width` is the number of columns that [`Encoder::encode`] returns.
    fn card(&self) -> &ModelCard;

    /// Encodes each passage in its own language.
    ///
    /// # Shapes
    ///
    /// (passages, width), finite.
    ///
    /// # Errors
    ///
    /// Backends that run outside this crate may fail; the compact one never does.
    fn encode(&self, passages: &[Passage<'_>]) -> Result<Array2<f32>, Error>;

    /// Looks at each passage piece by piece, for models that know a piece in the context of the others.
    ///
    /// Those that do not, the compact one among them, answer `None`.
    ///
    /// # Errors
    ///
    /// As [`Encoder::encode`].
    fn states(&self, passages: &[Passage<'_>]) -> Result<Option<Vec<PieceStates>>, Error> {
        let _ = passages;
        Ok(None)
    }
}

/// What the pieces of a passage are in the context of each other.
#[derive(Debug, Clone, PartialEq)]
pub struct PieceStates {
    /// (pieces, width of the network), marks and prefix among them.
    pub states: Array2<f32>,
    /// Bytes of the passage that each piece stands for; empty where it stands for none.
    pub spans: Vec<Range<usize>>,
}
