//! The model that was asked for, opened.

use super::key::variable;
use super::model_args::{Engine, ModelChoice, ModelPlace, Precision};
use super::session::Misuse;
use crate::classify::sentiment::{SentimentHead, SentimentModel};
use crate::encode::transformer::{self, DeferredEncoder, ModelFolder, Options, TransformerEncoder};
use crate::encode::{CompactEncoder, Encoder, Error as EncodeError};
use crate::weights::{E5, library_file, model_folder};
use anyhow::Context;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Name of the model that is inside the program.
pub(super) const COMPACT: &str = "compact";
/// The compact model, and the transformer where that one is in doubt.
pub(super) const AUTO: &str = "auto";

/// Whether a model of the program bears this name, rather than a file of somebody.
pub(super) fn is_name(path: &Path) -> bool {
    [COMPACT, E5, AUTO]
        .iter()
        .any(|name| path == Path::new(name))
}

/// Whether this is a file that was learnt from labels, rather than a model by name or folder.
pub(super) fn is_learned(path: &Path) -> bool {
    !is_name(path) && path.is_file()
}

/// The folder of models: as typed, else among this user's data.
///
/// # Errors
///
/// When no folder of this user is known.
pub(super) fn models(place: &ModelPlace) -> anyhow::Result<PathBuf> {
    if let Some(path) = &place.models {
        return Ok(path.clone());
    }
    let data = variable("XDG_DATA_HOME")
        .map(PathBuf::from)
        .or_else(|| variable("HOME").map(|home| Path::new(&home).join(".local/share")))
        .ok_or_else(|| {
            Misuse::new("no home folder to look for models in")
                .hint("name one with --models FOLDER")
        })?;
    Ok(data.join("signaal").join("models"))
}

/// The ONNX Runtime library: as typed, from the environment, or as installed.
///
/// # Errors
///
/// When no folder of this user is known.
pub(super) fn library(place: &ModelPlace) -> anyhow::Result<PathBuf> {
    if let Some(path) = &place.runtime {
        return Ok(path.clone());
    }
    match variable("ORT_DYLIB_PATH") {
        Some(path) => Ok(PathBuf::from(path)),
        None => Ok(library_file(&models(place)?)),
    }
}

/// The folder of a model: a name among the models, or the folder itself.
///
/// # Errors
///
/// When no folder of this user is known.
pub(super) fn folder(path: &Path, place: &ModelPlace) -> anyhow::Result<PathBuf> {
    if path.components().count() > 1 || path.is_absolute() {
        return Ok(path.to_owned());
    }
    let installed = model_folder(&models(place)?, path);
    // A folder here that bears the name wins only where no such model is installed.
    if !installed.exists() && path.is_dir() {
        return Ok(path.to_owned());
    }
    Ok(installed)
}

/// What computes the transformer, as typed.
///
/// # Errors
///
/// When rust-bert is asked for and not in this program, or asked for bytes, or no folder of this user is known.
pub(super) fn engine(
    engine: Engine,
    precision: Option<Precision>,
    place: &ModelPlace,
) -> anyhow::Result<transformer::Engine> {
    match (engine, precision) {
        (Engine::Onnx, precision) => Ok(transformer::Engine::OnnxRuntime {
            library: library(place)?,
            precision: match precision {
                Some(Precision::Single) => transformer::Precision::Single,
                Some(Precision::Byte) | None => transformer::Precision::Byte,
            },
        }),
        (Engine::RustBert, _) if !transformer::Engine::HAS_RUST_BERT => {
            let missing = transformer::Error::NotBuilt;
            Err(Misuse::new(missing.to_string()).hint(missing.hint()).into())
        }
        (Engine::RustBert, Some(Precision::Byte)) => {
            let refusal = Misuse::new("rust-bert computes in single precision only");
            Err(refusal
                .hint("leave --precision out, or take --engine onnx")
                .into())
        }
        (Engine::RustBert, Some(Precision::Single) | None) => Ok(transformer::Engine::RustBert),
    }
}

/// Opens the transformer of a folder, with as many texts at once as there are cores.
///
/// # Errors
///
/// When the model or the engine cannot be used.
pub(super) fn transformer(
    folder: ModelFolder,
    engine: transformer::Engine,
) -> Result<TransformerEncoder, transformer::Error> {
    TransformerEncoder::open(folder, &options(engine))
}

/// As [`transformer`], opened when it first reads.
///
/// # Errors
///
/// When the folder holds no manifest of a model.
pub(super) fn deferred(
    folder: &Path,
    engine: transformer::Engine,
) -> Result<DeferredEncoder, transformer::Error> {
    DeferredEncoder::new(folder, options(engine))
}

fn options(engine: transformer::Engine) -> Options {
    Options {
        engine,
        n_at_once: std::thread::available_parallelism().map_or(1, std::num::NonZero::get),
    }
}

