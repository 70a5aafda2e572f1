//! How the rules of behaviours agree with labels: the tables of `docs/CONVERSATIONS.md`.
//!
//! `cargo run --example behaviour_agreement -- [FILE] [LINES]`: a file of labelled conversations (that of the
//! repository), and which wordings count, by the number of their line: `even` (the rules were mended on these), `odd`
//! (held out) or `all`. `errors` behind it prints what was missed or found too much of the even lines. The
//! table goes to the standard output.

#![expect(clippy::print_stdout, reason = "a command whose result is a table")]

use serde_json::Value;
use signaal::conversations::{Agreement, Behaviour, Judgement, Rules, agreement};
use signaal::record::LanguageTag;
use signaal::units::{Interval, Probability};
use std::collections::BTreeSet;
use std::error::Error;

const STORED: &str = "data/behaviours/labelled/conversations.jsonl";

struct Turn {
    language: LanguageTag,
    text: String,
    labels: BTreeSet<String>,
    wording: usize,
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let file = arguments.next().unwrap_or_else(|| STORED.to_owned());
    let lines = arguments.next().unwrap_or_else(|| "odd".to_owned());
    let shows_errors = arguments.next().is_some_and(|word| word == "errors");
    let turns = read(&std::fs::read_to_string(file)?, &lines)?;
    let rules = Rules::bundled()?;
    let level = Probability::new(0.95)?;
    println!("| behaviour | language | wordings | turns | precision | recall | kappa |");
    println!("|---|---|--:|--:|--:|--:|--:|");
    let mut kappas = Vec::new();
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
                if shows_errors
                    && turn.wording % 2 == 0
                    && judgement.is_labelled != judgement.is_found
                {
                    let what = if judgement.is_found { "too much" } else { "missed" };
                    println!("    {what}: {}: {}", behaviour.id(), turn.text);
                }
                judgements.push(judgement);
            }
            let found = agreement(&judgements, level, 1);
            kappas.extend(found.kappa.map(|kappa| kappa.estimate));
            row(behaviour, language, wordings.len(), &found);
        }
    }
    kappas.sort_by(f64::total_cmp);
    if let Some(median) = kappas.get(kappas.len() / 2) {
        println!("median kappa {median:.2}, {} agent turns", turns.len());
    }
    Ok(())
}

fn read(text: &str, lines: &str) -> Result<Vec<Turn>, Box<dyn Error>> {
    let mut turns = Vec::new();
    for line in text.lines() {
        let call: Value = serde_json::from_str(line)?;
        let language = match call["language"].as_str() {
            Some("nl") => LanguageTag::Nl,
            _ => LanguageTag::En,
        };
        for turn in call["turns"].as_array().into_iter().flatten() {
            let Some(wording) = turn["wording"].as_u64() else {
                continue;
            };
            let is_wanted = match lines {
                "all" => true,
                "even" => wording % 2 == 0,
                _ => wording % 2 == 1,
            };
            if is_wanted {
                let labels = turn["labels"].as_array().into_iter().flatten();
                turns.push(Turn {
                    language,
                    text: turn["text"].as_str().unwrap_or_default().to_owned(),
                    labels: labels.filter_map(Value::as_str).map(str::to_owned).collect(),
                    wording: usize::try_from(wording)?,
                });
            }
        }
    }
    Ok(turns)
}

fn row(behaviour: Behaviour, language: LanguageTag, n_wordings: usize, found: &Agreement) {
    let shown = |interval: Option<Interval>| {
        interval.map_or_else(
            || "–".to_owned(),
            |one| format!("{:.2} [{:.2}, {:.2}]", one.estimate, one.low, one.high),
        )
    };
    println!(
        "| {} | {} | {n_wordings} | {} | {} | {} | {} |",
        behaviour.id(),
        language.as_str(),
        found.n_labelled,
        shown(found.precision),
        shown(found.recall),
        shown(found.kappa),
    );
}
