use super::people_gate::gate;
use super::table::{cells, level, options};
use super::tickets::{files, judge_all, open};
use super::xla_words::{question, target};
use crate::cli::exit;
use crate::cli::output;
use crate::cli::service_args::{Watermelon as Args, WatermelonFormat};
use crate::cli::session::Misuse;
use crate::intake::{Rejection, TimeReading};
use crate::logs::{ResponseColumn, ResponseSpec, field_name, read_responses};
use crate::pipeline::{PROMISE, Said, beside_experience, promised_shares};
use crate::report::Language;
use crate::report::experience::{
    Tolerance, Watermelon, watermelon_csv, watermelon_json, watermelon_text,
};
use crate::service_levels::attainment::{Answer, ToleranceRule, tolerance_curve};
use crate::service_levels::experience::{Completeness, Question, Respondent, Response};
use crate::service_levels::watermelon::{
    Settings, TicketExperience, cells as cells_of, tickets, weekend,
};
use crate::units::Probability;
use jiff::tz::TimeZone;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Name of the field by which an answer finds a ticket that it does not name.
const CONTACT: &str = "contact";

/// Sets what customers say beside promises about time that were kept or broken.
pub(in crate::cli) fn run(args: &Args) -> anyhow::Result<u8> {
    let [events, policies, schedules] = files(&args.tickets);
    let responses = Some(args.responses.as_path());
    output::refuse_overwrite(
        &[
            events,
            policies,
            schedules,
            responses,
            args.governance.as_deref(),
        ],
        &[
            args.out.as_deref(),
            args.tickets.reading.quarantine.as_deref(),
        ],
    )?;
    let access = gate(
        args.by.iter().map(String::as_str),
        args.governance.as_deref(),
    )?;
    let zone = zone(args)?;
    let question = question(&args.score, &zone)?;
    let by: Vec<Arc<str>> = std::iter::once(PROMISE.into())
        .chain(args.by.iter().map(|name| field_name(name).into()))
        .collect();
    let mut opened = open(&args.tickets)?;
    let mut settings = Settings {
        by: by.clone(),
        level: level(args.level)?,
        min_n: args.min_n,
        contracts: promised_shares(&opened.agreements),
        ..Settings::new(question.clone())
    };
    if let Some(text) = &args.target {
        settings.target = Some(target(text, std::slice::from_ref(&question), &[])?);
    }
    let mut answers = Answers::read(args, &question, &zone)?;
    let mut whole: Vec<TicketExperience> = Vec::new();
    let mut promises: Vec<TicketExperience> = Vec::new();
    let rejections = std::mem::take(&mut answers.rejections);
    judge_all(&mut opened, &args.tickets, rejections, |judged, _| {
        let contact = judged.fields.get(CONTACT);
        let said = answers.of(&judged.result.ticket, contact);
        let beside = beside_experience(&judged, said, &by, &zone);
        whole.push(beside.whole);
        promises.extend(beside.promises);
        Ok(())
    })?;
    answers.account();
    let wrong = |error: crate::service_levels::experience::Error| Misuse::new(error.to_string());
    let mut cells = cells_of(&promises, &settings).map_err(wrong)?;
    if let Some(access) = &access {
        // A cell of one agent is told only where enough customers stand behind it.
        cells.retain(|cell| cell.n_responded >= access.floor().people());
    }
    let rows = tickets(&whole, &settings);
    let weekend = weekend(&whole, &settings).map_err(wrong)?;
    let rule = args.goal.map(|goal| ToleranceRule {
        min_n: settings.min_n,
        level: settings.level,
        ..ToleranceRule::for_goal(Probability::saturating(f64::from(goal) / 100.0))
    });
    let curve = rule.map(|rule| tolerance_curve(&borne(&whole, &question), &rule));
    let watermelon = Watermelon {
        settings: &settings,
        cells: &cells,
        tickets: &rows,
        weekend: &weekend,
        tolerance: rule
            .as_ref()
            .zip(curve.as_ref())
            .map(|(rule, curve)| Tolerance { rule, curve }),
    };
    let text = match args.format {
        WatermelonFormat::Text => watermelon_text(&watermelon, Language::from(args.lang)),
        WatermelonFormat::Json => watermelon_json(&watermelon),
        WatermelonFormat::Csv => watermelon_csv(&watermelon),
    };
    output::write(args.out.as_deref(), &text)?;
    Ok(exit::DONE)
}

/// How long customers waited, and whether they are satisfied: not negative where no answer is declared
/// satisfied.
fn borne(tickets: &[TicketExperience], question: &Question) -> Vec<Answer> {
    tickets
        .iter()
        .filter_map(|ticket| {
            let answer = ticket.response?;
            let is_satisfied = question
                .is_satisfied(answer)
                .or_else(|| question.is_negative(answer).map(|negative| !negative))?;
            Some(Answer {
                elapsed: ticket.waited_calendar?,
                is_satisfied,
            })
        })
        .collect()
}

fn zone(args: &Args) -> anyhow::Result<TimeZone> {
    let Some(name) = &args.zone else {
        return Ok(TimeZone::UTC);
    };
    TimeZone::get(name).map_err(|_| {
        Misuse::new(format!("\"{name}\" is no time zone"))
            .hint("write --zone Europe/Amsterdam, as the IANA names it")
            .into()
    })
}

/// Answers of customers by the ticket or contact they are about.
struct Answers {
    by_ticket: BTreeMap<Arc<str>, f64>,
    by_contact: BTreeMap<Arc<str>, f64>,
    n_found: usize,
    rejections: Vec<Rejection>,
}

impl Answers {
    /// Reads complete answers of customers; the first of a ticket or contact counts.
    fn read(args: &Args, question: &Question, zone: &TimeZone) -> anyhow::Result<Self> {
        let path = &args.responses;
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
        let read = read_responses(path, &options(path, &args.reading), &spec)?;
        let mut answers = Self {
            by_ticket: BTreeMap::new(),
            by_contact: BTreeMap::new(),
            n_found: 0,
            rejections: read.rejections,
        };
        let mut responses: Vec<&Response> = read.responses.iter().collect();
        responses.sort_by_key(|response| response.submitted_at);
        for response in responses {
            let counts = response.completeness == Completeness::Complete
                && response.respondent == Respondent::Customer;
            let answer = response.scores.get(&question.column);
            let Some(answer) = answer.filter(|_| counts) else {
                continue;
            };
            if let Some(ticket) = &response.ticket {
                answers
                    .by_ticket
                    .entry(Arc::clone(ticket))
                    .or_insert(*answer);
            } else if let Some(contact) = &response.contact {
                answers
                    .by_contact
                    .entry(Arc::clone(contact))
                    .or_insert(*answer);
            }
        }
        if answers.by_ticket.is_empty() && answers.by_contact.is_empty() {
            return Err(Misuse::new("no answer names the ticket or contact it is about")
                .hint("name the column, as --response-column ticket_id=COLUMN or contact_id=COLUMN")
                .into());
        }
        Ok(answers)
    }

    /// What the customer of a ticket said.
    fn of(&mut self, ticket: &str, contact: Option<&Arc<str>>) -> Option<Said> {
        let by_contact = contact.and_then(|contact| self.by_contact.get(contact));
        let answer = *self.by_ticket.get(ticket).or(by_contact)?;
        self.n_found += 1;
        Some(Said {
            answer: Some(answer),
            negative_text: None,
        })
    }

    fn account(&self) {
        let n = self.by_ticket.len() + self.by_contact.len();
        tracing::info!(
            answers = n,
            found_a_ticket = self.n_found,
            "joined answers with tickets"
        );
    }
}
