//! Words, signs and stops of a text, lower-cased and hashed, in reusable buffers.

use super::lexicon::is_sign;

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Letters, with apostrophes inside.
    Word,
    /// Digits.
    Number,
    /// Emoji or emoticon.
    Sign,
    /// Comma, colon, bracket or dash: ends a clause.
    Pause,
    /// Full stop, semicolon, line break: ends a sentence.
    Stop,
    /// Exclamation mark.
    Exclamation,
    /// Question mark.
    Question,
    /// Slash, as in "8/10".
    Slash,
}

/// One token; its lower-case text is [`Tokens::text_of`].
#[derive(Debug, Clone, Copy)]
pub(crate) struct Token {
    pub(crate) kind: Kind,
    /// Hash of the lower-case text.
    pub(crate) hash: u64,
    start: usize,
    end: usize,
}

/// The tokens of one text.
#[derive(Debug, Default)]
pub(crate) struct Tokens {
    lower: String,
    read: Vec<Token>,
    n_shouted: usize,
    n_stretched: usize,
}

impl Tokens {
    /// Reads `text` afresh; buffers are kept.
    pub(crate) fn read(&mut self, text: &str) {
        self.lower.clear();
        self.read.clear();
        self.n_shouted = 0;
        self.n_stretched = 0;
        let mut at = 0;
        while let Some(first) = text[at..].chars().next() {
            at = if first.is_alphabetic() {
                self.word(text, at)
            } else if first.is_ascii_digit() {
                self.number(text, at)
            } else {
                self.mark(text, at, first)
            };
        }
    }

    pub(crate) fn as_slice(&self) -> &[Token] {
        &self.read
    }

    /// Lower-case text of a token.
    pub(crate) fn text_of(&self, token: &Token) -> &str {
        &self.lower[token.start..token.end]
    }

    /// Words of three letters or more in capitals only.
    pub(crate) fn n_shouted(&self) -> usize {
        self.n_shouted
    }

    /// Words with a letter three times in a row.
    pub(crate) fn n_stretched(&self) -> usize {
        self.n_stretched
    }

    fn word(&mut self, text: &str, from: usize) -> usize {
        let start = self.lower.len();
        let (mut n_letters, mut n_capitals, mut run) = (0_usize, 0_usize, 0_usize);
        let mut stretched = false;
        let mut last = '\0';
        let mut end = text.len();
        let mut letters = text[from..].char_indices().peekable();
        while let Some((offset, letter)) = letters.next() {
            if is_apostrophe(letter) {
                if letters.peek().is_some_and(|(_, next)| next.is_alphabetic()) {
                    self.lower.push('\'');
                    last = '\'';
                    continue;
                }
                end = from + offset;
                break;
            }
            if !letter.is_alphabetic() {
                end = from + offset;
                break;
            }
            n_letters += 1;
            n_capitals += usize::from(letter.is_uppercase());
            let lower = if letter.is_ascii() {
                letter.to_ascii_lowercase()
            } else {
                letter.to_lowercase().next().unwrap_or(letter)
            };
            run = if lower == last { run + 1 } else { 1 };
            last = lower;
            if run > 2 {
                stretched = true;
            } else {
                self.lower.push(lower);
            }
        }
        self.n_shouted += usize::from(n_letters > 2 && n_capitals == n_letters);
        self.n_stretched += usize::from(stretched);
        self.push(Kind::Word, start);
        end
    }

    fn number(&mut self, text: &str, from: usize) -> usize {
        let start = self.lower.len();
        let n_digits = text[from..].bytes().take_while(u8::is_ascii_digit).count();
        self.lower.push_str(&text[from..from + n_digits]);
        self.push(Kind::Number, start);
        from + n_digits
    }

    /// One character that is neither letter nor digit, or an emoticon or a placeholder that begins with it.
    fn mark(&mut self, text: &str, from: usize, first: char) -> usize {
        let rest = &text[from..];
        let after = from + first.len_utf8();
        if first == '['
            && let Some(n_bytes) = placeholder(rest)
        {
            return from + n_bytes;
        }
        if let Some(n_bytes) = sign(rest, first) {
            let start = self.lower.len();
            self.lower.push_str(&rest[..n_bytes]);
            self.push(Kind::Sign, start);
            return from + n_bytes;
        }
        let kind = match first {
            ',' | ':' | '(' | ')' | '–' | '—' => Kind::Pause,
            '.' | ';' | '\n' | '…' => Kind::Stop,
            '!' => Kind::Exclamation,
            '?' => Kind::Question,
            '/' => Kind::Slash,
            // A dash after white space separates; inside a word it joins.
            '-' if text[..from].ends_with(char::is_whitespace) => Kind::Pause,
            _ => return after,
        };
        let start = self.lower.len();
        self.push(kind, start);
        after
    }

