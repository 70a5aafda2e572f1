//! Trains the compact sentiment model and writes it beside this file.
//!
//! `cargo run --release --example train_compact -- [DATA_FOLDER [OUTPUT_FOLDER]]`; the data are read
//! from `../shared/data` unless a folder is given. `CARD.md` says what the tables are. What e5 reads in the
//! unlabelled texts lies in `soft_labels.bin`; `label_compact` asks it again.

#![expect(clippy::print_stdout, reason = "a command that reports what it did")]

mod distilled;
mod folder;
mod judged;
mod lessons;
mod sample;
#[allow(dead_code, reason = "writing labels is for the one who asks for them")]
mod soft_labels;
mod unlabelled;

use distilled::{distilled, train};
use folder::Folder;
use lessons::Lessons;
use sha2::{Digest, Sha256};
use std::error::Error;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

fn main() -> Result<(), Box<dyn Error>> {
    let tables: Vec<&str> = lessons::TABLES
        .into_iter()
        .chain(unlabelled::TABLES)
        .collect();
    let folder = Folder::from_arguments(&tables)?;
    let output = std::env::args_os().nth(2).map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("models/compact"),
        PathBuf::from,
    );
    let lessons = Lessons::read(&folder)?;
    println!("{} texts and parts of texts read", lessons.samples.len());
    let (distilled, n_unknown) = distilled(&folder)?;
    println!(
        "{} unlabelled texts with a label of e5, {n_unknown} without (left out)",
        distilled.len()
    );
    let trained = train(&lessons, &distilled, |_| true)?;

    let mut digests = String::new();
    for (name, bytes) in [
        ("sentiment.bin", &trained.head),
        ("weights.bin", &trained.weights),
    ] {
        fs::write(output.join(name), bytes)?;
        for byte in Sha256::digest(bytes) {
            write!(digests, "{byte:02x}")?;
        }
        writeln!(digests, "  {name}")?;
    }
    fs::write(output.join("SHA256"), &digests)?;

    let held_out = &trained.held_out;
    println!("learnt from {} examples", trained.n_learnt);
    println!(
        "held out: n {}, accuracy {:.3} [{:.3}, {:.3}], macro-F1 {:.3} [{:.3}, {:.3}], ECE {:.3}, coverage {:.2}, accuracy of verdicts {:.3}",
        held_out.n,
        held_out.accuracy.estimate,
        held_out.accuracy.low,
        held_out.accuracy.high,
        held_out.macro_f1.estimate,
        held_out.macro_f1.low,
        held_out.macro_f1.high,
        held_out.calibration_error,
        held_out.coverage,
        held_out.accuracy_of_clear.estimate,
    );
    println!("least confidence {:.2}", trained.model.least_confidence());
    print!("{digests}");
    Ok(())
}
