use crate::encode::tokens::{HASH_START, Kind, Tokens, finish, join, step};
use crate::record::LanguageTag;

/// A row of one language's block of the table.
pub(crate) type Row = u16;

/// Shortest and longest run of characters inside a word, its boundaries included.
const SHORTEST: usize = 3;
const LONGEST: usize = 5;
/// Longest text that is read, in words: what follows adds nothing to an average.
const MOST_WORDS: usize = 600;

/// Appends the rows of a text's words, pairs of words and character n-grams.
///
/// Character n-grams see the boundaries of words (`<niet>`), so that the parts of Dutch compounds and
/// inflected forms share rows with the words they are made of. Returns the block of the language;
/// `None`, and no rows, where the table has no block for it.
pub(crate) fn rows(tokens: &Tokens, language: LanguageTag, rows: &mut Vec<Row>) -> Option<Block> {
    let block = Block::of(language)?;
    each_lookup(tokens, |lookup| match lookup {
        Lookup::Word { hash, text, pair } => {
            rows.extend([row(hash), pair]);
            characters(text, rows);
        }
        Lookup::Sign(row) => rows.push(row),
    });
    Some(block)
}

/// What one token of a text looks up.
pub(super) enum Lookup<'t> {
    /// A word: the rows of itself and its characters, and that of the pair with the one before.
    Word {
        /// Hash of the word.
        hash: u64,
        /// The word.
        text: &'t str,
        /// Row of the pair.
        pair: Row,
    },
    /// An emoji or emoticon: one row.
    Sign(Row),
}

/// Calls `visit` with what each token of a text looks up, in order.
pub(super) fn each_lookup(tokens: &Tokens, mut visit: impl FnMut(Lookup<'_>)) {
    let mut before: u64 = 0;
    for token in tokens.as_slice().iter().take(MOST_WORDS) {
        match token.kind {
            Kind::Word => {
                visit(Lookup::Word {
                    hash: token.hash,
                    text: tokens.text_of(token),
                    pair: row(join(before, token.hash)),
                });
                before = token.hash;
            }
            Kind::Number => before = NUMBER,
            Kind::Sign => visit(Lookup::Sign(row(token.hash))),
            Kind::Pause | Kind::Stop | Kind::Exclamation | Kind::Question | Kind::Slash => {
                before = STOP;
            }
        }
    }
}

/// Appends the rows of a word by itself, wherever it stands.
pub(super) fn word_rows(hash: u64, text: &str, rows: &mut Vec<Row>) {
    rows.push(row(hash));
    characters(text, rows);
}

/// Which block of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Block {
    /// Dutch.
    Dutch,
    /// English.
    English,
}

impl Block {
    /// Number of blocks.
    pub(crate) const COUNT: usize = 2;

    pub(super) fn of(language: LanguageTag) -> Option<Self> {
        match language {
            LanguageTag::Nl => Some(Self::Dutch),
            LanguageTag::En => Some(Self::English),
            LanguageTag::Other | LanguageTag::Unknown => None,
        }
    }

    /// Position in the table.
    pub(crate) fn index(self) -> usize {
        match self {
            Self::Dutch => 0,
            Self::English => 1,
        }
    }
}

/// What stands before a word when it is not a word.
const STOP: u64 = 1;
const NUMBER: u64 = 2;

fn characters(word: &str, rows: &mut Vec<Row>) {
    each_run(word, |hash| rows.push(row(hash)));
}

/// Calls `visit` with the hash of every run of characters of a word, its boundaries included.
pub(crate) fn each_run(word: &str, mut visit: impl FnMut(u64)) {
    let bytes = word.as_bytes();
    // Runs begin at the boundary and at every character; bytes of one character stay together.
    run(Some(b'<'), bytes, &mut visit);
    for (at, _) in word.char_indices() {
        run(None, &bytes[at..], &mut visit);
    }
}

/// All runs that begin here; `>` stands for the end of the word.
fn run(first: Option<u8>, rest: &[u8], visit: &mut impl FnMut(u64)) {
    let mut hash = first.map_or(HASH_START, |byte| step(HASH_START, byte));
    let mut n_characters = usize::from(first.is_some());
    for (at, &byte) in rest.iter().enumerate() {
        hash = step(hash, byte);
        let next_continues = rest.get(at + 1).is_some_and(|next| next & 0xC0 == 0x80);
        if next_continues {
            continue;
        }
        n_characters += 1;
        if n_characters >= SHORTEST {
            visit(finish(hash));
        }
        if n_characters == LONGEST {
            return;
        }
    }
    if n_characters + 1 >= SHORTEST {
        visit(finish(step(hash, b'>')));
    }
}

/// The upper bits of a mixed hash.
fn row(hash: u64) -> Row {
    let [.., low, high] = hash.to_le_bytes();
    Row::from_le_bytes([low, high])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, language: LanguageTag) -> Vec<Row> {
        let mut tokens = Tokens::default();
        tokens.read(text);
        let mut found = Vec::new();
        rows(&tokens, language, &mut found);
        found
    }

    #[test]
    fn a_compound_shares_rows_with_its_last_part() {
        let part = read("problemen", LanguageTag::Nl);
        let compound = read("leveringsproblemen", LanguageTag::Nl);
        let shared = part.iter().filter(|row| compound.contains(row)).count();
        assert!(shared * 3 > part.len() * 2, "{shared} of {}", part.len());
    }

    #[test]
    fn a_language_without_block_has_no_rows() {
        assert!(read("sehr gut", LanguageTag::Other).is_empty());
        assert!(read("ok", LanguageTag::Unknown).is_empty());
    }

    #[test]
    fn the_number_of_rows_is_that_of_the_runs() {
        // <ab>: the word, the pair, "<ab", "<ab>", "ab>"
        assert_eq!(read("ab", LanguageTag::En).len(), 5);
        // é counts as one character
        assert_eq!(read("éb", LanguageTag::En).len(), 5);
    }
}
