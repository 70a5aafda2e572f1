//! How the rules of behaviours agree with labels: the tables of `docs/CONVERSATIONS.md`.
//!
//! `cargo run --example behaviour_agreement -- [made|calls|FILE] [errors]`: the labelled conversations that were made for
//! this, the agents' lines of the simulator, which were written earlier and for something else, or a public file of
//! service dialogues (`uss_dialogues.jsonl.gz`: role and text of each turn), of which labels are stored without the words.
//! `errors` prints what was missed or found too much. Tables go to the standard output.

#![expect(clippy::print_stdout, reason = "a command whose result is a table")]

use flate2::read::MultiGzDecoder;
use serde_json::Value;
use signaal::conversations::{Behaviour, Judgement, Rules, agreement};
use signaal::record::LanguageTag;
use signaal::units::{Interval, Probability};
use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fs::File;
use std::io::{BufRead, BufReader};

const MADE: &str = "data/behaviours/labelled/conversations.jsonl";
const PUBLIC: &str = "data/behaviours/labelled/public_turns.tsv";
const CALLS: &str = "data/behaviours/labelled/calls.tsv";

struct Turn {
    language: LanguageTag,
    text: String,
    labels: BTreeSet<String>,
    wording: usize,
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let sets = match arguments.next().as_deref() {
        None | Some("made") => vec![made(&std::fs::read_to_string(MADE)?)?],
        Some("calls") => vec![lines(&std::fs::read_to_string(CALLS)?)],
        Some(file) => public(&std::fs::read_to_string(PUBLIC)?, file)?.into(),
    };
    let errors = match arguments.next().as_deref() {
        Some("errors") => Errors::Printed,
        _ => Errors::Silent,
    };
    let rules = Rules::bundled()?;
    for turns in sets {
        table(&turns, &rules, errors)?;
    }
    Ok(())
}

/// Whether what was missed or found too much is printed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Errors {
    Printed,
    Silent,
}

fn table(turns: &[Turn], rules: &Rules, errors: Errors) -> Result<(), Box<dyn Error>> {
    let level = Probability::new(0.95)?;
    println!("| behaviour | language | wordings | turns | precision | recall | kappa |");
    println!("|---|---|--:|--:|--:|--:|--:|");
    let mut together = Vec::new();
    for behaviour in Behaviour::ALL {
        for language in [LanguageTag::Nl, LanguageTag::En] {
            let mut judgements = Vec::new();
            for turn in turns.iter().filter(|turn| turn.language == language) {
                let shown = rules.shown(&turn.text, language);
                let judgement = Judgement {
                    is_labelled: turn.labels.contains(behaviour.id()),
                    is_found: shown.iter().any(|one| one.behaviour == behaviour),
                    wording: turn.wording,
                };
                if errors == Errors::Printed && judgement.is_labelled != judgement.is_found {
                    let what = if judgement.is_found {
                        "too much"
                    } else {
                        "missed"
                    };
                    println!("    {what}: {}: {}", behaviour.id(), turn.text);
                }
                judgements.push(judgement);
            }
            row(behaviour.id(), language.as_str(), &judgements, level);
            together.extend(judgements);
        }
    }
    row("all together", "nl, en", &together, level);
    println!("{} turns of agents\n", turns.len());
    Ok(())
}

fn made(text: &str) -> Result<Vec<Turn>, Box<dyn Error>> {
    let mut turns = Vec::new();
    for line in text.lines() {
        let call: Value = serde_json::from_str(line)?;
        let language = language(call["language"].as_str().unwrap_or_default());
        for turn in call["turns"].as_array().into_iter().flatten() {
            let Some(wording) = turn["wording"].as_u64() else {
                continue;
            };
            let labels = turn["labels"].as_array().into_iter().flatten();
            turns.push(Turn {
                language,
                text: turn["text"].as_str().unwrap_or_default().to_owned(),
                labels: labels
                    .filter_map(Value::as_str)
                    .map(str::to_owned)
                    .collect(),
                // Lines of both languages are counted from 1.
                wording: 2 * usize::try_from(wording)? + usize::from(language == LanguageTag::En),
            });
        }
    }
    Ok(turns)
}

/// Lines of language, labels and text.
fn lines(text: &str) -> Vec<Turn> {
    let rows = text.lines().enumerate();
    rows.filter_map(|(wording, line)| {
        let [code, labels, text] = line.split('\t').collect::<Vec<_>>().try_into().ok()?;
        Some(Turn {
            language: language(code),
            text: str::to_owned(text),
            labels: labels.split(' ').map(str::to_owned).collect(),
            wording,
        })
    })
    .collect()
}

/// Turns of the dialogues in `file` that lines of dialogue, place, labels and draw name: those of the first draw, and of the
/// second.
fn public(labels: &str, file: &str) -> Result<[Vec<Turn>; 2], Box<dyn Error>> {
    let mut wanted: BTreeMap<(&str, usize), (&str, &str)> = BTreeMap::new();
    for line in labels.lines() {
        if let Ok([dialogue, place, labels, draw]) =
            <[_; 4]>::try_from(line.split('\t').collect::<Vec<_>>())
        {
            wanted.insert((dialogue, place.parse()?), (labels, draw));
        }
    }
    let (mut first, mut second) = (Vec::new(), Vec::new());
    for line in BufReader::new(MultiGzDecoder::new(File::open(file)?)).lines() {
        let dialogue: Value = serde_json::from_str(&line?)?;
        let id = dialogue["id"].as_str().unwrap_or_default().to_owned();
        for (place, turn) in dialogue["turns"]
            .as_array()
            .into_iter()
            .flatten()
            .enumerate()
        {
            if let Some((labels, draw)) = wanted.get(&(id.as_str(), place)) {
                let drawn = if *draw == "first" {
                    &mut first
                } else {
                    &mut second
                };
                drawn.push(Turn {
                    language: LanguageTag::En,
                    text: turn["text"].as_str().unwrap_or_default().to_owned(),
                    labels: labels.split(' ').map(str::to_owned).collect(),
                    wording: drawn.len(),
                });
            }
        }
    }
    Ok([first, second])
}

fn language(code: &str) -> LanguageTag {
    if code == "nl" {
        LanguageTag::Nl
    } else {
        LanguageTag::En
    }
}

/// Prints a row, unless the behaviour is neither labelled nor found.
fn row(name: &str, language: &str, judgements: &[Judgement], level: Probability) {
    let labelled = judgements.iter().filter(|one| one.is_labelled);
    let wordings: BTreeSet<usize> = labelled.map(|one| one.wording).collect();
    let found = agreement(judgements, level, 1);
    if found.n_labelled + found.n_found == 0 {
        return;
    }
    let shown = |interval: Option<Interval>| {
        interval.map_or_else(
            || "–".to_owned(),
            |one| format!("{:.2} [{:.2}, {:.2}]", one.estimate, one.low, one.high),
        )
    };
    println!(
        "| {name} | {language} | {} | {} | {} | {} | {} |",
        wordings.len(),
        found.n_labelled,
        shown(found.precision),
        shown(found.recall),
        shown(found.kappa),
    );
}
