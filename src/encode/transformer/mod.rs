//! A BERT encoder from a model folder, computed by ONNX Runtime or by rust-bert.
//!
//! The folder (docs/MODELS.md) holds weights, tokenizer, a card and a manifest with the digest of each.
//! The graph is written here from the weights, so that any model of the architecture is read, whoever
//! trained it. ONNX Runtime is opened while the program runs; nothing is linked. rust-bert links libtorch, and is
//! there in programs that were built with the feature of this name.

mod deferred;
mod encoder;
mod engine;
mod error;
mod folder;
mod large;
mod manifest;
mod network;
mod onnx;
mod pieces;
mod pool;
mod protobuf;
mod runtime;
mod states;
mod tensors;
#[cfg(test)]
mod tests;
mod torch;
#[cfg(test)]
pub(crate) mod toy;

pub use deferred::DeferredEncoder;
pub use encoder::{Options, TransformerEncoder};
pub use engine::Engine;
pub use error::Error;
pub use folder::ModelFolder;
pub use manifest::{
    Architecture, CARD_FILE, HEAD_FILE, MANIFEST_FILE, Manifest, Probe, TOKENIZER_FILE,
    WEIGHTS_FILE,
};
pub use network::Precision;
pub use tensors::{Kind, Table, TensorWriter, Tensors};
