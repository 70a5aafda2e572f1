use super::schema::{DUTCH, ENGLISH, FOLDED, PLAIN};
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use tantivy::tokenizer::{
    AsciiFoldingFilter, Language, LowerCaser, RawTokenizer, Stemmer, StopWordFilter, TextAnalyzer,
    Token, TokenStream, Tokenizer, TokenizerManager,
};

/// Words that stop-word lists drop but that turn a meaning round: they stay findable.
const NEGATIONS: [&str; 8] = [
    "niet", "geen", "nooit", "niets", "zonder", "not", "no", "never",
];

/// Longer words are cut off at this many bytes: they are links and noise, not language.
const MAX_WORD_BYTES: usize = 120;

/// Words remembered per analyser before it starts afresh; bounds memory at a few megabytes.
const MAX_MEMO: usize = 40_000;

/// The analysers that the schema names.
pub(super) fn analysers() -> TokenizerManager {
    // The default one has to be there for fields without words too.
    let manager = TokenizerManager::default();
    manager.register(DUTCH, Words::new(Some(Language::Dutch)));
    manager.register(ENGLISH, Words::new(Some(Language::English)));
    manager.register(PLAIN, Words::new(None));
    manager.register(
        FOLDED,
        Folded {
            chain: folding(),
            token: Token::default(),
        },
    );
    manager
}

/// `text` in lower case and without accents, as every analyser folds it.
pub(super) fn fold(text: &str) -> String {
    only_token(&mut folding(), text).unwrap_or_default()
}

/// Folds the whole text as one token.
fn folding() -> TextAnalyzer {
    TextAnalyzer::builder(RawTokenizer::default())
        .filter(LowerCaser)
        .filter(AsciiFoldingFilter)
        .build()
}

/// The whole value as one folded token, as [`folding`] folds it.
///
/// Names of sources, facets and topics are nearly all ASCII, for which folding is lower-casing:
/// the chain of filters would allocate several times for each value of each document.
#[derive(Clone)]
struct Folded {
    chain: TextAnalyzer,
    token: Token,
}

impl Tokenizer for Folded {
    type TokenStream<'a> = FoldedStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> FoldedStream<'a> {
        let Self { chain, token } = self;
        token.reset();
        token.position = 0;
        token.offset_to = text.len();
        if text.is_ascii() {
            token.text.push_str(text);
            token.text.make_ascii_lowercase();
        } else if let Some(folded) = only_token(chain, text) {
            token.text.push_str(&folded);
        }
        FoldedStream {
            token,
            is_ahead: true,
        }
    }
}

/// The one token of a value.
struct FoldedStream<'a> {
    token: &'a mut Token,
    is_ahead: bool,
}

impl TokenStream for FoldedStream<'_> {
    fn advance(&mut self) -> bool {
        std::mem::take(&mut self.is_ahead)
    }

    fn token(&self) -> &Token {
        self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        self.token
    }
}

/// Splits text into words: folded, stop words dropped, stemmed.
///
/// A stem depends on the word alone and most words of a corpus are the same few thousand, so
/// each distinct word goes through the chain once. Folding comes before stemming, so that a word
/// with and without its accents always has one term.
pub(super) struct Words {
    folding: TextAnalyzer,
    stopping: Option<TextAnalyzer>,
    stemming: Option<TextAnalyzer>,
    places: HashMap<Box<str>, usize, BuildHasherDefault<WordHasher>>,
    terms: Vec<Option<Box<str>>>,
}

impl Words {
    /// With stop words and stems of `language`; `None` folds only.
    pub(super) fn new(language: Option<Language>) -> Self {
        let raw = || TextAnalyzer::builder(RawTokenizer::default());
        Self {
            folding: folding(),
            stopping: language
                .and_then(StopWordFilter::new)
                .map(|filter| raw().filter(filter).build()),
            stemming: language.map(|language| raw().filter(Stemmer::new(language)).build()),
            places: HashMap::default(),
            terms: Vec::new(),
        }
    }

    /// The term of `word`; `None` for a stop word.
    fn term(&mut self, word: &str) -> Option<&str> {
        // Places and not references, so that one look-up does.
        let place = if let Some(&place) = self.places.get(word) {
            place
        } else {
            if self.terms.len() >= MAX_MEMO {
                self.terms.clear();
                self.places.clear();
            }
            let term = self.chained(word);
            self.terms.push(term);
            self.places.insert(word.into(), self.terms.len() - 1);
            self.terms.len() - 1
        };
        self.terms[place].as_deref()
    }

    /// The term of `word` without memory.
    fn chained(&mut self, word: &str) -> Option<Box<str>> {
        let mut end = word.len().min(MAX_WORD_BYTES);
        while !word.is_char_boundary(end) {
            end -= 1;
        }
        let mut term = only_token(&mut self.folding, &word[..end])?;
        if let Some(stopping) = &mut self.stopping
            && !NEGATIONS.contains(&term.as_str())
        {
            term = only_token(stopping, &term)?;
        }
        if let Some(stemming) = &mut self.stemming {
            term = only_token(stemming, &term)?;
        }
        Some(term.into())
    }
}

