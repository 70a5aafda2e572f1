//! Customer remarks of known sentiment, made from a phrase grammar that this project wrote.
//!
//! They give Dutch n-grams their first examples without a line of anyone's data. They are never used
//! to judge: a model that has learnt the grammar would only show that it has.

use super::Error;
use super::sentiment::Class;
use crate::record::LanguageTag;
use crate::stats::draw::{below, uniform};
use crate::stats::generator;
use rand_chacha::ChaCha8Rng;
use std::collections::BTreeMap;

const DUTCH: &str = include_str!("../../data/lexicon/remarks_nl.txt");
const ENGLISH: &str = include_str!("../../data/lexicon/remarks_en.txt");
const TURNED_DUTCH: &str = include_str!("../../data/lexicon/turned_nl.txt");
const TURNED_ENGLISH: &str = include_str!("../../data/lexicon/turned_en.txt");
/// Deepest nesting of names, so that a name inside itself ends.
const DEEPEST: usize = 8;

/// A made remark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// What could be said.
    pub text: String,
    /// What it means.
    pub class: Class,
}

/// Words by name, and patterns by class.
#[derive(Debug)]
struct Grammar {
    words: BTreeMap<&'static str, Vec<&'static str>>,
    patterns: [Vec<&'static str>; 3],
}

/// Makes `n` remarks in a language, a third of each class; none in a language without grammar.
///
/// A remark is one to three phrases of its class, at times with a neutral one before it; "neutral"
/// also holds praise and criticism side by side. Capitals, stops and spelling vary as people's do.
///
/// `fillers` are sentences of everyday language without known sentiment. Half of the remarks of every
/// class get one or two of them as company, so that a model learns to look for the part that judges and
/// does not take words that are strange to the grammar for a sign of a class.
///
/// # Errors
///
/// [`Error::Grammar`] or [`Error::UnknownName`] when the grammar in the binary cannot be read.
pub fn remarks(
    language: LanguageTag,
    n: usize,
    fillers: &[&str],
    seed: u64,
) -> Result<Vec<Remark>, Error> {
    let (grammar, stream) = match language {
        LanguageTag::Nl => (Grammar::parse(DUTCH)?, 1),
        LanguageTag::En => (Grammar::parse(ENGLISH)?, 2),
        LanguageTag::Other | LanguageTag::Unknown => return Ok(Vec::new()),
    };
    let mut generator = generator(seed, stream);
    (0..n)
        .map(|number| {
            let class = Class::ALL[number % Class::ALL.len()];
            let text = grammar.remark(class, language, &mut generator)?;
            let text = accompany(text, fillers, &mut generator);
            Ok(Remark { text, class })
        })
        .collect()
}

/// Makes `n` remarks that a negation, a contrast or an idiom turns ("verre van snel", "nothing but praise"),
/// a third of each class; none in a language without grammar.
///
/// A remark is one phrase without company: what turns it must be seen.
///
/// # Errors
///
/// As [`remarks`].
pub fn turned_remarks(language: LanguageTag, n: usize, seed: u64) -> Result<Vec<Remark>, Error> {
    let (plain, turned, stream) = match language {
        LanguageTag::Nl => (DUTCH, TURNED_DUTCH, 3),
        LanguageTag::En => (ENGLISH, TURNED_ENGLISH, 4),
        LanguageTag::Other | LanguageTag::Unknown => return Ok(Vec::new()),
    };
    let mut grammar = Grammar::parse(turned)?;
    for (name, words) in Grammar::parse(plain)?.words {
        grammar.words.entry(name).or_default().extend(words);
    }
    let mut generator = generator(seed, stream);
    (0..n)
        .map(|number| {
            let class = Class::ALL[number % Class::ALL.len()];
            let pattern = choose(&grammar.patterns[class.index()], &mut generator).unwrap_or(&"");
            let phrase = grammar.expand(pattern, &mut generator, 0)?;
            let text = finish(&phrase, &mut generator);
            Ok(Remark { text, class })
        })
        .collect()
}

impl Grammar {
    fn parse(text: &'static str) -> Result<Self, Error> {
        let mut grammar = Self {
            words: BTreeMap::new(),
            patterns: [Vec::new(), Vec::new(), Vec::new()],
        };
        for (index, line) in text.lines().enumerate() {
            let line_number = index + 1;
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            if let Some(definition) = line.strip_prefix('@') {
                let (name, words) = definition.split_once(": ").ok_or(Error::Grammar {
                    line: line_number,
                    expected: "a name, a colon and words",
                })?;
                let words = words.split(" | ").map(str::trim);
                grammar.words.entry(name).or_default().extend(words);
                continue;
            }
            let (class, pattern) = match line.split_once(' ') {
                Some(("-", pattern)) => (Class::Negative, pattern),
                Some(("0", pattern)) => (Class::Neutral, pattern),
                Some(("+", pattern)) => (Class::Positive, pattern),
                _ => {
                    return Err(Error::Grammar {
                        line: line_number,
                        expected: "@, +, - or 0",
                    });
                }
            };
            grammar.patterns[class.index()].push(pattern);
        }
        Ok(grammar)
    }

