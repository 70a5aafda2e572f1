use super::engine::{Engine, Network};
use super::folder::ModelFolder;
use super::manifest::{TOKENIZER_FILE, WEIGHTS_FILE};
use super::network::Precision;
use super::pieces::{Pieces, Window};
use super::tensors::Tensors;
use super::{Error, Manifest};
use crate::encode::compact::hexadecimal;
use crate::encode::{CompactEncoder, Encoder, Error as EncodeError, Passage, PieceStates};
use crate::record::ModelCard;
use crate::stats::compute_in_order;
use ndarray::Array2;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// Lowest likeness of a probe to its stored vector; bytes are coarser than single precision.
const LEAST_COSINE_SINGLE: f32 = 0.9998;
const LEAST_COSINE_BYTE: f32 = 0.99;

/// A BERT encoder that an engine outside this crate computes.
///
/// # Shapes
///
/// Columns: the width of the model, a vector of length 1, then those of [`CompactEncoder`], whose lexicon
/// block knows the question that was asked.
#[derive(Debug)]
pub struct TransformerEncoder {
    card: ModelCard,
    manifest: Manifest,
    precision: Precision,
    pub(super) pieces: Pieces,
    pub(super) network: Network,
    compact: CompactEncoder,
}

/// How a transformer is opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// What computes the layers.
    pub engine: Engine,
    /// Texts that are computed at once, one per core.
    pub n_at_once: usize,
}

impl TransformerEncoder {
    /// Opens a model folder with an engine.
    ///
    /// # Errors
    ///
    /// [`Error`] when the folder is missing, damaged, of another architecture or with a foreign
    /// tokenizer, or when the engine is not there or refuses the model.
    pub fn open(folder: ModelFolder, options: &Options) -> Result<Self, Error> {
        let (manifest, weights, tokenizer) = folder.into_files();
        let pieces = Pieces::new(&tokenizer, &manifest)?;
        let tensors = Tensors::from_bytes(weights)?;
        let sizes = &manifest.architecture;
        let network = Network::open(&options.engine, &tensors, sizes, &pieces, options.n_at_once)?;
        drop(tensors);
        let compact = CompactEncoder::bundled().map_err(|error| Error::Compact {
            reason: error.to_string(),
        })?;
        Ok(Self {
            card: card_of(&manifest, compact.card()),
            manifest,
            precision: options.engine.precision(),
            pieces,
            network,
            compact,
        })
    }

    /// What the folder said.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// Encodes the probes of the manifest and compares them with their stored vectors.
    ///
    /// Returns the lowest likeness, or `None` where no probe has a vector.
    ///
    /// # Errors
    ///
    /// [`Error::Probe`] when one is too unlike, [`Error::Runtime`] or [`Error::RustBert`] when the engine fails.
    pub fn verify(&self) -> Result<Option<f32>, Error> {
        let least = match self.precision {
            Precision::Single => LEAST_COSINE_SINGLE,
            Precision::Byte => LEAST_COSINE_BYTE,
        };
        let mut lowest: Option<f32> = None;
        for probe in &self.manifest.probes {
            if probe.vector.is_empty() {
                continue;
            }
            let got = self.vectors(&[probe.text.as_str()])?;
            let cosine = cosine(&got, &probe.vector);
            if cosine.is_nan() || cosine < least {
                return Err(Error::Probe {
                    text: probe.text.clone(),
                    cosine,
                    least,
                });
            }
            lowest = Some(lowest.map_or(cosine, |lowest| lowest.min(cosine)));
        }
        Ok(lowest)
    }

