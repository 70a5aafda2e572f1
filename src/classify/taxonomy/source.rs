use super::error::{Fault, Problem, closest};
use crate::record::{About, LanguageTag};
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A taxonomy file as written, with lines, before anything refers to anything.
#[derive(Debug, Default)]
pub(super) struct Draft {
    pub(super) version: String,
    pub(super) name: String,
    pub(super) topics: Vec<DraftTopic>,
}

/// One `[[topic]]` as written.
#[derive(Debug, Default)]
pub(super) struct DraftTopic {
    pub(super) line: usize,
    pub(super) id: String,
    pub(super) parent: Option<(String, usize)>,
    pub(super) name_nl: String,
    pub(super) name_en: String,
    pub(super) about: Option<About>,
    pub(super) driver: Option<bool>,
    pub(super) complaint: Option<bool>,
    pub(super) rules: Vec<DraftRule>,
    pub(super) tests: Vec<DraftTest>,
}

/// One phrase, pattern or exclusion as written.
#[derive(Debug, Clone)]
pub(super) struct DraftRule {
    pub(super) line: usize,
    pub(super) field: &'static str,
    pub(super) language: Language,
    pub(super) what: What,
    pub(super) effect: Effect,
}

/// The two languages of a taxonomy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Language {
    Nl,
    En,
}

/// What a rule looks for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum What {
    Phrase(String),
    Pattern(String),
}

/// What a rule does where it matches.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Effect {
    /// The topic is mentioned, this surely.
    Mention(f64),
    /// A mention within so many words is none.
    Cancel(u32),
}

/// One test as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct DraftTest {
    pub(super) line: usize,
    pub(super) text: String,
    pub(super) language: LanguageTag,
    pub(super) expect: bool,
}

/// How sure a rule is that says nothing about it.
const DEFAULT_CONFIDENCE: f64 = 0.9;

/// How many words may stand between an exclusion and the mention it cancels.
const DEFAULT_WITHIN: u32 = 3;

const FILE_KEYS: [&str; 3] = ["version", "name", "topic"];
const TOPIC_KEYS: [&str; 10] = [
    "id",
    "parent",
    "name",
    "about",
    "driver",
    "complaint",
    "phrases",
    "patterns",
    "exclude",
    "tests",
];

/// Reads the file, adding everything that is wrong with its form to `problems`.
pub(super) fn read(text: &str, problems: &mut Vec<Problem>) -> Draft {
    let (root, errors) = DeTable::parse_recoverable(text);
    let mut reader = Reader::new(text, problems);
    for error in errors {
        let line = error.span().map_or(1, |span| reader.line(&span));
        reader.push(
            line,
            "",
            Fault::Syntax {
                message: error.message().to_owned(),
            },
        );
    }
    reader.file(root.get_ref())
}

type Value<'i> = Spanned<DeValue<'i>>;

struct Reader<'p> {
    line_starts: Vec<usize>,
    topic: Option<String>,
    problems: &'p mut Vec<Problem>,
}

impl<'p> Reader<'p> {
    fn new(text: &str, problems: &'p mut Vec<Problem>) -> Self {
        let newlines = text.bytes().enumerate().filter(|&(_, byte)| byte == b'\n');
        Self {
            line_starts: newlines.map(|(at, _)| at + 1).collect(),
            topic: None,
            problems,
        }
    }

    fn line(&self, span: &Range<usize>) -> usize {
        self.line_starts
            .partition_point(|&start| start <= span.start)
            + 1
    }

    fn push(&mut self, line: usize, field: &str, fault: Fault) {
        self.problems.push(Problem {
            line,
            topic: self.topic.clone(),
            field: field.to_owned(),
            fault,
        });
    }

    fn file(&mut self, table: &DeTable<'_>) -> Draft {
        self.check_keys(table, &FILE_KEYS, "");
        let mut draft = Draft {
            version: self.required(table, "version", 1, ""),
            name: self.required(table, "name", 1, ""),
            topics: Vec::new(),
        };
        match table.get("topic").map(|value| (value.get_ref(), value)) {
            None => self.push(1, "", Fault::NoTopics),
            Some((DeValue::Array(items), value)) => {
                if items.is_empty() {
                    let line = self.line(&value.span());
                    self.push(line, "", Fault::NoTopics);
                }
                for item in items {
                    if let Some(table) = self.table(item, "topic", "a table: [[topic]]") {
                        let topic = self.topic(table, self.line(&item.span()));
                        draft.topics.push(topic);
                    }
                }
            }
            Some((_, value)) => {
                self.wrong_type(value, "topic", "tables: [[topic]], in double brackets");
            }
        }
        draft
    }

