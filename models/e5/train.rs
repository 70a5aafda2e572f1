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
#[allow(dead_code, reason = "the compact model uses the rest")]
#[path = "../compact/tables.rs"]
mod tables;

use folder::Folder;
use lessons::Lessons;
use sample::Sample;
use signaal::classify::sentiment::SentimentHead;
use signaal::encode::transformer::Precision;
use signaal::learn::sentiment::{Example, HeadRecipe, Provenance, train_on_frozen};
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use tables::written;

/// Columns of the transformer; those of the compact encoder follow.
const N_CONTEXTUAL: usize = 384;
/// The head of the compact model, which advises.
const COMPACT_HEAD: &[u8] = include_bytes!("../compact/sentiment.bin");
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

    let compact = SentimentHead::from_bytes(COMPACT_HEAD)?;
    let shipped = HeadRecipe::new(N_CONTEXTUAL, compact);
    let mut alone = shipped.clone();
    alone.options.adviser = None;
    let mut no_remarks = shipped.clone();
    no_remarks.n_remarks = 0;
    println!("| head | held-out accuracy | macro-F1 | ECE |");
    println!("|---|---|---|---:|");
    let recipes = [
        ("sentiment-alone", alone),
        ("sentiment-no-remarks", no_remarks),
        ("sentiment", shipped),
    ];
    for (name, recipe) in recipes {
        let trained = train_on_frozen(encoder.clone(), &examples, &recipe)?;
        let held_out = &trained.held_out;
        println!(
            "| {name} | {} | {} | {:.3} |",
            written(&held_out.accuracy),
            written(&held_out.macro_f1),
            held_out.calibration_error,
        );
        println!(
            "learnt from {} examples; held out {}, coverage {:.2}, accuracy of verdicts {:.3}, least confidence {:.2}",
            trained.n_learnt,
            held_out.n,
            held_out.coverage,
            held_out.accuracy_of_clear.estimate,
            trained.model.least_confidence(),
        );
        let into = match name {
            "sentiment" => output.clone(),
            _ => std::env::temp_dir(),
        };
        fs::write(into.join(format!("{name}.bin")), &trained.head)?;
    }
    Ok(())
}
