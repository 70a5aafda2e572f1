//! Asks e5 what it reads in texts that nobody labelled, and writes `soft_labels.bin` beside this file.
//!
//! `SIGNAAL_MODELS=… cargo run --release --example label_compact -- [DATA_FOLDER [HEAD [OUTPUT]]]`. HEAD is the head
//! that ships in `models/e5` unless another is named.

#![expect(clippy::print_stdout, reason = "a command that reports what it did")]

#[path = "../e5/cache.rs"]
mod cache;
mod folder;
mod judged;
#[path = "../e5/opened.rs"]
mod opened;
#[allow(dead_code, reason = "the training uses the rest")]
mod sample;
#[allow(dead_code, reason = "the training uses the rest")]
mod soft_labels;
mod unlabelled;

use folder::Folder;
use signaal::classify::sentiment::{SentimentHead, SentimentModel};
use signaal::encode::Passage;
use signaal::encode::transformer::Precision;
use soft_labels::SoftLabels;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use unlabelled::unlabelled;

/// Texts that are read before the file is written again.
const CHUNK: usize = 1_024;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = Folder::from_arguments(&unlabelled::TABLES)?;
    let head = std::env::args_os().nth(2).map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("models/e5/sentiment.bin"),
        PathBuf::from,
    );
    let output = std::env::args_os()
        .nth(3)
        .map_or_else(soft_labels::file, PathBuf::from);
    let head = SentimentHead::from_bytes(&fs::read(head)?)?;
    let teacher = SentimentModel::new(opened::encoder("e5", Precision::Byte)?, head)?;
    let texts = unlabelled(&folder)?;
    println!("{} texts", texts.len());
    let mut labels = SoftLabels::default();
    for chunk in texts.chunks(CHUNK) {
        let passages: Vec<Passage<'_>> = chunk
            .iter()
            .map(|text| Passage::new(&text.text, text.language))
            .collect();
        for (text, read) in chunk.iter().zip(teacher.probabilities(&passages)?) {
            labels.insert(text.text.as_str(), text.language, read);
        }
        labels.write(&output)?;
    }
    Ok(())
}
