//! Answers on their way to the tickets they are about.

use super::table::{cells, options};
use crate::cli::service_args::Watermelon as Args;
use crate::cli::session::Misuse;
use crate::intake::{Rejection, TimeReading};
use crate::logs::{ResponseColumn, ResponseSpec, read_responses};
use crate::pipeline::Said;
use crate::report::experience::JoinedAnswers;
use crate::service_levels::clocks::TicketResult;
use crate::service_levels::experience::{Completeness, Question, Respondent, Response};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;
use std::sync::Arc;

/// An answer that comes longer than this after its ticket was over is about something else as well.
const LATE_AFTER: SignedDuration = SignedDuration::from_hours(30 * 24);

/// Answers of customers by the ticket or contact they are about.
pub(super) struct Answers {
    said: Vec<Answer>,
    /// Places of answers, dated ones first and in order of time.
    by_ticket: BTreeMap<Arc<str>, Vec<usize>>,
    by_contact: BTreeMap<Arc<str>, Vec<usize>>,
    joined: JoinedAnswers,
    rejections: Vec<Rejection>,
}

/// One answer to the question.
struct Answer {
    value: f64,
    submitted_at: Option<Timestamp>,
    fate: Fate,
}

/// What became of an answer; of several tickets, the best.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fate {
    Unmatched,
    BeforeTicket,
    Late,
    Further,
    Joined,
}

impl Answers {
    /// Reads complete answers of customers up to the instant of the report.
    pub(super) fn read(
        args: &Args,
        question: &Question,
        zone: &TimeZone,
        as_of: Timestamp,
    ) -> anyhow::Result<Self> {
        let path = &args.responses;
        let spec = spec(args, question, zone)?;
        let read = read_responses(path, &options(path, &args.reading), &spec)?;
        let mut answers = Self {
            said: Vec::new(),
            by_ticket: BTreeMap::new(),
            by_contact: BTreeMap::new(),
            joined: JoinedAnswers {
                n_read: read.responses.len(),
                n_rejected: read.rejections.len(),
                ..JoinedAnswers::default()
            },
            rejections: read.rejections,
        };
        let mut responses: Vec<&Response> = read.responses.iter().collect();
        responses.sort_by_key(|one| (one.submitted_at.is_none(), one.submitted_at));
        for response in responses {
            answers.take(response, question, as_of);
        }
        if answers.said.is_empty() && answers.joined.n_unnamed > 0 {
            return Err(Misuse::new("no answer names the ticket or contact it is about")
                .hint("name the column, as --response-column ticket_id=COLUMN or contact_id=COLUMN")
                .into());
        }
        Ok(answers)
    }

    fn take(&mut self, response: &Response, question: &Question, as_of: Timestamp) {
        let counts = response.completeness == Completeness::Complete
            && response.respondent == Respondent::Customer;
        let answer = response.scores.get(&question.column);
        let Some(value) = answer.filter(|_| counts) else {
            self.joined.n_unanswered += 1;
            return;
        };
        if response.submitted_at.is_some_and(|at| at > as_of) {
            self.joined.n_after_report += 1;
            return;
        }
        let (index, id) = match (&response.ticket, &response.contact) {
            (Some(ticket), _) => (&mut self.by_ticket, ticket),
            (None, Some(contact)) => (&mut self.by_contact, contact),
            (None, None) => {
                self.joined.n_unnamed += 1;
                return;
            }
        };
        let place = self.said.len();
        index.entry(Arc::clone(id)).or_default().push(place);
        self.said.push(Answer {
            value: *value,
            submitted_at: response.submitted_at,
            fate: Fate::Unmatched,
        });
    }

    /// Rows that could not be used, which are handed over once.
    pub(super) fn take_rejections(&mut self) -> Vec<Rejection> {
        std::mem::take(&mut self.rejections)
    }

    /// What the customer of a ticket said: their first answer in time, those that name the ticket first.
    pub(super) fn of(&mut self, ticket: &TicketResult, contact: Option<&Arc<str>>) -> Option<Said> {
        let of_contact = contact.and_then(|contact| self.by_contact.get(contact));
        let of_ticket = self.by_ticket.get(&ticket.ticket);
        let mut said = None;
        for place in of_ticket.into_iter().chain(of_contact).flatten() {
            let Some(answer) = self.said.get_mut(*place) else {
                continue;
            };
            let fate = match fate(answer, ticket) {
                Fate::Joined if said.is_some() => Fate::Further,
                fate => fate,
            };
            if fate == Fate::Joined {
                said = Some(answer.value);
            }
            answer.fate = answer.fate.max(fate);
        }
        Some(Said {
            answer: Some(said?),
            negative_text: None,
        })
    }

    /// What became of all answers, once every ticket has been looked at.
    pub(super) fn account(&self) -> JoinedAnswers {
        let mut joined = self.joined;
        for answer in &self.said {
            let count = match answer.fate {
                Fate::Unmatched => &mut joined.n_unmatched,
                Fate::BeforeTicket => &mut joined.n_before_ticket,
                Fate::Late => &mut joined.n_late,
                Fate::Further => &mut joined.n_further,
                Fate::Joined => {
                    joined.n_undated += usize::from(answer.submitted_at.is_none());
                    &mut joined.n_joined
                }
            };
            *count += 1;
        }
        joined
    }
}

/// How answers are to be read.
fn spec(args: &Args, question: &Question, zone: &TimeZone) -> anyhow::Result<ResponseSpec> {
    let mut spec = ResponseSpec {
        missing: cells(&args.reading).missing_codes,
        times: TimeReading {
            time_zone: args.zone.is_some().then(|| zone.clone()),
            format: None,
        },
        ..ResponseSpec::new(vec![question.clone()])
    };
    for text in &args.response_columns {
        let (usual, column) = text.split_once('=').unwrap_or_default();
        let usual = usual.trim();
        let known = ResponseColumn::ALL.into_iter();
        let Some(named) = known.into_iter().find(|one| one.as_str() == usual) else {
            let known = ResponseColumn::ALL.map(ResponseColumn::as_str);
            return Err(Misuse::new(format!("\"{text}\" names no usual column"))
                .hint(format!(
                    "write NAME=COLUMN, where NAME is {}",
                    known.join(", ")
                ))
                .into());
        };
        spec.columns.insert(named, column.trim().to_owned());
    }
    Ok(spec)
}

/// Whether the time of an answer lets it be about this ticket; one without a time does.
fn fate(answer: &Answer, ticket: &TicketResult) -> Fate {
    let Some(at) = answer.submitted_at else {
        return Fate::Joined;
    };
    let over = ticket.last_solved_at.unwrap_or(ticket.created_at);
    if at < ticket.created_at {
        Fate::BeforeTicket
    } else if at.duration_since(over) > LATE_AFTER {
        Fate::Late
    } else {
        Fate::Joined
    }
}
