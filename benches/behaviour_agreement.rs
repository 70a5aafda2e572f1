//! How the rules of behaviours agree with labels: the tables of `docs/CONVERSATIONS.md`.
//!
//! `cargo run --example behaviour_agreement -- [made|calls|FILE] [errors]`: the labelled conversations that were made for
//! this, the agents' lines of the simulator, which were written earlier and for something else, or a public file of
//! service dialogues (`uss_dialogues.jsonl.gz`: role and text of each turn), of which labels are stored without the words.
//! `errors` prints what was missed or found too much. Tables go to the standard output.

#![expect(clippy::print_stdout, reason = "a command whose result is a table")]

use flate2::read::MultiGzDecoder;
use serde_json::Value;
use signaal::conversations::{Agreement, Behaviour, Judgement, Rules, agreement};
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
    let turns = match arguments.next().as_deref() {
        None | Some("made") => made(&std::fs::read_to_string(MADE)?)?,
        Some("calls") => lines(&std::fs::read_to_string(CALLS)?),
        Some(file) => public(&std::fs::read_to_string(PUBLIC)?, file)?,
    };
    let shows_errors = arguments.next().is_some_and(|word| word == "errors");
    let rules = Rules::bundled()?;
    let level = Probability::new(0.95)?;
    println!("| behaviour | language | wordings | turns | precision | recall | kappa |");
    println!("|---|---|--:|--:|--:|--:|--:|");
    let mut together = Vec::new();
    for behaviour in Behaviour::ALL {
        for language in [LanguageTag::Nl, LanguageTag::En] {
            let own = turns.iter().filter(|turn| turn.language == language);
            let mut judgements = Vec::new();
            let mut wordings = BTreeSet::new();
            for turn in own {
                let shown = rules.shown(&turn.text, language);
                let judgement = Judgement {
                    is_labelled: turn.labels.contains(behaviour.id()),
                    is_found: shown.iter().any(|one| one.behaviour == behaviour),
                    wording: turn.wording,
                };
                if judgement.is_labelled {
                    wordings.insert(turn.wording);
                }
                if shows_errors && judgement.is_labelled != judgement.is_found {
                    let what = if judgement.is_found { "too much" } else { "missed" };
                    println!("    {what}: {}: {}", behaviour.id(), turn.text);
                }
                judgements.push(judgement);
            }
            let found = agreement(&judgements, level, 1);
            row(behaviour.id(), language.as_str(), wordings.len(), &found);
            together.extend(judgements);
        }
    }
    let wordings = together.iter().filter(|one| one.is_labelled);
    let wordings: BTreeSet<usize> = wordings.map(|one| one.wording).collect();
    row("all together", "nl, en", wordings.len(), &agreement(&together, level, 1));
    println!("{} turns of agents", turns.len());
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
                labels: labels.filter_map(Value::as_str).map(str::to_owned).collect(),
                wording: usize::try_from(wording)?,
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

/// Turns of the dialogues in `file` that lines of dialogue, place and labels name.
fn public(labels: &str, file: &str) -> Result<Vec<Turn>, Box<dyn Error>> {
    let mut wanted: BTreeMap<(&str, usize), &str> = BTreeMap::new();
    for line in labels.lines() {
        if let Ok([dialogue, place, labels]) = <[_; 3]>::try_from(line.split('\t').collect::<Vec<_>>()) {
            wanted.insert((dialogue, place.parse()?), labels);
        }
    }
    let mut turns = Vec::new();
    for line in BufReader::new(MultiGzDecoder::new(File::open(file)?)).lines() {
        let dialogue: Value = serde_json::from_str(&line?)?;
        let id = dialogue["id"].as_str().unwrap_or_default().to_owned();
        for (place, turn) in dialogue["turns"].as_array().into_iter().flatten().enumerate() {
            if let Some(labels) = wanted.get(&(id.as_str(), place)) {
                turns.push(Turn {
                    language: LanguageTag::En,
                    text: turn["text"].as_str().unwrap_or_default().to_owned(),
                    labels: labels.split(' ').map(str::to_owned).collect(),
                    wording: turns.len(),
                });
            }
        }
    }
    Ok(turns)
}

fn language(code: &str) -> LanguageTag {
    if code == "nl" {
        LanguageTag::Nl
    } else {
        LanguageTag::En
    }
}

fn row(name: &str, language: &str, n_wordings: usize, found: &Agreement) {
    let shown = |interval: Option<Interval>| {
        interval.map_or_else(
            || "–".to_owned(),
            |one| format!("{:.2} [{:.2}, {:.2}]", one.estimate, one.low, one.high),
        )
    };
    println!(
        "| {name} | {language} | {n_wordings} | {} | {} | {} | {} |",
        found.n_labelled,
        shown(found.precision),
        shown(found.recall),
        shown(found.kappa),
    );
}
