//! How people type: slips, missing capitals, shouting, careless blanks.

use crate::simulate::dice::Dice;
use crate::simulate::language::Language;
use crate::simulate::marked::{closes, is_mark, opens_pii};

/// What someone does with the shift key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Capitals {
    Proper,
    Never,
    Always,
}

/// A person's habits at the keyboard.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Habits {
    /// Chance of a slip per word of four letters or more.
    pub(crate) slip: f64,
    pub(crate) capitals: Capitals,
    /// Chance of leaving out the last full stop.
    pub(crate) open_end: f64,
    /// Chance per comma or full stop of a blank too few or too many.
    pub(crate) blanks: f64,
}

impl Habits {
    /// Draws the habits of one person.
    pub(crate) fn draw(dice: &mut Dice) -> Self {
        let slip = dice.weighted(&[(0.0, 0.45), (0.006, 0.35), (0.025, 0.15), (0.07, 0.05)]);
        let capitals = dice.weighted(&[
            (Capitals::Proper, 0.81),
            (Capitals::Never, 0.17),
            (Capitals::Always, 0.02),
        ]);
        Self {
            slip,
            capitals,
            open_end: dice.weighted(&[(0.1, 0.5), (0.6, 0.5)]),
            blanks: dice.weighted(&[(0.0, 0.7), (0.12, 0.25), (0.4, 0.05)]),
        }
    }
}

/// Confusions that spelling checkers know well, per language.
const CONFUSED_NL: [(&str, &str); 12] = [
    ("wordt", "word"),
    ("word", "wordt"),
    ("gebeld", "gebelt"),
    ("beloofd", "belooft"),
    ("mijn", "me"),
    ("even", "ff"),
    ("gebeurt", "gebeurd"),
    ("meteen", "metteen"),
    ("onmiddellijk", "onmiddelijk"),
    ("sowieso", "zowiezo"),
    ("abonnement", "abbonement"),
    ("professioneel", "proffesioneel"),
];
const CONFUSED_EN: [(&str, &str); 10] = [
    ("their", "there"),
    ("received", "recieved"),
    ("definitely", "definately"),
    ("really", "realy"),
    ("because", "becuase"),
    ("absolutely", "absolutly"),
    ("your", "you're"),
    ("until", "untill"),
    ("promised", "promissed"),
    ("disappointing", "dissapointing"),
];

/// Types a draft; marks stay where they are and personal data stay as they are.
pub(crate) fn type_out(draft: &str, habits: Habits, language: Language, dice: &mut Dice) -> String {
    let mut typed = String::with_capacity(draft.len() + 8);
    let mut word = String::new();
    // One entry per open mark: whether it holds personal data.
    let mut open: Vec<bool> = Vec::new();
    for c in draft.chars() {
        if c.is_alphabetic() {
            word.push(c);
            continue;
        }
        put_word(
            &mut typed,
            &mut word,
            open.contains(&true),
            habits,
            language,
            dice,
        );
        if is_mark(c) {
            if closes(c) {
                open.pop();
            } else {
                open.push(opens_pii(c));
            }
        }
        put_sign(&mut typed, c, open.contains(&true), habits, dice);
    }
    put_word(
        &mut typed,
        &mut word,
        open.contains(&true),
        habits,
        language,
        dice,
    );
    if dice.chance(habits.open_end) {
        drop_last_stop(&mut typed);
    }
    typed
}

fn put_word(
    typed: &mut String,
    word: &mut String,
    personal: bool,
    habits: Habits,
    language: Language,
    dice: &mut Dice,
) {
    if personal {
        typed.push_str(word);
    } else {
        let slipped = slip(word, habits.slip, language, dice);
        match habits.capitals {
            Capitals::Proper => typed.push_str(&slipped),
            Capitals::Never => typed.push_str(&slipped.to_lowercase()),
            Capitals::Always => typed.push_str(&slipped.to_uppercase()),
        }
    }
    word.clear();
}

