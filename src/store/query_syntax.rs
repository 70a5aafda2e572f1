use super::query::{KnownFields, Node, QueryError, QueryFault, QueryField, Scope, TextForm};

/// A value as typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Value {
    /// The text without quotes and without the star.
    pub(super) text: String,
    /// How it was typed.
    pub(super) form: ValueForm,
}

/// How a value was typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ValueForm {
    /// Bare.
    Word,
    /// In quotes.
    Quoted,
    /// With a star at the end.
    Prefix,
}

/// Deeper groups are refused, so that a query cannot exhaust the stack.
const MAX_DEPTH: usize = 100;

/// The field that values of a group belong to, by its typed name.
type Field<'f> = Option<(&'f str, &'f QueryField)>;

/// Reads a query by recursive descent: `or` of `and` of negations of leaves and groups.
pub(super) struct Parser<'a> {
    letters: Vec<char>,
    at: usize,
    depth: usize,
    known: &'a KnownFields,
}

impl<'a> Parser<'a> {
    pub(super) fn new(text: &str, known: &'a KnownFields) -> Self {
        Self {
            letters: text.chars().collect(),
            at: 0,
            depth: 0,
            known,
        }
    }

    /// The whole query.
    pub(super) fn parse(mut self) -> Result<Node, QueryError> {
        self.skip_space();
        if self.at == self.letters.len() {
            return Err(self.fault(QueryFault::Empty));
        }
        let node = self.any_of(None)?;
        if self.at < self.letters.len() {
            return Err(self.fault(QueryFault::LoneParenthesis));
        }
        Ok(node)
    }

    fn any_of(&mut self, field: Field<'_>) -> Result<Node, QueryError> {
        let mut parts = vec![self.all_of(field)?];
        while self.take_word("OR") {
            parts.push(self.all_of(field)?);
        }
        Ok(joined(parts, Node::Or))
    }

    fn all_of(&mut self, field: Field<'_>) -> Result<Node, QueryError> {
        let mut parts = vec![self.negated(field)?];
        loop {
            let is_bound = self.take_word("AND");
            let at_end = matches!(self.peek(), None | Some(')')) || self.sees_word("OR");
            if at_end && !is_bound {
                return Ok(joined(parts, Node::And));
            }
            parts.push(self.negated(field)?);
        }
    }

    fn negated(&mut self, field: Field<'_>) -> Result<Node, QueryError> {
        self.skip_space();
        let is_minus = self.peek() == Some('-')
            && self
                .letters
                .get(self.at + 1)
                .is_some_and(|next| !next.is_whitespace());
        if is_minus {
            self.at += 1;
        } else if !self.take_word("NOT") {
            return self.leaf(field);
        }
        self.nested(|parser| Ok(Node::Not(Box::new(parser.negated(field)?))))
    }

    fn leaf(&mut self, field: Field<'_>) -> Result<Node, QueryError> {
        self.skip_space();
        match self.peek() {
            Some('(') => self.group(field),
            Some('"') => {
                let start = self.at;
                let value = self.quoted()?;
                node(field, &value, start, self.known)
            }
            Some(letter) if letter != ')' && !self.sees_word("OR") && !self.sees_word("AND") => {
                self.bare(field)
            }
            _ => Err(self.unfinished()),
        }
    }

    fn group(&mut self, field: Field<'_>) -> Result<Node, QueryError> {
        let start = self.at;
        self.at += 1;
        let node = self.nested(|parser| parser.any_of(field))?;
        self.skip_space();
        if self.peek() != Some(')') {
            self.at = start;
            return Err(self.fault(QueryFault::LoneParenthesis));
        }
        self.at += 1;
        Ok(node)
    }

    /// A word, or `name:` and what follows it.
    fn bare(&mut self, field: Field<'_>) -> Result<Node, QueryError> {
        let start = self.at;
        let name: String = self.letters[start..]
            .iter()
            .take_while(|letter| !is_end(**letter) && **letter != ':')
            .collect();
        let after = start + name.chars().count();
        let names_field =
            field.is_none() && !name.is_empty() && self.letters.get(after) == Some(&':');
        if !names_field {
            let value = self.word();
            return node(field, &value, start, self.known);
        }
        let named = QueryField::named(&name, self.known).map_err(|fault| self.fault(fault))?;
        self.at = after + 1;
        match self.peek() {
            Some('(') => self.group(Some((&name, &named))),
            Some('"') => {
                let value_start = self.at;
                let value = self.quoted()?;
                node(Some((&name, &named)), &value, value_start, self.known)
            }
            Some(letter) if !is_end(letter) => {
                let value_start = self.at;
                let value = self.word();
                node(Some((&name, &named)), &value, value_start, self.known)
            }
            _ => Err(self.unfinished()),
        }
    }

    /// A run without space; a star at its end makes it a beginning.
    fn word(&mut self) -> Value {
        let start = self.at;
        while self.peek().is_some_and(|letter| !is_end(letter)) {
            self.at += 1;
        }
        let mut text: String = self.letters[start..self.at].iter().collect();
        let form = if text.ends_with('*') {
            text.pop();
            ValueForm::Prefix
        } else {
            ValueForm::Word
        };
        Value { text, form }
    }

    fn quoted(&mut self) -> Result<Value, QueryError> {
        let start = self.at;
        let inside = &self.letters[start + 1..];
        let Some(length) = inside.iter().position(|letter| *letter == '"') else {
            return Err(self.fault(QueryFault::OpenQuote));
        };
        let text = inside[..length].iter().collect();
        self.at = start + length + 2;
        Ok(Value {
            text,
            form: ValueForm::Quoted,
        })
    }

