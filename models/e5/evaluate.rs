//! Judges sentiment heads on the transformer, and the compact model beside them on the same texts.
//!
//! `SIGNAAL_MODELS=… cargo run --release --example evaluate_e5 -- DATA_FOLDER [HEAD…]`. Of the largest sets
//! every n-th text is read, so that each has some two thousand.

#![expect(clippy::print_stdout, reason = "a command whose result is a table")]

mod cache;
mod curve;
#[allow(dead_code, reason = "the compact model uses the rest")]
#[path = "../compact/exams.rs"]
mod exams;
#[path = "../compact/folder.rs"]
mod folder;
#[allow(dead_code, reason = "the compact model uses the rest")]
#[path = "../compact/mentions.rs"]
mod mentions;
mod opened;
#[allow(dead_code, reason = "the compact model uses the rest")]
#[path = "../compact/sample.rs"]
mod sample;
#[allow(dead_code, reason = "the compact model uses the rest")]
#[path = "../compact/tables.rs"]
mod tables;
mod twins;

use exams::exams;
use folder::Folder;
use mentions::{Texts, judge_mentions};
use sample::Sample;
use signaal::classify::sentiment::{SentimentHead, SentimentModel};
use signaal::encode::Encoder;
use signaal::encode::transformer::Precision;
use std::error::Error;
use std::fs;
use std::path::PathBuf;
use std::sync::Arc;
use tables::{Sides, polarity, print_quality, probabilities, quality, written};

/// Texts that a set is thinned to, about.
const MOST_TEXTS: usize = 2_100;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = Folder::from_arguments(&exams::TABLES)?;
    let single = opened::encoder("e5", Precision::Single)?;
    let byte = opened::encoder("e5", Precision::Byte)?;
    let shipped = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("models/e5/sentiment.bin");
    let mut models = vec![
        ("compact".to_owned(), SentimentModel::bundled()?),
        ("e5".to_owned(), joined(&single, &shipped)?),
        ("e5 in bytes".to_owned(), joined(&byte, &shipped)?),
        (
            "auto".to_owned(),
            SentimentModel::cascade(joined(&byte, &shipped)?)?,
        ),
    ];
    for head in std::env::args_os().skip(2).map(PathBuf::from) {
        let name = head
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        models.push((name, joined(&single, &head)?));
    }
    let mut exams = exams(&folder)?;
    for exam in &mut exams {
        let step = exam.samples.len().div_ceil(MOST_TEXTS);
        exam.samples = exam.samples.iter().step_by(step).cloned().collect();
    }

    println!(
        "| set, model | n | accuracy | macro-F1 | ECE | coverage → accuracy of verdicts | precision/recall |"
    );
    println!("|---|---:|---|---|---:|---|---|");
    for exam in &exams {
        for (name, model) in &models {
            print_quality(
                &format!("{}, {name}", exam.name),
                &quality(model, &exam.samples)?,
            );
        }
    }

    curve::print(&models[0].1, &models[2].1, &exams)?;

    println!("\n| set, neutral left out, model | n | binary accuracy | AUC |");
    println!("|---|---:|---|---:|");
    for exam in &exams {
        for (name, model) in &models {
            print_sides(&format!("{}, {name}", exam.name), model, &exam.samples)?;
        }
    }

    println!(
        "\n| mentions, model | texts | n | of the text | of the mention | clause unless unclear |"
    );
    println!("|---|---:|---:|---|---|---|");
    for table in mentions::TABLES {
        for texts in [Texts::All, Texts::TwoSided] {
            for (name, model) in &models {
                let quality = judge_mentions(model, &folder, table, texts)?;
                let kind = if texts == Texts::All {
                    "all"
                } else {
                    "two-sided"
                };
                println!(
                    "| {}, {kind}, {name} | {} | {} | {} | {} | {} |",
                    table.0,
                    quality.n_texts,
                    quality.n_mentions,
                    written(&quality.of_text),
                    written(&quality.of_mention),
                    written(&quality.of_clear_clause),
                );
            }
        }
    }

    println!(
        "\n| same sentences, model | n | Dutch right | English right | gap in points | same verdict |"
    );
    println!("|---|---:|---|---|---|---|");
    let twins = twins::read(&folder, MOST_TEXTS)?;
    for (name, model) in &models {
        twins::print(name, model, &twins)?;
    }
    Ok(())
}

fn joined(encoder: &Arc<dyn Encoder>, head: &PathBuf) -> Result<SentimentModel, Box<dyn Error>> {
    let head = SentimentHead::from_bytes(&fs::read(head)?)?;
    Ok(SentimentModel::new(Arc::clone(encoder), head)?)
}

fn print_sides(
    name: &str,
    model: &SentimentModel,
    samples: &[Sample],
) -> Result<(), Box<dyn Error>> {
    let sides = Sides::of(samples);
    let scores = polarity(&probabilities(model, &sides.samples)?);
    println!(
        "| {name} | {} | {} | {:.3} |",
        sides.samples.len(),
        written(&sides.accuracy(&scores)),
        sides.area(&scores),
    );
    Ok(())
}
