use super::query_syntax::{Parser, Value, ValueForm};
use crate::record::{Pseudonym, RecordId};
use jiff::tz::TimeZone;
use std::fmt;
use std::ops::Bound;

/// What to look for.
///
/// ```text
/// wachttijd lang           both words, in any form, in what customers said
/// "niet bereikbaar"        a phrase
/// wacht*                   words that begin so
/// bot OR chat, -app        either; not
/// (a OR b) c               groups; also topic:(a OR b)
/// agent:vervelend          what agents said; aside: signatures and quoted mail; any: everywhere
/// topic:wachttijd          a topic; topic:wachttijd/negative spoken of negatively; topic:wacht*
/// sentiment:negative       also kind: language: source: question: words:yes
/// date:2026-01..2026-03    whole days, months or years of the project, ends included; date:>=2026-02-14
/// score.nps:<7             also polarity: confidence: weight:, with < <= > >= or 3..5
/// channel:phone            a facet by its name; facet.source:x where a field has that name too
/// id:0123…                 also customer: contact: ticket:
/// channel:*                has any value; * alone is everything
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Query {
    pub(super) node: Node,
}

/// The names of facets and scores that an index knows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct KnownFields {
    /// Names of facets, sorted.
    pub facets: Vec<String>,
    /// Names of scores, sorted.
    pub scores: Vec<String>,
    /// Topics of the taxonomy and of documents, sorted; any topic will do where they are not known.
    pub topics: Option<Vec<String>>,
    /// Zone of days; UTC where there is none.
    pub zone: Option<TimeZone>,
}

/// A query cannot be understood.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("column {column} of the query: {fault}")]
pub struct QueryError {
    /// 1-based character of the query at which it goes wrong.
    pub column: usize,
    /// What goes wrong.
    pub fault: QueryFault,
}

/// What is wrong with a query.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum QueryFault {
    /// There is nothing to look for.
    #[error("nothing to look for")]
    Empty,
    /// A quote has no end.
    #[error("the quote has no end")]
    OpenQuote,
    /// A parenthesis has no partner.
    #[error("the parenthesis has no partner")]
    LoneParenthesis,
    /// Something has to follow.
    #[error("expected a word, a phrase or a field after `{after}`")]
    Unfinished {
        /// What stands there.
        after: String,
    },
    /// No field has that name.
    #[error("unknown field `{name}`, known are {known}", known = known.join(", "))]
    UnknownField {
        /// The name.
        name: String,
        /// Every name that would do.
        known: Vec<String>,
    },
    /// There is no such topic.
    #[error("no topic is called `{got}`, known are {known}", known = known.join(", "))]
    UnknownTopic {
        /// The topic.
        got: String,
        /// The topics there are.
        known: Vec<String>,
    },
    /// The field does not take that value.
    #[error("`{got}` is no value for `{field}`, expected {expected}")]
    BadValue {
        /// The field.
        field: String,
        /// The value.
        got: String,
        /// What the field takes.
        expected: String,
    },
}

impl Query {
    /// Reads a query; `known` comes from [`Store::known_fields`](super::Store::known_fields).
    ///
    /// # Errors
    ///
    /// [`QueryError`] with the place in the text.
    pub fn parse(text: &str, known: &KnownFields) -> Result<Self, QueryError> {
        let node = Parser::new(text, known).parse()?;
        Ok(Self { node })
    }
}

impl Query {
    /// Every name that it looks for in a facet or as a source: the field, `source` or the name of a facet, and
    /// the value, both folded.
    pub fn values(&self) -> Vec<(String, String)> {
        let mut found = Vec::new();
        let mut open = vec![&self.node];
        while let Some(node) = open.pop() {
            match node {
                Node::And(nodes) | Node::Or(nodes) => open.extend(nodes),
                Node::Not(node) => open.push(node),
                Node::Name {
                    field: NameField::Facet,
                    term,
                    extent: Extent::Whole,
                } => {
                    let parts = term.split_once(super::schema::FACET_SEPARATOR);
                    found.extend(parts.map(|(name, value)| (name.to_owned(), value.to_owned())));
                }
                Node::Name {
                    field: NameField::Source,
                    term,
                    extent: Extent::Whole,
                } => found.push(("source".to_owned(), term.clone())),
                _ => {}
            }
        }
        found
    }

