use super::analysis::{Words, fold};
use super::document::{LANGUAGES, code_of, score_step};
use super::key_query::KeyQuery;
use super::query::{Extent, NameField, Node, NumberColumn, Owner, Scope, TextForm};
use super::schema::Fields;
use crate::record::LanguageTag;
use std::ops::Bound;
use tantivy::Term;
use tantivy::query::{
    AllQuery, BooleanQuery, ConstScoreQuery, EmptyQuery, ExistsQuery, InvertedIndexRangeQuery,
    Occur, PhraseQuery, Query, RangeQuery, TermQuery,
};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::tokenizer::{Language, TokenStream, Tokenizer};

/// Turns a tree into a query of tantivy. Only words score; every other condition filters.
pub(super) struct Planner<'a> {
    pub(super) fields: &'a Fields,
}

/// A text field, the language it is analysed in, and the language codes of its documents where
/// it holds what customers said.
pub(super) struct TextPlace {
    pub(super) field: Field,
    pub(super) language: Option<Language>,
    pub(super) tags: &'static [LanguageTag],
}

/// What a word that is on a list of stop words does.
#[derive(Clone, Copy)]
enum Stopped {
    /// Asks for nothing: every text of that language has it, as far as the index knows.
    Matches,
    /// Excludes nothing.
    Misses,
}

/// A word as it stands in a field.
pub(super) struct PlacedTerm {
    pub(super) position: usize,
    pub(super) term: String,
}

impl Planner<'_> {
    /// The query for `node`.
    pub(super) fn plan(&self, node: &Node) -> Box<dyn Query> {
        self.planned(node, Stopped::Matches)
    }

    fn planned(&self, node: &Node, stopped: Stopped) -> Box<dyn Query> {
        match node {
            Node::And(parts) => self.all_of(parts, stopped),
            Node::Or(parts) => union(parts.iter().map(|part| self.planned(part, stopped))),
            Node::Not(_) => self.all_of(std::slice::from_ref(node), stopped),
            Node::Text { scope, text, form } => union(
                text_places(self.fields, *scope)
                    .iter()
                    .map(|place| self.words(place, text, *form, stopped)),
            ),
            Node::Everything => filter(Box::new(AllQuery)),
            other => filter(self.condition(other)),
        }
    }

    fn all_of(&self, parts: &[Node], stopped: Stopped) -> Box<dyn Query> {
        let mut clauses: Vec<(Occur, Box<dyn Query>)> = parts
            .iter()
            .map(|part| match part {
                Node::Not(part) => (Occur::MustNot, self.planned(part, opposite(stopped))),
                part => (Occur::Must, self.planned(part, stopped)),
            })
            .collect();
        if clauses.iter().all(|(occur, _)| *occur == Occur::MustNot) {
            clauses.push((Occur::Must, filter(Box::new(AllQuery))));
        }
        Box::new(BooleanQuery::new(clauses))
    }

    fn words(
        &self,
        place: &TextPlace,
        text: &str,
        form: TextForm,
        stopped: Stopped,
    ) -> Box<dyn Query> {
        let mut terms = placed_terms(place, text);
        let whole: Box<dyn Query> = match terms.len() {
            0 => match stopped {
                Stopped::Matches => union(
                    place
                        .tags
                        .iter()
                        .map(|tag| filter(self.code("language", Some(tag_code(*tag))))),
                ),
                Stopped::Misses => Box::new(EmptyQuery),
            },
            1 => Box::new(TermQuery::new(
                Term::from_field_text(place.field, &terms.remove(0).term),
                IndexRecordOption::WithFreqs,
            )),
            _ => Box::new(PhraseQuery::new_with_offset(
                terms
                    .iter()
                    .map(|word| {
                        let term = Term::from_field_text(place.field, &word.term);
                        (word.position, term)
                    })
                    .collect(),
            )),
        };
        match form {
            TextForm::Words => whole,
            // The beginning of a word may go beyond its stem, so both count.
            TextForm::Prefix => {
                let beginning = filter(beginning(place.field, &fold(text)));
                if matches!(stopped, Stopped::Matches) && placed_terms(place, text).is_empty() {
                    beginning
                } else {
                    union([beginning, filter(whole)])
                }
            }
        }
    }

    fn condition(&self, node: &Node) -> Box<dyn Query> {
        match node {
            Node::Name {
                field,
                term,
                extent,
            } => self.name(*field, term, *extent),
            Node::Code { column, code } => self.code(column, *code),
            Node::Number { column, low, high } => self.number(column, *low, *high),
            Node::Time { low, high } => {
                let term = |second| Term::from_field_i64(self.fields.at, second);
                Box::new(RangeQuery::new(low.map(term), high.map(term)))
            }
            Node::Id(id) => Box::new(KeyQuery::new(self.fields.id, id.0)),
            Node::Key { owner, key } => {
                let field = match owner {
                    Owner::Customer => self.fields.customer,
                    Owner::Contact => self.fields.contact,
                    Owner::Ticket => self.fields.ticket,
                };
                Box::new(KeyQuery::new(field, key.0))
            }
            Node::Present(column) => Box::new(ExistsQuery::new((*column).to_owned(), false)),
            Node::And(_) | Node::Or(_) | Node::Not(_) | Node::Text { .. } | Node::Everything => {
                self.plan(node)
            }
        }
    }

    fn name(&self, field: NameField, term: &str, extent: Extent) -> Box<dyn Query> {
        let field = match field {
            NameField::Source => self.fields.source,
            NameField::Question => self.fields.question,
            NameField::Facet => self.fields.facet,
            NameField::Mention => self.fields.mention,
        };
        match extent {
            Extent::Whole => exact(Term::from_field_text(field, term)),
            Extent::Beginning => beginning(field, term),
        }
    }

    fn code(&self, column: &str, code: Option<u64>) -> Box<dyn Query> {
        let field = match column {
            "kind" => self.fields.kind,
            "language" => self.fields.language,
            "sentiment" => self.fields.sentiment,
            _ => self.fields.has_words,
        };
        match code {
            Some(code) => {
                let bound = Bound::Included(Term::from_field_u64(field, code));
                Box::new(RangeQuery::new(bound.clone(), bound))
            }
            None => Box::new(ExistsQuery::new(column.to_owned(), false)),
        }
    }

    fn number(&self, column: &NumberColumn, low: Bound<f64>, high: Bound<f64>) -> Box<dyn Query> {
        let term = |number: f64| match column {
            NumberColumn::Polarity => Term::from_field_f64(self.fields.polarity, number),
            NumberColumn::Confidence => Term::from_field_f64(self.fields.confidence, number),
            NumberColumn::Weight => Term::from_field_f64(self.fields.weight, number),
            NumberColumn::Score(name) => {
                let path = score_step(name);
                let mut term = Term::from_field_json_path(self.fields.score, &path, false);
                term.append_type_and_fast_value(number);
                term
            }
        };
        Box::new(RangeQuery::new(low.map(term), high.map(term)))
    }
}

