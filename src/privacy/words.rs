//! Words and their neighbours in a text, by byte positions.

use std::ops::Range;

/// The word that starts at `at`: letters, with apostrophes and hyphens inside it.
pub(super) fn word_at(text: &str, at: usize) -> Option<Range<usize>> {
    let rest = text.get(at..)?;
    let mut end = 0;
    for (offset, c) in rest.char_indices() {
        if c.is_alphabetic() {
            end = offset + c.len_utf8();
        } else if !(end == offset && end > 0 && is_joiner(c)) {
            break;
        }
    }
    (end > 0).then(|| at..at + end)
}

/// The word that ends at `at` (exclusive).
pub(super) fn word_before(text: &str, at: usize) -> Option<Range<usize>> {
    let mut start = at;
    for (offset, c) in text.get(..at)?.char_indices().rev() {
        if c.is_alphabetic() {
            start = offset;
        } else if !(start == offset + c.len_utf8() && start < at && is_joiner(c)) {
            break;
        }
    }
    (start < at).then_some(start..at)
}

/// The position behind the characters of `skipped` that follow `at`.
pub(super) fn skip(text: &str, at: usize, skipped: &[char]) -> usize {
    let Some(rest) = text.get(at..) else {
        return at;
    };
    text.len() - rest.trim_start_matches(skipped).len()
}

/// The position of the first of the characters of `skipped` that end at `at`.
pub(super) fn skip_back(text: &str, at: usize, skipped: &[char]) -> usize {
    text.get(..at)
        .map_or(at, |before| before.trim_end_matches(skipped).len())
}

/// Whether a letter or digit stands directly before `at`.
pub(super) fn glued_before(text: &str, at: usize) -> bool {
    text.get(..at)
        .and_then(|before| before.chars().next_back())
        .is_some_and(char::is_alphanumeric)
}

/// Whether a letter or digit stands directly behind `at`.
pub(super) fn glued_after(text: &str, at: usize) -> bool {
    text.get(at..)
        .and_then(|rest| rest.chars().next())
        .is_some_and(char::is_alphanumeric)
}

/// Whether `at` begins a sentence or line: nothing, or an end mark, stands before it.
pub(super) fn begins_sentence(text: &str, at: usize) -> bool {
    let before = text.get(..at).unwrap_or_default();
    let trimmed = before.trim_end_matches([' ', '\t', '"', '\'', '(']);
    trimmed.is_empty() || trimmed.ends_with(['.', '!', '?', '\n', '\r', ':', '-', ',', ']', '>'])
}

/// Whether the first letter is a capital.
pub(super) fn is_capitalised(word: &str) -> bool {
    word.chars().next().is_some_and(char::is_uppercase)
}

fn is_joiner(c: char) -> bool {
    matches!(c, '\'' | '’' | '-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_keeps_its_inner_joiners_only() {
        assert_eq!(word_at("Jan-Peter's, ja", 0), Some(0..11));
        assert_eq!(word_at("Jan- ja", 0), Some(0..3));
        assert_eq!(word_at("'t", 0), None);
        assert_eq!(word_before("van Özgür", 11), Some(4..11));
        assert_eq!(word_before("é", 1), None);
    }
}
