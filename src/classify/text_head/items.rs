use crate::encode::{Kind, Tokens, each_run, hash_of, join};

/// Longest text that is read, in tokens.
const MOST_TOKENS: usize = 600;
/// Longest beginning of a word whose runs of characters are read, in bytes.
const LONGEST_WORD: usize = 40;
/// Keeps runs of characters apart from words of the same letters.
const RUNS: u64 = 0x5bd1_e995_9d1b_54a3;
/// Keeps questions apart from words.
const QUESTIONS: u64 = 0x2545_f491_4f6c_dd1d;
/// What stands before the first word of a clause.
const STOP: u64 = 1;

/// What is counted of a text: once, however often it is there.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Item<'t> {
    /// A word, a number or an emoji.
    Word {
        /// Hash of it.
        hash: u64,
        /// It, in lower case.
        text: &'t str,
    },
    /// A word with the one before it.
    Pair {
        /// Hash of both.
        hash: u64,
    },
}

/// Calls `visit` with the items of a text in order, repeated where they are.
pub(crate) fn each_item<'t>(tokens: &'t Tokens, mut visit: impl FnMut(Item<'t>)) {
    let mut before = STOP;
    for token in tokens.as_slice().iter().take(MOST_TOKENS) {
        match token.kind {
            Kind::Word | Kind::Number | Kind::Sign => {
                visit(Item::Word {
                    hash: token.hash,
                    text: tokens.text_of(token),
                });
                visit(Item::Pair {
                    hash: join(before, token.hash),
                });
                before = token.hash;
            }
            Kind::Pause | Kind::Stop | Kind::Exclamation | Kind::Question | Kind::Slash => {
                before = STOP;
            }
        }
    }
}

/// Calls `visit` with the key of every feature of an item: of a word itself and its runs of characters.
pub(crate) fn each_feature(item: Item<'_>, mut visit: impl FnMut(u64)) {
    match item {
        Item::Pair { hash } => visit(hash),
        Item::Word { hash, text } => {
            visit(hash);
            let end = (0..=LONGEST_WORD.min(text.len()))
                .rev()
                .find(|&end| text.is_char_boundary(end))
                .unwrap_or(0);
            each_run(&text[..end], |run| visit(run ^ RUNS));
        }
    }
}

/// Key of the question that a text answers: its words, whatever stands between them.
pub(crate) fn question_key(question: &str) -> u64 {
    let words = question.split_whitespace().map(str::to_lowercase);
    words.fold(QUESTIONS, |hash, word| join(hash, hash_of(word.as_bytes())))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(text: &str) -> Vec<u64> {
        let mut tokens = Tokens::default();
        tokens.read(text);
        let mut keys = Vec::new();
        each_item(&tokens, |item| each_feature(item, |key| keys.push(key)));
        keys
    }

    #[test]
    fn a_word_has_itself_its_pair_and_its_runs() {
        // "<ab", "<ab>", "ab>" beside the word and its pair with the beginning.
        assert_eq!(keys("ab").len(), 5);
        assert_ne!(keys("Ab")[1], keys("x ab")[1]);
    }

    #[test]
    fn a_pair_does_not_reach_over_a_full_stop() {
        let pair = |text: &str| {
            let mut tokens = Tokens::default();
            tokens.read(text);
            let mut pairs = Vec::new();
            each_item(&tokens, |item| {
                if let Item::Pair { hash } = item {
                    pairs.push(hash);
                }
            });
            pairs[1]
        };
        assert_ne!(pair("te laat"), pair("te. laat"));
    }

    #[test]
    fn a_word_without_end_is_read_at_its_beginning() {
        assert!(keys(&"é".repeat(100_000)).len() < 100);
    }

    #[test]
    fn a_question_is_known_by_its_words() {
        assert_eq!(
            question_key("What  was\ngood?"),
            question_key("what was good?")
        );
        assert_ne!(
            question_key("What was good?"),
            question_key("What was bad?")
        );
    }
}