    /// Vectors of length 1, one text after the other.
    ///
    /// # Errors
    ///
    /// [`Error::Runtime`], [`Error::RustBert`] or [`Error::Tokenizer`] when a library fails.
    pub fn vectors(&self, texts: &[&str]) -> Result<Vec<f32>, Error> {
        let mut windows = Vec::with_capacity(texts.len());
        for part in compute_in_order(texts.len(), |text| self.pieces.windows(text, texts[text])) {
            windows.extend(part?);
        }
        // The longest first, so that no thread begins with one when the others are done, and windows of like
        // length stand beside each other.
        windows.sort_by_key(|window| std::cmp::Reverse(window.pieces.len()));
        let width = self.manifest.architecture.width;
        let means = self.network.means(&windows);

        let mut order: Vec<usize> = (0..windows.len()).collect();
        // Sums of a text are added in one order, whatever else was read with it.
        order.sort_by_key(|&number| windows[number].text);
        let mut means: Vec<Option<Vec<f32>>> = means
            .into_iter()
            .map(|mean| mean.map(Some))
            .collect::<Result<_, _>>()?;
        let mut vectors = vec![0.0; texts.len() * width];
        for number in order {
            let window: &Window = &windows[number];
            let weight = weight_of(window.n_own_pieces());
            let mean = means[number].take().unwrap_or_default();
            let vector = &mut vectors[window.text * width..(window.text + 1) * width];
            for (sum, value) in vector.iter_mut().zip(mean) {
                *sum = value.mul_add(weight, *sum);
            }
        }
        for vector in vectors.chunks_exact_mut(width) {
            let length = vector.iter().map(|value| value * value).sum::<f32>().sqrt();
            // A model of zeros has no direction; its vector stays zero.
            if length > 0.0 {
                for value in vector {
                    *value /= length;
                }
            }
        }
        Ok(vectors)
    }
}

impl Encoder for TransformerEncoder {
    /// `sha256` covers weights, tokenizer, prefix and the compact encoder, not engine and precision: a head reads all of them.
    fn card(&self) -> &ModelCard {
        &self.card
    }

    fn encode(&self, passages: &[Passage<'_>]) -> Result<Array2<f32>, EncodeError> {
        let width = self.manifest.architecture.width;
        // "Nothing" is said often, and a sentence is often the whole of a text: each is computed once.
        let mut position_of: BTreeMap<&str, usize> = BTreeMap::new();
        let mut texts: Vec<&str> = Vec::new();
        let positions: Vec<usize> = passages
            .iter()
            .map(|passage| {
                *position_of.entry(passage.text()).or_insert_with(|| {
                    texts.push(passage.text());
                    texts.len() - 1
                })
            })
            .collect();
        let contextual = self.vectors(&texts).map_err(|error| EncodeError::Backend {
            reason: error.to_string(),
        })?;
        let compact = self.compact.encode(passages)?;
        let mut vectors = Array2::zeros((passages.len(), self.card.width));
        let rows = vectors.rows_mut().into_iter();
        for ((mut row, position), compact) in rows.zip(positions).zip(compact.rows()) {
            let own = &contextual[position * width..(position + 1) * width];
            for (cell, column) in row.iter_mut().zip(own.iter().chain(compact)) {
                *cell = *column;
            }
        }
        Ok(vectors)
    }

    fn states(&self, passages: &[Passage<'_>]) -> Result<Option<Vec<PieceStates>>, EncodeError> {
        let states = self.states_of(passages);
        states.map(Some).map_err(|error| EncodeError::Backend {
            reason: error.to_string(),
        })
    }
}

/// The card of a model; `sha256` covers all that its vectors depend on.
pub(super) fn card_of(manifest: &Manifest, compact: &ModelCard) -> ModelCard {
    let mut digest = Sha256::new();
    for file in [WEIGHTS_FILE, TOKENIZER_FILE] {
        digest.update(manifest.files.get(file).map_or("", String::as_str));
    }
    digest.update(&manifest.prefix);
    digest.update(&compact.sha256);
    ModelCard {
        name: manifest.name.clone(),
        version: manifest.version.clone(),
        sha256: hexadecimal(&digest.finalize()),
        licence: manifest.licence.clone(),
        width: manifest.architecture.width + compact.width,
    }
}

/// A number of pieces as a weight; a window has fewer than 65 536.
fn weight_of(n_pieces: usize) -> f32 {
    f32::from(u16::try_from(n_pieces).unwrap_or(u16::MAX))
}

/// Cosine of two vectors; not a number when one is zero, 0 when they differ in length.
fn cosine(a: &[f32], b: &[f32]) -> f32 {
    if a.len() != b.len() {
        return 0.0;
    }
    let dot = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f32>();
    dot(a, b) / (dot(a, a) * dot(b, b)).sqrt()
}
