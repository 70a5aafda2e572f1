use super::LabelledText;
use crate::classify::topics::{LearnedError, TopicModel};
use crate::encode::{Passage, QuestionKind, Tokens, hash_of};
use crate::stats::draw::uniform;
use crate::stats::generator;
use crate::units::as_f64;
use std::collections::BTreeSet;

/// A text to label next.
#[derive(Debug, Clone, PartialEq)]
pub struct Suggestion {
    /// Position of the text.
    pub text: usize,
    /// Why this one.
    pub why: Why,
}

/// Why a text is worth an analyst's time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Why {
    /// Drawn at random: only such texts tell how often the model is wrong.
    Random,
    /// A topic is nearly as likely to be there as not.
    Uncertain {
        /// Position of the topic.
        topic: usize,
        /// Its probability.
        probability: f32,
    },
    /// Perhaps one of a topic with few examples.
    RareTopic {
        /// Position of the topic.
        topic: usize,
        /// Its probability.
        probability: f32,
    },
    /// Its words were not met in what was labelled.
    Unfamiliar {
        /// Share of its words that were not.
        share_unknown: f64,
    },
}

impl Why {
    /// Word in output.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Random => "random",
            Self::Uncertain { .. } => "uncertain",
            Self::RareTopic { .. } => "rare topic",
            Self::Unfamiliar { .. } => "unfamiliar",
        }
    }
}

/// Fewer examples than these make a topic rare.
const RARE: usize = 50;
/// A text of fewer distinct words says too little to be called unfamiliar.
const LEAST_WORDS: usize = 3;

/// Chooses `n` texts to label next, in turn at random, by doubt, by rare topics and by strange words.
///
/// Texts that say the same are suggested once. The same texts, model and seed give the same choice.
/// `known_words` are those of the labelled texts.
///
/// # Errors
///
/// When the encoder fails.
pub fn suggest(
    texts: &[(Passage<'_>, Option<&str>)],
    model: &TopicModel,
    known_words: &BTreeSet<u64>,
    n: usize,
    seed: u64,
) -> Result<Vec<Suggestion>, LearnedError> {
    let probabilities = model.probabilities(texts)?;
    let mut random = generator(seed, 0);
    let mut by_chance: Vec<(f64, usize, Why)> = Vec::new();
    let mut by_doubt = Vec::new();
    let mut by_rarity = Vec::new();
    let mut by_words = Vec::new();
    let mut seen: BTreeSet<(u64, bool)> = BTreeSet::new();
    for (text, (passage, _)) in texts.iter().enumerate() {
        let chance = uniform(&mut random);
        let asked = passage.question() == QuestionKind::Open;
        if passage.text().trim().is_empty() || !seen.insert((all_words(passage.text()), asked)) {
            continue;
        }
        by_chance.push((chance, text, Why::Random));
        let mut doubt: Option<(f64, usize, Why)> = None;
        let mut rarity: Option<(f64, usize, Why)> = None;
        for (topic, learnt) in model.topics().iter().enumerate() {
            let probability = probabilities[[text, topic]];
            let distance = f64::from((log_odds(probability) - log_odds(learnt.threshold)).abs());
            if doubt.is_none_or(|(least, _, _)| distance < least) {
                doubt = Some((distance, text, Why::Uncertain { topic, probability }));
            }
            // Far from certain already, but more likely than in most texts.
            let gain = -f64::from(probability) / as_f64(learnt.n_examples.max(1));
            if learnt.n_examples < RARE && rarity.is_none_or(|(least, _, _)| gain < least) {
                rarity = Some((gain, text, Why::RareTopic { topic, probability }));
            }
        }
        by_doubt.extend(doubt);
        by_rarity.extend(rarity);
        let words = distinct_words(passage.text());
        let n_unknown = words
            .iter()
            .filter(|word| !known_words.contains(word))
            .count();
        if words.len() >= LEAST_WORDS && n_unknown > 0 {
            let share_unknown = as_f64(n_unknown) / as_f64(words.len());
            by_words.push((-share_unknown, text, Why::Unfamiliar { share_unknown }));
        }
    }
    let mut lists = [by_chance, by_doubt, by_rarity, by_words];
    for list in &mut lists {
        list.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    }
    let mut chosen = Vec::new();
    let mut taken = BTreeSet::new();
    let mut lists = lists.map(Vec::into_iter);
    while chosen.len() < n {
        let before = chosen.len();
        for list in &mut lists {
            let next = list.find(|(_, text, _)| !taken.contains(text));
            if let Some((_, text, why)) = next.filter(|_| chosen.len() < n) {
                taken.insert(text);
                chosen.push(Suggestion { text, why });
            }
        }
        if chosen.len() == before {
            break;
        }
    }
    Ok(chosen)
}

/// Words of labelled texts, for [`suggest`].
pub fn words_of(texts: &[LabelledText<'_>]) -> BTreeSet<u64> {
    texts
        .iter()
        .flat_map(|text| distinct_words(text.passage.text()))
        .collect()
}

fn distinct_words(text: &str) -> BTreeSet<u64> {
    let mut tokens = Tokens::default();
    tokens.read(text);
    let words = tokens.as_slice().iter();
    words
        .filter(|token| token.kind == crate::encode::Kind::Word)
        .map(|token| token.hash)
        .collect()
}

/// Texts with the same words in the same order are one text to an analyst.
fn all_words(text: &str) -> u64 {
    let mut tokens = Tokens::default();
    tokens.read(text);
    let words: Vec<&str> = tokens
        .as_slice()
        .iter()
        .map(|token| tokens.text_of(token))
        .collect();
    hash_of(words.join(" ").as_bytes())
}

fn log_odds(probability: f32) -> f32 {
    let inside = probability.clamp(1e-6, 1.0 - 1e-6);
    (inside / (1.0 - inside)).ln()
}