/// The encoder of this name: built in, or among the models of `place`.
///
/// `None` where there is no such model; the transformer is opened when it first reads.
pub(super) fn encoder_of(
    name: &str,
    place: &ModelPlace,
) -> Option<Result<Arc<dyn Encoder>, EncodeError>> {
    CompactEncoder::of_name(name).or_else(|| match engine(Engine::Onnx, None, place) {
        Ok(engine) => encoder_among(name, place, engine),
        Err(error) => Some(Err(nowhere(&error))),
    })
}

/// As [`encoder_of`], computed by `engine`.
pub(super) fn encoder_among(
    name: &str,
    place: &ModelPlace,
    engine: transformer::Engine,
) -> Option<Result<Arc<dyn Encoder>, EncodeError>> {
    CompactEncoder::of_name(name).or_else(|| {
        let models = match models(place) {
            Ok(models) => models,
            Err(error) => return Some(Err(nowhere(&error))),
        };
        Some(match deferred(&model_folder(&models, name), engine) {
            Ok(encoder) => Ok(Arc::new(encoder)),
            Err(error) => Err(EncodeError::Backend {
                reason: format!("{error}; {}", error.hint()),
            }),
        })
    })
}

/// No folder of models is known: what to do about it stays in the message.
fn nowhere(error: &anyhow::Error) -> EncodeError {
    EncodeError::Backend {
        reason: format!("{error}; name a folder with --models, and the library with --runtime"),
    }
}

/// Files of models that were learnt from labels, among what was asked for.
pub(super) fn learned(choice: &ModelChoice) -> Vec<PathBuf> {
    let files = choice.model.iter().filter(|path| is_learned(path));
    files.cloned().collect()
}

/// The sentiment model that was asked for.
///
/// The head on a transformer stands in its folder.
///
/// # Errors
///
/// When there is no such model, it or the library cannot be used, no head belongs to it, or two models are asked for.
pub(super) fn sentiment(choice: &ModelChoice) -> anyhow::Result<SentimentModel> {
    let name = one_reader(&choice.model, &choice.place)?.unwrap_or(Path::new(COMPACT));
    if name == Path::new(COMPACT) {
        return Ok(SentimentModel::bundled()?);
    }
    let engine = engine(choice.engine, choice.precision, &choice.place)?;
    let is_cascade = name == Path::new(AUTO);
    let name = if is_cascade { Path::new(E5) } else { name };
    let path = folder(name, &choice.place)?;
    let opened = ModelFolder::open(&path)?;
    let head = head_in(&path, opened.sentiment_head())?;
    let strong = judged_by(Arc::new(transformer(opened, engine)?), head, &path)?;
    Ok(if is_cascade {
        SentimentModel::cascade(strong)?
    } else {
        strong
    })
}

/// The one of these names that is no file of `signaal learn`, however often it stands there; `None` where all are.
///
/// # Errors
///
/// When nothing bears one of the names, or two models are to read sentiment.
pub(super) fn one_reader<'n>(
    names: &'n [PathBuf],
    place: &ModelPlace,
) -> anyhow::Result<Option<&'n Path>> {
    let named = || {
        let names = names.iter().map(PathBuf::as_path);
        names.filter(|name| !is_learned(name))
    };
    for name in named() {
        if !is_name(name) && !name.exists() && !folder(name, place)?.exists() {
            return Err(no_such_model(name, place));
        }
    }
    let first = named().next();
    let other = named().find(|name| Some(*name) != first);
    if let (Some(name), Some(other)) = (first, other) {
        return Err(Misuse::new(format!(
            "sentiment is read by one model, not by {} and {}",
            name.display(),
            other.display()
        ))
        .hint("name one model, and beside it files of `signaal learn`")
        .into());
    }
    Ok(first)
}

/// Nothing bears this name.
fn no_such_model(name: &Path, place: &ModelPlace) -> anyhow::Error {
    let what = match models(place) {
        Ok(models) => format!(
            "{} is no file here and no model in {}",
            name.display(),
            models.display()
        ),
        Err(error) => return error,
    };
    Misuse::new(what)
        .hint("name compact, e5, auto, a file that `signaal learn` wrote or the folder of a model; `signaal model list` shows what is installed")
        .into()
}

/// The sentiment head of a model folder.
///
/// # Errors
///
/// When there is none, or it is damaged.
pub(super) fn head_in(folder: &Path, bytes: Option<&[u8]>) -> anyhow::Result<SentimentHead> {
    let bytes = bytes.ok_or_else(|| {
        Misuse::new(format!("{} has no sentiment head", folder.display())).hint(
            "train one with models/e5/train.rs, put it in the folder as sentiment.bin and list its SHA-256 in model.json (docs/MODELS.md); the model `compact` reads sentiment without it",
        )
    })?;
    SentimentHead::from_bytes(bytes)
        .with_context(|| format!("read the sentiment head of {}", folder.display()))
}

/// Joins the encoder and the head of a model folder.
///
/// # Errors
///
/// When the head was trained on another encoder.
pub(super) fn judged_by(
    encoder: Arc<dyn Encoder>,
    head: SentimentHead,
    folder: &Path,
) -> anyhow::Result<SentimentModel> {
    SentimentModel::new(encoder, head)
        .with_context(|| format!("read sentiment with {}", folder.display()))
}