    fn topic(&mut self, table: &DeTable<'_>, line: usize) -> DraftTopic {
        self.topic = table
            .get("id")
            .and_then(|id| id.get_ref().as_str())
            .map(str::to_owned);
        self.check_keys(table, &TOPIC_KEYS, "");
        let mut topic = DraftTopic {
            line,
            id: self.required(table, "id", line, ""),
            ..DraftTopic::default()
        };
        if !topic.id.is_empty() && !is_id(&topic.id) {
            self.push(
                line,
                "id",
                Fault::BadId {
                    id: topic.id.clone(),
                },
            );
        }
        if let Some(value) = table.get("parent") {
            let at = self.line(&value.span());
            topic.parent = self.text(value, "parent").map(|parent| (parent, at));
        }
        match table.get("name") {
            None => {
                self.push(line, "", Fault::Missing { key: "name.nl" });
                self.push(line, "", Fault::Missing { key: "name.en" });
            }
            Some(value) => {
                if let Some(names) =
                    self.table(value, "name", "name.nl = \"…\" and name.en = \"…\"")
                {
                    self.check_keys(names, &["nl", "en"], "name");
                    topic.name_nl = self.required(names, "nl", line, "name");
                    topic.name_en = self.required(names, "en", line, "name");
                }
            }
        }
        topic.about = table.get("about").and_then(|value| self.about(value));
        topic.driver = table
            .get("driver")
            .and_then(|value| self.boolean(value, "driver"));
        topic.complaint = table
            .get("complaint")
            .and_then(|value| self.boolean(value, "complaint"));
        for field in RULE_FIELDS {
            if let Some(value) = table.get(field[0]) {
                self.rules(value, field, &mut topic.rules);
            }
        }
        if let Some(value) = table.get("tests") {
            for item in self.array(
                value,
                "tests",
                "a list: [{ text = \"…\", lang = \"nl\", expect = true }]",
            ) {
                topic.tests.extend(self.test(item));
            }
        }
        self.topic = None;
        topic
    }

    fn about(&mut self, value: &Value<'_>) -> Option<About> {
        let word = self.text(value, "about")?;
        let about = About::ALL.into_iter().find(|about| about.as_str() == word);
        if about.is_none() {
            let line = self.line(&value.span());
            let allowed = "organisation, service, product, contact";
            self.push(line, "about", Fault::UnknownWord { got: word, allowed });
        }
        about
    }