    fn remark(
        &self,
        class: Class,
        language: LanguageTag,
        generator: &mut ChaCha8Rng,
    ) -> Result<String, Error> {
        let classes = match (class, below(generator, 10)) {
            (Class::Neutral, 0) => vec![Class::Positive, Class::Negative],
            (Class::Neutral, 1) => vec![Class::Negative, Class::Positive],
            (Class::Neutral, _) | (_, 0..=4) => vec![class],
            (_, 5 | 6) => vec![class, class],
            (_, 7) => vec![class, class, class],
            (_, 8) => vec![Class::Neutral, class],
            (_, _) => vec![class, Class::Neutral, class],
        };
        let mut text = String::new();
        for (index, class) in classes.into_iter().enumerate() {
            let patterns = &self.patterns[class.index()];
            // A neutral phrase in a longer remark must be plain: mixed ones speak for both sides.
            let pattern = loop {
                match choose(patterns, generator) {
                    Some(pattern) if index == 0 && text.is_empty() || !is_mixed(pattern, class) => {
                        break *pattern;
                    }
                    Some(_) => {}
                    None => break "",
                }
            };
            let phrase = self.expand(pattern, generator, 0)?;
            if !text.is_empty() {
                let joins = match language {
                    LanguageTag::Nl => [". ", ". ", ", ", " en ", "! ", "\n"],
                    _ => [". ", ". ", ", ", " and ", "! ", "\n"],
                };
                text.push_str(choose(&joins, generator).unwrap_or(&". "));
            }
            text.push_str(&phrase);
        }
        Ok(finish(&text, generator))
    }

    /// Replaces each {name} by one of its words.
    fn expand(
        &self,
        pattern: &str,
        generator: &mut ChaCha8Rng,
        depth: usize,
    ) -> Result<String, Error> {
        let mut text = String::new();
        let mut rest = pattern;
        while let Some((before, after)) = rest.split_once('{') {
            let (name, behind) = after.split_once('}').unwrap_or((after, ""));
            let words = self.words.get(name).filter(|_| depth < DEEPEST);
            let word = words
                .and_then(|words| choose(words, generator))
                .ok_or_else(|| Error::UnknownName {
                    name: name.to_owned(),
                })?;
            text.push_str(before);
            text.push_str(&self.expand(word, generator, depth + 1)?);
            rest = behind;
        }
        text.push_str(rest);
        Ok(text)
    }
}

/// Whether a neutral pattern holds both sides.
fn is_mixed(pattern: &str, class: Class) -> bool {
    class == Class::Neutral && (pattern.contains("good") || pattern.contains("bad"))
}

/// Puts fillers before or behind half of the remarks.
fn accompany(text: String, fillers: &[&str], generator: &mut ChaCha8Rng) -> String {
    let mut text = text;
    for chance in [0.5, 0.25] {
        if !happens(chance, generator) {
            break;
        }
        let Some(filler) = choose(fillers, generator) else {
            break;
        };
        text = if happens(0.5, generator) {
            format!("{filler} {text}")
        } else {
            format!("{text} {filler}")
        };
    }
    text
}

/// Capitals, final stops and slips of the finger.
fn finish(text: &str, generator: &mut ChaCha8Rng) -> String {
    let mut text = match below(generator, 10) {
        0..=5 => capitalised(text),
        6 => text.to_uppercase(),
        _ => text.to_lowercase(),
    };
    if happens(0.15, generator) {
        text = slip(&text, generator);
    }
    text.push_str(choose(&["", "", ".", ".", ".", "!", "!!", "..."], generator).unwrap_or(&""));
    text
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}

/// Two neighbouring letters change places, or one is lost.
fn slip(text: &str, generator: &mut ChaCha8Rng) -> String {
    let mut letters: Vec<char> = text.chars().collect();
    if letters.len() > 6 {
        let at = 1 + below(generator, letters.len() - 3);
        if happens(0.5, generator) {
            letters.swap(at, at + 1);
        } else {
            letters.remove(at);
        }
    }
    letters.into_iter().collect()
}

/// One of a list; none of an empty one.
fn choose<'l, T>(list: &'l [T], generator: &mut ChaCha8Rng) -> Option<&'l T> {
    list.get(below(generator, list.len()))
}

fn happens(chance: f64, generator: &mut ChaCha8Rng) -> bool {
    uniform(generator) <= chance
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_pattern_of_both_grammars_can_be_said() {
        for text in [DUTCH, ENGLISH] {
            let grammar = Grammar::parse(text).unwrap();
            let mut generator = generator(1, 0);
            let patterns = grammar.patterns.iter().flatten().copied();
            let words = grammar.words.values().flatten().copied();
            for pattern in patterns.chain(words) {
                let said = grammar.expand(pattern, &mut generator, 0).unwrap();
                assert!(!said.contains(['{', '}']) && !said.is_empty(), "{pattern}");
            }
            assert!(grammar.patterns.iter().all(|patterns| patterns.len() > 30));
        }
    }

    #[test]
    fn remarks_are_many_balanced_and_the_same_for_the_same_seed() {
        let made = remarks(LanguageTag::Nl, 3000, &[], 7).unwrap();
        let distinct: BTreeSet<&str> = made.iter().map(|remark| remark.text.as_str()).collect();
        assert!(distinct.len() > 2500, "{}", distinct.len());
        let n_negative = made
            .iter()
            .filter(|remark| remark.class == Class::Negative)
            .count();
        assert_eq!(n_negative, 1000);
        assert_eq!(made, remarks(LanguageTag::Nl, 3000, &[], 7).unwrap());
        assert_ne!(made, remarks(LanguageTag::Nl, 3000, &[], 8).unwrap());
        assert!(remarks(LanguageTag::Other, 10, &[], 7).unwrap().is_empty());
    }
}
