use super::responses::{ResponseColumn, ResponseSpec};
use crate::intake::table::{self, Table};
use crate::intake::{Decimal, Fault, Rejection, Row};
use crate::record::Origin;
use crate::service_levels::experience::{
    Completeness, Delivery, Question, Respondent, Response, Scope, Source, Tone,
};
use jiff::Timestamp;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// Nobody loses more than a year over a contact.
const MOST_MINUTES: f64 = 525_600.0;

/// Rows to responses.
pub(super) struct RowReading<'a> {
    spec: &'a ResponseSpec,
    options: &'a table::Options,
    /// Place of each column that the table has.
    places: BTreeMap<ResponseColumn, usize>,
    /// Place of the column of each question.
    questions: Vec<(&'a Question, usize)>,
    keys: Vec<(Arc<str>, usize)>,
    /// Values of keys, each kept once.
    values: HashMap<String, Arc<str>>,
}

/// A fault and the column it stands in.
type Wrong = (Option<String>, Fault);

impl<'a> RowReading<'a> {
    pub(super) fn new(spec: &'a ResponseSpec, table: &Table, options: &'a table::Options) -> Self {
        let place = |column| Some((column, table.column(spec.column(column))?));
        let of_question =
            |question: &'a Question| Some((question, table.column(&question.column)?));
        let key = |key: &String| Some((Arc::from(key.as_str()), table.column(key)?));
        Self {
            spec,
            options,
            places: ResponseColumn::ALL.into_iter().filter_map(place).collect(),
            questions: spec.questions.iter().filter_map(of_question).collect(),
            keys: spec.keys.iter().filter_map(key).collect(),
            values: HashMap::new(),
        }
    }

    pub(super) fn read(
        &mut self,
        row: &Row,
    ) -> Result<(Response, Option<Delivery>), Box<Rejection>> {
        self.response(row).map_err(|(column, fault)| {
            Box::new(Rejection {
                origin: Origin {
                    source: self.options.source.clone(),
                    file: Arc::clone(&self.options.file),
                    row: row.number,
                    byte: row.byte,
                },
                column,
                fault,
                row_hash: row.hash_hex(),
            })
        })
    }

    fn response(&mut self, row: &Row) -> Result<(Response, Option<Delivery>), Wrong> {
        let submitted_at = self.instant(row, ResponseColumn::SubmittedAt)?;
        let contact_at = self.instant(row, ResponseColumn::ContactAt)?;
        let lost_time_min = self.minutes(row)?;
        let mut scores = BTreeMap::new();
        for &(question, at) in &self.questions {
            if let Some(value) = self.score(question, row.cell(at), submitted_at)? {
                scores.insert(Arc::clone(&question.column), value);
            }
        }
        let has_answer = !scores.is_empty() || lost_time_min.is_some();
        let completeness = match self.word(row, ResponseColumn::Complete, COMPLETE)? {
            _ if !has_answer => Completeness::Unanswered,
            Some(completeness) => completeness,
            None => Completeness::Complete,
        };
        let delivery = self.word(row, ResponseColumn::Invited, DELIVERY)?.flatten();
        let keys = self.keys.clone();
        let keys = keys
            .into_iter()
            .map(|(name, at)| (name, self.value(row.cell(at).trim())))
            .collect();
        let response = Response {
            id: self
                .text(row, ResponseColumn::Response)
                .unwrap_or_else(|| format!("row {}", row.number).into()),
            contact: self.text(row, ResponseColumn::Contact),
            ticket: self.text(row, ResponseColumn::Ticket),
            customer: self.text(row, ResponseColumn::Customer),
            contact_at,
            submitted_at,
            completeness,
            respondent: self
                .word(row, ResponseColumn::Respondent, RESPONDENT)?
                .unwrap_or(Respondent::Customer),
            scope: self.word(row, ResponseColumn::Scope, SCOPE)?,
            scores,
            lost_time_min,
            weight: self.weight(row)?,
            keys,
        };
        Ok((response, delivery))
    }

