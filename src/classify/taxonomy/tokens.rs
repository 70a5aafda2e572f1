use super::fold::{fold_into, is_mark};
use super::vocabulary::HASH_START;
use super::vocabulary::hash_step;
use crate::units::as_u32;

/// The words of one text, folded, with their bytes and the sentence and clause they stand in.
#[derive(Debug, Default)]
pub(super) struct Tokens {
    folded: String,
    words: Vec<Token>,
}

/// One word of a text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Token {
    /// First byte in the text.
    pub(super) start: u32,
    /// One past the last byte in the text.
    pub(super) end: u32,
    /// First byte of the folded word in the buffer.
    folded_start: u32,
    /// One past its last byte there.
    folded_end: u32,
    /// Counts sentences from 0.
    pub(super) sentence: u32,
    /// Counts clauses from 0; a sentence ends a clause too.
    pub(super) clause: u32,
    /// Hash of the folded word; see `vocabulary`.
    pub(super) hash: u64,
    /// Whether only a hyphen stands between this word and the one before.
    pub(super) hyphen_before: bool,
    /// A placeholder of the privacy room: takes a place, matches nothing.
    pub(super) opaque: bool,
}

impl Tokens {
    /// Splits `text` into words.
    ///
    /// A word is a run of letters and digits; an apostrophe inside it is dropped (`foto's` is
    /// `fotos`), a hyphen splits it. Placeholders such as `[IBAN_1]` are one opaque word.
    pub(super) fn of(text: &str) -> Self {
        let mut tokens = Self {
            folded: String::with_capacity(text.len() + 8),
            words: Vec::with_capacity(text.len() / 5 + 2),
        };
        let mut gap = Gap::default();
        let bytes = text.as_bytes();
        let mut at = 0;
        while at < bytes.len() {
            let c = char_at(text, at);
            if c == '['
                && let Some(end) = placeholder_end(bytes, at)
            {
                tokens.push_opaque(at, end, &mut gap);
                at = end;
            } else if is_word(c) {
                at = tokens.push_word(text, at, &mut gap);
            } else {
                gap.read(c, bytes, at);
                at += c.len_utf8();
            }
        }
        tokens
    }

    /// The words in order.
    pub(super) fn words(&self) -> &[Token] {
        &self.words
    }

    /// The folded letters of `token`.
    pub(super) fn folded(&self, token: &Token) -> &str {
        &self.folded[token.folded_start as usize..token.folded_end as usize]
    }

    /// The folded letters of the word at `first` and the next one as one word.
    ///
    /// Folded words stand one after the other in the buffer, so nothing is copied.
    pub(super) fn joined(&self, first: usize) -> &str {
        let (a, b) = (&self.words[first], &self.words[first + 1]);
        &self.folded[a.folded_start as usize..b.folded_end as usize]
    }

    fn push_word(&mut self, text: &str, start: usize, gap: &mut Gap) -> usize {
        let folded_start = self.folded.len();
        let bytes = text.as_bytes();
        let mut end = start;
        while end < bytes.len() {
            let byte = bytes[end];
            if byte.is_ascii_alphanumeric() {
                self.folded.push(byte.to_ascii_lowercase() as char);
                end += 1;
                continue;
            }
            let c = char_at(text, end);
            if is_word(c) || is_mark(c) {
                fold_into(c, &mut self.folded);
            } else if !(is_apostrophe(c)
                && text[end + c.len_utf8()..]
                    .chars()
                    .next()
                    .is_some_and(char::is_alphanumeric))
            {
                break;
            }
            end += c.len_utf8();
        }
        let hash = self.folded.as_bytes()[folded_start..]
            .iter()
            .fold(HASH_START, |hash, &byte| hash_step(hash, byte));
        self.push(start, end, folded_start, hash, gap);
        end
    }

    fn push_opaque(&mut self, start: usize, end: usize, gap: &mut Gap) {
        let folded_start = self.folded.len();
        self.push(start, end, folded_start, HASH_START, gap);
        if let Some(last) = self.words.last_mut() {
            last.opaque = true;
        }
    }

    fn push(&mut self, start: usize, end: usize, folded_start: usize, hash: u64, gap: &mut Gap) {
        let (sentence, clause) = match self.words.last() {
            None => (0, 0),
            Some(last) => match gap.strength {
                Strength::Word => (last.sentence, last.clause),
                Strength::Clause => (last.sentence, last.clause + 1),
                Strength::Sentence => (last.sentence + 1, last.clause + 1),
            },
        };
        self.words.push(Token {
            start: as_u32(start),
            end: as_u32(end),
            folded_start: as_u32(folded_start),
            folded_end: as_u32(self.folded.len()),
            sentence,
            clause,
            hash,
            hyphen_before: gap.n_chars == 1 && gap.hyphen,
            opaque: false,
        });
        *gap = Gap::default();
    }
}

