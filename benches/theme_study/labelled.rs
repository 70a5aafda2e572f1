use crate::leave_out::{best, key_of, ratio, themes_of};
use flate2::read::GzDecoder;
use signaal::record::LanguageTag;
use signaal::themes::Spoken;
use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fs::File;
use std::path::Path;

/// Labels that are taken away together.
const TOGETHER: usize = 11;
/// Part of the other documents that no topic explains either.
const NOISE_PERCENT: u128 = 10;

/// Texts with one label each.
fn read(path: &Path, text: &str, label: &str) -> Result<Vec<(String, String)>, Box<dyn Error>> {
    let mut reader = csv::Reader::from_reader(GzDecoder::new(File::open(path)?));
    let headers = reader.headers()?.clone();
    let column = |name: &str| headers.iter().position(|header| header == name);
    let (Some(text), Some(label)) = (column(text), column(label)) else {
        return Err("a column is missing".into());
    };
    let mut rows = Vec::new();
    for row in reader.records() {
        let row = row?;
        rows.push((row[text].to_owned(), row[label].to_owned()));
    }
    Ok(rows)
}

/// Customer questions to a bank, 77 intents: eleven at a time are taken away.
pub(crate) fn banking(folder: &Path) -> Result<(), Box<dyn Error>> {
    let rows = read(&folder.join("banking77.csv.gz"), "text", "category")?;
    table("banking77", &rows, TOGETHER);
    Ok(())
}

/// Comments of patients, 9 labels: one at a time is taken away.
pub(crate) fn hospital(folder: &Path) -> Result<(), Box<dyn Error>> {
    let rows = read(&folder.join("nhs_fft_phase1.csv.gz"), "text", "label")?;
    table("NHS comments", &rows, 1);
    Ok(())
}

fn table(name: &str, rows: &[(String, String)], together: usize) {
    let mut sizes: BTreeMap<&str, usize> = BTreeMap::new();
    for (_, label) in rows {
        *sizes.entry(label).or_default() += 1;
    }
    let labels: Vec<&str> = sizes
        .iter()
        .filter(|(_, n)| **n >= 100)
        .map(|(label, _)| *label)
        .collect();
    println!(
        "## {name}: {} texts, {} labels, {together} taken away at a time, and {NOISE_PERCENT} % of the rest\n",
        rows.len(),
        labels.len()
    );
    println!(
        "| label | documents | precision | recall | all themes | named |\n|---|---|---|---|---|---|"
    );
    let n_groups = labels.len().div_ceil(together);
    let (mut n_found, mut recalls, mut precisions) = (0, 0.0, 0.0);
    let mut n_covered = 0;
    let mut n_held = 0;
    for group in 0..n_groups {
        let away: BTreeSet<&str> = labels
            .iter()
            .enumerate()
            .filter(|(at, _)| at % n_groups == group)
            .map(|(_, label)| *label)
            .collect();
        let documents: Vec<(LanguageTag, Spoken<'_>)> = rows
            .iter()
            .enumerate()
            .map(|(number, (text, label))| {
                let is_noise = (key_of(number) >> 70) % 100 < NOISE_PERCENT;
                let sentences = vec![text.as_str()];
                let spoken = if away.contains(label.as_str()) || is_noise {
                    Spoken {
                        explained: Vec::new(),
                        unexplained: sentences,
                    }
                } else {
                    Spoken {
                        explained: sentences,
                        unexplained: Vec::new(),
                    }
                };
                (LanguageTag::En, spoken)
            })
            .collect();
        let (_, discovery) = themes_of(&documents);
        for label in &away {
            let truth: BTreeSet<u32> = (0_u32..)
                .zip(rows)
                .filter(|(_, (_, of))| of == label)
                .map(|(number, _)| number)
                .collect();
            let Some(cover) = best(&discovery, &truth) else {
                println!("| {label} | {} | | | | nothing found |", truth.len());
                continue;
            };
            n_found += usize::from(cover.is_found());
            recalls += cover.recall;
            precisions += cover.precision;
            println!(
                "| {label} | {} | {:.2} | {:.2} | {:.2} | {} |",
                truth.len(),
                cover.precision,
                cover.recall,
                cover.recall_of_all,
                cover.theme.name(LanguageTag::En)
            );
        }
        for theme in &discovery.themes {
            n_held += theme.documents.len();
            let is_away = |at: &&u32| away.contains(rows[**at as usize].1.as_str());
            n_covered += theme.documents.iter().filter(is_away).count();
        }
    }
    #[expect(clippy::cast_precision_loss, reason = "a count of labels")]
    let n = labels.len() as f64;
    println!(
        "\nFound again: {n_found} of {}; mean precision {:.2}, mean recall {:.2} of the best theme; {:.2} of all \
         documents in themes are of labels taken away.\n",
        labels.len(),
        precisions / n,
        recalls / n,
        ratio(n_covered, n_held)
    );
}
