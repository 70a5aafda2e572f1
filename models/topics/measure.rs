//! Measures topics learnt from labels and prints the tables of `models/README.md`.
//!
//! `cargo run --release --example measure_topics -- [DATA_FOLDER [FOLDS]]`; the data are read from
//! `../shared/data` unless a folder is given. Into FOLDS goes the fold of each respondent of the NHS texts, a line
//! each in order of appearance, for others to judge on the same (`models/e5/tuning/topics.py`).

#![expect(clippy::print_stdout, reason = "a command whose result is a table")]

#[path = "../compact/folder.rs"]
mod folder;

use folder::Folder;
use signaal::classify::topics::TopicModel;
use signaal::classify::{Classifier, Entry, Taxonomy};
use signaal::encode::{CompactEncoder, Encoder, Passage, QuestionKind};
use signaal::learn::topics::{
    LabelledText, Options, TopicsQuality, calibration_table, judge, positions, train,
};
use signaal::privacy::{CleanBody, RedactedText};
use signaal::record::LanguageTag;
use signaal::stats::draw::shuffle;
use signaal::stats::{compute_in_order, generator};
use signaal::units::{Interval, as_f64, as_u64};
use std::collections::BTreeMap;
use std::error::Error;
use std::sync::Arc;
use std::time::Instant;

const SEED: u64 = 1;
const N_FOLDS: usize = 5;
/// Labels with at least so many rows are judged apart too.
const FREQUENT: usize = 30;
/// Texts read at a time, as the pipeline does.
const CHUNK: usize = 256;

/// A labelled text of a table.
struct Sample {
    text: RedactedText,
    question: Option<String>,
    labels: Vec<String>,
    group: u64,
}

impl Sample {
    fn passage(&self) -> Passage<'_> {
        let question = self
            .question
            .as_deref()
            .map_or(QuestionKind::Open, QuestionKind::read);
        Passage::new(&self.text, LanguageTag::En).answering(question)
    }

    fn labelled(&self) -> LabelledText<'_> {
        LabelledText {
            passage: self.passage(),
            question: self.question.as_deref(),
            labels: self.labels.iter().map(String::as_str).collect(),
            group: self.group,
            weight: 1.0,
            is_corrected: false,
        }
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let folder = Folder::from_arguments(&["nhs_fft_v6", "banking77"])?;
    let encoder: Arc<dyn Encoder> = Arc::new(CompactEncoder::bundled()?);
    let health = health(&folder)?;
    if let Some(path) = std::env::args_os().nth(2) {
        let folds: Vec<String> = folds(&health).values().map(usize::to_string).collect();
        std::fs::write(path, folds.join("\n"))?;
    }
    println!(
        "| NHS topics, {N_FOLDS} folds by respondent | n | labels | micro-F1 | macro-F1 | exact | ECE |"
    );
    println!("|---|---:|---:|---|---|---|---:|");
    cross_validate("words, vector and question", &health, &encoder)?;
    let unasked: Vec<Sample> = health
        .iter()
        .map(|sample| Sample {
            text: sample.text.clone(),
            question: None,
            labels: sample.labels.clone(),
            group: sample.group,
        })
        .collect();
    cross_validate("question withheld", &unasked, &encoder)?;

    println!(
        "\n| banking77, examples a topic | n learnt | n judged | right | micro-F1 | macro-F1 |"
    );
    println!("|---|---:|---:|---|---|---|");
    let (learnt, judged) = banking(&folder)?;
    for n_examples in [8, 16, 32] {
        learn_from_few(n_examples, &learnt, &judged, &encoder)?;
    }
    speed(&health, &encoder)
}

fn health(folder: &Folder) -> Result<Vec<Sample>, Box<dyn Error>> {
    let mut samples = Vec::new();
    let mut groups: BTreeMap<String, u64> = BTreeMap::new();
    for row in folder.rows("nhs_fft_v6")? {
        let text = row.field("text")?;
        if row.field("no_answer")?.eq_ignore_ascii_case("true") || text.trim().is_empty() {
            continue;
        }
        let n = as_u64(groups.len());
        let group = *groups
            .entry(row.field("respondent_id")?.to_owned())
            .or_insert(n);
        samples.push(Sample {
            text: folder.redact(text),
            question: Some(row.field("question")?.to_owned()),
            labels: row
                .field("topics")?
                .split('|')
                .map(|label| label.trim().replace('/', " or "))
                .filter(|label| !label.is_empty())
                .collect(),
            group,
        });
    }
    Ok(samples)
}