    fn nested<T>(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<T, QueryError>,
    ) -> Result<T, QueryError> {
        if self.depth == MAX_DEPTH {
            return Err(self.unfinished());
        }
        self.depth += 1;
        let result = read(self);
        self.depth -= 1;
        result
    }

    fn peek(&self) -> Option<char> {
        self.letters.get(self.at).copied()
    }

    fn skip_space(&mut self) {
        while self.peek().is_some_and(char::is_whitespace) {
            self.at += 1;
        }
    }

    /// Whether the operator `word` is next, as a word of its own.
    fn sees_word(&self, word: &str) -> bool {
        let end = self.at + word.len();
        let ends = self.letters.get(end).is_none_or(|letter| is_end(*letter));
        ends && self.letters[self.at..]
            .iter()
            .copied()
            .take(word.len())
            .eq(word.chars())
    }

    fn take_word(&mut self, word: &str) -> bool {
        self.skip_space();
        let sees = self.sees_word(word);
        if sees {
            self.at += word.len();
        }
        sees
    }

    fn fault(&self, fault: QueryFault) -> QueryError {
        QueryError {
            column: self.at + 1,
            fault,
        }
    }

    fn unfinished(&self) -> QueryError {
        let before: String = self.letters[..self.at].iter().collect();
        let after = before.split_whitespace().next_back().unwrap_or_default();
        if after.is_empty() {
            return self.fault(if self.peek() == Some(')') {
                QueryFault::LoneParenthesis
            } else {
                QueryFault::Unfinished {
                    after: self.letters[self.at..]
                        .iter()
                        .take_while(|l| !is_end(**l))
                        .collect(),
                }
            });
        }
        self.fault(QueryFault::Unfinished {
            after: after.to_owned(),
        })
    }
}

/// The tree for `value`, typed at `start`, in `field` or else in what customers said.
fn node(
    field: Field<'_>,
    value: &Value,
    start: usize,
    known: &KnownFields,
) -> Result<Node, QueryError> {
    let Some((name, field)) = field else {
        return Ok(match value.form {
            ValueForm::Prefix if value.text.is_empty() => Node::Everything,
            ValueForm::Prefix => words(value, TextForm::Prefix),
            ValueForm::Word | ValueForm::Quoted => words(value, TextForm::Words),
        });
    };
    field.with(name, value, known).map_err(|fault| QueryError {
        column: start + 1,
        fault,
    })
}

fn words(value: &Value, form: TextForm) -> Node {
    Node::Text {
        scope: Scope::Customer,
        text: value.text.clone(),
        form,
    }
}

/// One part as it is, several under `join`.
fn joined(mut parts: Vec<Node>, join: fn(Vec<Node>) -> Node) -> Node {
    if parts.len() == 1 {
        parts.remove(0)
    } else {
        join(parts)
    }
}

/// Whether a bare word ends before `letter`.
fn is_end(letter: char) -> bool {
    letter.is_whitespace() || matches!(letter, '(' | ')' | '"')
}

#[cfg(test)]
mod tests {
    use crate::store::{KnownFields, Query};
    use proptest::prelude::*;

    fn known() -> KnownFields {
        KnownFields {
            facets: vec!["Live channel".to_owned(), "source".to_owned()],
            scores: vec!["nps".to_owned()],
            topics: None,
            zone: None,
        }
    }

    fn check_fault(text: &str, expected: &str) {
        let error = Query::parse(text, &known()).unwrap_err();
        assert_eq!(error.to_string(), format!("column {expected}"), "{text}");
    }

    #[test]
    fn a_fault_is_placed() {
        check_fault("  ", "3 of the query: nothing to look for");
        check_fault("een \"twee", "5 of the query: the quote has no end");
        check_fault(
            "(een OR twee",
            "1 of the query: the parenthesis has no partner",
        );
        check_fault(
            "een) twee",
            "4 of the query: the parenthesis has no partner",
        );
        check_fault(
            "een OR",
            "7 of the query: expected a word, a phrase or a field after `OR`",
        );
        check_fault(
            "topic: een",
            "7 of the query: expected a word, a phrase or a field after `topic:`",
        );
        check_fault(
            "wacht score.nps:hoog",
            "17 of the query: `hoog` is no value for `score.nps`, expected a number, <7, >=7 or 3..5",
        );
        check_fault(
            "sentiment:boos",
            "11 of the query: `boos` is no value for `sentiment`, expected negative, neutral, positive, unclear",
        );
        check_fault(
            "date:2026-13",
            "6 of the query: `2026-13` is no value for `date`, expected a day, month or year \
             such as 2026-01, or 2026-01..2026-03, or >=2026-01-15",
        );
    }

    #[test]
    fn an_unknown_field_lists_those_that_are_known() {
        check_fault(
            "goed kanaal:web",
            "6 of the query: unknown field `kanaal`, known are agent, any, aside, confidence, \
             contact, customer, date, id, kind, language, polarity, question, sentiment, source, \
             text, ticket, topic, weight, words, live_channel, facet.source, score.nps",
        );
    }

    #[test]
    fn deep_nesting_is_refused_and_not_a_crash() {
        for open in ["(", "-", "NOT "] {
            assert!(Query::parse(&format!("{}a", open.repeat(5_000)), &known()).is_err());
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_the_parser_panic(text in "[a-z:()\"*<>=. \\-ORANDT0-9é]{0,40}") {
            let _ = Query::parse(&text, &known());
        }
    }
}
