//! The model folder that the command line names, opened.

use crate::cache::CachedEncoder;
use signaal::encode::Encoder;
use signaal::encode::transformer::{Engine, ModelFolder, Options, Precision, TransformerEncoder};
use signaal::weights::{library_file, model_folder};
use std::error::Error;
use std::path::PathBuf;
use std::sync::Arc;

/// Opens the model `name` among the models that `SIGNAAL_MODELS` names, in the precision asked for.
///
/// Vectors are kept in `SIGNAAL_VECTORS` from one run to the next, where that is set.
///
/// # Errors
///
/// When there is no model or no library, or one of them is not what it should be.
pub(crate) fn encoder(
    name: &str,
    precision: Precision,
) -> Result<Arc<dyn Encoder>, Box<dyn Error>> {
    let models = std::env::var_os("SIGNAAL_MODELS")
        .map(PathBuf::from)
        .ok_or("set SIGNAAL_MODELS to the folder of `signaal model install e5`")?;
    let folder = ModelFolder::open(&model_folder(&models, name))?;
    let options = Options {
        engine: Engine::OnnxRuntime {
            library: library_file(&models),
            precision,
        },
        n_at_once: std::thread::available_parallelism()?.get(),
    };
    let encoder = TransformerEncoder::open(folder, &options)?;
    let label = match precision {
        Precision::Single => "single",
        // Named after how bytes are made: vectors that were kept under another name were made otherwise.
        Precision::Byte => "byte2",
    };
    Ok(match std::env::var_os("SIGNAAL_VECTORS") {
        Some(cache) => Arc::new(CachedEncoder::new(encoder, label, &PathBuf::from(cache))?),
        None => Arc::new(encoder),
    })
}
