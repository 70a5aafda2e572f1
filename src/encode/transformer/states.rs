use super::{Error, TransformerEncoder};
use crate::encode::{Passage, PieceStates};
use crate::stats::compute_in_order;
use ndarray::Array2;
use std::ops::Range;

impl TransformerEncoder {
    /// The pieces of each passage after three quarters of the layers; a long passage window by window.
    ///
    /// # Errors
    ///
    /// [`Error::Runtime`], [`Error::RustBert`] or [`Error::Tokenizer`] when a library fails.
    pub(super) fn states_of(&self, passages: &[Passage<'_>]) -> Result<Vec<PieceStates>, Error> {
        compute_in_order(passages.len(), |number| {
            self.states_in(passages[number].text())
        })
        .into_iter()
        .collect()
    }

    fn states_in(&self, text: &str) -> Result<PieceStates, Error> {
        let width = self.manifest().architecture.width;
        let mut numbers: Vec<f32> = Vec::new();
        let mut spans: Vec<Range<usize>> = Vec::new();
        for window in self.pieces.placed_windows(text)? {
            numbers.extend(self.network.states(&window.pieces)?);
            spans.extend(window.spans);
        }
        let states = Array2::from_shape_vec((spans.len(), width), numbers);
        let states = states.map_err(|error| Error::Runtime {
            step: "compute",
            reason: error.to_string(),
        })?;
        Ok(PieceStates { states, spans })
    }
}
