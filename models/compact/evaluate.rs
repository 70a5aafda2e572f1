//! Judges the compact sentiment model that lies beside this file and prints the tables of `CARD.md`.
//!
//! `cargo run --release --example evaluate_compact -- [DATA_FOLDER]`; the data are read from
//! `../shared/data` unless a folder is given. The folds train five further models.

#![expect(clippy::print_stdout, reason = "a command whose result is a table")]

mod distilled;
mod exams;
mod folder;
mod judged;
mod lessons;
mod mentions;
mod sample;
#[allow(dead_code, reason = "writing labels is for the one who asks for them")]
mod soft_labels;
mod tables;
mod unlabelled;

use distilled::{distilled, train};
use exams::{exams, reviews_by_stars};
use folder::Folder;
use lessons::{Lessons, health_answers};
use mentions::{Texts, judge_mentions};
use sample::Sample;
use signaal::classify::sentiment::{SentimentHead, SentimentModel};
use signaal::encode::{CompactEncoder, Encoder, QuestionKind};
use signaal::learn::quality::{Quality, judge};
use signaal::units::as_f64;
use std::collections::BTreeSet;
use std::error::Error;
use std::fs;
use std::path::Path;
use std::sync::Arc;
use tables::{
    SEED_OF_BOOTSTRAP, Sides, passages, polarity, print_quality, print_stars, probabilities,
    quality, written,
};

const N_FOLDS: u64 = 5;
/// Shorter answers ("nothing", "the staff") are everyone's words, not one respondent's.
const SHORTEST_OWN_TEXT_BYTES: usize = 40;

fn main() -> Result<(), Box<dyn Error>> {
    let tables: Vec<&str> = lessons::TABLES
        .into_iter()
        .chain(unlabelled::TABLES)
        .chain(exams::TABLES)
        .collect();
    let folder = Folder::from_arguments(&tables)?;
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("models/compact");
    let encoder = Arc::new(CompactEncoder::from_bytes(&fs::read(
        beside.join("weights.bin"),
    )?)?);
    let head = SentimentHead::from_bytes(&fs::read(beside.join("sentiment.bin"))?)?;
    let model = SentimentModel::new(Arc::clone(&encoder) as Arc<dyn Encoder>, head)?;

    println!(
        "| set | n | accuracy | macro-F1 | ECE | coverage → accuracy of verdicts | precision/recall |"
    );
    println!("|---|---:|---|---|---:|---|---|");
    let exams = exams(&folder)?;
    for exam in &exams {
        print_quality(exam.name, &quality(&model, &exam.samples)?);
    }
    let [asked, unasked] = folds(&folder)?;
    print_quality("NHS en, folds by respondent", &asked);
    print_quality("the same, question withheld", &unasked);

    println!(
        "\n| set, neutral left out | n | binary accuracy | AUC | lexicon: binary accuracy | AUC |"
    );
    println!("|---|---:|---|---:|---:|---:|");
    for exam in &exams {
        print_sides(exam.name, &model, &encoder, &exam.samples)?;
    }

    println!("\n| stars | n | mean polarity | negative | neutral | positive | unclear |");
    println!("|---:|---:|---:|---:|---:|---:|---:|");
    for (samples, n_stars) in reviews_by_stars(&folder)?.iter().zip(1..) {
        print_stars(n_stars, &model, samples)?;
    }

    println!(
        "\n| mentions | texts | n | of the text | of the mention | clause unless unclear | coverage → accuracy |"
    );
    println!("|---|---:|---:|---|---|---|---|");
    for table in mentions::TABLES {
        for texts in [Texts::All, Texts::TwoSided] {
            let quality = judge_mentions(&model, &folder, table, texts)?;
            println!(
                "| {}, {} | {} | {} | {} | {} | {} | {:.2} → {:.3} |",
                table.0,
                match texts {
                    Texts::All => "all",
                    Texts::TwoSided => "two-sided",
                },
                quality.n_texts,
                quality.n_mentions,
                written(&quality.of_text),
                written(&quality.of_mention),
                written(&quality.of_clear_clause),
                as_f64(quality.n_verdicts) / as_f64(quality.n_mentions),
                quality.of_verdicts.estimate,
            );
        }
    }
    Ok(())
}

/// NHS answers, each read by a model that learnt from none of its respondent and from no equal text:
/// with the question, and without it.
fn folds(folder: &Folder) -> Result<[Quality; 2], Box<dyn Error>> {
    let lessons = Lessons::read(folder)?;
    let (distilled, _) = distilled(folder)?;
    let answers = health_answers(folder)?;
    let (mut truths, mut asked, mut unasked) = (Vec::new(), Vec::new(), Vec::new());
    let mut least = 0.0;
    for fold in 0..N_FOLDS {
        let exam: Vec<Sample> = answers
            .iter()
            .filter(|answer| answer.group % N_FOLDS == fold)
            .cloned()
            .collect();
        let groups: BTreeSet<u64> = exam.iter().map(|answer| answer.group).collect();
        let texts: BTreeSet<&str> = exam.iter().map(|answer| answer.text.as_str()).collect();
        let trained = train(&lessons, &distilled, |sample| {
            let text = sample.text.as_str();
            !groups.contains(&sample.group)
                && (text.len() < SHORTEST_OWN_TEXT_BYTES || !texts.contains(text))
        })?;
        let open: Vec<Sample> = exam
            .iter()
            .map(|answer| Sample {
                question: QuestionKind::Open,
                ..answer.clone()
            })
            .collect();
        truths.extend(exam.iter().map(|answer| answer.class));
        asked.extend(probabilities(&trained.model, &exam)?);
        unasked.extend(probabilities(&trained.model, &open)?);
        least = trained.model.least_confidence();
    }
    Ok([asked, unasked].map(|read| judge(&read, &truths, least, SEED_OF_BOOTSTRAP)))
}

/// Positive against negative, by the model and by the balance of polar words alone.
fn print_sides(
    name: &str,
    model: &SentimentModel,
    encoder: &CompactEncoder,
    samples: &[Sample],
) -> Result<(), Box<dyn Error>> {
    let sides = Sides::of(samples);
    let polarity = polarity(&probabilities(model, &sides.samples)?);
    let column = |name| encoder.column(name).ok_or("an unknown lexicon feature");
    let (mean, balance) = (column("mean")?, column("balance")?);
    let vectors = encoder.encode(&passages(&sides.samples)?)?;
    // The balance breaks ties of the mean.
    let lexical: Vec<f64> = vectors
        .rows()
        .into_iter()
        .map(|row| 1e-3f64.mul_add(f64::from(row[balance]), f64::from(row[mean])))
        .collect();
    println!(
        "| {name} | {} | {} | {:.3} | {:.3} | {:.3} |",
        sides.samples.len(),
        written(&sides.accuracy(&polarity)),
        sides.area(&polarity),
        sides.accuracy(&lexical).estimate,
        sides.area(&lexical),
    );
    Ok(())
}