/// What `analyser`, which does not split, makes of `text`; `None` where it drops it.
fn only_token(analyser: &mut TextAnalyzer, text: &str) -> Option<String> {
    let mut stream = analyser.token_stream(text);
    stream
        .advance()
        .then(|| std::mem::take(&mut stream.token_mut().text))
}

/// Hashes short words eight bytes at a time. The default hash is safe against keys chosen to
/// collide and costs more than the look-up; here the table is small and starts afresh when full.
#[derive(Default)]
struct WordHasher(u64);

impl Hasher for WordHasher {
    fn finish(&self) -> u64 {
        self.0 ^ (self.0 >> 29)
    }

    fn write(&mut self, bytes: &[u8]) {
        let (words, rest) = bytes.as_chunks::<8>();
        for word in words {
            self.write_u64(u64::from_le_bytes(*word));
        }
        let mut last = [0; 8];
        last[..rest.len()].copy_from_slice(rest);
        self.write_u64(u64::from_le_bytes(last));
    }

    fn write_u64(&mut self, number: u64) {
        self.0 = (self.0.rotate_left(23) ^ number).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }

    fn write_u8(&mut self, byte: u8) {
        self.write_u64(byte.into());
    }
}

impl Clone for Words {
    /// The memory is not cloned: each segment fills its own.
    fn clone(&self) -> Self {
        Self {
            folding: self.folding.clone(),
            stopping: self.stopping.clone(),
            stemming: self.stemming.clone(),
            places: HashMap::default(),
            terms: Vec::new(),
        }
    }
}

impl Tokenizer for Words {
    type TokenStream<'a> = WordStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> WordStream<'a> {
        WordStream {
            words: self,
            text,
            next_byte: 0,
            token: Token::default(),
        }
    }
}

/// The words of one text.
pub(super) struct WordStream<'a> {
    words: &'a mut Words,
    text: &'a str,
    next_byte: usize,
    token: Token,
}

impl TokenStream for WordStream<'_> {
    fn advance(&mut self) -> bool {
        while let Some((start, end)) = next_word(self.text, self.next_byte) {
            self.next_byte = end;
            // Stop words count, so that a phrase keeps its distances.
            self.token.position = self.token.position.wrapping_add(1);
            if let Some(term) = self.words.term(&self.text[start..end]) {
                self.token.offset_from = start;
                self.token.offset_to = end;
                self.token.text.clear();
                self.token.text.push_str(term);
                return true;
            }
        }
        false
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}

/// The next run of letters and digits at or after byte `from`, as bytes.
fn next_word(text: &str, from: usize) -> Option<(usize, usize)> {
    let bytes = text.as_bytes();
    let mut start = None;
    let mut at = from;
    while at < bytes.len() {
        let (is_word, width) = if bytes[at].is_ascii() {
            (bytes[at].is_ascii_alphanumeric(), 1)
        } else {
            let letter = text[at..].chars().next()?;
            (letter.is_alphanumeric(), letter.len_utf8())
        };
        match (is_word, start) {
            (true, None) => start = Some(at),
            (false, Some(start)) => return Some((start, at)),
            _ => {}
        }
        at += width;
    }
    start.map(|start| (start, bytes.len()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(analyser: &str, text: &str, expected: &[(usize, &str)]) {
        let mut words = analysers().get(analyser).unwrap();
        let mut found = Vec::new();
        words
            .token_stream(text)
            .process(&mut |token| found.push((token.position, token.text.clone())));
        let found: Vec<(usize, &str)> = found.iter().map(|(at, t)| (*at, t.as_str())).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn word_forms_share_a_term() {
        check(
            DUTCH,
            "wachttijden wachttijd",
            &[(0, "wachttijd"), (1, "wachttijd")],
        );
        check(ENGLISH, "waiting waited", &[(0, "wait"), (1, "wait")]);
        check(PLAIN, "Waiting", &[(0, "waiting")]);
    }

    #[test]
    fn stop_words_leave_their_place_open_and_negations_stay() {
        check(DUTCH, "niet op de lijn", &[(0, "niet"), (3, "lijn")]);
        check(ENGLISH, "it is not working", &[(2, "not"), (3, "work")]);
    }

    #[test]
    fn a_word_with_and_without_accents_has_one_term() {
        for (with, without) in [("patiënten", "patienten"), ("CAFÉ", "cafe")] {
            let mut words = analysers().get(DUTCH).unwrap();
            let mut terms = Vec::new();
            for text in [with, without] {
                words
                    .token_stream(text)
                    .process(&mut |token| terms.push(token.text.clone()));
            }
            assert_eq!(terms[0], terms[1]);
        }
    }

    proptest! {
        #[test]
        fn words_stand_where_the_simple_tokenizer_finds_them(text in "\\PC{0,80}") {
            let mut ours = Vec::new();
            Words::new(None)
                .token_stream(&text)
                .process(&mut |token| ours.push((token.offset_from, token.offset_to)));
            let mut theirs = Vec::new();
            tantivy::tokenizer::SimpleTokenizer::default()
                .token_stream(&text)
                .process(&mut |token| theirs.push((token.offset_from, token.offset_to)));
            prop_assert_eq!(ours, theirs);
        }
    }
}
