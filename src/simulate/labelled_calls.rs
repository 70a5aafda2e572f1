//! Conversations whose agents do known things, with a label per turn: to hold the rules of behaviours against.

use crate::simulate::dice::{Dice, Task};
use crate::simulate::language::Language;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Turns of an agent in a conversation, beside the greeting.
const N_AGENT_TURNS: (i64, i64) = (6, 9);

/// A conversation whose turns are labelled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LabelledCall {
    /// Name of the conversation.
    pub id: String,
    /// ISO 639-1 code: `nl` or `en`.
    pub language: &'static str,
    /// What was said, in order.
    pub turns: Vec<LabelledTurn>,
}

/// A turn and what is done in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LabelledTurn {
    /// `agent` or `customer`.
    pub speaker: &'static str,
    /// What was said.
    pub text: String,
    /// Identifiers of what the agent does in it.
    pub labels: Vec<String>,
    /// Line of the wording in its file, from 1; of an agent's turns only.
    pub wording: Option<usize>,
}

/// Writes `n` conversations, half of them Dutch, the same for the same seed.
///
/// Wordings are dealt like cards, so that each is used about as often as any other.
pub fn labelled_calls(seed: u64, n: usize) -> Vec<LabelledCall> {
    let books = [
        (
            Language::Dutch,
            Wordings::read(include_str!(
                "../../data/behaviours/labelled/wordings.nl.txt"
            )),
        ),
        (
            Language::English,
            Wordings::read(include_str!(
                "../../data/behaviours/labelled/wordings.en.txt"
            )),
        ),
    ];
    let mut decks = books
        .each_ref()
        .map(|(language, wordings)| Deck::new(seed, *language, wordings.agent.len()));
    let mut calls = Vec::with_capacity(n);
    for number in 0..n {
        let place = number % books.len();
        let ((language, wordings), deck) = (&books[place], &mut decks[place]);
        let mut dice = Dice::new(seed, Task::Labelled, number);
        calls.push(LabelledCall {
            id: format!("L{number:04}"),
            language: language.code(),
            turns: turns(wordings, deck, *language, &mut dice),
        });
    }
    calls
}

/// Conversations as lines of JSON.
pub fn labelled_lines(calls: &[LabelledCall]) -> String {
    let mut lines = String::new();
    for call in calls {
        let turns: Vec<Value> = call
            .turns
            .iter()
            .map(|turn| match turn.wording {
                None => json!({ "speaker": turn.speaker, "text": turn.text }),
                Some(wording) => json!({
                    "speaker": turn.speaker,
                    "text": turn.text,
                    "labels": turn.labels,
                    "wording": wording,
                }),
            })
            .collect();
        let line = json!({ "id": call.id, "language": call.language, "turns": turns });
        lines.push_str(&line.to_string());
        lines.push('\n');
    }
    lines
}

fn turns(
    wordings: &Wordings,
    deck: &mut Deck,
    language: Language,
    dice: &mut Dice,
) -> Vec<LabelledTurn> {
    let customer = |lines: &[&str], dice: &mut Dice| LabelledTurn {
        speaker: "customer",
        text: filled(
            dice.pick(lines).copied().unwrap_or_default(),
            language,
            dice,
        ),
        labels: Vec::new(),
        wording: None,
    };
    let mut turns = vec![customer(&wordings.problem, dice)];
    let (least, most) = N_AGENT_TURNS;
    for _ in 0..dice.between(least, most) {
        let Some(wording) = wordings.agent.get(deck.deal(dice)) else {
            break;
        };
        turns.push(LabelledTurn {
            speaker: "agent",
            text: filled(wording.text, language, dice),
            labels: wording
                .labels
                .iter()
                .map(|&label| label.to_owned())
                .collect(),
            wording: Some(wording.line),
        });
        turns.push(customer(&wordings.reply, dice));
    }
    turns
}

/// What agents and customers can say.
struct Wordings {
    agent: Vec<Wording>,
    problem: Vec<&'static str>,
    reply: Vec<&'static str>,
}

struct Wording {
    line: usize,
    text: &'static str,
    labels: Vec<&'static str>,
}

