use crate::leave_out::{best, key_of, ratio, themes_of};
use signaal::classify::Taxonomy;
use signaal::language::{identify_parts, sentences};
use signaal::record::LanguageTag;
use signaal::simulate::comments;
use signaal::themes::{
    Collection, FoldedText, KnownTheme, Options, Spoken, discover, identify as identify_themes,
};
use std::collections::BTreeSet;
use std::error::Error;

const TAXONOMY: &str = include_str!("../../data/taxonomy/cx.toml");
/// Fewer documents are too few to ask for.
const LEAST: usize = 40;

/// A made comment.
pub(crate) struct Made {
    pub(crate) text: String,
    pub(crate) language: LanguageTag,
    day: String,
}

pub(crate) fn made(n: usize) -> Vec<Made> {
    let written = comments(2026).take(n);
    let mut made: Vec<Made> = written
        .map(|comment| Made {
            language: identify_parts([comment.text.as_str()]).tag,
            text: comment.text,
            day: comment.date.to_string(),
        })
        .collect();
    made.sort_by(|a, b| a.day.cmp(&b.day));
    made
}

/// The sentences of `made`, by whether `taxonomy` explains them.
pub(crate) fn split<'a>(made: &'a Made, taxonomy: &Taxonomy) -> Spoken<'a> {
    let mut spoken = Spoken::default();
    for span in sentences(&made.text) {
        let sentence = &made.text[span];
        if taxonomy.find(sentence, made.language).is_empty() {
            spoken.unexplained.push(sentence);
        } else {
            spoken.explained.push(sentence);
        }
    }
    spoken
}

/// The built-in taxonomy without the topic `id`.
fn without(id: &str) -> String {
    let mut parts = TAXONOMY.split("[[topic]]\n");
    let head = parts.next().unwrap_or_default().to_owned();
    let mark = format!("id = \"{id}\"");
    parts
        .filter(|part| part.lines().next() != Some(&mark))
        .fold(head, |text, part| text + "[[topic]]\n" + part)
}

/// Takes each topic of the built-in taxonomy away and looks whether it is found again.
pub(crate) fn leave_topics_out(made: &[Made]) -> Result<(), Box<dyn Error>> {
    let whole = Taxonomy::from_toml(TAXONOMY)?;
    println!(
        "## Each topic of the built-in taxonomy taken away, {} made comments\n",
        made.len()
    );
    println!(
        "| topic | documents | precision | recall | all themes | named |\n|---|---|---|---|---|---|"
    );
    let (mut n_asked, mut n_found) = (0, 0);
    for (place, topic) in whole.topics().iter().enumerate() {
        let is_group = whole
            .topics()
            .iter()
            .any(|other| other.parent == Some(place));
        if is_group {
            continue;
        }
        let fewer = Taxonomy::from_toml(&without(topic.id.as_str()))?;
        let documents: Vec<(LanguageTag, Spoken<'_>)> = made
            .iter()
            .map(|made| (made.language, split(made, &fewer)))
            .collect();
        let truth: BTreeSet<u32> = (0_u32..)
            .zip(made.iter().zip(&documents))
            .filter(|(_, (made, (_, spoken)))| {
                spoken.unexplained.iter().any(|sentence| {
                    let found = whole.find(sentence, made.language);
                    found.iter().any(|found| found.topic == place)
                })
            })
            .map(|(number, _)| number)
            .collect();
        if truth.len() < LEAST {
            println!("| {} | {} | too few | | | |", topic.id, truth.len());
            continue;
        }
        let (_, discovery) = themes_of(&documents);
        n_asked += 1;
        match best(&discovery, &truth) {
            Some(cover) => {
                n_found += usize::from(cover.is_found());
                let names = [LanguageTag::Nl, LanguageTag::En].map(|tag| cover.theme.name(tag));
                println!(
                    "| {} | {} | {:.2} | {:.2} | {:.2} | {} / {} |",
                    topic.id,
                    truth.len(),
                    cover.precision,
                    cover.recall,
                    cover.recall_of_all,
                    names[0],
                    names[1]
                );
            }
            None => println!("| {} | {} | | | | nothing found |", topic.id, truth.len()),
        }
    }
    println!("\nFound again: {n_found} of {n_asked}.\n");
    Ok(())
}

/// Lets comments come in day by day and counts how many themes keep their name.
pub(crate) fn day_by_day(made: &[Made]) -> Result<(), Box<dyn Error>> {
    let taxonomy = Taxonomy::from_toml(&without("app.login"))?;
    let mut known: Vec<KnownTheme> = Vec::new();
    let mut collection = Collection::default();
    let (mut n_before, mut n_kept) = (0, 0);
    println!(
        "## Names from day to day\n\n| comments | themes | kept | new | gone | absorbed |\n|---|---|---|---|---|---|"
    );
    for (number, one) in made.iter().enumerate() {
        let spoken = split(one, &taxonomy);
        collection.push(key_of(number), &FoldedText::of(&spoken, one.language));
        let is_step = number + 1 >= made.len() / 2 && (number + 1) % (made.len() / 50).max(1) == 0;
        if !is_step {
            continue;
        }
        let discovery = discover(&collection, &Options::default());
        let identified = identify_themes(&discovery, &collection, &known);
        let n_known = identified
            .identities
            .iter()
            .filter(|one| one.is_known)
            .count();
        let n_absorbed: usize = identified
            .identities
            .iter()
            .map(|one| one.absorbed.len())
            .sum();
        if !known.is_empty() {
            n_before += known.len();
            n_kept += n_known;
        }
        println!(
            "| {} | {} | {n_known} | {} | {} | {n_absorbed} |",
            number + 1,
            discovery.themes.len(),
            discovery.themes.len() - n_known,
            identified.gone.len()
        );
        known = identified
            .identities
            .iter()
            .zip(&discovery.themes)
            .map(|(identity, theme)| KnownTheme {
                id: identity.id.clone(),
                terms: theme.terms.iter().map(|term| term.words.clone()).collect(),
            })
            .collect();
    }
    println!(
        "\nKept from one step to the next: {:.3}.\n",
        ratio(n_kept, n_before)
    );
    Ok(())
}