fn banking(folder: &Folder) -> Result<(Vec<Sample>, Vec<Sample>), Box<dyn Error>> {
    let (mut learnt, mut judged) = (Vec::new(), Vec::new());
    for (group, row) in (0_u64..).zip(folder.rows("banking77")?) {
        let sample = Sample {
            text: folder.redact(row.field("text")?),
            question: None,
            labels: vec![row.field("category")?.to_owned()],
            group,
        };
        if row.field("split")? == "train" {
            learnt.push(sample);
        } else {
            judged.push(sample);
        }
    }
    Ok((learnt, judged))
}

/// All names of labels, in order.
fn names(samples: &[Sample]) -> Vec<&str> {
    let mut names: Vec<&str> = samples
        .iter()
        .flat_map(|sample| &sample.labels)
        .map(String::as_str)
        .collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// Topics of each text, and the probability of each decision beside its truth.
type Findings = (Vec<Vec<usize>>, Vec<(f32, bool)>);

/// Topics found in samples, as positions among `names`, and the probability of each decision.
fn read(
    model: &TopicModel,
    samples: &[&Sample],
    names: &[&str],
) -> Result<Findings, Box<dyn Error>> {
    let passages: Vec<(Passage<'_>, Option<&str>)> = samples
        .iter()
        .map(|sample| (sample.passage(), sample.question.as_deref()))
        .collect();
    let mut found = Vec::new();
    let mut decisions = Vec::new();
    for (sample, row) in samples.iter().zip(model.probabilities(&passages)?.rows()) {
        let probabilities = row.to_vec();
        let chosen: Vec<&str> = model
            .choose(&probabilities)
            .into_iter()
            .map(|topic| model.topics()[topic].name.as_str())
            .collect();
        found.push(positions(names, &chosen));
        for (topic, probability) in model.topics().iter().zip(probabilities) {
            decisions.push((probability, sample.labels.contains(&topic.name)));
        }
    }
    Ok((found, decisions))
}

fn truths(samples: &[&Sample], names: &[&str]) -> Vec<Vec<usize>> {
    samples
        .iter()
        .map(|sample| {
            let labels: Vec<&str> = sample.labels.iter().map(String::as_str).collect();
            positions(names, &labels)
        })
        .collect()
}

/// The fold of each respondent.
fn folds(samples: &[Sample]) -> BTreeMap<u64, usize> {
    let mut groups: Vec<u64> = samples.iter().map(|sample| sample.group).collect();
    groups.sort_unstable();
    groups.dedup();
    shuffle(&mut generator(SEED, 0), &mut groups);
    groups
        .iter()
        .enumerate()
        .map(|(at, &group)| (group, at % N_FOLDS))
        .collect()
}

/// Whole respondents are held out; thresholds and calibration come from the rest alone.
fn cross_validate(
    title: &str,
    samples: &[Sample],
    encoder: &Arc<dyn Encoder>,
) -> Result<(), Box<dyn Error>> {
    let names = names(samples);
    let fold_of = folds(samples);
    let mut order: Vec<&Sample> = Vec::new();
    let mut found = Vec::new();
    let mut decisions = Vec::new();
    for fold in 0..N_FOLDS {
        let (held_out, learnt): (Vec<&Sample>, Vec<&Sample>) = samples
            .iter()
            .partition(|sample| fold_of[&sample.group] == fold);
        let texts: Vec<LabelledText<'_>> = learnt.iter().map(|sample| sample.labelled()).collect();
        let trained = train(&texts, Arc::clone(encoder), &Options::default())?;
        let (of_fold, probabilities) = read(&trained.model, &held_out, &names)?;
        found.extend(of_fold);
        decisions.extend(probabilities);
        order.extend(held_out);
    }
    let truths = truths(&order, &names);
    let groups: Vec<u64> = order.iter().map(|sample| sample.group).collect();
    let (_, distance) = calibration_table(&decisions);
    let all = judge(&found, &truths, &groups, names.len(), SEED);
    print_row(title, names.len(), &all, distance);
    let is_frequent = |label: &usize| {
        truths
            .iter()
            .filter(|labels| labels.contains(label))
            .count()
            >= FREQUENT
    };
    let frequent: Vec<usize> = (0..names.len()).filter(is_frequent).collect();
    let only = |of: &[Vec<usize>]| -> Vec<Vec<usize>> {
        let kept = |labels: &Vec<usize>| {
            labels
                .iter()
                .copied()
                .filter(|label| frequent.contains(label))
                .collect()
        };
        of.iter().map(kept).collect()
    };
    let quality = judge(&only(&found), &only(&truths), &groups, names.len(), SEED);
    let title = format!("the same, labels with {FREQUENT} rows or more");
    print_row(&title, frequent.len(), &quality, distance);
    if title_is_first(samples) {
        for (name, topic) in names.iter().zip(&all.topics) {
            println!(
                "<!-- {name}: {} rows, precision {}, recall {}, F1 {:.2} -->",
                topic.counts.support(),
                if_any(topic.precision),
                if_any(topic.recall),
                topic.counts.f1().unwrap_or(f64::NAN)
            );
        }
    }
    Ok(())
}

/// Topics one by one are printed for the full model only.
fn title_is_first(samples: &[Sample]) -> bool {
    samples.iter().any(|sample| sample.question.is_some())
}

fn print_row(title: &str, n_labels: usize, quality: &TopicsQuality, distance: f64) {
    println!(
        "| {title} | {} | {n_labels} | {} | {} | {} | {distance:.3} |",
        quality.n,
        shown(&quality.micro_f1),
        shown(&quality.macro_f1),
        shown(&quality.exact)
    );
}

fn learn_from_few(
    n_examples: usize,
    learnt: &[Sample],
    judged: &[Sample],
    encoder: &Arc<dyn Encoder>,
) -> Result<(), Box<dyn Error>> {
    let names = names(judged);
    let mut order: Vec<usize> = (0..learnt.len()).collect();
    shuffle(&mut generator(SEED, as_u64(n_examples)), &mut order);
    let mut taken: BTreeMap<&str, usize> = BTreeMap::new();
    let texts: Vec<LabelledText<'_>> = order
        .into_iter()
        .filter(|&at| {
            let n = taken.entry(learnt[at].labels[0].as_str()).or_default();
            *n += 1;
            *n <= n_examples
        })
        .map(|at| learnt[at].labelled())
        .collect();
    let trained = train(&texts, Arc::clone(encoder), &Options::default())?;
    let judged: Vec<&Sample> = judged.iter().collect();
    let (found, _) = read(&trained.model, &judged, &names)?;
    let groups: Vec<u64> = judged.iter().map(|sample| sample.group).collect();
    let quality = judge(&found, &truths(&judged, &names), &groups, names.len(), SEED);
    println!(
        "| {n_examples} | {} | {} | {} | {} | {} |",
        texts.len(),
        quality.n,
        shown(&quality.exact),
        shown(&quality.micro_f1),
        shown(&quality.macro_f1)
    );
    Ok(())
}

/// Language, sentiment, and topics of a small taxonomy, with and without learnt topics.
fn speed(samples: &[Sample], encoder: &Arc<dyn Encoder>) -> Result<(), Box<dyn Error>> {
    const TIMES: usize = 10;
    let texts: Vec<LabelledText<'_>> = samples.iter().map(Sample::labelled).collect();
    let begun = Instant::now();
    let model = train(&texts, Arc::clone(encoder), &Options::default())?.model;
    println!(
        "\nlearning from {} texts, {} topics: {:.1} s, {} kB",
        texts.len(),
        model.topics().len(),
        begun.elapsed().as_secs_f64(),
        model.to_bytes().len() / 1000
    );
    let taxonomy = include_str!("../../data/taxonomy/cx.toml");
    let bodies: Vec<CleanBody> = samples
        .iter()
        .cycle()
        .take(samples.len() * TIMES)
        .map(|sample| CleanBody::Message(sample.text.clone()))
        .collect();
    let plain = Classifier::new(Taxonomy::from_toml(taxonomy)?, Vec::new())?;
    let learnt = Classifier::new(Taxonomy::from_toml(taxonomy)?, Vec::new())?.with_topics(model);
    for round in 0..3 {
        for (name, classifier) in [("built-in topics", &plain), ("and learnt ones", &learnt)] {
            let begun = Instant::now();
            let chunks: Vec<&[CleanBody]> = bodies.chunks(CHUNK).collect();
            let n_read: usize = compute_in_order(chunks.len(), |chunk| {
                let entries: Vec<Entry<'_>> = chunks[chunk]
                    .iter()
                    .map(|body| Entry {
                        body,
                        question: Some("What could we do better?"),
                    })
                    .collect();
                classifier.read(&entries).map_or(0, |read| read.len())
            })
            .into_iter()
            .sum();
            let rate = as_f64(n_read) / begun.elapsed().as_secs_f64();
            println!("round {round}, {name}: {n_read} comments, {rate:.0} a second");
        }
    }
    Ok(())
}

fn if_any(interval: Option<Interval>) -> String {
    interval.map_or_else(|| "–".to_owned(), |interval| shown(&interval))
}

fn shown(interval: &Interval) -> String {
    format!(
        "{:.3} [{:.3}, {:.3}]",
        interval.estimate, interval.low, interval.high
    )
}