impl Wordings {
    fn read(file: &'static str) -> Self {
        let mut wordings = Self {
            agent: Vec::new(),
            problem: Vec::new(),
            reply: Vec::new(),
        };
        let mut section = "";
        for (number, line) in file.lines().enumerate() {
            if line.is_empty() || line.starts_with("# ") {
                continue;
            }
            if let Some(name) = line
                .strip_prefix('[')
                .and_then(|rest| rest.strip_suffix(']'))
            {
                section = name;
                continue;
            }
            let (further, text) = match line.strip_prefix('+') {
                Some(rest) => rest.split_once(" | ").unwrap_or(("", rest)),
                None => ("", line),
            };
            match section {
                "problem" => wordings.problem.push(text),
                "reply" => wordings.reply.push(text),
                _ => {
                    let labels = [section, further].into_iter();
                    wordings.agent.push(Wording {
                        line: number + 1,
                        text,
                        labels: labels
                            .filter(|label| !label.is_empty() && *label != "none")
                            .collect(),
                    });
                }
            }
        }
        wordings
    }
}

/// Wordings in a drawn order; shuffled anew when all were dealt.
struct Deck {
    cards: Vec<usize>,
    n_dealt: usize,
}

impl Deck {
    fn new(seed: u64, language: Language, n: usize) -> Self {
        let mut deck = Self {
            cards: (0..n).collect(),
            n_dealt: 0,
        };
        // A conversation of its own for each language, which no call has.
        let number = usize::MAX - usize::from(language == Language::Dutch);
        deck.shuffle(&mut Dice::new(seed, Task::Labelled, number));
        deck
    }

    fn deal(&mut self, dice: &mut Dice) -> usize {
        if self.n_dealt == self.cards.len() {
            self.shuffle(dice);
            self.n_dealt = 0;
        }
        self.n_dealt += 1;
        self.cards
            .get(self.n_dealt - 1)
            .copied()
            .unwrap_or_default()
    }

    /// Fisher and Yates.
    fn shuffle(&mut self, dice: &mut Dice) {
        for last in (1..self.cards.len()).rev() {
            self.cards.swap(last, dice.below(last + 1));
        }
    }
}

fn filled(text: &str, language: Language, dice: &mut Dice) -> String {
    let days = match language {
        Language::Dutch => ["maandag", "dinsdag", "woensdag", "donderdag", "vrijdag"],
        Language::English => ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"],
    };
    let slots: BTreeMap<&str, String> = BTreeMap::from([
        ("{day}", dice.one_of(&days).to_owned()),
        ("{n}", dice.between(2, 9).to_string()),
        (
            "{name}",
            dice.one_of(&["Sanne", "Omar", "Femke", "David"]).to_owned(),
        ),
    ]);
    let fill = |text: String, (slot, value): (&&str, &String)| text.replace(slot, value);
    slots.iter().fold(text.to_owned(), fill)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;
    use std::path::Path;

    /// Conversations of the stored set.
    const N: usize = 140;
    const SEED: u64 = 1;

    /// The set in the repository is what is made here. With `SIGNAAL_REWRITE_DEMO=1` the test writes it anew instead.
    #[test]
    fn the_committed_set_is_that_of_its_seed() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("data/behaviours/labelled/conversations.jsonl");
        let lines = labelled_lines(&labelled_calls(SEED, N));
        if std::env::var_os("SIGNAAL_REWRITE_DEMO").is_some() {
            std::fs::write(&path, &lines).unwrap();
        }
        assert_eq!(std::fs::read_to_string(&path).unwrap(), lines);
    }

    #[test]
    fn every_wording_is_used_and_no_slot_is_left() {
        let calls = labelled_calls(SEED, N);
        for (language, file) in [
            (
                "nl",
                include_str!("../../data/behaviours/labelled/wordings.nl.txt"),
            ),
            (
                "en",
                include_str!("../../data/behaviours/labelled/wordings.en.txt"),
            ),
        ] {
            let own = calls.iter().filter(|call| call.language == language);
            let turns: Vec<&LabelledTurn> = own.flat_map(|call| &call.turns).collect();
            let used: BTreeSet<usize> = turns.iter().filter_map(|turn| turn.wording).collect();
            assert_eq!(used.len(), Wordings::read(file).agent.len());
            assert!(turns.iter().all(|turn| !turn.text.contains('{')));
        }
        assert_eq!(calls, labelled_calls(SEED, N));
        assert_ne!(calls, labelled_calls(SEED + 1, N));
    }
}