    /// Whether two names are the same in a query, which knows no capitals and no accents.
    pub fn is_same_name(one: &str, other: &str) -> bool {
        super::analysis::fold(one) == super::analysis::fold(other)
    }

    /// Whether a field that every index has is called `name`: a facet of that name is `facet.name` in a query.
    pub fn is_field(name: &str) -> bool {
        let name = plain_name(name);
        FIELDS.iter().any(|(known, _)| *known == name)
    }
}

/// A query as a tree.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Node {
    /// All of them.
    And(Vec<Self>),
    /// Any of them.
    Or(Vec<Self>),
    /// Not it.
    Not(Box<Self>),
    /// Every document.
    Everything,
    /// Words in a text.
    Text {
        /// Where.
        scope: Scope,
        /// What.
        text: String,
        /// How.
        form: TextForm,
    },
    /// A term of an indexed name, already folded.
    Name {
        /// Which field.
        field: NameField,
        /// The folded term.
        term: String,
        /// Whether the term may go on.
        extent: Extent,
    },
    /// A code of a closed list, or whether there is one.
    Code {
        /// Which column.
        column: &'static str,
        /// The code; `None` for any.
        code: Option<u64>,
    },
    /// A range of a column of numbers.
    Number {
        /// Which column; a score as its own name.
        column: NumberColumn,
        /// Lower bound.
        low: Bound<f64>,
        /// Upper bound.
        high: Bound<f64>,
    },
    /// A range of seconds since 1970.
    Time {
        /// Lower bound.
        low: Bound<i64>,
        /// Upper bound.
        high: Bound<i64>,
    },
    /// One record.
    Id(RecordId),
    /// All records of a pseudonym.
    Key {
        /// Whose it is.
        owner: Owner,
        /// The pseudonym.
        key: Pseudonym,
    },
    /// A column has a value.
    Present(&'static str),
}

/// Where words are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scope {
    /// What customers said.
    Customer,
    /// What agents and machines said.
    Agent,
    /// Signatures, quoted mail, canned text.
    Aside,
    /// All of these.
    Any,
}

/// How words are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TextForm {
    /// In sequence, in any form of theirs.
    Words,
    /// As the beginning of a word.
    Prefix,
}

/// A field of names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NameField {
    /// The source.
    Source,
    /// The question.
    Question,
    /// A facet.
    Facet,
    /// A mention.
    Mention,
}

/// Whether a term is whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Extent {
    /// The whole term.
    Whole,
    /// Its beginning.
    Beginning,
}

/// A column of numbers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum NumberColumn {
    /// Polarity of the whole.
    Polarity,
    /// Confidence of the sentiment.
    Confidence,
    /// Respondent weight.
    Weight,
    /// The score of that name.
    Score(String),
}

/// Whose a pseudonym is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Owner {
    /// The customer.
    Customer,
    /// The contact.
    Contact,
    /// The ticket.
    Ticket,
}

