use super::{Error, Manifest};
use std::ops::Range;
use tokenizers::Tokenizer;

/// Turns texts into the numbers of their pieces, and those into windows that the network can take.
#[derive(Debug)]
pub(super) struct Pieces {
    tokenizer: Tokenizer,
    prefix: String,
    /// Numbers that stand before and after every window.
    marks: [u32; 2],
    /// Pieces between the marks.
    longest: usize,
}

/// A part of a text that the network takes at once, marks included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Window {
    /// Number of the text.
    pub(super) text: usize,
    /// Numbers of the pieces.
    pub(super) pieces: Vec<u32>,
}

/// A window with the bytes of the text that each piece stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct PlacedWindow {
    pub(super) pieces: Vec<u32>,
    /// One range per piece; empty for marks and for the prefix.
    pub(super) spans: Vec<Range<usize>>,
}

impl Window {
    /// Pieces that are not marks, at least 1: how much the window counts in the mean of its text.
    pub(super) fn n_own_pieces(&self) -> usize {
        self.pieces.len().saturating_sub(2).max(1)
    }
}

impl Pieces {
    /// Reads `tokenizer.json` and checks it against the manifest.
    pub(super) fn new(json: &[u8], manifest: &Manifest) -> Result<Self, Error> {
        let faulty = |error: tokenizers::Error| Error::Tokenizer {
            reason: error.to_string(),
        };
        let mut tokenizer = Tokenizer::from_bytes(json).map_err(faulty)?;
        tokenizer.with_padding(None);
        tokenizer.with_truncation(None).map_err(faulty)?;
        let n_pieces = tokenizer.get_vocab_size(true);
        if n_pieces > manifest.architecture.vocabulary {
            return Err(Error::ForeignTokenizer {
                what: "number of pieces".to_owned(),
                got: n_pieces.to_string(),
                expected: format!("{} at most", manifest.architecture.vocabulary),
            });
        }
        let empty = tokenizer.encode_fast("", true).map_err(faulty)?;
        let &[begin, end] = empty.get_ids() else {
            return Err(Error::Tokenizer {
                reason: format!(
                    "an empty text becomes {} pieces instead of a mark of its begin and one of its end",
                    empty.get_ids().len()
                ),
            });
        };
        let read = Self {
            tokenizer,
            prefix: manifest.prefix.clone(),
            marks: [begin, end],
            longest: manifest.architecture.positions - 2,
        };
        for probe in &manifest.probes {
            let got: Vec<u32> = read.windows(0, &probe.text)?.swap_remove(0).pieces;
            if got != probe.pieces {
                return Err(Error::ForeignTokenizer {
                    what: format!("{:?} in pieces", probe.text),
                    got: format!("{got:?}"),
                    expected: format!("{:?}", probe.pieces),
                });
            }
        }
        Ok(read)
    }

    /// The windows of a text, in its order; an empty text has one.
    ///
    /// A long text is cut after as many pieces as the network has positions for, without overlap.
    pub(super) fn windows(&self, number: usize, text: &str) -> Result<Vec<Window>, Error> {
        let whole = [self.prefix.as_str(), text].concat();
        let encoding =
            self.tokenizer
                .encode_fast(whole, false)
                .map_err(|error| Error::Tokenizer {
                    reason: error.to_string(),
                })?;
        let [begin, end] = self.marks;
        let window = |own: &[u32]| Window {
            text: number,
            pieces: [&[begin], own, &[end]].concat(),
        };
        if encoding.get_ids().is_empty() {
            return Ok(vec![window(&[])]);
        }
        Ok(encoding
            .get_ids()
            .chunks(self.longest)
            .map(window)
            .collect())
    }

    /// The windows of a text as [`Pieces::windows`] cuts them, with the place of each piece.
    pub(super) fn placed_windows(&self, text: &str) -> Result<Vec<PlacedWindow>, Error> {
        let whole = [self.prefix.as_str(), text].concat();
        let encoding = self
            .tokenizer
            .encode(whole, false)
            .map_err(|error| Error::Tokenizer {
                reason: error.to_string(),
            })?;
        let n_before = self.prefix.len();
        let spans: Vec<Range<usize>> = encoding
            .get_offsets()
            .iter()
            .map(|&(start, end)| start.saturating_sub(n_before)..end.saturating_sub(n_before))
            .collect();
        let [begin, end] = self.marks;
        let mark = std::iter::once(0..0);
        let window = |own: &[u32], spans: &[Range<usize>]| PlacedWindow {
            pieces: [&[begin], own, &[end]].concat(),
            spans: mark
                .clone()
                .chain(spans.iter().cloned())
                .chain(mark.clone())
                .collect(),
        };
        if encoding.get_ids().is_empty() {
            return Ok(vec![window(&[], &[])]);
        }
        Ok(encoding
            .get_ids()
            .chunks(self.longest)
            .zip(spans.chunks(self.longest))
            .map(|(own, spans)| window(own, spans))
            .collect())
    }
}