    fn cell<'r>(&self, row: &'r Row, column: ResponseColumn) -> &'r str {
        let at = self.places.get(&column);
        at.map_or("", |at| row.cell(*at).trim())
    }

    fn text(&self, row: &Row, column: ResponseColumn) -> Option<Arc<str>> {
        let text = self.cell(row, column);
        (!text.is_empty()).then(|| text.into())
    }

    fn wrong(&self, column: ResponseColumn, fault: Fault) -> Wrong {
        (Some(self.spec.column(column).to_owned()), fault)
    }

    fn instant(&self, row: &Row, column: ResponseColumn) -> Result<Option<Timestamp>, Wrong> {
        let text = self.cell(row, column);
        if text.is_empty() {
            return Ok(None);
        }
        let instant = self.spec.times.parse(text);
        instant.map(Some).map_err(|fault| self.wrong(column, fault))
    }

    fn minutes(&self, row: &Row) -> Result<Option<f64>, Wrong> {
        let column = ResponseColumn::LostTime;
        let text = self.cell(row, column);
        if text.is_empty() || self.is_missing(self.spec.column(column), text) {
            return Ok(None);
        }
        let number = self.number(text);
        let number = number.ok_or_else(|| self.wrong(column, Fault::NotANumber))?;
        if (0.0..=MOST_MINUTES).contains(&number) {
            Ok(Some(number))
        } else {
            let fault = Fault::OutsideScale {
                low: 0.0,
                high: MOST_MINUTES,
            };
            Err(self.wrong(column, fault))
        }
    }

    fn weight(&self, row: &Row) -> Result<f64, Wrong> {
        let column = ResponseColumn::Weight;
        let text = self.cell(row, column);
        if text.is_empty() {
            return Ok(1.0);
        }
        let number = self.number(text);
        let number = number.ok_or_else(|| self.wrong(column, Fault::NotANumber))?;
        if number > 0.0 {
            Ok(number)
        } else {
            Err(self.wrong(column, Fault::NotPositive))
        }
    }

    /// The answer to a question; `None` without one, or where another scale held on that day.
    fn score(
        &self,
        question: &Question,
        cell: &str,
        submitted_at: Option<Timestamp>,
    ) -> Result<Option<f64>, Wrong> {
        let text = cell.trim();
        if text.is_empty() || self.is_missing(&question.column, text) {
            return Ok(None);
        }
        if !question.was_asked_at(submitted_at) {
            // An answer whose day is not known is on no scale, which has to be said.
            let column = self.spec.column(ResponseColumn::SubmittedAt).to_owned();
            return match submitted_at {
                None => Err((Some(column), Fault::MissingValue)),
                Some(_) => Ok(None),
            };
        }
        let number = match question.source {
            Source::Asked => self.number(text),
            Source::Read => tone(text).map(tone_value).or_else(|| self.number(text)),
        };
        let wrong = |fault| (Some(question.column.to_string()), fault);
        let number = number.ok_or_else(|| wrong(Fault::NotANumber))?;
        let (low, high) = (question.scale.low(), question.scale.high());
        if question.scale.contains(number) {
            Ok(Some(number))
        } else {
            Err(wrong(Fault::OutsideScale { low, high }))
        }
    }

    fn number(&self, text: &str) -> Option<f64> {
        match self.spec.decimal {
            Some(decimal) => decimal.parse(text),
            None => Decimal::Point
                .parse(text)
                .or_else(|| Decimal::Comma.parse(text)),
        }
    }

    /// Whether a text is a declared code for no answer: numbers are compared as numbers.
    fn is_missing(&self, column: &str, text: &str) -> bool {
        self.spec.missing.iter().any(|(of, code)| {
            let same = || match (self.number(text), Decimal::Point.parse(code)) {
                (Some(value), Some(code)) => (value - code).abs() < f64::EPSILON,
                _ => code.eq_ignore_ascii_case(text),
            };
            of.as_deref().is_none_or(|of| of == column) && same()
        })
    }

    fn word<T>(
        &self,
        row: &Row,
        column: ResponseColumn,
        (read, known): (fn(&str) -> Option<T>, &'static str),
    ) -> Result<Option<T>, Wrong> {
        let text = self.cell(row, column);
        if text.is_empty() {
            return Ok(None);
        }
        let word = text.to_lowercase().replace([' ', '-'], "_");
        read(&word)
            .map(Some)
            .ok_or_else(|| self.wrong(column, Fault::UnknownWord { known }))
    }

    fn value(&mut self, text: &str) -> Arc<str> {
        if let Some(kept) = self.values.get(text) {
            return Arc::clone(kept);
        }
        let kept: Arc<str> = text.into();
        self.values.insert(text.to_owned(), Arc::clone(&kept));
        kept
    }
}

/// A word and what words there are.
type Words<T> = (fn(&str) -> Option<T>, &'static str);

const COMPLETE: Words<Completeness> = (
    |word| match word {
        "yes" | "true" | "1" | "ja" | "complete" | "volledig" => Some(Completeness::Complete),
        "no" | "false" | "0" | "nee" | "partial" | "gedeeltelijk" => Some(Completeness::Partial),
        _ => None,
    },
    "yes, partial or no",
);

const DELIVERY: Words<Option<Delivery>> = (
    |word| match word {
        "yes" | "true" | "1" | "ja" | "delivered" | "sent" => Some(Some(Delivery::Delivered)),
        "bounced" => Some(Some(Delivery::Bounced)),
        "opted_out" => Some(Some(Delivery::OptedOut)),
        "held_back" | "suppressed_quarantine" => Some(Some(Delivery::HeldBack)),
        "no" | "false" | "0" | "nee" => Some(None),
        _ => None,
    },
    "delivered, bounced, opted_out, held_back, yes or no",
);

const RESPONDENT: Words<Respondent> = (
    |word| match word {
        "customer" | "klant" => Some(Respondent::Customer),
        "employee" | "medewerker" => Some(Respondent::Employee),
        _ => None,
    },
    "customer or employee",
);

const SCOPE: Words<Scope> = (
    |word| match word {
        "relationship" | "relatie" => Some(Scope::Relationship),
        "process" | "proces" => Some(Scope::Process),
        "channel" | "kanaal" => Some(Scope::Channel),
        "contact" => Some(Scope::Contact),
        _ => None,
    },
    "relationship, process, channel or contact",
);

/// A tone by its name in Dutch or English.
pub(super) fn tone(word: &str) -> Option<Tone> {
    match word.to_lowercase().as_str() {
        "negative" | "negatief" => Some(Tone::Negative),
        "neutral" | "neutraal" | "mixed" => Some(Tone::Neutral),
        "positive" | "positief" => Some(Tone::Positive),
        _ => None,
    }
}

fn tone_value(tone: Tone) -> f64 {
    match tone {
        Tone::Negative => -1.0,
        Tone::Neutral => 0.0,
        Tone::Positive => 1.0,
    }
}