fn slip(word: &str, chance: f64, language: Language, dice: &mut Dice) -> String {
    if word.chars().count() < 4 || !dice.chance(chance) {
        return word.to_owned();
    }
    let confused: &[(&str, &str)] = match language {
        Language::Dutch => &CONFUSED_NL,
        Language::English => &CONFUSED_EN,
    };
    if let Some((_, wrong)) = confused.iter().find(|(right, _)| *right == word) {
        return (*wrong).to_owned();
    }
    let mut letters: Vec<char> = word.chars().collect();
    // The first letter is rarely the one that goes wrong.
    let at = 1 + dice.below(letters.len().saturating_sub(2));
    match dice.below(5) {
        0 | 1 => letters.swap(at, at + 1),
        2 | 3 => {
            letters.remove(at);
        }
        _ => letters.insert(at, letters[at]),
    }
    letters.into_iter().collect()
}

fn put_sign(typed: &mut String, c: char, personal: bool, habits: Habits, dice: &mut Dice) {
    let joint = c == ' ' && typed.ends_with([',', '.', '!']) && !personal;
    if joint && dice.chance(habits.blanks) {
        if dice.chance(0.6) {
            return; // "wacht.Daarna"
        }
        typed.push(' ');
    }
    if c == '.' && !personal && dice.chance(habits.blanks * 0.25) {
        typed.push_str("..");
    }
    typed.push(c);
}

fn drop_last_stop(typed: &mut String) {
    let marks: String = typed.chars().rev().take_while(|c| is_mark(*c)).collect();
    typed.truncate(typed.len() - marks.len());
    if typed.ends_with('.') && !typed.ends_with("..") {
        typed.pop();
    }
    typed.extend(marks.chars().rev());
}

/// Makes the first letter a capital; marks before it are skipped.
pub(crate) fn capitalise(text: &str) -> String {
    let mut done = false;
    text.chars()
        .flat_map(|c| {
            if done || is_mark(c) {
                return vec![c];
            }
            done = true;
            c.to_uppercase().collect()
        })
        .collect()
}

/// Whether the last character the reader sees ends a sentence.
pub(crate) fn ends_sentence(text: &str) -> bool {
    text.chars()
        .rev()
        .find(|c| !is_mark(*c) && !c.is_whitespace())
        .is_none_or(|c| !c.is_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulate::dice::Task;
    use crate::simulate::marked::{Mark, PiiKind, finish, wrap};

    #[test]
    fn personal_data_are_typed_without_slips_even_when_shouting() {
        let email = "j.de.vries@example.nl";
        let draft = format!(
            "Mail naar {} graag.",
            wrap(Mark::Pii(PiiKind::Email), email)
        );
        let habits = Habits {
            slip: 1.0,
            capitals: Capitals::Always,
            open_end: 0.0,
            blanks: 1.0,
        };
        for number in 0..50 {
            let mut dice = Dice::new(1, Task::Text, number);
            let typed = finish(&type_out(&draft, habits, Language::Dutch, &mut dice));
            let span = typed.marks[0].1.clone();
            assert_eq!(&typed.text[span], email);
        }
    }

    #[test]
    fn a_tidy_typist_changes_nothing() {
        let habits = Habits {
            slip: 0.0,
            capitals: Capitals::Proper,
            open_end: 0.0,
            blanks: 0.0,
        };
        let draft = "Één zin, en nog één. Klaar!";
        let mut dice = Dice::new(1, Task::Text, 0);
        assert_eq!(type_out(draft, habits, Language::Dutch, &mut dice), draft);
    }

    #[test]
    fn the_last_stop_goes_but_dots_stay() {
        for (draft, expected) in [("Goed.", "Goed"), ("Tja...", "Tja..."), ("Top!", "Top!")] {
            let mut typed = draft.to_owned();
            drop_last_stop(&mut typed);
            assert_eq!(typed, expected);
        }
    }
}
