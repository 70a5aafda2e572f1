//! Answers on their way to the tickets they are about.

use super::table::cells;
use crate::cli::service_args::Watermelon as Args;
use crate::cli::session::Misuse;
use crate::findings::JoinedAnswers;
use crate::intake::{Rejection, TimeReading, table};
use crate::logs::{ResponseColumn, ResponseSpec, read_responses};
use crate::pipeline::{self, Judged, Said};
use crate::service_levels::experience::{Completeness, Question, Respondent, Response};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Name of the field that says whose ticket it is.
const CUSTOMER: &str = "customer";

/// Answers of customers by the ticket or contact they are about.
pub(super) struct Answers {
    given: pipeline::Answers<Arc<str>, Arc<str>>,
    /// Who gave each answer, where the table says.
    customers: Vec<Option<Arc<str>>>,
    /// Numbers of customers, by what either file calls them.
    numbers: BTreeMap<Arc<str>, usize>,
    joined: JoinedAnswers,
    rejections: Vec<Rejection>,
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
        let options = table::Options {
            file: path.to_string_lossy().into(),
            sheet: args.responses_sheet.clone(),
            ..table::Options::default()
        };
        let read = read_responses(path, &options, &spec)?;
        let mut answers = Self {
            given: pipeline::Answers::new(),
            customers: Vec::new(),
            numbers: BTreeMap::new(),
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
        if answers.given.is_empty() && answers.joined.n_unnamed > 0 {
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
        let (ticket, contact) = (response.ticket.clone(), response.contact.clone());
        let at = response.submitted_at;
        let is_named = self.given.take(*value, at, ticket, contact);
        if is_named {
            self.customers.push(response.customer.clone());
        } else {
            self.joined.n_unnamed += 1;
        }
    }

    /// Rows that could not be used, which are handed over once.
    pub(super) fn take_rejections(&mut self) -> Vec<Rejection> {
        std::mem::take(&mut self.rejections)
    }

    /// What the customer of a ticket said.
    pub(super) fn of(&mut self, judged: &Judged) -> Option<Said> {
        let ticket = &judged.result.ticket;
        let (place, answer) = self.given.of(&judged.result, ticket, &judged.contacts)?;
        let own = self.customers.get(place).cloned().flatten();
        let customer = own.or_else(|| judged.fields.get(CUSTOMER).cloned());
        let giver = customer.map(|customer| {
            let next = self.numbers.len();
            *self.numbers.entry(customer).or_insert(next)
        });
        Some(Said {
            answer: Some(answer.value),
            number: None,
            giver,
            negative_text: None,
        })
    }

    /// What became of all answers, once every ticket has been looked at.
    pub(super) fn account(&self) -> JoinedAnswers {
        let mut joined = self.joined;
        self.given.account(&mut joined);
        joined
    }
}

/// How answers are to be read.
fn spec(args: &Args, question: &Question, zone: &TimeZone) -> anyhow::Result<ResponseSpec> {
    let cells = cells(&args.cells);
    let mut spec = ResponseSpec {
        missing: cells.missing_codes,
        decimal: cells.decimal,
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