    fn push(&mut self, kind: Kind, start: usize) {
        let end = self.lower.len();
        let hash = hash_of(&self.lower.as_bytes()[start..end]);
        self.read.push(Token {
            kind,
            hash,
            start,
            end,
        });
    }
}

impl Kind {
    /// Whether a clause ends here.
    pub(crate) fn ends_clause(self) -> bool {
        matches!(
            self,
            Self::Pause | Self::Stop | Self::Exclamation | Self::Question
        )
    }
}

/// FNV-1a with a final mix, so that every bit may serve as an index.
pub(crate) fn hash_of(bytes: &[u8]) -> u64 {
    finish(
        bytes
            .iter()
            .fold(HASH_START, |hash, &byte| step(hash, byte)),
    )
}

/// Start value of [`step`].
pub(crate) const HASH_START: u64 = 0xcbf2_9ce4_8422_2325;

/// One byte of FNV-1a.
pub(crate) fn step(hash: u64, byte: u8) -> u64 {
    (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
}

/// Final mix (the finaliser of `splitmix64`).
pub(crate) fn finish(hash: u64) -> u64 {
    let hash = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let hash = (hash ^ (hash >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    hash ^ (hash >> 31)
}

/// Hash of a sequence: that of its head joined with the next token's.
pub(crate) fn join(head: u64, next: u64) -> u64 {
    finish(head.rotate_left(17) ^ next.wrapping_mul(0x9e37_79b9_7f4a_7c15))
}

fn is_apostrophe(letter: char) -> bool {
    matches!(letter, '\'' | '’' | '‘' | '`')
}

/// Length of `[KIND_1]` at the start of `rest`.
fn placeholder(rest: &str) -> Option<usize> {
    let inside = &rest[1..rest.find(']')?];
    let shaped = inside.len() > 2
        && inside
            .bytes()
            .all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_');
    shaped.then_some(inside.len() + 2)
}

/// Length of the longest emoji or emoticon at the start of `rest`.
fn sign(rest: &str, first: char) -> Option<usize> {
    if first.is_ascii() {
        if !matches!(first, ':' | ';' | '=' | '<' | '>' | '(' | '^' | '|') {
            return None;
        }
        return [4, 3, 2].into_iter().find(|&n_bytes| {
            rest.get(..n_bytes).is_some_and(is_sign)
                && !rest[n_bytes..].starts_with(|next: char| next.is_alphanumeric() || next == '/')
        });
    }
    let n_bytes = first.len_utf8();
    is_sign(&rest[..n_bytes]).then_some(n_bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[(&str, Kind)]) {
        let mut tokens = Tokens::default();
        tokens.read(text);
        let got: Vec<(&str, Kind)> = tokens
            .as_slice()
            .iter()
            .map(|token| (tokens.text_of(token), token.kind))
            .collect();
        assert_eq!(got, expected, "{text}");
    }

    #[test]
    fn words_keep_their_apostrophes_and_lose_their_capitals() {
        check(
            "Zo'n DON’T één 'x'",
            &[
                ("zo'n", Kind::Word),
                ("don't", Kind::Word),
                ("één", Kind::Word),
                ("x", Kind::Word),
            ],
        );
    }

    #[test]
    fn a_placeholder_is_no_word() {
        check(
            "Dank [NAME_1]!",
            &[("dank", Kind::Word), ("", Kind::Exclamation)],
        );
        check("[note]", &[("note", Kind::Word)]);
    }

    #[test]
    fn signs_are_told_from_punctuation_and_addresses() {
        check("top:)", &[("top", Kind::Word), (":)", Kind::Sign)]);
        check("👍🏽", &[("👍", Kind::Sign)]);
        check(
            "http://x",
            &[
                ("http", Kind::Word),
                ("", Kind::Pause),
                ("", Kind::Slash),
                ("", Kind::Slash),
                ("x", Kind::Word),
            ],
        );
    }

    #[test]
    fn stretched_words_are_shortened_and_counted() {
        let mut tokens = Tokens::default();
        tokens.read("heeeeel MOOI");
        assert_eq!(tokens.text_of(&tokens.as_slice()[0]), "heel");
        assert_eq!((tokens.n_stretched(), tokens.n_shouted()), (1, 1));
    }

    proptest::proptest! {
        #[test]
        fn any_text_can_be_read(text in "\\PC*") {
            let mut tokens = Tokens::default();
            tokens.read(&text);
            for token in tokens.as_slice() {
                let _ = tokens.text_of(token);
            }
        }
    }
}
