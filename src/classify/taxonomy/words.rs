use super::tokens::Tokens;
use super::{dutch, english};
use crate::record::LanguageTag;
use std::collections::BTreeSet;

/// Words that may stand next to each other, as [`each_word`] tells them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Neighbour {
    /// The word follows the one before in the same sentence.
    Follows,
    /// A sentence, or a placeholder such as `[NAME_1]`, parts it from the one before; so does the start.
    Parted,
}

/// Shows the words of `text` as topics are looked up by: in lower case, without accents, apostrophes
/// dropped; placeholders of the privacy room are left out.
pub fn each_word(text: &str, mut visit: impl FnMut(&str, Neighbour)) {
    let tokens = Tokens::of(text);
    let mut sentence = None;
    for token in tokens.words() {
        if token.opaque {
            sentence = None;
            continue;
        }
        let neighbour = if sentence == Some(token.sentence) {
            Neighbour::Follows
        } else {
            Neighbour::Parted
        };
        sentence = Some(token.sentence);
        visit(tokens.folded(token), neighbour);
    }
}

/// `word`, folded as [`each_word`] does, and every inflected form that a phrase with it matches; for an
/// unknown language in both, for another one the word alone.
pub fn word_forms(word: &str, language: LanguageTag) -> BTreeSet<String> {
    match language {
        LanguageTag::Nl => dutch::forms(word),
        LanguageTag::En => english::forms(word),
        LanguageTag::Unknown => &dutch::forms(word) | &english::forms(word),
        LanguageTag::Other => BTreeSet::from([word.to_owned()]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_folded_and_sentences_and_placeholders_part_them() {
        let mut seen = Vec::new();
        each_word("Café's zijn leuk. Bel [NAME_1] nu", |word, neighbour| {
            seen.push((word.to_owned(), neighbour));
        });
        let seen: Vec<(&str, bool)> = seen
            .iter()
            .map(|(word, neighbour)| (&**word, *neighbour == Neighbour::Parted))
            .collect();
        assert_eq!(
            seen,
            [
                ("cafes", true),
                ("zijn", false),
                ("leuk", false),
                ("bel", true),
                ("nu", true)
            ]
        );
    }

    #[test]
    fn forms_follow_the_language() {
        assert!(word_forms("bellen", LanguageTag::Nl).contains("gebeld"));
        assert!(word_forms("park", LanguageTag::En).contains("parking"));
        assert_eq!(word_forms("bellen", LanguageTag::Other).len(), 1);
    }
}