/// A field of the query language.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum QueryField {
    /// Words.
    Text(Scope),
    /// Names; a facet with its folded name.
    Name(NameField, Option<String>),
    /// A closed list: column and names, whose places are the codes.
    Code(&'static str, &'static [&'static str]),
    /// Numbers.
    Number(NumberColumn),
    /// Time.
    Date,
    /// Record id.
    Id,
    /// Pseudonyms.
    Key(Owner, &'static str),
}

/// The fields that every index has.
const FIELDS: [(&str, QueryField); 19] = [
    ("agent", QueryField::Text(Scope::Agent)),
    ("any", QueryField::Text(Scope::Any)),
    ("aside", QueryField::Text(Scope::Aside)),
    ("confidence", QueryField::Number(NumberColumn::Confidence)),
    ("contact", QueryField::Key(Owner::Contact, "contact_join")),
    (
        "customer",
        QueryField::Key(Owner::Customer, "customer_join"),
    ),
    ("date", QueryField::Date),
    ("id", QueryField::Id),
    (
        "kind",
        QueryField::Code("kind", &["feedback", "transcript", "survey", "event"]),
    ),
    (
        "language",
        QueryField::Code("language", &["nl", "en", "other", "unknown"]),
    ),
    ("polarity", QueryField::Number(NumberColumn::Polarity)),
    ("question", QueryField::Name(NameField::Question, None)),
    (
        "sentiment",
        QueryField::Code("sentiment", &["negative", "neutral", "positive", "unclear"]),
    ),
    ("source", QueryField::Name(NameField::Source, None)),
    ("text", QueryField::Text(Scope::Customer)),
    ("ticket", QueryField::Key(Owner::Ticket, "ticket_join")),
    ("topic", QueryField::Name(NameField::Mention, None)),
    ("weight", QueryField::Number(NumberColumn::Weight)),
    ("words", QueryField::Code("has_words", &["no", "yes"])),
];

impl QueryField {
    /// The field that `name` means.
    pub(super) fn named(name: &str, known: &KnownFields) -> Result<Self, QueryFault> {
        let wanted = plain_name(name);
        if let Some((_, field)) = FIELDS.iter().find(|(known, _)| *known == wanted) {
            return Ok(field.clone());
        }
        let facet = wanted.strip_prefix("facet.").unwrap_or(&wanted);
        if let Some(facet) = known.facets.iter().find(|name| plain_name(name) == facet) {
            let folded = super::analysis::fold(facet);
            return Ok(Self::Name(NameField::Facet, Some(folded)));
        }
        let score = wanted.strip_prefix("score.").unwrap_or(&wanted);
        if let Some(score) = known.scores.iter().find(|name| plain_name(name) == score) {
            return Ok(Self::Number(NumberColumn::Score(score.clone())));
        }
        Err(QueryFault::UnknownField {
            name: name.to_owned(),
            known: known.names(),
        })
    }

    /// What documents with `value` in this field are, as a tree.
    pub(super) fn with(
        &self,
        name: &str,
        value: &Value,
        known: &KnownFields,
    ) -> Result<Node, QueryFault> {
        let bad = |expected: &str| QueryFault::BadValue {
            field: name.to_owned(),
            got: value.to_string(),
            expected: expected.to_owned(),
        };
        let any = value.form == ValueForm::Prefix && value.text.is_empty();
        match self {
            Self::Text(scope) => Ok(Node::Text {
                scope: *scope,
                text: value.text.clone(),
                form: match value.form {
                    ValueForm::Prefix => TextForm::Prefix,
                    ValueForm::Word | ValueForm::Quoted => TextForm::Words,
                },
            }),
            Self::Name(field, facet) => {
                if *field == NameField::Mention {
                    refuse_unknown_topic(value, known)?;
                }
                Ok(name_node(*field, facet.as_deref(), value))
            }
            Self::Code(column, _) if any => Ok(Node::Code { column, code: None }),
            Self::Code(column, names) => {
                let wanted = value.text.to_lowercase();
                let code = (0..).zip(*names).find(|(_, name)| **name == wanted);
                let (code, _) = code.ok_or_else(|| bad(&names.join(", ")))?;
                Ok(Node::Code {
                    column,
                    code: Some(code),
                })
            }
            Self::Number(column) => {
                let everything = (Bound::Included(f64::MIN), Bound::Included(f64::MAX));
                let range = if any {
                    Some(everything)
                } else {
                    value.numbers()
                };
                let (low, high) = range.ok_or_else(|| bad("a number, <7, >=7 or 3..5"))?;
                let column = column.clone();
                Ok(Node::Number { column, low, high })
            }
            Self::Date if any => Ok(Node::Present("at")),
            Self::Date => {
                let range = value.times(known.zone.as_ref().unwrap_or(&TimeZone::UTC));
                let (low, high) = range.ok_or_else(|| {
                    bad("a day, month or year such as 2026-01, or 2026-01..2026-03, or >=2026-01-15")
                })?;
                Ok(Node::Time { low, high })
            }
            Self::Id => value
                .text
                .parse()
                .map(Node::Id)
                .map_err(|_| bad("32 hexadecimal digits")),
            Self::Key(_, column) if any => Ok(Node::Present(column)),
            Self::Key(owner, _) => value
                .text
                .parse()
                .map(|key| Node::Key { owner: *owner, key })
                .map_err(|_| bad("32 hexadecimal digits")),
        }
    }
}

/// A topic that neither taxonomy nor documents have is a slip of the pen far more often than a question.
fn refuse_unknown_topic(value: &Value, known: &KnownFields) -> Result<(), QueryFault> {
    let Some(known) = &known.topics else {
        return Ok(());
    };
    let wanted = super::analysis::fold(&value.text);
    let mut states = super::document::LABELS.iter();
    let topic = states
        .find_map(|label| wanted.strip_suffix(&format!("/{}", label.as_str())))
        .unwrap_or(&wanted);
    let is_it = |known: &String| {
        let known = super::analysis::fold(known);
        match value.form {
            ValueForm::Prefix => wanted.starts_with(&known) || known.starts_with(&wanted),
            ValueForm::Word | ValueForm::Quoted => known == topic,
        }
    };
    if known.iter().any(is_it) {
        return Ok(());
    }
    Err(QueryFault::UnknownTopic {
        got: value.text.clone(),
        known: known.clone(),
    })
}

/// The tree for a name: whole or its beginning, and for topics in any state.
fn name_node(field: NameField, facet: Option<&str>, value: &Value) -> Node {
    let mut term = super::analysis::fold(&value.text);
    if let Some(facet) = facet {
        term = super::document::facet_term(facet, &term);
    }
    let extent = match value.form {
        ValueForm::Prefix => Extent::Beginning,
        ValueForm::Word | ValueForm::Quoted => Extent::Whole,
    };
    let states = super::document::LABELS.map(|label| format!("/{}", label.as_str()));
    let has_state = states.iter().any(|state| term.ends_with(state));
    if field != NameField::Mention || extent == Extent::Beginning || has_state {
        return Node::Name {
            field,
            term,
            extent,
        };
    }
    Node::Or(
        states
            .iter()
            .map(|state| Node::Name {
                field,
                term: format!("{term}{state}"),
                extent,
            })
            .collect(),
    )
}

impl KnownFields {
    /// The same names, with days of a zone.
    #[must_use]
    pub fn in_zone(self, zone: &TimeZone) -> Self {
        Self {
            zone: Some(zone.clone()),
            ..self
        }
    }

    /// Every name that a query may use, as it is written there.
    fn names(&self) -> Vec<String> {
        let fixed = FIELDS.iter().map(|(name, _)| (*name).to_owned());
        let is_fixed = |name: &str| FIELDS.iter().any(|(fixed, _)| *fixed == name);
        let facets = self.facets.iter().map(|name| {
            let name = plain_name(name);
            if is_fixed(&name) {
                format!("facet.{name}")
            } else {
                name
            }
        });
        let scores = self
            .scores
            .iter()
            .map(|name| format!("score.{}", plain_name(name)));
        fixed.chain(facets).chain(scores).collect()
    }
}

/// A name as it is typed: folded, without spaces.
fn plain_name(name: &str) -> String {
    super::analysis::fold(name).replace(char::is_whitespace, "_")
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.form {
            ValueForm::Word => f.write_str(&self.text),
            ValueForm::Quoted => write!(f, "\"{}\"", self.text),
            ValueForm::Prefix => write!(f, "{}*", self.text),
        }
    }
}
