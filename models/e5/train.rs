//! Trains the sentiment head on the transformer and writes it beside this file.
//!
//! `SIGNAAL_MODELS=… cargo run --release --example train_e5 -- [DATA_FOLDER [OUTPUT_FOLDER]]`; `CARD.md`
//! of the compact model says what the tables are. The lines of films are left out: rules labelled them.

#![expect(clippy::print_stdout, reason = "a command that reports what it did")]

mod cache;
#[path = "../compact/folder.rs"]
mod folder;
#[allow(dead_code, reason = "the compact model uses the rest")]
#[path = "../compact/lessons.rs"]
mod lessons;
mod opened;
#[path = "../compact/sample.rs"]
mod sample;

use folder::Folder;
use lessons::Lessons;
use sample::Sample;
use signaal::encode::transformer::Precision;
use signaal::learn::sentiment::{Example, HeadRecipe, Provenance, train_on_frozen};
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

/// Columns of the transformer; those of the lexicon block follow.
const N_CONTEXTUAL: usize = 384;
/// Every how manieth text is learnt from: a linear head on four hundred columns needs no more, and the
/// transformer reads some dozens a second on a busy machine.
const EVERY: usize = 2;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = Folder::from_arguments(&lessons::TABLES)?;
    let output = std::env::args_os().nth(2).map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("models/e5"),
        PathBuf::from,
    );
    let lessons = Lessons::read(&folder)?;
    let people = lessons
        .samples
        .iter()
        .filter(|sample| sample.provenance == Provenance::Collected);
    let examples: Vec<Example<'_>> = people
        .step_by(EVERY)
        .map(Sample::example)
        .collect::<Result<_, _>>()?;
    println!("{} texts and parts of texts read", examples.len());
    let encoder = opened::encoder("e5", Precision::Byte)?;

    println!("| pull of transformer, lexicon | held-out accuracy | macro-F1 | ECE |");
    println!("|---|---|---|---:|");
    let shipped = HeadRecipe::new(N_CONTEXTUAL);
    let (pull, rest) = (shipped.options.pull, shipped.options.pull_of_rest);
    // A pull that no weight withstands shows what the other block does alone.
    for (pull, pull_of_rest) in [
        (0.01, 0.01),
        (1.0, 0.01),
        (0.1, 1e6),
        (1e6, 0.01),
        (pull, rest),
    ] {
        let mut recipe = shipped.clone();
        recipe.options.pull = pull;
        recipe.options.pull_of_rest = pull_of_rest;
        let trained = train_on_frozen(encoder.clone(), &examples, &recipe)?;
        let held_out = &trained.held_out;
        println!(
            "| {pull}, {pull_of_rest} | {:.3} [{:.3}, {:.3}] | {:.3} [{:.3}, {:.3}] | {:.3} |",
            held_out.accuracy.estimate,
            held_out.accuracy.low,
            held_out.accuracy.high,
            held_out.macro_f1.estimate,
            held_out.macro_f1.low,
            held_out.macro_f1.high,
            held_out.calibration_error,
        );
        let is_shipped = recipe == shipped;
        let name = if is_shipped {
            "sentiment.bin".to_owned()
        } else {
            format!("sentiment-{pull}-{pull_of_rest}.bin")
        };
        let into = if is_shipped {
            output.clone()
        } else {
            std::env::temp_dir()
        };
        fs::write(into.join(&name), &trained.head)?;
        if is_shipped {
            println!(
                "learnt from {} examples; held out {}, coverage {:.2}, accuracy of verdicts {:.3}, least confidence {:.2}",
                trained.n_learnt,
                held_out.n,
                held_out.coverage,
                held_out.accuracy_of_clear.estimate,
                trained.model.least_confidence(),
            );
        }
    }
    Ok(())
}