/// What stands between two words.
#[derive(Debug, Default)]
struct Gap {
    n_chars: usize,
    hyphen: bool,
    n_newlines: usize,
    strength: Strength,
}

/// How strongly two words are divided.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Strength {
    #[default]
    Word,
    Clause,
    Sentence,
}

impl Gap {
    fn read(&mut self, c: char, bytes: &[u8], at: usize) {
        self.n_chars += 1;
        let strength = match c {
            '-' | '\u{2010}' | '\u{2011}' => {
                self.hyphen = true;
                // A dash after a line end begins an item of a list.
                if self.n_newlines > 0 {
                    Strength::Sentence
                } else {
                    Strength::Word
                }
            }
            '!' | '?' | ';' | '…' | '•' | '*' => Strength::Sentence,
            // `3.5`, `bol.com`, `a.m.`: a full stop inside a word divides nothing.
            '.' if !bytes
                .get(at + 1)
                .is_some_and(|b| b.is_ascii_lowercase() || b.is_ascii_digit()) =>
            {
                Strength::Sentence
            }
            '\n' => {
                self.n_newlines += 1;
                if self.n_newlines > 1 {
                    Strength::Sentence
                } else {
                    Strength::Clause
                }
            }
            ',' | ':' | '(' | ')' | '–' | '—' => Strength::Clause,
            _ => Strength::Word,
        };
        self.strength = self.strength.max(strength);
    }
}

fn char_at(text: &str, at: usize) -> char {
    let byte = text.as_bytes()[at];
    if byte.is_ascii() {
        byte as char
    } else {
        text[at..]
            .chars()
            .next()
            .unwrap_or(char::REPLACEMENT_CHARACTER)
    }
}

fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || (!c.is_ascii() && c.is_alphanumeric())
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘' | '`' | '´')
}

/// The end of a placeholder `[WORD_1]` that begins at `start`.
fn placeholder_end(bytes: &[u8], start: usize) -> Option<usize> {
    let rest = &bytes[start + 1..];
    let n_letters = rest.iter().take_while(|b| b.is_ascii_uppercase()).count();
    let after = rest.get(n_letters..)?.strip_prefix(b"_")?;
    let n_digits = after.iter().take_while(|b| b.is_ascii_digit()).count();
    (n_letters > 0 && n_digits > 0 && after.get(n_digits) == Some(&b']'))
        .then_some(start + n_letters + n_digits + 3)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let tokens = Tokens::of(text);
        let words: Vec<&str> = tokens.words().iter().map(|t| tokens.folded(t)).collect();
        assert_eq!(words, expected, "{text}");
        for token in tokens.words() {
            assert!(text.get(token.start as usize..token.end as usize).is_some());
        }
    }

    #[test]
    fn words_are_folded_runs_of_letters_and_digits() {
        check("Café's 24/7 open!", &["cafes", "24", "7", "open"]);
        check("e-mail’s 'quoted' ik’", &["e", "mails", "quoted", "ik"]);
        check("😀blij😀", &["blij"]);
        check("u\u{308}ber", &["uber"]);
        check("", &[]);
    }

    #[test]
    fn a_placeholder_is_one_opaque_word() {
        let tokens = Tokens::of("bel [PHONE_1] of [iban]");
        let opaque: Vec<bool> = tokens.words().iter().map(|t| t.opaque).collect();
        assert_eq!(opaque, [false, true, false, false]);
        assert_eq!(tokens.words()[1].end, 13);
    }

    #[test]
    fn sentences_end_at_stops_but_not_inside_numbers_and_names() {
        let sentences = |text: &str| -> Vec<u32> {
            Tokens::of(text)
                .words()
                .iter()
                .map(|t| t.sentence)
                .collect()
        };
        assert_eq!(sentences("laat. Koud"), [0, 1]);
        assert_eq!(sentences("laat.Koud"), [0, 1]);
        assert_eq!(sentences("bol.com 3.5 ster"), [0, 0, 0, 0, 0]);
        assert_eq!(sentences("laat\nkoud"), [0, 0]);
        assert_eq!(sentences("laat\n- koud"), [0, 1]);
    }

    #[test]
    fn two_words_can_be_read_as_one() {
        let tokens = Tokens::of("klanten-service");
        assert_eq!(tokens.joined(0), "klantenservice");
        assert!(tokens.words()[1].hyphen_before);
    }
}
