//! Compares the installed transformer with the vectors that another reader of the same weights gave.
//!
//! `SIGNAAL_MODELS=… cargo run --release --example e5_agreement -- REFERENCE.json`; `reference.py` makes that file.
//! Also prints how many of these texts are encoded in a second.

#![expect(clippy::print_stdout, reason = "a command whose result is a table")]

use signaal::encode::transformer::{Engine, ModelFolder, Options, Precision, TransformerEncoder};
use signaal::units::as_f64;
use signaal::weights::{E5, library_file, model_folder};
use std::error::Error;
use std::fs;
use std::path::PathBuf;
use std::time::Instant;

/// Times that the texts are encoded; the fastest counts.
const N_ROUNDS: usize = 5;

fn main() -> Result<(), Box<dyn Error>> {
    let models = std::env::var_os("SIGNAAL_MODELS")
        .map(PathBuf::from)
        .ok_or("set SIGNAAL_MODELS to the folder of `signaal model install e5`")?;
    let path = std::env::args_os()
        .nth(1)
        .ok_or("name the file of reference.py")?;
    let reference: serde_json::Value = serde_json::from_slice(&fs::read(path)?)?;
    let entries = reference.as_array().ok_or("the file is no list")?;
    let texts: Vec<&str> = entries
        .iter()
        .filter_map(|entry| entry["text"].as_str())
        .collect();
    let n_threads = std::thread::available_parallelism()?.get();
    println!(
        "| engine, precision | texts | lowest cosine | mean | texts/s ({n_threads} threads) | opened in s |"
    );
    println!("|---|---:|---:|---:|---:|---:|");
    let onnx = |precision| Engine::OnnxRuntime {
        library: library_file(&models),
        precision,
    };
    let mut engines = vec![
        ("ONNX Runtime, single", onnx(Precision::Single)),
        ("ONNX Runtime, byte", onnx(Precision::Byte)),
    ];
    if Engine::HAS_RUST_BERT {
        engines.push(("rust-bert", Engine::RustBert));
    }
    for (name, engine) in engines {
        let start = Instant::now();
        let options = Options {
            engine,
            n_at_once: n_threads,
        };
        let folder = ModelFolder::open(&model_folder(&models, E5))?;
        let encoder = TransformerEncoder::open(folder, &options)?;
        let opened = start.elapsed().as_secs_f64();
        let width = encoder.manifest().architecture.width;
        let vectors = encoder.vectors(&texts)?;
        let cosines: Vec<f64> = entries
            .iter()
            .zip(vectors.chunks_exact(width))
            .map(|(entry, vector)| {
                let stored = entry["vector"].as_array().into_iter().flatten();
                let products = stored
                    .filter_map(serde_json::Value::as_f64)
                    .zip(vector)
                    .map(|(stored, got)| stored * f64::from(*got));
                products.sum()
            })
            .collect();
        // The last text holds all others and is longer than a window; it says nothing of speed.
        let short = &texts[..texts.len().saturating_sub(1)];
        let mut fastest = f64::INFINITY;
        for _ in 0..N_ROUNDS {
            let start = Instant::now();
            encoder.vectors(short)?;
            fastest = fastest.min(start.elapsed().as_secs_f64());
        }
        println!(
            "| {name} | {} | {:.5} | {:.5} | {:.0} | {opened:.1} |",
            texts.len(),
            cosines.iter().copied().fold(f64::INFINITY, f64::min),
            cosines.iter().sum::<f64>() / as_f64(cosines.len()),
            as_f64(short.len()) / fastest,
        );
    }
    Ok(())
}