    fn rules(&mut self, value: &Value<'_>, field: [&'static str; 3], rules: &mut Vec<DraftRule>) {
        let expected = "lists by language: phrases.nl = [\"…\"], phrases.en = [\"…\"]";
        let Some(table) = self.table(value, field[0], expected) else {
            return;
        };
        self.check_keys(table, &["nl", "en"], field[0]);
        for (key, language, field) in [
            ("nl", Language::Nl, field[1]),
            ("en", Language::En, field[2]),
        ] {
            let Some(value) = table.get(key) else {
                continue;
            };
            for item in self.array(value, field, "a list of texts: [\"…\", \"…\"]") {
                let line = self.line(&item.span());
                if let Some((what, effect)) = self.rule(item, field) {
                    rules.push(DraftRule {
                        line,
                        field,
                        language,
                        what,
                        effect,
                    });
                }
            }
        }
    }

    fn rule(&mut self, item: &Value<'_>, field: &'static str) -> Option<(What, Effect)> {
        let excluding = field.starts_with("exclude");
        let own_key = if field.starts_with("patterns") {
            "pattern"
        } else {
            "phrase"
        };
        let mut effect = if excluding {
            Effect::Cancel(DEFAULT_WITHIN)
        } else {
            Effect::Mention(DEFAULT_CONFIDENCE)
        };
        let what = match item.get_ref() {
            DeValue::Table(table) => {
                let keys: &[&str] = if excluding {
                    &["phrase", "pattern", "within"]
                } else {
                    &[own_key, "confidence"]
                };
                self.check_keys(table, keys, field);
                if let Some(value) = table.get("confidence") {
                    effect = Effect::Mention(self.number(value, field, 0.01, 1.0)?);
                }
                if let Some(value) = table.get("within") {
                    effect = Effect::Cancel(rounded(self.number(value, field, 0.0, 50.0)?));
                }
                if excluding && let Some(value) = table.get("pattern") {
                    What::Pattern(self.text(value, field)?)
                } else if let Some(value) = table.get(own_key) {
                    worded(own_key, self.text(value, field)?)
                } else {
                    let line = self.line(&item.span());
                    self.push(line, field, Fault::Missing { key: own_key });
                    return None;
                }
            }
            _ => worded(own_key, self.text(item, field)?),
        };
        Some((what, effect))
    }

    fn test(&mut self, item: &Value<'_>) -> Option<DraftTest> {
        let line = self.line(&item.span());
        let expected = "a table: { text = \"…\", lang = \"nl\", expect = true }";
        let table = self.table(item, "tests", expected)?;
        self.check_keys(table, &["text", "lang", "expect"], "tests");
        let text = self.required(table, "text", line, "tests");
        let language = match table.get("lang") {
            None => LanguageTag::Unknown,
            Some(value) => {
                let word = self.text(value, "tests")?;
                match word.as_str() {
                    "nl" => LanguageTag::Nl,
                    "en" => LanguageTag::En,
                    _ => {
                        self.push(
                            line,
                            "tests",
                            Fault::UnknownWord {
                                got: word,
                                allowed: "nl, en",
                            },
                        );
                        return None;
                    }
                }
            }
        };
        let Some(value) = table.get("expect") else {
            self.push(line, "tests", Fault::Missing { key: "expect" });
            return None;
        };
        let expect = self.boolean(value, "tests")?;
        (!text.is_empty()).then_some(DraftTest {
            line,
            text,
            language,
            expect,
        })
    }

    fn check_keys(&mut self, table: &DeTable<'_>, known: &[&str], field: &str) {
        for (key, _) in table {
            let name: &str = key.get_ref();
            if !known.contains(&name) {
                let line = self.line(&key.span());
                let fault = Fault::UnknownKey {
                    key: name.to_owned(),
                    closest: closest(name, known.iter().copied()),
                };
                self.push(line, field, fault);
            }
        }
    }

    /// The text under `key`; empty, with a problem, when there is none.
    fn required(
        &mut self,
        table: &DeTable<'_>,
        key: &'static str,
        line: usize,
        field: &str,
    ) -> String {
        if let Some(value) = table.get(key) {
            let field = if field.is_empty() {
                key.to_owned()
            } else {
                format!("{field}.{key}")
            };
            return self.text(value, &field).unwrap_or_default();
        }
        let key = match (field, key) {
            ("name", "nl") => "name.nl",
            ("name", _) => "name.en",
            _ => key,
        };
        self.push(line, "", Fault::Missing { key });
        String::new()
    }

    fn text(&mut self, value: &Value<'_>, field: &str) -> Option<String> {
        match value.get_ref() {
            DeValue::String(text) if text.trim().is_empty() => {
                let line = self.line(&value.span());
                self.push(line, field, Fault::Blank);
                None
            }
            DeValue::String(text) => Some(text.trim().to_owned()),
            _ => {
                self.wrong_type(value, field, "a text between quotes");
                None
            }
        }
    }

    fn boolean(&mut self, value: &Value<'_>, field: &str) -> Option<bool> {
        let truth = value.get_ref().as_bool();
        if truth.is_none() {
            self.wrong_type(value, field, "true or false, without quotes");
        }
        truth
    }

    fn number(&mut self, value: &Value<'_>, field: &str, low: f64, high: f64) -> Option<f64> {
        let number: Option<f64> = match value.get_ref() {
            DeValue::Float(number) => number.as_str().parse().ok(),
            DeValue::Integer(number) => number.as_str().parse().ok(),
            _ => None,
        };
        match number {
            Some(number) if (low..=high).contains(&number) => Some(number),
            Some(got) => {
                let line = self.line(&value.span());
                self.push(line, field, Fault::OutOfRange { got, low, high });
                None
            }
            None => {
                self.wrong_type(value, field, "a number");
                None
            }
        }
    }

    fn table<'v, 'i>(
        &mut self,
        value: &'v Value<'i>,
        field: &str,
        expected: &'static str,
    ) -> Option<&'v DeTable<'i>> {
        let table = value.get_ref().as_table();
        if table.is_none() {
            self.wrong_type(value, field, expected);
        }
        table
    }

    fn array<'v, 'i>(
        &mut self,
        value: &'v Value<'i>,
        field: &str,
        expected: &'static str,
    ) -> &'v [Value<'i>] {
        if let Some(array) = value.get_ref().as_array() {
            return array;
        }
        self.wrong_type(value, field, expected);
        &[]
    }

    fn wrong_type(&mut self, value: &Value<'_>, field: &str, expected: &'static str) {
        let line = self.line(&value.span());
        let got = value.get_ref().type_str().to_owned();
        self.push(line, field, Fault::WrongType { expected, got });
    }
}

/// Fields that hold rules, with their name in each language.
const RULE_FIELDS: [[&str; 3]; 3] = [
    ["phrases", "phrases.nl", "phrases.en"],
    ["patterns", "patterns.nl", "patterns.en"],
    ["exclude", "exclude.nl", "exclude.en"],
];

fn worded(key: &str, text: String) -> What {
    if key == "pattern" {
        What::Pattern(text)
    } else {
        What::Phrase(text)
    }
}

/// A checked number of words as a count.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the reader has checked that it lies between 0 and 50"
)]
fn rounded(number: f64) -> u32 {
    number.round() as u32
}

/// Whether `id` is made of parts of lower-case letters, digits and inner `-`, with dots between.
fn is_id(id: &str) -> bool {
    id.split('.').all(|part| {
        !part.is_empty()
            && !part.starts_with('-')
            && !part.ends_with('-')
            && part
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    })
}
