use super::large::{LargeColumns, SENTENCES, widths};
use super::network::{Arithmetic, Embeddings, Precision, graph};
use super::pieces::{Pieces, Window};
use super::runtime::Runtime;
use super::tensors::Tensors;
use super::torch::Torch;
use super::{Architecture, Error};
use crate::stats::compute_in_order;
use std::path::{Path, PathBuf};

/// What computes a network; vectors of one engine can be compared with those of another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Engine {
    /// ONNX Runtime, opened while the program runs.
    OnnxRuntime {
        /// The library.
        library: PathBuf,
        /// Precision of the layers.
        precision: Precision,
    },
    /// The library rust-bert in single precision, in programs that were built with the feature of this name.
    RustBert,
}

impl Engine {
    /// Whether this program was built with rust-bert.
    pub const HAS_RUST_BERT: bool = cfg!(feature = "rust-bert");

    /// Precision of the layers.
    pub fn precision(&self) -> Precision {
        match self {
            Self::OnnxRuntime { precision, .. } => *precision,
            Self::RustBert => Precision::Single,
        }
    }
}

/// A network in an engine.
#[derive(Debug)]
pub(super) enum Network {
    Onnx(Onnx),
    Torch(Torch),
}

/// A network in ONNX Runtime, and the tables that stand outside its graph.
#[derive(Debug)]
pub(super) struct Onnx {
    embeddings: Embeddings,
    runtime: Runtime,
    width: usize,
}

impl Network {
    /// Hands the weights to the engine.
    pub(super) fn open(
        engine: &Engine,
        tensors: &Tensors,
        sizes: &Architecture,
        pieces: &Pieces,
        n_at_once: usize,
    ) -> Result<Self, Error> {
        let (library, precision) = match engine {
            Engine::RustBert => return Torch::open(tensors, sizes, n_at_once).map(Self::Torch),
            Engine::OnnxRuntime { library, precision } => (library, precision),
        };
        let embeddings = Embeddings::read(tensors, sizes)?;
        let model = match precision {
            Precision::Single => graph(tensors, sizes, Arithmetic::Single)?,
            Precision::Byte => {
                let large = large_columns(library, tensors, sizes, &embeddings, pieces)?;
                graph(tensors, sizes, Arithmetic::Bytes(&large))?
            }
        };
        Ok(Self::Onnx(Onnx {
            embeddings,
            runtime: Runtime::open(library, &model, sizes.width, n_at_once)?,
            width: sizes.width,
        }))
    }

    /// The mean vector of each window, in their order.
    pub(super) fn means(&self, windows: &[Window]) -> Vec<Result<Vec<f32>, Error>> {
        match self {
            // Each is computed by itself: nothing is padded, so no mask is needed, and a text's vector cannot
            // depend on others.
            Self::Onnx(onnx) => {
                compute_in_order(windows.len(), |number| onnx.mean(&windows[number]))
            }
            Self::Torch(torch) => torch.means(windows),
        }
    }

    /// The states of the pieces of one window before the last layers, (pieces, width).
    pub(super) fn states(&self, pieces: &[u32]) -> Result<Vec<f32>, Error> {
        match self {
            Self::Onnx(onnx) => onnx.runtime.states(&onnx.rows(pieces)),
            Self::Torch(torch) => torch.states(pieces),
        }
    }
}

impl Onnx {
    fn mean(&self, window: &Window) -> Result<Vec<f32>, Error> {
        self.runtime.means(&self.rows(&window.pieces), 1)
    }

    /// What goes into the graph for these pieces.
    fn rows(&self, pieces: &[u32]) -> Vec<f32> {
        let mut rows = vec![0.0; pieces.len() * self.width];
        self.embeddings.look_up(pieces, &mut rows);
        rows
    }
}

/// Observes in single precision which columns are large.
fn large_columns(
    library: &Path,
    tensors: &Tensors,
    sizes: &Architecture,
    embeddings: &Embeddings,
    pieces: &Pieces,
) -> Result<LargeColumns, Error> {
    let observed = graph(tensors, sizes, Arithmetic::Observed)?;
    let runtime = Runtime::open(library, &observed, sizes.width, 1)?;
    let widths = widths(sizes);
    let n_columns = widths.iter().sum();
    let mut largest = vec![0.0_f32; n_columns];
    for (number, sentence) in SENTENCES.iter().enumerate() {
        for window in pieces.windows(number, sentence)? {
            let mut rows = vec![0.0; window.pieces.len() * sizes.width];
            embeddings.look_up(&window.pieces, &mut rows);
            for (largest, here) in largest.iter_mut().zip(runtime.largest(&rows, n_columns)?) {
                *largest = largest.max(here);
            }
        }
    }
    Ok(LargeColumns::new(&largest, &widths))
}
