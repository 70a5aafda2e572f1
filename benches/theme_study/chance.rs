use crate::comments::{Made, split};
use crate::leave_out::{key_of, themes_of};
use signaal::classify::Taxonomy;
use signaal::record::LanguageTag;
use signaal::themes::Spoken;
use std::error::Error;

const RUNS: u32 = 20;

/// Data without a theme: the same sentences with their label of explained or not drawn anew, and the same
/// words in other sentences.
pub(crate) fn tables(made: &[Made]) -> Result<(), Box<dyn Error>> {
    let taxonomy = Taxonomy::from_toml(include_str!("../../data/taxonomy/cx.toml"))?;
    let split: Vec<(LanguageTag, Spoken<'_>)> = made
        .iter()
        .map(|one| (one.language, split(one, &taxonomy)))
        .collect();
    let (_, real) = themes_of(&split);
    println!(
        "## By chance\n\nWith the whole built-in taxonomy: {} themes.\n",
        real.themes.len()
    );
    for theme in &real.themes {
        println!(
            "- {} ({} documents)",
            theme.name(LanguageTag::Nl),
            theme.documents.len()
        );
    }
    let share = 0.3;
    let mut of_labels = Vec::new();
    let mut of_words = Vec::new();
    for run in 0..RUNS {
        of_labels.push(themes_of(&relabelled(&split, run, share)).1.themes.len());
        let shuffled = shuffled(&split, run);
        let documents: Vec<(LanguageTag, Spoken<'_>)> = shuffled
            .iter()
            .map(|(language, explained, unexplained)| {
                let spoken = Spoken {
                    explained: vec![explained.as_str()],
                    unexplained: vec![unexplained.as_str()],
                };
                (*language, spoken)
            })
            .collect();
        of_words.push(themes_of(&documents).1.themes.len());
    }
    println!("\n| null | runs | runs with a theme | themes in all |\n|---|---|---|---|");
    for (name, counts) in [
        ("labels drawn anew", of_labels),
        ("words shuffled", of_words),
    ] {
        println!(
            "| {name} | {RUNS} | {} | {} |",
            counts.iter().filter(|&&n| n > 0).count(),
            counts.iter().sum::<usize>()
        );
    }
    println!();
    Ok(())
}

fn draw(run: u32, number: usize) -> u128 {
    key_of(number + 1_000_003 * (run as usize + 1)) >> 64
}

fn relabelled<'a>(
    split: &[(LanguageTag, Spoken<'a>)],
    run: u32,
    share: f64,
) -> Vec<(LanguageTag, Spoken<'a>)> {
    let mut number = 0;
    split
        .iter()
        .map(|(language, spoken)| {
            let mut drawn = Spoken::default();
            for &sentence in spoken.explained.iter().chain(&spoken.unexplained) {
                number += 1;
                #[expect(clippy::cast_precision_loss, reason = "a draw between 0 and 1")]
                let uniform = (draw(run, number) % 10_000) as f64 / 10_000.0;
                if uniform < share {
                    drawn.unexplained.push(sentence);
                } else {
                    drawn.explained.push(sentence);
                }
            }
            (*language, drawn)
        })
        .collect()
}

/// Every document keeps its numbers of words, of each language the words are dealt out anew.
fn shuffled(split: &[(LanguageTag, Spoken<'_>)], run: u32) -> Vec<(LanguageTag, String, String)> {
    let mut bags: std::collections::BTreeMap<LanguageTag, Vec<&str>> =
        std::collections::BTreeMap::new();
    for (language, spoken) in split {
        let sentences = spoken.explained.iter().chain(&spoken.unexplained);
        let words = sentences.flat_map(|sentence| sentence.split_whitespace());
        bags.entry(*language).or_default().extend(words);
    }
    for bag in bags.values_mut() {
        let mut keyed: Vec<(u128, &str)> = bag
            .iter()
            .enumerate()
            .map(|(number, word)| (draw(run, number), *word))
            .collect();
        keyed.sort_unstable();
        *bag = keyed.into_iter().map(|(_, word)| word).collect();
    }
    let mut take = |language: LanguageTag, sentences: &[&str]| {
        let n: usize = sentences
            .iter()
            .map(|one| one.split_whitespace().count())
            .sum();
        let bag = bags.entry(language).or_default();
        bag.split_off(bag.len().saturating_sub(n)).join(" ")
    };
    split
        .iter()
        .map(|(language, spoken)| {
            let explained = take(*language, &spoken.explained);
            (*language, explained, take(*language, &spoken.unexplained))
        })
        .collect()
}
