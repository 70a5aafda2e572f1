//! The comments of the survey, as written by the customers.

use crate::simulate::comment::{Composer, Mood, Plan, Question};
use crate::simulate::contact::Words;
use crate::simulate::demo::response::Response;
use crate::simulate::dice::{Dice, Task};
use crate::simulate::language::Language;
use crate::simulate::marked::{Finished, Mark, finish};
use crate::simulate::person::agent;
use crate::simulate::phrases::Book;
use crate::simulate::slots::Voice;
use crate::simulate::topic::{Mention, Tone};
use crate::simulate::typing::type_out;
use jiff::civil::DateTime;
use std::collections::BTreeSet;

/// The books of both languages.
#[derive(Debug)]
pub(crate) struct Books {
    dutch: Book,
    english: Book,
}

impl Books {
    /// Reads both books.
    pub(crate) fn new() -> Self {
        Self {
            dutch: Book::new(Language::Dutch),
            english: Book::new(Language::English),
        }
    }

    /// The book of `language`.
    pub(crate) fn of(&self, language: Language) -> &Book {
        match language {
            Language::Dutch => &self.dutch,
            Language::English => &self.english,
        }
    }
}

/// How a comment came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Via {
    Form,
    Mail,
}

/// One comment.
#[derive(Debug, Clone)]
pub(crate) struct Written {
    pub(crate) id: String,
    /// Position of its response.
    pub(crate) response: usize,
    pub(crate) question: Question,
    pub(crate) via: Via,
    pub(crate) at: DateTime,
    pub(crate) finished: Finished,
    /// `positive`, `negative`, `mixed`, `neutral`, or `none` where nothing is said.
    pub(crate) sentiment: &'static str,
}

/// The voice of a response.
pub(crate) fn voice_of<'a>(response: &'a Response, dice: &mut Dice) -> Voice<'a> {
    Voice {
        language: response.customer.language,
        person: &response.customer.person,
        agent: agent(dice),
        second_agent: agent(dice),
        package: response.customer.package,
        date: response.submitted.date(),
        score: response.contact.score,
    }
}

/// Writes every comment; no two of more than eight words are the same.
pub(crate) fn write_comments(seed: u64, responses: &[Response], books: &Books) -> Vec<Written> {
    let mut seen = BTreeSet::new();
    let mut comments = Vec::new();
    for response in responses {
        let mut dice = Dice::new(seed, Task::Text, response.number);
        match &response.contact.words {
            Words::Silent => {
                // Some systems send an empty field instead of no comment.
                if dice.chance(0.03) {
                    let comment = Finished::default();
                    comments.push(written(
                        response,
                        1,
                        Question::Why,
                        Via::Form,
                        comment,
                        "none",
                    ));
                }
            }
            Words::Blank(question) => {
                let lines = books.of(response.customer.language).lines("blank");
                let text = dice.pick(lines).copied().unwrap_or_default().to_owned();
                let comment = Finished {
                    text,
                    marks: Vec::new(),
                };
                comments.push(written(response, 1, *question, Via::Form, comment, "none"));
            }
            Words::Comment(question, mentions) => {
                let via = if dice.chance(0.035) {
                    Via::Mail
                } else {
                    Via::Form
                };
                let comment = compose(
                    response, books, *question, mentions, via, &mut seen, &mut dice,
                );
                let sentiment = sentiment(&comment, *question, response);
                comments.push(written(response, 1, *question, via, comment, sentiment));
                if *question == Question::Why && via == Via::Form && dice.chance(0.12) {
                    let wishes: Vec<Mention> = mentions
                        .iter()
                        .copied()
                        .filter(|mention| mention.tone == Tone::Negative)
                        .take(1)
                        .collect();
                    let improve = Question::Improve;
                    let comment =
                        compose(response, books, improve, &wishes, via, &mut seen, &mut dice);
                    let sentiment = self::sentiment(&comment, improve, response);
                    comments.push(written(response, 2, improve, via, comment, sentiment));
                }
            }
        }
    }
    comments
}

fn written(
    response: &Response,
    number: usize,
    question: Question,
    via: Via,
    finished: Finished,
    sentiment: &'static str,
) -> Written {
    Written {
        id: format!("{}-{number}", response.id),
        response: response.number,
        question,
        via,
        at: response.submitted,
        finished,
        sentiment,
    }
}

fn compose(
    response: &Response,
    books: &Books,
    question: Question,
    mentions: &[Mention],
    via: Via,
    seen: &mut BTreeSet<String>,
    dice: &mut Dice,
) -> Finished {
    let customer = &response.customer;
    let composer = Composer {
        book: books.of(customer.language),
        voice: voice_of(response, dice),
    };
    let plan = Plan {
        question,
        register: customer.register,
        mood: Mood::of_score(response.contact.score),
        mentions,
    };
    let mut comment = Finished::default();
    for _ in 0..50 {
        let draft = composer.compose(&plan, dice);
        let typed = type_out(&draft, customer.habits, customer.language, dice);
        let whole = if via == Via::Mail {
            composer.mail(&typed, dice)
        } else {
            typed
        };
        comment = finish(&whole);
        let long = comment.text.split_whitespace().count() > 8;
        if !long || seen.insert(comment.text.to_lowercase()) {
            break;
        }
    }
    comment
}

fn sentiment(comment: &Finished, question: Question, response: &Response) -> &'static str {
    let tones: BTreeSet<Tone> = comment
        .marks
        .iter()
        .filter_map(|(mark, _)| match mark {
            Mark::Topic(mention) => Some(mention.tone),
            Mark::Pii(_) => None,
        })
        .collect();
    let mood = Mood::of_score(response.contact.score);
    match (
        tones.contains(&Tone::Negative),
        tones.contains(&Tone::Positive),
    ) {
        (true, true) => "mixed",
        (true, false) => "negative",
        (false, true) => "positive",
        // "Nothing" in answer to what could be better is praise.
        (false, false) if question == Question::Improve && mood != Mood::Bad => "positive",
        (false, false) => match mood {
            Mood::Good => "positive",
            Mood::Mixed => "neutral",
            Mood::Bad => "negative",
        },
    }
}