fn opposite(stopped: Stopped) -> Stopped {
    match stopped {
        Stopped::Matches => Stopped::Misses,
        Stopped::Misses => Stopped::Matches,
    }
}

/// The fields that hold the texts of `scope`.
pub(super) fn text_places(fields: &Fields, scope: Scope) -> Vec<TextPlace> {
    let plain = |field| TextPlace {
        field,
        language: None,
        tags: &[],
    };
    let customer = || {
        vec![
            TextPlace {
                field: fields.text_nl,
                language: Some(Language::Dutch),
                tags: &[LanguageTag::Nl],
            },
            TextPlace {
                field: fields.text_en,
                language: Some(Language::English),
                tags: &[LanguageTag::En],
            },
            TextPlace {
                field: fields.text_other,
                language: None,
                tags: &[LanguageTag::Other, LanguageTag::Unknown],
            },
        ]
    };
    match scope {
        Scope::Customer => customer(),
        Scope::Agent => vec![plain(fields.text_agent)],
        Scope::Aside => vec![plain(fields.text_aside)],
        Scope::Any => {
            let mut places = customer();
            places.extend([plain(fields.text_agent), plain(fields.text_aside)]);
            places
        }
    }
}

/// The terms of `text` as they stand in `place`.
pub(super) fn placed_terms(place: &TextPlace, text: &str) -> Vec<PlacedTerm> {
    let mut terms = Vec::new();
    Words::new(place.language)
        .token_stream(text)
        .process(&mut |token| {
            terms.push(PlacedTerm {
                position: token.position,
                term: token.text.clone(),
            });
        });
    terms
}

fn tag_code(tag: LanguageTag) -> u64 {
    code_of(&LANGUAGES, &tag).into()
}

fn exact(term: Term) -> Box<dyn Query> {
    Box::new(TermQuery::new(term, IndexRecordOption::Basic))
}

/// Documents with a term that begins with `prefix`.
fn beginning(field: Field, prefix: &str) -> Box<dyn Query> {
    let mut after: Vec<char> = prefix.chars().collect();
    // The first text after all that begin so: the last letter moved on, where it can be.
    let upper = loop {
        match after.pop().map(|last| (last..=char::MAX).nth(1)) {
            Some(Some(next)) => {
                after.push(next);
                let text: String = after.iter().collect();
                break Bound::Excluded(Term::from_field_text(field, &text));
            }
            Some(None) => {}
            None => break Bound::Unbounded,
        }
    };
    let lower = Bound::Included(Term::from_field_text(field, prefix));
    Box::new(InvertedIndexRangeQuery::new(lower, upper))
}

/// A condition that decides but does not score.
fn filter(query: Box<dyn Query>) -> Box<dyn Query> {
    Box::new(ConstScoreQuery::new(query, 0.0))
}

fn union(queries: impl IntoIterator<Item = Box<dyn Query>>) -> Box<dyn Query> {
    let mut queries: Vec<Box<dyn Query>> = queries.into_iter().collect();
    match queries.len() {
        0 => Box::new(EmptyQuery),
        1 => queries.remove(0),
        _ => Box::new(BooleanQuery::union(queries)),
    }
}
