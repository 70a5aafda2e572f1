use super::Document;
use super::analysis::{Words, fold};
use super::document::{is_customer, text_field};
use super::query::{Node, Scope, TextForm};
use super::query_plan::{TextPlace, placed_terms, text_places};
use super::schema::Fields;
use crate::privacy::CleanBody;
use crate::record::Span;
use crate::units::as_u32;
use std::collections::BTreeSet;
use tantivy::schema::Field;
use tantivy::tokenizer::{TokenStream, Tokenizer};

/// Finds the words of a query in a document.
pub(super) struct Finder<'a> {
    fields: &'a Fields,
    places: Vec<Sought>,
}

/// What is looked for in one text field.
struct Sought {
    place: TextPlace,
    terms: BTreeSet<String>,
    beginnings: Vec<String>,
}

impl<'a> Finder<'a> {
    /// The words that `node` asks for; those it excludes are left out.
    pub(super) fn new(fields: &'a Fields, node: &Node) -> Self {
        let mut finder = Self {
            fields,
            places: text_places(fields, Scope::Any)
                .into_iter()
                .map(|place| Sought {
                    place,
                    terms: BTreeSet::new(),
                    beginnings: Vec::new(),
                })
                .collect(),
        };
        finder.gather(node);
        finder
    }

    /// Whether there is anything to find.
    pub(super) fn looks_for_words(&self) -> bool {
        self.places
            .iter()
            .any(|sought| !sought.terms.is_empty() || !sought.beginnings.is_empty())
    }

    /// Where the words stand in `document`, in order.
    pub(super) fn spans(&self, document: &Document) -> Vec<Span> {
        let customer = text_field(self.fields, document.reading.language.tag);
        let mut spans = Vec::new();
        match &document.record.body {
            CleanBody::Nothing | CleanBody::Event(_) => {}
            CleanBody::Message(text) => self.find(customer, text.as_str(), 0, &mut spans),
            CleanBody::Dialogue(turns) => {
                for (part, turn) in turns.iter().enumerate() {
                    let field = if is_customer(turn.speaker) {
                        customer
                    } else {
                        self.fields.text_agent
                    };
                    self.find(field, turn.text.as_str(), part, &mut spans);
                }
            }
        }
        spans
    }

    fn gather(&mut self, node: &Node) {
        match node {
            Node::And(parts) | Node::Or(parts) => parts.iter().for_each(|part| self.gather(part)),
            Node::Text { scope, text, form } => {
                let wanted: BTreeSet<Field> = text_places(self.fields, *scope)
                    .iter()
                    .map(|place| place.field)
                    .collect();
                for sought in &mut self.places {
                    if wanted.contains(&sought.place.field) {
                        let terms = placed_terms(&sought.place, text);
                        sought.terms.extend(terms.into_iter().map(|word| word.term));
                        if *form == TextForm::Prefix {
                            sought.beginnings.push(fold(text));
                        }
                    }
                }
            }
            _ => {}
        }
    }

    fn find(&self, field: Field, text: &str, part: usize, spans: &mut Vec<Span>) {
        let Some(sought) = self
            .places
            .iter()
            .find(|sought| sought.place.field == field)
        else {
            return;
        };
        Words::new(sought.place.language)
            .token_stream(text)
            .process(&mut |token| {
                let begins = |start: &String| token.text.starts_with(start.as_str());
                if sought.terms.contains(&token.text) || sought.beginnings.iter().any(begins) {
                    spans.push(Span {
                        part: as_u32(part),
                        start: as_u32(token.offset_from),
                        end: as_u32(token.offset_to),
                    });
                }
            });
    }
}
