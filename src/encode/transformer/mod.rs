//! A BERT encoder from a model folder, computed by ONNX Runtime.
//!
//! The folder (docs/MODELS.md) holds weights, tokenizer, a card and a manifest with the digest of each.
//! The graph is written here from the weights, so that any model of the architecture is read, whoever
//! trained it. The library is opened while the program runs; nothing is linked.

mod deferred;
mod encoder;
mod error;
mod folder;
mod manifest;
mod network;
mod onnx;
mod pieces;
mod protobuf;
mod runtime;
mod states;
mod tensors;
#[cfg(test)]
mod tests;
#[cfg(test)]
pub(crate) mod toy;

pub use deferred::DeferredEncoder;
pub use encoder::{Options, TransformerEncoder};
pub use error::Error;
pub use folder::ModelFolder;
pub use manifest::{
    Architecture, CARD_FILE, HEAD_FILE, MANIFEST_FILE, Manifest, Probe, TOKENIZER_FILE,
    WEIGHTS_FILE,
};
pub use network::Precision;
pub use tensors::{Kind, Table, TensorWriter, Tensors};
