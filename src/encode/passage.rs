use super::Error;
use super::lexicon::{Lexicon, Role};
use super::tokens::Tokens;
use crate::privacy::RedactedText;
use crate::record::LanguageTag;
use std::ops::Range;

/// What is read at once: a redacted text or a part of it, in a known language.
///
/// The language is part of it because words of different languages must never be taken for one
/// another; the question because "nothing" is praise as an answer to "what could be better?".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Passage<'a> {
    text: &'a str,
    language: LanguageTag,
    question: QuestionKind,
}

/// What kind of answer an open question asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum QuestionKind {
    /// No question, or one that asks for neither side.
    #[default]
    Open,
    /// Asks what should be better: an answer is a point of criticism, "nothing" is praise.
    Improvement,
    /// Asks what was good: an answer is praise, "nothing" is criticism.
    Praise,
}

impl<'a> Passage<'a> {
    /// The whole of `text`.
    pub fn new(text: &'a RedactedText, language: LanguageTag) -> Self {
        Self::of_own_words(text.as_str(), language)
    }

    /// Text that stands in this repository or in a test, which holds no personal data.
    pub(crate) fn of_own_words(text: &'a str, language: LanguageTag) -> Self {
        Self {
            text,
            language,
            question: QuestionKind::Open,
        }
    }

    /// The same passage as an answer to a question.
    #[must_use]
    pub fn answering(self, question: QuestionKind) -> Self {
        Self { question, ..self }
    }

    /// Bytes `span` of this passage: a sentence or a clause.
    ///
    /// # Errors
    ///
    /// [`Error::Span`] when the span does not lie on character boundaries inside the text.
    pub fn part(self, span: Range<usize>) -> Result<Self, Error> {
        match self.text.get(span.clone()) {
            Some(text) => Ok(Self { text, ..self }),
            None => Err(Error::Span {
                start: span.start,
                end: span.end,
                length: self.text.len(),
            }),
        }
    }

    /// What is read.
    pub fn text(&self) -> &'a str {
        self.text
    }

    /// In which language.
    pub fn language(&self) -> LanguageTag {
        self.language
    }

    /// As an answer to what.
    pub fn question(&self) -> QuestionKind {
        self.question
    }
}

impl QuestionKind {
    /// Reads the wording of a question, Dutch or English.
    ///
    /// A question that asks for both sides ("what was good, what could be better?") is open.
    pub fn read(question: &str) -> Self {
        let mut tokens = Tokens::default();
        tokens.read(question);
        let asks = |role| {
            [LanguageTag::Nl, LanguageTag::En]
                .iter()
                .filter_map(|&language| Lexicon::of(language))
                .any(|lexicon| lexicon.mentions(&tokens, role))
        };
        match (asks(Role::Improvement), asks(Role::Praise)) {
            (true, false) => Self::Improvement,
            (false, true) => Self::Praise,
            (true, true) | (false, false) => Self::Open,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(question: &str, expected: QuestionKind) {
        assert_eq!(QuestionKind::read(question), expected, "{question}");
    }

    #[test]
    fn a_question_says_which_side_it_asks_for() {
        check("What could we do better?", QuestionKind::Improvement);
        check("How could we improve?", QuestionKind::Improvement);
        check("Wat kunnen wij verbeteren?", QuestionKind::Improvement);
        check("Wat vond u minder goed?", QuestionKind::Improvement);
        check("What was good?", QuestionKind::Praise);
        check("Waarover bent u tevreden?", QuestionKind::Praise);
        check("Wilt u uw cijfer toelichten?", QuestionKind::Open);
        check("Wat was goed en wat kan beter?", QuestionKind::Open);
        check("", QuestionKind::Open);
    }

    #[test]
    fn a_part_lies_on_character_boundaries() {
        let passage = Passage::of_own_words("één ding", LanguageTag::Nl);
        assert_eq!(passage.part(0..5).unwrap().text(), "één");
        assert!(matches!(
            passage.part(1..5),
            Err(Error::Span { length: 10, .. })
        ));
    }
}
